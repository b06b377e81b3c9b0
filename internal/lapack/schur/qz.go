package schur

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/vec"
)

// Gghrd reduces rows and columns lo to hi of a pair (A, B) with a triangular B
// to Hessenberg and triangular form by unitary factors, A = Q·H·Zᴴ and
// B = Q·T·Zᴴ. q and z are multiplied from the right by the factors unless they
// are empty. LAPACK: ?gghrd.
func Gghrd[T blas.Scalar](env blas.Env, lo, hi int, a, b, q, z blas.Mat[T]) {
	p := pencil[T]{env: env, a: a, b: b, q: q, z: z}
	blas.ClearTriangle(blas.Lower, b)
	for j := lo; j < hi-2; j++ {
		if blas.Stopped(env) {
			return
		}
		for i := hi - 1; i > j+1; i-- {
			g := p.clearRow(a, i, j)
			p.rotateRows(g, i, j+1, i-1)
			g = p.clearCol(b, i, i-1)
			p.rotateCols(g, i, hi, i)
		}
	}
}

// pencil is a pair of matrices A - λ·B that is reduced from both sides.
type pencil[T blas.Scalar] struct {
	env        blas.Env
	a, b, q, z blas.Mat[T]
}

// plane is a rotation (c s; -conj(s) c).
type plane[T blas.Scalar] struct {
	c float64
	s T
}

// clearRow returns the rotation of rows i-1 and i that makes element (i, j) of
// m zero, and applies it to column j.
func (p *pencil[T]) clearRow(m blas.Mat[T], i, j int) plane[T] {
	c, s := givensc(blas.Complex128(m.At(i-1, j)), blas.Complex128(m.At(i, j)))
	g := plane[T]{c, blas.FromComplex[T](s)}
	blas.Rot(p.env, m.Row(i-1).From(j, j+1), m.Row(i).From(j, j+1), g.c, g.s)
	m.Set(i, j, 0)
	return g
}

// clearCol returns the rotation of columns j+1 and j that makes element (i, j)
// of m zero, and applies it to row i.
func (p *pencil[T]) clearCol(m blas.Mat[T], i, j int) plane[T] {
	c, s := givensc(blas.Complex128(m.At(i, j+1)), blas.Complex128(m.At(i, j)))
	g := plane[T]{c, blas.FromComplex[T](s)}
	blas.Rot(p.env, m.Col(j+1).From(i, i+1), m.Col(j).From(i, i+1), g.c, g.s)
	m.Set(i, j, 0)
	return g
}

// rotateRows applies a rotation to rows i-1 and i of A from column fromA on,
// of B from column fromB on, and to Q.
func (p *pencil[T]) rotateRows(g plane[T], i, fromA, fromB int) {
	n := p.a.Cols
	blas.Rot(p.env, p.a.Row(i-1).From(fromA, n), p.a.Row(i).From(fromA, n), g.c, g.s)
	blas.Rot(p.env, p.b.Row(i-1).From(fromB, n), p.b.Row(i).From(fromB, n), g.c, g.s)
	if !p.q.Empty() {
		blas.Rot(p.env, p.q.Col(i-1), p.q.Col(i), g.c, blas.Conj(g.s))
	}
}

// rotateCols applies a rotation to columns i and i-1 of A in the rows before
// endA, of B in the rows before endB, and to Z.
func (p *pencil[T]) rotateCols(g plane[T], i, endA, endB int) {
	g.turn(p.env, p.a, i, endA)
	g.turn(p.env, p.b, i, endB)
	if !p.z.Empty() {
		g.turn(p.env, p.z, i, p.z.Rows)
	}
}

// turn applies the rotation to columns i and i-1 of m in the rows before end.
func (g plane[T]) turn(env blas.Env, m blas.Mat[T], i, end int) {
	if m.CS != 1 || m.RS <= 0 || end <= 0 {
		blas.Rot(env, m.Col(i).From(0, end), m.Col(i-1).From(0, end), g.c, g.s)
		return
	}
	_ = m.Data[(end-1)*m.RS+i]
	ld := m.RS * int(unsafe.Sizeof(m.Data[0]))
	y, s := vec.Ptr(&m.Data[i-1]), blas.Complex128(g.s)
	switch any(g.s).(type) {
	case float64:
		vec.RotColumns(env.Tier, g.c, real(s), y, ld, end)
	case float32:
		vec.RotColumns(env.Tier, float32(g.c), float32(real(s)), y, ld, end)
	case complex128:
		vec.CRotColumns(env.Tier, g.c, real(s), imag(s), y, ld, end)
	case complex64:
		vec.CRotColumns(env.Tier, float32(g.c), float32(real(s)), float32(imag(s)), y, ld, end)
	}
}

// Hgeqz computes the generalised Schur form of a pair of a Hessenberg matrix H
// and a triangular T: both become triangular, H of a real pair
// quasi-triangular with blocks for pairs of complex eigenvalues, where T is
// diagonal. The diagonal of T is not negative. Eigenvalue j is alpha[j]/beta[j],
// infinite where beta is zero. q and z are multiplied from the right by the
// unitary factors unless they are empty. Outside lo, hi both matrices must be
// triangular.
//
// It returns how many eigenvalues were not found: those from result on are.
// LAPACK: ?hgeqz, after C. Moler and G. Stewart, "An algorithm for generalized
// matrix eigenvalue problems", SIAM J. Numer. Anal. 10 (1973).
func Hgeqz[T blas.Scalar](env blas.Env, lo, hi int, h, t, q, z blas.Mat[T], alpha []complex128, beta []float64) int {
	n := h.Rows
	if h.Cols != n || t.Rows != n || t.Cols != n || len(alpha) != n || len(beta) != n {
		panic("schur: hgeqz: shapes do not fit")
	}
	clearBelow(h)
	blas.ClearTriangle(blas.Lower, t)
	m := &qz[T]{pencil: pencil[T]{env, h, t, q, z}, lo: lo, hi: hi, alpha: alpha, beta: beta}
	if !allFinite(h) || !allFinite(t) {
		noEigenvalues(alpha, beta)
		return n
	}
	switch m := any(m).(type) {
	case *qz[float64]:
		m.by = realSteps[float64]{m}
	case *qz[float32]:
		m.by = realSteps[float32]{m}
	case *qz[complex128]:
		m.by = complexSteps[complex128]{m}
	case *qz[complex64]:
		m.by = complexSteps[complex64]{m}
	}
	m.ulp, m.tiny = 2*blas.Eps[T](), blas.SafeMin[T]()
	for j := range n {
		if j < lo || j >= hi {
			m.settle(j)
		}
	}
	return m.run()
}

func allFinite[T blas.Scalar](a blas.Mat[T]) bool {
	x := lapack.MaxAbs(a)
	return !math.IsNaN(x) && !math.IsInf(x, 0)
}

func noEigenvalues(alpha []complex128, beta []float64) {
	for j := range alpha {
		alpha[j], beta[j] = complex(math.NaN(), math.NaN()), math.NaN()
	}
}

// qz is a QZ iteration on rows and columns lo to hi.
type qz[T blas.Scalar] struct {
	pencil[T]
	lo, hi         int
	alpha          []complex128
	beta           []float64
	ulp, tiny      float64
	smallA, smallB float64 // negligible against the norms
	by             qzSteps
}

// qzSteps is what differs between real and complex pairs.
type qzSteps interface {
	// pair settles a block of two rows for good, if it can.
	pair(first int) bool
	// step makes one QZ step on rows first to last.
	step(first, last, stuck int)
}

// run returns how many eigenvalues it did not find.
func (m *qz[T]) run() int {
	span := m.hi - m.lo
	part := func(a blas.Mat[T]) float64 { return lapack.NormFro(m.env, a.Window(m.lo, m.lo, span, span)) }
	m.smallA, m.smallB = max(m.tiny, m.ulp*part(m.a)), max(m.tiny, m.ulp*part(m.b))
	limit, stuck := stepsEach*max(10, span), 0
	for last := m.hi - 1; last >= m.lo; {
		first, again := m.split(last, stuck)
		switch {
		case again:
			continue // a zero was moved: it ends at the bottom and deflates
		case first == last:
			m.settle(last)
			last, stuck = last-1, 0
			continue
		case first == last-1 && m.by.pair(first):
			last, stuck = last-2, 0
			continue
		}
		if limit--; limit < 0 || blas.Stopped(m.env) {
			return last + 1
		}
		stuck++
		m.by.step(first, last, stuck)
	}
	return 0
}

func (m *qz[T]) absA(i, j int) float64 { return blas.Abs1(m.a.Data[i*m.a.RS+j*m.a.CS]) }

func (m *qz[T]) absB(i int) float64 { return blas.Abs(m.b.Data[i*(m.b.RS+m.b.CS)]) }

// negligible reports whether the subdiagonal element of row j is, and makes it
// zero. While nothing converges, the norm of the matrix is the measure.
func (m *qz[T]) negligible(j, stuck int) bool {
	limit := max(m.tiny, m.ulp*(m.absA(j, j)+m.absA(j-1, j-1)))
	if stuck >= exceptional {
		limit = max(limit, m.smallA)
	}
	if m.absA(j, j-1) > limit {
		return false
	}
	m.a.Set(j, j-1, 0)
	return true
}

// split finds the row where the unreduced block that ends with row last begins.
// A zero on the diagonal of B means an infinite eigenvalue: it is moved to the
// end of the block, which must be looked at again then.
func (m *qz[T]) split(last, stuck int) (first int, again bool) {
	if last == m.lo || m.negligible(last, stuck) {
		return last, false
	}
	if m.absB(last) <= m.smallB {
		m.b.Set(last, last, 0)
		g := m.clearCol(m.a, last, last-1)
		m.rotateCols(g, last, last, last)
		return last, false
	}
	for j := last - 1; ; j-- {
		top := j == m.lo || m.negligible(j, stuck)
		if m.absB(j) <= m.smallB {
			m.b.Set(j, j, 0)
			if top {
				m.deflateTop(j, last)
			} else {
				m.chaseZero(j, last)
			}
			return j, true
		}
		if top {
			return j, false
		}
	}
}

// deflateTop uses the zero B[j][j] at the top of a block to split its first
// row off, and goes on down as long as that makes another zero.
func (m *qz[T]) deflateTop(j, last int) {
	for ; j < last; j++ {
		g := m.clearRow(m.a, j+1, j)
		m.rotateRows(g, j+1, j+1, j+1)
		if m.absB(j+1) > m.smallB {
			return
		}
		m.b.Set(j+1, j+1, 0)
	}
}

// chaseZero moves the zero B[j][j] to row last.
func (m *qz[T]) chaseZero(j, last int) {
	for ; j < last; j++ {
		g := m.clearRow(m.b, j+1, j+1)
		m.rotateRows(g, j+1, j-1, j+2)
		g = m.clearCol(m.a, j+1, j-1)
		m.rotateCols(g, j, j+1, j)
	}
}

// settle makes the diagonal element of B in row j not negative and notes the
// eigenvalue.
func (m *qz[T]) settle(j int) {
	m.positive(j, m.tiny)
	m.alpha[j], m.beta[j] = blas.Complex128(m.a.At(j, j)), blas.Re(m.b.At(j, j))
}

// positive makes the diagonal element of B in row j real and not negative, zero
// if it is not above tiny.
func (p *pencil[T]) positive(j int, tiny float64) {
	x := p.b.At(j, j)
	size := blas.Abs(x)
	if size <= tiny {
		p.b.Set(j, j, 0)
		return
	}
	if x == blas.FromReal[T](size) {
		return
	}
	phase := blas.FromComplex[T](scaled(1/size, conj(blas.Complex128(x))))
	blas.Scal(p.env, phase, p.b.Col(j).From(0, j))
	blas.Scal(p.env, phase, p.a.Col(j).From(0, j+1))
	if !p.z.Empty() {
		blas.Scal(p.env, phase, p.z.Col(j))
	}
	p.b.Set(j, j, blas.FromReal[T](size))
}
