package main

import "fmt"

func (g *asm) bump() {
	g.open("bump")
	g.load("x", "DI")
	g.load("y", "SI")
	g.load("z", "DX")
	g.load("n", "CX")
	g.bumpFactors()
	rows := []string{"DI", "SI", "DX"}
	g.elementwise(2, rows, func(p pass) {
		for v := range p.n {
			e := []int{5 + 5*v, 6 + 5*v, 7 + 5*v}
			for i, b := range rows {
				p.load(b, v, e[i])
			}
			g.reflect(e, 8+5*v, 9+5*v)
			for i, b := range rows {
				p.store(e[i], b, v)
			}
		}
	})
	g.ret()
}

// bumps has the triples in memory next to each other, in registers e.
func (g *asm) bumps(name string, e []int) {
	g.open(name)
	h := g.halved()
	h.bumpFactors()
	h.strided(g.size, func(t strides) {
		t.load(e, 9)
		h.reflect([]int{5, 6, 7}, 8, 9)
		t.store(e, 9)
	})
	g.ret()
}

func (g *asm) bumpFactors() {
	for i, arg := range []string{"v2", "v3", "t1", "t2", "t3"} {
		g.broadcast(arg, i)
	}
}

// reflect is bump on registers e; s and t are spoilt.
func (g *asm) reflect(e []int, s, t int) {
	g.fp("VMUL", g.r(e[1]), g.r(0), g.r(s))
	g.fp("VADD", g.r(e[0]), g.r(s), g.r(s))
	g.fp("VMUL", g.r(e[2]), g.r(1), g.r(t))
	g.fp("VADD", g.r(t), g.r(s), g.r(s))
	for i, x := range e {
		g.fp("VMUL", g.r(2+i), g.r(s), g.r(t))
		g.fp("VSUB", g.r(t), g.r(x), g.r(x))
	}
}

// cbump writes cbump, or cpair for two rows.
func (g *asm) cbump(name string, bases, args []string) {
	g.open(name)
	for i, b := range bases {
		g.load(args[i], b)
	}
	g.load("n", "CX")
	first := g.cbumpFactors(len(bases))
	unroll := 1
	if g.mask {
		unroll = 2 // there are registers for it
	}
	g.elementwise(unroll, bases, func(p pass) {
		for v := range p.n {
			e, s := from(first+v*(len(bases)+2), len(bases))
			for i, b := range bases {
				p.load(b, v, e[i])
			}
			g.creflect(e, s, s+1)
			for i, b := range bases {
				p.store(e[i], b, v)
			}
		}
	})
	g.ret()
}

// cbumps writes cbumps, or cpairs for two adjacent elements.
func (g *asm) cbumps(name string, rows int) {
	g.open(name)
	h := g.halved()
	e, s := from(h.cbumpFactors(rows), rows)
	h.strided(2*g.size, func(t strides) {
		t.load(e, s)
		h.creflect(e, s, s+1)
		t.store(e, s)
	})
	g.ret()
}

// from returns n registers from first on and the one behind.
func from(first, n int) (regs []int, next int) {
	for i := range n {
		regs = append(regs, first+i)
	}
	return regs, first + n
}

// cbumpFactors loads the pairs p and q of every factor, from register 0 on,
// and returns the first register that is free.
func (g *asm) cbumpFactors(rows int) int {
	g.load("f", "AX")
	n := 2 * (2*rows - 1)
	for i := range n {
		g.pairAt(at(2*i*g.size, "AX"), at((2*i+1)*g.size, "AX"), i)
	}
	return n
}

// creflect is cbump on registers e; s and t are spoilt.
func (g *asm) creflect(e []int, s, t int) {
	g.fp("VMUL", g.r(e[0]), g.r(0), g.r(s))
	for i, x := range e {
		if i > 0 {
			g.fp("VFMADD231", g.r(x), g.r(2*i), g.r(s))
		}
		g.swapParts(g.r(x), g.r(t))
		g.fp("VFMADD231", g.r(t), g.r(2*i+1), g.r(s))
	}
	g.swapParts(g.r(s), g.r(t))
	g.fp("VSUB", g.r(s), g.r(e[0]), g.r(e[0]))
	for i, x := range e[1:] {
		f := 2 * (len(e) + i)
		g.fp("VFMADD231", g.r(s), g.r(f), g.r(x))
		g.fp("VFMADD231", g.r(t), g.r(f+1), g.r(x))
	}
}

// halved is g with vectors of 32 bytes, which are gathered faster than wider
// ones.
func (g *asm) halved() *asm {
	h := *g
	h.reg, h.width, h.mask = avx2.reg, avx2.width, avx2.mask
	return &h
}

// strides is one step of a kernel whose operands lie R9 bytes apart, from DI
// on: elements of size bytes, some next to each other, for as many places as
// make a vector or for one.
type strides struct {
	g    *asm
	size int
	one  bool
}

// together is how many places a vector holds.
func (t strides) together() int { return min(t.g.width/t.size, 4) }

// strided walks n operands of some adjacent elements.
func (g *asm) strided(size int, body func(t strides)) {
	t := strides{g: g, size: size}
	g.load("x", "DI")
	g.load("inc", "R9")
	g.load("n", "CX")
	g.op("LEAQ", "(R9)(R9*2)", "R10")
	loop, rest, one, done := g.fresh("loop"), g.fresh("rest"), g.fresh("one"), g.fresh("done")
	g.op("SUBQ", imm(t.together()), "CX")
	g.op("JLT", rest)
	g.label(loop)
	body(t)
	g.op("LEAQ", fmt.Sprintf("(DI)(R9*%d)", t.together()), "DI")
	g.op("SUBQ", imm(t.together()), "CX")
	g.op("JGE", loop)
	g.label(rest)
	g.op("ADDQ", imm(t.together()), "CX")
	g.op("JZ", done)
	g.label(one)
	t.one = true
	body(t)
	g.op("ADDQ", "R9", "DI")
	g.op("DECQ", "CX")
	g.op("JNZ", one)
	g.label(done)
}

// place addresses adjacent element i of place k of a step.
func (t strides) place(i, k int) string {
	index := []string{"", "(R9*1)", "(R9*2)", "(R10*1)"}[k]
	return at(i*t.size, "DI") + index
}

func half(i int) string { return fmt.Sprintf("X%d", i) }

// load reads the adjacent elements into registers; tmp is spoilt.
func (t strides) load(regs []int, tmp int) {
	for i, r := range regs {
		switch {
		case t.one:
			t.g.op(map[int]string{4: "VMOVSS", 8: "VMOVSD", 16: "VMOVUPD"}[t.size], t.place(i, 0), half(r))
		case t.size == 16:
			t.g.op("VMOVUPD", t.place(i, 0), half(r))
			t.g.op("VINSERTF128", "$1", t.place(i, 1), t.g.r(r), t.g.r(r))
		case t.size == 8:
			t.two(i, 0, r)
			t.two(i, 2, tmp)
			t.g.op("VINSERTF128", "$1", half(tmp), t.g.r(r), t.g.r(r))
		default:
			t.g.op("VMOVSS", t.place(i, 0), half(r))
			for k := 1; k < 4; k++ {
				t.g.op("VINSERTPS", imm(k<<4), t.place(i, k), half(r), half(r))
			}
		}
	}
}

// two reads elements of 8 bytes at places k and k+1.
func (t strides) two(i, k, r int) {
	t.g.op("VMOVSD", t.place(i, k), half(r))
	t.g.op("VMOVHPD", t.place(i, k+1), half(r), half(r))
}

// store writes what load read.
func (t strides) store(regs []int, tmp int) {
	for i, r := range regs {
		switch {
		case t.one:
			t.g.op(map[int]string{4: "VMOVSS", 8: "VMOVSD", 16: "VMOVUPD"}[t.size], half(r), t.place(i, 0))
		case t.size == 16:
			t.g.op("VMOVUPD", half(r), t.place(i, 0))
			t.g.op("VEXTRACTF128", "$1", t.g.r(r), t.place(i, 1))
		case t.size == 8:
			t.g.op("VMOVSD", half(r), t.place(i, 0))
			t.g.op("VMOVHPD", half(r), t.place(i, 1))
			t.g.op("VEXTRACTF128", "$1", t.g.r(r), half(tmp))
			t.g.op("VMOVSD", half(tmp), t.place(i, 2))
			t.g.op("VMOVHPD", half(tmp), t.place(i, 3))
		default:
			t.g.op("VMOVSS", half(r), t.place(i, 0))
			for k := 1; k < 4; k++ {
				t.g.op("VEXTRACTPS", imm(k), half(r), t.place(i, k))
			}
		}
	}
}
