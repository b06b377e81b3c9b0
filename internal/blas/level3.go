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
	Gemm(env, alpha, full(uplo, false, a), b, beta, c)
}

// Hemm is [Symm] for a Hermitian A. From the right, C = alpha·B·A + beta·C, is
// Hemm(env, uplo.T(), alpha, a.T(), b.T(), beta, c.T()).
func Hemm[T Scalar](env Env, uplo Uplo, alpha T, a, b Mat[T], beta T, c Mat[T]) {
	Gemm(env, alpha, full(uplo, true, a), b, beta, c)
}

// full copies a symmetric or Hermitian matrix with both triangles.
func full[T Scalar](uplo Uplo, herm bool, a Mat[T]) Mat[T] {
	f := Scratch[T](a.Rows, a.Cols)
	at := Stored(uplo, herm, a)
	for i := range a.Rows {
		for j := range a.Cols {
			f.Set(i, j, at(i, j))
		}
	}
	return f
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

// half splits n near the middle at a multiple of 16.
func half(n int) int { return (n/2 + 15) &^ 15 }

// Trsm computes B = alpha·A⁻¹·B for the triangle uplo of A. From the right:
// transposed views. A zero on the diagonal gives infinities, as in BLAS.
func Trsm[T Scalar](env Env, uplo Uplo, diag Diag, alpha T, a, b Mat[T]) {
	if alpha != 1 {
		scale(alpha, b)
	}
	trsm(env, uplo, diag, a, b)
}

func trsm[T Scalar](env Env, uplo Uplo, diag Diag, a, b Mat[T]) {
	n, m := b.Rows, b.Cols
	if n == 0 || m == 0 {
		return
	}
	if n <= 32 {
		trsmSmall(uplo, diag, a, b)
		return
	}
	h := half(n)
	top, bot := b.Window(0, 0, h, m), b.Window(h, 0, n-h, m)
	a11, a22 := a.Window(0, 0, h, h), a.Window(h, h, n-h, n-h)
	if uplo == Lower {
		trsm(env, uplo, diag, a11, top)
		Gemm(env, -1, a.Window(h, 0, n-h, h), top, 1, bot)
		trsm(env, uplo, diag, a22, bot)
		return
	}
	trsm(env, uplo, diag, a22, bot)
	Gemm(env, -1, a.Window(0, h, h, n-h), bot, 1, top)
	trsm(env, uplo, diag, a11, top)
}

func trsmSmall[T Scalar](uplo Uplo, diag Diag, a, b Mat[T]) {
	n := b.Rows
	for s := range n {
		i := s
		if uplo == Upper {
			i = n - 1 - s
		}
		for j := range b.Cols {
			x := b.At(i, j)
			if uplo == Lower {
				for k := range i {
					x -= a.At(i, k) * b.At(k, j)
				}
			} else {
				for k := i + 1; k < n; k++ {
					x -= a.At(i, k) * b.At(k, j)
				}
			}
			if diag == NonUnit {
				x /= a.At(i, i)
			}
			b.Set(i, j, x)
		}
	}
}

// Trmm computes B = alpha·A·B for the triangle uplo of A. From the right:
// transposed views.
func Trmm[T Scalar](env Env, uplo Uplo, diag Diag, alpha T, a, b Mat[T]) {
	trmm(env, uplo, diag, a, b)
	if alpha != 1 {
		scale(alpha, b)
	}
}

func trmm[T Scalar](env Env, uplo Uplo, diag Diag, a, b Mat[T]) {
	n, m := b.Rows, b.Cols
	if n == 0 || m == 0 {
		return
	}
	if n <= 32 {
		trmmSmall(uplo, diag, a, b)
		return
	}
	h := half(n)
	top, bot := b.Window(0, 0, h, m), b.Window(h, 0, n-h, m)
	a11, a22 := a.Window(0, 0, h, h), a.Window(h, h, n-h, n-h)
	if uplo == Lower {
		trmm(env, uplo, diag, a22, bot)
		Gemm(env, 1, a.Window(h, 0, n-h, h), top, 1, bot)
		trmm(env, uplo, diag, a11, top)
		return
	}
	trmm(env, uplo, diag, a11, top)
	Gemm(env, 1, a.Window(0, h, h, n-h), bot, 1, top)
	trmm(env, uplo, diag, a22, bot)
}

func trmmSmall[T Scalar](uplo Uplo, diag Diag, a, b Mat[T]) {
	n := b.Rows
	for s := range n {
		i := s
		if uplo == Lower {
			i = n - 1 - s
		}
		for j := range b.Cols {
			x := b.At(i, j)
			if diag == NonUnit {
				x *= a.At(i, i)
			}
			if uplo == Lower {
				for k := range i {
					x += a.At(i, k) * b.At(k, j)
				}
			} else {
				for k := i + 1; k < n; k++ {
					x += a.At(i, k) * b.At(k, j)
				}
			}
			b.Set(i, j, x)
		}
	}
}

// scale computes m *= alpha; alpha zero clears m without reading it.
func scale[T Scalar](alpha T, m Mat[T]) {
	for i := range m.Rows {
		for j := range m.Cols {
			if alpha == 0 {
				m.Set(i, j, 0)
			} else {
				m.Set(i, j, alpha*m.At(i, j))
			}
		}
	}
}
