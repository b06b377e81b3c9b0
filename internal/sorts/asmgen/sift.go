package asmgen

import "fmt"

// A sift deals a block of words out to three sides, by their keys: below low,
// from low to high, above high. Sides lie in a room that the kernel fills from
// the start; a vector is always written whole, so that a side has some space
// behind the block.

// The room: how many words each side holds, then the sides.
const (
	rmCount = 0
	rmSides = 64
)

// sideWords is the length of a side: a block and the longest vector.
const sideWords = 256 + 16

// sift writes siftNNAVX512 or siftNNAVX2(room, keys, words, n, low, high).
func (a *asm) sift(w width) {
	name := fmt.Sprintf("sift%d%s", w.bits, w.isa)
	size := w.bytes()
	a.function(fmt.Sprintf("func %s(room *sieve[int%d], keys, words *int%d, n int, low, high int%d)", name, w.bits, w.bits, w.bits), name, 32+2*size)
	a.op("MOVQ room+0(FP), DI")
	a.op("MOVQ keys+8(FP), SI")
	a.op("MOVQ words+16(FP), DX")
	a.op("MOVQ n+24(FP), CX")
	a.broadcast(w, "low+32(FP)", w.regs-1)
	a.broadcast(w, fmt.Sprintf("high+%d(FP)", 32+size), w.regs-2)
	if !w.avx512() {
		a.op("LEAQ %s, R12", a.table(fmt.Sprintf("sides%dx%d", w.lanes(), w.bits/w.lanes()), sides(w)))
	}
	for i, r := range sideRegs {
		a.op("LEAQ %d(DI), %s", rmSides+i*sideWords*size, r)
	}
	a.op("TESTQ CX, CX")
	a.op("JZ end")
	a.label("vector")
	a.op("%s (SI), %s", w.move, w.r(0))
	a.op("%s (DX), %s", w.move, w.r(1))
	if w.avx512() {
		a.siftMasks(w)
	} else {
		a.siftTables(w)
	}
	a.op("ADDQ $%d, SI", w.vec)
	a.op("ADDQ $%d, DX", w.vec)
	a.op("SUBQ $%d, CX", w.lanes())
	a.op("JNZ vector")
	a.label("end")
	for i, r := range sideRegs {
		a.op("SUBQ DI, %s", r)
		a.op("SUBQ $%d, %s", rmSides+i*sideWords*size, r)
		a.op("SHRQ $%d, %s", w.shift, r)
		a.op("MOVQ %s, %d(DI)", r, rmCount+8*i)
	}
	a.ret()
}

// sideRegs hold where the next word of each side goes.
var sideRegs = []string{"R8", "R9", "R10"}

// broadcast sets every lane of a register to an argument.
func (a *asm) broadcast(w width, from string, to int) {
	a.op("%s %s, AX", map[int]string{32: "MOVL", 64: "MOVQ"}[w.bits], from)
	a.op("VMOVQ AX, X0")
	a.op("VPBROADCAST%s X0, %s", w.q, w.r(to))
}

// siftMasks sends the words Z1 to the sides their keys Z0 choose.
func (a *asm) siftMasks(w width) {
	a.op("VPCMP%s $1, Z31, Z0, K1", w.q)
	a.op("VPCMP%s $6, Z30, Z0, K3", w.q)
	a.op("KORW K1, K3, K2")
	a.op("KNOTW K2, K2")
	for i, r := range sideRegs {
		a.op("VPCOMPRESS%s.Z Z1, K%d, Z%d", w.q, i+1, 2+i)
		a.op("VMOVDQU64 Z%d, (%s)", 2+i, r)
		a.op("%s K%d, AX", w.kmov, i+1)
		a.op("POPCNTL AX, AX")
		a.op("LEAQ (%s)(AX*%d), %s", r, w.bytes(), r)
	}
}

// siftTables is siftMasks by tables of permutations.
func (a *asm) siftTables(w width) {
	mask := "VMOVMSK" + w.float()
	a.op("VPCMPGT%s Y0, Y15, Y2", w.q)
	a.op("VPCMPGT%s Y14, Y0, Y3", w.q)
	a.op("%s Y2, AX", mask)
	a.op("%s Y3, R11", mask)
	a.op("LEAL (AX)(R11*1), BX // no lane is in both")
	a.op("XORL $0x%x, BX", 1<<w.lanes()-1)
	for i, m := range []string{"AX", "BX", "R11"} {
		a.op("VPMOVZXBD (R12)(%s*8), Y%d", m, 4+i)
		a.op("VPERMD Y1, Y%d, Y%d", 4+i, 4+i)
		a.op("VMOVDQU Y%d, (%s)", 4+i, sideRegs[i])
		a.op("POPCNTL %s, %s", m, m)
		a.op("LEAQ (%s)(%s*%d), %s", sideRegs[i], m, w.bytes(), sideRegs[i])
	}
}

// float is the suffix of instructions on floats as wide as the words.
func (w width) float() string {
	if w.bits == 64 {
		return "PD"
	}
	return "PS"
}

// floatKeys writes keysNNAVX512 or keysNNAVX2(dst, x, n).
func (a *asm) floatKeys(w width) {
	name := fmt.Sprintf("keys%d%s", w.bits, w.isa)
	a.function(fmt.Sprintf("func %s(dst, x *int%d, n int): for i := range n { dst[i] = floatKey(x[i]) }", name, w.bits), name, 24)
	a.op("MOVQ dst+0(FP), DI")
	a.op("MOVQ x+8(FP), SI")
	a.op("MOVQ n+16(FP), CX")
	ones, top := w.regs-1, w.regs-2
	if w.avx512() {
		a.op("VPTERNLOGQ $0xff, Z%d, Z%d, Z%d", ones, ones, ones)
	} else {
		a.op("VPCMPEQD Y%d, Y%d, Y%d", ones, ones, ones)
		a.op("VPXOR Y13, Y13, Y13")
	}
	a.op("VPSRL%s $1, %s, %s", w.q, w.r(ones), w.r(top))
	a.op("TESTQ CX, CX")
	a.op("JZ end")
	a.label("vector")
	a.op("PREFETCHT0 %d(SI)", prefetch)
	a.op("%s (SI), %s", w.move, w.r(0))
	if w.avx512() {
		a.op("VPSRA%s $%d, Z0, Z1", w.q, w.bits-1)
	} else {
		a.op("VPCMPGT%s Y0, Y13, Y1", w.q)
	}
	a.op("VPSRL%s $1, %s, %s", w.q, w.r(1), w.r(1))
	if w.avx512() {
		a.op("VPXORQ Z0, Z1, Z1")
		a.op("VPCMPEQ%s Z31, Z1, K1 // -0", w.q)
		a.op("VPSUB%s Z31, Z1, K1, Z1", w.q)
		a.op("VCMP%s $3, Z0, Z0, K2 // NaN", w.float())
		a.op("VMOVDQA%d Z30, K2, Z1", w.bits)
	} else {
		a.op("VPXOR Y0, Y1, Y1")
		a.op("VPCMPEQ%s Y15, Y1, Y2 // -0", w.q)
		a.op("VPSUB%s Y2, Y1, Y1", w.q)
		a.op("VCMP%s $3, Y0, Y0, Y2 // NaN", w.float())
		a.op("VBLENDV%s Y2, Y14, Y1, Y1", w.float())
	}
	a.op("%s %s, (DI)", w.move, w.r(1))
	a.op("ADDQ $%d, SI", w.vec)
	a.op("ADDQ $%d, DI", w.vec)
	a.op("SUBQ $%d, CX", w.lanes())
	a.op("JNZ vector")
	a.label("end")
	a.ret()
}
