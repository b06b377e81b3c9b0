package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
)

// mul2 returns a·b.
func mul2[T blas.Scalar](a, b Mat[T]) Mat[T] {
	c := blas.NewMat[T](a.Rows, b.Cols)
	blas.Gemm(Env{}, 1, a, b, 0, c)
	return c
}

// lapackNorm is the 1-norm.
func lapackNorm[T blas.Scalar](a Mat[T]) float64 { return lapack.Norm1(a) }

// distance is the 1-norm of a-b, infinite if that is no number.
func distance[T blas.Scalar](a, b Mat[T]) float64 {
	d := blas.NewMat[T](a.Rows, a.Cols)
	for i := range a.Rows {
		for j := range a.Cols {
			d.Set(i, j, a.At(i, j)-b.At(i, j))
		}
	}
	if x := lapack.Norm1(d); !math.IsNaN(x) {
		return x
	}
	return math.Inf(1)
}
