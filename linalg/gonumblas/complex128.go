package gonumblas

import "gonum.org/v1/gonum/blas"

// Zdotu returns Σ x[i]·y[i].
func (impl BLAS) Zdotu(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	if contiguous(longDot, n, x, incX) && contiguous(n, n, y, incY) {
		return dot(n, x, y)
	}
	return impl.Implementation.Zdotu(n, x, incX, y, incY)
}

// Zdotc returns Σ conj(x[i])·y[i].
func (impl BLAS) Zdotc(n int, x []complex128, incX int, y []complex128, incY int) complex128 {
	if contiguous(longDot, n, x, incX) && contiguous(n, n, y, incY) {
		return dotc(n, x, y)
	}
	return impl.Implementation.Zdotc(n, x, incX, y, incY)
}

// Dznrm2 returns the Euclidean norm of x.
func (impl BLAS) Dznrm2(n int, x []complex128, incX int) float64 {
	if contiguous(longNrm2, n, x, incX) {
		return nrm2(n, x)
	}
	return impl.Implementation.Dznrm2(n, x, incX)
}

// Dzasum returns Σ |Re x[i]| + |Im x[i]|.
func (impl BLAS) Dzasum(n int, x []complex128, incX int) float64 {
	if contiguous(longAsum, n, x, incX) {
		return asum(n, x)
	}
	return impl.Implementation.Dzasum(n, x, incX)
}

// Zaxpy computes y += alpha·x.
func (impl BLAS) Zaxpy(n int, alpha complex128, x []complex128, incX int, y []complex128, incY int) {
	if contiguous(longAxpy, n, x, incX) && contiguous(n, n, y, incY) && alpha != 0 {
		axpy(n, alpha, x, y)
	} else {
		impl.Implementation.Zaxpy(n, alpha, x, incX, y, incY)
	}
}

// Zscal computes x *= alpha.
func (impl BLAS) Zscal(n int, alpha complex128, x []complex128, incX int) {
	if contiguous(longScal, n, x, incX) && alpha != 0 {
		scal(n, alpha, x)
	} else {
		impl.Implementation.Zscal(n, alpha, x, incX)
	}
}

// Zdscal computes x *= alpha for a real alpha.
func (impl BLAS) Zdscal(n int, alpha float64, x []complex128, incX int) {
	if contiguous(longScal, n, x, incX) && alpha != 0 {
		dscal(n, alpha, x)
	} else {
		impl.Implementation.Zdscal(n, alpha, x, incX)
	}
}

// Zswap exchanges x and y.
func (impl BLAS) Zswap(n int, x []complex128, incX int, y []complex128, incY int) {
	if contiguous(longSwap, n, x, incX) && contiguous(n, n, y, incY) {
		swap(n, x, y)
	} else {
		impl.Implementation.Zswap(n, x, incX, y, incY)
	}
}

// Zgemv computes y = alpha·op(A)·x + beta·y.
func (impl BLAS) Zgemv(t blas.Transpose, m, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	if !gemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		impl.Implementation.Zgemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Zgeru computes A += alpha·x·yᵀ.
func (impl BLAS) Zgeru(m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	if !ger(m, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Zgeru(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Zgerc computes A += alpha·x·yᴴ.
func (impl BLAS) Zgerc(m, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	if !gerc(m, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Zgerc(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Zhemv computes y = alpha·A·x + beta·y for a Hermitian A.
func (impl BLAS) Zhemv(ul blas.Uplo, n int, alpha complex128, a []complex128, lda int, x []complex128, incX int, beta complex128, y []complex128, incY int) {
	if !hermv(ul, n, alpha, a, lda, x, incX, beta, y, incY) {
		impl.Implementation.Zhemv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Zher computes A += alpha·x·xᴴ for a Hermitian A.
func (impl BLAS) Zher(ul blas.Uplo, n int, alpha float64, x []complex128, incX int, a []complex128, lda int) {
	if !herr(ul, n, alpha, x, incX, a, lda) {
		impl.Implementation.Zher(ul, n, alpha, x, incX, a, lda)
	}
}

// Zher2 computes A += alpha·x·yᴴ + conj(alpha)·y·xᴴ for a Hermitian A.
func (impl BLAS) Zher2(ul blas.Uplo, n int, alpha complex128, x []complex128, incX int, y []complex128, incY int, a []complex128, lda int) {
	if !herr2(ul, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Zher2(ul, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Ztrmv computes x = op(A)·x for a triangular A.
func (impl BLAS) Ztrmv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	if !trmv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Ztrmv(ul, t, d, n, a, lda, x, incX)
	}
}

// Ztrsv computes x = op(A)⁻¹·x for a triangular A.
func (impl BLAS) Ztrsv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []complex128, lda int, x []complex128, incX int) {
	if !trsv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Ztrsv(ul, t, d, n, a, lda, x, incX)
	}
}

// Zgemm computes C = alpha·op(A)·op(B) + beta·C.
func (impl BLAS) Zgemm(tA, tB blas.Transpose, m, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	if !gemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Zgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Zsymm computes C = alpha·A·B + beta·C, or alpha·B·A + beta·C, for a symmetric A.
func (impl BLAS) Zsymm(s blas.Side, ul blas.Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	if !symm(false, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Zsymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Zhemm computes C = alpha·A·B + beta·C, or alpha·B·A + beta·C, for a Hermitian A.
func (impl BLAS) Zhemm(s blas.Side, ul blas.Uplo, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	if !symm(true, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Zhemm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Zsyrk computes C = alpha·op(A)·op(A)ᵀ + beta·C for a symmetric C.
func (impl BLAS) Zsyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex128, a []complex128, lda int, beta complex128, c []complex128, ldc int) {
	if !syrk(ul, t, n, k, alpha, a, lda, beta, c, ldc) {
		impl.Implementation.Zsyrk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Zherk computes C = alpha·op(A)·op(A)ᴴ + beta·C for a Hermitian C.
func (impl BLAS) Zherk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []complex128, lda int, beta float64, c []complex128, ldc int) {
	if !herk(ul, t, n, k, alpha, a, lda, beta, c, ldc) {
		impl.Implementation.Zherk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Zsyr2k computes C = alpha·(op(A)·op(B)ᵀ + op(B)·op(A)ᵀ) + beta·C for a symmetric C.
func (impl BLAS) Zsyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta complex128, c []complex128, ldc int) {
	if !syr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Zsyr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Zher2k computes C = alpha·op(A)·op(B)ᴴ + conj(alpha)·op(B)·op(A)ᴴ + beta·C for a Hermitian C.
func (impl BLAS) Zher2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex128, a []complex128, lda int, b []complex128, ldb int, beta float64, c []complex128, ldc int) {
	if !her2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Zher2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Ztrmm computes B = alpha·op(A)·B, or alpha·B·op(A), for a triangular A.
func (impl BLAS) Ztrmm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	if !trmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Ztrmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Ztrsm computes B = alpha·op(A)⁻¹·B, or alpha·B·op(A)⁻¹, for a triangular A.
func (impl BLAS) Ztrsm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha complex128, a []complex128, lda int, b []complex128, ldb int) {
	if !trsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Ztrsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}
