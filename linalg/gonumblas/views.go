package gonumblas

import (
	gonum "gonum.org/v1/gonum/blas"

	"github.com/scicore-go/scicore/internal/blas"
)

// The functions of this package that return a bool answer false for a call
// that is not theirs: malformed, empty, or one that gonum ends early, as it
// does for alpha = 0. The method then passes the call on to gonum, which panics
// in its own words or does what little there is to do. So the checks here only
// need to be no weaker than gonum's; they also hold where products of sizes
// overflow, since kernels do not check bounds.

// general is the rows by cols matrix in data, whose rows lie ld apart.
func general[T blas.Scalar](data []T, rows, cols, ld int) (blas.Mat[T], bool) {
	if rows <= 0 || cols <= 0 || ld < cols || len(data) < cols || rows-1 > (len(data)-cols)/ld {
		return blas.Mat[T]{}, false
	}
	return blas.RowMajor(data[:(rows-1)*ld+cols], rows, cols, ld), true
}

// vector is the vector of n elements in data that lie inc apart.
func vector[T blas.Scalar](data []T, n, inc int) (blas.Vec[T], bool) {
	if n <= 0 || inc <= 0 || len(data) == 0 || n-1 > (len(data)-1)/inc {
		return blas.Vec[T]{}, false
	}
	return blas.Vec[T]{Data: data[:(n-1)*inc+1], N: n, Inc: inc}, true
}

// input is a vector that is read only. A negative increment starts at the far
// end of data: then it is a copy in the order in which the elements count.
//
// This is not left to gonum, whose assembly for Dger and Sger takes elements
// from outside the vectors when an increment is negative.
func input[T blas.Scalar](data []T, n, inc int) (blas.Vec[T], bool) {
	if inc > 0 {
		return vector(data, n, inc)
	}
	v, ok := vector(data, n, -inc)
	if !ok {
		return v, false
	}
	r := blas.VecOf(make([]T, n))
	reverse(r, v)
	return r, true
}

// output is a vector that is read and written, or a copy of one that runs
// backwards.
type output[T blas.Scalar] struct {
	blas.Vec[T]
	home blas.Vec[T] // where the elements of a copy belong
}

func inout[T blas.Scalar](data []T, n, inc int) (output[T], bool) {
	v, ok := input(data, n, inc)
	o := output[T]{Vec: v}
	if ok && inc < 0 {
		o.home, _ = vector(data, n, -inc)
	}
	return o, ok
}

// store takes the elements of a copy home.
func (o output[T]) store() {
	if o.home.N > 0 {
		reverse(o.home, o.Vec)
	}
}

func reverse[T blas.Scalar](dst, src blas.Vec[T]) {
	for i := range src.N {
		dst.Set(src.N-1-i, src.At(i))
	}
}

// operand is op(A), rows by cols, where A lies in data as it is: transposed
// where t says so.
func operand[T blas.Scalar](t gonum.Transpose, data []T, rows, cols, ld int) (blas.Mat[T], bool) {
	if t != gonum.NoTrans {
		rows, cols = cols, rows
	}
	m, ok := general(data, rows, cols, ld)
	switch t {
	case gonum.NoTrans:
		return m, ok
	case gonum.Trans:
		return m.T(), ok
	case gonum.ConjTrans:
		return m.H(), ok
	}
	return m, false
}

// triangle is the square matrix of order n of which the triangle ul is stored.
func triangle[T blas.Scalar](ul gonum.Uplo, data []T, n, ld int) (blas.Uplo, blas.Mat[T], bool) {
	m, ok := general(data, n, n, ld)
	uplo, okUplo := uploOf(ul)
	return uplo, m, ok && okUplo
}

// triangular is op(A) for the triangular matrix A of order n, with the
// triangle that op(A) has.
func triangular[T blas.Scalar](ul gonum.Uplo, t gonum.Transpose, d gonum.Diag, data []T, n, ld int) (blas.Uplo, blas.Diag, blas.Mat[T], bool) {
	m, ok := operand(t, data, n, n, ld)
	uplo, okUplo := uploOf(ul)
	if t != gonum.NoTrans {
		uplo = uplo.T()
	}
	diag, okDiag := diagOf(d)
	return uplo, diag, m, ok && okUplo && okDiag
}

func uploOf(ul gonum.Uplo) (blas.Uplo, bool) {
	return ul == gonum.Upper, ul == gonum.Upper || ul == gonum.Lower
}

func diagOf(d gonum.Diag) (blas.Diag, bool) {
	return d == gonum.Unit, d == gonum.Unit || d == gonum.NonUnit
}

// sided says which order the square operand beside an m by n matrix has.
func sided(s gonum.Side, m, n int) (order int, ok bool) {
	switch s {
	case gonum.Left:
		return m, true
	case gonum.Right:
		return n, true
	}
	return 0, false
}
