package main

import "fmt"

func neonMagnitudes(g *neon) {
	g.addabs()
	g.caddabs()
}

// doubles opens a kernel that adds to the float64 at R0, for which it returns
// a writer, what it makes of the elements at R1.
func (g *neon) doubles(name string) *neon {
	g.open(name)
	g.load("y", "R0")
	g.load("x", "R1")
	g.load("n", count)
	return &neon{out: g.out, elem: elems[0], next: 100}
}

// takeDoubles reads n elements at base, which moves on, as the float64 of
// register d.
func (g *neon) takeDoubles(base string, n, d int) {
	bytes := n * g.size
	g.op(part(bytes)+".P", fmt.Sprintf("%d(%s)", bytes, base), freg(d))
	if g.size == 4 {
		g.widen(d)
	}
}

// widen makes two float64 of the two float32 in the lower half of register d.
func (g *neon) widen(d int) {
	g.word("FCVTL", uint32(0x0E617800|d<<5|d), fmt.Sprintf("V%d.S2, V%d.D2", d, d))
}

func (g *neon) addabs() {
	d := g.doubles("addabs")
	d.elementwise(4, false, []string{"R0"}, func(s step) {
		for v := range s.n {
			n := d.lanes()
			if s.part {
				n = 1
			}
			g.takeDoubles("R1", n, v)
			s.load("R0", v, 4+v)
		}
		for v := range s.n {
			d.fp1("FABS", v, v)
			d.fp("FADD", 4+v, v, v)
			s.store(v, "R0", v)
		}
	})
	g.op("RET")
}

// caddabs takes roots of two elements at once.
func (g *neon) caddabs() {
	d := g.doubles("caddabs")
	d.op("LSR", "$1", count, count)
	d.elementwise(2, false, []string{"R0"}, func(s step) {
		for v := range s.n {
			first, second := 4*v, 4*v
			g.takeDoubles("R1", 2, first)
			d.fp("FMUL", first, first, first)
			if !s.part {
				second++
				g.takeDoubles("R1", 2, second)
				d.fp("FMUL", second, second, second)
			}
			d.fp("FADDP", first, second, first)
			d.fp1("FSQRT", first, first)
			s.load("R0", v, 4*v+2)
		}
		for v := range s.n {
			d.fp("FADD", 4*v+2, 4*v, 4*v)
			s.store(4*v, "R0", v)
		}
	})
	g.op("RET")
}
