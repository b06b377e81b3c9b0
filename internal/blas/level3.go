package blas

import "github.com/scicore-go/scicore/internal/gemm"

// Gemm computes C = alpha·A·B + beta·C. If beta is zero, C is not read. C
// overlaps neither A nor B.
func Gemm[T Scalar](env Env, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	if a.Rows != c.Rows || b.Cols != c.Cols || a.Cols != b.Rows {
		panic("blas: gemm: shapes do not fit")
	}
	if c.Empty() {
		return
	}
	product(env, gemm.Whole, alpha, a, b, beta, c)
}

// product is Gemm on a part of C.
func product[T Scalar](env Env, part gemm.Part, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	if c.Conj {
		a.Conj, b.Conj = !a.Conj, !b.Conj
		alpha, beta = Conj(alpha), Conj(beta)
	}
	gemm.GemmForm(env.Tier, env.Pool, env.Done, gemm.Form{ConjA: a.Conj, ConjB: b.Conj, Part: part}, c.Rows, c.Cols, a.Cols,
		alpha, a.operand(), b.operand(), beta, c.operand())
}

// Symm computes C = alpha·A·B + beta·C for the symmetric A of which the
// triangle uplo is stored. From the right: transposed views of B and C.
func Symm[T Scalar](env Env, uplo Uplo, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	symm(env, uplo, false, alpha, a, b, beta, c)
}

// Hemm is [Symm] for a Hermitian A; the imaginary parts of its diagonal are
// not read. From the right, C = alpha·B·A + beta·C, is
// Hemm(env, uplo.T(), alpha, a.T(), b.T(), beta, c.T()).
func Hemm[T Scalar](env Env, uplo Uplo, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	symm(env, uplo, IsComplex[T](), alpha, a, b, beta, c)
}

// symmBlock is the order of the blocks on the diagonal that are filled up.
const symmBlock = 192

// symm multiplies block row by block row: the block on the diagonal in a copy
// with both triangles, what lies left and right of it as it is stored or
// transposed.
func symm[T Scalar](env Env, uplo Uplo, herm bool, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	if a.Rows != a.Cols || a.Cols != b.Rows || a.Rows != c.Rows || b.Cols != c.Cols {
		panic("blas: symm: shapes do not fit")
	}
	if c.Empty() {
		return
	}
	if uplo == Upper {
		a = a.T() // the lower triangle of the transposed matrix,
		if herm {
			a.Conj = !a.Conj // which is the conjugate one
		}
	}
	mem := buffers.Get().(*buffer)
	defer buffers.Put(mem)
	n, m := c.Rows, c.Cols
	f := RowMajor(elements[T](mem, symmBlock*symmBlock), symmBlock, symmBlock, symmBlock)
	for i := 0; i < n; i += symmBlock {
		h := min(symmBlock, n-i)
		rows, d := c.Window(i, 0, h, m), f.Window(0, 0, h, h)
		CopyTriangle(Lower, d, a.Window(i, i, h, h))
		if herm {
			realDiagonal(d)
		}
		Mirror(Lower, herm, d)
		Gemm(env, alpha, d, b.Window(i, 0, h, m), beta, rows)
		if i > 0 {
			Gemm(env, alpha, a.Window(i, 0, h, i), b.Window(0, 0, i, m), 1, rows)
		}
		if r := n - i - h; r > 0 {
			below := a.Window(i+h, i, r, h).T()
			below.Conj = below.Conj != herm
			Gemm(env, alpha, below, b.Window(i+h, 0, r, m), 1, rows)
		}
	}
}

// Syrk computes C = alpha·A·Aᵀ + beta·C in the triangle uplo of C.
func Syrk[T Scalar](env Env, uplo Uplo, alpha T, a Mat[T], beta T, c Mat[T]) {
	rankK(env, uplo, alpha, a, a.T(), beta, c)
}

// Herk computes C = alpha·A·Aᴴ + beta·C in the triangle uplo of C, whose
// diagonal stays real.
func Herk[T Scalar](env Env, uplo Uplo, alpha float64, a Mat[T], beta float64, c Mat[T]) {
	rankK(env, uplo, FromReal[T](alpha), a, a.H(), FromReal[T](beta), c)
	realDiagonal(c)
}

// Syr2k computes C = alpha·(A·Bᵀ + B·Aᵀ) + beta·C in the triangle uplo of C.
func Syr2k[T Scalar](env Env, uplo Uplo, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	rankK(env, uplo, alpha, a, b.T(), beta, c)
	rankK(env, uplo, alpha, b, a.T(), 1, c)
}

// Her2k computes C = alpha·A·Bᴴ + conj(alpha)·B·Aᴴ + beta·C in the triangle
// uplo of C, whose diagonal stays real.
func Her2k[T Scalar](env Env, uplo Uplo, alpha T, a, b Mat[T], beta float64, c Mat[T]) {
	rankK(env, uplo, alpha, a, b.H(), FromReal[T](beta), c)
	rankK(env, uplo, Conj(alpha), b, a.H(), 1, c)
	realDiagonal(c)
}

func realDiagonal[T Scalar](c Mat[T]) {
	if !IsComplex[T]() {
		return
	}
	for i := range c.Rows {
		c.Set(i, i, FromReal[T](Re(c.At(i, i))))
	}
}

// rankK computes one triangle of C = alpha·A·B + beta·C.
func rankK[T Scalar](env Env, uplo Uplo, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	if a.Rows != c.Rows || b.Cols != c.Cols || c.Rows != c.Cols {
		panic("blas: rank-k update: shapes do not fit")
	}
	if c.Empty() {
		return
	}
	part := gemm.Lower
	if uplo == Upper {
		part = gemm.Upper
	}
	product(env, part, alpha, a, b, beta, c)
}
