package schur

import (
	"github.com/scicore-go/scicore/internal/blas"
)

// complexSteps is the single-shift QZ iteration. LAPACK: zhgeqz.
type complexSteps[T blas.Complex] struct{ *qz[T] }

func (m complexSteps[T]) pair(int) bool { return false }

func (m complexSteps[T]) step(first, last, stuck int) {
	a := func(i, j int) complex128 { return complex128(m.a.At(i, j)) }
	b := func(i, j int) complex128 { return complex128(m.b.At(i, j)) }
	shift := m.shift(last, stuck)
	x, y := a(first, first)-mul(shift, b(first, first)), a(first+1, first)
	for k := first; k < last; k++ {
		g, from := plane[T]{}, k
		if k > first {
			g = m.clearRow(m.a, k+1, k-1)
		} else {
			c, s := givensc(x, y)
			g = plane[T]{c, T(s)}
		}
		m.rotateRows(g, k+1, from, k)
		g = m.clearCol(m.b, k+1, k)
		m.rotateCols(g, k+1, min(k+2, last)+1, k+1)
	}
}

// shift returns the eigenvalue of the last two rows of A·B⁻¹ that is nearer to
// the last element.
func (m complexSteps[T]) shift(last, stuck int) complex128 {
	over := func(i, j, k int) complex128 {
		return blas.Div(complex128(m.a.At(i, j)), complex128(m.b.At(k, k)))
	}
	p, l := last-1, last
	if stuck%exceptional == 0 {
		s := over(l, p, p)
		if stuck%(2*exceptional) == 0 {
			return over(l, l, l) + scaled(exceptDiag, s)
		}
		return scaled(exceptDiag, s)
	}
	u := blas.Div(complex128(m.b.At(p, l)), complex128(m.b.At(l, l)))
	a11, a21, a12, a22 := over(p, p, p), over(l, p, p), over(p, l, l), over(l, l, l)
	return wilkinson(a11, a12-mul(u, a11), a21, a22-mul(u, a21))
}
