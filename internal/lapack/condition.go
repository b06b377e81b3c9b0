package lapack

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Gecon estimates the reciprocal condition number 1/(‖A‖₁·‖A⁻¹‖₁) from the
// factors of [Getrf] and ‖A‖₁. The estimate is rarely more than three times
// too large, and never too small but for rounding. LAPACK: ?gecon '1'.
func Gecon[T blas.Scalar](env blas.Env, lu blas.Mat[T], piv []int, anorm float64) float64 {
	if zeroOnDiagonal(lu) >= 0 {
		return 0
	}
	return rcond(env, lu.Rows, anorm,
		func(x blas.Mat[T]) { Getrs(env, lu, piv, x) },
		func(x blas.Mat[T]) { GetrsH(env, lu, piv, x) })
}

// GeconInf is [Gecon] in the infinity norm, given ‖A‖∞. LAPACK: ?gecon 'I'.
func GeconInf[T blas.Scalar](env blas.Env, lu blas.Mat[T], piv []int, anorm float64) float64 {
	if zeroOnDiagonal(lu) >= 0 {
		return 0
	}
	return rcond(env, lu.Rows, anorm, // ‖A⁻¹‖∞ = ‖A⁻ᴴ‖₁
		func(x blas.Mat[T]) { GetrsH(env, lu, piv, x) },
		func(x blas.Mat[T]) { Getrs(env, lu, piv, x) })
}

// Pocon estimates the reciprocal condition number from the factor of [Potrf]
// and ‖A‖₁. LAPACK: ?pocon.
func Pocon[T blas.Scalar](env blas.Env, uplo blas.Uplo, f blas.Mat[T], anorm float64) float64 {
	if zeroOnDiagonal(f) >= 0 {
		return 0
	}
	solve := func(x blas.Mat[T]) { Potrs(env, uplo, f, x) }
	return rcond(env, f.Rows, anorm, solve, solve)
}

// Trcon estimates the reciprocal condition number of the triangle uplo of a in
// the 1-norm. LAPACK: ?trcon '1'.
func Trcon[T blas.Scalar](env blas.Env, uplo blas.Uplo, diag blas.Diag, a blas.Mat[T]) float64 {
	if diag == blas.NonUnit && zeroOnDiagonal(a) >= 0 {
		return 0
	}
	return rcond(env, a.Rows, NormTri(uplo, diag, a),
		func(x blas.Mat[T]) { blas.Trsm(env, uplo, diag, 1, a, x) },
		func(x blas.Mat[T]) { blas.Trsm(env, uplo.T(), diag, 1, a.H(), x) })
}

// rcond estimates 1/(anorm·‖A⁻¹‖₁) by solves with A and Aᴴ. Right sides have
// the size of A, so that solutions have that of the condition number and stay
// in range where A does.
func rcond[T blas.Scalar](env blas.Env, n int, anorm float64, solve, solveH func(x blas.Mat[T])) float64 {
	switch {
	case n == 0:
		return 1
	case anorm == 0:
		return 0
	case math.IsNaN(anorm) || math.IsInf(anorm, 0):
		return math.NaN()
	}
	unit := math.Ldexp(1, min(max(math.Ilogb(anorm), -1000), 1000))
	if blas.IsSingle[T]() {
		unit = math.Ldexp(1, min(max(math.Ilogb(anorm), -120), 120))
	}
	e := estimator[T]{x: blas.NewCols[T](n, 1), unit: unit, solve: solve, solveH: solveH}
	est := e.run(env)
	r := unit / anorm / est
	switch {
	case math.IsInf(est, 0) || math.IsNaN(est):
		return 0 // the solution left the range: singular to working precision
	case r > 1:
		return 1
	}
	return r
}

// estimator finds a lower bound of unit·‖A⁻¹‖₁ by the method of W. Hager with
// the improvements of N. Higham (ACM TOMS 14, 1988). LAPACK: ?lacn2.
type estimator[T blas.Scalar] struct {
	x             blas.Mat[T] // one column
	unit          float64
	solve, solveH func(x blas.Mat[T])
}

func (e *estimator[T]) run(env blas.Env) float64 {
	n := e.x.Rows
	blas.Fill(e.x, blas.FromReal[T](e.unit/float64(n)), blas.FromReal[T](e.unit/float64(n)))
	e.solve(e.x)
	est := e.sum()
	if n == 1 {
		return est
	}
	j := -1
	for iter := 0; iter < 5 && !blas.Stopped(env); iter++ {
		e.signs()
		e.solveH(e.x)
		next := e.largest()
		if next == j || next < 0 {
			break
		}
		j = next
		blas.Fill(e.x, 0, 0)
		e.x.Set(j, 0, blas.FromReal[T](e.unit))
		e.solve(e.x)
		s := e.sum()
		if !(s > est) {
			break
		}
		est = s
	}
	return math.Max(est, e.alternating())
}

// alternating guards against matrices that are made to deceive the iteration.
func (e *estimator[T]) alternating() float64 {
	n := e.x.Rows
	for i := range n {
		v := e.unit * (1 + float64(i)/float64(n-1))
		if i%2 == 1 {
			v = -v
		}
		e.x.Set(i, 0, blas.FromReal[T](v))
	}
	e.solve(e.x)
	return 2 * e.sum() / float64(3*n)
}

func (e *estimator[T]) sum() float64 {
	s := 0.0
	for i := range e.x.Rows {
		s += blas.Abs(e.x.At(i, 0))
	}
	return s
}

// signs replaces x by unit·x/|x|.
func (e *estimator[T]) signs() {
	for i := range e.x.Rows {
		z := blas.Complex128(e.x.At(i, 0))
		if a := blas.Abs(z); a > 0 && !math.IsInf(a, 0) {
			z = complex(real(z)/a*e.unit, imag(z)/a*e.unit)
		} else {
			z = complex(e.unit, 0)
		}
		e.x.Set(i, 0, blas.FromComplex[T](z))
	}
}

// largest returns the index of the largest element, -1 if one is NaN.
func (e *estimator[T]) largest() int {
	best, at := -1.0, 0
	for i := range e.x.Rows {
		a := blas.Abs(e.x.At(i, 0))
		if math.IsNaN(a) {
			return -1
		}
		if a > best {
			best, at = a, i
		}
	}
	return at
}
