package asmgen

import "fmt"

// reverse writes revNNAVX512(x, y, n): exchange n vectors from x upwards with
// those that end with y[0], each turned around.
func (a *asm) reverse(w width) {
	name := fmt.Sprintf("rev%dAVX512", w.bits)
	a.function(fmt.Sprintf("func %s(x, y *int%d, n int): for i := range n*%d { x[i], y[-i] = y[-i], x[i] }", name, w.bits, w.lanes()), name, 24)
	lanes := make([]int, w.lanes())
	for l := range lanes {
		lanes[l] = w.lanes() - 1 - l
	}
	a.op("VMOVDQU64 %s, Z31", a.indices(w, fmt.Sprintf("flip%dof%dx%d", w.lanes()-1, w.lanes(), w.bits), lanes))
	a.op("MOVQ x+0(FP), DI")
	a.op("MOVQ y+8(FP), SI")
	a.op("ADDQ $%d, SI", w.bytes())
	a.op("MOVQ n+16(FP), CX")
	a.op("TESTQ CX, CX")
	a.op("JZ end")
	a.label("vector")
	a.op("VPERM%s (DI), Z31, Z0", w.q)
	a.op("VPERM%s -64(SI), Z31, Z1", w.q)
	a.op("VMOVDQU64 Z1, (DI)")
	a.op("VMOVDQU64 Z0, -64(SI)")
	a.op("ADDQ $64, DI")
	a.op("SUBQ $64, SI")
	a.op("DECQ CX")
	a.op("JNZ vector")
	a.label("end")
	a.ret()
}
