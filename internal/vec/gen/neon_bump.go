package main

// rowBases are the registers of the rows of bumps.
var rowBases = []string{"R0", "R1", "R2"}

func (g *neon) bump() {
	g.open("bump")
	for i, arg := range []string{"x", "y", "z"} {
		g.load(arg, rowBases[i])
	}
	g.load("n", count)
	g.bumpFactors()
	g.elementwise(2, false, rowBases, func(s step) {
		for v := range s.n {
			e, _ := from(5+3*v, 3)
			for i, b := range rowBases {
				s.load(b, v, e[i])
			}
			g.reflect(e, 11+v, 13+v)
			for i, b := range rowBases {
				s.store(e[i], b, v)
			}
		}
	})
	g.op("RET")
}

// bumps has the triples in memory next to each other, in registers e.
func (g *neon) bumps(name string, e []int) {
	g.open(name)
	g.bumpFactors()
	g.strided(g.size, e, e, func() { g.reflect([]int{5, 6, 7}, 8, 9) })
}

func (g *neon) bumpFactors() {
	for i, arg := range []string{"v2", "v3", "t1", "t2", "t3"} {
		g.broadcast(arg, i)
	}
}

// reflect is bump on registers e; s and t are spoilt.
func (g *neon) reflect(e []int, s, t int) {
	g.fp("FMUL", e[1], 0, s)
	g.fp("FADD", e[0], s, s)
	g.fp("FMUL", e[2], 1, t)
	g.fp("FADD", s, t, s)
	for i, x := range e {
		g.fp("FMUL", s, 2+i, t)
		g.fp("FSUB", x, t, x)
	}
}

// cbump writes cbump, or cpair for two rows.
func (g *neon) cbump(name string, args []string) {
	g.open(name)
	bases := rowBases[:len(args)]
	for i, arg := range args {
		g.load(arg, bases[i])
	}
	g.load("n", count)
	first := g.cbumpFactors(len(args))
	g.elementwise(2, true, bases, func(s step) {
		for v := range s.n {
			e, sum := from(first+v*(len(args)+2), len(args))
			for i, b := range bases {
				s.load(b, v, e[i])
			}
			g.creflect(e, sum, sum+1)
			for i, b := range bases {
				s.store(e[i], b, v)
			}
		}
	})
	g.op("RET")
}

// cbumps writes cbumps, or cpairs for two adjacent elements.
func (g *neon) cbumps(name string, rows int) {
	g.open(name)
	e, s := from(g.cbumpFactors(rows), rows)
	g.strided(2*g.size, e, e, func() { g.creflect(e, s, s+1) })
}

// cbumpFactors loads the pairs p and q of every factor, from register 0 on,
// and returns the first register that is free.
func (g *neon) cbumpFactors(rows int) int {
	g.load("f", "R11")
	n := 2 * (2*rows - 1)
	for i := range n {
		g.repeatPair("R11", i)
	}
	return n
}

// creflect is cbump on registers e; s and t are spoilt.
func (g *neon) creflect(e []int, s, t int) {
	g.fp("FMUL", e[0], 0, s)
	for i, x := range e {
		if i > 0 {
			g.fma(x, 2*i, s)
		}
		g.swapParts(x, t)
		g.fma(t, 2*i+1, s)
	}
	g.swapParts(s, t)
	g.fp("FSUB", e[0], s, e[0])
	for i, x := range e[1:] {
		f := 2 * (len(e) + i)
		g.fma(s, f, x)
		g.fma(t, f+1, x)
	}
}

// strided writes a kernel whose operands, adjacent elements of so many bytes
// that come in registers in and go out, lie inc bytes apart: it takes one after
// the other.
func (g *neon) strided(bytes int, in, out []int, body func()) {
	g.load("x", "R0")
	g.load("inc", "R9")
	g.load("n", count)
	loop, done := g.fresh("loop"), g.fresh("done")
	g.op("CBZ", count, done)
	g.label(loop)
	for i, r := range in {
		g.op(part(bytes), at(i*bytes, "R0"), freg(r))
	}
	body()
	for i, r := range out {
		g.op(part(bytes), freg(r), at(i*bytes, "R0"))
	}
	g.op("ADD", "R9", "R0", "R0")
	g.op("SUBS", "$1", count, count)
	g.op("BNE", loop)
	g.label(done)
	g.op("RET")
}
