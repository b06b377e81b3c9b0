package main

func neonTriangles(g *neon) {
	g.triangular("solve", 1, g.solveColumns)
	g.triangular("mult", 1, g.multColumns)
	g.triangular("csolve", 2, g.solveColumns)
	g.triangular("cmult", 2, g.multColumns)
	g.forward("forward", 1)
	g.forward("cforward", 2)
}

// block is some columns of 8 rows in registers: vector v of row r is in
// register 8v+r. The triangle at R11 has elements of parts numbers.
type block struct{ vectors, parts int }

// signs is the register whose even lanes are -0, scalars those that elements
// of the triangle are loaded to, and turned the first of those for rows times
// the imaginary unit.
const (
	signs   = 31
	scalars = 28
	turned  = 24
)

// triangular walks the columns of 8 rows of b.
func (g *neon) triangular(name string, parts int, body func(b block)) {
	g.open(name)
	rows := g.rows(edge)
	g.load("n", count)
	g.load("tri", "R11")
	if parts == 2 {
		g.signMask()
	}
	g.elementwise(2, parts == 2, rows, func(s step) {
		for r := range edge {
			for v := range s.n {
				s.load(rows[r], v, edge*v+r)
			}
		}
		body(block{s.n, parts})
		for r := range edge {
			for v := range s.n {
				s.store(edge*v+r, rows[r], v)
			}
		}
	})
	g.op("RET")
}

// signMask sets register signs.
func (g *neon) signMask() {
	g.zero(signs)
	if g.size == 8 {
		g.op("MOVD", "$(1<<63)", "R12")
		g.op("VMOV", "R12", "V31.D[0]")
		return
	}
	g.op("MOVD", "$(1<<31)", "R12")
	g.op("VDUP", "R12", "V31.D2")
}

// entry loads element (i, k) of the triangle.
func (g *neon) entry(b block, i, k int) {
	for p := range b.parts {
		g.op(g.move(), at(((i*edge+k)*b.parts+p)*g.size, "R11"), freg(scalars+p))
	}
}

// turn makes i times row r of every vector.
func (g *neon) turn(b block, r int) {
	if b.parts == 1 {
		return
	}
	for v := range b.vectors {
		t := turned + v
		g.swapParts(edge*v+r, t)
		g.op("VEOR", "V31.B16", vbytes(t), vbytes(t))
	}
}

// scale multiplies row r by its element of the diagonal.
func (g *neon) scale(b block, r int) {
	g.entry(b, r, r)
	g.turn(b, r)
	for v := range b.vectors {
		g.by("FMUL", scalars, edge*v+r, edge*v+r)
		if b.parts == 2 {
			g.by("FMLA", scalars+1, turned+v, edge*v+r)
		}
	}
}

// add adds to row i, or with FMLS subtracts from it, element (i, k) times row
// k, which turn has been given.
func (g *neon) add(op string, b block, i, k int) {
	g.entry(b, i, k)
	for p := range b.parts {
		for v := range b.vectors {
			from := edge*v + k
			if p == 1 {
				from = turned + v
			}
			g.by(op, scalars+p, from, edge*v+i)
		}
	}
}

func (g *neon) solveColumns(b block) {
	for k := range edge {
		g.scale(b, k)
		g.turn(b, k)
		for i := k + 1; i < edge; i++ {
			g.add("FMLS", b, i, k)
		}
	}
}

func (g *neon) multColumns(b block) {
	for i := edge - 1; i >= 0; i-- {
		g.scale(b, i)
		for k := range i {
			g.turn(b, k)
			g.add("FMLA", b, i, k)
		}
	}
}
