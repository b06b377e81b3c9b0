package blas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/gemm"
)

// Gemv computes y = alpha·A·x + beta·y. If beta is zero, y is not read.
func Gemv[T Scalar](env Env, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	if a.Rows != y.N || a.Cols != x.N {
		panic("blas: gemv: shapes do not fit")
	}
	if a.Rows == 0 {
		return
	}
	if a.Conj || a.Cols == 0 {
		Gemm(env, alpha, a, x.Column(), beta, y.Column())
		return
	}
	gemm.Gemv(env.Tier, env.Pool, env.Done, a.Rows, a.Cols, alpha, a.operand(),
		unsafe.Pointer(unsafe.SliceData(x.Data)), x.Inc, beta, unsafe.Pointer(unsafe.SliceData(y.Data)), y.Inc)
}

// Ger computes A += alpha·x·yᵀ.
func Ger[T Scalar](env Env, alpha T, x, y Vec[T], a Mat[T]) {
	for i := range a.Rows {
		Axpy(env, alpha*x.At(i), y, a.Row(i))
	}
}

// Gerc computes A += alpha·x·yᴴ.
func Gerc[T Scalar](env Env, alpha T, x, y Vec[T], a Mat[T]) {
	if !IsComplex[T]() {
		Ger(env, alpha, x, y, a)
		return
	}
	for i := range a.Rows {
		for j := range a.Cols {
			a.Data[i*a.RS+j*a.CS] += alpha * x.At(i) * Conj(y.At(j))
		}
	}
}

// Symv computes y = alpha·A·x + beta·y for the symmetric A of which the
// triangle uplo is stored. If beta is zero, y is not read.
func Symv[T Scalar](env Env, uplo Uplo, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	symv(env, uplo, false, alpha, a, x, beta, y)
}

// Hemv is [Symv] for a Hermitian A; the imaginary parts of its diagonal are
// not read.
func Hemv[T Scalar](env Env, uplo Uplo, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	symv(env, uplo, true, alpha, a, x, beta, y)
}

func symv[T Scalar](env Env, uplo Uplo, herm bool, alpha T, a Mat[T], x Vec[T], beta T, y Vec[T]) {
	at := Stored(uplo, herm, a)
	for i := range a.Rows {
		var s T
		for j := range a.Cols {
			s += at(i, j) * x.At(j)
		}
		s *= alpha
		if beta != 0 {
			s += beta * y.At(i)
		}
		y.Set(i, s)
	}
}

// Stored returns a reader of all elements of a symmetric or Hermitian matrix
// of which one triangle is stored.
func Stored[T Scalar](uplo Uplo, herm bool, a Mat[T]) func(i, j int) T {
	herm = herm && IsComplex[T]()
	return func(i, j int) T {
		switch {
		case i == j && herm:
			return FromReal[T](Re(a.At(i, i)))
		case i == j || (j > i) == (uplo == Upper):
			return a.At(i, j)
		case herm:
			return Conj(a.At(j, i))
		}
		return a.At(j, i)
	}
}

// Syr computes A += alpha·x·xᵀ in the triangle uplo.
func Syr[T Scalar](env Env, uplo Uplo, alpha T, x Vec[T], a Mat[T]) {
	if uplo == Upper {
		a = a.T()
	}
	for i := range a.Rows {
		Axpy(env, alpha*x.At(i), x.From(0, i+1), a.Row(i).From(0, i+1))
	}
}

// Her computes A += alpha·x·xᴴ in the triangle uplo; the diagonal stays real.
func Her[T Scalar](env Env, uplo Uplo, alpha float64, x Vec[T], a Mat[T]) {
	Her2(env, uplo, FromReal[T](alpha/2), x, x, a)
}

// Syr2 computes A += alpha·(x·yᵀ + y·xᵀ) in the triangle uplo.
func Syr2[T Scalar](env Env, uplo Uplo, alpha T, x, y Vec[T], a Mat[T]) {
	if uplo == Upper {
		a = a.T()
	}
	for i := range a.Rows {
		row := a.Row(i).From(0, i+1)
		Axpy(env, alpha*x.At(i), y.From(0, i+1), row)
		Axpy(env, alpha*y.At(i), x.From(0, i+1), row)
	}
}

// Her2 computes A += alpha·x·yᴴ + conj(alpha)·y·xᴴ in the triangle uplo; the
// diagonal stays real.
func Her2[T Scalar](env Env, uplo Uplo, alpha T, x, y Vec[T], a Mat[T]) {
	if !IsComplex[T]() {
		Syr2(env, uplo, alpha, x, y, a)
		return
	}
	for i := range a.Rows {
		from, to := 0, i+1
		if uplo == Upper {
			from, to = i, a.Cols
		}
		for j := from; j < to; j++ {
			v := a.At(i, j) + alpha*x.At(i)*Conj(y.At(j)) + Conj(alpha)*y.At(i)*Conj(x.At(j))
			if i == j {
				v = FromReal[T](Re(v))
			}
			a.Set(i, j, v)
		}
	}
}

// Trmv computes x = A·x for the triangle uplo of A.
func Trmv[T Scalar](env Env, uplo Uplo, diag Diag, a Mat[T], x Vec[T]) {
	Trmm(env, uplo, diag, 1, a, x.Column())
}

// Trsv computes x = A⁻¹·x for the triangle uplo of A. A zero on the diagonal
// gives infinities, as in BLAS.
func Trsv[T Scalar](env Env, uplo Uplo, diag Diag, a Mat[T], x Vec[T]) {
	Trsm(env, uplo, diag, 1, a, x.Column())
}
