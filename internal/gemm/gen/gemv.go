package main

import "fmt"

// rankRows are the numbers of rows of B that the kernels of row vector times
// matrix take at a time.
var rankRows = []int{8, 1}

func rankName(rows int, e elem, tier string) string {
	return fmt.Sprintf("rank%d%s%s", rows, e.name, tier)
}

func rankDoc(rows int) string {
	return fmt.Sprintf("is, for p in order below %d: c[j] = fma(a[p], b[p][j], c[j]),\n"+
		"// for t.k vectors j and, if the tier masks, one more under t.mask.", rows)
}

func dotDoc(e elem) string {
	return fmt.Sprintf("is, for p in order below t.k: c[j] = fma(a[p], b[j][p], c[j]),\n"+
		"// for j < %d. The rows of b are t.brs bytes apart; t.k is a multiple of 4.", 128/e.size)
}

// rank writes the kernel that adds rows of B, each times a scalar, to a
// vector at BX: B at SI and R8, the scalars in the upper registers.
func (x x86) rank(o *out, rows int, e elem) {
	o.text(rankName(rows, e, x.tier), "tile", "DI", "MOVQ")
	o.op("MOVQ", "tile_a(DI)", "DX")
	o.op("MOVQ", "tile_acs(DI)", "R11")
	o.op("MOVQ", "tile_b(DI)", "SI")
	o.op("MOVQ", "tile_brs(DI)", "R9")
	o.op("MOVQ", "tile_c(DI)", "BX")
	o.op("MOVQ", "tile_k(DI)", "CX")
	o.op("LEAQ", "(R9)(R9*2)", "R10")
	o.op("LEAQ", "(SI)(R9*4)", "R8")
	for r := range rows {
		o.op("VBROADCASTS"+e.sfx, "(DX)", x.r(8+r))
		if r < rows-1 {
			o.op("ADDQ", "R11", "DX")
		}
	}
	o.op("SUBQ", "$4", "CX")
	o.op("JLT", "tail")
	o.label("loop")
	x.rankStep(o, rows, 4, e)
	o.op("SUBQ", "$4", "CX")
	o.op("JGE", "loop")
	o.label("tail")
	o.op("ADDQ", "$4", "CX")
	o.op("JZ", "done")
	o.label("one")
	x.rankStep(o, rows, 1, e)
	o.op("DECQ", "CX")
	o.op("JNZ", "one")
	o.label("done")
	if x.mask {
		o.op("MOVQ", "tile_mask(DI)", "AX")
		o.op("TESTQ", "AX", "AX")
		o.op("JZ", "out")
		o.op("KMOVQ", "AX", "K1")
		o.op("VMOVUP"+e.sfx+".Z", "(BX)", "K1", "Z0")
		for r := range rows {
			o.op("VMOVUP"+e.sfx+".Z", rowAddr(r), "K1", "Z1")
			o.op("VFMADD231P"+e.sfx, "Z1", x.r(8+r), "Z0")
		}
		o.op("VMOVUP"+e.sfx, "Z0", "K1", "(BX)")
		o.label("out")
	}
	o.op("VZEROUPPER")
	o.op("RET")
}

// rankStep updates n vectors and moves on.
func (x x86) rankStep(o *out, rows, n int, e elem) {
	off := func(v int, mem string) string {
		if v == 0 {
			return mem
		}
		return fmt.Sprintf("%d%s", v*x.width, mem)
	}
	for v := range n {
		o.op("VMOVUP"+e.sfx, off(v, "(BX)"), x.r(v))
	}
	for r := range rows {
		for v := range n {
			o.op("VFMADD231P"+e.sfx, off(v, rowAddr(r)), x.r(8+r), x.r(v))
		}
	}
	for v := range n {
		o.op("VMOVUP"+e.sfx, x.r(v), off(v, "(BX)"))
	}
	for _, r := range []string{"SI", "R8", "BX"} {
		o.op("ADDQ", fmt.Sprintf("$%d", n*x.width), r)
	}
}

// Registers of the dot kernels: bases of four rows of b each.
var dotBases = []string{"SI", "R8", "R11", "R12", "R13", "BX", "AX", "DI"}

// dot writes the kernel of matrix times column vector: it transposes blocks of
// four elements of some rows in registers, so that each lane keeps the order
// of its row.
func dot(o *out, e elem) {
	o.text("dot"+e.name+"AVX2", "tile", "DI", "MOVQ")
	o.op("MOVQ", "tile_a(DI)", "DX")
	o.op("MOVQ", "tile_b(DI)", "SI")
	o.op("MOVQ", "tile_brs(DI)", "R9")
	o.op("MOVQ", "tile_c(DI)", "BX")
	o.op("MOVQ", "tile_k(DI)", "CX")
	o.op("LEAQ", "(R9)(R9*2)", "R10")
	for g := range 4 {
		o.op("VMOVUP"+e.sfx, at(32*g, "BX"), fmt.Sprintf("Y%d", g))
	}
	bases := dotBases[:32/e.size]
	for i := 1; i < len(bases); i++ {
		o.op("LEAQ", "("+bases[i-1]+")(R9*4)", bases[i])
	}
	o.label("loop")
	for i := range 4 {
		o.op("VBROADCASTS"+e.sfx, at(i*e.size, "DX"), fmt.Sprintf("Y%d", 4+i))
	}
	for g := range 4 {
		if e.size == 8 {
			dotGroup64(o, g)
		} else {
			dotGroup32(o, g)
		}
	}
	for _, b := range bases {
		o.op("ADDQ", fmt.Sprintf("$%d", 4*e.size), b)
	}
	o.op("ADDQ", fmt.Sprintf("$%d", 4*e.size), "DX")
	o.op("SUBQ", "$4", "CX")
	o.op("JNZ", "loop")
	o.op("MOVQ", "t+0(FP)", "DI")
	o.op("MOVQ", "tile_c(DI)", "BX")
	for g := range 4 {
		o.op("VMOVUP"+e.sfx, fmt.Sprintf("Y%d", g), at(32*g, "BX"))
	}
	o.op("VZEROUPPER")
	o.op("RET")
}

// ofBase is the address of row r after base.
func ofBase(base string, r, off int) string {
	s := []string{"(%s)", "(%s)(R9*1)", "(%s)(R9*2)", "(%s)(R10*1)"}[r]
	s = fmt.Sprintf(s, base)
	if off != 0 {
		s = fmt.Sprint(off) + s
	}
	return s
}

// dotGroup64 adds four elements of four rows to accumulator g.
func dotGroup64(o *out, g int) {
	base := dotBases[g]
	for h := range 2 {
		for r := range 2 {
			t := 8 + 2*h + r
			o.op("VMOVUPD", ofBase(base, r, 16*h), fmt.Sprintf("X%d", t))
			o.op("VINSERTF128", "$1", ofBase(base, r+2, 16*h), fmt.Sprintf("Y%d", t), fmt.Sprintf("Y%d", t))
		}
		a, b := fmt.Sprintf("Y%d", 8+2*h), fmt.Sprintf("Y%d", 9+2*h)
		o.op("VUNPCKLPD", b, a, fmt.Sprintf("Y%d", 12+2*h))
		o.op("VUNPCKHPD", b, a, fmt.Sprintf("Y%d", 13+2*h))
	}
	for i := range 4 {
		o.op("VFMADD231PD", fmt.Sprintf("Y%d", 12+i), fmt.Sprintf("Y%d", 4+i), fmt.Sprintf("Y%d", g))
	}
}

// dotGroup32 adds four elements of eight rows to accumulator g.
func dotGroup32(o *out, g int) {
	lo, hi := dotBases[2*g], dotBases[2*g+1]
	y := func(i int) string { return fmt.Sprintf("Y%d", i) }
	for r := range 4 {
		o.op("VMOVUPS", ofBase(lo, r, 0), fmt.Sprintf("X%d", 8+r))
		o.op("VINSERTF128", "$1", ofBase(hi, r, 0), y(8+r), y(8+r))
	}
	for i := range 2 {
		o.op("VUNPCKLPS", y(9+2*i), y(8+2*i), y(12+2*i))
		o.op("VUNPCKHPS", y(9+2*i), y(8+2*i), y(13+2*i))
	}
	o.op("VUNPCKLPD", y(14), y(12), y(8))
	o.op("VUNPCKHPD", y(14), y(12), y(9))
	o.op("VUNPCKLPD", y(15), y(13), y(10))
	o.op("VUNPCKHPD", y(15), y(13), y(11))
	for i := range 4 {
		o.op("VFMADD231PS", y(8+i), y(4+i), y(g))
	}
}

func gemvAmd64() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\n#include \"textflag.h\"\n#include \"go_asm.h\"")
	for _, e := range elems {
		for _, x := range []x86{avx512, avx2} {
			for _, r := range rankRows {
				x.rank(o, r, e)
			}
		}
		dot(o, e)
	}
	return o.String()
}

// neonRank writes the kernel that adds rows of B, each times a scalar, to a
// vector: the rows at R8-R15, the scalars in V8-V15.
func neonRank(o *out, rows int, e elem) {
	ptr := func(r int) string { return fmt.Sprintf("R%d", 8+r) }
	o.text(rankName(rows, e, "NEON"), "tile", "R0", "MOVD")
	o.op("MOVD", "tile_a(R0)", "R1")
	o.op("MOVD", "tile_acs(R0)", "R2")
	o.op("MOVD", "tile_b(R0)", ptr(0))
	o.op("MOVD", "tile_brs(R0)", "R3")
	o.op("MOVD", "tile_c(R0)", "R4")
	o.op("MOVD", "tile_k(R0)", "R5")
	for r := range rows {
		o.op("VLD1R", "(R1)", "["+vreg(8+r, e.arr)+"]")
		o.op("ADD", "R2", "R1", "R1")
		if r > 0 {
			o.op("ADD", "R3", ptr(r-1), ptr(r))
		}
	}
	o.op("CBZ", "R5", "done")
	o.label("loop")
	o.op("FMOVQ", "(R4)", "F0")
	for r := range rows {
		t := 16 + r
		o.op("VLD1.P", "16("+ptr(r)+")", "["+vreg(t, e.arr)+"]")
		o.op("VFMLA", vreg(8+r, e.arr), vreg(t, e.arr), vreg(0, e.arr))
	}
	o.op("VST1.P", "["+vreg(0, e.arr)+"]", "16(R4)")
	o.op("SUB", "$1", "R5", "R5")
	o.op("CBNZ", "R5", "loop")
	o.label("done")
	o.op("RET")
}

func gemvArm64() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build arm64 && !purego\n\n#include \"textflag.h\"\n#include \"go_asm.h\"")
	for _, e := range elems {
		for _, r := range rankRows {
			neonRank(o, r, e)
		}
	}
	return o.String()
}
