package main

import "fmt"

// neon writes the NEON kernels of one element type. The Go assembler knows no
// vector operations on floats but VFMLA and VFMLS: the others are words, which
// a test of package asmcheck decodes.
type neon struct {
	*out
	elem
	arg  map[string]string
	next int // label numbers
}

const neonTier = "NEON"

func neonFile(write func(g *neon)) string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build arm64 && !purego\n\n#include \"textflag.h\"")
	for _, e := range elems {
		write(&neon{out: o, elem: e})
	}
	return o.String()
}

// count is the register of the number of elements that are left.
const count = "R8"

// vectorBytes is the size of a vector register.
const vectorBytes = 16

func (g *neon) lanes() int { return vectorBytes / g.size }

// arr is the arrangement of elements in a vector, and one the letter of a
// single one.
func (g *neon) arr() string { return map[int]string{8: "D2", 4: "S4"}[g.size] }
func (g *neon) one() string { return map[int]string{8: "D", 4: "S"}[g.size] }

// v is vector register i.
func (g *neon) v(i int) string { return fmt.Sprintf("V%d.%s", i, g.arr()) }

// lane is lane j of vector register i.
func (g *neon) lane(i, j int) string { return fmt.Sprintf("V%d.%s[%d]", i, g.one(), j) }

// list is n vector registers from i on, as loads and stores name them.
func (g *neon) list(i, n int) string {
	s := "[" + g.v(i)
	for k := 1; k < n; k++ {
		s += ", " + g.v(i+k)
	}
	return s + "]"
}

// vbytes is register i as bytes.
func vbytes(i int) string { return fmt.Sprintf("V%d.B16", i) }

func freg(i int) string { return fmt.Sprintf("F%d", i) }

func (g *neon) fresh(name string) string {
	g.next++
	return fmt.Sprintf("%s%d", name, g.next)
}

func (g *neon) open(name string) {
	g.next = 0
	g.arg = g.text(kernel(name), g.elem, neonTier)
}

// load moves an argument to a general register.
func (g *neon) load(arg, reg string) { g.op("MOVD", g.arg[arg], reg) }

// move is the mnemonic that moves one element between memory and register.
func (g *neon) move() string { return "FMOV" + g.one() }

// broadcast fills register i with a scalar argument.
func (g *neon) broadcast(arg string, i int) {
	g.op(g.move(), g.arg[arg], freg(i))
	g.op("VDUP", g.lane(i, 0), g.v(i))
}

// pair fills register i with two scalar arguments in turn; register 31 is
// spoilt.
func (g *neon) pair(even, odd string, i int) {
	g.op(g.move(), g.arg[even], freg(i))
	g.op(g.move(), g.arg[odd], freg(31))
	g.op("VMOV", g.lane(31, 0), g.lane(i, 1))
	if g.size == 4 {
		g.op("VDUP", fmt.Sprintf("V%d.D[0]", i), fmt.Sprintf("V%d.D2", i))
	}
}

// repeat fills register i with the element at base, and repeatPair with the
// two there; base moves on.
func (g *neon) repeat(base string, i int) {
	g.op("VLD1R.P", fmt.Sprintf("%d(%s)", g.size, base), g.list(i, 1))
}

func (g *neon) repeatPair(base string, i int) {
	if g.size == 8 {
		g.op("VLD1.P", "16("+base+")", g.list(i, 1))
		return
	}
	g.op("VLD1R.P", "8("+base+")", fmt.Sprintf("[V%d.D2]", i))
}

// words are instructions that the assembler lacks: their bits on two float64
// and on four float32.
var words = map[string][2]uint32{
	"FADD":  {0x4E60D400, 0x4E20D400},
	"FSUB":  {0x4EE0D400, 0x4EA0D400},
	"FMUL":  {0x6E60DC00, 0x6E20DC00},
	"FABS":  {0x4EE0F800, 0x4EA0F800},
	"FADDP": {0x6E60D400, 0x6E20D400},
	"FNEG":  {0x6EE0F800, 0x6EA0F800},
	"FSQRT": {0x6EE1F800, 0x6EA1F800},
	"CMGT":  {0x4EE03400, 0x4EA03400},
	"FMULe": {0x4FC09000, 0x4F809000}, // by the first lane of the second operand
	"FMLAe": {0x4FC01000, 0x4F801000},
	"FMLSe": {0x4FC05000, 0x4F805000},
}

func (g *neon) word(name string, bits uint32, operands string) {
	g.raw("\tWORD $0x%08X // %s %s", bits, name, operands)
}

func (g *neon) bits(name string) uint32 {
	if g.size == 8 {
		return words[name][0]
	}
	return words[name][1]
}

// fp is d = n op m.
func (g *neon) fp(name string, n, m, d int) {
	g.word(name, g.bits(name)|uint32(m<<16|n<<5|d), fmt.Sprintf("%s, %s, %s", g.v(m), g.v(n), g.v(d)))
}

// fp1 is d = op n.
func (g *neon) fp1(name string, n, d int) {
	g.word(name, g.bits(name)|uint32(n<<5|d), fmt.Sprintf("%s, %s", g.v(n), g.v(d)))
}

// by is d = d op n·s, or n·s, for the first lane of register s.
func (g *neon) by(name string, s, n, d int) {
	g.word(name, g.bits(name+"e")|uint32(s<<16|n<<5|d), fmt.Sprintf("%s, %s, %s", g.lane(s, 0), g.v(n), g.v(d)))
}

// fma is d += n*m and fms d -= n*m, rounded once.
func (g *neon) fma(n, m, d int) { g.op("VFMLA", g.v(m), g.v(n), g.v(d)) }
func (g *neon) fms(n, m, d int) { g.op("VFMLS", g.v(m), g.v(n), g.v(d)) }

func (g *neon) zero(i int) {
	g.op("VEOR", vbytes(i), vbytes(i), vbytes(i))
}

func (g *neon) copy(from, to int) {
	g.op("VORR", vbytes(from), vbytes(from), vbytes(to))
}

// swapParts puts the elements of a into d, the parts of each pair exchanged.
func (g *neon) swapParts(a, d int) {
	if g.size == 4 {
		g.op("VREV64", g.v(a), g.v(d))
		return
	}
	g.op("VEXT", "$8", vbytes(a), vbytes(a), vbytes(d))
}

// step is one step of an elementwise kernel: n vectors, or less than one.
type step struct {
	g       *neon
	n       int
	part    bool
	complex bool
}

// bytes is how far a step goes.
func (s step) bytes() int {
	if s.part {
		return s.g.partBytes(s.complex)
	}
	return s.n * vectorBytes
}

// partBytes is the size of the steps at the end: one element, of complex ones
// both parts.
func (g *neon) partBytes(complex bool) int {
	if complex {
		return 2 * g.size
	}
	return g.size
}

// part is the mnemonic that moves so many bytes.
func part(bytes int) string { return map[int]string{4: "FMOVS", 8: "FMOVD", 16: "FMOVQ"}[bytes] }

// load reads vector v at base. The lanes above a partial one are zero.
func (s step) load(base string, v, d int) {
	if s.part {
		s.g.op(part(s.bytes()), at(0, base), freg(d))
		return
	}
	s.g.op("FMOVQ", at(v*vectorBytes, base), freg(d))
}

func (s step) store(r int, base string, v int) {
	if s.part {
		s.g.op(part(s.bytes()), freg(r), at(0, base))
		return
	}
	s.g.op("FMOVQ", freg(r), at(v*vectorBytes, base))
}

// elementwise walks the elements at the bases: unroll vectors at a time, then
// vector by vector, then element by element.
func (g *neon) elementwise(unroll int, complex bool, bases []string, body func(s step)) {
	done := g.fresh("done")
	if unroll > 1 {
		g.walk(step{g, unroll, false, complex}, bases, body)
	}
	g.walk(step{g, 1, false, complex}, bases, body)
	if g.partBytes(complex) < vectorBytes {
		g.op("CBZ", count, done)
		loop := g.fresh("part")
		g.label(loop)
		g.advance(step{g, 1, true, complex}, bases, body)
		g.op("SUBS", imm(g.partBytes(complex)/g.size), count, count)
		g.op("BNE", loop)
	}
	g.label(done)
}

// walk repeats a step while there is enough for it.
func (g *neon) walk(s step, bases []string, body func(s step)) {
	loop, rest := g.fresh("loop"), g.fresh("rest")
	n := imm(s.n * g.lanes())
	g.op("SUBS", n, count, count)
	g.op("BLT", rest)
	g.label(loop)
	g.advance(s, bases, body)
	g.op("SUBS", n, count, count)
	g.op("BGE", loop)
	g.label(rest)
	g.op("ADD", n, count, count)
}

func (g *neon) advance(s step, bases []string, body func(s step)) {
	body(s)
	for _, b := range bases {
		g.op("ADD", imm(s.bytes()), b, b)
	}
}
