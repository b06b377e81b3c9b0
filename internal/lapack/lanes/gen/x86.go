package main

import "fmt"

// x86 is one amd64 instruction set.
type x86 struct {
	name  string
	reg   string
	bytes int
}

func (x x86) tier() string { return x.name }
func (x x86) width() int   { return x.bytes }

func (x x86) intro(g *gen) {
	fmt.Fprintf(g, "%s//go:build amd64 && !purego\n\n#include \"textflag.h\"\n", header)
	fmt.Fprintf(g, "\n// Numbers without their sign.\nDATA bits64%s<>+0(SB)/8, $0x7fffffffffffffff\nGLOBL bits64%[1]s<>(SB), RODATA|NOPTR, $8\n", x.name)
	fmt.Fprintf(g, "DATA bits32%s<>+0(SB)/4, $0x7fffffff\nGLOBL bits32%[1]s<>(SB), RODATA|NOPTR, $4\n", x.name)
}

// ptrs are the general registers by number; R14 is Go's, and so is R15 wherever
// code refers to global data, which is done at the start only.
var ptrs = [...]string{"DI", "R8", "SI", "R9", "DX", "R10", "R11", "R12", "R13", "CX", "AX", "BX", "R15"}

func (x x86) v(i int) string { return fmt.Sprintf("%s%d", x.reg, i) }

func sfx(g *gen) string {
	if g.e.size == 4 {
		return "S"
	}
	return "D"
}

func (x x86) arg(g *gen, name string, at, reg int) { g.op("MOVQ %s+%d(FP), %s", name, 8*at, ptrs[reg]) }
func (x x86) setArg(g *gen, name string, at, reg int) {
	g.op("MOVQ %s, %s+%d(FP)", ptrs[reg], name, 8*at)
}
func (x x86) load(g *gen, ptr, off, v int) {
	g.op("VMOVUP%s %d(%s), %s", sfx(g), off, ptrs[ptr], x.v(v))
}
func (x x86) store(g *gen, v, ptr, off int) {
	g.op("VMOVUP%s %s, %d(%s)", sfx(g), x.v(v), off, ptrs[ptr])
}
func (x x86) prefetch(g *gen, ptr int) { g.op("PREFETCHT1 (%s)", ptrs[ptr]) }
func (x x86) spread(g *gen, ptr, off, v int) {
	g.op("VBROADCASTS%s %d(%s), %s", sfx(g), off, ptrs[ptr], x.v(v))
}
func (x x86) three(g *gen, name string, a, b, d int) {
	g.op("%s%s %s, %s, %s", name, sfx(g), x.v(a), x.v(b), x.v(d))
}
func (x x86) mul(g *gen, a, b, d int)  { x.three(g, "VMULP", a, b, d) }
func (x x86) add(g *gen, a, b, d int)  { x.three(g, "VADDP", b, a, d) }
func (x x86) fma(g *gen, a, b, d int)  { x.three(g, "VFMADD231P", a, b, d) }
func (x x86) fnma(g *gen, a, b, d int) { x.three(g, "VFNMADD231P", a, b, d) }

func (x x86) div(g *gen, a, b, d int) { x.three(g, "VDIVP", b, a, d) }
func (x x86) clear(g *gen, v int)     { x.three(g, "VXORP", v, v, v) }

// Register 7 holds the bits of numbers without their sign.
func (x x86) signless(g *gen) {
	g.op("VBROADCASTS%s bits%d%s<>(SB), %s", sfx(g), 8*g.e.size, x.name, x.v(7))
}

func (x x86) abs(g *gen, v int) { x.three(g, "VANDP", 7, v, v) }

// masks are in K registers with AVX-512: number 2 in K2, 8 in K1, 9 in K3.
func (x x86) mask(m int) string {
	if x.bytes == 64 {
		return map[int]string{2: "K2", 8: "K1", 9: "K3"}[m]
	}
	return x.v(m)
}

func (x x86) compare(g *gen, how, a, b, m int) {
	g.op("VCMPP%s $%d, %s, %s, %s", sfx(g), how, x.v(b), x.v(a), x.mask(m))
}
func (x x86) above(g *gen, a, b, m int) { x.compare(g, 30, a, b, m) }
func (x x86) equal(g *gen, a, b, m int) { x.compare(g, 0, a, b, m) }

func (x x86) take(g *gen, m, a, d int) {
	if x.bytes == 64 {
		g.op("VMOVAP%s %s, %s, %s", sfx(g), x.v(a), x.mask(m), x.v(d))
		return
	}
	g.op("VBLENDVP%s %s, %s, %s, %s", sfx(g), x.v(m), x.v(a), x.v(d), x.v(d))
}

func (x x86) exchange(g *gen, m, a, b, spare int) {
	if x.bytes == 64 {
		g.op("VBLENDMP%s %s, %s, %s, %s", sfx(g), x.v(b), x.v(a), x.mask(m), x.v(spare))
		g.op("VMOVAP%s %s, %s, %s", sfx(g), x.v(a), x.mask(m), x.v(b))
		g.op("VMOVAP%s %s, %s", sfx(g), x.v(spare), x.v(a))
		return
	}
	g.op("VBLENDVP%s %s, %s, %s, %s", sfx(g), x.v(m), x.v(b), x.v(a), x.v(spare))
	g.op("VBLENDVP%s %s, %s, %s, %s", sfx(g), x.v(m), x.v(a), x.v(b), x.v(b))
	g.op("VMOVAP%s %s, %s", sfx(g), x.v(spare), x.v(a))
}

func (x x86) none(g *gen, m, spare int, label string) {
	if x.bytes == 64 {
		g.op("KORTESTW %s, %s", x.mask(m), x.mask(m))
	} else {
		g.op("VMOVMSKP%s %s, %s", sfx(g), x.v(m), ptrs[spare])
		g.op("TESTL %s, %s", ptrs[spare], ptrs[spare])
	}
	g.op("JEQ %s", label)
}

func (x x86) addImm(g *gen, n, ptr int)   { g.op("ADDQ $%d, %s", n, ptrs[ptr]) }
func (x x86) addReg(g *gen, src, ptr int) { g.op("ADDQ %s, %s", ptrs[src], ptrs[ptr]) }
func (x x86) subReg(g *gen, src, ptr int) { g.op("SUBQ %s, %s", ptrs[src], ptrs[ptr]) }
func (x x86) loopBy(g *gen, label string, n, counter int) {
	g.op("SUBQ $%d, %s", n, ptrs[counter])
	g.op("JGT %s", label)
}
func (x x86) move(g *gen, src, dst int) { g.op("MOVQ %s, %s", ptrs[src], ptrs[dst]) }
func (x x86) loop(g *gen, label string, counter int) {
	g.op("DECQ %s", ptrs[counter])
	g.op("JNZ %s", label)
}
func (x x86) moveImm(g *gen, n, dst int) { g.op("MOVQ $%d, %s", n, ptrs[dst]) }
func (x x86) done(g *gen, label string, counter int) {
	g.op("DECQ %s", ptrs[counter])
	g.op("JEQ %s", label)
}
func (x x86) end(g *gen) {
	g.op("VZEROUPPER")
	g.op("RET")
}

// load gathers element after element: eight or four lanes at once, as many as
// there are offsets in a vector.
func load(g *gen) {
	const dst, dld, src, rs, cs, off, rows, cols = 0, 1, 2, 3, 4, 5, 6, 7
	const from, to, left = 5, 8, 9
	x := g.m.(x86)
	per := x.bytes / 8
	gathers := group / g.e.size / g.parts() / per
	for i := range gathers {
		g.op("VMOVUPD %d(%s), %s", i*x.bytes, ptrs[off], x.v(8+i))
	}
	g.label("rows")
	x.move(g, src, from)
	x.move(g, dst, to)
	x.arg(g, "cols", cols, left)
	g.label("cols")
	for part := range g.parts() {
		for i := range gathers {
			x.gather(g, from, part*g.e.size, 8+i, i)
			g.op("VMOVUP%s %s, %d(%s)", sfx(g), x.gathered(g, i), part*group/2+i*per*g.e.size, ptrs[to])
		}
	}
	x.addReg(g, cs, from)
	x.addImm(g, group, to)
	x.loop(g, "cols", left)
	x.addReg(g, rs, src)
	x.addReg(g, dld, dst)
	x.loop(g, "rows", rows)
}

// gathered is the register of n numbers, one for each offset in a vector.
func (x x86) gathered(g *gen, v int) string {
	if g.e.size == 8 {
		return x.v(v)
	}
	return map[string]string{"Z": "Y", "Y": "X"}[x.reg] + fmt.Sprint(v)
}

// gather spoils K1, or the last register but the offsets'.
func (x x86) gather(g *gen, ptr, off, offsets, v int) {
	if x.bytes == 64 {
		g.op("KXNORW K1, K1, K1")
		g.op("VPXOR X%d, X%[1]d, X%[1]d // no waiting for what was there", v)
		g.op("VGATHERQP%s %d(%s)(%s*1), K1, %s", sfx(g), off, ptrs[ptr], x.v(offsets), x.gathered(g, v))
		return
	}
	mask := x.gathered(g, 7)
	if v == 7 {
		mask = x.gathered(g, 6)
	}
	g.op("VPCMPEQD %s, %[1]s, %[1]s", mask)
	g.op("VPXOR X%d, X%[1]d, X%[1]d", v)
	g.op("VGATHERQP%s %s, %d(%s)(%s*1), %s", sfx(g), mask, off, ptrs[ptr], x.v(offsets), x.gathered(g, v))
}
