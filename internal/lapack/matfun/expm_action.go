package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// ExpmMultiply computes dst = exp(t·a)·b without the exponential, by products
// of a and blocks of b.Cols columns; dst may be b. See [ExpmAction].
func ExpmMultiply[T blas.Scalar](env Env, dst Mat[T], t float64, a, b Mat[T]) Status {
	checkSquare(a)
	if b.Rows != a.Rows || dst.Rows != b.Rows || dst.Cols != b.Cols {
		panic("matfun: shapes differ")
	}
	if blas.IsComplex[T]() {
		return expmMultiplyAs[complex128](env, dst, t, a, b)
	}
	return expmMultiplyAs[float64](env, dst, t, a, b)
}

func expmMultiplyAs[W wide, T blas.Scalar](env Env, dst Mat[T], t float64, a, b Mat[T]) Status {
	w := widen[W](env, a)
	n := w.Rows
	var trace W
	for i := range n {
		trace += w.At(i, i)
	}
	// With its mean eigenvalue taken off, a matrix is smaller.
	shift := W(0)
	if n > 0 {
		shift = blas.Div(trace, blas.FromReal[W](float64(n)))
	}
	addDiagonal(w, -shift)
	x, st := ExpmAction(env, t, lapack.Norm1(w), shift, func(x Mat[W], adjoint bool) Mat[W] {
		if adjoint {
			return mul(env, w.H(), x)
		}
		return mul(env, w, x)
	}, widen[W](env, b))
	if st == OK || st == NotFinite {
		narrow(env, dst, x)
	}
	if st == OK && !finite(dst) {
		st = NotFinite
	}
	return st
}

// thetaTaylor bounds the norms up to which m terms of the Taylor series have a
// backward error below 2⁻⁵³ (table 3.1 of the paper).
var thetaTaylor = []struct {
	m     int
	theta float64
}{{5, 2.40e-3}, {6, 9.07e-3}, {7, 2.38e-2}, {8, 5.00e-2}, {9, 8.96e-2}, {10, 1.44e-1}, {11, 2.14e-1}, {12, 3.00e-1},
	{13, 4.00e-1}, {14, 5.14e-1}, {15, 6.41e-1}, {16, 7.81e-1}, {17, 9.31e-1}, {18, 1.09}, {19, 1.26}, {20, 1.44},
	{21, 1.62}, {22, 1.82}, {23, 2.01}, {24, 2.22}, {25, 2.43}, {26, 2.64}, {27, 2.86}, {28, 3.08}, {29, 3.31}, {30, 3.54},
	{35, 4.7}, {40, 6.0}, {45, 7.2}, {50, 8.5}, {55, 9.9}}

// ExpmAction returns exp(t·(A + shift·I))·b for an operator A of 1-norm norm
// that is known by its products only; apply returns A·x or Aᴴ·x, new memory. A
// good shift makes A small: a matrix is best handed over without the mean of
// its diagonal. b is overwritten. The status is [NotFinite] for results beyond
// the range. A. H. Al-Mohy and N. J. Higham, "Computing the action of the
// matrix exponential, with an application to exponential integrators", SIAM J.
// Sci. Comput. 33 (2011), algorithm 3.2.
func ExpmAction[W wide](env Env, t, norm float64, shift W, apply func(x Mat[W], adjoint bool) Mat[W], b Mat[W]) (Mat[W], Status) {
	norm *= math.Abs(t)
	if !(norm < math.Inf(1)) || !finite(b) || !blas.Finite(shift) {
		nan := blas.FromReal[W](math.NaN())
		blas.Fill(b, nan, nan)
		return b, NotFinite
	}
	m, s := actionDegree(t, norm, b.Rows, b.Cols, apply)
	eta := blas.FromComplex[W](cexp(scaled(t/float64(s), blas.Complex128(shift))))
	f := b.Clone(env)
	for range s {
		before := lapack.NormInf(b)
		for j := 1; j <= m && norm > 0; j++ {
			if blas.Stopped(env) {
				return f, Stopped
			}
			b = apply(b, false)
			blas.Scal(env, blas.FromReal[W](t/(float64(s)*float64(j))), flat(b))
			term := lapack.NormInf(b)
			blas.Axpy(env, 1, flat(b), flat(f))
			if before+term <= 0x1p-53*lapack.NormInf(f) {
				break
			}
			before = term
		}
		blas.Scal(env, eta, flat(f))
		blas.Copy(env, b, f)
	}
	if !finite(f) {
		return f, NotFinite
	}
	return f, OK
}

// mostSplits bounds the steps: beyond, the result has overflowed or t·A is
// nowhere near what this method is for.
const mostSplits = 1 << 24

// actionDegree returns the number of terms and of steps that cost least.
func actionDegree[W wide](t, norm float64, n, cols int, apply func(x Mat[W], adjoint bool) Mat[W]) (m, s int) {
	if norm == 0 {
		return 0, 1
	}
	best := math.Inf(1)
	consider := func(terms int, size, theta float64) {
		steps := max(1, math.Ceil(size/theta))
		if cost := steps * float64(terms); cost < best && steps < mostSplits {
			best, m, s = cost, terms, int(steps)
		}
	}
	const pMax, top = 8, 55
	if norm <= 4*thetaTaylor[len(thetaTaylor)-1].theta/float64(max(cols, 1)*top)*pMax*(pMax+3) {
		for _, d := range thetaTaylor {
			consider(d.m, norm, d.theta)
		}
		return m, s
	}
	// Norms of powers, worth their price now.
	power := func(p int) float64 {
		est := lapack.EstimateNorm1(n, func(x Mat[W], adjoint bool) Mat[W] {
			for range p {
				x = apply(x, adjoint)
				blas.Scal(Env{}, blas.FromReal[W](t/norm), flat(x))
			}
			return x
		})
		return norm * root(est, p)
	}
	d := power(2)
	for p := 2; p <= pMax; p++ {
		next := power(p + 1)
		for _, e := range thetaTaylor {
			if e.m >= p*(p-1)-1 {
				consider(e.m, max(d, next), e.theta)
			}
		}
		d = next
	}
	if s == 0 {
		return top, mostSplits
	}
	return m, s
}
