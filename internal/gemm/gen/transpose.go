package main

import "fmt"

// transpose64 writes the 4 by 4 transposition: p.n blocks along the rows of
// the source, each giving four rows of the destination.
func transpose64(o *out) {
	o.text("transposeF64AVX2", "panel", "DI", "MOVQ")
	panelRegs(o)
	o.label("loop")
	for j := range 4 {
		o.op("VMOVUPD", rowAddr(j), fmt.Sprintf("Y%d", j))
	}
	for i := range 2 {
		a, b := fmt.Sprintf("Y%d", 2*i), fmt.Sprintf("Y%d", 2*i+1)
		o.op("VUNPCKLPD", b, a, fmt.Sprintf("Y%d", 4+i))
		o.op("VUNPCKHPD", b, a, fmt.Sprintf("Y%d", 6+i))
	}
	for i, s := range []string{"Y4", "Y6"} {
		t := []string{"Y5", "Y7"}[i]
		o.op("VINSERTF128", "$1", "X"+t[1:], s, fmt.Sprintf("Y%d", 8+i))
		o.op("VPERM2F128", "$0x31", t, s, fmt.Sprintf("Y%d", 10+i))
	}
	for i := range 4 {
		o.op("VMOVUPD", fmt.Sprintf("Y%d", 8+i), "(DX)")
		o.op("ADDQ", "R12", "DX")
	}
	panelLoop(o, 32)
}

// transpose32 writes the 8 by 8 transposition.
func transpose32(o *out) {
	y := func(i int) string { return fmt.Sprintf("Y%d", i) }
	o.text("transposeF32AVX2", "panel", "DI", "MOVQ")
	panelRegs(o)
	o.op("LEAQ", "(SI)(R9*4)", "R8")
	o.label("loop")
	// Each register takes four elements of row j and four of row j+4.
	for j := range 4 {
		o.op("VMOVUPS", rowAddr(j), fmt.Sprintf("X%d", j))
		o.op("VINSERTF128", "$1", rowAddr(j+4), y(j), y(j))
		o.op("VMOVUPS", "16"+rowAddr(j), fmt.Sprintf("X%d", j+4))
		o.op("VINSERTF128", "$1", "16"+rowAddr(j+4), y(j+4), y(j+4))
	}
	for h := range 2 {
		q := 4 * h
		for i := range 2 {
			o.op("VUNPCKLPS", y(q+2*i+1), y(q+2*i), y(8+2*i))
			o.op("VUNPCKHPS", y(q+2*i+1), y(q+2*i), y(9+2*i))
		}
		o.op("VUNPCKLPD", y(10), y(8), y(12))
		o.op("VUNPCKHPD", y(10), y(8), y(13))
		o.op("VUNPCKLPD", y(11), y(9), y(14))
		o.op("VUNPCKHPD", y(11), y(9), y(15))
		for i := range 4 {
			o.op("VMOVUPS", y(12+i), "(DX)")
			o.op("ADDQ", "R12", "DX")
		}
	}
	o.op("ADDQ", "$32", "R8")
	panelLoop(o, 32)
}

// transpose128 writes the 4 by 4 transposition of elements of 16 bytes.
func transpose128(o *out) {
	o.text("transposeC128AVX2", "panel", "DI", "MOVQ")
	panelRegs(o)
	o.label("loop")
	for h := range 2 {
		for j := range 4 {
			m := rowAddr(j)
			if h > 0 {
				m = fmt.Sprintf("%d%s", 32*h, m)
			}
			o.op("VMOVUPD", m, fmt.Sprintf("Y%d", j))
		}
		o.op("VPERM2F128", "$0x20", "Y1", "Y0", "Y4")
		o.op("VPERM2F128", "$0x20", "Y3", "Y2", "Y5")
		o.op("VPERM2F128", "$0x31", "Y1", "Y0", "Y6")
		o.op("VPERM2F128", "$0x31", "Y3", "Y2", "Y7")
		for i := range 2 {
			o.op("VMOVUPD", fmt.Sprintf("Y%d", 4+2*i), "(DX)")
			o.op("VMOVUPD", fmt.Sprintf("Y%d", 5+2*i), "32(DX)")
			o.op("ADDQ", "R12", "DX")
		}
	}
	panelLoop(o, 64)
}

// panelRegs loads the registers that rowAddr names, the destination DX with
// its stride R12, and the count CX.
func panelRegs(o *out) {
	o.op("MOVQ", "panel_src(DI)", "SI")
	o.op("MOVQ", "panel_ss(DI)", "R9")
	o.op("LEAQ", "(R9)(R9*2)", "R10")
	o.op("MOVQ", "panel_dst(DI)", "DX")
	o.op("MOVQ", "panel_ds(DI)", "R12")
	o.op("MOVQ", "panel_n(DI)", "CX")
}

func panelLoop(o *out, step int) {
	o.op("ADDQ", fmt.Sprintf("$%d", step), "SI")
	o.op("DECQ", "CX")
	o.op("JNZ", "loop")
	o.op("VZEROUPPER")
	o.op("RET")
}
