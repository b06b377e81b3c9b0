package asmgen

import "fmt"

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

const groupBytes = groupVectors * 64

// prefetch is how far ahead, in bytes, both sides are fetched: the hardware
// does not keep up with two streams that take turns.
const prefetch = 2048

// cut writes cutNNAVX512(x, n, pivot, s).
func (a *asm) cut(w width) {
	name := fmt.Sprintf("cut%dAVX512", w.bits)
	a.function("func "+name+fmt.Sprintf("(x *int%d, n int, pivot int%d, s *cutState) (below int)", w.bits, w.bits), name, 40)
	a.op("MOVQ x+0(FP), DI")
	a.op("MOVQ n+8(FP), DX")
	a.op("%s pivot+16(FP), AX", map[int]string{32: "MOVL", 64: "MOVQ"}[w.bits])
	a.op("VPBROADCAST%s AX, Z31", w.q)
	a.op("MOVQ s+24(FP), R12")
	if w.bits == 64 {
		a.op("LEAQ %s, R13", a.table("sides", sides()))
	}
	a.op("CMPQ %d(R12), $0", stGoing)
	a.op("JNE resume")
	a.start(w)
	a.label("resume")
	a.restore()
	a.label("ready")
	a.groups(w)
	a.rest(w)
	a.remainder(w)
	a.op("MOVQ R10, AX")
	a.op("SUBQ DI, AX")
	a.op("SHRQ $%d, AX", shift(w))
	a.op("MOVQ AX, below+32(FP)")
	a.ret()
	a.suspend()
}

// shift is log2 of the bytes of a word.
func shift(w width) int { return map[int]int{32: 2, 64: 3}[w.bits] }

// sides holds for every mask of eight lanes the order of lanes that puts those
// of the mask first, a byte each.
func sides() []uint64 {
	t := make([]uint64, 256)
	for mask := range t {
		at := 0
		for _, want := range []int{1, 0} {
			for l := range 8 {
				if mask>>l&1 == want {
					t[mask] |= uint64(l) << (8 * at)
					at++
				}
			}
		}
	}
	return t
}

// start puts the first group aside and loads the last one.
func (a *asm) start(w width) {
	a.op("SHLQ $%d, DX", shift(w))
	a.op("ANDQ $-64, DX")
	for v := range groupVectors {
		a.op("VMOVDQU64 %d(DI), Z%d", 64*v, 8+v)
		a.op("VMOVDQU64 Z%d, %d(R12)", 8+v, stAside+64*v)
	}
	a.op("LEAQ %d(DI), R8", groupBytes)
	a.op("LEAQ %d(DI)(DX*1), R9", -groupBytes)
	a.op("MOVQ DI, R10")
	a.op("MOVQ DX, R11")
	for v := range groupVectors {
		a.op("VMOVDQU64 %d(R9), Z%d", 64*v, v)
	}
	a.op("JMP ready")
}

func (a *asm) restore() {
	a.op("MOVQ %d(R12), R8", stLeft)
	a.op("ADDQ DI, R8")
	a.op("MOVQ %d(R12), R9", stRight)
	a.op("ADDQ DI, R9")
	a.op("MOVQ %d(R12), R10", stWrite)
	a.op("ADDQ DI, R10")
	a.op("MOVQ %d(R12), R11", stGap)
	for v := range groupVectors {
		a.op("VMOVDQU64 %d(R12), Z%d", stAside+groupBytes+64*v, v)
	}
}

// groups is the main loop.
func (a *asm) groups(w width) {
	a.op("MOVQ R9, CX")
	a.op("SUBQ R8, CX")
	a.op("SHRQ $9, CX // pairs of groups")
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
	a.op("LEAQ %d(R9), AX", -groupBytes)
	a.op("LEAQ %d(R8), BX", groupBytes)
	a.op("MOVQ R8, DX")
	a.op("CMOVQHI AX, DX")
	a.op("CMOVQHI AX, R9")
	a.op("CMOVQLS BX, R8")
	for v := range groupVectors {
		a.op("VMOVDQU64 %d(DX), Z%d", 64*v, load+v)
	}
	for v := range groupVectors {
		a.op("PREFETCHT0 %d(R8)", prefetch+64*v)
		a.op("PREFETCHT0 %d(R9)", -prefetch-64*(v+1))
		a.deal(w, have+v, -64*(v+1), 8+4*v)
	}
	a.op("SUBQ $%d, R11", groupBytes)
}

// deal writes the words of register r to both ends; the right end is at
// 64+end(R10)(R11). The register tmp and the next are used up.
func (a *asm) deal(w width, r, end, tmp int) {
	a.op("VPCMP%s $1, Z31, Z%d, K1", w.q, r)
	a.op("%s K1, AX", w.kmov)
	if w.bits == 64 {
		a.op("POPCNTL AX, BX")
		a.op("VPMOVZXBQ (R13)(AX*8), Z%d", tmp)
		a.op("VPERMQ Z%d, Z%d, Z%d", r, tmp, tmp)
		a.op("VMOVDQU64 Z%d, (R10)", tmp)
		a.op("VMOVDQU64 Z%d, %d(R10)(R11*1)", tmp, end)
		a.op("LEAQ (R10)(BX*8), R10")
		return
	}
	a.op("POPCNTL AX, BX")
	a.op("XORL $0xffff, AX")
	a.op("KMOVW AX, K2")
	a.op("VPCOMPRESSD.Z Z%d, K1, Z%d", r, tmp)
	a.op("VPCOMPRESSD.Z Z%d, K2, Z%d", r, tmp+1)
	a.op("MOVL $0xffff, AX")
	a.op("SHRXL BX, AX, AX")
	a.op("KMOVW AX, K3")
	a.op("VMOVDQU64 Z%d, (R10)", tmp)
	a.op("LEAQ (R10)(BX*4), R10")
	a.op("VMOVDQU32 Z%d, K3, %d(R10)(R11*1)", tmp+1, end)
}

// rest writes what was put aside and what is left between the sides, which is
// put aside first: then all the room is in one piece.
func (a *asm) rest(w width) {
	a.label("rest")
	for v := range groupVectors {
		a.op("VMOVDQU64 Z%d, %d(R12)", v, stAside+groupBytes+64*v)
	}
	a.op("LEAQ %d(R12), DX", stAside+2*groupBytes)
	a.label("aside")
	a.op("CMPQ R8, R9")
	a.op("JAE gathered")
	a.op("VMOVDQU64 (R8), Z0")
	a.op("VMOVDQU64 Z0, (DX)")
	a.op("ADDQ $64, R8")
	a.op("ADDQ $64, DX")
	a.op("JMP aside")
	a.label("gathered")
	a.op("LEAQ %d(R12), CX", stAside)
	a.label("single")
	a.op("VMOVDQU64 (CX), Z0")
	a.deal(w, 0, -64, 8)
	a.op("SUBQ $64, R11")
	a.op("ADDQ $64, CX")
	a.op("CMPQ CX, DX")
	a.op("JB single")
}

// remainder takes in the words behind the last whole vector: those below the
// pivot change places with words at the cut.
func (a *asm) remainder(w width) {
	size := w.bytes()
	a.op("MOVQ n+8(FP), DX")
	a.op("MOVQ DX, CX")
	a.op("ANDQ $%d, CX // m words", w.lanes-1)
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
	a.op("SHRQ $%d, R8", shift(w))
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
	a.op("SHLQ $%d, R8", shift(w))
	a.op("SUBQ R8, R9")
	a.op("VMOVDQU%d Z1, K4, (R9)", w.bits)
	a.op("SHLQ $%d, CX", shift(w))
	a.op("SUBQ CX, R9")
	a.op("VMOVDQU%d Z3, K5, (R9)", w.bits)
	a.op("BZHIQ AX, SI, DX")
	a.op("KMOVW DX, K4")
	a.op("VMOVDQU%d Z2, K4, (R10)", w.bits)
	a.op("LEAQ (R10)(AX*%d), R10", size)
	a.label("whole")
}

// suspend saves the state for the next call and returns -1.
func (a *asm) suspend() {
	a.label("suspend")
	for v := range groupVectors {
		a.op("VMOVDQU64 Z%d, %d(R12)", v, stAside+groupBytes+64*v)
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
