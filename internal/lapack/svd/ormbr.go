package svd

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// blockOf is how many of k reflectors are applied at a time.
func blockOf(k int) int {
	if k <= 256 {
		return 32
	}
	return 64
}

// applyReflectors computes C = H₀·H₁·…·C for the reflectors below the diagonal
// of v, the last ones first.
func applyReflectors[T blas.Scalar](env blas.Env, v blas.Mat[T], tau []T, c blas.Mat[T]) {
	k := len(tau)
	width := blockOf(k)
	for j := (k - 1) / width * width; j >= 0 && k > 0 && !blas.Stopped(env); j -= width {
		w := min(width, k-j)
		h := lapack.MakeBlock(env, v.Window(j, j, v.Rows-j, w), tau[j:j+w])
		h.Left(env, false, c.Window(j, 0, c.Rows-j, c.Cols))
	}
}

// ApplyQ computes C = Q·C for C with as many rows as the matrix. LAPACK: ?ormbr
// 'Q'.
func (b Bidiagonal[T]) ApplyQ(env blas.Env, c blas.Mat[T]) {
	applyReflectors(env, b.a, b.tauQ, c)
}

// ApplyPH computes C = C·Pᴴ for C with as many columns as the matrix. LAPACK:
// ?ormbr 'P'.
func (b Bidiagonal[T]) ApplyPH(env blas.Env, c blas.Mat[T]) {
	n := b.a.Cols
	if n < 2 {
		return
	}
	// Cᵀ = conj(P)·Cᵀ, and conj(P) is what the rows hold.
	rows := b.a.Window(0, 1, n-1, n-1).T()
	applyReflectors(env, rows, b.tauP, c.Window(0, 1, c.Rows, n-1).T())
}
