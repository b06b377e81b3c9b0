package sparse

import (
	"math"
	"slices"
	"sync/atomic"

	"github.com/scicore-go/scicore/array"
)

// CSR is a matrix stored by rows (compressed sparse row): row i has the values
// data[indptr[i]:indptr[i+1]] in the columns given by the same piece of
// indices, in increasing order and each at most once. Stored values may be
// zero.
//
// A CSR never changes its structure. Reading it from several goroutines is
// safe. Its values can be changed through [CSR.Data] by a caller who keeps
// readers away meanwhile.
type CSR[T array.Inexact] struct {
	rows, cols int
	ptr        []int   // rows+1
	idx        []int32 // column of each stored element
	val        []T
	plan       atomic.Pointer[scatterPlan]
}

// maxDim is the largest dimension: 32-bit indices save a third of the memory
// traffic of a product. Row pointers count in int, so the number of stored
// elements is not bounded by it.
const maxDim = math.MaxInt32

// NewCSR returns the matrix on the given slices, which it keeps: nothing is
// copied. indptr has rows+1 entries; the columns of a row must increase
// strictly. It returns a *FormatError naming the first place that breaks the
// rules; [CSRFromUnsorted] takes rows in any order and with duplicates. SciPy:
// csr_array((data, indices, indptr)).
func NewCSR[T array.Inexact](rows, cols int, indptr []int, indices []int32, data []T) (*CSR[T], error) {
	if err := checkCompressed("csr", rows, cols, indptr, indices, len(data)); err != nil {
		return nil, err
	}
	for i := range rows {
		row := indices[indptr[i]:indptr[i+1]]
		for k := 1; k < len(row); k++ {
			if row[k] <= row[k-1] {
				return nil, badFormat("csr", "row %d: column %d after column %d", i, row[k], row[k-1])
			}
		}
	}
	return newCSR(rows, cols, indptr, indices, data), nil
}

// newCSR wraps slices that are known to be right.
func newCSR[T array.Inexact](rows, cols int, ptr []int, idx []int32, val []T) *CSR[T] {
	return &CSR[T]{rows: rows, cols: cols, ptr: ptr, idx: idx, val: val}
}

// checkShape reports dimensions that are negative or do not fit the indices.
func checkShape(op string, rows, cols int) error {
	if rows < 0 || cols < 0 || rows > maxDim || cols > maxDim {
		return badShape(op, "dimensions must be in [0, 2^31)", []int{rows, cols})
	}
	return nil
}

// checkCompressed checks everything but the order within rows.
func checkCompressed[P, I int | int32 | int64](op string, rows, cols int, ptr []P, idx []I, values int) error {
	if err := checkShape(op, rows, cols); err != nil {
		return err
	}
	switch {
	case len(ptr) != rows+1:
		return badFormat(op, "%d pointers for %d rows: want %d", len(ptr), rows, rows+1)
	case ptr[0] != 0:
		return badFormat(op, "the first pointer is %d: want 0", ptr[0])
	case len(idx) != values:
		return badFormat(op, "%d indices for %d values", len(idx), values)
	case int(ptr[rows]) != values:
		return badFormat(op, "the last pointer is %d: want %d, the number of values", ptr[rows], values)
	}
	for i := range rows {
		if ptr[i+1] < ptr[i] || int(ptr[i+1]) > values {
			return badFormat(op, "row %d: pointer %d after %d", i, ptr[i+1], ptr[i])
		}
		for _, j := range idx[ptr[i]:ptr[i+1]] {
			if j < 0 || int(j) >= cols {
				return badFormat(op, "row %d: column %d of %d", i, j, cols)
			}
		}
	}
	return nil
}

// CSRFromUnsorted returns the matrix whose rows may list their columns in any
// order and several times: values of the same place are added in the order
// they stand. The slices are copied; indices may be of 32 or 64 bits, as SciPy
// has them.
func CSRFromUnsorted[T array.Inexact, P, I int | int32 | int64](rows, cols int, indptr []P, indices []I, data []T) (*CSR[T], error) {
	if err := checkCompressed("csr", rows, cols, indptr, indices, len(data)); err != nil {
		return nil, err
	}
	ptr, idx := make([]int, rows+1), make([]int32, len(indices))
	for i, p := range indptr {
		ptr[i] = int(p)
	}
	for k, j := range indices {
		idx[k] = int32(j)
	}
	return canonical(rows, cols, ptr, idx, slices.Clone(data)), nil
}

// canonical sorts the rows of a checked structure, stably, and adds duplicates
// up. It may write to its arguments.
func canonical[T array.Inexact](rows, cols int, ptr []int, idx []int32, val []T) *CSR[T] {
	if sortedRows(ptr, idx) {
		return newCSR(rows, cols, ptr, idx, val)
	}
	tp, ti, tv := transposed(rows, cols, ptr, idx, val)
	ptr, idx, val = transposed(cols, rows, tp, ti, tv)
	return sumDuplicates(rows, cols, ptr, idx, val)
}

func sortedRows(ptr []int, idx []int32) bool {
	for i := range len(ptr) - 1 {
		row := idx[ptr[i]:ptr[i+1]]
		for k := 1; k < len(row); k++ {
			if row[k] <= row[k-1] {
				return false
			}
		}
	}
	return true
}

// transposed returns the structure of the transpose, its rows in increasing
// order: a stable distribution sort by column.
func transposed[T array.Inexact](rows, cols int, ptr []int, idx []int32, val []T) ([]int, []int32, []T) {
	tp := make([]int, cols+1)
	for _, j := range idx {
		tp[j+1]++
	}
	for j := range cols {
		tp[j+1] += tp[j]
	}
	ti, tv := make([]int32, len(idx)), make([]T, len(val))
	next := slices.Clone(tp[:cols])
	for i := range rows {
		for k := ptr[i]; k < ptr[i+1]; k++ {
			j := idx[k]
			at := next[j]
			next[j] = at + 1
			ti[at], tv[at] = int32(i), val[k]
		}
	}
	return tp, ti, tv
}

// sumDuplicates merges equal neighbours of rows that do not decrease.
func sumDuplicates[T array.Inexact](rows, cols int, ptr []int, idx []int32, val []T) *CSR[T] {
	out, from := 0, 0
	for i := range rows {
		to := ptr[i+1]
		start := out
		for k := from; k < to; k++ {
			if out > start && idx[out-1] == idx[k] {
				val[out-1] += val[k]
				continue
			}
			idx[out], val[out] = idx[k], val[k]
			out++
		}
		from, ptr[i+1] = to, out
	}
	return newCSR(rows, cols, ptr, idx[:out:out], val[:out:out])
}

// Shape returns the number of rows and of columns.
func (a *CSR[T]) Shape() (rows, cols int) { return a.rows, a.cols }

// NNZ returns the number of stored elements, zeros among them.
func (a *CSR[T]) NNZ() int { return len(a.idx) }

// IndPtr returns where rows begin in Indices and Data: rows+1 numbers, which
// must not be written.
func (a *CSR[T]) IndPtr() []int { return a.ptr }

// Indices returns the columns of the stored elements, which must not be
// written.
func (a *CSR[T]) Indices() []int32 { return a.idx }

// Data returns the stored values. Writing to them changes the matrix and all
// that shares its values: its transpose, and the slices it was made on.
func (a *CSR[T]) Data() []T { return a.val }

// Row returns the columns and values stored in row i, not to be written. It
// panics if there is no such row.
func (a *CSR[T]) Row(i int) (cols []int32, values []T) {
	from, to := a.ptr[i], a.ptr[i+1]
	return a.idx[from:to:to], a.val[from:to:to]
}

// At returns element (i, j), zero where none is stored, in the time of a
// binary search. It panics if (i, j) lies outside the matrix.
func (a *CSR[T]) At(i, j int) T {
	if uint(j) >= uint(a.cols) {
		panic(&array.IndexError{Op: "at", Index: j, Axis: 1, Len: a.cols})
	}
	cols, values := a.Row(i)
	if k, ok := slices.BinarySearch(cols, int32(j)); ok {
		return values[k]
	}
	return 0
}

// T returns the transpose, which shares the slices: rows become columns.
func (a *CSR[T]) T() *CSC[T] { return &CSC[T]{a} }

// WithData returns a matrix of the same structure on other values, which it
// keeps.
func (a *CSR[T]) WithData(data []T) (*CSR[T], error) {
	if len(data) != len(a.val) {
		return nil, badShape("with data", "one value for each stored element", []int{len(data)}, []int{len(a.val)})
	}
	return newCSR(a.rows, a.cols, a.ptr, a.idx, data), nil
}

// Copy returns a matrix that shares nothing with a.
func (a *CSR[T]) Copy() *CSR[T] {
	return newCSR(a.rows, a.cols, slices.Clone(a.ptr), slices.Clone(a.idx), slices.Clone(a.val))
}

// ToCSC returns the same matrix stored by columns.
func (a *CSR[T]) ToCSC() *CSC[T] {
	ptr, idx, val := transposed(a.rows, a.cols, a.ptr, a.idx, a.val)
	return &CSC[T]{newCSR(a.cols, a.rows, ptr, idx, val)}
}

// ToCOO returns the same matrix as triplets, row by row.
func (a *CSR[T]) ToCOO() *COO[T] {
	rows := make([]int32, len(a.idx))
	for i := range a.rows {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			rows[k] = int32(i)
		}
	}
	return &COO[T]{rows: a.rows, cols: a.cols, i: rows, j: slices.Clone(a.idx), val: slices.Clone(a.val)}
}
