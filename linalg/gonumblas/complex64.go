package gonumblas

import "gonum.org/v1/gonum/blas"

// Cdotu returns Σ x[i]·y[i].
func (impl BLAS) Cdotu(n int, x []complex64, incX int, y []complex64, incY int) complex64 {
	if contiguous(longDot, n, x, incX) && contiguous(n, n, y, incY) {
		return dot(n, x, y)
	}
	return impl.Implementation.Cdotu(n, x, incX, y, incY)
}

// Cdotc returns Σ conj(x[i])·y[i].
func (impl BLAS) Cdotc(n int, x []complex64, incX int, y []complex64, incY int) complex64 {
	if contiguous(longDot, n, x, incX) && contiguous(n, n, y, incY) {
		return dotc(n, x, y)
	}
	return impl.Implementation.Cdotc(n, x, incX, y, incY)
}

// Scnrm2 returns the Euclidean norm of x.
func (impl BLAS) Scnrm2(n int, x []complex64, incX int) float32 {
	if contiguous(longNrm2, n, x, incX) {
		return float32(nrm2(n, x))
	}
	return impl.Implementation.Scnrm2(n, x, incX)
}

// Scasum returns Σ |Re x[i]| + |Im x[i]|.
func (impl BLAS) Scasum(n int, x []complex64, incX int) float32 {
	if contiguous(longAsum, n, x, incX) {
		return float32(asum(n, x))
	}
	return impl.Implementation.Scasum(n, x, incX)
}

// Caxpy computes y += alpha·x.
func (impl BLAS) Caxpy(n int, alpha complex64, x []complex64, incX int, y []complex64, incY int) {
	if contiguous(longAxpy, n, x, incX) && contiguous(n, n, y, incY) && alpha != 0 {
		axpy(n, alpha, x, y)
	} else {
		impl.Implementation.Caxpy(n, alpha, x, incX, y, incY)
	}
}

// Cscal computes x *= alpha.
func (impl BLAS) Cscal(n int, alpha complex64, x []complex64, incX int) {
	if contiguous(longScal, n, x, incX) && alpha != 0 {
		scal(n, alpha, x)
	} else {
		impl.Implementation.Cscal(n, alpha, x, incX)
	}
}

// Csscal computes x *= alpha for a real alpha.
func (impl BLAS) Csscal(n int, alpha float32, x []complex64, incX int) {
	if contiguous(longScal, n, x, incX) && alpha != 0 {
		dscal(n, alpha, x)
	} else {
		impl.Implementation.Csscal(n, alpha, x, incX)
	}
}

// Cswap exchanges x and y.
func (impl BLAS) Cswap(n int, x []complex64, incX int, y []complex64, incY int) {
	if contiguous(longSwap, n, x, incX) && contiguous(n, n, y, incY) {
		swap(n, x, y)
	} else {
		impl.Implementation.Cswap(n, x, incX, y, incY)
	}
}

// Cgemv computes y = alpha·op(A)·x + beta·y.
func (impl BLAS) Cgemv(t blas.Transpose, m, n int, alpha complex64, a []complex64, lda int, x []complex64, incX int, beta complex64, y []complex64, incY int) {
	if !gemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		impl.Implementation.Cgemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Cgeru computes A += alpha·x·yᵀ.
func (impl BLAS) Cgeru(m, n int, alpha complex64, x []complex64, incX int, y []complex64, incY int, a []complex64, lda int) {
	if !ger(m, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Cgeru(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Cgerc computes A += alpha·x·yᴴ.
func (impl BLAS) Cgerc(m, n int, alpha complex64, x []complex64, incX int, y []complex64, incY int, a []complex64, lda int) {
	if !gerc(m, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Cgerc(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Chemv computes y = alpha·A·x + beta·y for a Hermitian A.
func (impl BLAS) Chemv(ul blas.Uplo, n int, alpha complex64, a []complex64, lda int, x []complex64, incX int, beta complex64, y []complex64, incY int) {
	if !hermv(ul, n, alpha, a, lda, x, incX, beta, y, incY) {
		impl.Implementation.Chemv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Cher computes A += alpha·x·xᴴ for a Hermitian A.
func (impl BLAS) Cher(ul blas.Uplo, n int, alpha float32, x []complex64, incX int, a []complex64, lda int) {
	if !herr(ul, n, float64(alpha), x, incX, a, lda) {
		impl.Implementation.Cher(ul, n, alpha, x, incX, a, lda)
	}
}

// Cher2 computes A += alpha·x·yᴴ + conj(alpha)·y·xᴴ for a Hermitian A.
func (impl BLAS) Cher2(ul blas.Uplo, n int, alpha complex64, x []complex64, incX int, y []complex64, incY int, a []complex64, lda int) {
	if !herr2(ul, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Cher2(ul, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Ctrmv computes x = op(A)·x for a triangular A.
func (impl BLAS) Ctrmv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []complex64, lda int, x []complex64, incX int) {
	if !trmv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Ctrmv(ul, t, d, n, a, lda, x, incX)
	}
}

// Ctrsv computes x = op(A)⁻¹·x for a triangular A.
func (impl BLAS) Ctrsv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []complex64, lda int, x []complex64, incX int) {
	if !trsv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Ctrsv(ul, t, d, n, a, lda, x, incX)
	}
}

// Cgemm computes C = alpha·op(A)·op(B) + beta·C.
func (impl BLAS) Cgemm(tA, tB blas.Transpose, m, n, k int, alpha complex64, a []complex64, lda int, b []complex64, ldb int, beta complex64, c []complex64, ldc int) {
	if !gemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Cgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Csymm computes C = alpha·A·B + beta·C, or alpha·B·A + beta·C, for a symmetric A.
func (impl BLAS) Csymm(s blas.Side, ul blas.Uplo, m, n int, alpha complex64, a []complex64, lda int, b []complex64, ldb int, beta complex64, c []complex64, ldc int) {
	if !symm(false, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Csymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Chemm computes C = alpha·A·B + beta·C, or alpha·B·A + beta·C, for a Hermitian A.
func (impl BLAS) Chemm(s blas.Side, ul blas.Uplo, m, n int, alpha complex64, a []complex64, lda int, b []complex64, ldb int, beta complex64, c []complex64, ldc int) {
	if !symm(true, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Chemm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Csyrk computes C = alpha·op(A)·op(A)ᵀ + beta·C for a symmetric C.
func (impl BLAS) Csyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex64, a []complex64, lda int, beta complex64, c []complex64, ldc int) {
	if !syrk(ul, t, n, k, alpha, a, lda, beta, c, ldc) {
		impl.Implementation.Csyrk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Cherk computes C = alpha·op(A)·op(A)ᴴ + beta·C for a Hermitian C.
func (impl BLAS) Cherk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float32, a []complex64, lda int, beta float32, c []complex64, ldc int) {
	if !herk(ul, t, n, k, float64(alpha), a, lda, float64(beta), c, ldc) {
		impl.Implementation.Cherk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Csyr2k computes C = alpha·(op(A)·op(B)ᵀ + op(B)·op(A)ᵀ) + beta·C for a symmetric C.
func (impl BLAS) Csyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex64, a []complex64, lda int, b []complex64, ldb int, beta complex64, c []complex64, ldc int) {
	if !syr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Csyr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Cher2k computes C = alpha·op(A)·op(B)ᴴ + conj(alpha)·op(B)·op(A)ᴴ + beta·C for a Hermitian C.
func (impl BLAS) Cher2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha complex64, a []complex64, lda int, b []complex64, ldb int, beta float32, c []complex64, ldc int) {
	if !her2k(ul, t, n, k, alpha, a, lda, b, ldb, float64(beta), c, ldc) {
		impl.Implementation.Cher2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Ctrmm computes B = alpha·op(A)·B, or alpha·B·op(A), for a triangular A.
func (impl BLAS) Ctrmm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha complex64, a []complex64, lda int, b []complex64, ldb int) {
	if !trmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Ctrmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Ctrsm computes B = alpha·op(A)⁻¹·B, or alpha·B·op(A)⁻¹, for a triangular A.
func (impl BLAS) Ctrsm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha complex64, a []complex64, lda int, b []complex64, ldb int) {
	if !trsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Ctrsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}
