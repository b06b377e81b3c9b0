package main

func (g *asm) bump() {
	g.open("bump")
	g.load("x", "DI")
	g.load("y", "SI")
	g.load("z", "DX")
	g.load("n", "CX")
	for i, arg := range []string{"v2", "v3", "t1", "t2", "t3"} {
		g.broadcast(arg, i)
	}
	g.elementwise(2, []string{"DI", "SI", "DX"}, func(p pass) {
		for v := range p.n {
			x, y, z, s, t := 5+5*v, 6+5*v, 7+5*v, 8+5*v, 9+5*v
			p.load("DI", v, x)
			p.load("SI", v, y)
			p.load("DX", v, z)
			g.fp("VMUL", g.r(y), g.r(0), g.r(s))
			g.fp("VADD", g.r(x), g.r(s), g.r(s))
			g.fp("VMUL", g.r(z), g.r(1), g.r(t))
			g.fp("VADD", g.r(t), g.r(s), g.r(s))
			for i, e := range []int{x, y, z} {
				g.fp("VMUL", g.r(2+i), g.r(s), g.r(t))
				g.fp("VSUB", g.r(t), g.r(e), g.r(e))
			}
			p.store(x, "DI", v)
			p.store(y, "SI", v)
			p.store(z, "DX", v)
		}
	})
	g.ret()
}
