package main

import "fmt"

func (x isa) triangle() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\n#include \"textflag.h\"\n")
	(&asm{out: o, isa: x}).maskData()
	for _, e := range elems {
		g := &asm{out: o, isa: x, elem: e}
		g.triangular("solve", g.solve)
		g.triangular("mult", g.mult)
		g.complexTriangular("csolve", g.csolve)
		g.complexTriangular("cmult", g.cmult)
		g.forward()
		g.cforward()
	}
	return o.String()
}

// edge is the number of rows of b that the triangular kernels hold in
// registers.
const edge = 8

// rowOf8 is vector v of row r of b: SI is row 0, R8 row 4, R9 the distance and
// R11 three of it.
func (g *asm) rowOf8(r, v int) string {
	base := "SI"
	if r >= 4 {
		base = "R8"
	}
	s := fmt.Sprintf([]string{"(%s)", "(%s)(R9*1)", "(%s)(R9*2)", "(%s)(R11*1)"}[r%4], base)
	if v == 0 {
		return s
	}
	return fmt.Sprintf("%d%s", v*g.width, s)
}

// triangular walks the columns of 8 rows of b, the triangle t at DX.
func (g *asm) triangular(name string, body func(n int)) {
	g.open(name)
	g.rows()
	g.op("LEAQ", "(SI)(R9*4)", "R8")
	g.load("n", "CX")
	g.load("tri", "DX")
	unroll := 1
	if g.mask {
		unroll = 3
	}
	g.elementwise(unroll, []string{"SI", "R8"}, func(p pass) {
		g.rowsThrough(p, func() { body(p.n) })
	})
	g.ret()
}

// rowsThrough loads the rows of a pass, does something and stores them: vector
// v of row r is in register r+8v.
func (g *asm) rowsThrough(p pass, f func()) {
	for r := range edge {
		for v := range p.n {
			if p.part {
				g.loadPart(g.rowOf8(r, 0), maskReg, r)
			} else {
				g.fp("VMOVU", g.rowOf8(r, v), g.r(r+edge*v))
			}
		}
	}
	f()
	if p.part && !g.mask {
		g.op("VMOVUPS", "(AX)", g.r(maskReg)) // as setMask left it
	}
	for r := range edge {
		for v := range p.n {
			if p.part {
				g.storePart(r, maskReg, g.rowOf8(r, 0))
			} else {
				g.fp("VMOVU", g.r(r+edge*v), g.rowOf8(r, v))
			}
		}
	}
}

// entry is where element (i, k) of the triangle is, in parts of per numbers.
func (g *asm) entry(i, k, per, part int) string {
	return at(((i*edge+k)*per+part)*g.size, "DX")
}

// by applies name, a fused operation with the scalar at mem and the register
// a, to d.
func (g *asm) by(name, mem string, a, d int) {
	if g.mask {
		g.op(name+"P"+g.sfx+".BCST", mem, g.r(a), g.r(d))
		return
	}
	g.op("VBROADCASTS"+g.sfx, mem, g.r(14))
	g.fp(name, g.r(14), g.r(a), g.r(d))
}

func (g *asm) solve(n int) {
	for k := range edge {
		for v := range n {
			g.by("VMUL", g.entry(k, k, 1, 0), k+edge*v, k+edge*v)
		}
		for i := k + 1; i < edge; i++ {
			for v := range n {
				g.by("VFNMADD231", g.entry(i, k, 1, 0), k+edge*v, i+edge*v)
			}
		}
	}
}

func (g *asm) mult(n int) {
	for i := edge - 1; i >= 0; i-- {
		for v := range n {
			g.by("VMUL", g.entry(i, i, 1, 0), i+edge*v, i+edge*v)
		}
		for k := range i {
			for v := range n {
				g.by("VFMADD231", g.entry(i, k, 1, 0), k+edge*v, i+edge*v)
			}
		}
	}
}

// complexTriangular has the signs of swapped parts in register 13 and, with
// masks, two vectors at a time.
func (g *asm) complexTriangular(name string, body func(n int)) {
	g.open(name)
	g.rows()
	g.op("LEAQ", "(SI)(R9*4)", "R8")
	g.load("n", "CX")
	g.load("tri", "DX")
	signs := 13
	if g.mask {
		signs = 31
	}
	g.alternate(signs)
	unroll := 1
	if g.mask {
		unroll = 2
	}
	g.elementwise(unroll, []string{"SI", "R8"}, func(p pass) {
		g.rowsThrough(p, func() { body(p.n) })
	})
	g.ret()
}

// alternate fills register i with the sign bits of even elements.
func (g *asm) alternate(i int) {
	v := g.r(i)
	g.absMask(i) // all but the signs
	// Not of it, and that shifted away from odd places.
	if g.mask {
		g.op("VPTERNLOGD", "$0x55", v, v, v)
	} else {
		g.op("VPCMPEQD", "Y12", "Y12", "Y12")
		g.op("VPXOR", "Y12", v, v)
	}
	if g.size == 4 {
		g.op("VPSLLQ", "$32", v, v) // clears odd places below
		g.op("VPSRLQ", "$32", v, v)
		return
	}
	if g.mask {
		g.op("MOVL", "$0x55", "AX")
		g.op("KMOVW", "AX", "K2")
		g.op("VMOVAPD.Z", v, "K2", v)
		return
	}
	g.op("VXORPD", "Y12", "Y12", "Y12")
	g.op("VBLENDPD", "$0xa", "Y12", v, v)
}

// turned puts i times the elements of a into d.
func (g *asm) turned(a, d int) {
	g.swapParts(g.r(a), g.r(d))
	if g.mask {
		g.op("VXORPD", g.r(31), g.r(d), g.r(d))
		return
	}
	g.op("VXORPD", g.r(13), g.r(d), g.r(d))
}

// temp is a register for i times vector v.
func (g *asm) temp(v int) int {
	if g.mask {
		return 24 + v
	}
	return 12
}

func (g *asm) csolve(n int) {
	for k := range edge {
		for v := range n {
			g.complexScale(k, v)
		}
		for v := range n {
			g.turned(k+edge*v, g.temp(v))
		}
		for i := k + 1; i < edge; i++ {
			for part := range 2 {
				for v := range n {
					a := []int{k + edge*v, g.temp(v)}[part]
					g.by("VFNMADD231", g.entry(i, k, 2, part), a, i+edge*v)
				}
			}
		}
	}
}

// complexScale multiplies vector v of row k by the diagonal.
func (g *asm) complexScale(k, v int) {
	r := k + edge*v
	g.turned(r, g.temp(v))
	g.by("VMUL", g.entry(k, k, 2, 0), r, r)
	g.by("VFMADD231", g.entry(k, k, 2, 1), g.temp(v), r)
}

func (g *asm) cmult(n int) {
	for i := edge - 1; i >= 0; i-- {
		for v := range n {
			g.complexScale(i, v)
		}
		for k := range i {
			for v := range n {
				g.turned(k+edge*v, g.temp(v))
				g.by("VFMADD231", g.entry(i, k, 2, 0), k+edge*v, i+edge*v)
				g.by("VFMADD231", g.entry(i, k, 2, 1), g.temp(v), i+edge*v)
			}
		}
	}
}
