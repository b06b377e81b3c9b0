package schur

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/vec"
)

// realSteps is the double-shift QZ iteration. LAPACK: dhgeqz.
type realSteps[T blas.Real] struct{ *qz[T] }

func (m realSteps[T]) at(a blas.Mat[T], i, j int) float64 {
	return float64(a.Data[i*a.RS+j*a.CS])
}

func (m realSteps[T]) step(first, last, stuck int) {
	n := m.a.Cols
	v := m.firstColumn(first, last, stuck)
	for k := first; k < last-1; k++ {
		if k > first {
			v = [3]float64{m.at(m.a, k, k-1), m.at(m.a, k+1, k-1), m.at(m.a, k+2, k-1)}
		}
		r, beta := makeBump3[T](v[0], v[1], v[2])
		if k > first {
			m.a.Set(k, k-1, beta)
			m.a.Set(k+1, k-1, 0)
			m.a.Set(k+2, k-1, 0)
		}
		r.rows(m.env.Tier, m.a, k, k, n)
		r.rows(m.env.Tier, m.b, k, k, n)
		if !m.q.Empty() {
			r.cols(m.env.Tier, m.q, k, 0, m.q.Rows)
		}
		m.restore(k, min(k+3, last)+1)
	}
	k := last - 1
	g := m.clearRow(m.a, last, k-1)
	m.rotateRows(g, last, k, k)
	g = m.clearCol(m.b, last, k)
	m.rotateCols(g, last, last+1, last)
}

// restore makes rows k+1 and k+2 of B triangular again after a reflection of
// rows k to k+2, by columns k to k+2. A is touched in the rows before end.
func (m realSteps[T]) restore(k, end int) {
	r, beta := makeBump3[T](m.at(m.b, k+2, k+2), m.at(m.b, k+2, k+1), m.at(m.b, k+2, k))
	m.b.Set(k+2, k+2, beta)
	m.b.Set(k+2, k+1, 0)
	m.b.Set(k+2, k, 0)
	r.colsBack(m.env.Tier, m.a, k, end)
	r.colsBack(m.env.Tier, m.b, k, k+2)
	if !m.z.Empty() {
		r.colsBack(m.env.Tier, m.z, k, m.z.Rows)
	}
	g := m.clearCol(m.b, k+1, k)
	m.rotateCols(g, k+1, end, k+1)
}

// colsBack applies the reflector to columns k+2, k+1, k of h, in this order,
// in the rows before end.
func (r *bump3[T]) colsBack(t cpu.Tier, h blas.Mat[T], k, end int) {
	if h.RS == 1 && end > 4 {
		x, y, z := h.Col(k+2), h.Col(k+1), h.Col(k)
		vec.Reflect(t, &vec.Bump[T]{V2: r.v2, V3: r.v3, T1: r.t1, T2: r.t2, T3: r.t3},
			vec.Ptr(&x.Data[0]), vec.Ptr(&y.Data[0]), vec.Ptr(&z.Data[0]), end)
		return
	}
	if h.CS == 1 && h.RS > 0 && end > 1 {
		_ = h.Data[(end-1)*h.RS+k+2]
		vec.ReflectColumnsBack(t, &vec.Bump[T]{V2: r.v2, V3: r.v3, T1: r.t1, T2: r.t2, T3: r.t3},
			vec.Ptr(&h.Data[k]), h.RS*int(unsafe.Sizeof(h.Data[0])), end)
		return
	}
	v2, v3, t1, t2, t3 := r.v2, r.v3, r.t1, r.t2, r.t3
	for i, at := 0, k*h.CS; i < end; i, at = i+1, at+h.RS {
		p, q, u := &h.Data[at+2*h.CS], &h.Data[at+h.CS], &h.Data[at]
		x, y, z := *p, *q, *u
		s := x + T(v2*y) + T(v3*z)
		*p, *q, *u = x-T(s*t1), y-T(s*t2), z-T(s*t3)
	}
}

// firstColumn is a multiple of the first column of (M - s)·(M - t) for
// M = A·B⁻¹ and the shifts s and t, the eigenvalues of its last two rows.
func (m realSteps[T]) firstColumn(first, last, stuck int) [3]float64 {
	over := func(i, j, k int) float64 { return m.at(m.a, i, j) / m.at(m.b, k, k) }
	up := func(i, k int) float64 { return m.at(m.b, i, k) / m.at(m.b, k, k) }
	f, g, p, l := first, first+1, last-1, last
	// The last two rows and columns of M.
	a11, a21, a12, a22 := over(p, p, p), over(l, p, p), over(p, l, l), over(l, l, l)
	a12 -= float64(a11 * up(p, l))
	a22 -= float64(a21 * up(p, l))
	// Its first two columns.
	m11, m21, m32 := over(f, f, f), over(g, f, f), over(g+1, g, g)
	m12 := over(f, g, g) - float64(m11*up(f, g))
	m22 := over(g, g, g) - float64(m21*up(f, g))
	if stuck%exceptional == 0 {
		s := math.Abs(a21) + math.Abs(over(p, p-1, p-1))
		tr, det := float64(1.5*s), float64(s*s)
		v := [3]float64{float64(m11*m11) + float64(m12*m21) - float64(tr*m11) + det, m21 * (m11 + m22 - tr), m21 * m32}
		return unitColumn(v)
	}
	// In differences, as dhgeqz has it: nothing cancels that need not.
	d1, d2 := a11-m11, a22-m11
	return unitColumn([3]float64{
		float64(d1*d2) - float64(a12*a21) + float64(m12*m21),
		m21 * ((m22 - m11) - d1 - d2),
		m21 * m32,
	})
}

func unitColumn(v [3]float64) [3]float64 {
	if s := max(math.Abs(v[0]), math.Abs(v[1]), math.Abs(v[2])); s > 0 && !math.IsInf(s, 0) {
		return [3]float64{v[0] / s, v[1] / s, v[2] / s}
	}
	return [3]float64{1, 1, 1} // whatever it was, it told nothing
}

// pair brings rows i and i+1 to their final form: two triangular ones if the
// eigenvalues are real, otherwise a diagonal block of B with a positive
// diagonal.
func (m realSteps[T]) pair(i int) bool {
	m.settlePair(i)
	if m.a.At(i+1, i) == 0 {
		m.settle(i)
		m.settle(i + 1)
		return true
	}
	m.alpha[i], m.beta[i] = pairValue(m.a.Window(i, i, 2, 2), m.b.Window(i, i, 2, 2))
	m.alpha[i+1], m.beta[i+1] = conj(m.alpha[i]), m.beta[i]
	return true
}

// pairValue returns the eigenvalue alpha/beta with positive imaginary part of a
// standardised block: b is diagonal and positive.
func pairValue[T blas.Scalar](a, b blas.Mat[T]) (alpha complex128, beta float64) {
	_, ea := math.Frexp(lapack.MaxAbs(a))
	_, eb := math.Frexp(lapack.MaxAbs(b))
	at := func(i, j int) float64 { return math.Ldexp(blas.Re(a.At(i, j)), -ea) }
	p, q := math.Ldexp(blas.Re(b.At(0, 0)), -eb), math.Ldexp(blas.Re(b.At(1, 1)), -eb)
	x, y := at(0, 0)/p, at(1, 1)/q
	h := (x - y) / 2
	disc := float64(h*h) + float64(at(0, 1)/q*(at(1, 0)/p))
	beta = math.Sqrt(p) * math.Sqrt(q)
	alpha = scaled(beta, complex((x+y)/2, math.Sqrt(math.Max(0, -disc))))
	return ldexp(alpha, ea), math.Ldexp(beta, eb)
}

// settlePair makes the block and applies what that takes to the rest. Where
// rounding to T makes two close eigenvalues real, the block is split after all.
func (m realSteps[T]) settlePair(i int) {
	for range 3 {
		x := smallPair{l: identity4(), r: identity4()}
		readPair(&x, m.a, m.b, i, 2)
		x.standardise(0, 2)
		writePair(&x, m.a, m.b, m.q, m.z, i, 2)
		if m.a.At(i+1, i) == 0 {
			return
		}
		if alpha, _ := pairValue(m.a.Window(i, i, 2, 2), m.b.Window(i, i, 2, 2)); imag(alpha) != 0 {
			return
		}
	}
}
