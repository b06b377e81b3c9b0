package main

import "fmt"

// intRows writes the accumulation of rows of integers: sums in 64 bits, and
// extremes in the type itself. n is a multiple of a register of accumulators.
func intRows(a *asm, v vec, t intType) {
	s := &scan{asm: a, vec: v, size: t.size}
	s.tmp = 8
	if t.name != "U64" { // the bits of I64
		a.text("sumRows"+t.name+v.tier, rowParams,
			fmt.Sprintf("acc[j] += x[j], 64 bits wide, for every row; n is a multiple of %d.", v.bytes/8), 0, rowFrame)
		s.rowLoops(8, func(i int, mem string) {
			if t.size < 8 {
				s.line("%s %s, %s", widen(t), mem, s.r(s.tmp))
				mem = s.r(s.tmp)
			}
			s.line("VPADDQ %s, %s, %s", mem, s.r(i), s.r(i))
		}, nil)
	}
	for _, largest := range []bool{false, true} {
		name := "min"
		if largest {
			name = "max"
		}
		a.text(name+"Rows"+t.name+v.tier, rowParams,
			fmt.Sprintf("acc[j] = %s(acc[j], x[j]) for every row; n is a multiple of %d.", name, v.bytes/t.size), 0, rowFrame)
		const flip = 10
		var prepare func(i int)
		if !v.wide && t.name == "U64" {
			s.pattern(flip, 8, 1<<63)
			prepare = func(i int) { s.xor(flip, i, i) }
		}
		s.rowLoops(t.size, func(i int, mem string) {
			s.line("VMOVDQU%s %s, %s", s.elemSuffix(), mem, s.r(s.tmp))
			if prepare != nil {
				prepare(s.tmp)
			}
			s.pickInt(t, largest, i, s.tmp)
		}, prepare)
	}
}

// widen is the load that extends elements to 64 bits.
func widen(t intType) string {
	sign := "ZX"
	if t.signed {
		sign = "SX"
	}
	return "VPMOV" + sign + t.letter() + "Q"
}

// rowLoops runs each over four registers of accumulators of the given element
// size at a time, then over one; prepare changes accumulators on their way in
// and back.
func (s *scan) rowLoops(accSize int, each func(i int, mem string), prepare func(i int)) {
	s.line("MOVQ acc+0(FP), DI")
	s.line("MOVQ x+8(FP), SI")
	s.line("MOVQ n+16(FP), DX")
	s.line("MOVQ rows+24(FP), CX")
	s.line("MOVQ stride+32(FP), R8")
	step := s.bytes / accSize // elements in a register of accumulators
	for _, regs := range []int{4, 1} {
		again, next, rows := s.fresh("again"), s.fresh("next"), s.fresh("rows")
		s.label(again)
		s.line("CMPQ DX, $%d", regs*step)
		s.line("JLT %s", next)
		for i := 0; i < regs; i++ {
			s.line("VMOVDQU%s %d(DI), %s", s.elemSuffix(), i*s.bytes, s.r(i))
			if prepare != nil {
				prepare(i)
			}
		}
		s.line("MOVQ SI, R11")
		s.line("MOVQ CX, R12")
		s.label(rows)
		for i := 0; i < regs; i++ {
			each(i, fmt.Sprintf("%d(R11)", i*step*s.size))
		}
		s.line("ADDQ R8, R11")
		s.line("DECQ R12")
		s.line("JNZ %s", rows)
		for i := 0; i < regs; i++ {
			if prepare != nil {
				prepare(i)
			}
			s.line("VMOVDQU%s %s, %d(DI)", s.elemSuffix(), s.r(i), i*s.bytes)
		}
		s.line("ADDQ $%d, DI", regs*s.bytes)
		s.line("ADDQ $%d, SI", regs*step*s.size)
		s.line("SUBQ $%d, DX", regs*step)
		s.line("JMP %s", again)
		s.label(next)
	}
	s.line("VZEROUPPER")
	s.line("RET")
}

// intRowSwitches writes the choice of a row kernel by type.
func intRowSwitches(line func(format string, args ...any), tier string) {
	for _, op := range []string{"sum", "min", "max"} {
		line("\nfunc %sIntRows%s(dt dtype.DType, %s) {\nswitch dt {\n", op, tier, rowParams)
		for _, t := range intTypes {
			if t.name == "U8" || op == "sum" && t.name == "U64" {
				continue
			}
			also := ""
			if op == "sum" && t.name == "I64" {
				also = ", dtype.Uint64"
			}
			line("case dtype.%s%s:\n%sRows%s%s(acc, x, n, rows, stride)\n", t.dtype, also, op, t.name, tier)
		}
		line("default: // uint8 and bool\n%sRowsU8%s(acc, x, n, rows, stride)\n}\n}\n", op, tier)
	}
	for _, t := range intTypes {
		for _, op := range []string{"sum", "min", "max"} {
			if op == "sum" && t.name == "U64" {
				continue
			}
			line("\n// acc[j] = %s(acc[j], x[j]) for each row.\n//\n//go:noescape\nfunc %sRows%s%s(%s)\n", op, op, t.name, tier, rowParams)
		}
	}
}
