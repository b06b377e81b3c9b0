package symeig

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

const (
	applied = 64 // reflectors that are applied at once
	slab    = 48 // columns of one worker: they stay in its cache meanwhile
)

// Ormtr computes C = Q·C, or Qᴴ·C if inverse, for the Q of [Sytrd] called with
// uplo on a. From the right: transposed views. After the reduction of an upper
// triangle Q is that of conj(A). LAPACK: ?ormtr, ?unmtr.
func Ormtr[T blas.Scalar](env blas.Env, uplo blas.Uplo, inverse bool, a blas.Mat[T], tau []T, c blas.Mat[T]) {
	if uplo == blas.Upper {
		a = a.T()
	}
	n := a.Rows - 1
	if n <= 0 {
		return
	}
	blocks := (n + applied - 1) / applied
	for b := range blocks {
		if blas.Stopped(env) {
			return
		}
		if !inverse {
			b = blocks - 1 - b
		}
		j := b * applied
		k := min(applied, n-j)
		h := lapack.MakeBlock(env, a.Window(j+1, j, n-j, k), tau[j:j+k])
		alone := blas.Env{Tier: env.Tier, Done: env.Done}
		env.Pool.For(env.Done, (c.Cols+slab-1)/slab, func(s int) {
			h.Left(alone, inverse, c.Window(j+1, s*slab, n-j, min(slab, c.Cols-s*slab)))
		})
	}
}

// Orgtr returns the Q of [Sytrd] as a matrix. LAPACK: ?orgtr, ?ungtr.
func Orgtr[T blas.Scalar](env blas.Env, uplo blas.Uplo, a blas.Mat[T], tau []T) blas.Mat[T] {
	q := blas.Eye[T](a.Rows).T()
	Ormtr(env, uplo, false, a, tau, q)
	return q
}
