package schur

import (
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/raw"
)

// products multiplies matrices in place, by means of memory that it keeps.
type products[T blas.Scalar] struct{ buf []T }

func (w *products[T]) scratch(rows, cols int) blas.Mat[T] {
	if n := rows * cols; cap(w.buf) < n {
		w.buf = raw.Slice[T](n)
	}
	return blas.RowMajor(w.buf[:rows*cols], rows, cols, max(cols, 1))
}

// fromRight computes c = c·q.
func (w *products[T]) fromRight(env blas.Env, c, q blas.Mat[T]) {
	if c.Empty() {
		return
	}
	p := w.scratch(c.Rows, c.Cols)
	blas.Gemm(env, 1, c, q, 0, p)
	copyBack(env, c, p)
}

// fromLeft computes c = qᴴ·c.
func (w *products[T]) fromLeft(env blas.Env, q, c blas.Mat[T]) {
	if c.Empty() {
		return
	}
	p := w.scratch(c.Rows, c.Cols)
	blas.Gemm(env, 1, q.H(), c, 0, p)
	copyBack(env, c, p)
}

func copyBack[T blas.Scalar](env blas.Env, c, p blas.Mat[T]) {
	if c.CS != 1 || c.Rows*c.Cols > 1<<16 {
		blas.Copy(env, c, p)
		return
	}
	for i := range c.Rows {
		copy(c.Data[i*c.RS:][:c.Cols], p.Data[i*p.RS:][:p.Cols])
	}
}
