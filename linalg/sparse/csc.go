package sparse

import "github.com/scicore-go/scicore/array"

// CSC is a matrix stored by columns (compressed sparse column). It is the
// transposed view of a [CSR] and shares that matrix's rules: rows increase
// within a column, each at most once.
type CSC[T array.Inexact] struct {
	t *CSR[T] // the transpose
}

// NewCSC returns the matrix on the given slices, which it keeps: nothing is
// copied. indptr has cols+1 entries; the rows of a column must increase
// strictly. It returns a *FormatError naming the first place that breaks the
// rules. SciPy: csc_array((data, indices, indptr)).
func NewCSC[T array.Inexact](rows, cols int, indptr []int, indices []int32, data []T) (*CSC[T], error) {
	t, err := NewCSR(cols, rows, indptr, indices, data)
	if err != nil {
		return nil, columnwise(err)
	}
	return &CSC[T]{t}, nil
}

// CSCFromUnsorted is [CSRFromUnsorted] by columns.
func CSCFromUnsorted[T array.Inexact, P, I int | int32 | int64](rows, cols int, indptr []P, indices []I, data []T) (*CSC[T], error) {
	t, err := CSRFromUnsorted(cols, rows, indptr, indices, data)
	if err != nil {
		return nil, columnwise(err)
	}
	return &CSC[T]{t}, nil
}

// columnwise says that an error about a CSR is about the transpose of a CSC.
func columnwise(err error) error {
	if f, ok := err.(*FormatError); ok {
		return &FormatError{Op: "csc (by the rows of its transpose)", Msg: f.Msg}
	}
	return err
}

// Shape returns the number of rows and of columns.
func (a *CSC[T]) Shape() (rows, cols int) { return a.t.cols, a.t.rows }

// NNZ returns the number of stored elements, zeros among them.
func (a *CSC[T]) NNZ() int { return a.t.NNZ() }

// IndPtr returns where columns begin in Indices and Data: cols+1 numbers,
// which must not be written.
func (a *CSC[T]) IndPtr() []int { return a.t.ptr }

// Indices returns the rows of the stored elements, which must not be written.
func (a *CSC[T]) Indices() []int32 { return a.t.idx }

// Data returns the stored values. Writing to them changes the matrix and all
// that shares its values.
func (a *CSC[T]) Data() []T { return a.t.val }

// Col returns the rows and values stored in column j, not to be written. It
// panics if there is no such column.
func (a *CSC[T]) Col(j int) (rows []int32, values []T) { return a.t.Row(j) }

// At returns element (i, j), zero where none is stored. It panics if (i, j)
// lies outside the matrix.
func (a *CSC[T]) At(i, j int) T { return a.t.At(j, i) }

// T returns the transpose, which shares the slices: columns become rows.
func (a *CSC[T]) T() *CSR[T] { return a.t }

// Copy returns a matrix that shares nothing with a.
func (a *CSC[T]) Copy() *CSC[T] { return &CSC[T]{a.t.Copy()} }

// ToCSR returns the same matrix stored by rows.
func (a *CSC[T]) ToCSR() *CSR[T] { return a.t.ToCSC().t }

// ToCOO returns the same matrix as triplets, column by column.
func (a *CSC[T]) ToCOO() *COO[T] { return a.t.ToCOO().T() }

// ToDense returns the matrix as a 2-d array in C order.
func (a *CSC[T]) ToDense() array.Array[T] { return array.Copy(a.t.ToDense().T()) }

// WithData returns a matrix of the same structure on other values, which it
// keeps.
func (a *CSC[T]) WithData(data []T) (*CSC[T], error) {
	t, err := a.t.WithData(data)
	if err != nil {
		return nil, err
	}
	return &CSC[T]{t}, nil
}
