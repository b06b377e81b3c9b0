package symeig

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// Problem is a generalised eigenproblem of a Hermitian A and a positive
// definite B; the numbers are LAPACK's itype.
type Problem int

const (
	AxLambdaBx Problem = 1 // A·x = λ·B·x, xᴴ·B·x = 1
	ABxLambdax Problem = 2 // A·B·x = λ·x, xᴴ·B·x = 1
	BAxLambdax Problem = 3 // B·A·x = λ·x, xᴴ·B⁻¹·x = 1
)

// Sygvd solves a generalised eigenproblem: eigenvalues ascending in w, the
// eigenvectors as columns in a if vectors is set. The triangle uplo of a and of
// b is read; all of a is overwritten, the triangle of b by its Cholesky factor.
// minor is 0, or the order of the first leading minor of B that is not positive,
// and nothing but b is written then; failed is as in [Syevd]. Neither matrix may
// be marked Conj. LAPACK: ?sygvd, ?hegvd.
func Sygvd[T blas.Scalar](env blas.Env, p Problem, vectors bool, uplo blas.Uplo, a, b blas.Mat[T], w []float64) (minor, failed int) {
	_, minor, failed = Sygvr(env, p, vectors, uplo, a, b, w, ByIndex(0, a.Rows))
	return minor, failed
}

// Sygvr is [Sygvd] for some of the eigenvalues; found is how many they are. They
// come first in w, their vectors first in a. LAPACK: ?sygvx, ?hegvx.
func Sygvr[T blas.Scalar](env blas.Env, p Problem, vectors bool, uplo blas.Uplo, a, b blas.Mat[T], w []float64, part Part) (found, minor, failed int) {
	if minor = lapack.Potrf(env, uplo, b); minor != 0 {
		return 0, minor, 0
	}
	Sygst(env, p, uplo, a, b)
	found, failed = Syevr(env, vectors, uplo, a, w, part)
	if vectors && found > 0 {
		backToGeneral(env, p, uplo, b, a.Window(0, 0, a.Rows, found))
	}
	return found, minor, failed
}

// Sygst reduces a generalised eigenproblem to an ordinary one, given the
// Cholesky factor of B in the triangle uplo of b: the triangle uplo of a
// becomes L⁻¹·A·L⁻ᴴ for the first problem and Lᴴ·A·L for the others. Neither
// matrix may be marked Conj. LAPACK: ?sygst, ?hegst.
func Sygst[T blas.Scalar](env blas.Env, p Problem, uplo blas.Uplo, a, b blas.Mat[T]) {
	if uplo == blas.Upper { // the lower triangles of conj(A) and conj(B)
		a, b = a.T(), b.T()
	}
	reduceToStandard(env, p == AxLambdaBx, a, b)
}

// reduceToStandard is Sygst on lower triangles, halving them.
func reduceToStandard[T blas.Scalar](env blas.Env, inverse bool, a, l blas.Mat[T]) {
	n := a.Rows
	if blas.Stopped(env) {
		return
	}
	if n <= 32 {
		reduceSmall(env, inverse, a, l)
		return
	}
	h := (n/2 + 15) &^ 15
	a11, a21, a22 := a.Window(0, 0, h, h), a.Window(h, 0, n-h, h), a.Window(h, h, n-h, n-h)
	l11, l21, l22 := l.Window(0, 0, h, h), l.Window(h, 0, n-h, h), l.Window(h, h, n-h, n-h)
	half := blas.FromReal[T](0.5)
	reduceToStandard(env, inverse, a11, l11)
	if inverse {
		// A21 = A21·L11⁻ᴴ, transposed: conj(L11)⁻¹·A21ᵀ
		blas.Trsm(env, blas.Lower, blas.NonUnit, 1, conjugate(l11), a21.T())
		timesHermitian(env, -half, l21, a11, a21)
		blas.Her2k(env, blas.Lower, -1, a21, l21, 1, a22)
		timesHermitian(env, -half, l21, a11, a21)
		blas.Trsm(env, blas.Lower, blas.NonUnit, 1, l22, a21)
	} else {
		blas.Trmm(env, blas.Upper, blas.NonUnit, 1, l11.T(), a21.T())
		blas.Hemm(env, blas.Lower, half, a22, l21, 1, a21)
		blas.Her2k(env, blas.Lower, 1, a21.H(), l21.H(), 1, a11)
		blas.Hemm(env, blas.Lower, half, a22, l21, 1, a21)
		blas.Trmm(env, blas.Upper, blas.NonUnit, 1, l22.H(), a21)
	}
	reduceToStandard(env, inverse, a22, l22)
}

// timesHermitian computes C += alpha·B·A for a Hermitian A by its lower
// triangle.
func timesHermitian[T blas.Scalar](env blas.Env, alpha T, b, a, c blas.Mat[T]) {
	blas.Hemm(env, blas.Upper, alpha, a.T(), b.T(), 1, c.T())
}

func conjugate[T blas.Scalar](a blas.Mat[T]) blas.Mat[T] {
	a.Conj = !a.Conj && blas.IsComplex[T]()
	return a
}

// reduceSmall multiplies from both sides: with F = L⁻¹·A the result is L⁻¹·Fᴴ,
// being Hermitian.
func reduceSmall[T blas.Scalar](env blas.Env, inverse bool, a, l blas.Mat[T]) {
	f := blas.ScratchCols[T](a.Rows, a.Rows)
	blas.CopyTriangle(blas.Lower, f, a)
	for i := range f.Rows {
		f.Set(i, i, blas.FromReal[T](blas.Re(f.At(i, i))))
	}
	blas.Mirror(blas.Lower, true, f)
	for range 2 {
		if inverse {
			blas.Trsm(env, blas.Lower, blas.NonUnit, 1, l, f)
		} else {
			blas.Trmm(env, blas.Upper, blas.NonUnit, 1, l.H(), f)
		}
		f = f.H().CloneCols(env)
	}
	blas.CopyTriangle(blas.Lower, a, f)
	for i := range a.Rows {
		a.Set(i, i, blas.FromReal[T](blas.Re(a.At(i, i))))
	}
}

// backToGeneral turns the vectors of the ordinary problem into those of the
// generalised one.
func backToGeneral[T blas.Scalar](env blas.Env, p Problem, uplo blas.Uplo, b, x blas.Mat[T]) {
	switch {
	case p == BAxLambdax && uplo == blas.Lower: // x = L·y
		blas.Trmm(env, blas.Lower, blas.NonUnit, 1, b, x)
	case p == BAxLambdax: // Uᴴ·y
		blas.Trmm(env, blas.Lower, blas.NonUnit, 1, b.H(), x)
	case uplo == blas.Lower: // L⁻ᴴ·y
		blas.Trsm(env, blas.Upper, blas.NonUnit, 1, b.H(), x)
	default: // U⁻¹·y
		blas.Trsm(env, blas.Upper, blas.NonUnit, 1, b, x)
	}
}
