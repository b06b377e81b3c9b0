package main

import (
	"fmt"
	"math/bits"
)

// NEON registers: V0-V15 lanes of one pass, V16-V19 and V20-V23 operands, V24 and V25
// the padded last operands, V26 scratch, then constants.
const (
	nAccs    = 16
	nX       = 16
	nY       = 20
	nLast    = 24
	nScratch = 26
	nExtra   = 28
	nOther   = 29
	nNeutral = 30
	nIdent   = 31
)

// neonTier names the tier; NEON has one register shape.
type neonTier struct{ tier string }

func newNEON() neonTier { return neonTier{"NEON"} }

// neon is the state while one kernel is written.
type neon struct {
	*asm
	e elem
	o op
}

func neonFile(v neonTier) []byte {
	a := &asm{}
	a.WriteString(header + "//go:build arm64 && !purego\n\n#include \"textflag.h\"\n#include \"reduce_neon_arm64.h\"\n")
	for _, e := range elems {
		for _, o := range ops {
			k := &neon{a, e, o}
			k.lanes(v.tier)
			if o.outer() {
				k.rows(v.tier)
			}
		}
	}
	return a.Bytes()
}

func (k *neon) width() int { return 16 / k.e.size }

// shape is the arrangement in mnemonics and operands.
func (k *neon) shape() string {
	if k.e.size == 8 {
		return "D2"
	}
	return "S4"
}

func (k *neon) word(name string, m, n, d int) {
	k.line("%s_%s(%d, %d, %d)", name, k.shape(), m, n, d)
}

func (k *neon) move(from, to int) { k.line("VMOV V%d.B16, V%d.B16", from, to) }

func (k *neon) constant(reg int, v value) {
	k.line("MOVD $%#x, R9", k.e.values[v])
	k.line("VDUP R9, V%d.%s", reg, k.shape())
}

func (k *neon) constants() {
	k.constant(nIdent, k.o.ident)
	k.constant(nNeutral, k.o.neutral)
	k.constant(nExtra, one)
}

// combine folds operand x, and y where there is one, into acc.
func (k *neon) combine(acc, x, y int) {
	sh := k.shape()
	switch k.o.kind {
	case prod:
		k.word("FMUL", x, acc, acc)
	case sumAbs:
		k.line("FABS_%s(%d, %d)", sh, x, x)
		k.word("FADD", x, acc, acc)
	case sumSq:
		k.line("VFMLA V%d.%s, V%d.%s, V%d.%s", x, sh, x, sh, acc, sh)
	case dot:
		k.line("VFMLA V%d.%s, V%d.%s, V%d.%s", y, sh, x, sh, acc, sh)
	case sqDev:
		k.word("FSUB", y, x, x)
		k.line("VFMLA V%d.%s, V%d.%s, V%d.%s", x, sh, x, sh, acc, sh)
	case minimum:
		k.word("FMIN", x, acc, acc)
	case maximum:
		k.word("FMAX", x, acc, acc)
	case fmin, fmax:
		k.number(acc, x)
	case nanSum:
		k.word("FCMEQ", x, x, nScratch)
		k.line("VAND V%d.B16, V%d.B16, V%d.B16", nScratch, x, x)
		k.word("FADD", x, acc, acc)
	case nanProd:
		k.word("FCMEQ", x, x, nScratch)
		k.line("VBSL V%d.B16, V%d.B16, V%d.B16", nExtra, x, nScratch)
		k.word("FMUL", nScratch, acc, acc)
	default:
		k.word("FADD", x, acc, acc)
	}
}

// number folds x into acc by FMINNM or FMAXNM, which pass a number through
// against a quiet NaN: where x is NaN, acc takes its place, so that a
// signalling NaN never gets there.
func (k *neon) number(acc, x int) {
	name := "FMINNM"
	if k.o.kind == fmax {
		name = "FMAXNM"
	}
	k.word("FCMEQ", x, x, nScratch)
	k.line("VBSL V%d.B16, V%d.B16, V%d.B16", acc, x, nScratch)
	k.word(name, nScratch, acc, acc)
}

// fold joins lanes with lanes.
func (k *neon) fold(acc, x int) {
	switch k.o.kind {
	case prod, nanProd:
		k.word("FMUL", x, acc, acc)
	case minimum, maximum, fmin, fmax:
		k.combine(acc, x, 0)
	default:
		k.word("FADD", x, acc, acc)
	}
}

// list names n registers from first for a load or store.
func (k *neon) list(first, n int) string {
	s := ""
	for i := 0; i < n; i++ {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("V%d.%s", first+i, k.shape())
	}
	return "[" + s + "]"
}

// lanes writes the reduction of rows of one block each. The lanes fill twice
// the registers, so the block is gone through once for each half of them;
// extremes, which are the same in any order, make do with half the lanes.
func (k *neon) lanes(tier string) {
	name := k.o.name + k.e.name + tier
	doc := fmt.Sprintf("Each row of n <= BlockLen elements from the identity: %s,\n// lane j of %d taking x[j], x[j+%[2]d], ...; then lanes fold by halves.", k.o.body, k.e.lanes())
	local := 0
	if k.passes() == 2 {
		local = passBytes
	}
	if k.o.binary() {
		k.text(name, pairParams, doc, local, pairFrame)
	} else {
		k.text(name, laneParams, doc, local, laneFrame)
	}
	k.prologue()
	row, fold, done := k.fresh("row"), k.fresh("fold"), k.fresh("done")
	k.label(row)
	k.clear()
	if k.o.kind == sqDev {
		k.line("VLD1R (R5), [V%d.%s]", nOther, k.shape())
	}
	k.last()
	k.pass(0)
	if k.passes() == 2 {
		k.nextPass(fold)
		k.pass(1)
		k.joinHalves()
	}
	k.label(fold)
	k.finish()
	k.line("SUBS $1, R3, R3")
	k.line("BEQ %s", done)
	k.line("ADD $%d, R0, R0", k.resultSize())
	k.line("ADD R4, R1, R1")
	k.line("ADD R6, R5, R5")
	k.line("B %s", row)
	k.label(done)
	k.line("RET")
}

// passBytes is the size of the lanes of one pass.
const passBytes = 16 * nAccs

// passes is how often a block is gone through.
func (k *neon) passes() int {
	if k.o.extremal() {
		return 1
	}
	return laneBytes / passBytes
}

func (k *neon) clear() {
	for i := 0; i < nAccs; i++ {
		k.move(nIdent, i)
	}
}

// pass takes the elements of one set of lanes.
func (k *neon) pass(pass int) {
	loop, tail := k.fresh("loop"), k.fresh("tail")
	from := func(p, to string) {
		if pass == 0 {
			k.line("MOVD %s, %s", p, to)
		} else {
			k.line("ADD $%d, %s, %s", passBytes, p, to)
		}
	}
	from("R1", "R11")
	if k.o.kind == dot {
		from("R5", "R13")
	}
	k.line("MOVD R7, R12")
	k.line("CBZ R12, %s", tail)
	k.label(loop)
	for g := 0; g < nAccs; g += 4 {
		k.group(g)
	}
	if k.passes() == 2 {
		k.line("ADD $%d, R11, R11", passBytes)
		if k.o.kind == dot {
			k.line("ADD $%d, R13, R13", passBytes)
		}
	}
	k.line("SUBS $1, R12, R12")
	k.line("BNE %s", loop)
	k.label(tail)
	k.tail(pass)
}

// nextPass puts the lanes of the first pass aside, or ends with them if there
// is nothing for the others.
func (k *neon) nextPass(fold string) {
	more := k.fresh("more")
	k.line("CBNZ R7, %s", more)
	k.line("CMP $%d, R10", passBytes/k.e.size)
	k.line("BLE %s", fold)
	k.label(more)
	k.line("MOVD $half-%d(SP), R9", passBytes)
	for i := 0; i < nAccs; i += 4 {
		k.line("VST1.P %s, 64(R9)", k.list(i, 4))
	}
	k.clear()
}

// joinHalves folds the lanes of the first pass with those of the second.
func (k *neon) joinHalves() {
	k.line("MOVD $half-%d(SP), R9", passBytes)
	for i := 0; i < nAccs; i += 4 {
		k.line("VLD1.P 64(R9), %s", k.list(nX, 4))
		for j := 0; j < 4; j++ {
			k.fold(i+j, nX+j)
		}
	}
}

func (k *neon) resultSize() int {
	if k.o.kind == complexSum {
		return 2 * k.e.size
	}
	return k.e.size
}

// prologue loads the arguments: full steps in R7, the rest in R10, the offset
// of the last, partial register in R8 and its elements in R14.
func (k *neon) prologue() {
	k.line("MOVD dst+0(FP), R0")
	k.line("MOVD a+8(FP), R1")
	if k.o.binary() {
		k.line("MOVD b+16(FP), R5")
		k.line("MOVD n+24(FP), R2")
		k.line("MOVD rows+32(FP), R3")
		k.line("MOVD as+40(FP), R4")
		k.line("MOVD bs+48(FP), R6")
	} else {
		k.line("MOVD n+16(FP), R2")
		k.line("MOVD rows+24(FP), R3")
		k.line("MOVD stride+32(FP), R4")
		k.line("MOVD $0, R5")
		k.line("MOVD $0, R6")
	}
	k.constants()
	lanes := k.passes() * passBytes / k.e.size
	k.line("LSR $%d, R2, R7", bits.TrailingZeros(uint(lanes)))
	k.line("AND $%d, R2, R10", lanes-1)
	k.line("AND $%d, R2, R14", k.width()-1)
	k.line("SUB R14, R2, R8")
	k.line("LSL $%d, R8, R8", bits.TrailingZeros(uint(k.e.size)))
}

// last loads the final, partial register, padded with the neutral operand; of
// deviations it holds those, 0 past the end whatever the mean.
func (k *neon) last() {
	if k.o.kind == sqDev {
		k.move(nNeutral, nLast+1)
		k.line("MOVD $-1, R15")
	}
	k.padded("R1", nLast, nNeutral)
	switch k.o.kind {
	case dot:
		k.padded("R5", nLast+1, nExtra)
	case sqDev:
		k.word("FSUB", nOther, nLast, nLast)
		k.line("VAND V%d.B16, V%d.B16, V%d.B16", nLast+1, nLast, nLast)
	}
}

func (k *neon) padded(p string, reg, neutral int) {
	letter := k.shape()[:1]
	ready := k.fresh("padded")
	k.move(neutral, reg)
	k.line("ADD %s, R8, R9", p)
	for i := 0; i < k.width()-1; i++ {
		k.line("CMP $%d, R14", i)
		k.line("BEQ %s", ready)
		k.line("VLD1.P %d(R9), V%d.%s[%d]", k.e.size, reg, letter, i)
		if k.o.kind == sqDev { // a mask of what was loaded
			k.line("VMOV R15, V%d.%s[%d]", reg+1, letter, i)
		}
	}
	k.label(ready)
}

// addLast folds the final register into acc.
func (k *neon) addLast(acc int) {
	if k.o.kind == sqDev {
		sh := k.shape()
		k.line("VFMLA V%d.%s, V%d.%s, V%d.%s", nLast, sh, nLast, sh, acc, sh)
		return
	}
	k.combine(acc, nLast, k.second(nLast+1))
}

// group folds 64 bytes into lane registers g to g+3.
func (k *neon) group(g int) {
	k.line("VLD1.P 64(R11), %s", k.list(nX, 4))
	if k.o.kind == dot {
		k.line("VLD1.P 64(R13), %s", k.list(nY, 4))
	}
	for i := 0; i < 4; i++ {
		k.combine(g+i, nX+i, k.second(nY+i))
	}
}

// second is the register of the second operand.
func (k *neon) second(y int) int {
	if k.o.kind == sqDev {
		return nOther
	}
	return y
}

// tail takes whole registers of the R10 elements left while there are any for
// this pass, then the padded one.
func (k *neon) tail(pass int) {
	end := k.fresh("end")
	k.line("MOVD R10, R15")
	if pass > 0 {
		k.line("SUBS $%d, R15, R15", passBytes/k.e.size)
		k.line("BLE %s", end)
	}
	final := pass == k.passes()-1
	part := make([]string, nAccs)
	for i := range part {
		part[i] = k.fresh("part")
		if final && i == nAccs-1 {
			break // the rest never fills all lanes
		}
		k.line("SUBS $%d, R15, R15", k.width())
		k.line("BLT %s", part[i])
		k.line("VLD1.P 16(R11), %s", k.list(nX, 1))
		if k.o.kind == dot {
			k.line("VLD1.P 16(R13), %s", k.list(nY, 1))
		}
		k.combine(i, nX, k.second(nY))
	}
	if !final {
		k.line("B %s", end)
	}
	for i := len(part) - 1; i >= 0; i-- {
		k.label(part[i])
		k.addLast(i)
		if i > 0 {
			k.line("B %s", end)
		}
	}
	k.label(end)
}

// finish folds all lanes and stores the result.
func (k *neon) finish() {
	for h := nAccs / 2; h > 0; h /= 2 {
		for i := 0; i < h; i++ {
			k.fold(i, i+h)
		}
	}
	pair := k.o.kind == complexSum
	if k.e.size == 4 || !pair {
		k.line("VEXT $8, V0.B16, V0.B16, V%d.B16", nX)
		k.fold(0, nX)
	}
	if k.e.size == 4 && !pair {
		k.line("VEXT $4, V0.B16, V0.B16, V%d.B16", nX)
		k.fold(0, nX)
	}
	switch {
	case pair && k.e.size == 8:
		k.line("VST1 [V0.D2], (R0)")
	case pair || k.e.size == 8:
		k.line("FMOVD F0, (R0)")
	default:
		k.line("FMOVS F0, (R0)")
	}
}
