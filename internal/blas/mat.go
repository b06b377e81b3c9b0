package blas

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/gemm"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/raw"
)

// Env says who does the work: kernel tier, pool, and until when.
type Env = nd.Env

// Stopped reports whether env was cancelled. Long algorithms look between
// panels or sweeps and return early; their driver then reports the
// cancellation instead of the result.
func Stopped(env Env) bool {
	select {
	case <-env.Done: // a nil channel never is ready
		return true
	default:
		return false
	}
}

// Mat is a matrix on a slice: element (i, j) is Data[i*RS+j*CS], conjugated if
// Conj. Strides are not negative; one that is zero repeats the elements, which
// an operand that is written must not do.
type Mat[T Scalar] struct {
	Data       []T
	Rows, Cols int
	RS, CS     int
	Conj       bool
}

// NewMat returns a row-major matrix of zeros.
func NewMat[T Scalar](rows, cols int) Mat[T] {
	return RowMajor(make([]T, rows*cols), rows, cols, max(cols, 1))
}

// NewCols returns a column-major matrix of zeros.
func NewCols[T Scalar](rows, cols int) Mat[T] { return NewMat[T](cols, rows).T() }

// Scratch returns a row-major matrix whose elements are undefined.
func Scratch[T Scalar](rows, cols int) Mat[T] {
	return RowMajor(raw.Slice[T](rows*cols), rows, cols, max(cols, 1))
}

// ScratchCols returns a column-major matrix whose elements are undefined.
func ScratchCols[T Scalar](rows, cols int) Mat[T] { return Scratch[T](cols, rows).T() }

// RowMajor returns the matrix whose rows lie ld elements apart in data.
func RowMajor[T Scalar](data []T, rows, cols, ld int) Mat[T] {
	return Mat[T]{Data: data, Rows: rows, Cols: cols, RS: ld, CS: 1}
}

// ColMajor returns the matrix whose columns lie ld elements apart in data.
func ColMajor[T Scalar](data []T, rows, cols, ld int) Mat[T] {
	return Mat[T]{Data: data, Rows: rows, Cols: cols, RS: 1, CS: ld}
}

// Eye returns the identity.
func Eye[T Scalar](n int) Mat[T] {
	m := NewMat[T](n, n)
	for i := range n {
		m.Data[i*(n+1)] = 1
	}
	return m
}

// At returns element (i, j).
func (m Mat[T]) At(i, j int) T {
	x := m.Data[i*m.RS+j*m.CS]
	if m.Conj {
		return Conj(x)
	}
	return x
}

// Set writes element (i, j).
func (m Mat[T]) Set(i, j int, x T) {
	if m.Conj {
		x = Conj(x)
	}
	m.Data[i*m.RS+j*m.CS] = x
}

// T returns the transposed view.
func (m Mat[T]) T() Mat[T] {
	m.Rows, m.Cols, m.RS, m.CS = m.Cols, m.Rows, m.CS, m.RS
	return m
}

// H returns the conjugate transposed view.
func (m Mat[T]) H() Mat[T] {
	m = m.T()
	m.Conj = !m.Conj && IsComplex[T]()
	return m
}

// Window returns the view of rows by cols elements that starts at (i, j).
func (m Mat[T]) Window(i, j, rows, cols int) Mat[T] {
	if uint(i+rows) > uint(m.Rows) || uint(j+cols) > uint(m.Cols) || i < 0 || j < 0 || rows < 0 || cols < 0 {
		panic("blas: window outside the matrix")
	}
	m.Rows, m.Cols = rows, cols
	if rows == 0 || cols == 0 {
		m.Data = nil
		return m
	}
	from := i*m.RS + j*m.CS
	m.Data = m.Data[from : from+(rows-1)*m.RS+(cols-1)*m.CS+1]
	return m
}

// Row returns row i as a vector. The Conj mark is not carried over: m must not
// have it.
func (m Mat[T]) Row(i int) Vec[T] {
	w := m.Window(i, 0, 1, m.Cols)
	return Vec[T]{w.Data, m.Cols, m.CS}
}

// Col returns column j as a vector; m must not be marked Conj.
func (m Mat[T]) Col(j int) Vec[T] {
	w := m.Window(0, j, m.Rows, 1)
	return Vec[T]{w.Data, m.Rows, m.RS}
}

// Diagonal returns the main diagonal; m must not be marked Conj.
func (m Mat[T]) Diagonal() Vec[T] {
	return Vec[T]{m.Data, min(m.Rows, m.Cols), m.RS + m.CS}
}

// Empty reports whether m has no elements.
func (m Mat[T]) Empty() bool { return m.Rows == 0 || m.Cols == 0 }

// Clone returns a row-major copy, with Conj resolved.
func (m Mat[T]) Clone(env Env) Mat[T] {
	c := Scratch[T](m.Rows, m.Cols)
	Copy(env, c, m)
	return c
}

// CloneCols returns a column-major copy, with Conj resolved.
func (m Mat[T]) CloneCols(env Env) Mat[T] {
	c := ScratchCols[T](m.Rows, m.Cols)
	Copy(env, c, m)
	return c
}

// operand returns m as package gemm sees it, without Conj.
func (m Mat[T]) operand() gemm.Mat[T] {
	return gemm.Mat[T]{P: unsafe.Pointer(unsafe.SliceData(m.Data)), RS: m.RS, CS: m.CS}
}

// Vec is a vector on a slice: element i is Data[i*Inc], Inc not negative.
type Vec[T Scalar] struct {
	Data   []T
	N, Inc int
}

// VecOf returns all of data as a vector.
func VecOf[T Scalar](data []T) Vec[T] { return Vec[T]{data, len(data), 1} }

// At returns element i.
func (v Vec[T]) At(i int) T { return v.Data[i*v.Inc] }

// Set writes element i.
func (v Vec[T]) Set(i int, x T) { v.Data[i*v.Inc] = x }

// From returns the elements from i to j, without j.
func (v Vec[T]) From(i, j int) Vec[T] {
	if i < 0 || j < i || j > v.N {
		panic("blas: vector window outside the vector")
	}
	if i == j {
		return Vec[T]{nil, 0, v.Inc}
	}
	return Vec[T]{v.Data[i*v.Inc : (j-1)*v.Inc+1], j - i, v.Inc}
}

// Column returns v as a matrix of one column.
func (v Vec[T]) Column() Mat[T] { return Mat[T]{Data: v.Data, Rows: v.N, Cols: 1, RS: v.Inc, CS: 1} }

// Uplo names the triangle of a matrix that is stored.
type Uplo bool

const (
	Lower Uplo = false
	Upper Uplo = true
)

// T returns the triangle that the transposed view has.
func (u Uplo) T() Uplo { return !u }

// Diag tells whether the diagonal of a triangle is taken to be ones.
type Diag bool

const (
	NonUnit Diag = false
	Unit    Diag = true
)
