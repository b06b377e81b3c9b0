package array

import "math"

// Eye returns the n×m matrix with ones on the k-th diagonal: k > 0 above the
// main one, k < 0 below it. NumPy: eye.
func Eye[T Element](n, m, k int) Array[T] {
	a := newArray[T]("eye", []int{n, m})
	diagonalOf(a, k, 0, 1).fill(one[T]())
	return a
}

// Identity returns the n×n identity matrix. NumPy: identity.
func Identity[T Element](n int) Array[T] { return Eye[T](n, n, 0) }

// Tri returns the n×m matrix with ones on and below the k-th diagonal and
// zeros above it. NumPy: tri.
func Tri[T Element](n, m, k int) Array[T] {
	a := newArray[T]("tri", []int{n, m})
	v := one[T]()
	for i := range n {
		row := a.data[i*m : (i+1)*m]
		for j := range onOrBelow(i, k, m) {
			row[j] = v
		}
	}
	return a
}

// onOrBelow counts the columns of row i, out of m, that are on or below the
// k-th diagonal; k may be any int.
func onOrBelow(i, k, m int) int {
	if k > math.MaxInt-i-1 {
		return m
	}
	return max(0, min(i+k+1, m))
}

// Tril returns a copy of a with the elements above the k-th diagonal of its
// last two axes set to zero. NumPy: tril.
func Tril[T Element](a Array[T], k int) Array[T] {
	return triangle("tril", a, func(i int, row []T) { clear(row[onOrBelow(i, k, len(row)):]) })
}

// Triu returns a copy of a with the elements below the k-th diagonal of its
// last two axes set to zero. NumPy: triu.
func Triu[T Element](a Array[T], k int) Array[T] {
	below := k - 1
	if k == math.MinInt {
		below = k
	}
	return triangle("triu", a, func(i int, row []T) { clear(row[:onOrBelow(i, below, len(row))]) })
}

// triangle hands all rows of a copy of a to cut.
func triangle[T Element](op string, a Array[T], cut func(i int, row []T)) Array[T] {
	n := a.NDim()
	if n < 2 {
		failShape(op, "needs 2 dimensions or more, got shape %s", shapeText(a.shape()))
	}
	out := Copy(a)
	rows, cols := out.shape()[n-2], out.shape()[n-1]
	if len(out.data) == 0 {
		return out
	}
	for i := range len(out.data) / cols {
		cut(i%rows, out.data[i*cols:(i+1)*cols])
	}
	return out
}

// Diag returns, of a 1-d a, the square matrix with a on its k-th diagonal and
// zeros elsewhere; of a 2-d a, a copy of its k-th diagonal. NumPy: diag. For
// the diagonal without a copy see [Array.Diagonal].
func Diag[T Element](a Array[T], k int) Array[T] {
	switch a.NDim() {
	case 1:
		side := maxSize // too large for any matrix
		if k < side && k > -side {
			side = a.Size() + max(k, -k)
		}
		m := newArray[T]("diag", []int{side, side})
		assign(diagonalOf(m, k, 0, 1), a)
		return m
	case 2:
		return Copy(a.Diagonal(k))
	}
	failShape("diag", "needs 1 or 2 dimensions, got shape %s", shapeText(a.shape()))
	return a
}

// Vander returns the Vandermonde matrix of the 1-d x with n columns: powers
// n-1 … 0 of x from left to right, or 0 … n-1 if increasing. Powers are made
// by multiplying up. NumPy: vander.
func Vander[T Number](x Array[T], n int, increasing bool) Array[T] {
	if x.NDim() != 1 {
		failShape("vander", "needs 1 dimension, got shape %s", shapeText(x.shape()))
	}
	out := newArray[T]("vander", []int{x.Size(), n})
	i := 0
	x.each(func(off int) {
		row := out.data[i*n : (i+1)*n]
		p := T(1)
		for j := range row {
			k := j
			if !increasing {
				k = n - 1 - j
			}
			row[k] = p
			p *= x.data[off]
		}
		i++
	})
	return out
}
