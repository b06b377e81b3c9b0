package main

// back goes up from the last element of every right side, and from there to the
// first one: the next element to be finished is brought up to date first.
func back(g *gen) {
	const corner, bottom, ld, inv, n, nrhs = 0, 1, 2, 3, 4, 5
	const diagonal, x, up, k, sides, vector = 0, 6, 7, 8, 5, 9
	const other, left = 10, 11
	m := g.m
	m.moveImm(g, g.half(), vector)
	g.label("vectors")
	m.arg(g, "nrhs", nrhs, sides)
	g.label("sides")
	m.arg(g, "corner", corner, diagonal)
	m.arg(g, "inv", inv, inv)
	m.move(g, bottom, x)
	m.move(g, n, k)
	g.label("steps")
	number(g, inv, 8)
	product(g, x, 8, 9)
	m.move(g, k, left)
	m.done(g, "solved", left)
	m.move(g, diagonal, up)
	m.move(g, x, other)
	g.label("rows")
	m.subReg(g, ld, up)
	m.subReg(g, ld, other)
	number(g, up, 0)
	subtract(g, other)
	m.loop(g, "rows", left)
	m.subReg(g, ld, x)
	m.subReg(g, ld, diagonal)
	m.addImm(g, -group, diagonal)
	m.addImm(g, -group, inv)
	m.loop(g, "steps", k)
	g.label("solved")
	m.addImm(g, group, bottom)
	m.loop(g, "sides", sides)
	next(g, diagonal, map[string]int{"corner": corner, "bottom": bottom, "inv": inv})
	m.arg(g, "bottom", bottom, bottom)
	m.loop(g, "vectors", vector)
}

// Registers of inverse, which forms chunk columns at a time in its scratch
// memory: element (i, j) of the chunk is vectors side by side.
const (
	chunk = 4

	invVector = 0 // vectors left
	invDiag   = 1 // the first element of the chunk on the diagonal
	invLD     = 3
	invFirst  = 2 // in scratch, the first row that is not zero
	invLast   = 2 // and the last one
	invEye    = 6 // numbers to start from
	invR      = 4 // reciprocals
	invCount  = 5 // what a sum has of products
	invLeft   = 7 // columns from the chunk on
	invS      = 8 // an element in scratch
	invW      = 9 // an element of the factors
	invInner  = 10
	invRows   = 11
	invRow    = 12 // where a row of the factors begins

	invAhead = 1 // what will be read next

	cacheLine = 64

	sumMost, sumTotal, sumZero = 4, 5, 6
)

// inverse is norm of the inverse.
func inverse(g *gen) {
	m := g.m
	m.signless(g)
	m.moveImm(g, g.half(), invVector)
	g.label("vectors")
	m.clear(g, sumMost)
	m.clear(g, sumTotal)
	m.arg(g, "n", 7, invLeft)
	m.arg(g, "w", 1, invDiag)
	g.label("chunks")
	m.setArg(g, "diag", 8, invDiag)
	lower(g)
	upper(g)
	columnSums(g)
	m.arg(g, "diag", 8, invDiag)
	m.addReg(g, invLD, invDiag)
	m.addReg(g, invLD, invDiag)
	m.addReg(g, invLD, invDiag)
	m.addReg(g, invLD, invDiag)
	m.addImm(g, chunk*group, invDiag)
	m.loopBy(g, "chunks", chunk, invLeft)
	m.clear(g, sumZero)
	m.fma(g, sumZero, sumTotal, sumMost)
	m.arg(g, "dst", 0, invS)
	m.store(g, sumMost, invS, 0)
	next(g, invS, map[string]int{"dst": 0, "w": 1, "corner": 2, "inv": 4})
	m.loop(g, "vectors", invVector)
}

// scratchRow is the bytes of a row in scratch.
func (g *gen) scratchRow() int { return chunk * g.parts() * g.m.width() }

// storeSums stores the sums at invS.
func (g *gen) storeSums() {
	for c := range chunk * g.parts() {
		g.m.store(g, 8+c, invS, c*g.m.width())
	}
}

// less takes an element of the factors times a row in scratch from the sums:
// real parts in registers from 8 on, imaginary ones behind them.
func less(g *gen) {
	m, w := g.m, g.m.width()
	number(g, invW, 0)
	for c := range chunk {
		m.load(g, invS, c*w, 2)
		m.fnma(g, 0, 2, 8+c)
		if g.e.complex {
			m.load(g, invS, (chunk+c)*w, 3)
			m.fnma(g, 0, 3, 8+chunk+c)
			m.fma(g, 1, 3, 8+c)
			m.fnma(g, 1, 2, 8+chunk+c)
		}
	}
}

// lower forms the inverse of L.
func lower(g *gen) {
	m := g.m
	m.arg(g, "scratch", 5, invS)
	m.arg(g, "n", 7, invInner)
	m.subReg(g, invLeft, invInner)
	m.addImm(g, 1, invInner)
	m.clear(g, 0)
	m.done(g, "zeroed", invInner)
	g.label("zeros")
	for c := range chunk * g.parts() {
		m.store(g, 0, invS, c*m.width())
	}
	m.addImm(g, g.scratchRow(), invS)
	m.loop(g, "zeros", invInner)
	g.label("zeroed")
	m.move(g, invS, invFirst)
	m.move(g, invDiag, invRow)
	m.arg(g, "eye", 6, invEye)
	m.move(g, invLeft, invRows)
	m.moveImm(g, 1, invCount)
	g.label("lower")
	for c := range chunk {
		m.spread(g, invEye, c*g.e.size, 8+c)
		if g.e.complex {
			m.clear(g, 8+chunk+c)
		}
	}
	m.addImm(g, -g.e.size, invEye)
	m.move(g, invFirst, invS)
	m.move(g, invRow, invW)
	m.move(g, invCount, invInner)
	m.done(g, "lowered", invInner)
	g.label("lowerSum")
	less(g)
	m.addImm(g, group, invW)
	m.addImm(g, g.scratchRow(), invS)
	m.loop(g, "lowerSum", invInner)
	g.label("lowered")
	g.storeSums()
	m.addReg(g, invLD, invRow)
	m.addImm(g, 1, invCount)
	m.loop(g, "lower", invRows)
	m.move(g, invS, invLast)
}

// upper solves with U, upwards. It has about as many products as the next
// systems have cache lines, and time to fetch one with each.
func upper(g *gen) {
	m, w := g.m, g.m.width()
	m.arg(g, "corner", 2, invRow)
	m.move(g, invLast, invEye) // where a row starts from
	m.arg(g, "inv", 4, invR)
	m.arg(g, "n", 7, invRows)
	m.moveImm(g, 1, invCount)
	m.arg(g, "ahead", 9, invAhead)
	g.label("upper")
	for c := range chunk * g.parts() {
		m.load(g, invEye, c*w, 8+c)
	}
	m.move(g, invLast, invS)
	m.move(g, invRow, invW)
	m.move(g, invCount, invInner)
	m.done(g, "uppered", invInner)
	g.label("upperSum")
	m.prefetch(g, invAhead)
	m.addImm(g, cacheLine, invAhead)
	less(g)
	m.addImm(g, -group, invW)
	m.addImm(g, -g.scratchRow(), invS)
	m.loop(g, "upperSum", invInner)
	g.label("uppered")
	number(g, invR, 0)
	for c := range chunk {
		m.mul(g, 8+c, 0, 2)
		if g.e.complex {
			m.mul(g, 8+c, 1, 3)
			m.fnma(g, 8+chunk+c, 1, 2)
			m.fma(g, 8+chunk+c, 0, 3)
			m.store(g, 3, invS, (chunk+c)*w)
		}
		m.store(g, 2, invS, c*w)
	}
	m.addImm(g, -g.scratchRow(), invEye)
	m.subReg(g, invLD, invRow)
	m.addImm(g, -group, invR)
	m.addImm(g, 1, invCount)
	m.loop(g, "upper", invRows)
	m.setArg(g, "ahead", 9, invAhead)
}

// columnSums adds the magnitudes in the columns of a chunk.
func columnSums(g *gen) {
	m, w := g.m, g.m.width()
	for c := range chunk {
		m.clear(g, 8+c)
	}
	m.arg(g, "scratch", 5, invS)
	m.arg(g, "n", 7, invRows)
	g.label("sums")
	for c := range chunk {
		m.load(g, invS, c*w, 0)
		m.abs(g, 0)
		if g.e.complex {
			m.load(g, invS, (chunk+c)*w, 1)
			m.abs(g, 1)
			m.add(g, 0, 1, 0)
		}
		m.add(g, 8+c, 0, 8+c)
	}
	m.addImm(g, g.scratchRow(), invS)
	m.loop(g, "sums", invRows)
	for c := range chunk {
		m.above(g, 8+c, sumMost, 2)
		m.take(g, 2, 8+c, sumMost)
		m.add(g, sumTotal, 8+c, sumTotal)
	}
}
