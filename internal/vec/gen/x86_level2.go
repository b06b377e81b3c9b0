package main

import "fmt"

func (x isa) level2() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\n#include \"textflag.h\"\n")
	(&asm{out: o, isa: x}).maskData()
	for _, e := range elems {
		g := &asm{out: o, isa: x, elem: e}
		g.rank()
		g.crank()
		g.dots()
		g.cdots()
		if x86Has("cdots4", x.tier) {
			g.cdots4()
		}
		g.symv()
		g.csymv()
	}
	return o.String()
}

// row is vector v of row r of b: SI is row 0, R9 the distance and R11 three
// of it.
func (g *asm) row(r, v int) string {
	s := []string{"(SI)", "(SI)(R9*1)", "(SI)(R9*2)", "(SI)(R11*1)"}[r]
	if v == 0 {
		return s
	}
	return fmt.Sprintf("%d%s", v*g.width, s)
}

// rows loads what row needs.
func (g *asm) rows() {
	g.load("b", "SI")
	g.load("ld", "R9")
	g.op("LEAQ", "(R9)(R9*2)", "R11")
}

// loadRow loads vector v of row r, partial if p is.
func (p pass) loadRow(r, v, d int) {
	if p.part {
		p.g.loadPart(p.g.row(r, 0), maskReg, d)
		return
	}
	p.g.fp("VMOVU", p.g.row(r, v), p.g.r(d))
}

// element is element i of the array at base.
func (g *asm) element(i int, base string) string { return at(i*g.size, base) }

func (g *asm) rank() {
	g.open("rank")
	g.load("c", "DI")
	g.rows()
	g.load("n", "CX")
	g.load("a", "DX")
	for r := range 4 {
		g.op("VBROADCASTS"+g.sfx, g.element(r, "DX"), g.r(r))
	}
	g.elementwise(4, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, 4+v)
		}
		for r := range 4 {
			for v := range p.n {
				if p.part {
					p.loadRow(r, v, 8)
					g.fp("VFMADD231", g.r(8), g.r(r), g.r(4+v))
				} else {
					g.fp("VFMADD231", g.row(r, v), g.r(r), g.r(4+v))
				}
			}
		}
		for v := range p.n {
			p.store(4+v, "DI", v)
		}
	})
	g.ret()
}

// crank has the pairs p in registers 0-3 and the pairs q in 4-7.
func (g *asm) crank() {
	g.open("crank")
	g.load("c", "DI")
	g.rows()
	g.load("n", "CX")
	g.load("a", "DX")
	for r := range 4 {
		g.pairAt(g.element(4*r, "DX"), g.element(4*r+1, "DX"), r)
		g.pairAt(g.element(4*r+2, "DX"), g.element(4*r+3, "DX"), 4+r)
	}
	g.elementwise(2, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, 8+v)
		}
		for r := range 4 {
			for v := range p.n {
				p.loadRow(r, v, 10+v)
				g.swapParts(g.r(10+v), g.r(12+v))
			}
			for v := range p.n {
				g.fp("VFMADD231", g.r(10+v), g.r(r), g.r(8+v))
			}
			for v := range p.n {
				g.fp("VFMADD231", g.r(12+v), g.r(4+r), g.r(8+v))
			}
		}
		for v := range p.n {
			p.store(8+v, "DI", v)
		}
	})
	g.ret()
}

// lines walks CX elements one line of 64 bytes at a time; body takes vector v
// of the line, from where the bases are.
func (g *asm) lines(bases []string, body func(v int, part bool)) {
	l, line := g.lanes(), g.perLine()
	loop, rest, done := g.fresh("loop"), g.fresh("rest"), g.fresh("done")
	g.op("SUBQ", imm(line*l), "CX")
	g.op("JLT", rest)
	g.label(loop)
	for v := range line {
		body(v, false)
	}
	for _, b := range bases {
		g.op("ADDQ", "$64", b)
	}
	g.op("SUBQ", imm(line*l), "CX")
	g.op("JGE", loop)
	g.label(rest)
	g.op("ADDQ", imm(line*l), "CX")
	g.ladder(sums{step: func(v, _ int, part bool) { body(v, part) }}, line, done)
	g.label(done)
}

// addTo adds n lanes of register i to the sums at DX.
func (g *asm) addTo(i, n int, off int) {
	x := fmt.Sprintf("X%d", i)
	mem := at(off*g.size, "DX")
	switch {
	case n == 1:
		g.op("VADDS"+g.sfx, mem, x, x)
		g.op("VMOVS"+g.sfx, x, mem)
	case g.size == 8:
		g.op("VADDPD", mem, x, x)
		g.op("VMOVUPD", x, mem)
	default:
		g.op("VMOVSD", mem, "X15")
		g.op("VADDPS", "X15", x, x)
		g.op("VMOVSD", x, mem)
	}
}

// dots has the accumulators of row r in registers 2r and, on AVX2, 2r+1.
func (g *asm) dots() {
	g.open("dots")
	g.rows()
	g.load("x", "DI")
	g.load("n", "CX")
	for i := range 8 {
		g.zero(i)
	}
	g.lines([]string{"SI", "DI"}, func(v int, part bool) {
		g.read("DI", v, 8, part)
		for r := range 4 {
			if !part {
				g.fp("VFMADD231", g.row(r, v), g.r(8), g.r(2*r+v))
				continue
			}
			g.loadPart(g.row(r, v), maskReg, 9+r)
			g.into(g.r(9+r), g.r(8), 2*r+v, 13, true)
		}
	})
	g.load("sums", "DX")
	for r := range 4 {
		g.foldLine(2*r, 1)
		g.addTo(2*r, 1, r)
	}
	g.ret()
}

// cdots has the accumulators of row r in registers 4r (and 4r+1), and those
// with swapped parts in 4r+2 (and 4r+3).
func (g *asm) cdots() {
	g.open("cdots")
	g.rows()
	g.complexDots(2)
	g.ret()
}

// cdots4 has one register for each of them.
func (g *asm) cdots4() {
	g.open("cdots4")
	g.rows()
	g.complexDots(4)
	g.ret()
}

// complexDots adds the sums of some rows.
func (g *asm) complexDots(rows int) {
	g.load("x", "DI")
	g.load("n", "CX")
	per := 2 * g.perLine() // registers of a row
	x, turned, b := 2*rows*g.perLine(), 2*rows*g.perLine()+1, 2*rows*g.perLine()+2
	for i := range rows * per {
		g.zero(i)
	}
	g.lines([]string{"SI", "DI"}, func(v int, part bool) {
		g.read("DI", v, x, part)
		g.swapParts(g.r(x), g.r(turned))
		for r := range rows {
			if part {
				g.loadPart(g.row(r, v), maskReg, b)
			} else {
				g.fp("VMOVU", g.row(r, v), g.r(b))
			}
			g.into(g.r(b), g.r(x), per*r+v, 13, part)
			g.into(g.r(b), g.r(turned), per*r+g.perLine()+v, 13, part)
		}
	})
	g.load("sums", "DX")
	for i := range 2 * rows {
		g.foldLine(g.perLine()*i, 2)
		g.addTo(g.perLine()*i, 2, 2*i)
	}
}

// symv adds to y and to the sums in one reading of b: the scalars in
// registers 8-11.
func (g *asm) symv() {
	g.open("symv")
	g.rows()
	g.load("x", "DI")
	g.load("y", "BX")
	g.load("n", "CX")
	g.load("a", "DX")
	for r := range 4 {
		g.op("VBROADCASTS"+g.sfx, g.element(r, "DX"), g.r(8+r))
	}
	for i := range 8 {
		g.zero(i)
	}
	g.lines([]string{"SI", "DI", "BX"}, func(v int, part bool) {
		x, y, b := g.r(12), g.r(13), g.r(14)
		g.read("DI", v, 12, part)
		g.read("BX", v, 13, part)
		for r := range 4 {
			if part {
				g.loadPart(g.row(r, v), maskReg, 14)
			} else {
				g.fp("VMOVU", g.row(r, v), b)
			}
			g.fp("VFMADD231", b, g.r(8+r), y)
			g.lane(b, x, 2*r+v, part)
		}
		g.write(13, "BX", v, part)
	})
	g.load("sums", "DX")
	for r := range 4 {
		g.foldLine(2*r, 1)
		g.addTo(2*r, 1, r)
	}
	g.ret()
}

// lane adds the product of b and x to acc, spoiling b. Without masks the
// lanes outside a partial vector get zero times zero: an accumulator of -0,
// which only underflow makes, would become +0, so they are blended.
func (g *asm) lane(b, x string, acc int, part bool) {
	if !part || g.mask {
		g.into(b, x, acc, 0, part)
		return
	}
	g.fp("VFMADD213", g.r(acc), x, b) // b = b*x + acc
	g.fp("VBLENDV", g.r(maskReg), b, g.r(acc), g.r(acc))
}

// write stores register s as vector v at base.
func (g *asm) write(s int, base string, v int, part bool) {
	if part {
		g.storePart(s, maskReg, at(v*g.width, base))
		return
	}
	g.fp("VMOVU", g.r(s), at(v*g.width, base))
}

// csymv has the pairs of row r in registers 8+2r and 9+2r. On AVX2 they leave
// four registers for the rest, so a partial vector makes its mask anew.
func (g *asm) csymv() {
	g.open("csymv")
	g.rows()
	g.load("x", "DI")
	g.load("y", "BX")
	g.load("n", "CX")
	g.load("a", "DX")
	for r := range 2 {
		g.pairAt(g.element(4*r, "DX"), g.element(4*r+1, "DX"), 8+2*r)
		g.pairAt(g.element(4*r+2, "DX"), g.element(4*r+3, "DX"), 9+2*r)
	}
	for i := range 8 {
		g.zero(i)
	}
	g.lines([]string{"SI", "DI", "BX"}, func(v int, part bool) {
		const x, y, b, w = 12, 13, 14, 15
		g.read("DI", v, x, part)
		g.read("BX", v, y, part)
		for r := range 2 {
			if part {
				g.maskAgain()
				g.loadPart(g.row(r, v), maskReg, b)
			} else {
				g.fp("VMOVU", g.row(r, v), g.r(b))
			}
			g.fp("VFMADD231", g.r(b), g.r(8+2*r), g.r(y))
			if part && !g.mask {
				g.partialSums(r, v, x, y, b, w)
				continue
			}
			g.swapParts(g.r(b), g.r(w))
			g.fp("VFMADD231", g.r(w), g.r(9+2*r), g.r(y))
			g.into(g.r(b), g.r(x), 4*r+v, 0, part)
			g.into(g.r(w), g.r(x), 4*r+2+v, 0, part)
		}
		if part {
			g.maskAgain()
		}
		g.write(y, "BX", v, part)
	})
	g.load("sums", "DX")
	for i := range 4 {
		g.foldLine(2*i, 2)
		g.addTo(2*i, 2, 2*i)
	}
	g.ret()
}

// maskAgain restores the mask register where it is one of few.
func (g *asm) maskAgain() {
	if !g.mask {
		g.op("VMOVUPS", "(AX)", g.r(maskReg))
	}
}

// partialSums ends a partial vector of csymv on AVX2: w is the mask and then
// what is free.
func (g *asm) partialSums(r, v, x, y, b, w int) {
	acc, turned := 4*r+v, 4*r+2+v
	// acc = mask ? b*x + acc : acc, in b, which is read again.
	g.fp("VFMADD213", g.r(acc), g.r(x), g.r(b))
	g.fp("VBLENDV", g.r(w), g.r(b), g.r(acc), g.r(acc))
	g.loadPart(g.row(r, v), w, b)
	g.swapParts(g.r(b), g.r(b))
	g.fp("VFMADD231", g.r(b), g.r(9+2*r), g.r(y))
	g.fp("VFMADD213", g.r(turned), g.r(x), g.r(b))
	g.fp("VBLENDV", g.r(w), g.r(b), g.r(turned), g.r(turned))
}
