package gonumblas

import "gonum.org/v1/gonum/blas"

// Sdot returns Σ x[i]·y[i].
func (impl BLAS) Sdot(n int, x []float32, incX int, y []float32, incY int) float32 {
	if contiguous(longDot, n, x, incX) && contiguous(n, n, y, incY) {
		return dot(n, x, y)
	}
	return impl.Implementation.Sdot(n, x, incX, y, incY)
}

// Snrm2 returns the Euclidean norm of x.
func (impl BLAS) Snrm2(n int, x []float32, incX int) float32 {
	if contiguous(longNrm2, n, x, incX) {
		return float32(nrm2(n, x))
	}
	return impl.Implementation.Snrm2(n, x, incX)
}

// Sasum returns Σ |x[i]|.
func (impl BLAS) Sasum(n int, x []float32, incX int) float32 {
	if contiguous(longAsum, n, x, incX) {
		return float32(asum(n, x))
	}
	return impl.Implementation.Sasum(n, x, incX)
}

// Saxpy computes y += alpha·x.
func (impl BLAS) Saxpy(n int, alpha float32, x []float32, incX int, y []float32, incY int) {
	if contiguous(longAxpy, n, x, incX) && contiguous(n, n, y, incY) && alpha != 0 {
		axpy(n, alpha, x, y)
	} else {
		impl.Implementation.Saxpy(n, alpha, x, incX, y, incY)
	}
}

// Sscal computes x *= alpha.
func (impl BLAS) Sscal(n int, alpha float32, x []float32, incX int) {
	if contiguous(longScal, n, x, incX) && alpha != 0 {
		scal(n, alpha, x)
	} else {
		impl.Implementation.Sscal(n, alpha, x, incX)
	}
}

// Sswap exchanges x and y.
func (impl BLAS) Sswap(n int, x []float32, incX int, y []float32, incY int) {
	if contiguous(longSwap, n, x, incX) && contiguous(n, n, y, incY) {
		swap(n, x, y)
	} else {
		impl.Implementation.Sswap(n, x, incX, y, incY)
	}
}

// Srot applies a plane rotation: x, y = c·x + s·y, c·y - s·x.
func (impl BLAS) Srot(n int, x []float32, incX int, y []float32, incY int, c, s float32) {
	if contiguous(longRot, n, x, incX) && contiguous(n, n, y, incY) {
		rot(n, x, y, c, s)
	} else {
		impl.Implementation.Srot(n, x, incX, y, incY, c, s)
	}
}

// Sgemv computes y = alpha·op(A)·x + beta·y.
func (impl BLAS) Sgemv(t blas.Transpose, m, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if !gemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY) {
		if t != blas.NoTrans {
			y = reach(n, y, incY)
		}
		impl.Implementation.Sgemv(t, m, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Sger computes A += alpha·x·yᵀ.
func (impl BLAS) Sger(m, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if !ger(m, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Sger(m, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Ssymv computes y = alpha·A·x + beta·y for a symmetric A.
func (impl BLAS) Ssymv(ul blas.Uplo, n int, alpha float32, a []float32, lda int, x []float32, incX int, beta float32, y []float32, incY int) {
	if !hermv(ul, n, alpha, a, lda, x, incX, beta, y, incY) {
		impl.Implementation.Ssymv(ul, n, alpha, a, lda, x, incX, beta, y, incY)
	}
}

// Ssyr computes A += alpha·x·xᵀ for a symmetric A.
func (impl BLAS) Ssyr(ul blas.Uplo, n int, alpha float32, x []float32, incX int, a []float32, lda int) {
	if !herr(ul, n, float64(alpha), x, incX, a, lda) {
		impl.Implementation.Ssyr(ul, n, alpha, x, incX, a, lda)
	}
}

// Ssyr2 computes A += alpha·(x·yᵀ + y·xᵀ) for a symmetric A.
func (impl BLAS) Ssyr2(ul blas.Uplo, n int, alpha float32, x []float32, incX int, y []float32, incY int, a []float32, lda int) {
	if !herr2(ul, n, alpha, x, incX, y, incY, a, lda) {
		impl.Implementation.Ssyr2(ul, n, alpha, x, incX, y, incY, a, lda)
	}
}

// Strmv computes x = op(A)·x for a triangular A.
func (impl BLAS) Strmv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if !trmv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Strmv(ul, t, d, n, a, lda, x, incX)
	}
}

// Strsv computes x = op(A)⁻¹·x for a triangular A.
func (impl BLAS) Strsv(ul blas.Uplo, t blas.Transpose, d blas.Diag, n int, a []float32, lda int, x []float32, incX int) {
	if !trsv(ul, t, d, n, a, lda, x, incX) {
		impl.Implementation.Strsv(ul, t, d, n, a, lda, x, incX)
	}
}

// Sgemm computes C = alpha·op(A)·op(B) + beta·C.
func (impl BLAS) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !gemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Ssymm computes C = alpha·A·B + beta·C, or alpha·B·A + beta·C, for a symmetric A.
func (impl BLAS) Ssymm(s blas.Side, ul blas.Uplo, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !symm(false, s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Ssymm(s, ul, m, n, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Ssyrk computes C = alpha·op(A)·op(A)ᵀ + beta·C for a symmetric C.
func (impl BLAS) Ssyrk(ul blas.Uplo, t blas.Transpose, n, k int, alpha float32, a []float32, lda int, beta float32, c []float32, ldc int) {
	if !syrk(ul, t, n, k, alpha, a, lda, beta, c, ldc) {
		impl.Implementation.Ssyrk(ul, t, n, k, alpha, a, lda, beta, c, ldc)
	}
}

// Ssyr2k computes C = alpha·(op(A)·op(B)ᵀ + op(B)·op(A)ᵀ) + beta·C for a symmetric C.
func (impl BLAS) Ssyr2k(ul blas.Uplo, t blas.Transpose, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int) {
	if !syr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
		impl.Implementation.Ssyr2k(ul, t, n, k, alpha, a, lda, b, ldb, beta, c, ldc)
	}
}

// Strmm computes B = alpha·op(A)·B, or alpha·B·op(A), for a triangular A.
func (impl BLAS) Strmm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	if !trmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Strmm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}

// Strsm computes B = alpha·op(A)⁻¹·B, or alpha·B·op(A)⁻¹, for a triangular A.
func (impl BLAS) Strsm(s blas.Side, ul blas.Uplo, t blas.Transpose, d blas.Diag, m, n int, alpha float32, a []float32, lda int, b []float32, ldb int) {
	if !trsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb) {
		impl.Implementation.Strsm(s, ul, t, d, m, n, alpha, a, lda, b, ldb)
	}
}
