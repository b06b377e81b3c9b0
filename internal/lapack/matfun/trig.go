package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Cosm computes dst = cos(a), from exp(i·a).
func Cosm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, cosm[float64], cosm[complex128])
}

// Sinm computes dst = sin(a), from exp(i·a) or, where a is so small that the
// exponential would lose the sine, by its series.
func Sinm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, sinm[float64], sinm[complex128])
}

// Tanm computes dst = cos(a)⁻¹·sin(a). The status is [Singular] at a pole.
func Tanm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, tanm[float64], tanm[complex128])
}

// Coshm computes dst = cosh(a), from exp(a) and exp(-a).
func Coshm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, coshm[float64], coshm[complex128])
}

// Sinhm computes dst = sinh(a), from exp(a) and exp(-a) or, where a is small,
// by its series.
func Sinhm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, sinhm[float64], sinhm[complex128])
}

// Tanhm computes dst = cosh(a)⁻¹·sinh(a). The status is [Singular] at a pole.
func Tanhm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, tanhm[float64], tanhm[complex128])
}

func cosm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	c, _, st := cosSin(env, a)
	return c, st
}

func sinm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	if s, ok := sineSeries(env, a, -1); ok {
		return s, OK
	}
	_, s, st := cosSin(env, a)
	return s, st
}

func tanm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	small, series := sineSeries(env, a, -1)
	c, s, st := cosSin(env, a)
	if series {
		s = small
	}
	return ratio(env, c, s, st)
}

func coshm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	c, _, st := coshSinh(env, a)
	return c, st
}

func sinhm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	if s, ok := sineSeries(env, a, 1); ok {
		return s, OK
	}
	_, s, st := coshSinh(env, a)
	return s, st
}

func tanhm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	small, series := sineSeries(env, a, 1)
	c, s, st := coshSinh(env, a)
	if series {
		s = small
	}
	return ratio(env, c, s, st)
}

func ratio[W wide](env Env, c, s Mat[W], st Status) (Mat[W], Status) {
	if st != OK {
		return s, st
	}
	if !finite(c) || !finite(s) {
		return s, NotFinite
	}
	uplo := blas.Upper
	switch shapeOf(c) {
	case full:
		if !solve(env, c.Clone(env), s) {
			return s, Singular
		}
		return s, OK
	case lowerTriangular:
		uplo = blas.Lower
	}
	for i := range c.Rows {
		if c.At(i, i) == 0 {
			return s, Singular
		}
	}
	blas.Trsm(env, uplo, blas.NonUnit, 1, c, s) // keeps the shape
	return s, OK
}

// cosSin returns cosine and sine: of a real matrix the real and the imaginary
// part of one exponential, of a complex one the halves of two.
func cosSin[W wide](env Env, a Mat[W]) (c, s Mat[W], st Status) {
	ia := widen[complex128](env, a)
	blas.Scal(env, 1i, flat(ia))
	if !blas.IsComplex[W]() {
		e, st := expm(env, ia)
		c, s = blas.NewMat[W](a.Rows, a.Cols), blas.NewMat[W](a.Rows, a.Cols)
		for i := range a.Rows {
			for j := range a.Cols {
				c.Set(i, j, blas.FromReal[W](real(e.At(i, j))))
				s.Set(i, j, blas.FromReal[W](imag(e.At(i, j))))
			}
		}
		return c, s, st
	}
	plus, minus, st := halves(env, ia)
	blas.Scal(env, -1i, flat(minus))
	return any(plus).(Mat[W]), any(minus).(Mat[W]), st
}

func coshSinh[W wide](env Env, a Mat[W]) (c, s Mat[W], st Status) { return halves(env, a) }

// halves returns (exp(a) ± exp(-a))/2.
func halves[W wide](env Env, a Mat[W]) (plus, minus Mat[W], st Status) {
	b := a.Clone(env)
	blas.Scal(env, -1, flat(b))
	e, st := expm(env, a.Clone(env))
	f, st2 := expm(env, b)
	e, f = e.Clone(env), f.Clone(env) // row-major also if triangular
	blas.Scal(env, 0.5, flat(e))
	blas.Scal(env, 0.5, flat(f))
	plus, minus = e.Clone(env), e
	blas.Axpy(env, 1, flat(f), flat(plus))
	blas.Axpy(env, -1, flat(f), flat(minus))
	return plus, minus, max(st, st2)
}

// sineSeries returns the sine (sign -1) or hyperbolic sine (sign 1) of a matrix
// of norm up to 1 by its series, cut where the rest is below 2⁻⁵³ of the first
// term, and false for others.
func sineSeries[W wide](env Env, a Mat[W], sign float64) (Mat[W], bool) {
	if norm := lapack.Norm1(a); !(norm <= 1) {
		return a, false
	}
	var c [9]float64 // of powers of A², up to 1/17!
	f := 1.0
	for k := range c {
		if k > 0 {
			f *= float64(2*k*(2*k+1)) * sign
		}
		c[k] = 1 / f
	}
	b := mul(env, a, a)
	b2 := mul(env, b, b)
	b3 := mul(env, b, b2)
	p := combine(env, c[6], c[7:9], b, b2)
	for k := 3; k >= 0; k -= 3 {
		q := combine(env, c[k], c[k+1:k+3], b, b2)
		blas.Gemm(env, 1, b3, p, 1, q)
		p = q
	}
	return mul(env, a, p), true
}

// mostSteps bounds Newton's method for the sign; scaled, it needs 10 or so.
const mostSteps = 60

// Signm computes dst, the sign of a: the matrix with the eigenvectors of a and
// eigenvalues 1 and -1 where those of a lie right and left of the imaginary
// axis. The status is [Singular] if a is, and [NotConverged] if eigenvalues lie
// on the axis. Newton's method with the scaling of N. J. Higham, Functions of
// Matrices, SIAM, 2008, section 5.5 (by norms).
func Signm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, signm[float64], signm[complex128])
}

func signm[W wide](env Env, x Mat[W]) (Mat[W], Status) {
	if !finite(x) {
		return x, NotFinite
	}
	n := x.Rows
	scaling, last := true, math.Inf(1)
	for range mostSteps {
		if blas.Stopped(env) {
			return x, Stopped
		}
		inv := blas.Eye[W](n)
		if !solve(env, x.Clone(env), inv) {
			return x, Singular
		}
		mu := 1.0
		if scaling {
			mu = math.Sqrt(math.Sqrt(lapack.Norm1(inv) / lapack.Norm1(x) * (lapack.NormInf(inv) / lapack.NormInf(x))))
		}
		next := x.Clone(env)
		blas.Scal(env, blas.FromReal[W](mu/2), flat(next))
		blas.Axpy(env, blas.FromReal[W](0.5/mu), flat(inv), flat(next))
		step := x.Clone(env)
		blas.Axpy(env, -1, flat(next), flat(step))
		change := quotient(lapack.Norm1(step), lapack.Norm1(next))
		x = next
		if !(change < math.Inf(1)) {
			return x, NotConverged
		}
		// Convergence is quadratic: from here one step more ends it. What
		// is left then are rounding errors, which only grow.
		if change <= 1e-8 || !scaling && change >= last/2 && change < 1e-3 {
			return x, signed(env, x)
		}
		scaling = scaling && change > 1e-2
		last = change
	}
	return x, NotConverged
}

// signed holds a sign against X² = I.
func signed[W wide](env Env, x Mat[W]) Status {
	r := mul(env, x, x)
	addDiagonal(r, -1)
	if n := lapack.Norm1(x); lapack.Norm1(r) <= 1e-4*n*n {
		return OK
	}
	return NotConverged
}
