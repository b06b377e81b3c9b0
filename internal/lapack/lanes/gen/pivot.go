package main

// Registers of pivot. Arguments that are only counted down are read again
// whenever they are needed.
const (
	pivotW, pivotLD, pivotAt, pivotInv, pivotZero, pivotNum = 0, 1, 4, 5, 6, 7

	pivotVectors = 7 // vectors left
	pivotRow     = 8 // a row, and how many are left
	pivotRows    = 9
	pivotTop     = 2 // elements of the first row and of another one
	pivotOther   = 3
	pivotCols    = 10
	pivotSpare   = 11

	vecAt    = 4 // the number of the row that is taken
	vecOne   = 6
	vecK     = 10
	vecRe    = 11 // the reciprocal
	vecIm    = 13
	maskSwap = 8
	maskZero = 9
)

// pivot is one step of elimination without the update, for one vector of every
// group after the other.
func pivot(g *gen) {
	m := g.m
	m.signless(g)
	m.spread(g, pivotNum, 0, vecK)
	m.spread(g, pivotNum, g.e.size, vecOne)
	m.moveImm(g, g.half(), pivotVectors)
	g.label("vectors")
	pick(g)
	swap(g)
	g.label("invert")
	m.move(g, pivotW, pivotTop)
	m.addReg(g, pivotAt, pivotTop)
	if g.e.complex {
		invertComplex(g)
	} else {
		invert(g)
	}
	scaleColumn(g)
	m.addImm(g, m.width(), pivotW)
	m.addImm(g, m.width(), pivotInv)
	m.addImm(g, m.width(), pivotZero)
	m.loop(g, "vectors", pivotVectors)
}

// pick finds the row with the largest magnitude.
func pick(g *gen) {
	const best, number = 3, 5
	m := g.m
	m.move(g, pivotW, pivotRow)
	m.addReg(g, pivotAt, pivotRow)
	m.arg(g, "rows", 2, pivotRows)
	m.clear(g, number)
	magnitude(g, pivotRow, best) // which uses vecAt
	m.clear(g, vecAt)
	m.done(g, "invert", pivotRows)
	g.label("pick")
	m.addReg(g, pivotLD, pivotRow)
	m.add(g, number, vecOne, number)
	magnitude(g, pivotRow, 0)
	m.above(g, 0, best, 2)
	m.take(g, 2, 0, best)
	m.take(g, 2, number, vecAt)
	m.loop(g, "pick", pivotRows)
}

// swap exchanges the first row with the one taken, which is another one for
// every lane. Rows that no lane takes cost a comparison.
func swap(g *gen) {
	const number = 5
	m := g.m
	m.move(g, pivotW, pivotRow)
	m.arg(g, "rows", 2, pivotRows)
	m.addImm(g, -1, pivotRows)
	m.clear(g, number)
	g.label("swap")
	m.addReg(g, pivotLD, pivotRow)
	m.add(g, number, vecOne, number)
	m.equal(g, vecAt, number, maskSwap)
	m.none(g, maskSwap, pivotSpare, "next")
	m.move(g, pivotW, pivotTop)
	m.move(g, pivotRow, pivotOther)
	m.arg(g, "cols", 3, pivotCols)
	g.label("cols")
	for part := range g.parts() {
		m.load(g, pivotTop, part*group/2, 0)
		m.load(g, pivotOther, part*group/2, 1)
		m.exchange(g, maskSwap, 0, 1, 2)
		m.store(g, 0, pivotTop, part*group/2)
		m.store(g, 1, pivotOther, part*group/2)
	}
	m.addImm(g, group, pivotTop)
	m.addImm(g, group, pivotOther)
	m.loop(g, "cols", pivotCols)
	g.label("next")
	m.loop(g, "swap", pivotRows)
}

// parts is the number of vectors that a vector of lanes is made of.
func (g *gen) parts() int {
	if g.e.complex {
		return 2
	}
	return 1
}

// invert has the pivot at pivotTop.
func invert(g *gen) {
	m := g.m
	m.load(g, pivotTop, 0, 0)
	note(g, 0)
	m.div(g, vecOne, 0, vecRe)
	m.store(g, vecRe, pivotInv, 0)
}

// note writes down the lanes whose pivot v is zero for the first time and
// makes it one there.
func note(g *gen, v int) {
	const none, first, number = 14, 15, 3
	m := g.m
	m.clear(g, none)
	m.equal(g, v, none, maskZero)
	m.load(g, pivotZero, 0, first)
	m.load(g, pivotZero, 0, number)
	m.take(g, maskZero, vecK, number)
	m.above(g, none, first, 2)
	m.take(g, 2, number, first)
	m.store(g, first, pivotZero, 0)
	m.take(g, maskZero, vecOne, v)
}

// invertComplex is Smith's method: with the part that is larger in front, so
// that no square can leave the range.
func invertComplex(g *gen) {
	const large, small, ratio = 11, 12, 13
	m := g.m
	m.load(g, pivotTop, 0, large)
	m.load(g, pivotTop, group/2, small)
	m.load(g, pivotTop, 0, 0)
	m.load(g, pivotTop, group/2, 1)
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
	m.store(g, vecRe, pivotInv, 0)
	m.store(g, vecIm, pivotInv, group/2)
}

// scaleColumn multiplies what is below the pivot by its reciprocal.
func scaleColumn(g *gen) {
	m := g.m
	m.arg(g, "rows", 2, pivotRows)
	m.done(g, "scaled", pivotRows)
	g.label("scale")
	m.addReg(g, pivotLD, pivotTop)
	product(g, pivotTop, vecRe, vecIm, 0, group/2)
	m.loop(g, "scale", pivotRows)
	g.label("scaled")
}

// product multiplies a vector of numbers in memory by re + i·im; uses
// registers 0 to 3.
func product(g *gen, ptr, re, im, off, imOff int) {
	m := g.m
	m.load(g, ptr, off, 0)
	m.mul(g, 0, re, 2)
	if g.e.complex {
		m.load(g, ptr, imOff, 1)
		m.mul(g, 0, im, 3)
		m.fnma(g, 1, im, 2)
		m.fma(g, 1, re, 3)
		m.store(g, 3, ptr, imOff)
	}
	m.store(g, 2, ptr, off)
}
