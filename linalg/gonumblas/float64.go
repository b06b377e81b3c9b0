package gonumblas

import "gonum.org/v1/gonum/blas"

// Ddot returns Σ x[i]·y[i].
func (impl BLAS) Ddot(n int, x []float64, incX int, y []float64, incY int) float64 {
	if contiguous(longDot, n, x, incX) && contiguous(n, n, y, incY) {
		return dot(n, x, y)
	}
	return impl.Implementation.Ddot(n, x, incX, y, incY)
}

// Dnrm2 returns the Euclidean norm of x.
func (impl BLAS) Dnrm2(n int, x []float64, incX int) float64 {
	if contiguous(longNrm2, n, x, incX) {
		return nrm2(n, x)
	}
	return impl.Implementation.Dnrm2(n, x, incX)
}

// Dasum returns Σ |x[i]|.
func (impl BLAS) Dasum(n int, x []float64, incX int) float64 {
	if contiguous(longAsum, n, x, incX) {
		return asum(n, x)
	}
	return impl.Implementation.Dasum(n, x, incX)
}

// Daxpy computes y += alpha·x.
func (impl BLAS) Daxpy(n int, alpha float64, x []float64, incX int, y []float64, incY int) {
	if contiguous(longAxpy, n, x, incX) && contiguous(n, n, y, incY) && alpha != 0 {
		axpy(n, alpha, x, y)
	} else {
		impl.Implementation.Daxpy(n, alpha, x, incX, y, incY)
	}
}

// Dscal computes x *= alpha.
func (impl BLAS) Dscal(n int, alpha float64, x []float64, incX int) {
	if contiguous(longScal, n, x, incX) && alpha != 0 {
		scal(n, alpha, x)
	} else {
		impl.Implementation.Dscal(n, alpha, x, incX)
	}
}

// Dswap exchanges x and y.
func (impl BLAS) Dswap(n int, x []float64, incX int, y []float64, incY int) {
	if contiguous(longSwap, n, x, incX) && contiguous(n, n, y, incY) {
		swap(n, x, y)
	} else {
		impl.Implementation.Dswap(n, x, incX, y, incY)
	}
}

// Drot applies a plane rotation: x, y = c·x + s·y, c·y - s·x.
func (impl BLAS) Drot(n int, x []float64, incX int, y []float64, incY int, c, s float64) {
	if contiguous(longRot, n, x, incX) && contiguous(n, n, y, incY) {
		rot(n, x, y, c, s)
	} else {
		impl.Implementation.Drot(n, x, incX, y, incY, c, s)
	}
}

// Dgemv computes y = alpha·op(A)·x + beta·y.
func (impl BLAS) Dgemv(t blas.Transpose, m, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if !gemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		if t != blas.NoTrans {
			y = reach(n, y, incY)
		}
		impl.Implementation.Dgemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Dger computes A += alpha·x·yᵀ.
func (impl BLAS) Dger(m, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if !ger(m, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Dger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Dsymv computes y = alpha·A·x + beta·y for a symmetric A.
func (impl BLAS) Dsymv(ul blas.Uplo, n int, alpha float64, a []float64, lda int, x []float64, incX int, beta float64, y []float64, incY int) {
	if !hermv(ul, n, alpha, a, lda, x, incX, beta, y, incY) {
		impl.Implementation.Dsymv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Dsyr computes A += alpha·x·xᵀ for a symmetric A.
func (impl BLAS) Dsyr(ul blas.Uplo, n int, alpha float64, x []float64, incX int, a []float64, lda int) {
	if !herr(ul, n, alpha, x, incX, a, lda) {
		impl.Implementation.Dsyr(ul, n, alpha, x, incX, a, lda)
	}
}

// Dsyr2 computes A += alpha·(x·yᵀ + y·xᵀ) for a symmetric A.
func (impl BLAS) Dsyr2(ul blas.Uplo, n int, alpha float64, x []float64, incX int, y []float64, incY int, a []float64, lda int) {
	if !herr2(ul, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Dsyr2(ul, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Dtrmv computes x = op(A)·x for a triangular A.
func (impl BLAS) Dtrmv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if !trmv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Dtrmv(ul, t, d, n, a, lda, x, incX)
	}
}

// Dtrsv computes x = op(A)⁻¹·x for a triangular A.
func (impl BLAS) Dtrsv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []float64, lda int, x []float64, incX int) {
	if !trsv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Dtrsv(ul, t, d, n, a, lda, x, incX)
	}
}

// Dgemm computes C = alpha·op(A)·op(B) + beta·C.
func (impl BLAS) Dgemm(tA, tB blas.Transpose, m, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !gemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Dgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Dsymm computes C = alpha·A·B + beta·C, or alpha·B·A + beta·C, for a symmetric A.
func (impl BLAS) Dsymm(s blas.Side, ul blas.Uplo, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !symm(false, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Dsymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Dsyrk computes C = alpha·op(A)·op(A)ᵀ + beta·C for a symmetric C.
func (impl BLAS) Dsyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []float64, lda int, beta float64, c []float64, ldc int) {
	if !syrk(ul, t, n, k, alpha, a, lda, beta, c, ldc) {
		impl.Implementation.Dsyrk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Dsyr2k computes C = alpha·(op(A)·op(B)ᵀ + op(B)·op(A)ᵀ) + beta·C for a symmetric C.
func (impl BLAS) Dsyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha float64, a []float64, lda int, b []float64, ldb int, beta float64, c []float64, ldc int) {
	if !syr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Dsyr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Dtrmm computes B = alpha·op(A)·B, or alpha·B·op(A), for a triangular A.
func (impl BLAS) Dtrmm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	if !trmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Dtrmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Dtrsm computes B = alpha·op(A)⁻¹·B, or alpha·B·op(A)⁻¹, for a triangular A.
func (impl BLAS) Dtrsm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha float64, a []float64, lda int, b []float64, ldb int) {
	if !trsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Dtrsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}
