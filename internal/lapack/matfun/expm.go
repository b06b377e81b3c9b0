package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Expm computes dst = exp(a) by scaling and squaring with a Padé approximant,
// whose degree and scaling are chosen by the norms of powers of a, so that
// nonnormal matrices are not scaled more than they need. Triangular matrices
// keep their shape and have diagonal and first superdiagonal to full relative
// accuracy. The status is [NotFinite] where the exponential overflows.
//
// A. H. Al-Mohy and N. J. Higham, "A new scaling and squaring algorithm for the
// matrix exponential", SIAM J. Matrix Anal. Appl. 31 (2009), algorithm 6.1 and
// code fragments 2.1 and 2.2.
func Expm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, expm[float64], expm[complex128])
}

func expm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	switch shapeOf(a) {
	case diagonal:
		setExpDiagonal(a, a, 0)
		return a, OK
	case lowerTriangular:
		x, st := expmOf(env, a.T().Clone(env), true)
		return x.T(), st
	case upperTriangular:
		return expmOf(env, a, true)
	}
	return expmOf(env, a, false)
}

// expmOf is expm for a matrix that is upper triangular or has no shape.
func expmOf[W wide](env Env, a Mat[W], triangular bool) (Mat[W], Status) {
	norm := lapack.Norm1(a)
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		if !finite(a) {
			blas.Fill(a, blas.FromReal[W](math.NaN()), blas.FromReal[W](math.NaN()))
			return a, NotFinite
		}
	}
	p := newPowers(env, a)
	degree, s := p.choose()
	u, v := p.pade(degree, s)
	x, ok := solveQuotient(env, u, v, triangular)
	if !ok {
		return x, NotFinite
	}
	if !triangular {
		return square(env, x, s), OK
	}
	for setExpDiagonal(x, a, s); s > 0 && !blas.Stopped(env); {
		x = square(env, x, 1)
		s--
		setExpDiagonal(x, a, s)
	}
	return x, OK
}

// solveQuotient returns (v-u)⁻¹·(v+u).
func solveQuotient[W wide](env Env, u, v Mat[W], triangular bool) (Mat[W], bool) {
	q := v.Clone(env)
	blas.Axpy(env, -1, flat(u), flat(q))
	blas.Axpy(env, 1, flat(u), flat(v))
	if triangular {
		blas.Trsm(env, blas.Upper, blas.NonUnit, 1, q, v)
		return v, true
	}
	return v, solve(env, q, v)
}

// square returns x to the power 2^s.
func square[W wide](env Env, x Mat[W], s int) Mat[W] {
	if s == 0 {
		return x
	}
	y := blas.Scratch[W](x.Rows, x.Cols)
	for range s {
		if blas.Stopped(env) {
			break
		}
		blas.Gemm(env, 1, x, x, 0, y)
		x, y = y, x
	}
	return x
}

// setExpDiagonal writes diagonal and first superdiagonal of exp(2^-s·a) to x.
func setExpDiagonal[W wide](x, a Mat[W], s int) {
	n := a.Rows
	scale := math.Ldexp(1, -s)
	var last complex128 // a[i-1][i-1], scaled
	var lastExp complex128
	for i := range n {
		d := scaled(scale, blas.Complex128(a.At(i, i)))
		e := cexp(d)
		x.Set(i, i, blas.FromComplex[W](e))
		if i > 0 {
			t := scaled(scale, blas.Complex128(a.At(i-1, i)))
			x.Set(i-1, i, blas.FromComplex[W](cmul(t, expDifference(last, d, lastExp, e))))
		}
		last, lastExp = d, e
	}
}

// expDifference returns the divided difference (ey-ex)/(y-x), where ex and ey
// are the exponentials, without cancellation for close arguments.
func expDifference(x, y, ex, ey complex128) complex128 {
	h := scaled(0.5, y-x)
	if cabs(h) > 0.5 {
		return blas.Div(ey-ex, y-x)
	}
	return cmul(cexp(scaled(0.5, x+y)), sinhc(h))
}

// sinhc returns sinh(z)/z for |z| <= 1/2 by its series.
func sinhc(z complex128) complex128 {
	w := cmul(z, z)
	s := complex128(1)
	for k := 7; k >= 1; k-- {
		s = 1 + scaled(1/float64(2*k*(2*k+1)), cmul(w, s))
	}
	return s
}
