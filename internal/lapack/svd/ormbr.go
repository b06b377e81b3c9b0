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

// applyReflectors computes C = H·C, or Hᴴ·C if inverse, for the product H =
// H₀·H₁·… of the reflectors below the diagonal of v.
func applyReflectors[T blas.Scalar](env blas.Env, inverse bool, v blas.Mat[T], tau []T, c blas.Mat[T]) {
	k := len(tau)
	width := blockOf(k)
	blocks := (k + width - 1) / width
	for b := range blocks {
		if blas.Stopped(env) {
			return
		}
		if !inverse {
			b = blocks - 1 - b
		}
		j := b * width
		w := min(width, k-j)
		h := lapack.MakeBlock(env, v.Window(j, j, v.Rows-j, w), tau[j:j+w])
		h.Left(env, inverse, c.Window(j, 0, c.Rows-j, c.Cols))
	}
}

// ApplyQ computes C = Q·C for C with as many rows as the matrix. LAPACK: ?ormbr
// 'Q'.
func (b Bidiagonal[T]) ApplyQ(env blas.Env, c blas.Mat[T]) {
	applyReflectors(env, false, b.a, b.tauQ, c)
}

// applyQH computes C = Qᴴ·C.
func (b Bidiagonal[T]) applyQH(env blas.Env, c blas.Mat[T]) {
	applyReflectors(env, true, b.a, b.tauQ, c)
}

// ApplyPH computes C = C·Pᴴ for C with as many columns as the matrix. LAPACK:
// ?ormbr 'P'.
func (b Bidiagonal[T]) ApplyPH(env blas.Env, c blas.Mat[T]) {
	b.conjP(env, false, c.T()) // Cᵀ = conj(P)·Cᵀ
}

// applyP and applyPH compute C = P·C and Pᴴ·C.
func (b Bidiagonal[T]) applyP(env blas.Env, c blas.Mat[T]) {
	blas.ConjInPlace(c)
	b.conjP(env, false, c)
	blas.ConjInPlace(c)
}

func (b Bidiagonal[T]) applyPH(env blas.Env, c blas.Mat[T]) {
	blas.ConjInPlace(c)
	b.conjP(env, true, c)
	blas.ConjInPlace(c)
}

// conjP computes C = conj(P)·C, which is what the rows hold, or its inverse.
func (b Bidiagonal[T]) conjP(env blas.Env, inverse bool, c blas.Mat[T]) {
	n := b.a.Cols
	if n < 2 {
		return
	}
	rows := b.a.Window(0, 1, n-1, n-1).T()
	applyReflectors(env, inverse, rows, b.tauP, c.Window(1, 0, n-1, c.Cols))
}
