package main

import (
	"fmt"
	"math/bits"
)

const (
	valueParams = "a unsafe.Pointer, n int, v uint64"
	valueFrame  = 32
)

// countKernel counts elements with a bit under a mask.
func countKernel(a *asm, v vec, t intType) {
	s := &scan{asm: a, vec: v, size: t.size}
	s.tmp = 8
	a.text(fmt.Sprintf("count%d%s", 8*t.size, v.tier), valueParams+") (ret int",
		fmt.Sprintf("How many of n elements have a bit of v set (v repeats over 8 bytes), n at\n// least one register of %d bytes.", v.bytes), 0, valueFrame)
	s.args(t.size)
	s.line("MOVQ v+16(FP), R10")
	if v.wide {
		s.line("VPBROADCASTQ R10, Z10")
	} else {
		s.line("VMOVQ R10, X10")
		s.line("VPBROADCASTQ X10, Y10")
		s.line("VPXOR Y11, Y11, Y11")
	}
	s.line("XORQ DX, DX")
	s.each = func(i, x int) {
		if i < 0 {
			s.drop(x)
		}
		if v.wide {
			s.line("VPTESTM%s Z10, %s, K1", t.letter(), s.r(x))
			s.line("KMOVQ K1, R10")
			s.line("POPCNTQ R10, R10")
			s.line("ADDQ R10, DX")
			return
		}
		s.line("VPAND Y10, %s, %s", s.r(x), s.r(x))
		s.line("VPCMPEQ%s Y11, %s, %s", t.letter(), s.r(x), s.r(x))
		s.line("VPMOVMSKB %s, R10", s.r(x))
		s.line("NOTL R10")
		s.line("POPCNTL R10, R10")
		s.line("ADDQ R10, DX")
	}
	s.run()
	if !v.wide && t.size > 1 { // bytes were counted
		s.line("SHRQ $%d, DX", bits.TrailingZeros(uint(t.size)))
	}
	s.leave("DX", valueFrame)
}

// countNumbers counts the elements that are not NaN.
func countNumbers(a *asm, v vec, e elem) {
	s := &scan{asm: a, vec: v, size: e.size}
	s.tmp = 8
	a.text("countNumbers"+e.name+v.tier, scanParams+") (ret int",
		fmt.Sprintf("How many of n elements are not NaN, n at least one register of %d bytes.", v.bytes), 0, scanArgs+8)
	s.args(e.size)
	s.line("XORQ DX, DX")
	s.each = func(i, x int) {
		if i < 0 { // cleared elements count: take them off
			s.drop(x)
			s.line("MOVQ R9, R10")
			s.line("SUBQ $%d, R10", v.bytes)
			s.line("SARQ $%d, R10", bits.TrailingZeros(uint(e.size)))
			s.line("ADDQ R10, DX")
		}
		if v.wide {
			s.line("VCMPP%s $7, %s, %s, K1", e.suffix, s.r(x), s.r(x))
			s.line("KMOVW K1, R10")
		} else {
			s.line("VCMPP%s $7, %s, %s, %s", e.suffix, s.r(x), s.r(x), s.r(x))
			s.line("VMOVMSKP%s %s, R10", e.suffix, s.r(x))
		}
		s.line("POPCNTL R10, R10")
		s.line("ADDQ R10, DX")
	}
	s.run()
	s.leave("DX", scanArgs+8)
}

// findInts finds the first element equal to a value.
func findInts(a *asm, v vec, t intType) {
	name := fmt.Sprintf("find%d%s", 8*t.size, v.tier)
	finder(a, v, name, "equal to v (which repeats over 8 bytes)", t.size, func(s *scan, x, k int) {
		if v.wide {
			s.line("VPCMPEQ%s Z10, %s, K%d", t.letter(), s.r(x), k)
			return
		}
		s.line("VPCMPEQ%s Y10, %s, %s", t.letter(), s.r(x), s.r(x))
	})
}

// findFloat finds the first float equal to a value, or the first NaN.
func findFloat(a *asm, v vec, e elem, isNaN bool) {
	name, what, pred := "find"+e.name+v.tier, "equal to v (which repeats over 8 bytes)", 0
	if isNaN {
		name, what, pred = "findNaN"+e.name+v.tier, "that is NaN", 3
	}
	finder(a, v, name, what, e.size, func(s *scan, x, k int) {
		other := 10
		if isNaN {
			other = x
		}
		to := fmt.Sprintf("K%d", k)
		if !v.wide {
			to = s.r(x)
		}
		s.line("VCMPP%s $%d, %s, %s, %s", e.suffix, pred, s.r(other), s.r(x), to)
	})
}

// skip passes over four registers at a time while none has a match.
func (s *scan) skip(loop string, test func(s *scan, x, k int)) {
	quad := s.fresh("quad")
	s.label(quad)
	s.line("CMPQ R9, $%d", 4*s.bytes)
	s.line("JLT %s", loop)
	for i := range 4 {
		s.line("VMOVDQU%s %d(SI), %s", s.elemSuffix(), i*s.bytes, s.r(i))
		test(s, i, 1+i)
	}
	if s.wide {
		s.line("KORQ K1, K2, K5")
		s.line("KORQ K3, K4, K6")
		s.line("KORTESTQ K5, K6")
	} else {
		s.line("VPOR Y0, Y1, Y4")
		s.line("VPOR Y2, Y3, Y5")
		s.line("VPOR Y4, Y5, Y4")
		s.line("VPTEST Y4, Y4")
	}
	s.line("JNZ %s", loop)
	s.line("ADDQ $%d, SI", 4*s.bytes)
	s.line("SUBQ $%d, R9", 4*s.bytes)
	s.line("JMP %s", quad)
}

// finder writes a search that stops at the first register with a match. test
// compares register x with the value, into mask k where there are masks, else
// into x.
func finder(a *asm, v vec, name, what string, size int, test func(s *scan, x, k int)) {
	s := &scan{asm: a, vec: v, size: size}
	s.tmp = 8
	a.text(name, valueParams+") (ret int",
		fmt.Sprintf("The position of the first of n elements %s, -1 if there is none; n at least\n// one register of %d bytes.", what, v.bytes), 0, valueFrame)
	s.args(size)
	s.line("MOVQ v+16(FP), R10")
	if v.wide {
		s.line("VPBROADCASTQ R10, Z10")
	} else {
		s.line("VMOVQ R10, X10")
		s.line("VPBROADCASTQ X10, Y10")
	}
	loop, last, none, found := s.fresh("loop"), s.fresh("last"), s.fresh("none"), s.fresh("found")
	match := func() {
		test(s, s.tmp, 1)
		switch {
		case v.wide && v.bytes/size <= 16:
			s.line("KMOVW K1, R10")
		case v.wide:
			s.line("KMOVQ K1, R10")
		default:
			s.line("VPMOVMSKB %s, R10", s.r(s.tmp))
		}
		s.line("TESTQ R10, R10")
		s.line("JNZ %s", found)
	}
	s.skip(loop, test)
	s.label(loop)
	s.line("CMPQ R9, $%d", v.bytes)
	s.line("JLT %s", last)
	s.line("VMOVDQU%s (SI), %s", s.elemSuffix(), s.r(s.tmp))
	match()
	s.line("ADDQ $%d, SI", v.bytes)
	s.line("SUBQ $%d, R9", v.bytes)
	s.line("JMP %s", loop)
	s.label(last)
	s.line("TESTQ R9, R9")
	s.line("JZ %s", none)
	s.line("LEAQ -%d(SI)(R9*1), SI", v.bytes)
	s.line("VMOVDQU%s (SI), %s", s.elemSuffix(), s.r(s.tmp))
	match()
	s.label(none)
	s.line("MOVQ $-1, AX")
	s.leave("AX", valueFrame)
	s.label(found)
	s.line("TZCNTQ R10, AX")
	s.line("SUBQ a+0(FP), SI")
	if v.wide { // one bit for an element
		if size > 1 {
			s.line("SHRQ $%d, SI", bits.TrailingZeros(uint(size)))
		}
		s.line("ADDQ SI, AX")
	} else { // one bit for a byte
		s.line("ADDQ SI, AX")
		if size > 1 {
			s.line("SHRQ $%d, AX", bits.TrailingZeros(uint(size)))
		}
	}
	s.leave("AX", valueFrame)
}
