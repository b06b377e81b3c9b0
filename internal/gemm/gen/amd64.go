package main

import "fmt"

// x86 is one amd64 instruction set.
type x86 struct {
	tier  string
	reg   string // vector register letter
	width int    // vector bytes
	acc   int    // first register that is not an accumulator
	mask  bool   // the last vector is masked by K1
	rows  []int
}

var (
	avx512 = x86{"AVX512", "Z", 64, 24, true, []int{8, 4, 2, 1}}
	avx2   = x86{"AVX2", "Y", 32, 12, false, []int{4, 2, 1}}
)

var x86Vecs = []int{3, 2, 1}

func (x x86) r(i int) string { return fmt.Sprintf("%s%d", x.reg, i) }

// whole is the instruction set for tiles whose last vector is whole: a masked
// load costs a slot of the units that multiply.
func (x x86) whole() x86 {
	x.mask = false
	return x
}

// zmm reports whether the registers are those of AVX-512.
func (x x86) zmm() bool { return x.reg == "Z" }

// load reads vector v of vecs at base+off, the last one under the mask.
func (x x86) load(o *out, e elem, mem string, last bool, dst string) {
	if x.mask && last {
		o.op("VMOVUP"+e.sfx+".Z", mem, "K1", dst)
		return
	}
	o.op("VMOVUP"+e.sfx, mem, dst)
}

func (x x86) store(o *out, e elem, src string, last bool, mem string) {
	if x.mask && last {
		o.op("VMOVUP"+e.sfx, src, "K1", mem)
		return
	}
	o.op("VMOVUP"+e.sfx, src, mem)
}

func (x x86) zero(o *out, r string) {
	if x.zmm() {
		o.op("VPXORQ", r, r, r)
		return
	}
	o.op("VXORPS", r, r, r)
}

func at(off int, base string) string {
	if off == 0 {
		return "(" + base + ")"
	}
	return fmt.Sprintf("%d(%s)", off, base)
}

// rowAddr is the address of row r of A: SI is row 0, R8 row 4, R9 the row
// stride and R10 three of it.
func rowAddr(r int) string {
	base := "SI"
	if r >= 4 {
		base = "R8"
	}
	switch r % 4 {
	case 1:
		return "(" + base + ")(R9*1)"
	case 2:
		return "(" + base + ")(R9*2)"
	case 3:
		return "(" + base + ")(R10*1)"
	}
	return "(" + base + ")"
}

// tile writes the micro-kernel of one shape. A strip runs over t.panels tiles
// side by side, so that one tile ends while the next begins; what a panel
// starts from lies in local memory, B where the last panel ended.
func (x x86) tile(o *out, s shape, e elem) {
	if s.strip {
		x = x.whole()
		o.textFrame(tileName(s, e, x.tier), "tile", "DI", "MOVQ", 32)
	} else {
		o.text(tileName(s, e, x.tier), "tile", "DI", "MOVQ")
	}
	o.op("MOVQ", "tile_ars(DI)", "R9")
	o.op("MOVQ", "tile_acs(DI)", "R11")
	o.op("MOVQ", "tile_b(DI)", "DX")
	o.op("MOVQ", "tile_brs(DI)", "R12")
	o.op("MOVQ", "tile_crs(DI)", "R13")
	if x.mask {
		o.op("KMOVQ", "tile_mask(DI)", "K1")
	}
	if s.rows >= 4 {
		o.op("LEAQ", "(R9)(R9*2)", "R10")
	}
	if s.strip {
		o.op("MOVQ", "tile_panels(DI)", "CX")
		o.op("MOVQ", "CX", "left-8(SP)")
		o.op("MOVQ", "tile_c(DI)", "BX")
		o.op("MOVQ", "BX", "c-16(SP)")
		next := "tile_next(DI)"
		if s.packs {
			next = "tile_to(DI)"
		}
		o.op("MOVQ", next, "AX")
		o.op("MOVQ", "AX", "next-24(SP)")
		o.op("MOVQ", "tile_nextstep(DI)", "AX")
		o.op("MOVQ", "AX", "step-32(SP)")
		o.label("panel")
	}
	x.begin(o, s)
	o.op("SUBQ", "$4", "CX")
	o.op("JLT", "tail")
	o.label("loop")
	x.prefetch(o, s, e)
	for range 4 {
		x.step(o, s, e)
	}
	o.op("SUBQ", "$4", "CX")
	o.op("JGE", "loop")
	o.label("tail")
	o.op("ADDQ", "$4", "CX")
	o.op("JZ", "done")
	o.label("one")
	x.step(o, s, e)
	o.op("DECQ", "CX")
	o.op("JNZ", "one")
	o.label("done")
	x.finish(o, s, e)
}

// begin loads what a tile uses up and clears its sums.
func (x x86) begin(o *out, s shape) {
	o.op("MOVQ", "tile_a(DI)", "SI")
	o.op("MOVQ", "tile_k(DI)", "CX")
	if s.rows > 4 {
		o.op("LEAQ", "(SI)(R9*4)", "R8")
	}
	c, next := "tile_c(DI)", "tile_next(DI)"
	if s.strip {
		c, next = "c-16(SP)", "next-24(SP)"
	}
	o.op("MOVQ", c, "BX")
	if s.rows >= 4 {
		o.op("MOVQ", next, "AX")
		x.schedule(o)
	}
	for i := 0; i < s.rows*s.vecs; i++ {
		x.zero(o, x.r(i))
	}
}

// warmRounds is how many rounds of the loop before its end the tile of C is
// asked for: early enough for memory, late enough that what streams through
// the first-level cache does not push it out again.
const warmRounds = 16

// schedule sets DI to the rounds to wait before C is asked for.
func (x x86) schedule(o *out) {
	o.op("MOVQ", "CX", "DI")
	o.op("SHRQ", "$2", "DI")
	o.op("SUBQ", fmt.Sprintf("$%d", warmRounds), "DI")
	o.op("JGE", "wait")
	o.op("XORL", "DI", "DI")
	o.label("wait")
}

// prefetch asks for memory that is needed after the loop: a row of the next A
// at AX, and, once DI has counted down, one row of the C tile at BX per round.
func (x x86) prefetch(o *out, s shape, e elem) {
	if s.rows < 4 {
		return
	}
	if !s.packs {
		o.op("PREFETCHT1", "(AX)")
		if s.strip {
			o.op("ADDQ", "step-32(SP)", "AX")
		} else {
			o.op("ADDQ", fmt.Sprintf("$%d", 4*e.size), "AX")
		}
	}
	o.op("DECQ", "DI")
	o.op("CMPQ", "DI", fmt.Sprintf("$%d", -s.rows))
	o.op("JCS", "warm")
	for off := 0; off < s.vecs*x.width; off += 64 {
		o.op("PREFETCHT0", at(off, "BX"))
	}
	o.op("PREFETCHT0", at(s.vecs*x.width-1, "BX"))
	o.op("ADDQ", "R13", "BX")
	o.label("warm")
}

// step adds one column of A times one row of B to the accumulators.
func (x x86) step(o *out, s shape, e elem) {
	for v := 0; v < s.vecs; v++ {
		x.load(o, e, at(v*x.width, "DX"), v == s.vecs-1, x.r(x.acc+v))
	}
	if s.rows >= 4 {
		for off := 0; off < s.vecs*x.width; off += 64 {
			m := "(DX)(R12*8)"
			if off > 0 {
				m = fmt.Sprintf("%d%s", off, m)
			}
			o.op("PREFETCHT0", m)
		}
	}
	free := x.acc + s.vecs
	temps := 4
	if !x.zmm() {
		temps = 16 - free
	}
	for r := 0; r < s.rows; r++ {
		t := x.r(free + r%temps)
		o.op("VBROADCASTS"+e.sfx, rowAddr(r), t)
		if s.packs {
			o.op("VMOVS"+e.sfx, "X"+t[1:], at(r*e.size, "AX"))
		}
		for v := 0; v < s.vecs; v++ {
			o.op("VFMADD231P"+e.sfx, t, x.r(x.acc+v), x.r(r*s.vecs+v))
		}
	}
	if s.packs {
		o.op("ADDQ", fmt.Sprintf("$%d", s.rows*e.size), "AX")
	}
	o.op("ADDQ", "R11", "SI")
	if s.rows > 4 {
		o.op("ADDQ", "R11", "R8")
	}
	o.op("ADDQ", "R12", "DX")
}

// finish combines the accumulators with C by the mode of the tile.
func (x x86) finish(o *out, s shape, e elem) {
	if s.rows >= 4 {
		o.op("MOVQ", "t+0(FP)", "DI")
	}
	switch {
	case s.strip:
		o.op("MOVQ", "c-16(SP)", "BX")
	case s.rows >= 4:
		o.op("MOVQ", "tile_c(DI)", "BX")
	}
	alpha, beta, c := x.r(x.acc), x.r(x.acc+1), x.r(x.acc+2)
	o.op("VBROADCASTS"+e.sfx, "tile_alpha(DI)", alpha)
	o.op("MOVQ", "tile_mode(DI)", "AX")
	o.op("CMPQ", "AX", "$1")
	o.op("JEQ", "add")
	o.op("JGT", "scale")
	x.rowsOf(o, s, func(acc, mem string, last bool) {
		o.op("VMULP"+e.sfx, alpha, acc, acc)
		x.store(o, e, acc, last, mem)
	})
	o.label("add")
	x.rowsOf(o, s, func(acc, mem string, last bool) {
		x.load(o, e, mem, last, c)
		o.op("VFMADD213P"+e.sfx, c, alpha, acc)
		x.store(o, e, acc, last, mem)
	})
	o.label("scale")
	o.op("VBROADCASTS"+e.sfx, "tile_beta(DI)", beta)
	x.rowsOf(o, s, func(acc, mem string, last bool) {
		x.load(o, e, mem, last, c)
		o.op("VMULP"+e.sfx, beta, c, c)
		o.op("VFMADD213P"+e.sfx, c, alpha, acc)
		x.store(o, e, acc, last, mem)
	})
	if s.strip {
		x.advance(o, s)
	}
}

// advance goes on to the next panel of a strip, or ends it.
func (x x86) advance(o *out, s shape) {
	o.label("next")
	o.op("DECQ", "left-8(SP)")
	o.op("JZ", "out")
	o.op("ADDQ", "tile_bskip(DI)", "DX")
	o.op("ADDQ", fmt.Sprintf("$%d", s.vecs*x.width), "c-16(SP)")
	if !s.packs {
		o.op("MOVQ", "tile_nextskip(DI)", "AX")
		o.op("ADDQ", "AX", "next-24(SP)")
	}
	o.op("JMP", "panel")
	o.label("out")
	o.op("VZEROUPPER")
	o.op("RET")
}

// rowsOf walks the vectors of the C tile and leaves it.
func (x x86) rowsOf(o *out, s shape, f func(acc, mem string, last bool)) {
	for r := 0; r < s.rows; r++ {
		for v := 0; v < s.vecs; v++ {
			f(x.r(r*s.vecs+v), at(v*x.width, "BX"), v == s.vecs-1)
		}
		if r < s.rows-1 {
			o.op("ADDQ", "R13", "BX")
		}
	}
	if s.strip {
		o.op("JMP", "next")
		return
	}
	o.op("VZEROUPPER")
	o.op("RET")
}

// pack writes the kernel that copies k rows of a panel, whole vectors each.
func (x x86) pack(o *out, vecs int, e elem) {
	o.text(packName(vecs, e, x.tier), "panel", "DI", "MOVQ")
	o.op("MOVQ", "panel_src(DI)", "SI")
	o.op("MOVQ", "panel_ss(DI)", "R8")
	o.op("MOVQ", "panel_dst(DI)", "DX")
	o.op("MOVQ", "panel_ds(DI)", "R9")
	o.op("MOVQ", "panel_n(DI)", "CX")
	if x.mask {
		o.op("KMOVQ", "panel_mask(DI)", "K1")
	}
	o.label("loop")
	for v := 0; v < vecs; v++ {
		x.load(o, e, at(v*x.width, "SI"), v == vecs-1, x.r(v))
	}
	for off := 0; off < vecs*x.width; off += 64 {
		m := "(SI)(R8*8)"
		if off > 0 {
			m = fmt.Sprintf("%d%s", off, m)
		}
		o.op("PREFETCHT0", m)
	}
	for v := 0; v < vecs; v++ {
		o.op("VMOVUP"+e.sfx, x.r(v), at(v*x.width, "DX"))
	}
	o.op("ADDQ", "R8", "SI")
	o.op("ADDQ", "R9", "DX")
	o.op("DECQ", "CX")
	o.op("JNZ", "loop")
	o.op("VZEROUPPER")
	o.op("RET")
}

func packName(vecs int, e elem, tier string) string {
	return fmt.Sprintf("pack%d%s%s", vecs, e.name, tier)
}

// expand writes the kernel that copies k rows of a panel of complex elements
// to two rows each, the signs of whose parts may change; in the second the
// parts are exchanged.
func (x x86) expand(o *out, vecs int, e elem) {
	o.text(expandName(vecs, e, x.tier), "panel", "DI", "MOVQ")
	o.op("MOVQ", "panel_src(DI)", "SI")
	o.op("MOVQ", "panel_ss(DI)", "R8")
	o.op("MOVQ", "panel_dst(DI)", "DX")
	o.op("MOVQ", "panel_ds(DI)", "R9")
	o.op("MOVQ", "panel_n(DI)", "CX")
	even, odd := x.r(12), x.r(13)
	x.signs(o, e, "panel_even(DI)", even)
	x.signs(o, e, "panel_odd(DI)", odd)
	if x.mask {
		o.op("KMOVQ", "panel_mask(DI)", "K1")
	}
	swap, xor := "$0x55", "VXORPD"
	if e.size == 4 {
		swap, xor = "$0xb1", "VXORPS"
	}
	o.label("loop")
	for v := 0; v < vecs; v++ {
		x.load(o, e, at(v*x.width, "SI"), v == vecs-1, x.r(v))
	}
	for v := 0; v < vecs; v++ {
		o.op("VPERMILP"+e.sfx, swap, x.r(v), x.r(4+v))
		o.op(xor, even, x.r(v), x.r(v))
		o.op(xor, odd, x.r(4+v), x.r(4+v))
		o.op("VMOVUP"+e.sfx, x.r(v), at(v*x.width, "DX"))
	}
	o.op("ADDQ", "R9", "DX")
	for v := 0; v < vecs; v++ {
		o.op("VMOVUP"+e.sfx, x.r(4+v), at(v*x.width, "DX"))
	}
	o.op("ADDQ", "R8", "SI")
	o.op("ADDQ", "R9", "DX")
	o.op("DECQ", "CX")
	o.op("JNZ", "loop")
	o.op("VZEROUPPER")
	o.op("RET")
}

// signs fills a register with the pair of sign bits at mem.
func (x x86) signs(o *out, e elem, mem, r string) {
	switch {
	case e.size == 4:
		o.op("VBROADCASTSD", mem, r)
	case x.zmm():
		o.op("VBROADCASTF64X2", mem, r)
	default:
		o.op("VBROADCASTF128", mem, r)
	}
}

func expandName(vecs int, e elem, tier string) string {
	return fmt.Sprintf("expand%d%s%s", vecs, e.name, tier)
}

// peak writes independent chains of fused multiply-adds: what the units can
// do at most.
func (x x86) peak(o *out, e elem) {
	name := "peak" + e.name + x.tier
	o.raw("\n// func %s(n int)", name)
	o.raw("TEXT ·%s(SB), NOSPLIT, $0-8", name)
	o.op("MOVQ", "n+0(FP)", "CX")
	for i := range x.acc {
		x.zero(o, x.r(i))
	}
	o.label("loop")
	for i := range x.acc {
		o.op("VFMADD231P"+e.sfx, x.r(x.acc), x.r(x.acc), x.r(i))
	}
	o.op("DECQ", "CX")
	o.op("JNZ", "loop")
	o.op("VZEROUPPER")
	o.op("RET")
}

// shapes lists the tiles. Those of all rows and whole vectors are strips.
func (x x86) shapes() []shape {
	var ss []shape
	for _, v := range x86Vecs {
		ss = append(ss, shape{rows: x.rows[0], vecs: v, strip: true})
	}
	ss = append(ss, shape{rows: x.rows[0], vecs: x86Vecs[0], strip: true, packs: true})
	if x.mask {
		return append(ss, shapes(x.rows, x86Vecs)...)
	}
	return append(ss, shapes(x.rows[1:], x86Vecs)...)
}

func (x x86) asm() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\n#include \"textflag.h\"\n#include \"go_asm.h\"")
	for _, e := range elems {
		for _, s := range x.shapes() {
			x.tile(o, s, e)
		}
		for _, v := range x86Vecs {
			x.pack(o, v, e)
			x.expand(o, v, e)
		}
		x.peak(o, e)
	}
	if x.tier == "AVX2" {
		transpose64(o)
		transpose32(o)
		transpose128(o)
	}
	return o.String()
}

func avx512Asm() string { return avx512.asm() }
func avx2Asm() string   { return avx2.asm() }

func amd64Decl() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\npackage gemm")
	for _, x := range []x86{avx512, avx2} {
		for _, e := range elems {
			ss := x.shapes()
			for _, s := range ss {
				o.decl(tileName(s, e, x.tier), "tile", tileDoc(s, e, x.width/e.size))
			}
			o.dispatch("tile"+e.name+x.tier, ss, e, x.tier, x.mask)
			for _, v := range x86Vecs {
				o.decl(packName(v, e, x.tier), "panel",
					fmt.Sprintf("copies p.n rows of %d vectors of %d elements.", v, x.width/e.size))
				o.decl(expandName(v, e, x.tier), "panel",
					fmt.Sprintf("writes two rows for each of p.n rows of %d vectors of %d parts: see expandRef.", v, x.width/e.size))
			}
			o.dispatchPack("pack"+e.name+x.tier, x86Vecs, func(v int) string { return packName(v, e, x.tier) })
			o.dispatchPack("expand"+e.name+x.tier, x86Vecs, func(v int) string { return expandName(v, e, x.tier) })
			o.raw("\n// peak%s%s runs n rounds of %d independent fused multiply-adds.", e.name, x.tier, x.acc)
			o.raw("func peak%s%s(n int)", e.name, x.tier)
		}
	}
	for _, e := range elems {
		for _, x := range []x86{avx512, avx2} {
			x.seriesDecl(o, e)
			for _, r := range rankRows {
				o.decl(rankName(r, e, x.tier), "tile", rankDoc(r))
			}
		}
		o.decl("dot"+e.name+"AVX2", "tile", dotDoc(e))
	}
	o.decl("transposeF64AVX2", "panel", "is p.n times dst[i][j] = src[j][i] for i, j < 4.")
	o.decl("transposeF32AVX2", "panel", "is p.n times dst[i][j] = src[j][i] for i, j < 8.")
	o.decl("transposeC128AVX2", "panel", "is p.n times dst[i][j] = src[j][i] for i, j < 4 and elements of 16 bytes.")
	return o.String()
}
