package main

import (
	"fmt"
	"math/bits"
)

// intType is an integer type of the kernels.
type intType struct {
	name, dtype string
	size        int
	signed      bool
}

var intTypes = []intType{
	{"I8", "Int8", 1, true}, {"I16", "Int16", 2, true}, {"I32", "Int32", 4, true}, {"I64", "Int64", 8, true},
	{"U8", "Uint8", 1, false}, {"U16", "Uint16", 2, false}, {"U32", "Uint32", 4, false}, {"U64", "Uint64", 8, false},
}

// letter is the x86 name of the width.
func (t intType) letter() string { return map[int]string{1: "B", 2: "W", 4: "D", 8: "Q"}[t.size] }

// scan is one kernel over whole registers: it runs over 256 bytes at a time,
// then over single registers, and last over the register that ends where the
// data end, with the bytes already seen cleared if that matters.
type scan struct {
	*asm
	vec
	size int
	// each handles the operand in register x by accumulators of set i (0 to 3).
	each func(i, x int)
}

const (
	scanParams = "a unsafe.Pointer, n int"
	scanArgs   = 16
)

// intFile writes the kernels of the integer types, of counts and of searches.
// All want n of at least one register.
func intFile(v vec) []byte {
	a := &asm{}
	a.WriteString(header + "//go:build amd64 && !purego\n\n#include \"textflag.h\"\n")
	maskTable(a)
	for _, t := range intTypes {
		if t.name != "U64" { // the bits of I64
			sumInts(a, v, t)
		}
		extremeInts(a, v, t, false)
		extremeInts(a, v, t, true)
		intRows(a, v, t)
		if !t.signed {
			countKernel(a, v, t)
			findInts(a, v, t)
		}
	}
	for _, e := range elems {
		countNumbers(a, v, e)
		findFloat(a, v, e, false)
		findFloat(a, v, e, true)
	}
	return a.Bytes()
}

// run writes the three loops. SI is the operand, R9 its bytes, AX and R10
// are free for each.
func (s *scan) run() {
	quad, single, loop, last, end := s.fresh("quad"), s.fresh("single"), s.fresh("one"), s.fresh("last"), s.fresh("end")
	s.label(quad)
	s.line("CMPQ R9, $%d", 4*s.bytes)
	s.line("JLT %s", single)
	for i := 0; i < 4; i++ {
		s.line("VMOVDQU%s %d(SI), %s", s.elemSuffix(), i*s.bytes, s.r(s.tmp))
		s.each(i, s.tmp)
	}
	s.line("ADDQ $%d, SI", 4*s.bytes)
	s.line("SUBQ $%d, R9", 4*s.bytes)
	s.line("JMP %s", quad)
	s.label(single)
	s.label(loop)
	s.line("CMPQ R9, $%d", s.bytes)
	s.line("JLT %s", last)
	s.line("VMOVDQU%s (SI), %s", s.elemSuffix(), s.r(s.tmp))
	s.each(0, s.tmp)
	s.line("ADDQ $%d, SI", s.bytes)
	s.line("SUBQ $%d, R9", s.bytes)
	s.line("JMP %s", loop)
	s.label(last)
	s.line("TESTQ R9, R9")
	s.line("JZ %s", end)
	s.line("VMOVDQU%s -%d(SI)(R9*1), %s", s.elemSuffix(), s.bytes, s.r(s.tmp))
	s.each(-1, s.tmp)
	s.label(end)
}

func (s *scan) elemSuffix() string {
	if s.wide {
		return "64"
	}
	return ""
}

// drop clears what the last register repeats in x.
func (s *scan) drop(x int) {
	s.line("LEAQ reduceMask<>+%d(SB), AX", 256-s.bytes)
	s.line("VMOVDQU%s (AX)(R9*1), %s", s.elemSuffix(), s.r(s.tmp+1))
	if s.wide {
		s.line("VPANDNQ %s, %s, %s", s.r(x), s.r(s.tmp+1), s.r(x))
		return
	}
	s.line("VPANDN %s, %s, %s", s.r(x), s.r(s.tmp+1), s.r(x))
}

// xor is the bitwise exclusive or of registers.
func (s *scan) xor(a, b, to int) {
	name := "VPXOR"
	if s.wide {
		name = "VPXORQ"
	}
	s.line("%s %s, %s, %s", name, s.r(a), s.r(b), s.r(to))
}

func (s *scan) args(size int) {
	s.line("MOVQ a+0(FP), SI")
	s.line("MOVQ n+8(FP), R9")
	if size > 1 {
		s.line("SHLQ $%d, R9", bits.TrailingZeros(uint(size)))
	}
}

// pattern repeats the low size bytes of c over a register.
func (s *scan) pattern(reg, size int, c uint64) {
	for w := size; w < 8; w *= 2 {
		c |= c << (8 * w)
	}
	s.line("MOVQ $%#x, R10", c)
	if s.wide {
		s.line("VPBROADCASTQ R10, %s", s.r(reg))
		return
	}
	s.line("VMOVQ R10, X%d", reg)
	s.line("VPBROADCASTQ X%d, %s", reg, s.r(reg))
}

// halves calls op to fold register 0 down to its low 16 bytes.
func (s *scan) halves(op func(t *scan, x int)) {
	n := *s
	if s.wide {
		s.line("VEXTRACTI64X4 $1, Z0, Y%d", s.tmp)
		n.reg = "Y"
		op(&n, s.tmp)
	}
	s.line("VEXTRACTI128 $1, Y0, X%d", s.tmp)
	n.reg = "X"
	op(&n, s.tmp)
}

func (s *scan) leave(ret string, frame int) {
	s.line("VZEROUPPER")
	s.line("MOVQ %s, ret+%d(FP)", ret, frame-8)
	s.line("RET")
}

// sumInts writes the sum of a type in 64 bits. Signed bytes and 4-byte
// integers, and unsigned 2-byte ones, are moved into the other signedness by
// flipping the top bit, which the end makes good.
func sumInts(a *asm, v vec, t intType) {
	s := &scan{asm: a, vec: v, size: t.size}
	s.tmp = 8
	a.text("sum"+t.name+v.tier, scanParams+") (ret uint64", fmt.Sprintf("The sum of n elements, n at most 8192 and at least one register of %d bytes.", v.bytes), 0, scanArgs+8)
	s.args(t.size)
	const flip, zero = 10, 11
	flips := t.signed && (t.size == 1 || t.size == 4) || t.name == "U16"
	if flips {
		s.pattern(flip, t.size, 1<<(8*t.size-1))
	}
	switch t.size {
	case 1:
		s.xor(zero, zero, zero)
	case 2:
		s.pattern(zero, 2, 1) // a vector of ones
	}
	for i := 0; i < 8; i++ {
		s.xor(i, i, i)
	}
	s.each = func(i, x int) {
		if flips {
			s.xor(flip, x, x)
		}
		if i < 0 {
			s.drop(x)
			i = 0
		}
		switch t.size {
		case 1:
			s.line("VPSADBW %s, %s, %s", s.r(zero), s.r(x), s.r(x))
		case 2:
			s.line("VPMADDWD %s, %s, %s", s.r(zero), s.r(x), s.r(x))
			s.line("VPADDD %s, %s, %s", s.r(x), s.r(i), s.r(i))
			return
		case 4:
			s.line("VPSRLQ $32, %s, %s", s.r(x), s.r(x+1))
			s.line("VPADDQ %s, %s, %s", s.r(x+1), s.r(i+4), s.r(i+4))
		}
		s.line("VPADDQ %s, %s, %s", s.r(x), s.r(i), s.r(i))
	}
	s.run()
	s.sumEnd(t, flips)
}

// sumEnd folds the accumulators and undoes the flip.
func (s *scan) sumEnd(t intType, flips bool) {
	add := "VPADDQ"
	if t.size == 2 {
		add = "VPADDD"
	}
	for _, base := range []int{4, 0} {
		if base == 4 && t.size != 4 {
			continue
		}
		s.line("%s %s, %s, %s", add, s.r(base+2), s.r(base), s.r(base))
		s.line("%s %s, %s, %s", add, s.r(base+3), s.r(base+1), s.r(base+1))
		s.line("%s %s, %s, %s", add, s.r(base+1), s.r(base), s.r(base))
	}
	if t.size == 4 { // sum of low halves = all - (high halves << 32)
		s.line("VPSLLQ $32, %s, %s", s.r(4), s.r(5))
		s.line("VPSUBQ %s, %s, %s", s.r(5), s.r(0), s.r(0))
		s.line("VPADDQ %s, %s, %s", s.r(4), s.r(0), s.r(0))
	}
	fold := func(n *scan, x int) { n.line("%s %s, %s, %s", add, n.r(x), n.r(0), n.r(0)) }
	s.halves(fold)
	n := *s
	n.reg = "X"
	s.line("VPSHUFD $0x4e, X0, X%d", s.tmp)
	fold(&n, s.tmp)
	if t.size == 2 {
		s.line("VPSHUFD $0xb1, X0, X%d", s.tmp)
		fold(&n, s.tmp)
		s.line("VMOVD X0, AX")
		s.line("MOVLQSX AX, AX")
	} else {
		s.line("VMOVQ X0, AX")
	}
	if flips {
		s.line("MOVQ n+8(FP), R10")
		s.line("SHLQ $%d, R10", 8*t.size-1)
		if t.signed {
			s.line("SUBQ R10, AX")
		} else {
			s.line("ADDQ R10, AX")
		}
	}
	s.leave("AX", scanArgs+8)
}

// extremeInts writes the minimum or maximum of a type.
func extremeInts(a *asm, v vec, t intType, largest bool) {
	s := &scan{asm: a, vec: v, size: t.size}
	s.tmp = 8
	name, doc := "min", "smallest"
	if largest {
		name, doc = "max", "largest"
	}
	a.text(name+t.name+v.tier, scanParams+") (ret uint64", fmt.Sprintf("The %s of n elements, at least one register of %d bytes, in the low bytes.", doc, v.bytes), 0, scanArgs+8)
	s.args(t.size)
	const flip = 10
	flips := !v.wide && t.name == "U64"
	if flips {
		s.pattern(flip, 8, 1<<63)
	}
	s.line("VMOVDQU%s (SI), %s", s.elemSuffix(), s.r(0))
	if flips {
		s.xor(flip, 0, 0)
	}
	for i := 1; i < 4; i++ {
		s.line("VMOVDQA%s %s, %s", s.elemSuffix(), s.r(0), s.r(i))
	}
	pick := func(n *scan, acc, x int) { n.pickInt(t, largest, acc, x) }
	s.each = func(i, x int) {
		if flips {
			s.xor(flip, x, x)
		}
		pick(s, max(i, 0), x)
	}
	s.run()
	pick(s, 0, 2)
	pick(s, 1, 3)
	pick(s, 0, 1)
	s.halves(func(n *scan, x int) { pick(n, 0, x) })
	n := *s
	n.reg = "X"
	for w, shuffle := range []string{"VPSHUFD $0x4e", "VPSHUFD $0xb1", "VPSHUFLW $0xb1", "VPSRLW $8"} {
		if 8>>w >= t.size {
			s.line("%s, X0, X%d", shuffle, s.tmp)
			pick(&n, 0, s.tmp)
		}
	}
	if flips {
		n.xor(flip, 0, 0)
	}
	s.line("VMOVQ X0, AX")
	s.leave("AX", scanArgs+8)
}

// pickInt is acc = min or max of acc and x.
func (s *scan) pickInt(t intType, largest bool, acc, x int) {
	a, b := s.r(acc), s.r(x)
	if t.size == 8 && !s.wide {
		if largest {
			s.line("VPCMPGTQ %s, %s, %s9", b, a, s.reg)
		} else {
			s.line("VPCMPGTQ %s, %s, %s9", a, b, s.reg)
		}
		s.line("VBLENDVPD %s9, %s, %s, %s", s.reg, a, b, a)
		return
	}
	name := "VPMIN"
	if largest {
		name = "VPMAX"
	}
	sign := "U"
	if t.signed {
		sign = "S"
	}
	s.line("%s%s%s %s, %s, %s", name, sign, t.letter(), b, a, a)
}
