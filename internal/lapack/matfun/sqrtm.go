package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
)

// Sqrtm computes dst, the principal square root of a: its eigenvalues lie in
// the right half plane or, for eigenvalues of a on the negative axis, on the
// upper imaginary one. Real matrices stay in real arithmetic and have status
// [NotReal] if they have a negative eigenvalue. A singular matrix has a root if
// the Schur form shows that the zero eigenvalues have no Jordan blocks, else
// the status is [Singular]. Of a Hermitian matrix negative eigenvalues of the
// size of rounding errors count as zeros.
//
// Å. Björck and S. Hammarling, "A Schur method for the square root of a
// matrix", Linear Algebra Appl. 52/53 (1983); in real arithmetic N. J. Higham
// (1987); by blocks E. Deadman, N. J. Higham and R. Ralha (2013).
func Sqrtm[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return lift(env, dst, a, sqrtm[float64], sqrtm[complex128])
}

func sqrtm[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	switch shapeOf(a) {
	case diagonal, upperTriangular:
		return sqrtUpper(env, a)
	case lowerTriangular:
		x, st := sqrtUpper(env, a.T().Clone(env))
		return x.T(), st
	}
	if isHermitian(a) {
		return sqrtHermitian(env, a)
	}
	t, z, _, st := schurOf(env, a)
	if st != OK {
		return a, st
	}
	r, st := sqrtUpper(env, t)
	if st != OK {
		return a, st
	}
	return mul(env, mul(env, z, r), z.H()), OK
}

func isHermitian[W wide](a Mat[W]) bool {
	for i := range a.Rows {
		for j := range i + 1 {
			if a.At(i, j) != blas.Conj(a.At(j, i)) {
				return false
			}
		}
	}
	return true
}

// sqrtHermitian takes roots of eigenvalues, or leaves a matrix with negative
// ones to the complex case.
func sqrtHermitian[W wide](env Env, a Mat[W]) (Mat[W], Status) {
	n := a.Rows
	q, w := a.Clone(env), make([]float64, n)
	if !finite(a) {
		return a, NotFinite
	}
	if st := hermitianEigen(env, q, w); st != OK {
		return a, st
	}
	noise := -float64(n) * blas.Eps[float64]() * math.Max(math.Abs(w[0]), math.Abs(w[n-1]))
	if !blas.IsComplex[W]() && w[0] < noise {
		return a, NotReal
	}
	r := q.Clone(env)
	for j := range n {
		x := complex(w[j], 0)
		if w[j] < 0 && w[j] >= noise {
			x = 0
		}
		blas.Scal(env, blas.FromComplex[W](csqrt(x)), r.Col(j))
	}
	return mul(env, r, q.H()), OK
}

// hermitianEigen overwrites a with its eigenvectors.
func hermitianEigen[W wide](env Env, a Mat[W], w []float64) Status {
	if failed := symeig.Syevd(env, true, blas.Lower, a, w); failed > 0 {
		return NotConverged
	}
	return OK
}

// sqrtUpper overwrites an upper (quasi-)triangular matrix with its root.
func sqrtUpper[W wide](env Env, t Mat[W]) (Mat[W], Status) {
	for i := range t.Rows {
		x := t.At(i, i)
		alone := (i == 0 || t.At(i, i-1) == 0) && (i+1 == t.Rows || t.At(i+1, i) == 0)
		if !blas.IsComplex[W]() && alone && blas.Re(x) < 0 {
			return t, NotReal
		}
	}
	s := newTriangularSolver(env, sylvester, 1, blas.Upper, t, blas.Upper, t)
	s.least, s.withoutGap = 0x1p-1022, true
	s.root(t)
	if !s.exact {
		return t, Singular
	}
	return t, OK
}

// root overwrites t with its square root R: for T = (T11 T12; 0 T22) the block
// R12 solves R11·X + X·R22 = T12.
func (s *triangularSolver[W]) root(t Mat[W]) {
	n := t.Rows
	switch {
	case n == 0 || blas.Stopped(s.env):
		return
	case n == 1:
		x := blas.Complex128(t.At(0, 0))
		t.Set(0, 0, blas.FromComplex[W](csqrt(complex(real(x), imag(x)+0))))
		return
	case n == 2 && t.At(1, 0) != 0:
		rootOfBlock(t)
		return
	}
	h := splitAt(t)
	t11, t22 := t.Window(0, 0, h, h), t.Window(h, h, n-h, n-h)
	s.root(t11)
	s.root(t22)
	off := t.Window(0, h, h, n-h)
	if scale := s.solve(t11, t22, off); scale != 1 {
		rescale(1/scale, off) // overflows: it was the smaller evil
	}
}

// rootOfBlock overwrites a standardised real block (a b; c a) with its root
// alpha·I + (0 b; c 0)/(2·alpha), alpha the real part of sqrt(a+i·mu).
func rootOfBlock[W wide](t Mat[W]) {
	b, c := blas.Re(t.At(0, 1)), blas.Re(t.At(1, 0))
	mu := math.Sqrt(math.Abs(b)) * math.Sqrt(math.Abs(c))
	alpha := real(csqrt(complex(blas.Re(t.At(0, 0)), mu)))
	t.Set(0, 0, blas.FromReal[W](alpha))
	t.Set(1, 1, blas.FromReal[W](alpha))
	t.Set(0, 1, blas.FromReal[W](b/2/alpha))
	t.Set(1, 0, blas.FromReal[W](c/2/alpha))
}

// SqrtmResidual returns ‖X² - A‖/‖A‖ in the Frobenius norm for a root X.
func SqrtmResidual[T blas.Scalar](env Env, x, a Mat[T]) float64 {
	r := a.Clone(env)
	blas.Gemm(env, 1, x, x, -1, r)
	return quotient(lapack.NormFro(env, r), lapack.NormFro(env, a))
}
