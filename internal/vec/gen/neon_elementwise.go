package main

func neonElementwise(g *neon) {
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
	g.cbump("cbump", []string{"x", "y", "z"})
	g.cbumps("cbumps", 3)
	g.cbump("cpair", []string{"x", "y"})
	g.cbumps("cpairs", 2)
	g.swap()
	g.rank()
	g.crank()
}

func (g *neon) axpy() {
	g.open("axpy")
	g.load("y", "R0")
	g.load("x", "R1")
	g.load("n", count)
	g.broadcast("a", 0)
	g.elementwise(4, false, []string{"R0", "R1"}, func(s step) {
		for v := range s.n {
			s.load("R0", v, 1+v)
			s.load("R1", v, 5+v)
		}
		for v := range s.n {
			g.fma(5+v, 0, 1+v)
			s.store(1+v, "R0", v)
		}
	})
	g.op("RET")
}

func (g *neon) caxpy() {
	g.open("caxpy")
	g.load("y", "R0")
	g.load("x", "R1")
	g.load("n", count)
	g.pair("p0", "p1", 0)
	g.pair("q0", "q1", 1)
	g.elementwise(4, true, []string{"R0", "R1"}, func(s step) {
		for v := range s.n {
			s.load("R0", v, 2+v)
			s.load("R1", v, 6+v)
		}
		for v := range s.n {
			g.fma(6+v, 0, 2+v)
			g.swapParts(6+v, 6+v)
		}
		for v := range s.n {
			g.fma(6+v, 1, 2+v)
			s.store(2+v, "R0", v)
		}
	})
	g.op("RET")
}

func (g *neon) scal() {
	g.open("scal")
	g.load("x", "R0")
	g.load("n", count)
	g.broadcast("a", 0)
	g.elementwise(4, false, []string{"R0"}, func(s step) {
		for v := range s.n {
			s.load("R0", v, 1+v)
			g.fp("FMUL", 1+v, 0, 1+v)
		}
		for v := range s.n {
			s.store(1+v, "R0", v)
		}
	})
	g.op("RET")
}

func (g *neon) cscal() {
	g.open("cscal")
	g.load("x", "R0")
	g.load("n", count)
	g.pair("p0", "p1", 0)
	g.pair("q0", "q1", 1)
	g.elementwise(4, true, []string{"R0"}, func(s step) {
		for v := range s.n {
			s.load("R0", v, 2+v)
			g.swapParts(2+v, 6+v)
		}
		for v := range s.n {
			g.fp("FMUL", 2+v, 0, 2+v)
			g.fma(6+v, 1, 2+v)
			s.store(2+v, "R0", v)
		}
	})
	g.op("RET")
}

func (g *neon) rot() {
	g.open("rot")
	g.load("x", "R0")
	g.load("y", "R1")
	g.load("n", count)
	g.broadcast("c", 0)
	g.broadcast("s", 1)
	g.elementwise(2, false, []string{"R0", "R1"}, func(s step) {
		for v := range s.n {
			x, y, t, u := 2+v, 4+v, 6+v, 8+v
			s.load("R0", v, x)
			s.load("R1", v, y)
			g.turnPair(x, y, t, u)
			s.store(t, "R0", v)
			s.store(u, "R1", v)
		}
	})
	g.op("RET")
}

// turnPair puts what rot makes of x and y into t and u.
func (g *neon) turnPair(x, y, t, u int) {
	g.fp("FMUL", y, 1, t)
	g.fp("FMUL", x, 1, u)
	g.fp1("FNEG", u, u)
	g.fma(x, 0, t)
	g.fma(y, 0, u)
}

// rots has y and x in memory next to each other.
func (g *neon) rots() {
	g.open("rots")
	g.broadcast("c", 0)
	g.broadcast("s", 1)
	g.strided(g.size, []int{3, 2}, []int{5, 4}, func() { g.turnPair(2, 3, 4, 5) })
}

func (g *neon) crot() {
	g.open("crot")
	g.load("x", "R0")
	g.load("y", "R1")
	g.load("n", count)
	g.broadcast("c", 0)
	g.broadcast("p", 1)
	g.pair("q0", "q1", 2)
	g.elementwise(2, true, []string{"R0", "R1"}, func(s step) {
		for v := range s.n {
			x, y, t, u, w := 3+v, 5+v, 7+v, 9+v, 11+v
			s.load("R0", v, x)
			s.load("R1", v, y)
			g.cturn(x, y, t, u, w)
			s.store(t, "R0", v)
			s.store(u, "R1", v)
		}
	})
	g.op("RET")
}

// cturn puts what crot makes of x and y into t and u; w is spoilt.
func (g *neon) cturn(x, y, t, u, w int) {
	g.fp("FMUL", y, 1, t)
	g.swapParts(y, w)
	g.fma(w, 2, t)
	g.fma(x, 0, t)
	g.fp("FMUL", x, 1, u)
	g.swapParts(x, w)
	g.fms(w, 2, u)
	g.fp1("FNEG", u, u)
	g.fma(y, 0, u)
}

// crots has y and x in memory next to each other.
func (g *neon) crots() {
	g.open("crots")
	g.broadcast("c", 0)
	g.broadcast("p", 1)
	g.pair("q0", "q1", 2)
	g.strided(2*g.size, []int{4, 3}, []int{6, 5}, func() { g.cturn(3, 4, 5, 6, 7) })
}

func (g *neon) swap() {
	g.open("swap")
	g.load("x", "R0")
	g.load("y", "R1")
	g.load("n", count)
	g.elementwise(4, false, []string{"R0", "R1"}, func(s step) {
		for v := range s.n {
			s.load("R0", v, v)
			s.load("R1", v, 4+v)
		}
		for v := range s.n {
			s.store(4+v, "R0", v)
			s.store(v, "R1", v)
		}
	})
	g.op("RET")
}

// rows points n registers from R1 on, R1, R2, …, at the rows of b.
func (g *neon) rows(n int) []string {
	g.load("b", "R1")
	g.load("ld", "R9")
	regs := []string{"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R10"}[:n]
	for i := 1; i < n; i++ {
		g.op("ADD", "R9", regs[i-1], regs[i])
	}
	return regs
}

func (g *neon) rank() {
	g.open("rank")
	g.load("c", "R0")
	rows := g.rows(4)
	g.load("n", count)
	g.load("a", "R11")
	for r := range rows {
		g.repeat("R11", r)
	}
	g.elementwise(4, false, append([]string{"R0"}, rows...), func(s step) {
		for v := range s.n {
			s.load("R0", v, 4+v)
		}
		for r := range rows {
			for v := range s.n {
				s.load(rows[r], v, 8+v)
			}
			for v := range s.n {
				g.fma(8+v, r, 4+v)
			}
		}
		for v := range s.n {
			s.store(4+v, "R0", v)
		}
	})
	g.op("RET")
}

// crank has the pairs p in even registers below 8 and the pairs q in odd ones.
func (g *neon) crank() {
	g.open("crank")
	g.load("c", "R0")
	rows := g.rows(4)
	g.load("n", count)
	g.load("a", "R11")
	for i := range 8 {
		g.repeatPair("R11", i)
	}
	g.elementwise(4, true, append([]string{"R0"}, rows...), func(s step) {
		for v := range s.n {
			s.load("R0", v, 8+v)
		}
		for r := range rows {
			for v := range s.n {
				s.load(rows[r], v, 12+v)
				g.swapParts(12+v, 16+v)
			}
			for v := range s.n {
				g.fma(12+v, 2*r, 8+v)
			}
			for v := range s.n {
				g.fma(16+v, 2*r+1, 8+v)
			}
		}
		for v := range s.n {
			s.store(8+v, "R0", v)
		}
	})
	g.op("RET")
}
