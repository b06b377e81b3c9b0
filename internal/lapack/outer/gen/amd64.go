package main

import "fmt"

// x86 is one amd64 instruction set.
type x86 struct {
	tier  string
	reg   string // vector register letter
	width int    // vector bytes
	mask  bool   // the last vector is masked by K1
}

var (
	avx512 = x86{"AVX512", "Z", 64, true}
	avx2   = x86{"AVX2", "Y", 32, false}
)

// How a vector of C is read and written.
const (
	whole  = iota
	masked // under K1, or the vector mask 15
)

func amd64(x x86) string {
	o := &out{}
	o.raw("%s//go:build amd64 && !purego\n\n#include \"textflag.h\"", header)
	// Minus zeros where the sign of the real parts of swapped numbers changes.
	o.raw("\nDATA even%s<>+0(SB)/8, $0x8000000000000000\nDATA even%[1]s<>+8(SB)/8, $0\nGLOBL even%[1]s<>(SB), RODATA|NOPTR, $16", x.tier+"F64")
	o.raw("\nDATA even%s<>+0(SB)/8, $0x0000000080000000\nDATA even%[1]s<>+8(SB)/8, $0x0000000080000000\nGLOBL even%[1]s<>(SB), RODATA|NOPTR, $16", x.tier+"F32")
	if !x.mask {
		o.raw("")
		for i := range 4 {
			o.raw("DATA ones<>+%d(SB)/8, $-1", 8*i)
		}
		for i := range 4 {
			o.raw("DATA ones<>+%d(SB)/8, $0", 32+8*i)
		}
		o.raw("GLOBL ones<>(SB), RODATA|NOPTR, $64")
	}
	for _, e := range elems {
		x.kernel(o, e)
	}
	return o.String()
}

// kernel goes down the rows with two vectors of columns in registers, then
// with what is left of them. CX is the number of parts left in a row.
func (x x86) kernel(o *out, e elem) {
	o.begin(e, x.tier, "MOVQ", "DI", "R8", "SI", "DX", "R9", "CX")
	w := x.width / e.size
	if e.complex {
		sign := fmt.Sprintf("even%sF%d<>(SB)", x.tier, 8*e.size)
		if x.mask {
			o.op("VBROADCASTF32X4 %s, Z14", sign)
		} else {
			o.op("VBROADCASTF128 %s, Y14", sign)
		}
	}
	if x.mask {
		o.raw("two:")
		o.op("CMPQ CX, $%d", w)
		o.op("JLE one")
		x.setMask(o, w)
		x.pass(o, e, whole, masked)
		x.advance(o, e, 2)
		o.op("JG two")
		o.op("JMP done")
		o.raw("one:")
		x.setMask(o, 0)
		x.pass(o, e, masked)
	} else {
		o.op("SUBQ $%d, CX", 2*w)
		o.op("JLT one")
		o.raw("two:")
		x.pass(o, e, whole, whole)
		x.advance(o, e, 2)
		o.op("JGE two")
		o.raw("one:")
		o.op("ADDQ $%d, CX", w)
		o.op("JLT rest")
		x.pass(o, e, whole)
		x.advance(o, e, 1)
		o.raw("rest:")
		o.op("ADDQ $%d, CX", w)
		o.op("JZ done")
		x.setMask(o, 0)
		x.pass(o, e, masked)
	}
	o.raw("done:")
	o.op("VZEROUPPER")
	o.op("RET")
}

// setMask makes the mask of the vector that begins skip parts from here.
func (x x86) setMask(o *out, skip int) {
	if !x.mask {
		o.op("LEAQ ones<>+32(SB), AX")
		o.op("MOVQ CX, BX")
		o.op("NEGQ BX")
		return // the load is in pass, which knows the size of parts
	}
	o.op("LEAQ %d(CX), BX", -skip)
	o.op("MOVQ $32, AX")
	o.op("CMPQ BX, AX")
	o.op("CMOVQGT AX, BX")
	o.op("MOVQ $-1, AX")
	o.op("BZHIQ BX, AX, AX")
	o.op("KMOVW AX, K1")
}

// advance goes on to the next columns; the flags tell what is left.
func (x x86) advance(o *out, e elem, vecs int) {
	o.op("ADDQ $%d, DX", vecs*x.width)
	o.op("ADDQ $%d, DI", vecs*x.width)
	o.op("SUBQ $%d, CX", vecs*x.width/e.size)
}

func (x x86) r(i int) string { return fmt.Sprintf("%s%d", x.reg, i) }

func (x x86) load(o *out, e elem, how int, mem string, r int) {
	switch {
	case how == whole:
		o.op("VMOVUP%s %s, %s", e.sfx, mem, x.r(r))
	case x.mask:
		o.op("VMOVUP%s.Z %s, K1, %s", e.sfx, mem, x.r(r))
	default:
		o.op("VMASKMOVP%s %s, Y15, %s", e.sfx, mem, x.r(r))
	}
}

func (x x86) store(o *out, e elem, how int, r int, mem string) {
	switch {
	case how == whole:
		o.op("VMOVUP%s %s, %s", e.sfx, x.r(r), mem)
	case x.mask:
		o.op("VMOVUP%s %s, K1, %s", e.sfx, x.r(r), mem)
	default:
		o.op("VMASKMOVP%s %s, Y15, %s", e.sfx, x.r(r), mem)
	}
}

// pass does all rows of one or two vectors of columns: y in registers 0 and 1,
// y with exchanged parts in 2 and 3, x in 4 and 5, C in 6 and 7.
func (x x86) pass(o *out, e elem, how ...int) {
	if !x.mask && how[0] == masked {
		o.op("VMOVUPD (AX)(BX*%d), Y15", e.size)
	}
	for v, h := range how {
		x.load(o, e, h, fmt.Sprintf("%d(DX)", v*x.width), v)
		if e.complex {
			imm := map[int]string{8: "$0x55", 4: "$0xB1"}[e.size]
			o.op("VPERMILP%s %s, %s, %s", e.sfx, imm, x.r(v), x.r(2+v))
			if x.mask {
				o.op("VPXORQ %s, %s, %[2]s", x.r(14), x.r(2+v))
			} else {
				o.op("VXORPS %s, %s, %[2]s", x.r(14), x.r(2+v))
			}
		}
	}
	loop := fmt.Sprintf("rows%d", len(how))
	if how[0] == masked && !x.mask {
		loop = "rowsrest"
	}
	o.op("MOVQ DI, R10")
	o.op("MOVQ SI, R11")
	o.op("MOVQ R9, R12")
	o.raw("%s:", loop)
	o.op("VBROADCASTS%s (R11), %s", e.sfx, x.r(4))
	if e.complex {
		o.op("VBROADCASTS%s %d(R11), %s", e.sfx, e.size, x.r(5))
	}
	for v, h := range how {
		x.load(o, e, h, fmt.Sprintf("%d(R10)", v*x.width), 6+v)
	}
	for v := range how {
		o.op("VFNMADD231P%s %s, %s, %s", e.sfx, x.r(v), x.r(4), x.r(6+v))
	}
	if e.complex {
		for v := range how {
			o.op("VFNMADD231P%s %s, %s, %s", e.sfx, x.r(2+v), x.r(5), x.r(6+v))
		}
	}
	for v, h := range how {
		x.store(o, e, h, 6+v, fmt.Sprintf("%d(R10)", v*x.width))
	}
	o.op("ADDQ R8, R10")
	o.op("ADDQ R8, R11")
	o.op("DECQ R12")
	o.op("JNZ %s", loop)
}
