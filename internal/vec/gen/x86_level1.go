package main

import "fmt"

func (x isa) level1() string {
	o := &out{}
	o.WriteString(header)
	o.raw("//go:build amd64 && !purego\n\n#include \"textflag.h\"\n")
	(&asm{out: o, isa: x}).maskData()
	for _, e := range elems {
		g := &asm{out: o, isa: x, elem: e}
		g.axpy()
		g.caxpy()
		g.scal()
		g.cscal()
		g.rot()
		g.crot()
		g.bump()
		g.bumps("bumps", []int{5, 6, 7})
		g.bumps("bumpsback", []int{7, 6, 5})
		g.rots()
		g.crots()
		g.cbump("cbump", []string{"DI", "SI", "DX"}, []string{"x", "y", "z"})
		g.cbumps("cbumps", 3)
		g.cbump("cpair", []string{"DI", "SI"}, []string{"x", "y"})
		g.cbumps("cpairs", 2)
		g.swap()
		g.dot()
		g.cdot()
		g.asum()
		if e.size == 4 {
			g.ssq()
		}
		g.amax("amax", false)
		g.amax("camax", true)
		g.find("find", false)
		g.find("cfind", true)
		g.addabs()
		g.caddabs()
	}
	return o.String()
}

func (g *asm) axpy() {
	g.open("axpy")
	g.load("y", "DI")
	g.load("x", "SI")
	g.load("n", "CX")
	g.broadcast("a", 0)
	g.elementwise(4, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, 1+v)
			p.load("SI", v, 5+v)
		}
		for v := range p.n {
			g.fp("VFMADD231", g.r(5+v), g.r(0), g.r(1+v))
			p.store(1+v, "DI", v)
		}
	})
	g.ret()
}

func (g *asm) caxpy() {
	g.open("caxpy")
	g.load("y", "DI")
	g.load("x", "SI")
	g.load("n", "CX")
	g.pair("p0", "p1", 0)
	g.pair("q0", "q1", 1)
	g.elementwise(4, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, 2+v)
			p.load("SI", v, 6+v)
		}
		for v := range p.n {
			g.fp("VFMADD231", g.r(6+v), g.r(0), g.r(2+v))
			g.swapParts(g.r(6+v), g.r(6+v))
		}
		for v := range p.n {
			g.fp("VFMADD231", g.r(6+v), g.r(1), g.r(2+v))
			p.store(2+v, "DI", v)
		}
	})
	g.ret()
}

func (g *asm) scal() {
	g.open("scal")
	g.load("x", "DI")
	g.load("n", "CX")
	g.broadcast("a", 0)
	g.elementwise(4, []string{"DI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, 1+v)
			g.fp("VMUL", g.r(1+v), g.r(0), g.r(1+v))
		}
		for v := range p.n {
			p.store(1+v, "DI", v)
		}
	})
	g.ret()
}

func (g *asm) cscal() {
	g.open("cscal")
	g.load("x", "DI")
	g.load("n", "CX")
	g.pair("p0", "p1", 0)
	g.pair("q0", "q1", 1)
	g.elementwise(4, []string{"DI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, 2+v)
			g.swapParts(g.r(2+v), g.r(6+v))
		}
		for v := range p.n {
			g.fp("VMUL", g.r(2+v), g.r(0), g.r(2+v))
			g.fp("VFMADD231", g.r(6+v), g.r(1), g.r(2+v))
			p.store(2+v, "DI", v)
		}
	})
	g.ret()
}

func (g *asm) rot() {
	g.open("rot")
	g.load("x", "DI")
	g.load("y", "SI")
	g.load("n", "CX")
	g.broadcast("c", 0)
	g.broadcast("s", 1)
	g.elementwise(2, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			x, y, t, u := 2+v, 4+v, 6+v, 8+v
			p.load("DI", v, x)
			p.load("SI", v, y)
			g.turnPair(x, y, t, u)
			p.store(t, "DI", v)
			p.store(u, "SI", v)
		}
	})
	g.ret()
}

// turnPair puts what rot makes of x and y into t and u.
func (g *asm) turnPair(x, y, t, u int) {
	g.fp("VMUL", g.r(y), g.r(1), g.r(t))
	g.fp("VMUL", g.r(x), g.r(1), g.r(u))
	g.fp("VFMADD231", g.r(x), g.r(0), g.r(t))
	g.fp("VFMSUB231", g.r(y), g.r(0), g.r(u))
}

// rots has y and x in memory next to each other.
func (g *asm) rots() {
	g.open("rots")
	h := g.halved()
	h.broadcast("c", 0)
	h.broadcast("s", 1)
	h.strided(g.size, func(s strides) {
		s.load([]int{3, 2}, 6)
		h.turnPair(2, 3, 4, 5)
		s.store([]int{5, 4}, 6)
	})
	g.ret()
}

func (g *asm) crot() {
	g.open("crot")
	g.load("x", "DI")
	g.load("y", "SI")
	g.load("n", "CX")
	g.broadcast("c", 0)
	g.broadcast("p", 1)
	g.pair("q0", "q1", 2)
	g.elementwise(2, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			x, y, t, u, w := 3+v, 5+v, 7+v, 9+v, 11+v
			p.load("DI", v, x)
			p.load("SI", v, y)
			g.cturn(x, y, t, u, w)
			p.store(t, "DI", v)
			p.store(u, "SI", v)
		}
	})
	g.ret()
}

// cturn puts what crot makes of x and y into t and u; w is spoilt.
func (g *asm) cturn(x, y, t, u, w int) {
	g.fp("VMUL", g.r(y), g.r(1), g.r(t))
	g.fp("VMUL", g.r(x), g.r(1), g.r(u))
	g.swapParts(g.r(y), g.r(w))
	g.fp("VFMADD231", g.r(w), g.r(2), g.r(t))
	g.swapParts(g.r(x), g.r(w))
	g.fp("VFNMADD231", g.r(w), g.r(2), g.r(u))
	g.fp("VFMADD231", g.r(x), g.r(0), g.r(t))
	g.fp("VFMSUB231", g.r(y), g.r(0), g.r(u))
}

// crots has y and x in memory next to each other.
func (g *asm) crots() {
	g.open("crots")
	h := g.halved()
	h.broadcast("c", 0)
	h.broadcast("p", 1)
	h.pair("q0", "q1", 2)
	h.strided(2*g.size, func(s strides) {
		s.load([]int{4, 3}, 7)
		h.cturn(3, 4, 5, 6, 7)
		s.store([]int{6, 5}, 7)
	})
	g.ret()
}

func (g *asm) swap() {
	g.open("swap")
	g.load("x", "DI")
	g.load("y", "SI")
	g.load("n", "CX")
	g.elementwise(4, []string{"DI", "SI"}, func(p pass) {
		for v := range p.n {
			p.load("DI", v, v)
			p.load("SI", v, 4+v)
		}
		for v := range p.n {
			p.store(v, "SI", v)
			p.store(4+v, "DI", v)
		}
	})
	g.ret()
}

// sums describes a kernel that sums over lanes: a step takes what lies at
// vector v of the bases, whole or under the mask, into accumulator acc.
type sums struct {
	bases  []string
	lines  int // lines of 64 bytes of lanes in the loop
	kinds  int // accumulators of each vector; those of kind k start at k*8
	stride int // bytes of an element in memory
	step   func(v, acc int, part bool)
}

// lanesLoop runs over CX elements. Up to one line is summed in the lanes of
// the first line alone and jumps to the label short; otherwise the lanes of
// all lines are folded to those of the first.
func (g *asm) lanesLoop(s sums, short string) {
	vecs, l := s.lines*g.perLine(), g.lanes()
	for k := range s.kinds {
		for v := range vecs {
			g.zero(8*k + v)
		}
	}
	fold, few, loop, rest := g.fresh("fold"), g.fresh("few"), g.fresh("loop"), g.fresh("rest")
	g.op("CMPQ", "CX", imm(g.perLine()*l))
	g.op("JLE", few)
	g.op("SUBQ", imm(vecs*l), "CX")
	g.op("JLT", rest)
	g.label(loop)
	for v := range vecs {
		s.step(v, v, false)
	}
	for _, b := range s.bases {
		g.op("ADDQ", imm(vecs*l*s.stride), b)
	}
	g.op("SUBQ", imm(vecs*l), "CX")
	g.op("JGE", loop)
	g.label(rest)
	g.op("ADDQ", imm(vecs*l), "CX")
	g.ladder(s, vecs, fold)
	g.label(fold)
	for h := vecs / 2; h >= g.perLine(); h /= 2 {
		for k := range s.kinds {
			for v := range h {
				g.fp("VADD", g.r(8*k+v+h), g.r(8*k+v), g.r(8*k+v))
			}
		}
	}
	g.op("JMP", short)
	g.label(few)
	g.ladder(s, g.perLine(), short)
	g.label(short)
}

// ladder takes CX elements, at most those of vecs vectors, and goes on to the
// label done, which follows.
func (g *asm) ladder(s sums, vecs int, done string) {
	l := g.lanes()
	tails := make([]string, vecs)
	for v := range vecs {
		tails[v] = g.fresh("tail")
		g.op("SUBQ", imm(l), "CX")
		g.op("JLT", tails[v])
		s.step(v, v, false)
	}
	g.op("JMP", done)
	for v := range vecs {
		g.label(tails[v])
		g.op("ADDQ", imm(l), "CX")
		g.op("JZ", done)
		g.setMask(maskReg)
		s.step(v, v, true)
		g.op("JMP", done)
	}
}

// foldLine adds the lanes of one line in register i, and i+1 on AVX2, by
// halves until n are left.
func (g *asm) foldLine(i, n int) {
	x, y := fmt.Sprintf("X%d", i), fmt.Sprintf("Y%d", i)
	if g.mask {
		g.op("VEXTRACTF64X4", "$1", g.r(i), "Y15")
		g.fp("VADD", "Y15", y, y)
	} else {
		g.fp("VADD", g.r(i+1), y, y)
	}
	g.op("VEXTRACTF128", "$1", y, "X15")
	g.fp("VADD", "X15", x, x)
	if 16/g.size > n && g.size == 4 {
		g.op("VPERMILPD", "$1", x, "X15")
		g.fp("VADD", "X15", x, x)
	}
	if n == 1 {
		if g.size == 8 {
			g.op("VPERMILPD", "$1", x, "X15")
		} else {
			g.op("VPERMILPS", "$1", x, "X15")
		}
		g.fp("VADD", "X15", x, x)
	}
}

// into adds the register a, a product with b unless b is empty, to acc; under
// a mask the other lanes stay as they are. tmp is free.
func (g *asm) into(a, b string, acc, tmp int, part bool) {
	name, args := "VADD", []string{a, g.r(acc)}
	if b != "" {
		name, args = "VFMADD231", []string{a, b}
	}
	switch {
	case part && g.mask && b != "":
		g.fp(name, a, b, "K1", g.r(acc))
	case part && g.mask:
		g.fp(name, a, g.r(acc), "K1", g.r(acc))
	case part:
		g.fp("VMOVA", g.r(acc), g.r(tmp))
		if b == "" {
			args = []string{a, g.r(tmp)}
		}
		g.fp(name, append(args, g.r(tmp))...)
		g.fp("VBLENDV", g.r(maskReg), g.r(tmp), g.r(acc), g.r(acc))
	default:
		g.fp(name, append(args, g.r(acc))...)
	}
}

// read loads vector v at base into register d.
func (g *asm) read(base string, v, d int, part bool) {
	if part {
		g.loadPart(at(v*g.width, base), maskReg, d)
		return
	}
	g.fp("VMOVU", at(v*g.width, base), g.r(d))
}

func (g *asm) dot() {
	g.open("dot")
	g.load("x", "SI")
	g.load("y", "DI")
	g.load("n", "CX")
	short := g.fresh("line")
	g.lanesLoop(sums{[]string{"SI", "DI"}, 4, 1, g.size, func(v, acc int, part bool) {
		g.read("SI", v, 8+v%3, part)
		g.read("DI", v, 11+v%3, part)
		g.into(g.r(8+v%3), g.r(11+v%3), acc, 14, part)
	}}, short)
	g.foldLine(0, 1)
	g.op("VMOVS"+g.sfx, "X0", g.arg["ret"])
	g.ret()
}

// cdot has its sums of products in registers 0-3 and those with swapped parts
// in 8-11, so two lines are all it can hold.
func (g *asm) cdot() {
	g.open("cdot")
	g.load("x", "SI")
	g.load("y", "DI")
	g.load("n", "CX")
	short := g.fresh("line")
	g.lanesLoop(sums{[]string{"SI", "DI"}, 2, 2, g.size, func(v, acc int, part bool) {
		g.read("SI", v, 4, part)
		g.read("DI", v, 5, part)
		g.into(g.r(4), g.r(5), acc, 6, part)
		g.swapParts(g.r(5), g.r(7))
		g.into(g.r(4), g.r(7), 8+acc, 6, part)
	}}, short)
	g.foldLine(0, 2)
	g.foldLine(8, 2)
	g.load("sums", "DX")
	g.storePairs()
	g.ret()
}

// storePairs writes the two lanes of X0 and those of X8 to DX.
func (g *asm) storePairs() {
	if g.size == 8 {
		g.op("VMOVUPD", "X0", "(DX)")
		g.op("VMOVUPD", "X8", "16(DX)")
		return
	}
	g.op("VMOVSD", "X0", "(DX)")
	g.op("VMOVSD", "X8", "8(DX)")
}

// absMask fills register i with all bits but the signs.
func (g *asm) absMask(i int) {
	v := g.r(i)
	if g.mask {
		g.op("VPTERNLOGD", "$0xff", v, v, v)
	} else {
		g.op("VPCMPEQD", v, v, v)
	}
	g.op("VPSRL"+g.isfx, "$1", v, v)
}

func (g *asm) and(a, b, d int) {
	if g.mask {
		g.op("VPANDQ", g.r(a), g.r(b), g.r(d))
		return
	}
	g.op("VPAND", g.r(a), g.r(b), g.r(d))
}

func (g *asm) asum() {
	g.open("asum")
	g.load("x", "SI")
	g.load("n", "CX")
	g.absMask(14)
	short := g.fresh("line")
	g.lanesLoop(sums{[]string{"SI"}, 4, 1, g.size, func(v, acc int, part bool) {
		d := 8 + v%4
		g.read("SI", v, d, part)
		g.and(14, d, d)
		g.into(g.r(d), "", acc, 13, part)
	}}, short)
	g.foldLine(0, 1)
	g.op("VMOVS"+g.sfx, "X0", g.arg["ret"])
	g.ret()
}

// ssq works on lanes of float64.
func (g *asm) ssq() {
	d := &asm{out: g.out, isa: g.isa, elem: elems[0]}
	g.open("ssq")
	d.arg = g.arg
	d.next = 100
	g.load("x", "SI")
	g.load("n", "CX")
	short := d.fresh("line")
	d.lanesLoop(sums{[]string{"SI"}, 4, 1, 4, func(v, acc int, part bool) {
		r := 8 + v%4
		d.widen(v, r, part)
		d.into(d.r(r), d.r(r), acc, 13, part)
	}}, short)
	d.foldLine(0, 1)
	g.op("VMOVSD", "X0", g.arg["ret"])
	g.ret()
}

// widen loads a vector of float32 as float64.
func (g *asm) widen(v, d int, part bool) {
	mem := at(v*g.width/2, "SI")
	switch {
	case !part:
		g.op("VCVTPS2PD", mem, g.r(d))
	case g.mask:
		g.op("VCVTPS2PD.Z", mem, "K1", g.r(d))
	default:
		// The mask of the float64 lanes, narrowed to that of the float32.
		g.op("VEXTRACTF128", "$1", g.r(maskReg), "X14")
		g.op("VSHUFPS", "$0x88", "X14", fmt.Sprintf("X%d", maskReg), "X14")
		g.op("VMASKMOVPS", mem, "X14", fmt.Sprintf("X%d", d))
		g.op("VCVTPS2PD", fmt.Sprintf("X%d", d), g.r(d))
	}
}

// magnitude loads vector v at SI, takes absolute values and, for complex
// elements, adds those of the parts.
func (g *asm) magnitude(v, d int, part, complex bool) {
	if part {
		g.loadPart(at(0, "SI"), maskReg, d)
	} else {
		g.fp("VMOVU", at(v*g.width, "SI"), g.r(d))
	}
	g.and(14, d, d)
	if complex {
		g.swapParts(g.r(d), g.r(13))
		g.fp("VADD", g.r(13), g.r(d), g.r(d))
	}
}

func (g *asm) amax(name string, complex bool) {
	g.open(name)
	g.load("x", "SI")
	g.load("n", "CX")
	g.absMask(14)
	for i := range 4 {
		g.zero(i)
	}
	g.elementwise(4, []string{"SI"}, func(p pass) {
		for v := range p.n {
			g.magnitude(v, 4+v, p.part, complex)
			g.larger(g.r(4+v), g.r(v), g.r(12))
		}
	})
	g.larger(g.r(2), g.r(0), g.r(12))
	g.larger(g.r(3), g.r(1), g.r(12))
	g.larger(g.r(1), g.r(0), g.r(12))
	if g.mask {
		g.op("VEXTRACTF64X4", "$1", "Z0", "Y1")
		g.larger("Y1", "Y0", "Y12")
	}
	g.op("VEXTRACTF128", "$1", "Y0", "X1")
	g.larger("X1", "X0", "X12")
	g.op("VPSHUFD", "$0x4e", "X0", "X1")
	g.larger("X1", "X0", "X12")
	if g.size == 4 {
		g.op("VPSHUFD", "$0xb1", "X0", "X1")
		g.larger("X1", "X0", "X12")
		g.op("VMOVD", "X0", "AX")
	} else {
		g.op("VMOVQ", "X0", "AX")
	}
	g.op("MOVQ", "AX", g.arg["ret"])
	g.ret()
}

// larger sets m to the larger of a and m, as signed integers.
func (g *asm) larger(a, m, tmp string) {
	if g.mask || g.size == 4 {
		g.op("VPMAXS"+g.isfx, a, m, m)
		return
	}
	g.op("VPCMPGTQ", m, a, tmp)
	g.op("VBLENDVPD", tmp, a, m, m)
}

// find compares one vector at a time and leaves at the first that has it.
func (g *asm) find(name string, complex bool) {
	g.open(name)
	g.load("x", "SI")
	g.load("n", "CX")
	g.op("MOVQ", "SI", "DX")
	g.absMask(14)
	if g.size == 4 {
		g.op("VPBROADCASTD", g.arg["bits"], g.r(0))
	} else {
		g.op("VPBROADCASTQ", g.arg["bits"], g.r(0))
	}
	l := g.lanes()
	none := g.fresh("none")
	found := g.fresh("found")
	loop, tail := g.fresh("loop"), g.fresh("tail")
	g.op("SUBQ", imm(l), "CX")
	g.op("JLT", tail)
	g.label(loop)
	g.magnitude(0, 1, false, complex)
	g.above(found)
	g.op("ADDQ", imm(g.width), "SI")
	g.op("SUBQ", imm(l), "CX")
	g.op("JGE", loop)
	g.label(tail)
	g.op("ADDQ", imm(l), "CX")
	g.op("JZ", none)
	g.setMask(maskReg)
	g.magnitude(0, 1, true, complex)
	if g.mask {
		g.op("VPCMPGT"+g.isfx, g.r(0), g.r(1), "K1", "K2")
		g.op("KMOVW", "K2", "AX")
		g.op("TESTL", "AX", "AX")
	} else {
		g.op("VPCMPGT"+g.isfx, g.r(0), g.r(1), g.r(2))
		g.op("VPAND", g.r(maskReg), g.r(2), g.r(2))
		g.fp("VMOVMSK", g.r(2), "AX")
		g.op("TESTL", "AX", "AX")
	}
	g.op("JNZ", found)
	g.label(none)
	g.load("n", "AX")
	g.op("MOVQ", "AX", g.arg["ret"])
	g.ret()
	g.label(found)
	g.op("TZCNTL", "AX", "AX")
	g.op("SUBQ", "DX", "SI")
	g.op("SHRQ", imm(map[int]int{8: 3, 4: 2}[g.size]), "SI")
	g.op("ADDQ", "SI", "AX")
	g.op("MOVQ", "AX", g.arg["ret"])
	g.ret()
}

// above jumps to the label if an element of register 1 is above those of 0,
// their places in AX.
func (g *asm) above(label string) {
	if g.mask {
		g.op("VPCMPGT"+g.isfx, g.r(0), g.r(1), "K2")
		g.op("KMOVW", "K2", "AX")
	} else {
		g.op("VPCMPGT"+g.isfx, g.r(0), g.r(1), g.r(2))
		g.fp("VMOVMSK", g.r(2), "AX")
	}
	g.op("TESTL", "AX", "AX")
	g.op("JNZ", label)
}
