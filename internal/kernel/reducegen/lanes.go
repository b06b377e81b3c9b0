package main

import (
	"fmt"
	"math/bits"
)

// laneKernel writes the reduction of rows of one block each.
//
// Where the lanes do not fit the registers, the block, which is in the
// first-level cache, is gone through once for each half of them: a lane meets
// its elements in the same order either way. Extremes are the same in any
// order and need no more lanes than there are registers.
func laneKernel(a *asm, v vec, e elem, o op) {
	k := &kernel{asm: a, vec: v, e: e, o: o, flip: !v.wide && o.largest()}
	name := o.name + e.name + v.tier
	doc := fmt.Sprintf("Each row of n <= BlockLen elements from the identity: %s,\n// lane j of %d taking x[j], x[j+%[2]d], ...; then lanes fold by halves.", o.body, e.lanes())
	frame := 0
	if k.passes() == 2 {
		frame = k.accs * k.bytes
	}
	if o.binary() {
		a.text(name, pairParams, doc, frame, pairFrame)
	} else {
		a.text(name, laneParams, doc, frame, laneFrame)
	}
	k.lanePrologue()
	row, fold, short, done := a.fresh("row"), a.fresh("fold"), a.fresh("short"), a.fresh("done")
	k.line("TESTQ DX, DX")
	k.line("JNZ %s", row)
	k.line("CMPQ R9, $%d", k.width())
	k.line("JLE %s", short)

	a.label(row)
	if !k.startsLoaded() {
		k.start(k.accs)
	}
	k.last()
	for pass := 0; pass < k.passes(); pass++ {
		if pass > 0 {
			k.nextPass(fold)
		}
		k.pass(pass)
	}
	if k.passes() == 2 {
		k.joinHalves()
	}
	a.label(fold)
	k.foldRegisters()
	k.finish()
	k.next(row, done)

	a.label(short)
	k.start(1)
	k.last()
	k.combine(0, k.lastA, k.r(k.lastB))
	k.finish()
	k.next(short, done)
	a.label(done)
	k.line("VZEROUPPER")
	k.line("RET")
}

// passes is how often a block is gone through.
func (k *kernel) passes() int {
	if k.o.extremal() {
		return 1
	}
	return laneBytes / (k.accs * k.bytes)
}

// step is how many bytes all passes together take at a time.
func (k *kernel) step() int { return k.passes() * k.accs * k.bytes }

// lanePrologue loads the arguments and what stays the same for all rows: full
// steps in DX, the elements left in R9, the offset of the last register of a
// row in AX and the mask of its 1 to width elements.
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
	shift := bits.TrailingZeros(uint(k.e.size))
	lanes := k.step() / k.e.size
	k.line("LEAQ -1(DX), AX")
	k.line("ANDQ $%d, AX", -k.width())
	k.line("MOVQ DX, R12")
	k.line("SUBQ AX, R12")
	k.line("SHLQ $%d, AX", shift)
	k.line("MOVQ DX, R9")
	k.line("ANDQ $%d, R9", lanes-1)
	k.line("SHRQ $%d, DX", bits.TrailingZeros(uint(lanes)))
	if !k.wide {
		k.line("SHLQ $%d, R12", shift)
		k.line("LEAQ reduceMask<>+256(SB), R10")
		k.line("SUBQ R12, R10")
		k.line("MOVQ R10, R12")
		return
	}
	k.line("MOVL $-1, R10")
	k.line("BZHIL R12, R10, R10")
	k.line("KMOVW R10, K1")
}

// start sets the first n lane registers to the identity.
func (k *kernel) start(n int) {
	k.clear(n)
	if k.o.kind == sqDev {
		k.line("%s (BX), %s", k.s("VBROADCAST"), k.r(k.other))
	}
	if k.tracksNaN() {
		k.noNaN()
	}
	if k.seesNumbers() {
		k.line("VXORPD Y12, Y12, Y12")
	}
}

func (k *kernel) clear(n int) {
	for i := 0; i < n; i++ {
		k.line("%s %s, %s", k.p("VMOVA"), k.r(k.ident), k.r(i))
	}
}

func (k *kernel) tracksNaN() bool {
	return k.wide && (k.o.kind == minimum || k.o.kind == maximum)
}

// last loads the last, perhaps partial, register of a row, neutral past the
// end.
func (k *kernel) last() {
	if !k.wide {
		k.line("VMOVDQU (R12), Y8")
	}
	k.masked("SI", k.lastA, k.neutral)
	k.prepare(k.lastA)
	k.clearPad()
	if k.o.kind == dot {
		k.masked("BX", k.lastB, k.extra)
	}
}

// clearPad makes the deviations past the end 0, whatever the mean.
func (k *kernel) clearPad() {
	switch {
	case k.o.kind != sqDev:
	case k.wide:
		k.line("%s.Z %s, K1, %s", k.p("VMOVA"), k.r(k.lastA), k.r(k.lastA))
	default:
		k.line("%s Y8, %s, %s", k.p("VAND"), k.r(k.lastA), k.r(k.lastA))
	}
}

// masked loads the last register of the row at p.
func (k *kernel) masked(p string, to, neutral int) {
	if k.wide {
		k.line("%s %s, %s", k.p("VMOVA"), k.r(neutral), k.r(to))
		k.line("%s (%s)(AX*1), K1, %s", k.p("VMOVU"), p, k.r(to))
		return
	}
	k.line("%s (%s)(AX*1), Y8, %s", k.p("VMASKMOV"), p, k.r(to))
	k.line("%s Y8, %s, %s, %s", k.p("VBLENDV"), k.r(to), k.r(neutral), k.r(to))
}

// ahead is how many bytes ahead of the loads blocks of a long row are
// prefetched. It hides the way from the second-level cache, which stalls at
// every fold otherwise.
const ahead = 4096

// cached is the size up to which rows are taken to be in the first-level
// cache, where prefetching would cost.
const cached = 32 << 10

// pass takes the elements of one set of lanes. The first pass over one of
// several blocks fetches those to come.
func (k *kernel) pass(pass int) {
	fetch, loop, tail := k.fresh("fetch"), k.fresh("loop"), k.fresh("tail")
	k.line("MOVQ SI, R11")
	if k.o.kind == dot {
		k.line("MOVQ BX, R13")
	}
	k.line("MOVQ DX, R10")
	if k.wide { // narrower registers are not limited by the cache
		rows := "rows+24(FP)"
		if k.o.binary() {
			rows = "rows+32(FP)"
		}
		k.line("MOVQ %s, R12", rows)
		k.line("IMULQ DX, R12")
		k.line("CMPQ R12, $%d", cached/k.step())
		k.line("JLE %s", loop)
		if k.startsLoaded() {
			k.clear(k.accs)
		}
		k.label(fetch)
		k.body(0)
		k.fetch()
		k.again(fetch)
		k.line("JMP %s", tail)
	}
	k.label(loop)
	if k.startsLoaded() {
		k.firstStep(tail)
	} else {
		k.line("TESTQ R10, R10")
		k.line("JZ %s", tail)
	}
	inner := k.fresh("inner")
	k.label(inner)
	k.body(pass * k.accs * k.bytes)
	k.again(inner)
	k.label(tail)
	k.rest(pass)
}

// startsLoaded reports whether lanes start with their first elements, which is
// what the identity makes of them, sooner.
func (k *kernel) startsLoaded() bool { return k.wide && k.simple() }

// firstStep sets the lanes to their first elements, or to the identity where
// there are no full steps.
func (k *kernel) firstStep(tail string) {
	load := k.fresh("load")
	k.line("TESTQ R10, R10")
	k.line("JNZ %s", load)
	k.clear(k.accs)
	k.line("JMP %s", tail)
	k.label(load)
	for i := 0; i < k.accs; i++ {
		k.line("%s %d(R11), %s", k.p("VMOVU"), i*k.bytes, k.r(i))
	}
	k.line("ADDQ $%d, R11", k.step())
	k.line("DECQ R10")
	k.line("JZ %s", tail)
}

// again goes on with the next step.
func (k *kernel) again(loop string) {
	k.line("ADDQ $%d, R11", k.step())
	if k.o.kind == dot {
		k.line("ADDQ $%d, R13", k.step())
	}
	k.line("DECQ R10")
	k.line("JNZ %s", loop)
}

// fetch prefetches what a later step will need.
func (k *kernel) fetch() {
	for x := 0; x < k.step(); x += 64 {
		k.line("PREFETCHT0 %d(R11)", ahead+x)
		if k.o.kind == dot {
			k.line("PREFETCHT0 %d(R13)", ahead+x)
		}
	}
}

// nextPass puts the lanes of the first pass aside, or ends with them if there
// is nothing for the others.
func (k *kernel) nextPass(fold string) {
	more := k.fresh("more")
	k.line("TESTQ DX, DX")
	k.line("JNZ %s", more)
	k.line("CMPQ R9, $%d", k.accs*k.width())
	k.line("JLE %s", fold)
	k.label(more)
	for i := 0; i < k.accs; i++ {
		k.line("%s %s, %d(SP)", k.p("VMOVU"), k.r(i), i*k.bytes)
	}
	k.clear(k.accs)
}

// joinHalves folds the lanes of the first pass with those of the second.
func (k *kernel) joinHalves() {
	name := "VADD"
	if k.o.kind == prod || k.o.kind == nanProd {
		name = "VMUL"
	}
	for i := 0; i < k.accs; i++ {
		k.line("%s %d(SP), %s, %s", k.p(name), i*k.bytes, k.r(i), k.r(i))
	}
}

// body is one step of the lanes of a pass.
func (k *kernel) body(off int) {
	for i := 0; i < k.accs; i++ {
		x := off + k.bytes*i
		if !k.tracksNaN() {
			k.memory(i, fmt.Sprintf("%d(R11)", x), fmt.Sprintf("%d(R13)", x))
			continue
		}
		// One comparison finds the NaNs of two registers.
		t := k.tmp + i%2
		k.line("%s %d(R11), %s", k.p("VMOVU"), x, k.r(t))
		k.line("%s $%d, %s, %s, %s", k.p("VRANGE"), k.rangeImm(), k.r(t), k.r(i), k.r(i))
		if i%2 == 1 {
			k.rememberNaN(i/2, t-1, t)
		}
	}
}

// rest takes the R9 elements left that belong to a pass: whole registers from
// memory, then the last one.
func (k *kernel) rest(pass int) {
	off := pass * k.accs * k.bytes
	end := k.fresh("end")
	if pass == 0 {
		k.line("TESTQ R9, R9")
		k.line("JZ %s", end)
	} else {
		k.line("CMPQ R9, $%d", pass*k.accs*k.width())
		k.line("JLE %s", end)
	}
	final := pass == k.passes()-1
	part := make([]string, k.accs)
	for i := range part {
		part[i] = k.fresh("part")
		if final && i == k.accs-1 {
			break // the rest never fills all lanes
		}
		k.line("CMPQ R9, $%d", (pass*k.accs+i+1)*k.width())
		k.line("JLE %s", part[i])
		x := off + i*k.bytes
		k.memory(i, fmt.Sprintf("%d(R11)", x), fmt.Sprintf("%d(R13)", x))
	}
	if !final {
		k.line("JMP %s", end)
	}
	for i := len(part) - 1; i >= 0; i-- {
		k.label(part[i])
		k.combine(i, k.lastA, k.r(k.lastB))
		if i > 0 {
			k.line("JMP %s", end)
		}
	}
	k.label(end)
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
		k.metNaN()
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
