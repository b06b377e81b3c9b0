package sparse

import (
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// keep returns the stored elements of a for which ok holds.
func (a *CSR[T]) keep(ok func(i int, j int32, v T) bool) *CSR[T] {
	ptr := make([]int, a.rows+1)
	for i := range a.rows {
		n := ptr[i]
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			if ok(i, a.idx[k], a.val[k]) {
				n++
			}
		}
		ptr[i+1] = n
	}
	idx, val := make([]int32, 0, ptr[a.rows]), make([]T, 0, ptr[a.rows])
	for i := range a.rows {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			if ok(i, a.idx[k], a.val[k]) {
				idx, val = append(idx, a.idx[k]), append(val, a.val[k])
			}
		}
	}
	return newCSR(a.rows, a.cols, ptr, idx, val)
}

// Prune returns a without the stored elements of magnitude <= tol. With tol 0
// it drops stored zeros. NaN stays. SciPy: eliminate_zeros.
func (a *CSR[T]) Prune(tol float64) *CSR[T] {
	return a.keep(func(_ int, _ int32, v T) bool { return !(blas.Abs(v) <= tol) })
}

// Tril returns the elements on and below diagonal k. SciPy: tril.
func (a *CSR[T]) Tril(k int) *CSR[T] {
	return a.keep(func(i int, j int32, _ T) bool { return int(j) <= i+k })
}

// Triu returns the elements on and above diagonal k. SciPy: triu.
func (a *CSR[T]) Triu(k int) *CSR[T] {
	return a.keep(func(i int, j int32, _ T) bool { return int(j) >= i+k })
}

// SliceRows returns rows from to to, without to. It shares indices and values
// with a. Rows outside the matrix are an error.
func (a *CSR[T]) SliceRows(from, to int) (*CSR[T], error) {
	if from < 0 || to < from || to > a.rows {
		return nil, badValue("slice rows", "[%d,%d) of %d rows", from, to, a.rows)
	}
	ptr := make([]int, to-from+1)
	for i := range ptr {
		ptr[i] = a.ptr[from+i] - a.ptr[from]
	}
	lo, hi := a.ptr[from], a.ptr[to]
	return newCSR(to-from, a.cols, ptr, a.idx[lo:hi:hi], a.val[lo:hi:hi]), nil
}

// SliceCols returns columns from to to, without to, as a copy.
func (a *CSR[T]) SliceCols(from, to int) (*CSR[T], error) {
	if from < 0 || to < from || to > a.cols {
		return nil, badValue("slice columns", "[%d,%d) of %d columns", from, to, a.cols)
	}
	s := a.keep(func(_ int, j int32, _ T) bool { return int(j) >= from && int(j) < to })
	for k := range s.idx {
		s.idx[k] -= int32(from)
	}
	s.cols = to - from
	return s, nil
}

// SliceRows returns rows from to to, without to, as a copy.
func (a *CSC[T]) SliceRows(from, to int) (*CSC[T], error) {
	t, err := a.t.SliceCols(from, to)
	if err != nil {
		return nil, badValue("slice rows", "[%d,%d) of %d rows", from, to, a.t.cols)
	}
	return &CSC[T]{t}, nil
}

// SliceCols returns columns from to to, without to. It shares indices and
// values with a.
func (a *CSC[T]) SliceCols(from, to int) (*CSC[T], error) {
	t, err := a.t.SliceRows(from, to)
	if err != nil {
		return nil, badValue("slice columns", "[%d,%d) of %d columns", from, to, a.t.rows)
	}
	return &CSC[T]{t}, nil
}

// TakeRows returns the rows with the given numbers, in that order, repeated
// where a number is.
func (a *CSR[T]) TakeRows(rows []int) (*CSR[T], error) {
	ptr := make([]int, len(rows)+1)
	for k, i := range rows {
		if i < 0 || i >= a.rows {
			return nil, badValue("take rows", "row %d of %d", i, a.rows)
		}
		ptr[k+1] = ptr[k] + a.ptr[i+1] - a.ptr[i]
	}
	if err := checkShape("take rows", len(rows), a.cols); err != nil {
		return nil, err
	}
	idx, val := make([]int32, 0, ptr[len(rows)]), make([]T, 0, ptr[len(rows)])
	for _, i := range rows {
		c, v := a.Row(i)
		idx, val = append(idx, c...), append(val, v...)
	}
	return newCSR(len(rows), a.cols, ptr, idx, val), nil
}

// TakeCols returns the columns with the given numbers, in that order, repeated
// where a number is.
func (a *CSR[T]) TakeCols(cols []int) (*CSR[T], error) {
	t, err := a.ToCSC().t.TakeRows(cols)
	if err != nil {
		for _, j := range cols {
			if j < 0 || j >= a.cols {
				return nil, badValue("take columns", "column %d of %d", j, a.cols)
			}
		}
		return nil, err
	}
	return (&CSC[T]{t}).ToCSR(), nil
}

// Permute returns the matrix B with B[i,j] = A[rows[i],cols[j]]. A nil
// permutation leaves its side as it is. NumPy: A[rows][:, cols].
func (a *CSR[T]) Permute(rows, cols []int) (*CSR[T], error) {
	if rows == nil {
		rows = identity(a.rows)
	}
	if err := checkPermutation("permute", rows, a.rows); err != nil {
		return nil, err
	}
	var inv []int
	if cols != nil {
		if err := checkPermutation("permute", cols, a.cols); err != nil {
			return nil, err
		}
		inv = inverse(cols)
	}
	b, err := a.TakeRows(rows)
	if err != nil || inv == nil {
		return b, err
	}
	for k, j := range b.idx {
		b.idx[k] = int32(inv[j])
	}
	return canonical(b.rows, b.cols, b.ptr, b.idx, b.val), nil
}

func identity(n int) []int {
	p := make([]int, n)
	for i := range p {
		p[i] = i
	}
	return p
}

func inverse(p []int) []int {
	inv := make([]int, len(p))
	for i, j := range p {
		inv[j] = i
	}
	return inv
}

func checkPermutation(op string, p []int, n int) error {
	if len(p) != n {
		return badShape(op, "a permutation has another length", []int{len(p)}, []int{n})
	}
	seen := make([]bool, n)
	for i, j := range p {
		if j < 0 || j >= n || seen[j] {
			return badValue(op, "no permutation: entry %d is %d", i, j)
		}
		seen[j] = true
	}
	return nil
}

// H returns the conjugate transpose. Its structure is a's; values of complex
// matrices are copied.
func (a *CSR[T]) H() *CSC[T] { return &CSC[T]{a.Conj()} }

// H returns the conjugate transpose. Its structure is a's; values of complex
// matrices are copied.
func (a *CSC[T]) H() *CSR[T] { return a.t.Conj() }

// Conj returns the conjugate: a itself if it is real.
func (a *CSR[T]) Conj() *CSR[T] {
	if !blas.IsComplex[T]() {
		return a
	}
	val := slices.Clone(a.val)
	for k, v := range val {
		val[k] = blas.Conj(v)
	}
	return newCSR(a.rows, a.cols, a.ptr, a.idx, val)
}

// VStack returns the matrices on top of each other. SciPy: vstack.
func VStack[T array.Inexact](parts ...*CSR[T]) (*CSR[T], error) {
	if len(parts) == 0 {
		return nil, badValue("vstack", "nothing to stack")
	}
	rows, size := 0, 0
	for _, p := range parts {
		if p.cols != parts[0].cols {
			return nil, badShape("vstack", "numbers of columns differ", []int{parts[0].rows, parts[0].cols}, []int{p.rows, p.cols})
		}
		rows, size = rows+p.rows, size+p.NNZ()
	}
	if err := checkShape("vstack", rows, parts[0].cols); err != nil {
		return nil, err
	}
	ptr, idx, val := make([]int, 1, rows+1), make([]int32, 0, size), make([]T, 0, size)
	for _, p := range parts {
		base := len(idx)
		for _, q := range p.ptr[1:] {
			ptr = append(ptr, base+q)
		}
		idx, val = append(idx, p.idx...), append(val, p.val...)
	}
	return newCSR(rows, parts[0].cols, ptr, idx, val), nil
}

// HStack returns the matrices side by side. SciPy: hstack.
func HStack[T array.Inexact](parts ...*CSR[T]) (*CSR[T], error) {
	if len(parts) == 0 {
		return nil, badValue("hstack", "nothing to stack")
	}
	cols, size := 0, 0
	for _, p := range parts {
		if p.rows != parts[0].rows {
			return nil, badShape("hstack", "numbers of rows differ", []int{parts[0].rows, parts[0].cols}, []int{p.rows, p.cols})
		}
		cols, size = cols+p.cols, size+p.NNZ()
	}
	rows := parts[0].rows
	if err := checkShape("hstack", rows, cols); err != nil {
		return nil, err
	}
	ptr, idx, val := make([]int, rows+1), make([]int32, 0, size), make([]T, 0, size)
	for i := range rows {
		shift := 0
		for _, p := range parts {
			c, v := p.Row(i)
			for _, j := range c {
				idx = append(idx, j+int32(shift))
			}
			val = append(val, v...)
			shift += p.cols
		}
		ptr[i+1] = len(idx)
	}
	return newCSR(rows, cols, ptr, idx, val), nil
}
