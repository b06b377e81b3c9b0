package main

import "fmt"

func neonSums(g *neon) {
	g.dot()
	g.cdot()
	g.asum()
	if g.size == 4 {
		g.ssq()
	}
	g.dots()
	g.cdots()
	g.symv()
	g.csymv()
}

// lineVectors is how many vectors make 64 bytes, the lanes of one step of a
// sum.
const lineVectors = 64 / vectorBytes

// sum describes a kernel that adds to lanes in registers: those of vector v
// of the lanes are v, v+stride, …, one for each of the sums formed at once.
type sum struct {
	g       *neon              // whose elements the lanes are
	vectors int                // of lanes, a power of two
	unit    int                // bytes in memory of what is taken at once at the end
	lanes   int                // lanes that a unit fills
	read    func(bytes, j int) // into lane j if it is not a full vector
	add     func(acc func(i int) int)
	sums    int // formed at once
}

// acc is the register of vector v of sum i.
func (s sum) acc(v int) func(i int) int {
	return func(i int) int { return i*s.vectors + v }
}

// scratch is the first register of the copies of accumulators that a partial
// vector adds to.
const scratch = 28

// walk adds all there is. A vector that is not full adds to copies, of which
// the lanes that it has are put back: the others would get zero times zero,
// which turns a lane of -0 into +0.
func (s sum) walk(vectors int, loop bool) {
	g := s.g
	done, rest := g.fresh("sum"), g.fresh("rest")
	if loop {
		again := g.fresh("lines")
		n := imm(vectors * g.lanes())
		g.op("SUBS", n, count, count)
		g.op("BLT", rest)
		g.label(again)
		for v := range vectors {
			s.read(vectorBytes, -1)
			s.add(s.acc(v))
		}
		g.op("SUBS", n, count, count)
		g.op("BGE", again)
		g.label(rest)
		g.op("ADD", n, count, count)
	}
	parts := make([]string, vectors)
	for v := range vectors {
		parts[v] = g.fresh("part")
		g.op("SUBS", imm(g.lanes()), count, count)
		g.op("BLT", parts[v])
		s.read(vectorBytes, -1)
		s.add(s.acc(v))
	}
	g.op("B", done)
	for v := range vectors {
		g.label(parts[v])
		s.partial(v, done)
		if v < vectors-1 {
			g.op("B", done)
		}
	}
	g.label(done)
}

// partial adds what is left of a vector, unit by unit.
func (s sum) partial(v int, done string) {
	g := s.g
	if s.lanes == g.lanes() {
		return // there are no partial vectors
	}
	g.op("ADDS", imm(g.lanes()), count, count)
	g.op("BEQ", done)
	for j := 0; j < g.lanes()-s.lanes; j += s.lanes {
		s.read(s.unit, j)
		for i := range s.sums {
			g.copy(s.acc(v)(i), scratch+i)
		}
		s.add(func(i int) int { return scratch + i })
		for i := range s.sums {
			if s.lanes == 1 {
				g.op("VMOV", g.lane(scratch+i, j), g.lane(s.acc(v)(i), j))
			} else {
				g.op("VMOV", fmt.Sprintf("V%d.D[0]", scratch+i), fmt.Sprintf("V%d.D[0]", s.acc(v)(i)))
			}
		}
		if j+s.lanes < g.lanes()-s.lanes {
			g.op("SUBS", imm(s.lanes), count, count)
			g.op("BEQ", done)
		}
	}
}

// take reads bytes at base, which moves on, into register d: to lane j if
// they are one element of several.
func (g *neon) take(base string, bytes, j, d int) { g.read(".P", at(bytes, base), bytes, j, d) }

// peek reads bytes at base, which stays.
func (g *neon) peek(base string, bytes, j, d int) { g.read("", at(0, base), bytes, j, d) }

func (g *neon) read(suffix, mem string, bytes, j, d int) {
	switch {
	case bytes == vectorBytes:
		g.op("VLD1"+suffix, mem, g.list(d, 1))
	case j > 0:
		g.op("VLD1"+suffix, mem, g.lane(d, j))
	default:
		g.op(part(bytes)+suffix, mem, freg(d))
	}
}

// put writes bytes of register s at base, which moves on.
func (g *neon) put(s int, base string, bytes, j int) {
	switch mem := at(bytes, base); {
	case bytes == vectorBytes:
		g.op("VST1.P", g.list(s, 1), mem)
	case j > 0:
		g.op("VST1.P", g.lane(s, j), mem)
	default:
		g.op(part(bytes)+".P", freg(s), mem)
	}
}

// fold adds the upper half of the vectors from register a on to the lower
// until one is left, and the halves of that until n lanes are left.
func (g *neon) fold(a, vectors, n int) {
	for h := vectors / 2; h > 0; h /= 2 {
		for v := range h {
			g.fp("FADD", a+v, a+v+h, a+v)
		}
	}
	for l := g.lanes() / 2; l >= n; l /= 2 {
		g.op("VEXT", imm(l*g.size), vbytes(a), vbytes(a), vbytes(scratch))
		g.fp("FADD", a, scratch, a)
	}
}

// two runs a kernel whose sums have one line of lanes for up to a line of
// elements and more lines for more, and folds them to n lanes.
func (s sum) two(n int) {
	g := s.g
	short, end := g.fresh("short"), g.fresh("end")
	for i := range s.sums * s.vectors {
		g.zero(i)
	}
	g.op("CMP", imm(lineVectors*g.lanes()), count)
	g.op("BLE", short)
	s.walk(s.vectors, true)
	for i := range s.sums {
		for h := s.vectors / 2; h >= lineVectors; h /= 2 {
			for v := range h {
				a := s.acc(v)(i)
				g.fp("FADD", a, a+h, a)
			}
		}
	}
	g.op("B", end)
	g.label(short)
	s.walk(lineVectors, false)
	g.label(end)
	for i := range s.sums {
		g.fold(s.acc(0)(i), lineVectors, n)
	}
}

func (g *neon) dot() {
	g.open("dot")
	g.load("x", "R0")
	g.load("y", "R1")
	g.load("n", count)
	sum{g: g, vectors: 4 * lineVectors, unit: g.size, lanes: 1, sums: 1,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			g.take("R1", bytes, j, 17)
		},
		add: func(acc func(int) int) { g.fma(16, 17, acc(0)) },
	}.two(1)
	g.op(g.move(), freg(0), g.arg["ret"])
	g.op("RET")
}

// cdot has the sums of x*y in registers 0-7 and those of x*swap(y) in 8-15.
func (g *neon) cdot() {
	g.open("cdot")
	g.load("x", "R0")
	g.load("y", "R1")
	g.load("n", count)
	sum{g: g, vectors: 2 * lineVectors, unit: 2 * g.size, lanes: 2, sums: 2,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			g.take("R1", bytes, j, 17)
			g.swapParts(17, 18)
		},
		add: func(acc func(int) int) {
			g.fma(16, 17, acc(0))
			g.fma(16, 18, acc(1))
		},
	}.two(2)
	g.load("sums", "R2")
	g.op(part(2*g.size), freg(0), "(R2)")
	g.op(part(2*g.size), freg(8), at(2*g.size, "R2"))
	g.op("RET")
}

func (g *neon) asum() {
	g.open("asum")
	g.load("x", "R0")
	g.load("n", count)
	sum{g: g, vectors: 4 * lineVectors, unit: g.size, lanes: 1, sums: 1,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			g.fp1("FABS", 16, 16)
		},
		add: func(acc func(int) int) { g.fp("FADD", acc(0), 16, acc(0)) },
	}.two(1)
	g.op(g.move(), freg(0), g.arg["ret"])
	g.op("RET")
}

// ssq works on lanes of float64.
func (g *neon) ssq() {
	g.open("ssq")
	g.load("x", "R0")
	g.load("n", count)
	d := &neon{out: g.out, elem: elems[0], next: 100}
	sum{g: d, vectors: 4 * lineVectors, unit: 4, lanes: 1, sums: 1,
		read: func(bytes, _ int) {
			if bytes == vectorBytes {
				bytes = 8 // two float32
			}
			d.op(part(bytes)+".P", fmt.Sprintf("%d(R0)", bytes), freg(16))
			d.widen(16)
		},
		add: func(acc func(int) int) { d.fma(16, 16, acc(0)) },
	}.two(1)
	g.op("FMOVD", "F0", g.arg["ret"])
	g.op("RET")
}

// four are kernels that form four sums, each in the four vectors of one line,
// and add n lanes of each to the sums at R11.
func (s sum) four(n int) {
	g := s.g
	s.vectors, s.sums, s.lanes, s.unit = lineVectors, 4, n, n*g.size
	for i := range s.sums * s.vectors {
		g.zero(i)
	}
	s.walk(s.vectors, true)
	g.load("sums", "R11")
	for i := range s.sums {
		a := s.acc(0)(i)
		g.fold(a, s.vectors, n)
		g.op(part(n*g.size), at(i*n*g.size, "R11"), freg(scratch))
		g.fp("FADD", scratch, a, a)
		g.op(part(n*g.size), freg(a), at(i*n*g.size, "R11"))
	}
	g.op("RET")
}

func (g *neon) dots() {
	g.open("dots")
	rows := g.rows(4)
	g.load("x", "R0")
	g.load("n", count)
	sum{g: g,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			for r := range rows {
				g.take(rows[r], bytes, j, 17+r)
			}
		},
		add: func(acc func(int) int) {
			for r := range rows {
				g.fma(17+r, 16, acc(r))
			}
		},
	}.four(1)
}

// cdots has for row r the sums of b*x in sum 2r and those of b*swap(x) in sum
// 2r+1.
func (g *neon) cdots() {
	g.open("cdots")
	rows := g.rows(2)
	g.load("x", "R0")
	g.load("n", count)
	sum{g: g,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			g.swapParts(16, 17)
			for r := range rows {
				g.take(rows[r], bytes, j, 18+r)
			}
		},
		add: func(acc func(int) int) {
			for r := range rows {
				g.fma(18+r, 16, acc(2*r))
				g.fma(18+r, 17, acc(2*r+1))
			}
		},
	}.four(2)
}

// symv is dots on x and rank on y, the scalars in registers 22-25. y is
// written before the sums are added to.
func (g *neon) symv() {
	g.open("symv")
	rows := g.rows(4)
	g.load("x", "R0")
	g.load("y", "R12")
	g.load("n", count)
	g.load("a", "R11")
	for r := range rows {
		g.repeat("R11", 22+r)
	}
	sum{g: g,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			g.peek("R12", bytes, j, 21)
			for r := range rows {
				g.take(rows[r], bytes, j, 17+r)
				g.fma(17+r, 22+r, 21)
			}
			g.put(21, "R12", bytes, j)
		},
		add: func(acc func(int) int) {
			for r := range rows {
				g.fma(17+r, 16, acc(r))
			}
		},
	}.four(1)
}

// csymv has the pairs p of row r in register 22+2r and the pairs q in 23+2r.
func (g *neon) csymv() {
	g.open("csymv")
	rows := g.rows(2)
	g.load("x", "R0")
	g.load("y", "R12")
	g.load("n", count)
	g.load("a", "R11")
	for i := range 4 {
		g.repeatPair("R11", 22+i)
	}
	sum{g: g,
		read: func(bytes, j int) {
			g.take("R0", bytes, j, 16)
			g.peek("R12", bytes, j, 21)
			for r := range rows {
				g.take(rows[r], bytes, j, 17+2*r)
				g.swapParts(17+2*r, 18+2*r)
				g.fma(17+2*r, 22+2*r, 21)
				g.fma(18+2*r, 23+2*r, 21)
			}
			g.put(21, "R12", bytes, j)
		},
		add: func(acc func(int) int) {
			for i := range 4 {
				g.fma(17+i, 16, acc(i))
			}
		},
	}.four(2)
}
