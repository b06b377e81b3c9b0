package sparse

import (
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/array/random"
	"github.com/scicore-go/scicore/internal/blas"
)

// Zero returns the matrix without stored elements.
func Zero[T array.Inexact](rows, cols int) (*CSR[T], error) {
	if err := checkShape("zero", rows, cols); err != nil {
		return nil, err
	}
	return newCSR(rows, cols, make([]int, rows+1), []int32{}, []T{}), nil
}

// Eye returns the identity of order n. SciPy: eye_array.
func Eye[T array.Inexact](n int) (*CSR[T], error) {
	if err := checkShape("eye", n, n); err != nil {
		return nil, err
	}
	ptr, idx, val := identity(n+1), make([]int32, n), make([]T, n)
	for i := range n {
		idx[i], val[i] = int32(i), 1
	}
	return newCSR(n, n, ptr, idx, val), nil
}

// Diags returns the matrix with the given diagonals. Diagonal offsets[k], above
// the main one if positive, is filled from diagonals[k], which has one value
// for each place of the diagonal inside the matrix, or a single one for all of
// them. SciPy: diags_array.
func Diags[T array.Inexact](rows, cols int, offsets []int, diagonals [][]T) (*CSR[T], error) {
	if err := checkShape("diags", rows, cols); err != nil {
		return nil, err
	}
	if len(offsets) != len(diagonals) {
		return nil, badShape("diags", "one diagonal for each offset", []int{len(diagonals)}, []int{len(offsets)})
	}
	order := make([]int, len(offsets))
	size := 0
	for k, o := range offsets {
		n := min(rows, cols-o) - max(0, -o)
		if n <= 0 {
			return nil, badValue("diags", "diagonal %d lies outside (%d,%d)", o, rows, cols)
		}
		if len(diagonals[k]) != n && len(diagonals[k]) != 1 {
			return nil, badShape("diags", "a diagonal has another length", []int{len(diagonals[k])}, []int{n})
		}
		order[k] = k
		size += n
	}
	slices.SortFunc(order, func(a, b int) int { return offsets[a] - offsets[b] })
	for k := 1; k < len(order); k++ {
		if offsets[order[k]] == offsets[order[k-1]] {
			return nil, badValue("diags", "diagonal %d is given twice", offsets[order[k]])
		}
	}
	ptr, idx, val := make([]int, rows+1), make([]int32, 0, size), make([]T, 0, size)
	for i := range rows {
		for _, k := range order {
			j := i + offsets[k]
			if j < 0 || j >= cols {
				continue
			}
			v := diagonals[k][0]
			if len(diagonals[k]) > 1 {
				v = diagonals[k][min(i, j)]
			}
			idx, val = append(idx, int32(j)), append(val, v)
		}
		ptr[i+1] = len(idx)
	}
	return newCSR(rows, cols, ptr, idx, val), nil
}

// Random returns a matrix with round(density·rows·cols) stored elements at
// distinct places drawn from g, their values drawn from values after the
// places. SciPy: random_array.
func Random[T array.Inexact](g *random.Generator, rows, cols int, density float64, values random.Sampler[T]) (*CSR[T], error) {
	if err := checkShape("random", rows, cols); err != nil {
		return nil, err
	}
	if !(density >= 0 && density <= 1) {
		return nil, badValue("random", "density %v: must be in [0,1]", density)
	}
	size := rows * cols
	count := int(density*float64(size) + 0.5)
	places := sampleDistinct(g, size, min(count, size))
	ptr, idx := make([]int, rows+1), make([]int32, len(places))
	for k, p := range places {
		ptr[p/cols+1]++
		idx[k] = int32(p % cols)
	}
	for i := range rows {
		ptr[i+1] += ptr[i]
	}
	data, _ := random.Sample(g, values, len(places)).Data()
	return newCSR(rows, cols, ptr, idx, data), nil
}

// sampleDistinct draws k different numbers of [0, n), increasing. R. Floyd's
// algorithm (J. Bentley and R. Floyd, "A sample of brilliance", CACM 1987), on
// the complement where that is smaller.
func sampleDistinct(g *random.Generator, n, k int) []int {
	if k > n/2 {
		left := sampleDistinct(g, n, n-k)
		out := make([]int, 0, k)
		for i, at := 0, 0; i < n; i++ {
			if at < len(left) && left[at] == i {
				at++
				continue
			}
			out = append(out, i)
		}
		return out
	}
	taken := make(map[int]bool, k)
	for m := n - k; m < n; m++ {
		p := int(random.IntegersClosed[int64](0, int64(m)).Draw(g))
		if taken[p] {
			p = m
		}
		taken[p] = true
	}
	out := make([]int, 0, k)
	for p := range taken {
		out = append(out, p)
	}
	slices.Sort(out)
	return out
}

// Kron returns the Kronecker product: blocks a[i,j]·b. SciPy: kron.
func Kron[T array.Inexact](a, b *CSR[T]) (*CSR[T], error) {
	if a.rows > 0 && b.rows > maxDim/a.rows || a.cols > 0 && b.cols > maxDim/a.cols {
		return nil, badShape("kron", "the product has too many rows or columns", []int{a.rows, a.cols}, []int{b.rows, b.cols})
	}
	rows, cols := a.rows*b.rows, a.cols*b.cols
	size := a.NNZ() * b.NNZ()
	ptr, idx, val := make([]int, rows+1), make([]int32, 0, size), make([]T, 0, size)
	for i := range a.rows {
		ac, av := a.Row(i)
		for k := range b.rows {
			bc, bv := b.Row(k)
			for p, ja := range ac {
				for q, jb := range bc {
					idx, val = append(idx, ja*int32(b.cols)+jb), append(val, blas.Mul(av[p], bv[q]))
				}
			}
			ptr[i*b.rows+k+1] = len(idx)
		}
	}
	return newCSR(rows, cols, ptr, idx, val), nil
}
