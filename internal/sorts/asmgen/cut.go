package asmgen

import (
	"fmt"
	"math/bits"
)

// The partition step works in place. A group of vectors is put aside at the
// left end, another is kept in registers; then groups are read from the side
// that has less room, and what was read before is written to both ends. A
// group is read before the one in registers is written, so that the choice of
// the side waits for nothing but a few additions.

// groupVectors is the number of vectors read at a time.
const groupVectors = 4

// The state of a partition that is done in several calls: offsets from x in
// bytes, then the vectors put aside.
const (
	stLeft  = 0  // the next unread byte on the left
	stRight = 8  // the end of the unread bytes
	stWrite = 16 // where the next word below the pivot goes
	stGap   = 24 // from there to the end of the room on the right
	stGoing = 32 // 0 before the first call
	stAside = 64 // the group put aside, the group in registers, the rest
)

// pairsPerCall bounds a call to 256 KiB read: some ten microseconds.
const pairsPerCall = 512

func (w width) group() int { return groupVectors * w.vec }

// prefetch is how far ahead, in bytes, both sides are fetched: the hardware
// does not keep up with two streams that take turns.
const prefetch = 2048

// cut writes cutNNAVX512 or cutNNAVX2(x, n, pivot, s).
func (a *asm) cut(w width) {
	name := fmt.Sprintf("cut%d%s", w.bits, w.isa)
	a.function("func "+name+fmt.Sprintf("(x *int%d, n int, pivot int%d, s *cutState) (below int)", w.bits, w.bits), name, 40)
	a.op("MOVQ x+0(FP), DI")
	a.op("MOVQ n+8(FP), DX")
	a.op("%s pivot+16(FP), AX", map[int]string{32: "MOVL", 64: "MOVQ"}[w.bits])
	if w.avx512() {
		a.op("VPBROADCAST%s AX, %s", w.q, w.last())
	} else {
		a.op("VMOVQ AX, X15")
		a.op("VPBROADCAST%s X15, %s", w.q, w.last())
	}
	a.op("MOVQ s+24(FP), R12")
	if w.bits == 64 || !w.avx512() {
		a.op("LEAQ %s, R13", a.table(fmt.Sprintf("sides%dx%d", w.lanes(), w.bits/w.lanes()), sides(w)))
	}
	a.op("CMPQ %d(R12), $0", stGoing)
	a.op("JNE resume")
	a.start(w)
	a.label("resume")
	a.restore(w)
	a.label("ready")
	a.groups(w)
	a.rest(w)
	if w.avx512() {
		a.remainder(w)
	}
	a.op("MOVQ R10, AX")
	a.op("SUBQ DI, AX")
	a.op("SHRQ $%d, AX", w.shift)
	a.op("MOVQ AX, below+32(FP)")
	a.ret()
	a.suspend(w)
}

// sides holds, for every mask of a vector's lanes, the order of lanes that puts
// those of the mask first: a byte for each lane, or for each half of a 64-bit
// lane on AVX2, which permutes 32-bit lanes only.
func sides(w width) []uint64 {
	lanes, halves := w.lanes(), 8/w.lanes()
	t := make([]uint64, 1<<lanes)
	for mask := range t {
		at := 0
		for _, want := range []int{1, 0} {
			for l := range lanes {
				if mask>>l&1 != want {
					continue
				}
				for h := range halves {
					t[mask] |= uint64(l*halves+h) << (8 * at)
					at++
				}
			}
		}
	}
	return t
}

// start puts the first group aside and loads the last one.
func (a *asm) start(w width) {
	a.op("SHLQ $%d, DX", w.shift)
	a.op("ANDQ $%d, DX", -w.vec)
	for v := range groupVectors {
		a.op("%s %d(DI), %s", w.move, w.vec*v, w.r(8+v))
		a.op("%s %s, %d(R12)", w.move, w.r(8+v), stAside+w.vec*v)
	}
	a.op("LEAQ %d(DI), R8", w.group())
	a.op("LEAQ %d(DI)(DX*1), R9", -w.group())
	a.op("MOVQ DI, R10")
	a.op("MOVQ DX, R11")
	for v := range groupVectors {
		a.op("%s %d(R9), %s", w.move, w.vec*v, w.r(v))
	}
	a.op("JMP ready")
}

func (a *asm) restore(w width) {
	a.op("MOVQ %d(R12), R8", stLeft)
	a.op("ADDQ DI, R8")
	a.op("MOVQ %d(R12), R9", stRight)
	a.op("ADDQ DI, R9")
	a.op("MOVQ %d(R12), R10", stWrite)
	a.op("ADDQ DI, R10")
	a.op("MOVQ %d(R12), R11", stGap)
	for v := range groupVectors {
		a.op("%s %d(R12), %s", w.move, stAside+w.group()+w.vec*v, w.r(v))
	}
}

// groups is the main loop.
func (a *asm) groups(w width) {
	a.op("MOVQ R9, CX")
	a.op("SUBQ R8, CX")
	a.op("SHRQ $%d, CX // pairs of groups", bits.Len(uint(w.group())))
	a.op("JZ rest")
	a.op("MOVQ CX, SI")
	a.op("CMPQ CX, $%d", pairsPerCall)
	a.op("JLE bounded")
	a.op("MOVQ $%d, CX", pairsPerCall)
	a.label("bounded")
	a.op("SUBQ CX, SI // pairs left for the next call")
	a.label("pair")
	a.step(w, 4, 0)
	a.step(w, 0, 4)
	a.op("DECQ CX")
	a.op("JNZ pair")
	a.op("TESTQ SI, SI")
	a.op("JNZ suspend")
}

// step reads a group into the registers from load on, from the side with less
// room, and writes the group in the registers from have on.
func (a *asm) step(w width, load, have int) {
	a.comment("read from the side with less room")
	a.op("LEAQ (R10)(R11*1), DX")
	a.op("SUBQ R9, DX")
	a.op("MOVQ R8, BX")
	a.op("SUBQ R10, BX")
	a.op("CMPQ BX, DX")
	a.op("LEAQ %d(R9), AX", -w.group())
	a.op("LEAQ %d(R8), BX", w.group())
	a.op("MOVQ R8, DX")
	a.op("CMOVQHI AX, DX")
	a.op("CMOVQHI AX, R9")
	a.op("CMOVQLS BX, R8")
	for v := range groupVectors {
		a.op("%s %d(DX), %s", w.move, w.vec*v, w.r(load+v))
	}
	for v := range groupVectors {
		a.op("PREFETCHT0 %d(R8)", prefetch+w.vec*v)
		a.op("PREFETCHT0 %d(R9)", -prefetch-w.vec*(v+1))
		a.deal(w, have+v, -w.vec*(v+1), 8+v%3*2)
	}
	a.op("SUBQ $%d, R11", w.group())
}

// deal writes the words of register n to both ends; the right end is a vector
// behind end(R10)(R11). The registers tmp and tmp+1 are used up.
func (a *asm) deal(w width, n, end, tmp int) {
	if w == avx512x32 {
		a.dealCompressed(w, w.r(n), end, tmp)
		return
	}
	x, t := w.r(n), w.r(tmp)
	a.comment("put the words below the pivot first, and this vector to both ends")
	if w.avx512() {
		a.op("VPCMPQ $1, %s, %s, K1", w.last(), x)
		a.op("KMOVB K1, AX")
		a.op("VPMOVZXBQ (R13)(AX*8), %s", t)
	} else {
		a.op("VPCMPGT%s %s, %s, %s", w.q, x, w.last(), t)
		a.op("VMOVMSKP%s %s, AX", map[string]string{"Q": "D", "D": "S"}[w.q], t)
		a.op("VPMOVZXBD (R13)(AX*8), %s", t)
	}
	a.op("POPCNTL AX, BX")
	if w.avx512() {
		a.op("VPERMQ %s, %s, %s", x, t, t)
	} else {
		a.op("VPERMD %s, %s, %s", x, t, t)
	}
	a.op("%s %s, (R10)", w.move, t)
	a.op("%s %s, %d(R10)(R11*1)", w.move, t, end)
	a.op("LEAQ (R10)(BX*%d), R10", w.bytes())
}

// dealCompressed is deal for vectors of 16 words, too many for a table.
func (a *asm) dealCompressed(w width, x string, end, tmp int) {
	below, others := w.r(tmp), w.r(tmp+1)
	a.comment("write the words below the pivot to the left, the others to the right")
	a.op("VPCMPD $1, %s, %s, K1", w.last(), x)
	a.op("KMOVW K1, AX")
	a.op("POPCNTL AX, BX")
	a.op("XORL $0xffff, AX")
	a.op("KMOVW AX, K2")
	a.op("VPCOMPRESSD.Z %s, K1, %s", x, below)
	a.op("VPCOMPRESSD.Z %s, K2, %s", x, others)
	a.op("MOVL $0xffff, AX")
	a.op("SHRXL BX, AX, AX")
	a.op("KMOVW AX, K3")
	a.op("VMOVDQU64 %s, (R10)", below)
	a.op("LEAQ (R10)(BX*4), R10")
	a.op("VMOVDQU32 %s, K3, %d(R10)(R11*1)", others, end)
}

// rest writes what was put aside and what is left between the sides, which is
// put aside first: then all the room is in one piece.
func (a *asm) rest(w width) {
	a.label("rest")
	for v := range groupVectors {
		a.op("%s %s, %d(R12)", w.move, w.r(v), stAside+w.group()+w.vec*v)
	}
	a.op("LEAQ %d(R12), DX", stAside+2*w.group())
	a.label("aside")
	a.op("CMPQ R8, R9")
	a.op("JAE gathered")
	a.op("%s (R8), %s", w.move, w.r(0))
	a.op("%s %s, (DX)", w.move, w.r(0))
	a.op("ADDQ $%d, R8", w.vec)
	a.op("ADDQ $%d, DX", w.vec)
	a.op("JMP aside")
	a.label("gathered")
	a.op("LEAQ %d(R12), CX", stAside)
	a.label("single")
	a.op("%s (CX), %s", w.move, w.r(0))
	a.deal(w, 0, -w.vec, 8)
	a.op("SUBQ $%d, R11", w.vec)
	a.op("ADDQ $%d, CX", w.vec)
	a.op("CMPQ CX, DX")
	a.op("JB single")
}

// remainder takes in, on AVX-512, the words behind the last whole vector: those
// below the pivot change places with words at the cut. On AVX2 the caller does.
func (a *asm) remainder(w width) {
	size := w.bytes()
	a.op("MOVQ n+8(FP), DX")
	a.op("MOVQ DX, CX")
	a.op("ANDQ $%d, CX // m words", w.lanes()-1)
	a.op("JZ whole")
	a.op("LEAQ (DI)(DX*%d), R9 // the end of x", size)
	a.op("SUBQ CX, DX")
	a.op("LEAQ (DI)(DX*%d), R8 // where the m words start", size)
	a.op("MOVQ $-1, SI")
	a.op("BZHIQ CX, SI, AX")
	a.op("KMOVW AX, K2")
	a.op("VMOVDQU%d.Z (R8), K2, Z0", w.bits)
	a.op("VPCMP%s $1, Z31, Z0, K2, K1", w.q)
	a.op("KANDNW K2, K1, K3")
	a.op("KMOVW K1, AX")
	a.op("POPCNTL AX, AX // c of them are below")
	a.op("SUBQ R10, R8")
	a.op("SHRQ $%d, R8", w.shift)
	a.op("CMPQ AX, R8")
	a.op("CMOVQLT AX, R8 // q = min(c, words from the cut to them)")
	a.op("BZHIQ R8, SI, DX")
	a.op("KMOVW DX, K4")
	a.op("VMOVDQU%d.Z (R10), K4, Z1 // q words that make way", w.bits)
	a.op("VPCOMPRESS%s.Z Z0, K1, Z2", w.q)
	a.op("VPCOMPRESS%s.Z Z0, K3, Z3", w.q)
	a.op("SUBQ AX, CX // m-c")
	a.op("BZHIQ CX, SI, DX")
	a.op("KMOVW DX, K5")
	a.op("SHLQ $%d, R8", w.shift)
	a.op("SUBQ R8, R9")
	a.op("VMOVDQU%d Z1, K4, (R9)", w.bits)
	a.op("SHLQ $%d, CX", w.shift)
	a.op("SUBQ CX, R9")
	a.op("VMOVDQU%d Z3, K5, (R9)", w.bits)
	a.op("BZHIQ AX, SI, DX")
	a.op("KMOVW DX, K4")
	a.op("VMOVDQU%d Z2, K4, (R10)", w.bits)
	a.op("LEAQ (R10)(AX*%d), R10", size)
	a.label("whole")
}

// suspend saves the state for the next call and returns -1.
func (a *asm) suspend(w width) {
	a.label("suspend")
	for v := range groupVectors {
		a.op("%s %s, %d(R12)", w.move, w.r(v), stAside+w.group()+w.vec*v)
	}
	a.op("SUBQ DI, R8")
	a.op("MOVQ R8, %d(R12)", stLeft)
	a.op("SUBQ DI, R9")
	a.op("MOVQ R9, %d(R12)", stRight)
	a.op("SUBQ DI, R10")
	a.op("MOVQ R10, %d(R12)", stWrite)
	a.op("MOVQ R11, %d(R12)", stGap)
	a.op("MOVQ $1, %d(R12)", stGoing)
	a.op("MOVQ $-1, below+32(FP)")
	a.ret()
}
