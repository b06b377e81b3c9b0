package matfun

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

// Env says who does the work.
type Env = blas.Env

// Mat is a matrix.
type Mat[T blas.Scalar] = blas.Mat[T]

// wide lists the types in which functions are computed.
type wide interface{ float64 | complex128 }

// lift computes dst = f(a) in the wide type of T. dst is written if the status
// says that there is a result.
func lift[T blas.Scalar](env Env, dst, a Mat[T], f func(Env, Mat[float64]) (Mat[float64], Status),
	g func(Env, Mat[complex128]) (Mat[complex128], Status)) Status {
	checkSquare(a)
	if dst.Rows != a.Rows || dst.Cols != a.Cols {
		panic("matfun: shapes differ")
	}
	if blas.IsComplex[T]() {
		return liftAs(env, dst, a, g)
	}
	return liftAs(env, dst, a, f)
}

func liftAs[W wide, T blas.Scalar](env Env, dst, a Mat[T], f func(Env, Mat[W]) (Mat[W], Status)) Status {
	x, st := f(env, widen[W](env, a))
	if st == OK && blas.Stopped(env) {
		st = Stopped
	}
	if st == OK && !finite(x) {
		st = NotFinite
	}
	if st == OK || st == NotFinite {
		narrow(env, dst, x)
	}
	if st == OK && blas.IsSingle[T]() && !finite(dst) {
		st = NotFinite
	}
	return st
}

// widen returns a row-major copy of a in the type W.
func widen[W wide, T blas.Scalar](env Env, a Mat[T]) Mat[W] {
	if same, ok := any(a).(Mat[W]); ok {
		return same.Clone(env)
	}
	w := blas.Scratch[W](a.Rows, a.Cols)
	for i := range a.Rows {
		row := w.Data[i*w.RS : i*w.RS+a.Cols]
		for j := range row {
			row[j] = blas.FromComplex[W](blas.Complex128(a.At(i, j)))
		}
	}
	return w
}

// narrow rounds x to dst.
func narrow[T blas.Scalar, W wide](env Env, dst Mat[T], x Mat[W]) {
	if same, ok := any(x).(Mat[T]); ok {
		blas.Copy(env, dst, same)
		return
	}
	for i := range x.Rows {
		for j := range x.Cols {
			dst.Set(i, j, blas.FromComplex[T](blas.Complex128(x.At(i, j))))
		}
	}
}

func finite[T blas.Scalar](a Mat[T]) bool {
	for i := range a.Rows {
		for j := range a.Cols {
			if !blas.Finite(a.Data[i*a.RS+j*a.CS]) {
				return false
			}
		}
	}
	return true
}

// flat returns the elements of a row-major matrix without gaps.
func flat[T blas.Scalar](a Mat[T]) blas.Vec[T] { return blas.VecOf(a.Data[:a.Rows*a.Cols]) }

// mul returns a·b.
func mul[W wide](env Env, a, b Mat[W]) Mat[W] {
	c := blas.Scratch[W](a.Rows, b.Cols)
	blas.Gemm(env, 1, a, b, 0, c)
	return c
}

// addDiagonal adds x to the diagonal.
func addDiagonal[W wide](a Mat[W], x W) {
	for i := range min(a.Rows, a.Cols) {
		a.Data[i*(a.RS+a.CS)] += x
	}
}

// combine returns Σ c[k]·m[k] + c0·I; the matrices are row-major without gaps.
func combine[W wide](env Env, c0 float64, c []float64, m ...Mat[W]) Mat[W] {
	x := m[0].Clone(env)
	blas.Scal(env, blas.FromReal[W](c[0]), flat(x))
	for k := 1; k < len(m); k++ {
		blas.Axpy(env, blas.FromReal[W](c[k]), flat(m[k]), flat(x))
	}
	addDiagonal(x, blas.FromReal[W](c0))
	return x
}

// scalePow2 computes m *= 2^e.
func scalePow2[W wide](env Env, e int, m Mat[W]) {
	for e != 0 {
		step := max(min(e, 1000), -1000)
		blas.Scal(env, blas.FromReal[W](math.Ldexp(1, step)), flat(m))
		e -= step
	}
}

func checkSquare[T blas.Scalar](a Mat[T]) {
	if a.Rows != a.Cols {
		panic("matfun: matrix not square")
	}
}

// shape tells what a matrix is besides square.
type shape uint8

const (
	full shape = iota
	upperTriangular
	lowerTriangular
	diagonal
)

func shapeOf[T blas.Scalar](a Mat[T]) shape {
	switch up, low := isUpper(a), isUpper(a.T()); {
	case up && low:
		return diagonal
	case up:
		return upperTriangular
	case low:
		return lowerTriangular
	}
	return full
}

func isUpper[T blas.Scalar](a Mat[T]) bool {
	for i := 1; i < a.Rows; i++ {
		for j := range i {
			if a.At(i, j) != 0 {
				return false
			}
		}
	}
	return true
}
