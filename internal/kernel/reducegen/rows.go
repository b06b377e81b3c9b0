package main

import (
	"fmt"
	"math/bits"
)

// rowKernel writes the accumulation of rows into a row of accumulators.
func rowKernel(a *asm, v vec, e elem, o op) {
	k := &kernel{asm: a, vec: v, e: e, o: o, flip: !v.wide && o.largest(), row: true}
	name := o.name + "Rows" + e.name + v.tier
	doc := fmt.Sprintf("For every row in order and j < n: %s with lane acc[j].", o.body)
	if o.kind == sqDev {
		a.text(name, devParams, doc, 0, devFrame)
	} else {
		a.text(name, rowParams, doc, 0, rowFrame)
	}
	k.rowPrologue()
	strip, single, done := a.fresh("strip"), a.fresh("single"), a.fresh("done")
	a.label(strip)
	k.line("CMPQ DX, $%d", k.accs*k.width())
	k.line("JLT %s", single)
	k.strip(k.accs, false)
	k.line("JMP %s", strip)
	a.label(single)
	k.line("TESTQ DX, DX")
	k.line("JLE %s", done)
	k.rowMask()
	k.strip(1, true)
	k.line("JMP %s", single)
	a.label(done)
	k.line("VZEROUPPER")
	k.line("RET")
}

func (k *kernel) rowPrologue() {
	k.line("MOVQ acc+0(FP), DI")
	if k.o.kind == sqDev {
		k.line("MOVQ mean+8(FP), BX")
		k.line("MOVQ x+16(FP), SI")
		k.line("MOVQ n+24(FP), DX")
		k.line("MOVQ rows+32(FP), CX")
		k.line("MOVQ stride+40(FP), R8")
	} else {
		k.line("MOVQ x+8(FP), SI")
		k.line("MOVQ n+16(FP), DX")
		k.line("MOVQ rows+24(FP), CX")
		k.line("MOVQ stride+32(FP), R8")
	}
	switch {
	case k.o.kind == sumAbs:
		k.constant(k.extra, absMask)
	case k.o.kind == nanProd:
		k.constant(k.extra, one)
	case k.tracksNaN():
		k.constant(k.extra, nan)
	case k.flip:
		k.constant(k.extra, signBit)
	}
}

// rowMask selects the DX elements left, a register at most.
func (k *kernel) rowMask() {
	if k.wide {
		k.line("MOVQ $-1, R10")
		k.line("BZHIQ DX, R10, R10")
		k.line("KMOVW R10, K1")
		return
	}
	k.line("MOVQ $%d, R10", k.width())
	k.line("CMPQ DX, R10")
	k.line("CMOVQLT DX, R10")
	k.line("SHLQ $%d, R10", bits.TrailingZeros(uint(k.e.size)))
	k.line("LEAQ reduceMask<>+256(SB), AX")
	k.line("SUBQ R10, AX")
	k.line("VMOVDQU (AX), Y10")
}

// strip folds all rows into regs registers of accumulators.
func (k *kernel) strip(regs int, mask bool) {
	loop := k.fresh("rows")
	for i := 0; i < regs; i++ {
		k.load(mask, i*k.bytes, "DI", i)
		if k.flip {
			k.line("%s %s, %s, %s", k.p("VXOR"), k.r(k.extra), k.r(i), k.r(i))
		}
	}
	if mask && k.o.kind == sqDev {
		k.load(true, 0, "BX", k.other)
	}
	k.line("MOVQ SI, R11")
	k.line("MOVQ CX, R12")
	k.label(loop)
	for i := 0; i < regs; i++ {
		k.addRow(mask, i)
	}
	k.line("ADDQ R8, R11")
	k.line("DECQ R12")
	k.line("JNZ %s", loop)
	for i := 0; i < regs; i++ {
		if k.flip {
			k.line("%s %s, %s, %s", k.p("VXOR"), k.r(k.extra), k.r(i), k.r(i))
		}
		k.storeRow(mask, i)
	}
	step := regs * k.bytes
	k.line("ADDQ $%d, DI", step)
	k.line("ADDQ $%d, SI", step)
	if k.o.kind == sqDev {
		k.line("ADDQ $%d, BX", step)
	}
	k.line("SUBQ $%d, DX", step/k.e.size)
}

// addRow folds register i of the row at R11.
func (k *kernel) addRow(mask bool, i int) {
	off := i * k.bytes
	switch {
	case k.simple() && !mask:
		k.memory(i, fmt.Sprintf("%d(R11)", off), "")
		return
	case k.o.kind == sqDev && !mask:
		k.load(false, off, "R11", k.tmp)
		k.line("%s %d(BX), %s, %s", k.p("VSUB"), off, k.r(k.tmp), k.r(k.tmp))
	default:
		k.load(mask, off, "R11", k.tmp)
		k.prepare(k.tmp)
	}
	k.combine(i, k.tmp, "")
}

// load reads a register, lanes past the end as zero.
func (k *kernel) load(mask bool, off int, p string, reg int) {
	switch {
	case !mask:
		k.line("%s %d(%s), %s", k.p("VMOVU"), off, p, k.r(reg))
	case k.wide:
		k.line("%s.Z %d(%s), K1, %s", k.p("VMOVU"), off, p, k.r(reg))
	default:
		k.line("%s %d(%s), Y10, %s", k.p("VMASKMOV"), off, p, k.r(reg))
	}
}

func (k *kernel) storeRow(mask bool, i int) {
	off := i * k.bytes
	switch {
	case !mask:
		k.line("%s %s, %d(DI)", k.p("VMOVU"), k.r(i), off)
	case k.wide:
		k.line("%s %s, K1, %d(DI)", k.p("VMOVU"), k.r(i), off)
	default:
		k.line("%s %s, Y10, %d(DI)", k.p("VMASKMOV"), k.r(i), off)
	}
}
