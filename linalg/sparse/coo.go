package sparse

import (
	"slices"

	"github.com/scicore-go/scicore/array"
)

// COO is a matrix as triplets of row, column and value, in any order.
// Triplets of the same place are added up when the matrix is converted. It is
// the format to build a matrix in.
type COO[T array.Inexact] struct {
	rows, cols int
	i, j       []int32
	val        []T
}

// NewCOO returns the matrix of the triplets (row[k], col[k], data[k]); the
// slices are kept. SciPy: coo_array((data, (row, col))).
func NewCOO[T array.Inexact](rows, cols int, row, col []int32, data []T) (*COO[T], error) {
	if err := checkShape("coo", rows, cols); err != nil {
		return nil, err
	}
	if len(row) != len(data) || len(col) != len(data) {
		return nil, badFormat("coo", "%d rows, %d columns, %d values", len(row), len(col), len(data))
	}
	for k := range data {
		if row[k] < 0 || int(row[k]) >= rows || col[k] < 0 || int(col[k]) >= cols {
			return nil, badFormat("coo", "triplet %d: (%d,%d) outside (%d,%d)", k, row[k], col[k], rows, cols)
		}
	}
	return &COO[T]{rows, cols, row, col, data}, nil
}

// Builder collects the elements of a matrix one by one. The zero Builder with
// its dimensions set is ready for use.
type Builder[T array.Inexact] struct {
	Rows, Cols int
	i, j       []int32
	val        []T
}

// Add adds v to element (i, j); it panics if (i, j) lies outside the matrix.
func (b *Builder[T]) Add(i, j int, v T) {
	if i < 0 || i >= b.Rows {
		panic(&array.IndexError{Op: "add", Index: i, Axis: 0, Len: b.Rows})
	}
	if j < 0 || j >= b.Cols {
		panic(&array.IndexError{Op: "add", Index: j, Axis: 1, Len: b.Cols})
	}
	b.i, b.j, b.val = append(b.i, int32(i)), append(b.j, int32(j)), append(b.val, v)
}

// CSR returns what was collected, duplicates added up in the order they came.
// The Builder can go on collecting.
func (b *Builder[T]) CSR() (*CSR[T], error) {
	c, err := NewCOO(b.Rows, b.Cols, b.i, b.j, b.val)
	if err != nil {
		return nil, err
	}
	return c.ToCSR(), nil
}

// Shape returns the number of rows and of columns.
func (a *COO[T]) Shape() (rows, cols int) { return a.rows, a.cols }

// NNZ returns the number of triplets, duplicates among them.
func (a *COO[T]) NNZ() int { return len(a.val) }

// Triplets returns rows, columns and values, not to be written.
func (a *COO[T]) Triplets() (row, col []int32, data []T) { return a.i, a.j, a.val }

// T returns the transpose, which shares the slices.
func (a *COO[T]) T() *COO[T] { return &COO[T]{a.cols, a.rows, a.j, a.i, a.val} }

// ToCSR returns the same matrix stored by rows; triplets of the same place are
// added in the order they stand.
func (a *COO[T]) ToCSR() *CSR[T] {
	// By column, then by row: both passes are stable.
	tp, ti, tv := bucket(a.cols, a.j, a.i, a.val)
	ptr, idx, val := transposed(a.cols, a.rows, tp, ti, tv)
	return sumDuplicates(a.rows, a.cols, ptr, idx, val)
}

// bucket orders triplets by key, stably.
func bucket[T array.Inexact](n int, key, other []int32, val []T) ([]int, []int32, []T) {
	ptr := make([]int, n+1)
	for _, j := range key {
		ptr[j+1]++
	}
	for j := range n {
		ptr[j+1] += ptr[j]
	}
	idx, out := make([]int32, len(key)), make([]T, len(key))
	next := slices.Clone(ptr[:n])
	for k, j := range key {
		at := next[j]
		next[j] = at + 1
		idx[at], out[at] = other[k], val[k]
	}
	return ptr, idx, out
}

// ToCSC returns the same matrix stored by columns, duplicates added up.
func (a *COO[T]) ToCSC() *CSC[T] { return &CSC[T]{a.T().ToCSR()} }

// ToDense returns the matrix as a 2-d array in C order, duplicates added up.
func (a *COO[T]) ToDense() array.Array[T] { return a.ToCSR().ToDense() }
