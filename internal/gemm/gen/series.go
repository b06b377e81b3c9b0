package main

import "fmt"

// form is one kernel for a series of small products: tiles of rows by vectors,
// the last vector masked or whole.
type form struct {
	rows, vecs int
	mask       bool
	complex    bool
}

// forms lists the kernels of a tier for one kind of elements.
func (x x86) forms(complex bool) []form {
	var fs []form
	for _, v := range []form{{vecs: 1, mask: true}, {vecs: 1}, {vecs: 2}, {vecs: 4}} {
		for _, r := range x.seriesRows() {
			if r*v.vecs <= x.seriesRegs().b {
				fs = append(fs, form{r, v.vecs, v.mask, complex})
			}
		}
	}
	return fs
}

// seriesRows are the heights of the tiles: three because products of three
// rows are common.
func (x x86) seriesRows() []int {
	if x.zmm() {
		return []int{8, 4, 3, 2, 1}
	}
	return []int{4, 3, 2, 1}
}

// seriesElem names the elements that a series multiplies.
func seriesElem(f form, e elem) string {
	switch {
	case !f.complex:
		return e.name
	case e.size == 8:
		return "C128"
	}
	return "C64"
}

func seriesName(f form, e elem, tier string) string {
	kind := "series"
	if f.mask {
		kind += "Mask"
	}
	return fmt.Sprintf("%s%dx%d%s%s", kind, f.rows, f.vecs, seriesElem(f, e), tier)
}

func seriesDoc(f form, e elem, width int) string {
	doc := fmt.Sprintf("multiplies s.count pairs of matrices in tiles of %d rows by %d vectors of %d parts", f.rows, f.vecs, width)
	if f.mask {
		doc += ", masked"
	}
	return doc + "."
}

// seriesRegs are the registers of a series: the sums, then a row of B, and so
// on.
type seriesRegs struct{ b, sign, lanes, temp, temps int }

func (x x86) seriesRegs() seriesRegs {
	if x.zmm() {
		return seriesRegs{b: 16, sign: 20, temp: 21, temps: 6}
	}
	return seriesRegs{b: 8, sign: 10, lanes: 11, temp: 12, temps: 4}
}

// series writes a kernel that multiplies s.count pairs of matrices. Of each
// product it runs s.tiles tiles, one below the other, and of each of those
// s.panels, side by side. Where they do not fill the matrix the last ones
// overlap those before: they write the same bits again.
//
// DI points at the arguments, SI and R8 at rows 0 and 4 of A, DX at a row of B;
// R9 to R12 are their strides, R10 three times that of A's rows, R13 that of C.
func (x x86) series(o *out, f form, e elem) {
	x.mask = f.mask
	regs := x.seriesRegs()
	o.textFrame(seriesName(f, e, x.tier), "series", "DI", "MOVQ", 80)
	for _, m := range [][2]string{{"ars", "R9"}, {"acs", "R11"}, {"brs", "R12"}, {"crs", "R13"}} {
		o.op("MOVQ", "series_"+m[0]+"(DI)", m[1])
	}
	o.op("LEAQ", "(R9)(R9*2)", "R10")
	for _, m := range [][2]string{{"a", "a-8(SP)"}, {"b", "b-16(SP)"}, {"c", "c-24(SP)"}, {"count", "left-32(SP)"}} {
		o.move("series_"+m[0]+"(DI)", m[1])
	}
	switch {
	case f.mask && x.zmm():
		o.op("KMOVQ", "series_mask(DI)", "K1")
	case f.mask:
		o.op("VMOVUPS", "series_lanes(DI)", x.r(regs.lanes))
	}
	if f.complex {
		x.signs(o, e, "series_sign(DI)", x.r(regs.sign))
	}
	o.label("matrix")
	o.move("a-8(SP)", "arow-40(SP)")
	o.move("c-24(SP)", "crow-48(SP)")
	o.move("series_tiles(DI)", "tiles-56(SP)")
	if f.vecs == 4 {
		o.op("MOVQ", "series_aheadb(DI)", "AX")
		o.op("ADDQ", "b-16(SP)", "AX")
		o.op("MOVQ", "AX", "asked-80(SP)")
	}
	o.label("tile")
	o.move("series_panels(DI)", "panels-64(SP)")
	o.op("MOVQ", "$0", "col-72(SP)")
	o.label("panel")
	x.seriesSums(o, f, e, regs)
	x.seriesStore(o, f, e, regs)
	o.seriesNext()
}

// move copies from memory to memory.
func (o *out) move(from, to string) {
	o.op("MOVQ", from, "AX")
	o.op("MOVQ", "AX", to)
}

// seriesSums forms the sums of a tile. AX runs ahead in A. BX is how far ahead
// of DX B is asked for; with four vectors, of which there are as many tiles, it
// runs ahead by one line a step instead: loads slow multiply-adds down.
func (x x86) seriesSums(o *out, f form, e elem, regs seriesRegs) {
	o.op("MOVQ", "arow-40(SP)", "SI")
	if f.rows > 4 {
		o.op("LEAQ", "(SI)(R9*4)", "R8")
	}
	o.op("MOVQ", "b-16(SP)", "DX")
	o.op("ADDQ", "col-72(SP)", "DX")
	o.op("MOVQ", "series_k(DI)", "CX")
	if f.asks() {
		o.op("MOVQ", "series_aheada(DI)", "AX")
		o.op("ADDQ", "SI", "AX")
		from := "series_aheadb(DI)"
		if f.vecs == 4 {
			from = "asked-80(SP)"
		}
		o.op("MOVQ", from, "BX")
	}
	for i := range f.rows * f.vecs {
		x.zero(o, x.r(i))
	}
	if !f.asks() {
		x.seriesLoop(o, f, e, regs, "loop", false)
		return
	}
	o.op("MOVQ", "tiles-56(SP)", "CX")
	o.op("CMPQ", "CX", "series_again(DI)")
	o.op("MOVQ", "series_k(DI)", "CX") // moves leave the flags alone
	if f.keeps() {
		o.op("MOVQ", "series_kept(DI)", "DI")
	}
	o.op("JLT", "again")
	x.seriesLoop(o, f, e, regs, "loop", false)
	o.op("JMP", "summed")
	x.seriesLoop(o, f, e, regs, "again", true)
	o.label("summed")
	if f.keeps() {
		o.op("MOVQ", "s+0(FP)", "DI")
	}
}

// seriesLoop runs a step for every index k, two in a round where one takes
// little. Tiles below the first find B in the cache.
func (x x86) seriesLoop(o *out, f form, e elem, regs seriesRegs, label string, again bool) {
	if !f.pairs(e) {
		o.label(label)
		x.seriesStep(o, f, e, regs, again, true)
		o.op("DECQ", "CX")
		o.op("JNZ", label)
		return
	}
	o.label(label)
	o.op("SUBQ", "$2", "CX")
	o.op("JLT", label+"one")
	o.label(label + "two")
	x.seriesStep(o, f, e, regs, again, true)
	x.seriesStep(o, f, e, regs, again, false)
	o.op("SUBQ", "$2", "CX")
	o.op("JGE", label+"two")
	o.label(label + "one")
	o.op("ADDQ", "$2", "CX")
	o.op("JZ", label+"end")
	x.seriesStep(o, f, e, regs, again, true)
	o.label(label + "end")
}

// columnBytes is what a step reads of A.
func (f form) columnBytes(e elem) int {
	if f.complex {
		return 2 * f.rows * e.size
	}
	return f.rows * e.size
}

// pairs reports whether two steps read a line of A together.
func (f form) pairs(e elem) bool { return f.asks() && f.vecs == 1 && f.columnBytes(e) <= 32 }

// asks reports whether the kernel prefetches: of the smallest matrices the
// processor sees itself what comes next.
func (f form) asks() bool { return !f.mask && f.rows >= 3 }

// keeps reports whether the first tile of a complex product keeps the rows of
// B with exchanged parts for those below, at DI.
func (f form) keeps() bool { return f.complex && f.asks() && f.vecs > 1 }

// seriesStep adds one column of A times one row of B. Complex elements of A
// meet the row twice: as it is, and with the parts exchanged and a sign
// changed, which an earlier tile may have kept. The first step of a pair asks
// for what both read of A.
func (x x86) seriesStep(o *out, f form, e elem, regs seriesRegs, again, first bool) {
	x.seriesRow(o, f, e, regs, "DX")
	if f.asks() && first {
		x.seriesAskA(o, f, e)
	}
	if f.asks() && (!again || f.vecs == 4) {
		x.seriesAskB(o, f)
	}
	x.seriesColumn(o, f, e, regs, 0)
	if f.complex {
		if again && f.keeps() {
			x.seriesRow(o, f, e, regs, "DI")
		} else {
			x.seriesSwap(o, f, e, regs)
		}
		if f.keeps() {
			o.op("ADDQ", fmt.Sprintf("$%d", f.vecs*x.width), "DI")
		}
		x.seriesColumn(o, f, e, regs, e.size)
	}
	o.op("ADDQ", "R11", "SI")
	if f.rows > 4 {
		o.op("ADDQ", "R11", "R8")
	}
	o.op("ADDQ", "R12", "DX")
}

// seriesRow loads a row of B.
func (x x86) seriesRow(o *out, f form, e elem, regs seriesRegs, base string) {
	for v := range f.vecs {
		x.seriesLoad(o, f, e, at(v*x.width, base), x.r(regs.b+v))
	}
}

// seriesSwap exchanges the parts of the row in registers.
func (x x86) seriesSwap(o *out, f form, e elem, regs seriesRegs) {
	swap, xor := "$0x55", "VXORPD"
	if e.size == 4 {
		swap, xor = "$0xb1", "VXORPS"
	}
	for v := range f.vecs {
		b := x.r(regs.b + v)
		o.op("VPERMILP"+e.sfx, swap, b, b)
		o.op(xor, x.r(regs.sign), b, b)
		if f.keeps() {
			o.op("VMOVUP"+e.sfx, b, at(v*x.width, "DI"))
		}
	}
}

// seriesColumn adds the elements off bytes after the column at SI times the
// row in registers.
func (x x86) seriesColumn(o *out, f form, e elem, regs seriesRegs, off int) {
	for r := range f.rows {
		mem := rowAddr(r)
		if off > 0 {
			mem = fmt.Sprintf("%d%s", off, mem)
		}
		t := x.r(regs.temp + r%regs.temps)
		o.op("VBROADCASTS"+e.sfx, mem, t)
		for v := range f.vecs {
			o.op("VFMADD231P"+e.sfx, t, x.r(regs.b+v), x.r(r*f.vecs+v))
		}
	}
}

// seriesAskA prefetches what later matrices have where this one has what the
// step reads of A.
func (x x86) seriesAskA(o *out, f form, e elem) {
	bytes := f.columnBytes(e)
	if f.pairs(e) {
		bytes *= 2
	}
	for off := 0; off < bytes; off += 64 {
		o.op("PREFETCHT0", at(off, "AX"))
	}
	o.op("ADDQ", fmt.Sprintf("$%d", bytes), "AX")
}

// seriesAskB is seriesAskA for B.
func (x x86) seriesAskB(o *out, f form) {
	if f.vecs == 4 {
		o.op("PREFETCHT0", "(BX)")
		o.op("ADDQ", "$64", "BX")
		return
	}
	for off := 0; off < f.vecs*x.width; off += 64 {
		mem := "(DX)(BX*1)"
		if off > 0 {
			mem = fmt.Sprintf("%d%s", off, mem)
		}
		o.op("PREFETCHT0", mem)
	}
}

func (x x86) seriesLoad(o *out, f form, e elem, mem, dst string) {
	if f.mask && !x.zmm() {
		o.op("VMASKMOVP"+e.sfx, mem, x.r(x.seriesRegs().lanes), dst)
		return
	}
	x.load(o, e, mem, true, dst)
}

// seriesStore writes the sums to C, scaled if that changes them.
func (x x86) seriesStore(o *out, f form, e elem, regs seriesRegs) {
	if f.vecs == 4 && f.asks() {
		o.op("MOVQ", "BX", "asked-80(SP)")
	}
	o.op("MOVQ", "crow-48(SP)", "BX")
	o.op("ADDQ", "col-72(SP)", "BX")
	o.op("CMPQ", "series_scaled(DI)", "$0")
	o.op("JEQ", "store")
	alpha := x.r(regs.temp)
	o.op("VBROADCASTS"+e.sfx, "series_alpha(DI)", alpha)
	for i := range f.rows * f.vecs {
		o.op("VMULP"+e.sfx, alpha, x.r(i), x.r(i))
	}
	o.label("store")
	if !f.mask {
		o.op("CMPQ", "series_past(DI)", "$0")
		o.op("JNE", "past")
	}
	x.seriesRowsOf(o, f, func(r, mem string) {
		if f.mask && !x.zmm() {
			o.op("VMASKMOVP"+e.sfx, r, x.r(regs.lanes), mem)
			return
		}
		x.store(o, e, r, true, mem)
	})
	if !f.mask {
		o.op("JMP", "next")
		o.label("past")
		x.seriesRowsOf(o, f, func(r, mem string) { o.op("VMOVNTP"+e.sfx, r, mem) })
	}
}

func (x x86) seriesRowsOf(o *out, f form, store func(r, mem string)) {
	for r := range f.rows {
		for v := range f.vecs {
			store(x.r(r*f.vecs+v), at(v*x.width, "BX"))
		}
		if r < f.rows-1 {
			o.op("ADDQ", "R13", "BX")
		}
	}
}

// seriesNext goes on to the next panel, tile or matrix.
func (o *out) seriesNext() {
	o.label("next")
	o.op("DECQ", "panels-64(SP)")
	o.op("JZ", "below")
	o.op("MOVQ", "series_bcol(DI)", "AX")
	o.op("ADDQ", "AX", "col-72(SP)")
	o.op("JMP", "panel")
	o.label("below")
	o.op("DECQ", "tiles-56(SP)")
	o.op("JZ", "done")
	o.op("MOVQ", "series_arow(DI)", "AX")
	o.op("MOVQ", "series_crow(DI)", "BX")
	o.op("CMPQ", "tiles-56(SP)", "$1")
	o.op("JNE", "whole")
	o.op("MOVQ", "series_alast(DI)", "AX")
	o.op("MOVQ", "series_clast(DI)", "BX")
	o.label("whole")
	o.op("ADDQ", "AX", "arow-40(SP)")
	o.op("ADDQ", "BX", "crow-48(SP)")
	o.op("JMP", "tile")
	o.label("done")
	for _, m := range [][2]string{{"astep", "a-8(SP)"}, {"bstep", "b-16(SP)"}, {"cstep", "c-24(SP)"}} {
		o.op("MOVQ", "series_"+m[0]+"(DI)", "AX")
		o.op("ADDQ", "AX", m[1])
	}
	o.op("DECQ", "left-32(SP)")
	o.op("JNZ", "matrix")
	o.op("VZEROUPPER")
	o.op("RET")
}

// seriesAsm is the file of a tier.
func (x x86) seriesAsm() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\n#include \"textflag.h\"\n#include \"go_asm.h\"")
	for _, e := range elems {
		for _, f := range append(x.forms(false), x.forms(true)...) {
			x.series(o, f, e)
		}
	}
	return o.String()
}

// seriesDecl declares the kernels of a tier and the switches over them.
func (x x86) seriesDecl(o *out, e elem) {
	for _, complex := range []bool{false, true} {
		fs := x.forms(complex)
		for _, f := range fs {
			o.decl(seriesName(f, e, x.tier), "series", seriesDoc(f, e, x.width/e.size))
		}
		fn := "series" + seriesElem(fs[0], e) + x.tier
		o.raw("\n// %s runs the kernel of the given tiles; no vectors mean one with a\n// mask.", fn)
		o.raw("func %s(rows, vecs int, s *series) {\n\tswitch rows<<4 | vecs {", fn)
		for _, f := range fs {
			key := fmt.Sprintf("%d<<4 | %d", f.rows, f.vecs)
			if f.mask {
				key = fmt.Sprintf("%d << 4", f.rows)
			}
			o.raw("\tcase %s:\n\t\t%s(s)", key, seriesName(f, e, x.tier))
		}
		o.raw("\t}\n}")
	}
}
