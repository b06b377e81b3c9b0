package main

import (
	"fmt"
	"math/bits"
)

// forward walks the columns of b and, in some of them, its rows, 8 at a time:
// the sums of products with the rows before stay in registers, row r by vector
// v in register r+8v, are subtracted from b and go through solve.
func (g *asm) forward() {
	g.openFrame("forward", 16)
	g.substitution(substitution{g, 3, 1, func() {}, g.products, g.solve})
}

// cforward has two products for each of forward: the real part times the row,
// and the imaginary part times the row with its parts exchanged and signs
// changed.
func (g *asm) cforward() {
	g.openFrame("cforward", 16)
	if !g.mask {
		g.alternate(13)
	}
	g.substitution(substitution{g, 3, 2, func() { g.pair("s0", "s1", g.turnSigns()) }, g.complexProducts, func(n int) {
		if g.mask {
			g.alternate(31) // where the signs for products were
		}
		g.csolve(n)
	}})
}

// substitution is a kernel that takes unroll vectors at a time where there are
// registers for that. Elements of a have some parts.
type substitution struct {
	*asm
	unroll, parts int
	prepare       func() // sets what products needs
	products      func(p pass)
	solve         func(n int)
}

// substitution writes the kernel. In a pass over the rows CX counts those
// solved for and SI points at the next; what the walk over the columns has in
// them waits in local memory.
func (g *asm) substitution(x substitution) {
	if !g.mask {
		x.unroll = 1
	}
	g.load("b", "SI")
	g.load("n", "CX")
	g.elementwise(x.unroll, []string{"SI"}, func(p pass) {
		block := g.fresh("block")
		g.op("MOVQ", "CX", "left-8(SP)")
		g.op("MOVQ", "SI", "column-16(SP)")
		g.op("XORL", "CX", "CX")
		g.label(block)
		x.sums(p)
		x.finish(p)
		g.op("LEAQ", "(SI)(R9*8)", "SI")
		g.op("ADDQ", imm(edge), "CX")
		g.op("CMPQ", "CX", g.arg["rows"])
		g.op("JLT", block)
		g.op("MOVQ", "left-8(SP)", "CX")
		g.op("MOVQ", "column-16(SP)", "SI")
	})
	g.ret()
}

// sums adds up products over the rows solved for: DI and BX point at rows 0
// and 4 of a, R12 and R13 are the distance of its rows and three of it, R8 that
// of its columns, and R10 points at a row of b, DX away from the next.
func (x *substitution) sums(p pass) {
	loop, ahead, done := x.fresh("sum"), x.fresh("ahead"), x.fresh("summed")
	for i := range edge * p.n {
		x.zero(i)
	}
	x.op("TESTQ", "CX", "CX")
	x.op("JZ", done)
	x.load("a", "DI")
	x.load("ars", "R12")
	x.load("acs", "R8")
	x.load("ld", "DX")
	x.op("MOVQ", "column-16(SP)", "R10")
	x.addTimes("CX", "R12", "DI")
	x.op("CMPQ", x.arg["back"], "$0")
	x.op("JEQ", ahead)
	x.op("LEAQ", "-1(CX)", "BX")
	x.addTimes("BX", "R8", "DI")
	x.addTimes("BX", "DX", "R10")
	x.op("NEGQ", "R8")
	x.op("NEGQ", "DX")
	x.label(ahead)
	x.op("LEAQ", "(DI)(R12*4)", "BX")
	x.op("LEAQ", "(R12)(R12*2)", "R13")
	x.op("MOVQ", "CX", "AX")
	x.prepare()
	x.label(loop)
	x.products(p)
	x.op("ADDQ", "R8", "DI")
	x.op("ADDQ", "R8", "BX")
	x.op("ADDQ", "DX", "R10")
	x.op("DECQ", "AX")
	x.op("JNZ", loop)
	x.label(done)
}

// addTimes adds n*step to p.
func (g *asm) addTimes(n, step, p string) {
	g.op("MOVQ", n, "AX")
	g.op("IMULQ", step, "AX")
	g.op("ADDQ", "AX", p)
}

// finish subtracts the sums from b, solves and stores.
func (x *substitution) finish(p pass) {
	x.load("ld", "R9")
	x.op("LEAQ", "(R9)(R9*2)", "R11")
	x.op("LEAQ", "(SI)(R9*4)", "R8")
	x.op("MOVQ", "CX", "DX")
	x.op("SHLQ", imm(bits.Len(uint(edge*x.parts*x.size))-1), "DX")
	x.op("ADDQ", x.arg["tri"], "DX")
	b := x.free()
	for r := range edge {
		for v := range p.n {
			p.loadAt(x.rowOf8(r, v), b+v)
			x.fp("VSUB", x.r(r+edge*v), x.r(b+v), x.r(r+edge*v))
		}
	}
	x.solve(p.n)
	for r := range edge {
		for v := range p.n {
			p.storeAt(r+edge*v, x.rowOf8(r, v))
		}
	}
}

// factor is a part of the element of a in row r.
func (g *asm) factor(r, part int) string {
	base := "DI"
	if r >= 4 {
		base = "BX"
	}
	s := fmt.Sprintf([]string{"(%s)", "(%s)(R12*1)", "(%s)(R12*2)", "(%s)(R13*1)"}[r%4], base)
	if part > 0 {
		s = fmt.Sprintf("%d%s", part*g.size, s)
	}
	return s
}

// free is the first register after those of sums.
func (g *asm) free() int {
	if g.mask {
		return 24
	}
	return 8
}

// products adds column by row.
func (g *asm) products(p pass) {
	x := g.free()
	for v := range p.n {
		p.loadAt(at(v*g.width, "R10"), x+v)
	}
	for r := range edge {
		g.addRow(p, g.factor(r, 0), x, r, x+p.n+r%4)
	}
}

// addRow adds the number at mem times the vectors from register x on to row r.
func (g *asm) addRow(p pass, mem string, x, r, temp int) {
	if g.mask && p.n == 1 {
		g.op("VFMADD231P"+g.sfx+".BCST", mem, g.r(x), g.r(r))
		return
	}
	g.op("VBROADCASTS"+g.sfx, mem, g.r(temp))
	for v := range p.n {
		g.fp("VFMADD231", g.r(temp), g.r(x+v), g.r(r+edge*v))
	}
}

// turnSigns is the register of the signs s0 and s1.
func (g *asm) turnSigns() int {
	if g.mask {
		return 31
	}
	return 12
}

// complexProducts adds column by row, two products each.
func (g *asm) complexProducts(p pass) {
	x := g.free()
	turned, temp := x+p.n, x+2*p.n
	for v := range p.n {
		p.loadAt(at(v*g.width, "R10"), x+v)
		g.swapParts(g.r(x+v), g.r(turned+v))
		g.op("VXORPD", g.r(g.turnSigns()), g.r(turned+v), g.r(turned+v))
	}
	for r := range edge {
		g.addRow(p, g.factor(r, 0), x, r, temp)
		g.addRow(p, g.factor(r, 1), turned, r, temp)
	}
}

// loadAt reads a vector, or a part of one.
func (p pass) loadAt(mem string, d int) {
	if p.part {
		p.g.loadPart(mem, maskReg, d)
		return
	}
	p.g.fp("VMOVU", mem, p.g.r(d))
}

func (p pass) storeAt(s int, mem string) {
	if p.part {
		p.g.storePart(s, maskReg, mem)
		return
	}
	p.g.fp("VMOVU", p.g.r(s), mem)
}
