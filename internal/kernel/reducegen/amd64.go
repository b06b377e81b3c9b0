package main

import "fmt"

// vec is a vector extension of amd64.
type vec struct {
	tier  string
	reg   string // register prefix
	bytes int    // of a register
	accs  int    // registers of lanes in one pass
	wide  bool   // AVX-512: masks, 32 registers
	// Register numbers. Accumulators are 0 to accs-1, temporaries follow;
	// lastA and lastB hold the last register of a row.
	tmp, lastA, lastB, ident, neutral, extra, other int
}

func newAVX512() vec {
	return vec{tier: "AVX512", reg: "Z", bytes: 64, accs: 8, wide: true,
		tmp: 8, lastA: 10, lastB: 11, ident: 31, neutral: 30, extra: 29, other: 28}
}

func newAVX2() vec {
	return vec{tier: "AVX2", reg: "Y", bytes: 32, accs: 8,
		tmp: 8, lastA: 10, lastB: 11, ident: 15, neutral: 14, extra: 13, other: 12}
}

// r is a register's name.
func (v vec) r(i int) string { return fmt.Sprintf("%s%d", v.reg, i) }

// kernel is the state while one kernel is written.
type kernel struct {
	*asm
	vec
	e elem
	o op
	// flip: maxima of AVX2 are formed as negated minima of negated operands.
	flip bool
	// row: the kernel runs over rows, accumulators are memory.
	row bool
}

func (k *kernel) p(mnemonic string) string { return mnemonic + "P" + k.e.suffix }
func (k *kernel) s(mnemonic string) string { return mnemonic + "S" + k.e.suffix }

// width is the number of elements in a register.
func (k *kernel) width() int { return k.bytes / k.e.size }

func amd64File(v vec) []byte {
	a := &asm{}
	a.WriteString(header + "//go:build amd64 && !purego\n\n#include \"textflag.h\"\n")
	if !v.wide {
		maskTable(a)
	}
	for _, e := range elems {
		for _, o := range ops {
			laneKernel(a, v, e, o)
			if o.outer() {
				rowKernel(a, v, e, o)
			}
		}
	}
	return a.Bytes()
}

// maskTable holds 256 bytes of ones and as many of zeros: read at 256-k, its
// first k bytes select.
func maskTable(a *asm) {
	a.WriteString("\n// 256 bytes of ones, 256 of zeros: read k bytes before the border, it\n// selects the first k bytes.\n")
	for i := 0; i < 512; i += 8 {
		w := "0xffffffffffffffff"
		if i >= 256 {
			w = "0"
		}
		fmt.Fprintf(a, "DATA reduceMask<>+%d(SB)/8, $%s\n", i, w)
	}
	a.WriteString("GLOBL reduceMask<>(SB), RODATA|NOPTR, $512\n")
}

// constant loads a value into every element of a register.
func (k *kernel) constant(reg int, v value) {
	x := k.e.values[v]
	q := "Q"
	if k.e.size == 4 {
		q = "L"
	}
	bq := map[int]string{8: "Q", 4: "D"}[k.e.size]
	k.line("MOV%s $%#x, R10", q, x)
	if k.wide {
		k.line("VPBROADCAST%s R10, %s", bq, k.r(reg))
		return
	}
	k.line("VMOVQ R10, X%d", reg)
	k.line("VPBROADCAST%s X%d, %s", bq, reg, k.r(reg))
}

// constants loads what the operation needs.
func (k *kernel) constants() {
	ident, neutral := k.o.ident, k.o.neutral
	if k.flip && k.o.kind == maximum {
		ident, neutral = posInf, negInf // the operand is negated after loading
	}
	if k.seesNumbers() {
		ident = posInf
	}
	k.constant(k.ident, ident)
	if neutral == ident {
		k.neutral = k.ident
	} else {
		k.constant(k.neutral, neutral)
	}
	switch {
	case k.o.kind == sumAbs:
		k.constant(k.extra, absMask)
	case k.o.kind == nanProd || k.o.kind == dot:
		k.constant(k.extra, one)
	case k.tracksNaN():
		k.constant(k.extra, nan)
	case k.flip:
		k.constant(k.extra, signBit)
	}
}

// prepare turns the loaded operand x into what is combined.
func (k *kernel) prepare(x int) {
	switch {
	case k.flip:
		k.line("%s %s, %s, %s", k.p("VXOR"), k.r(k.extra), k.r(x), k.r(x))
	case k.o.kind == sumAbs:
		k.line("%s %s, %s, %s", k.p("VAND"), k.r(k.extra), k.r(x), k.r(x))
	case k.o.kind == sqDev:
		k.line("%s %s, %s, %s", k.p("VSUB"), k.r(k.other), k.r(x), k.r(x))
	case k.o.kind == nanSum && k.wide:
		k.line("%s $7, %s, %s, K5", k.p("VCMP"), k.r(x), k.r(x))
		k.line("%s.Z %s, K5, %s", k.p("VMOVA"), k.r(x), k.r(x))
	case k.o.kind == nanSum:
		k.line("%s $7, %s, %s, Y11", k.p("VCMP"), k.r(x), k.r(x))
		k.line("%s Y11, %s, %s", k.p("VAND"), k.r(x), k.r(x))
	case k.o.kind == nanProd && k.wide:
		k.line("%s $3, %s, %s, K5", k.p("VCMP"), k.r(x), k.r(x))
		k.line("%s %s, K5, %s", k.p("VMOVA"), k.r(k.extra), k.r(x))
	case k.o.kind == nanProd:
		k.line("%s $3, %s, %s, Y11", k.p("VCMP"), k.r(x), k.r(x))
		k.line("%s Y11, %s, %s, %s", k.p("VBLENDV"), k.r(k.extra), k.r(x), k.r(x))
	}
}

// combine folds the prepared operand x, and y for a dot, into acc.
func (k *kernel) combine(acc, x int, y string) {
	a, b := k.r(acc), k.r(x)
	switch k.o.kind {
	case prod, nanProd:
		k.line("%s %s, %s, %s", k.p("VMUL"), b, a, a)
	case sumSq, sqDev:
		k.line("%s %s, %s, %s", k.p("VFMADD231"), b, b, a)
	case dot:
		k.line("%s %s, %s, %s", k.p("VFMADD231"), y, b, a)
	case minimum, maximum, fmin, fmax:
		k.extreme(acc, x)
	default:
		k.line("%s %s, %s, %s", k.p("VADD"), b, a, a)
	}
}

// simple reports whether an operand can be used straight from memory.
func (k *kernel) simple() bool {
	return k.o.kind == sum || k.o.kind == prod || k.o.kind == complexSum
}

// memory folds the operand at mem into acc.
func (k *kernel) memory(acc int, mem, mem2 string) {
	if k.simple() {
		name := "VADD"
		if k.o.kind == prod {
			name = "VMUL"
		}
		k.line("%s %s, %s, %s", k.p(name), mem, k.r(acc), k.r(acc))
		return
	}
	if k.o.kind == sqDev && !k.row { // mean - x has the same square
		k.line("%s %s, %s, %s", k.p("VSUB"), mem, k.r(k.other), k.r(k.tmp))
	} else {
		k.line("%s %s, %s", k.p("VMOVU"), mem, k.r(k.tmp))
		k.prepare(k.tmp)
	}
	k.combine(acc, k.tmp, mem2)
}
