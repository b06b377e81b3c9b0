package main

import "fmt"

// NEON tiles are up to 4 rows by 6 vectors: 24 accumulators V0-V23, B in
// V24-V27, A in V28-V31.
var (
	neonRows = []int{4, 2, 1}
	neonVecs = []int{6, 3, 2, 1}
)

// fmla is FMLA Vd, Vn, Vm[lane], which the Go assembler lacks.
func fmla(o *out, e elem, m, lane, n, d int) {
	w := 0x4FC01000 | lane<<11
	arr := "D"
	if e.size == 4 {
		w = 0x4F801000 | lane&1<<21 | lane>>1<<11
		arr = "S"
	}
	o.raw("\tWORD $0x%08X // FMLA V%d.%s[%d], V%d.%s, V%d.%s", w|m<<16|n<<5|d, m, arr, lane, n, e.arr, d, e.arr)
}

// fmul is FMUL Vd = Vn * Vm, which the Go assembler lacks.
func fmul(o *out, e elem, m, n, d int) {
	w := 0x6E60DC00
	if e.size == 4 {
		w = 0x6E20DC00
	}
	o.raw("\tWORD $0x%08X // FMUL V%d.%s, V%d.%s, V%d.%s", w|m<<16|n<<5|d, m, e.arr, n, e.arr, d, e.arr)
}

func vreg(i int, arr string) string { return fmt.Sprintf("V%d.%s", i, arr) }

// neonRow is the register that points into row r of A.
func neonRow(r int) string { return []string{"R1", "R9", "R10", "R11"}[r] }

// neonTile writes the micro-kernel of one shape.
func neonTile(o *out, s shape, e elem) {
	lanes := 16 / e.size
	o.text(tileName(s, e, "NEON"), "tile", "R0", "MOVD")
	o.op("MOVD", "tile_a(R0)", "R1")
	o.op("MOVD", "tile_ars(R0)", "R2")
	o.op("MOVD", "tile_acs(R0)", "R3")
	o.op("MOVD", "tile_b(R0)", "R4")
	o.op("MOVD", "tile_brs(R0)", "R5")
	o.op("MOVD", "tile_c(R0)", "R6")
	o.op("MOVD", "tile_crs(R0)", "R7")
	o.op("MOVD", "tile_k(R0)", "R8")
	for r := 1; r < s.rows; r++ {
		o.op("ADD", "R2", neonRow(r-1), neonRow(r))
	}
	for i := 0; i < s.rows*s.vecs; i++ {
		v := vreg(i, "B16")
		o.op("VEOR", v, v, v)
	}
	o.op("CMP", fmt.Sprintf("$%d", e.size), "R3")
	o.op("BNE", "single")
	o.op("SUBS", fmt.Sprintf("$%d", lanes), "R8", "R8")
	o.op("BLT", "short")
	o.label("loop")
	for r := 0; r < s.rows; r++ {
		o.op("VLD1.P", fmt.Sprintf("16(%s)", neonRow(r)), "["+vreg(28+r, e.arr)+"]")
	}
	for lane := range lanes {
		neonStep(o, s, func(r, b, acc int) { fmla(o, e, 28+r, lane, b, acc) })
	}
	o.op("SUBS", fmt.Sprintf("$%d", lanes), "R8", "R8")
	o.op("BGE", "loop")
	o.label("short")
	o.op("ADD", fmt.Sprintf("$%d", lanes), "R8", "R8")
	o.label("single")
	o.op("CBZ", "R8", "done")
	o.label("one")
	for r := 0; r < s.rows; r++ {
		o.op("VLD1R", "("+neonRow(r)+")", "["+vreg(28+r, e.arr)+"]")
		o.op("ADD", "R3", neonRow(r), neonRow(r))
	}
	neonStep(o, s, func(r, b, acc int) {
		o.op("VFMLA", vreg(28+r, e.arr), vreg(b, e.arr), vreg(acc, e.arr))
	})
	o.op("SUB", "$1", "R8", "R8")
	o.op("CBNZ", "R8", "one")
	o.label("done")
	neonFinish(o, s, e)
}

// neonStep loads one row of B and multiplies it with the A values at hand.
func neonStep(o *out, s shape, mul func(r, b, acc int)) {
	for v := 0; v < s.vecs; v++ {
		b := 24 + v%4
		o.op("FMOVQ", at(16*v, "R4"), fmt.Sprintf("F%d", b))
		for r := 0; r < s.rows; r++ {
			mul(r, b, r*s.vecs+v)
		}
	}
	o.op("ADD", "R5", "R4", "R4")
}

// neonFinish combines the accumulators with C by the mode of the tile.
func neonFinish(o *out, s shape, e elem) {
	o.op("ADD", "$tile_alpha", "R0", "R12")
	o.op("VLD1R", "(R12)", "["+vreg(24, e.arr)+"]")
	o.op("MOVD", "tile_mode(R0)", "R13")
	o.op("CMP", "$1", "R13")
	o.op("BEQ", "add")
	o.op("BGT", "scale")
	neonRowsOf(o, s, func(acc int, mem string) {
		fmul(o, e, 24, acc, acc)
		o.op("FMOVQ", fmt.Sprintf("F%d", acc), mem)
	})
	o.label("add")
	neonRowsOf(o, s, func(acc int, mem string) {
		o.op("FMOVQ", mem, "F26")
		o.op("VFMLA", vreg(24, e.arr), vreg(acc, e.arr), vreg(26, e.arr))
		o.op("FMOVQ", "F26", mem)
	})
	o.label("scale")
	o.op("ADD", "$tile_beta", "R0", "R12")
	o.op("VLD1R", "(R12)", "["+vreg(25, e.arr)+"]")
	neonRowsOf(o, s, func(acc int, mem string) {
		o.op("FMOVQ", mem, "F26")
		fmul(o, e, 25, 26, 26)
		o.op("VFMLA", vreg(24, e.arr), vreg(acc, e.arr), vreg(26, e.arr))
		o.op("FMOVQ", "F26", mem)
	})
}

// neonRowsOf walks the vectors of the C tile and returns from the kernel.
func neonRowsOf(o *out, s shape, f func(acc int, mem string)) {
	for r := 0; r < s.rows; r++ {
		for v := 0; v < s.vecs; v++ {
			f(r*s.vecs+v, at(16*v, "R6"))
		}
		if r < s.rows-1 {
			o.op("ADD", "R7", "R6", "R6")
		}
	}
	o.op("RET")
}

// neonPeak writes 24 independent chains of fused multiply-adds.
func neonPeak(o *out, e elem) {
	name := "peak" + e.name + "NEON"
	o.raw("\n// func %s(n int)", name)
	o.raw("TEXT ·%s(SB), NOSPLIT, $0-8", name)
	o.op("MOVD", "n+0(FP)", "R1")
	for i := range 25 {
		v := vreg(i, "B16")
		o.op("VEOR", v, v, v)
	}
	o.label("loop")
	for i := range 24 {
		o.op("VFMLA", vreg(24, e.arr), vreg(24, e.arr), vreg(i, e.arr))
	}
	o.op("SUB", "$1", "R1", "R1")
	o.op("CBNZ", "R1", "loop")
	o.op("RET")
}

func neonAsm() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build arm64 && !purego\n\n#include \"textflag.h\"\n#include \"go_asm.h\"")
	for _, e := range elems {
		for _, s := range shapes(neonRows, neonVecs) {
			neonTile(o, s, e)
		}
		neonPeak(o, e)
	}
	return o.String()
}

func arm64Decl() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build arm64 && !purego\n\npackage gemm")
	for _, e := range elems {
		for _, r := range rankRows {
			o.decl(rankName(r, e, "NEON"), "tile", rankDoc(r))
		}
		ss := shapes(neonRows, neonVecs)
		for _, s := range ss {
			o.decl(tileName(s, e, "NEON"), "tile", tileDoc(s, e, 16/e.size))
		}
		o.dispatch("tile"+e.name+"NEON", ss, e, "NEON", false)
		o.raw("\n// peak%sNEON runs n rounds of 24 independent fused multiply-adds.", e.name)
		o.raw("func peak%sNEON(n int)", e.name)
	}
	return o.String()
}
