package main

import "fmt"

// isa is one amd64 instruction set.
type isa struct {
	tier, file string
	reg        string // vector register letter
	width      int    // vector bytes
	mask       bool   // partial vectors by mask registers; otherwise by VMASKMOV
}

var (
	avx512 = isa{"AVX512", "avx512", "Z", 64, true}
	avx2   = isa{"AVX2", "avx2", "Y", 32, false}
)

// asm writes the kernels of one isa and element type.
type asm struct {
	*out
	isa
	elem
	arg  map[string]string
	next int // label numbers
}

func (g *asm) r(i int) string { return fmt.Sprintf("%s%d", g.reg, i) }

// lanes is the number of elements of a vector.
func (g *asm) lanes() int { return g.width / g.size }

// perLine is how many vectors make 64 bytes, the lanes of one step of a sum.
func (g *asm) perLine() int { return 64 / g.width }

// fp writes a floating-point instruction on packed elements.
func (g *asm) fp(name string, args ...string) { g.op(name+"P"+g.sfx, args...) }

func imm(i int) string { return fmt.Sprintf("$%d", i) }

func at(off int, base string) string {
	if off == 0 {
		return "(" + base + ")"
	}
	return fmt.Sprintf("%d(%s)", off, base)
}

// fresh returns a label that is used once.
func (g *asm) fresh(name string) string {
	g.next++
	return fmt.Sprintf("%s%d", name, g.next)
}

func (g *asm) open(name string) {
	g.next = 0
	g.arg = g.text(kernel(name), g.elem, g.tier)
}

// openFrame is open with bytes of local memory.
func (g *asm) openFrame(name string, local int) {
	g.next = 0
	g.arg = g.textFrame(kernel(name), g.elem, g.tier, local)
}

// load moves an argument to a general register.
func (g *asm) load(arg, reg string) { g.op("MOVQ", g.arg[arg], reg) }

func (g *asm) zero(i int) {
	if g.mask {
		g.op("VPXORQ", g.r(i), g.r(i), g.r(i))
		return
	}
	g.op("VXORPS", g.r(i), g.r(i), g.r(i))
}

// broadcast fills register i with a scalar argument.
func (g *asm) broadcast(arg string, i int) { g.op("VBROADCASTS"+g.sfx, g.arg[arg], g.r(i)) }

// pair fills register i with two scalar arguments in turn.
func (g *asm) pair(even, odd string, i int) { g.pairAt(g.arg[even], g.arg[odd], i) }

func (g *asm) pairAt(even, odd string, i int) {
	x := fmt.Sprintf("X%d", i)
	g.op("VMOVS"+g.sfx, even, x)
	if g.size == 4 {
		g.op("VINSERTPS", "$0x10", odd, x, x)
		g.op("VBROADCASTSD", x, g.r(i))
		return
	}
	g.op("VMOVHPD", odd, x, x)
	if g.mask {
		g.op("VSHUFF64X2", "$0", g.r(i), g.r(i), g.r(i))
	} else {
		g.op("VINSERTF128", "$1", x, g.r(i), g.r(i))
	}
}

// swapParts puts the elements of a into d, the parts of each pair exchanged.
func (g *asm) swapParts(a, d string) {
	if g.size == 4 {
		g.op("VPERMILPS", "$0xb1", a, d)
		return
	}
	g.op("VPERMILPD", "$0x55", a, d)
}

// setMask makes the mask of CX elements, less than a vector: K1, or register
// m.
func (g *asm) setMask(m int) {
	if g.mask {
		g.op("MOVQ", "$-1", "AX")
		g.op("BZHIQ", "CX", "AX", "AX")
		g.op("KMOVW", "AX", "K1")
		return
	}
	g.op("LEAQ", "maskAVX2<>+32(SB)", "AX")
	g.op("LEAQ", fmt.Sprintf("(CX*%d)", g.size), "R10")
	g.op("SUBQ", "R10", "AX")
	g.op("VMOVUPS", "(AX)", g.r(m))
}

// loadPart reads under the mask, zeros elsewhere.
func (g *asm) loadPart(mem string, m, d int) {
	if g.mask {
		g.op("VMOVUP"+g.sfx+".Z", mem, "K1", g.r(d))
		return
	}
	g.op("VMASKMOVP"+g.sfx, mem, g.r(m), g.r(d))
}

func (g *asm) storePart(s, m int, mem string) {
	if g.mask {
		g.op("VMOVUP"+g.sfx, g.r(s), "K1", mem)
		return
	}
	g.op("VMASKMOVP"+g.sfx, g.r(s), g.r(m), mem)
}

// maskData writes what setMask reads: eight words of ones, eight of zeros.
func (g *asm) maskData() {
	if g.mask {
		return
	}
	for i := range 8 {
		v := "0xffffffffffffffff"
		if i >= 4 {
			v = "0"
		}
		g.raw("DATA maskAVX2<>+%d(SB)/8, $%s", 8*i, v)
	}
	g.raw("GLOBL maskAVX2<>(SB), RODATA|NOPTR, $64")
}

func (g *asm) ret() {
	g.op("VZEROUPPER")
	g.op("RET")
}

// maskReg is the register of partial vectors where there are no masks.
const maskReg = 15

// pass is one step of an elementwise kernel on a group of vectors: memory is
// addressed by mem, partial vectors by the mask.
type pass struct {
	g    *asm
	n    int // vectors
	part bool
}

func (p pass) load(base string, v, d int) {
	if p.part {
		p.g.loadPart(at(0, base), maskReg, d)
		return
	}
	p.g.fp("VMOVU", at(v*p.g.width, base), p.g.r(d))
}

func (p pass) store(s int, base string, v int) {
	if p.part {
		p.g.storePart(s, maskReg, at(0, base))
		return
	}
	p.g.fp("VMOVU", p.g.r(s), at(v*p.g.width, base))
}

// elementwise walks CX elements at the bases, unroll vectors at a time.
func (g *asm) elementwise(unroll int, bases []string, body func(p pass)) {
	all := make([]cursor, len(bases))
	for i, b := range bases {
		all[i] = cursor{b, g.size}
	}
	g.walk(unroll, all, body)
}

// cursor is a base that moves on by some bytes for each lane.
type cursor struct {
	base string
	lane int
}

// walk is elementwise with cursors.
func (g *asm) walk(unroll int, cursors []cursor, body func(p pass)) {
	l := g.lanes()
	step := func(n int) {
		for _, c := range cursors {
			g.op("ADDQ", imm(n*l*c.lane), c.base)
		}
	}
	loop, rest, one, tail, done := g.fresh("loop"), g.fresh("rest"), g.fresh("one"), g.fresh("tail"), g.fresh("done")
	g.op("SUBQ", imm(unroll*l), "CX")
	g.op("JLT", rest)
	g.label(loop)
	body(pass{g, unroll, false})
	step(unroll)
	g.op("SUBQ", imm(unroll*l), "CX")
	g.op("JGE", loop)
	g.label(rest)
	g.op("ADDQ", imm((unroll-1)*l), "CX")
	g.op("JLT", tail)
	g.label(one)
	body(pass{g, 1, false})
	step(1)
	g.op("SUBQ", imm(l), "CX")
	g.op("JGE", one)
	g.label(tail)
	g.op("ADDQ", imm(l), "CX")
	g.op("JZ", done)
	g.setMask(maskReg)
	body(pass{g, 1, true})
	g.label(done)
}
