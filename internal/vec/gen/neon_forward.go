package main

import (
	"fmt"
	"math/bits"
)

// Registers of forward: the column at row 0 of b is R1 and the row in work
// R0; R20 counts the rows solved for.
var (
	forwardRows = []string{"R2", "R3", "R4", "R5", "R6", "R7", "R10", "R12"} // of a, then of b
	products    = 16                                                         // rows of b that are multiplied,
	turnedRows  = 18                                                         // and they with their parts exchanged
	turnSigns   = 30
)

// forward walks the columns of b and, in some of them, its rows, 8 at a time;
// complex elements have two parts.
func (g *neon) forward(name string, parts int) {
	g.open(name)
	g.load("b", "R1")
	g.load("ld", "R9")
	g.load("n", count)
	if parts == 2 {
		g.pair("s0", "s1", turnSigns)
		g.signMask()
	}
	g.elementwise(2, parts == 2, []string{"R1"}, func(s step) {
		again := g.fresh("block")
		g.op("MOVD", "R1", "R0")
		g.op("MOVD", "ZR", "R20")
		g.label(again)
		g.sums(s, parts)
		g.subtract(s, parts)
		g.op("ADD", imm(edge), "R20", "R20")
		g.load("rows", "R21")
		g.op("CMP", "R21", "R20")
		g.op("BLT", again)
	})
	g.op("RET")
}

// sums adds up products with the rows solved for in registers, as block has
// them. R13 is where in the rows of a, R16 the row of b, R15 and R17 are the
// steps of both and R19 counts them.
func (g *neon) sums(s step, parts int) {
	loop, ahead, done := g.fresh("sum"), g.fresh("ahead"), g.fresh("summed")
	for v := range s.n {
		for r := range edge {
			g.zero(edge*v + r)
		}
	}
	g.op("CBZ", "R20", done)
	g.load("a", "R2")
	g.load("ars", "R21")
	g.load("acs", "R15")
	g.op("MOVD", "R9", "R17")
	g.op("MOVD", "R1", "R16")
	g.addTimes("R20", "R21", "R2")
	g.load("back", "R19")
	g.op("CBZ", "R19", ahead)
	g.op("SUB", "$1", "R20", "R19")
	g.addTimes("R19", "R15", "R2")
	g.addTimes("R19", "R17", "R16")
	g.op("NEG", "R15", "R15")
	g.op("NEG", "R17", "R17")
	g.label(ahead)
	g.pointRows("R21")
	g.op("MOVD", "ZR", "R13")
	g.op("MOVD", "R20", "R19")
	g.label(loop)
	g.columnByRow(s, parts)
	g.op("ADD", "R15", "R13", "R13")
	g.op("ADD", "R17", "R16", "R16")
	g.op("SUBS", "$1", "R19", "R19")
	g.op("BNE", loop)
	g.label(done)
}

// addTimes adds n*step to p.
func (g *neon) addTimes(n, step, p string) {
	g.op("MUL", n, step, "R22")
	g.op("ADD", "R22", p, p)
}

// pointRows points at 8 rows from the first on.
func (g *neon) pointRows(step string) {
	for r := 1; r < edge; r++ {
		g.op("ADD", step, forwardRows[r-1], forwardRows[r])
	}
}

// columnByRow adds the products of a column of a and a row of b.
func (g *neon) columnByRow(s step, parts int) {
	for v := range s.n {
		s.load("R16", v, products+v)
		if parts == 2 {
			g.swapParts(products+v, turnedRows+v)
			g.op("VEOR", vbytes(turnSigns), vbytes(turnedRows+v), vbytes(turnedRows+v))
		}
	}
	if parts == 2 {
		g.op("ADD", imm(g.size), "R13", "R14")
	}
	for r, row := range forwardRows {
		for p := range parts {
			g.op(g.move(), fmt.Sprintf("(%s)(R%d)", row, 13+p), freg(scalars+p))
			for v := range s.n {
				g.by("FMLA", scalars+p, []int{products, turnedRows}[p]+v, edge*v+r)
			}
		}
	}
}

// subtract subtracts the sums from 8 rows of b, solves and stores.
func (g *neon) subtract(s step, parts int) {
	g.op("MOVD", "R0", forwardRows[0])
	g.pointRows("R9")
	g.op("ADD", "R9", forwardRows[edge-1], "R0")
	for r, row := range forwardRows {
		for v := range s.n {
			s.load(row, v, products+v)
			g.fp("FSUB", products+v, edge*v+r, edge*v+r)
		}
	}
	g.load("tri", "R11")
	g.op("LSL", imm(bits.Len(uint(edge*parts*g.size))-1), "R20", "R22")
	g.op("ADD", "R22", "R11", "R11")
	g.solveColumns(block{s.n, parts})
	for r, row := range forwardRows {
		for v := range s.n {
			s.store(edge*v+r, row, v)
		}
	}
}
