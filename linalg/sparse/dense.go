package sparse

import (
	"github.com/scicore-go/scicore/array"
)

// FromDense returns the elements of a 2-d array that are not zero. NaN is not
// zero.
func FromDense[T array.Inexact](a array.Array[T]) (*CSR[T], error) {
	if a.NDim() != 2 {
		return nil, badShape("from dense", "want two dimensions", a.Shape())
	}
	rows, cols := a.Dim(0), a.Dim(1)
	if err := checkShape("from dense", rows, cols); err != nil {
		return nil, err
	}
	data, _ := array.AsContiguous(a).Data()
	ptr := make([]int, rows+1)
	count := 0
	for _, v := range data {
		if v != 0 {
			count++
		}
	}
	idx, val := make([]int32, 0, count), make([]T, 0, count)
	for i := range rows {
		for j, v := range data[i*cols : (i+1)*cols] {
			if v != 0 {
				idx, val = append(idx, int32(j)), append(val, v)
			}
		}
		ptr[i+1] = len(idx)
	}
	return newCSR(rows, cols, ptr, idx, val), nil
}

// ToDense returns the matrix as a 2-d array in C order.
func (a *CSR[T]) ToDense() array.Array[T] {
	out := array.Zeros[T](a.rows, a.cols)
	data, _ := out.Data()
	for i := range a.rows {
		row := data[i*a.cols : (i+1)*a.cols]
		cols, values := a.Row(i)
		for k, j := range cols {
			row[j] = values[k]
		}
	}
	return out
}

// Diagonal returns the elements (i, i+k), zeros included: k > 0 counts above
// the main diagonal. Outside the matrix it is empty. SciPy: diagonal.
func (a *CSR[T]) Diagonal(k int) []T {
	first, last := max(0, -k), min(a.rows, a.cols-k)
	out := make([]T, max(0, last-first))
	for i := range out {
		out[i] = a.At(first+i, first+i+k)
	}
	return out
}
