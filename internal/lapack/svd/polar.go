package svd

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Polar computes the polar decomposition of a, m by n: with at least as many
// rows as columns A = U·H, otherwise A = H·U, where U has orthonormal columns
// (rows) and H is Hermitian and positive semidefinite, of order min(m, n). From
// A = W·S·Vᴴ these are U = W·Vᴴ and H = V·S·Vᴴ (W·S·Wᴴ). a is destroyed; false
// means that it holds NaN or infinity. N. Higham, "Computing the polar
// decomposition", SIAM J. Sci. Stat. Comput. 7 (1986).
func Polar[T blas.Scalar](env blas.Env, a, u, h blas.Mat[T]) bool {
	m, n := a.Rows, a.Cols
	k := min(m, n)
	if u.Rows != m || u.Cols != n || h.Rows != k || h.Cols != k {
		panic("svd: polar: shapes do not fit")
	}
	if m < n {
		// Aᵀ = Uᵀ·Hᵀ
		return Polar(env, a.T(), u.T(), h.T())
	}
	s, w, vh := make([]float64, k), blas.ScratchCols[T](m, k), blas.Scratch[T](k, n)
	ok := Gesdd(env, Economy, a, s, w, vh)
	blas.Gemm(env, 1, w, vh, 0, u)
	// H = (√S·Vᴴ)ᴴ·(√S·Vᴴ) comes out Hermitian to the last bit.
	for i := range k {
		blas.Scal(env, blas.FromReal[T](math.Sqrt(s[i])), vh.Row(i))
	}
	blas.Herk(env, blas.Lower, 1, vh.H(), 0, h)
	blas.Mirror(blas.Lower, true, h)
	return ok
}

// Procrustes computes the matrix r with orthonormal columns, n by n, for which
// ‖A·R - B‖ in the Frobenius norm is least, and the sum of the singular values
// of AᴴB, which makes scale = sum/‖A‖² the best multiple of A·R. a and b are m by
// n. P. Schönemann, "A generalized solution of the orthogonal Procrustes
// problem", Psychometrika 31 (1966).
func Procrustes[T blas.Scalar](env blas.Env, a, b, r blas.Mat[T]) (sum float64, ok bool) {
	n := a.Cols
	if b.Rows != a.Rows || b.Cols != n || r.Rows != n || r.Cols != n {
		panic("svd: procrustes: shapes do not fit")
	}
	p := blas.ScratchCols[T](n, n)
	blas.Gemm(env, 1, a.H(), b, 0, p)
	s, u, vh := make([]float64, n), blas.ScratchCols[T](n, n), blas.Scratch[T](n, n)
	ok = Gesdd(env, Full, p, s, u, vh)
	blas.Gemm(env, 1, u, vh, 0, r)
	for i := n - 1; i >= 0; i-- { // the small ones first
		sum += s[i]
	}
	return sum, ok
}
