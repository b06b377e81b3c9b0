package main

import (
	"fmt"
	"math/bits"
)

// NEON registers: V0-V15 lanes, V16-V19 and V20-V23 operands, V24 and V25
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

func (k *neon) lanes(tier string) {
	name := k.o.name + k.e.name + tier
	doc := fmt.Sprintf("Each row of n <= BlockLen elements from the identity: %s,\n// lane j of %d taking x[j], x[j+%[2]d], ...; then lanes fold by halves.", k.o.body, k.e.lanes())
	if k.o.binary() {
		k.text(name, pairParams, doc, pairFrame)
	} else {
		k.text(name, laneParams, doc, laneFrame)
	}
	k.prologue()
	row, loop, tail, fold := k.fresh("row"), k.fresh("loop"), k.fresh("tail"), k.fresh("fold")
	k.label(row)
	for i := 0; i < nAccs; i++ {
		k.move(nIdent, i)
	}
	if k.o.kind == sqDev {
		k.line("VLD1R (R5), [V%d.%s]", nOther, k.shape())
		k.move(nOther, nNeutral)
	}
	k.last()
	k.line("MOVD R1, R11")
	k.line("MOVD R5, R13")
	k.line("MOVD R7, R12")
	k.line("MOVD R10, R15")
	k.line("CBZ R12, %s", tail)
	k.label(loop)
	for g := 0; g < nAccs; g += 4 {
		k.group(g)
	}
	k.line("SUBS $1, R12, R12")
	k.line("BNE %s", loop)
	k.label(tail)
	k.tail(fold)
	k.label(fold)
	k.finish()
	k.line("SUBS $1, R3, R3")
	done := k.fresh("done")
	k.line("BEQ %s", done)
	k.line("ADD $%d, R0, R0", k.resultSize())
	k.line("ADD R4, R1, R1")
	k.line("ADD R6, R5, R5")
	k.line("B %s", row)
	k.label(done)
	k.line("RET")
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
	k.line("LSR $%d, R2, R7", bits.TrailingZeros(uint(k.e.lanes())))
	k.line("AND $%d, R2, R10", k.e.lanes()-1)
	k.line("AND $%d, R2, R14", k.width()-1)
	k.line("SUB R14, R2, R8")
	k.line("LSL $%d, R8, R8", bits.TrailingZeros(uint(k.e.size)))
}

// last loads the final, partial register, padded with the neutral operand.
func (k *neon) last() {
	k.padded("R1", nLast, nNeutral)
	if k.o.kind == dot {
		k.padded("R5", nLast+1, nExtra)
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
	}
	k.label(ready)
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

// tail takes whole registers while there are any, then the padded one.
func (k *neon) tail(fold string) {
	part := make([]string, nAccs)
	for i := range part {
		part[i] = k.fresh("part")
		k.line("SUBS $%d, R15, R15", k.width())
		k.line("BLT %s", part[i])
		if i == nAccs-1 {
			break // the rest never fills all lanes
		}
		k.line("VLD1.P 16(R11), %s", k.list(nX, 1))
		if k.o.kind == dot {
			k.line("VLD1.P 16(R13), %s", k.list(nY, 1))
		}
		k.combine(i, nX, k.second(nY))
	}
	for i := range part {
		k.label(part[i])
		k.combine(i, nLast, k.second(nLast+1))
		if i < nAccs-1 {
			k.line("B %s", fold)
		}
	}
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
