package main

func neonSearch(g *neon) {
	g.amax("amax", false)
	g.amax("camax", true)
	g.find("find", false)
	g.find("cfind", true)
}

// magnitude takes absolute values and, for complex elements, adds those of
// the parts; register 31 is spoilt.
func (g *neon) magnitude(v int, complex bool) {
	g.fp1("FABS", v, v)
	if complex {
		g.swapParts(v, 31)
		g.fp("FADD", v, 31, v)
	}
}

// larger sets m to the larger of a and m, which are not negative, as integers;
// register 31 is spoilt.
func (g *neon) larger(a, m int) {
	if g.size == 4 {
		g.op("VUMAX", g.v(a), g.v(m), g.v(m))
		return
	}
	g.fp("CMGT", a, m, 31)
	g.op("VBIT", "V31.B16", vbytes(a), vbytes(m))
}

// amax has the largest of four series of vectors in registers 0-3. Partial
// vectors are filled up with zeros.
func (g *neon) amax(name string, complex bool) {
	g.open(name)
	g.load("x", "R0")
	g.load("n", count)
	for i := range 4 {
		g.zero(i)
	}
	g.elementwise(4, complex, []string{"R0"}, func(s step) {
		for v := range s.n {
			s.load("R0", v, 4+v)
			g.magnitude(4+v, complex)
			g.larger(4+v, v)
		}
	})
	g.larger(2, 0)
	g.larger(3, 1)
	g.larger(1, 0)
	for l := g.lanes() / 2; l > 0; l /= 2 {
		g.op("VEXT", imm(l*g.size), "V0.B16", "V0.B16", "V1.B16")
		g.larger(1, 0)
	}
	g.op("VMOV", g.lane(0, 0), "R1")
	g.op("MOVD", "R1", g.arg["ret"])
	g.op("RET")
}

// find compares vector by vector. What is left, or the vector that has it, it
// looks through element by element; complex elements begin in even places.
func (g *neon) find(name string, complex bool) {
	g.open(name)
	g.load("x", "R0")
	g.load("n", count)
	g.load("bits", "R1")
	g.op("VDUP", "R1", g.v(0))
	loop, rest, one, next, found := g.fresh("loop"), g.fresh("rest"), g.fresh("one"), g.fresh("next"), g.fresh("found")
	g.op("SUBS", imm(g.lanes()), count, count)
	g.op("BLT", rest)
	g.label(loop)
	g.op("FMOVQ", "(R0)", "F1")
	g.magnitude(1, complex)
	g.fp("CMGT", 1, 0, 1)
	g.op("VMOV", "V1.D[0]", "R2")
	g.op("VMOV", "V1.D[1]", "R3")
	g.op("ORR", "R2", "R3", "R2")
	g.op("CBNZ", "R2", rest)
	g.op("ADD", imm(vectorBytes), "R0", "R0")
	g.op("SUBS", imm(g.lanes()), count, count)
	g.op("BGE", loop)
	g.label(rest)
	g.op("ADD", imm(g.lanes()), count, count)
	g.label(one)
	g.op("CBZ", count, found)
	g.op(part(g.partBytes(complex)), "(R0)", "F1")
	g.magnitude(1, complex)
	g.fp("CMGT", 1, 0, 1)
	g.op("VMOV", g.lane(1, 0), "R2")
	g.op("CBZ", "R2", next)
	g.op("B", found)
	g.label(next)
	g.op("ADD", imm(g.partBytes(complex)), "R0", "R0")
	g.op("SUB", imm(g.partBytes(complex)/g.size), count, count)
	g.op("B", one)
	g.label(found)
	g.load("n", "R1")
	g.op("SUB", count, "R1", "R1")
	g.op("MOVD", "R1", g.arg["ret"])
	g.op("RET")
}
