package lapack

import "github.com/scicore-go/scicore/internal/blas"

// Trtri inverts the triangle uplo of a in place. It returns the index of the
// first zero on the diagonal and changes nothing then, or -1. LAPACK: ?trtri.
func Trtri[T blas.Scalar](env blas.Env, uplo blas.Uplo, diag blas.Diag, a blas.Mat[T]) int {
	if diag == blas.NonUnit {
		if zero := zeroOnDiagonal(a); zero >= 0 {
			return zero
		}
	}
	if uplo == blas.Upper {
		a = a.T()
	}
	trtri(env, diag, a)
	return -1
}

// zeroOnDiagonal returns the index of the first zero on the diagonal, or -1.
func zeroOnDiagonal[T blas.Scalar](a blas.Mat[T]) int {
	for i := range a.Rows {
		if a.At(i, i) == 0 {
			return i
		}
	}
	return -1
}

// triangleLeaf bounds the order of the triangles that are treated as full
// matrices: twice the operations, and all of them in kernels.
const triangleLeaf = 32

// trtri inverts a lower triangle, halving it.
func trtri[T blas.Scalar](env blas.Env, diag blas.Diag, a blas.Mat[T]) {
	n := a.Rows
	if n <= triangleLeaf {
		x := blas.Eye[T](n)
		blas.Trsm(env, blas.Lower, diag, 1, a, x)
		copyLower(a, x, diag)
		return
	}
	h := halfOf(n)
	a11, a21, a22 := a.Window(0, 0, h, h), a.Window(h, 0, n-h, h), a.Window(h, h, n-h, n-h)
	blas.Trsm(env, blas.Upper, diag, -1, a11.T(), a21.T())
	blas.Trsm(env, blas.Lower, diag, 1, a22, a21)
	trtri(env, diag, a11)
	trtri(env, diag, a22)
}

// copyLower copies the lower triangle of src, without its diagonal if that is
// known to be ones.
func copyLower[T blas.Scalar](dst, src blas.Mat[T], diag blas.Diag) {
	for i := range src.Rows {
		to := i + 1
		if diag == blas.Unit {
			to = i
		}
		for j := range to {
			dst.Set(i, j, src.At(i, j))
		}
	}
}

// Trtrs solves A·X = B for the triangle uplo of A, in place of B. It returns
// the index of the first zero on the diagonal and changes nothing then, or -1.
// LAPACK: ?trtrs.
func Trtrs[T blas.Scalar](env blas.Env, uplo blas.Uplo, diag blas.Diag, a, b blas.Mat[T]) int {
	if diag == blas.NonUnit {
		if zero := zeroOnDiagonal(a); zero >= 0 {
			return zero
		}
	}
	blas.Trsm(env, uplo, diag, 1, a, b)
	return -1
}

// Lauum computes Lᴴ·L of the lower triangle of a, or U·Uᴴ of the upper one, in
// place. LAPACK: ?lauum.
func Lauum[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T]) {
	if uplo == blas.Upper {
		// (U·Uᴴ)ᵀ = conj(U)·Uᵀ = Lᴴ·L for L = Uᵀ
		a = a.T()
	}
	lauum(env, a)
}

func lauum[T blas.Scalar](env blas.Env, a blas.Mat[T]) {
	n := a.Rows
	if n <= triangleLeaf {
		l, x := blas.NewMat[T](n, n), blas.Scratch[T](n, n)
		copyLower(l, a, blas.NonUnit)
		blas.Herk(env, blas.Lower, 1, l.H(), 0, x)
		copyLower(a, x, blas.NonUnit)
		return
	}
	h := halfOf(n)
	a11, a21, a22 := a.Window(0, 0, h, h), a.Window(h, 0, n-h, h), a.Window(h, h, n-h, n-h)
	lauum(env, a11)
	blas.Herk(env, blas.Lower, 1, a21.H(), 1, a11)
	blas.Trmm(env, blas.Upper, blas.NonUnit, 1, a22.H(), a21)
	lauum(env, a22)
}
