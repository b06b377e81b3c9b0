package main

import (
	"fmt"
	"math/bits"
)

// laneKernel writes the reduction of rows of one block each.
func laneKernel(a *asm, v vec, e elem, o op) {
	k := &kernel{asm: a, vec: v, e: e, o: o, flip: !v.wide && o.largest()}
	name := o.name + e.name + v.tier
	doc := fmt.Sprintf("Each row of n <= BlockLen elements from the identity: %s,\n// lane j of %d taking x[j], x[j+%[2]d], ...; then lanes fold by halves.", o.body, e.lanes())
	if o.binary() {
		a.text(name, pairParams, doc, pairFrame)
	} else {
		a.text(name, laneParams, doc, laneFrame)
	}
	k.lanePrologue()
	row, loop, tail, fold, short, done := a.fresh("row"), a.fresh("loop"), a.fresh("tail"),
		a.fresh("fold"), a.fresh("short"), a.fresh("done")
	k.line("TESTQ DX, DX")
	k.line("JNZ %s", row)
	k.line("CMPQ R9, $%d", k.width())
	k.line("JLE %s", short)

	a.label(row)
	k.start(k.accs)
	k.line("MOVQ SI, R11")
	if o.kind == dot {
		k.line("MOVQ BX, R13")
	}
	k.line("MOVQ DX, R12")
	k.line("TESTQ R12, R12")
	k.line("JZ %s", tail)
	a.label(loop)
	k.body()
	k.line("ADDQ $256, R11")
	if o.kind == dot {
		k.line("ADDQ $256, R13")
	}
	k.line("DECQ R12")
	k.line("JNZ %s", loop)
	a.label(tail)
	for i := 0; i < k.accs; i++ {
		k.line("CMPQ R9, $%d", i*k.width())
		k.line("JLE %s", fold)
		k.rest(i, "R11", "R13")
	}
	a.label(fold)
	k.foldRegisters()
	k.finish()
	k.next(row, done)

	a.label(short)
	k.start(1)
	k.rest(0, "SI", "BX")
	k.finish()
	k.next(short, done)
	a.label(done)
	k.line("VZEROUPPER")
	k.line("RET")
}

// lanePrologue loads the arguments and what stays the same for all rows: full
// steps in DX, the rest in R9 and as masks.
func (k *kernel) lanePrologue() {
	k.line("MOVQ dst+0(FP), DI")
	k.line("MOVQ a+8(FP), SI")
	if k.o.binary() {
		k.line("MOVQ b+16(FP), BX")
		k.line("MOVQ n+24(FP), DX")
		k.line("MOVQ rows+32(FP), CX")
		k.line("MOVQ as+40(FP), R8")
	} else {
		k.line("MOVQ n+16(FP), DX")
		k.line("MOVQ rows+24(FP), CX")
		k.line("MOVQ stride+32(FP), R8")
	}
	k.constants()
	k.line("MOVQ DX, R9")
	k.line("ANDQ $%d, R9", k.e.lanes()-1)
	k.line("SHRQ $%d, DX", bits.TrailingZeros(uint(k.e.lanes())))
	if !k.wide {
		k.line("MOVQ R9, R10")
		k.line("SHLQ $%d, R10", bits.TrailingZeros(uint(k.e.size)))
		k.line("LEAQ reduceMask<>+256(SB), AX")
		k.line("SUBQ R10, AX")
		return
	}
	k.line("MOVQ $-1, R10")
	k.line("BZHIQ R9, R10, R10")
	for i := 1; i <= k.accs; i++ {
		k.line("KMOVW R10, K%d", i)
		if i < k.accs {
			k.line("SHRQ $%d, R10", k.width())
		}
	}
}

// start sets the first n lane registers to the identity.
func (k *kernel) start(n int) {
	for i := 0; i < n; i++ {
		k.line("%s %s, %s", k.p("VMOVA"), k.r(k.ident), k.r(i))
	}
	if k.o.kind == sqDev {
		k.line("%s (BX), %s", k.s("VBROADCAST"), k.r(k.other))
	}
	if k.tracksNaN() {
		k.line("KXORW K6, K6, K6")
	}
	if k.seesNumbers() {
		k.line("VXORPD Y12, Y12, Y12")
	}
}

func (k *kernel) tracksNaN() bool {
	return k.wide && (k.o.kind == minimum || k.o.kind == maximum)
}

// body is one step of all lanes.
func (k *kernel) body() {
	for i := 0; i < k.accs; i++ {
		x := k.bytes * i
		if !k.tracksNaN() {
			k.memory(i, fmt.Sprintf("%d(R11)", x), fmt.Sprintf("%d(R13)", x))
			continue
		}
		// One comparison finds the NaNs of two registers.
		t := k.tmp + i%2
		k.line("%s %d(R11), %s", k.p("VMOVU"), x, k.r(t))
		k.line("%s $%d, %s, %s, %s", k.p("VRANGE"), k.rangeImm(), k.r(t), k.r(i), k.r(i))
		if i%2 == 1 {
			k.rememberNaN(t-1, t)
		}
	}
}

// rest folds the elements left for lane register i, neutral past the end.
func (k *kernel) rest(i int, pa, pb string) {
	t, neutral := k.tmp, k.neutral
	if k.o.kind == sqDev {
		neutral = k.other // x = mean deviates by nothing
	}
	k.masked(i, pa, t, neutral)
	y := ""
	if k.o.kind == dot {
		k.masked(i, pb, t+1, k.extra)
		y = k.r(t + 1)
	}
	k.prepare(t)
	k.combine(i, t, y)
}

// masked loads the rest at p for lane register i into t.
func (k *kernel) masked(i int, p string, t, neutral int) {
	if k.wide {
		k.line("%s %s, %s", k.p("VMOVA"), k.r(neutral), k.r(t))
		k.line("%s %d(%s), K%d, %s", k.p("VMOVU"), i*k.bytes, p, i+1, k.r(t))
		return
	}
	k.line("VMOVDQU %d(AX), Y10", i*k.bytes)
	k.line("%s %d(%s), Y10, %s", k.p("VMASKMOV"), i*k.bytes, p, k.r(t))
	k.line("%s Y10, %s, %s, %s", k.p("VBLENDV"), k.r(t), k.r(neutral), k.r(t))
}

// foldRegisters folds all lane registers into the first.
func (k *kernel) foldRegisters() {
	for h := k.accs / 2; h > 0; h /= 2 {
		for i := 0; i < h; i++ {
			k.fold(i, i+h)
		}
	}
}

// fold joins lanes with lanes.
func (k *kernel) fold(acc, x int) {
	switch {
	case k.tracksNaN():
		k.line("%s $%d, %s, %s, %s", k.p("VRANGE"), k.rangeImm(), k.r(x), k.r(acc), k.r(acc))
	case k.seesNumbers():
		k.ordered(acc, x)
	case k.o.extremal():
		k.extreme(acc, x)
	case k.o.kind == prod || k.o.kind == nanProd:
		k.line("%s %s, %s, %s", k.p("VMUL"), k.r(x), k.r(acc), k.r(acc))
	default:
		k.line("%s %s, %s, %s", k.p("VADD"), k.r(x), k.r(acc), k.r(acc))
	}
}

// finish folds the first register to one element (two of a complex sum) and
// stores it.
func (k *kernel) finish() {
	narrow := *k
	if k.wide {
		k.line("VEXTRACTF64X4 $1, Z0, Y%d", k.tmp)
		narrow.reg = "Y"
		narrow.fold(0, k.tmp)
	}
	k.line("VEXTRACTF128 $1, Y0, X%d", k.tmp)
	if k.wide {
		narrow.reg = "X"
	}
	narrow.fold(0, k.tmp)
	pair := k.o.kind == complexSum
	if k.e.size == 4 {
		k.line("VPERMILPS $0x4e, X0, X%d", k.tmp)
		narrow.fold(0, k.tmp)
	}
	if !pair && k.e.size == 4 {
		k.line("VPERMILPS $0xb1, X0, X%d", k.tmp)
		narrow.fold(0, k.tmp)
	}
	if !pair && k.e.size == 8 {
		k.line("VPERMILPD $1, X0, X%d", k.tmp)
		narrow.fold(0, k.tmp)
	}
	k.store(pair)
}

func (k *kernel) store(pair bool) {
	if k.tracksNaN() {
		ok := k.fresh("number")
		k.line("KORTESTW K6, K6")
		k.line("JZ %s", ok)
		k.line("%s X%d, X0", k.p("VMOVA"), k.extra)
		k.label(ok)
	}
	if k.seesNumbers() {
		ok := k.fresh("number")
		k.line("VMOVMSKP%s Y12, R10", k.e.suffix)
		k.line("TESTL R10, R10")
		k.line("JNZ %s", ok)
		k.line("%s X%d, X0", k.p("VMOVA"), k.neutral)
		k.label(ok)
	}
	if k.flip {
		k.line("%s X%d, X0, X0", k.p("VXOR"), k.extra)
	}
	switch {
	case pair && k.e.size == 8:
		k.line("VMOVUPD X0, (DI)")
	case pair:
		k.line("VMOVSD X0, (DI)")
	default:
		k.line("%s X0, (DI)", k.s("VMOV"))
	}
}

// next goes on with the next row.
func (k *kernel) next(again, done string) {
	size := k.e.size
	if k.o.kind == complexSum {
		size *= 2
	}
	k.line("DECQ CX")
	k.line("JZ %s", done)
	k.line("ADDQ $%d, DI", size)
	k.line("ADDQ R8, SI")
	if k.o.binary() {
		k.line("ADDQ bs+48(FP), BX")
	}
	k.line("JMP %s", again)
}
