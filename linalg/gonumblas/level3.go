package gonumblas

import (
	gonum "gonum.org/v1/gonum/blas"

	"github.com/scicore-go/scicore/internal/blas"
)

func gemm[T blas.Scalar](tA, tB gonum.Transpose, m, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	av, okA := operand(tA, a, m, k, lda)
	bv, okB := operand(tB, b, k, n, ldb)
	cv, okC := general(c, m, n, ldc)
	if !okA || !okB || !okC || alpha == 0 {
		return false
	}
	if m*n*k <= tinyProduct && !blas.IsComplex[T]() {
		tinyGemm(alpha, av, bv, beta, cv)
	} else {
		blas.Gemm(env(), alpha, av, bv, beta, cv)
	}
	return true
}

// Products of no more multiplications than this are done before a kernel has
// begun.
const tinyProduct = 30

func tinyGemm[T blas.Scalar](alpha T, a, b blas.Mat[T], beta T, c blas.Mat[T]) {
	for i := range c.Rows {
		for j := range c.Cols {
			var sum T
			for p := range a.Cols {
				sum += blas.Mul(a.Data[i*a.RS+p*a.CS], b.Data[p*b.RS+j*b.CS])
			}
			at := &c.Data[i*c.RS+j]
			sum = blas.Mul(sum, alpha)
			if beta != 0 {
				sum += blas.Mul(beta, *at)
			}
			*at = sum
		}
	}
}

// tiny reports whether an operation is so small that gonum's loops are done
// before a kernel has begun, and all that takes part in it is finite: then the
// zeros that gonum skips make no difference.
func tiny[T blas.Scalar](m, n, k int, a, b blas.Mat[T]) bool {
	return m*n*k <= 512 && finite(a) && finite(b)
}

func finite[T blas.Scalar](a blas.Mat[T]) bool {
	for _, x := range a.Data { // what lies between the rows may send it the longer way
		if x-x != 0 {
			return false
		}
	}
	return true
}

// symm is the product with a symmetric matrix, or with a Hermitian one.
func symm[T blas.Scalar](herm bool, s gonum.Side, ul gonum.Uplo, m, n int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	order, ok := sided(s, m, n)
	uplo, av, okA := triangle(ul, a, order, lda)
	bv, okB := general(b, m, n, ldb)
	cv, okC := general(c, m, n, ldc)
	if !ok || !okA || !okB || !okC || alpha == 0 || tiny(order, m, n, av, bv) {
		return false
	}
	if s == gonum.Right {
		uplo, av, bv, cv = uplo.T(), av.T(), bv.T(), cv.T()
	}
	if herm {
		blas.Hemm(env(), uplo, alpha, av, bv, beta, cv)
	} else {
		blas.Symm(env(), uplo, alpha, av, bv, beta, cv)
	}
	return true
}

// transposes lists what the argument of a rank k update may be: complex
// symmetric updates know no conjugation, Hermitian ones nothing else.
func transposes[T blas.Scalar](herm bool, t gonum.Transpose) bool {
	switch {
	case t == gonum.NoTrans || !blas.IsComplex[T]():
		return true
	case herm:
		return t == gonum.ConjTrans
	}
	return t == gonum.Trans
}

func syrk[T blas.Scalar](ul gonum.Uplo, t gonum.Transpose, n, k int, alpha T, a []T, lda int, beta T, c []T, ldc int) bool {
	av, okA := operand(t, a, n, k, lda)
	uplo, cv, okC := triangle(ul, c, n, ldc)
	if !okA || !okC || alpha == 0 || !transposes[T](false, t) || tiny(n, n, k, av, av) {
		return false
	}
	blas.Syrk(env(), uplo, alpha, av, beta, cv)
	return true
}

func herk[T blas.Complex](ul gonum.Uplo, t gonum.Transpose, n, k int, alpha float64, a []T, lda int, beta float64, c []T, ldc int) bool {
	av, okA := operand(t, a, n, k, lda)
	uplo, cv, okC := triangle(ul, c, n, ldc)
	if !okA || !okC || alpha == 0 || !transposes[T](true, t) || tiny(n, n, k, av, av) {
		return false
	}
	blas.Herk(env(), uplo, alpha, av, beta, cv)
	return true
}

func syr2k[T blas.Scalar](ul gonum.Uplo, t gonum.Transpose, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta T, c []T, ldc int) bool {
	av, okA := operand(t, a, n, k, lda)
	bv, okB := operand(t, b, n, k, ldb)
	uplo, cv, okC := triangle(ul, c, n, ldc)
	if !okA || !okB || !okC || alpha == 0 || !transposes[T](false, t) || tiny(n, n, k, av, bv) {
		return false
	}
	blas.Syr2k(env(), uplo, alpha, av, bv, beta, cv)
	return true
}

func her2k[T blas.Complex](ul gonum.Uplo, t gonum.Transpose, n, k int, alpha T, a []T, lda int, b []T, ldb int, beta float64, c []T, ldc int) bool {
	av, okA := operand(t, a, n, k, lda)
	bv, okB := operand(t, b, n, k, ldb)
	uplo, cv, okC := triangle(ul, c, n, ldc)
	if !okA || !okB || !okC || alpha == 0 || !transposes[T](true, t) || tiny(n, n, k, av, bv) {
		return false
	}
	blas.Her2k(env(), uplo, alpha, av, bv, beta, cv)
	return true
}

func trmm[T blas.Scalar](s gonum.Side, ul gonum.Uplo, t gonum.Transpose, d gonum.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) bool {
	uplo, diag, av, bv, ok := besideTriangle(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	if ok {
		blas.Trmm(env(), uplo, diag, alpha, av, bv)
	}
	return ok
}

func trsm[T blas.Scalar](s gonum.Side, ul gonum.Uplo, t gonum.Transpose, d gonum.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) bool {
	uplo, diag, av, bv, ok := besideTriangle(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	if ok {
		blas.Trsm(env(), uplo, diag, alpha, av, bv)
	}
	return ok
}

// besideTriangle is the triangular op(A) and B of Trmm and Trsm, turned so
// that the triangle stands on the left.
func besideTriangle[T blas.Scalar](s gonum.Side, ul gonum.Uplo, t gonum.Transpose, d gonum.Diag, m, n int, alpha T, a []T, lda int, b []T, ldb int) (blas.Uplo, blas.Diag, blas.Mat[T], blas.Mat[T], bool) {
	order, ok := sided(s, m, n)
	uplo, diag, av, okA := triangular(ul, t, d, a, order, lda)
	bv, okB := general(b, m, n, ldb)
	if s == gonum.Right {
		uplo, av, bv = uplo.T(), av.T(), bv.T()
	}
	return uplo, diag, av, bv, ok && okA && okB && alpha != 0 && !tiny(order, m, n, av, bv)
}
