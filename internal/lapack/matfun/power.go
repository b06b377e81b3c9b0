package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// MatrixPower computes dst = a to the power p by repeated squaring; negative
// powers are powers of the inverse, with status [Singular] if there is none.
// The power zero is the identity, whatever a is.
func MatrixPower[T blas.Scalar](env Env, dst, a Mat[T], p int) Status {
	return lift(env, dst, a,
		func(env Env, a Mat[float64]) (Mat[float64], Status) { return matrixPower(env, a, p) },
		func(env Env, a Mat[complex128]) (Mat[complex128], Status) { return matrixPower(env, a, p) })
}

func matrixPower[W wide](env Env, a Mat[W], p int) (Mat[W], Status) {
	if p == 0 {
		return blas.Eye[W](a.Rows), OK
	}
	bits := uint(p)
	if p < 0 {
		bits = -bits
		inv := blas.Eye[W](a.Rows)
		if !solve(env, a, inv) {
			return a, Singular
		}
		a = inv
	}
	for bits&1 == 0 {
		a = mul(env, a, a)
		bits >>= 1
	}
	x := a
	for bits >>= 1; bits > 0 && !blas.Stopped(env); bits >>= 1 {
		a = mul(env, a, a)
		if bits&1 == 1 {
			x = mul(env, x, a)
		}
	}
	return x, OK
}

// FractionalMatrixPower computes dst = a to the real power p, exp(p·log a) with
// the principal logarithm. Integer powers are those of [MatrixPower]. The
// statuses are those of [Logm]; a singular matrix has other powers than whole
// ones only where [Sqrtm] finds them.
//
// N. J. Higham and L. Lin, "A Schur-Padé algorithm for fractional powers of a
// matrix", SIAM J. Matrix Anal. Appl. 32 (2011), and its improvement (2013).
func FractionalMatrixPower[T blas.Scalar](env Env, dst, a Mat[T], p float64) Status {
	if p == math.Trunc(p) && math.Abs(p) < 1<<53 {
		return MatrixPower(env, dst, a, int(p))
	}
	return lift(env, dst, a,
		func(env Env, a Mat[float64]) (Mat[float64], Status) { return fractionalPower(env, a, p) },
		func(env Env, a Mat[complex128]) (Mat[complex128], Status) { return fractionalPower(env, a, p) })
}

func fractionalPower[W wide](env Env, a Mat[W], p float64) (Mat[W], Status) {
	if math.IsNaN(p) || math.Abs(p) >= 1<<53 {
		return a, NotFinite
	}
	if shapeOf(a) == lowerTriangular {
		x, st := fractionalPower(env, a.T().Clone(env), p)
		return x.T(), st
	}
	keep := a.Clone(env)
	t, z, w, st := triangularForm(env, a)
	if st == OK {
		st = cut[W](w)
	}
	if st != OK {
		return a, st
	}
	whole, part := splitPower(env, t, p)
	x, st := fractionalUpper(env, t, part)
	if st != OK {
		return a, st
	}
	y := back[W](env, x, z)
	if whole == 0 {
		return y, OK
	}
	k, st := matrixPower(env, keep, whole)
	if st != OK {
		return a, st
	}
	return mul(env, k, y), OK
}

// splitPower writes p as an integer and a part in (-1, 1), the one of the two
// that the condition of T makes more accurate.
func splitPower(env Env, t Mat[complex128], p float64) (int, float64) {
	down := math.Floor(p)
	f := p - down
	inv := lapack.EstimateNorm1(t.Rows, func(x Mat[complex128], adjoint bool) Mat[complex128] {
		if adjoint {
			blas.Trsm(env, blas.Lower, blas.NonUnit, 1, t.H(), x)
		} else {
			blas.Trsm(env, blas.Upper, blas.NonUnit, 1, t, x)
		}
		return x
	})
	if cond := lapack.Norm1(t) * inv; !(cond < math.Inf(1)) || f*blas.Pow(cond, 1-f) <= (1-f)*blas.Pow(cond, f) {
		return int(down), f
	}
	return int(down) + 1, f - 1
}

// thetaPower is thetaLog for the approximants to (I+X)^p, p in (-1, 1).
var thetaPower = [8]float64{0, 1.51e-5, 2.24e-3, 1.88e-2, 6.04e-2, 1.24e-1, 2.00e-1, 2.79e-1}

// fractionalUpper returns the power p in (-1, 1) of an upper triangular matrix.
func fractionalUpper(env Env, t Mat[complex128], p float64) (Mat[complex128], Status) {
	n := t.Rows
	if isUpper(t.T()) {
		x := blas.NewMat[complex128](n, n)
		setPowerDiagonal(x, t, p)
		return x, OK
	}
	rs, st := scaleByRoots(env, t, thetaPower)
	if st != OK {
		return t, st
	}
	x := powerPade(env, rs, p)
	setPowerDiagonal(x, t, math.Ldexp(p, -rs.s))
	for s := rs.s; s > 0 && !blas.Stopped(env); {
		x = square(env, x, 1)
		s--
		setPowerDiagonal(x, t, math.Ldexp(p, -s))
	}
	return x, OK
}

// powerPade evaluates the approximant to (I+R)^p from the bottom of its
// continued fraction.
func powerPade(env Env, rs rootScaling, p float64) Mat[complex128] {
	c := func(i int) complex128 { // for I - R, hence the sign
		j := float64(i / 2)
		switch {
		case i == 1:
			return complex(p, 0)
		case i%2 == 0:
			return complex((j-p)/(2*(2*j-1)), 0)
		}
		return complex((j+p)/(2*(2*j+1)), 0)
	}
	y := rs.r.Clone(env)
	blas.Scal(env, c(2*rs.m), flat(y))
	for j := 2*rs.m - 1; j >= 1; j-- {
		addDiagonal(y, 1)
		x := rs.r.Clone(env)
		blas.Trsm(env, blas.Upper, blas.NonUnit, c(j), y, x)
		y = x
	}
	addDiagonal(y, 1)
	return y
}

// setPowerDiagonal writes diagonal and first superdiagonal of t^p to x.
func setPowerDiagonal(x, t Mat[complex128], p float64) {
	for i := range t.Rows {
		x.Set(i, i, cpow(t.At(i, i), p))
		if i > 0 {
			x.Set(i-1, i, cmul(t.At(i-1, i), powerDifference(t.At(i-1, i-1), t.At(i, i), p)))
		}
	}
}
