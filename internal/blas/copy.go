package blas

import (
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

func dtypeOf[T Scalar]() dtype.DType { return dtype.Of[T]() }

// Copy copies src to dst, with Conj resolved; they do not overlap.
func Copy[T Scalar](env Env, dst, src Mat[T]) {
	checkSame(dst, src)
	if dst.Empty() {
		return
	}
	nd.Copy(env, dst.view(), src.view())
	if dst.Conj != src.Conj {
		ConjInPlace(dst)
	}
}

// CopyTriangle copies the given triangle of src, diagonal included, to dst.
func CopyTriangle[T Scalar](uplo Uplo, dst, src Mat[T]) {
	checkSame(dst, src)
	for i := range src.Rows {
		from, to := 0, min(i+1, src.Cols)
		if uplo == Upper {
			from, to = min(i, src.Cols), src.Cols
		}
		for j := from; j < to; j++ {
			dst.Set(i, j, src.At(i, j))
		}
	}
}

// Fill sets every element off the diagonal to off and the diagonal to diag.
func Fill[T Scalar](m Mat[T], off, diag T) {
	for i := range m.Rows {
		for j := range m.Cols {
			if i == j {
				m.Set(i, j, diag)
			} else {
				m.Set(i, j, off)
			}
		}
	}
}

// ClearTriangle sets the strict given triangle to zero.
func ClearTriangle[T Scalar](uplo Uplo, m Mat[T]) {
	if uplo == Upper {
		m = m.T()
	}
	for i := range m.Rows {
		for j := range min(i, m.Cols) {
			m.Set(i, j, 0)
		}
	}
}

// Mirror fills the other triangle of a square matrix from the one given, as
// its (conjugate, if herm) transpose.
func Mirror[T Scalar](uplo Uplo, herm bool, m Mat[T]) {
	if uplo == Upper {
		m = m.T()
	}
	herm = herm && IsComplex[T]()
	for i := range m.Rows {
		for j := range i {
			x := m.At(i, j)
			if herm {
				x = Conj(x)
			}
			m.Set(j, i, x)
		}
	}
}

// ConjInPlace conjugates the elements of m.
func ConjInPlace[T Scalar](m Mat[T]) {
	if !IsComplex[T]() {
		return
	}
	for i := range m.Rows {
		for j := range m.Cols {
			e := &m.Data[i*m.RS+j*m.CS]
			*e = Conj(*e)
		}
	}
}

func checkSame[T Scalar](a, b Mat[T]) {
	if a.Rows != b.Rows || a.Cols != b.Cols {
		panic("blas: shapes differ")
	}
}
