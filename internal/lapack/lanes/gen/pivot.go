package main

// Registers of factor. Arguments that are only counted down are read again
// whenever they are needed.
const (
	facW, facLD, facInv, facZero = 0, 1, 5, 6 // at row k, at its reciprocal

	facTop    = 2 // an element of row k, and of another row
	facOther  = 3
	facRow    = 4 // a row, and how many are left
	facRows   = 8
	facAt     = 7 // bytes to column k
	facCols   = 9
	facSpare  = 10
	facLeft   = 11 // rows from k on
	facVector = 12 // vectors left

	vecAt    = 4 // the number of the row that is taken
	vecOne   = 6
	vecK     = 10
	vecRe    = 11 // the reciprocal
	vecIm    = 13
	maskSwap = 8
	maskZero = 9
)

// factor eliminates, for one vector of every group after the other.
func factor(g *gen) {
	m := g.m
	m.signless(g)
	m.spread(g, facAt, 0, vecOne) // the register has the argument one still
	m.moveImm(g, g.half(), facVector)
	g.label("vectors")
	m.arg(g, "n", 2, facLeft)
	m.moveImm(g, 0, facAt)
	m.clear(g, vecK)
	g.label("steps")
	pivot(g, "A")
	m.move(g, facLeft, facRows)
	m.done(g, "factored", facRows)
	nextColumn(g)
	step(g)
	pivot(g, "B")
	nextRow(g)
	rest(g)
	step(g)
	m.loopBy(g, "steps", 0, facLeft)
	g.label("factored")
	next(g, facW, map[string]int{"inv": 5, "zero": 6, "w": 0})
	m.arg(g, "w", 0, facW)
	m.arg(g, "inv", 5, facInv)
	m.arg(g, "zero", 6, facZero)
	m.loop(g, "vectors", facVector)
}

// pivot finds the pivot of row k, brings it there and inverts it.
func pivot(g *gen, label string) {
	m := g.m
	pick(g, label)
	swap(g, label)
	g.label("invert" + label)
	m.move(g, facW, facTop)
	m.addReg(g, facAt, facTop)
	if g.e.complex {
		invertComplex(g)
	} else {
		invert(g)
	}
}

// step moves on to the next row and column.
func step(g *gen) {
	m := g.m
	m.add(g, vecK, vecOne, vecK)
	m.addReg(g, facLD, facW)
	m.addImm(g, group, facAt)
	m.addImm(g, group, facInv)
	m.addImm(g, -1, facLeft)
}

// Two steps are made together, since a sum that is loaded and stored for one
// product waits for memory: after the first, only the next column is brought up
// to date, which is enough for its pivot.

// nextColumn makes the column below the pivot multipliers, and subtracts their
// products with the element to the right of the pivot. As many rows are left in
// facRows.
func nextColumn(g *gen) {
	m := g.m
	m.move(g, facTop, facSpare)
	m.addImm(g, group, facSpare)
	m.move(g, facTop, facRow)
	g.label("column")
	m.addReg(g, facLD, facRow)
	product(g, facRow, vecRe, vecIm)
	m.move(g, facRow, facOther)
	m.addImm(g, group, facOther)
	number(g, facOther, 4)
	number(g, facSpare, 0)
	minus(g, 2, 0, 4)
	put(g, 4, facOther)
	m.loop(g, "column", facRows)
}

// nextRow brings the second row up to date behind its pivot.
func nextRow(g *gen) {
	m := g.m
	m.move(g, facTop, facOther)
	m.addImm(g, -group, facOther)
	number(g, facOther, 2) // the multiplier
	m.addImm(g, group, facOther)
	m.move(g, facTop, facSpare)
	m.subReg(g, facLD, facSpare)
	m.arg(g, "nrhs", 3, facCols)
	m.addReg(g, facLeft, facCols)
	m.done(g, "rowDone", facCols)
	g.label("row")
	m.addImm(g, group, facSpare)
	m.addImm(g, group, facOther)
	number(g, facOther, 4)
	number(g, facSpare, 0)
	minus(g, 2, 0, 4)
	put(g, 4, facOther)
	m.loop(g, "row", facCols)
	g.label("rowDone")
}

// rest makes the second column multipliers and brings all behind it up to date.
func rest(g *gen) {
	const first = 14 // the multiplier of the first of the two rows
	m := g.m
	m.move(g, facLeft, facRows)
	m.move(g, facTop, facRow)
	m.done(g, "restDone", facRows)
	g.label("rest")
	m.addReg(g, facLD, facRow)
	m.move(g, facRow, facOther)
	m.addImm(g, -group, facOther)
	number(g, facOther, first)
	m.addImm(g, group, facOther)
	product(g, facRow, vecRe, vecIm)
	m.move(g, facW, facSpare)
	m.addReg(g, facAt, facSpare)
	m.move(g, facSpare, facTop)
	m.subReg(g, facLD, facTop)
	m.arg(g, "nrhs", 3, facCols)
	m.addReg(g, facLeft, facCols)
	m.addImm(g, -1, facCols)
	g.label("subtract")
	m.addImm(g, group, facTop)
	m.addImm(g, group, facSpare)
	m.addImm(g, group, facOther)
	number(g, facOther, 4)
	number(g, facTop, 0)
	minus(g, first, 0, 4)
	number(g, facSpare, 0)
	minus(g, 2, 0, 4)
	put(g, 4, facOther)
	m.loop(g, "subtract", facCols)
	m.loop(g, "rest", facRows)
	g.label("restDone")
}

// pick finds the row with the largest magnitude.
func pick(g *gen, label string) {
	const best, number = 3, 5
	m := g.m
	m.move(g, facW, facRow)
	m.addReg(g, facAt, facRow)
	m.move(g, facLeft, facRows)
	m.clear(g, number)
	magnitude(g, facRow, best) // which uses vecAt
	m.clear(g, vecAt)
	m.done(g, "invert"+label, facRows)
	g.label("pick" + label)
	m.addReg(g, facLD, facRow)
	m.add(g, number, vecOne, number)
	magnitude(g, facRow, 0)
	m.above(g, 0, best, 2)
	m.take(g, 2, 0, best)
	m.take(g, 2, number, vecAt)
	m.loop(g, "pick"+label, facRows)
}

// swap exchanges the first row with the one taken, which is another one for
// every lane. Rows that no lane takes cost a comparison.
func swap(g *gen, label string) {
	const number = 5
	m := g.m
	m.move(g, facW, facRow)
	m.move(g, facLeft, facRows)
	m.addImm(g, -1, facRows)
	m.clear(g, number)
	g.label("swap" + label)
	m.addReg(g, facLD, facRow)
	m.add(g, number, vecOne, number)
	m.equal(g, vecAt, number, maskSwap)
	m.none(g, maskSwap, facSpare, "next"+label)
	m.move(g, facW, facTop)
	m.move(g, facRow, facOther)
	m.arg(g, "cols", 4, facCols)
	g.label("cols" + label)
	for part := range g.parts() {
		m.load(g, facTop, part*group/2, 0)
		m.load(g, facOther, part*group/2, 1)
		m.exchange(g, maskSwap, 0, 1, 2)
		m.store(g, 0, facTop, part*group/2)
		m.store(g, 1, facOther, part*group/2)
	}
	m.addImm(g, group, facTop)
	m.addImm(g, group, facOther)
	m.loop(g, "cols"+label, facCols)
	g.label("next" + label)
	m.loop(g, "swap"+label, facRows)
}

// invert has the pivot at facTop.
func invert(g *gen) {
	m := g.m
	m.load(g, facTop, 0, 0)
	note(g, 0)
	m.div(g, vecOne, 0, vecRe)
	m.store(g, vecRe, facInv, 0)
}

// note writes down the lanes whose pivot v is zero for the first time and
// makes it one there.
func note(g *gen, v int) {
	const none, first, number = 14, 15, 3
	m := g.m
	m.clear(g, none)
	m.equal(g, v, none, maskZero)
	m.load(g, facZero, 0, first)
	m.load(g, facZero, 0, number)
	m.take(g, maskZero, vecK, number)
	m.above(g, none, first, 2)
	m.take(g, 2, number, first)
	m.store(g, first, facZero, 0)
	m.take(g, maskZero, vecOne, v)
}

// invertComplex is Smith's method: with the part that is larger in front, so
// that no square can leave the range.
func invertComplex(g *gen) {
	const large, small, ratio = 11, 12, 13
	m := g.m
	m.load(g, facTop, 0, large)
	m.load(g, facTop, group/2, small)
	m.load(g, facTop, 0, 0)
	m.load(g, facTop, group/2, 1)
	m.abs(g, 0)
	m.abs(g, 1)
	m.above(g, 1, 0, maskSwap)
	m.exchange(g, maskSwap, large, small, ratio)
	note(g, large)
	m.div(g, small, large, ratio)
	m.fma(g, small, ratio, large)
	m.div(g, vecOne, large, large)
	m.mul(g, ratio, large, small)
	m.exchange(g, maskSwap, large, small, ratio)
	m.clear(g, vecIm)
	m.fnma(g, small, vecOne, vecIm)
	m.store(g, vecRe, facInv, 0)
	m.store(g, vecIm, facInv, group/2)
}
