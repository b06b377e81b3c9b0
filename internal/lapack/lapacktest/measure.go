package lapacktest

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Threshold is LAPACK's limit for its scaled measures.
const Threshold = 30

// norm1 is the largest column sum, in double precision and scaled against
// overflow by the largest element.
func norm1[T blas.Scalar](a blas.Mat[T]) float64 {
	big := 0.0
	for j := range a.Cols {
		s := 0.0
		for i := range a.Rows {
			s += blas.Abs(a.At(i, j))
		}
		if s > big || math.IsNaN(s) {
			big = s
		}
	}
	return big
}

// Norm1 returns the largest column sum of magnitudes.
func Norm1[T blas.Scalar](a blas.Mat[T]) float64 { return norm1(a) }

// wide copies a to double precision, times by.
func wide[T blas.Scalar](a blas.Mat[T], by float64) blas.Mat[complex128] {
	w := blas.NewMat[complex128](a.Rows, a.Cols)
	for i := range a.Rows {
		for j := range a.Cols {
			w.Set(i, j, blas.Complex128(a.At(i, j))*complex(by, 0))
		}
	}
	return w
}

// unit returns a power of two that brings the largest element of the matrices
// near one.
func unit[T blas.Scalar](as ...blas.Mat[T]) float64 {
	big := 0.0
	for _, a := range as {
		for i := range a.Rows {
			for j := range a.Cols {
				if x := blas.Abs(a.At(i, j)); x > big && !math.IsInf(x, 0) {
					big = x
				}
			}
		}
	}
	if big == 0 {
		return 1
	}
	return math.Ldexp(1, -min(max(math.Ilogb(big), -1020), 1020))
}

// Distance returns ‖A - B‖₁ / (max(m, n)·‖A‖₁·eps), with A the true matrix;
// infinity if a zero A is missed or B holds NaN or infinity.
func Distance[T blas.Scalar](a, b blas.Mat[T]) float64 {
	if a.Empty() {
		return 0
	}
	s := unit(a)
	wa, d := wide(a, s), wide(b, s)
	for i := range d.Data {
		d.Data[i] -= wa.Data[i]
	}
	return ratio(norm1(d), norm1(wa)*float64(max(a.Rows, a.Cols))*blas.Eps[T]())
}

func ratio(x, y float64) float64 {
	switch {
	case x == 0:
		return 0
	case math.IsNaN(x) || math.IsInf(x, 0) || y == 0:
		return math.Inf(1)
	}
	return x / y
}

// Orthogonality returns ‖I - QᴴQ‖₁ / (n·eps) for the columns of Q.
func Orthogonality[T blas.Scalar](q blas.Mat[T]) float64 {
	if q.Empty() {
		return 0
	}
	w := wide(q, 1)
	g := blas.Eye[complex128](q.Cols)
	blas.Gemm(Best(), -1, w.H(), w, 1, g)
	return ratio(norm1(g), float64(q.Rows)*blas.Eps[T]())
}

// Product returns the product of matrices in double precision, rounded once
// to T.
func Product[T blas.Scalar](ms ...blas.Mat[T]) blas.Mat[T] {
	p, back := wideUnit(ms[0])
	for _, m := range ms[1:] {
		w, s := wideUnit(m)
		q := blas.NewMat[complex128](p.Rows, m.Cols)
		if p.Cols > 0 {
			blas.Gemm(Best(), 1, p, w, 0, q)
		}
		p = q
		back += s
	}
	out := blas.NewMat[T](p.Rows, p.Cols)
	for i := range out.Data {
		x := p.Data[i]
		out.Data[i] = blas.FromComplex[T](complex(math.Ldexp(real(x), back), math.Ldexp(imag(x), back)))
	}
	return out
}

// wideUnit is m brought near one, and the binary exponent that was taken out.
func wideUnit[T blas.Scalar](m blas.Mat[T]) (blas.Mat[complex128], int) {
	s := unit(m)
	return wide(m, s), -math.Ilogb(s)
}

// EigenResidual returns ‖A·V - V·diag(w)‖₁ / (n·‖A‖₁·‖V‖₁·eps).
func EigenResidual[T blas.Scalar](a, v blas.Mat[T], w []complex128) float64 {
	if a.Empty() {
		return 0
	}
	s := unit(a)
	wa, wv := wide(a, s), wide(v, 1)
	r := blas.NewMat[complex128](a.Rows, v.Cols)
	for i := range r.Rows {
		for j := range r.Cols {
			r.Set(i, j, wv.At(i, j)*(w[j]*complex(s, 0)))
		}
	}
	blas.Gemm(Best(), 1, wa, wv, -1, r)
	return ratio(norm1(r), float64(a.Rows)*norm1(wa)*norm1(wv)*blas.Eps[T]())
}

// SolveResidual returns ‖B - A·X‖₁ / (‖A‖₁·‖X‖₁·eps), the largest over the
// columns of B.
func SolveResidual[T blas.Scalar](a, x, b blas.Mat[T]) float64 {
	s := unit(a)
	worst := 0.0
	for j := range b.Cols {
		xc, bc := x.Window(0, j, x.Rows, 1), b.Window(0, j, b.Rows, 1)
		t := unit(xc)
		wa, wx, r := wide(a, s), wide(xc, t), wide(bc, 1)
		for i := range r.Data {
			r.Data[i] = complex(real(r.Data[i])*s*t, imag(r.Data[i])*s*t)
		}
		if a.Cols > 0 {
			blas.Gemm(Best(), -1, wa, wx, 1, r)
		}
		worst = math.Max(worst, ratio(norm1(r), norm1(wa)*norm1(wx)*blas.Eps[T]()))
	}
	return worst
}

// SameBits reports whether two matrices are equal bit by bit, NaN being equal
// to NaN.
func SameBits[T blas.Scalar](a, b blas.Mat[T]) bool {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		return false
	}
	same := func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
	}
	for i := range a.Rows {
		for j := range a.Cols {
			x, y := blas.Complex128(a.At(i, j)), blas.Complex128(b.At(i, j))
			if !same(real(x), real(y)) || !same(imag(x), imag(y)) {
				return false
			}
		}
	}
	return true
}
