package main

// addabs works on lanes of float64, whatever the elements are.
func (g *asm) addabs() {
	d := g.doubles("addabs")
	d.absMask(13) // 14 is a temporary of widen
	d.walk(4, []cursor{{"DI", 8}, {"SI", g.size}}, func(p pass) {
		for v := range p.n {
			d.double(g.size, v, 4+v, p.part)
			p.load("DI", v, v)
		}
		for v := range p.n {
			d.and(13, 4+v, 4+v)
			d.fp("VADD", d.r(4+v), d.r(v), d.r(v))
			p.store(v, "DI", v)
		}
	})
	g.ret()
}

// caddabs squares the parts of a vector of elements and leaves the sum of each
// pair in half a vector, where the root is taken.
func (g *asm) caddabs() {
	d := g.doubles("caddabs")
	if d.mask {
		d.op("MOVQ", "$0x55", "AX")
		d.op("KMOVW", "AX", "K3")
	}
	half := &asm{out: d.out, isa: d.isa, elem: d.elem}
	half.reg, half.width = map[string]string{"Z": "Y", "Y": "X"}[d.reg], d.width/2
	d.walk(4, []cursor{{"DI", 4}, {"SI", g.size}}, func(p pass) {
		for v := range p.n {
			d.double(g.size, v, v, p.part)
		}
		for v := range p.n {
			d.fp("VMUL", d.r(v), d.r(v), d.r(v))
			d.swapParts(d.r(v), d.r(4+v))
			d.fp("VADD", d.r(4+v), d.r(v), d.r(v))
			d.evens(v)
			half.fp("VSQRT", half.r(v), half.r(v))
		}
		if p.part {
			half.addLast()
			return
		}
		for v := range p.n {
			mem := at(v*half.width, "DI")
			half.fp("VADD", mem, half.r(v), half.r(v))
			half.fp("VMOVU", half.r(v), mem)
		}
	})
	g.ret()
}

// doubles opens a kernel that adds to y, and returns what writes its float64.
func (g *asm) doubles(name string) *asm {
	g.open(name)
	d := &asm{out: g.out, isa: g.isa, elem: elems[0], arg: g.arg, next: 100}
	g.load("y", "DI")
	g.load("x", "SI")
	g.load("n", "CX")
	return d
}

// double loads vector v at SI, of elements of the given size, as float64.
func (g *asm) double(size, v, d int, part bool) {
	switch {
	case size == 4:
		g.widen(v, d, part)
	case part:
		g.loadPart(at(0, "SI"), maskReg, d)
	default:
		g.fp("VMOVU", at(v*g.width, "SI"), g.r(d))
	}
}

// evens moves the even elements of register i to its lower half.
func (g *asm) evens(i int) {
	if g.mask {
		g.op("VCOMPRESSPD.Z", g.r(i), "K3", g.r(i))
		return
	}
	g.op("VPERMPD", "$0x08", g.r(i), g.r(i))
}

// addLast adds the CX/2 elements of register 0 that a last vector has: of AVX2
// that is one.
func (g *asm) addLast() {
	if !g.mask {
		g.op("VADDSD", "(DI)", "X0", "X0")
		g.op("VMOVSD", "X0", "(DI)")
		return
	}
	g.op("SHRQ", "$1", "CX")
	g.setMask(maskReg)
	g.loadPart("(DI)", maskReg, 1)
	g.fp("VADD", g.r(1), g.r(0), g.r(0))
	g.storePart(0, maskReg, "(DI)")
}
