package linalg

import (
	"slices"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/nd"
)

// Kron returns the Kronecker products of matrices: blocks a[i,j]·b. Leading
// axes broadcast. NumPy: kron, on the last two axes.
func Kron[T Scalar](a, b array.Array[T]) (array.Array[T], error) { return kron(eager(), a, b) }

func kron[T Scalar](env nd.Env, a, b array.Array[T]) (array.Array[T], error) {
	const op = "kron"
	x, y, lead, err := pair(op, a, b)
	if err != nil {
		return array.Array[T]{}, err
	}
	out, s := emptyMatrices[T](lead, x.rows*y.rows, x.cols*y.cols)
	err = each(env, s.count(), float64(s.rows*s.cols), func(env nd.Env, i int) error {
		kronInto(env, s.at(i), x.at(i), y.at(i))
		return nil
	})
	return out, err
}

// kronInto writes the rows of the product: a[i,j] times rows of b.
func kronInto[T Scalar](env nd.Env, dst, a, b blas.Mat[T]) {
	if dst.Empty() {
		return
	}
	b = b.Clone(env)
	for r := range dst.Rows {
		row := b.Row(r % b.Rows)
		for j := range a.Cols {
			to := dst.Window(r, j*b.Cols, 1, b.Cols).Row(0)
			blas.CopyVec(env, row, to)
			blas.Scal(env, a.At(r/b.Rows, j), to)
		}
	}
}

// pair returns two operands as stacks over their common leading axes.
func pair[T Scalar](op string, a, b array.Array[T]) (x, y stack[T], lead []int, err error) {
	if x, err = matrices(op, a); err != nil {
		return
	}
	if y, err = matrices(op, b); err != nil {
		return
	}
	if lead, err = common(op, x.lead, y.lead); err != nil {
		return
	}
	return x.stretch(lead), y.stretch(lead), lead, nil
}

// MultiDot returns the product of two or more matrices in the order of least
// work, found by dynamic programming (T. Cormen et al., "Introduction to
// Algorithms", 15.2). The first operand may be a vector, counting as a row, and
// the last one, counting as a column. NumPy: linalg.multi_dot.
func MultiDot[T Scalar](ms ...array.Array[T]) (array.Array[T], error) {
	const op = "multi_dot"
	if len(ms) < 2 {
		return array.Array[T]{}, valueError(op, "%d operands, want at least two", len(ms))
	}
	ms = slices.Clone(ms)
	var drop []int
	last := len(ms) - 1
	if ms[last].NDim() == 1 {
		ms[last], drop = ms[last].ExpandDims(1), []int{1}
	}
	if ms[0].NDim() == 1 {
		ms[0], drop = ms[0].ExpandDims(0), append([]int{0}, drop...)
	}
	dims := []int{}
	for i, m := range ms {
		if m.NDim() != 2 || i > 0 && dims[i] != m.Dim(0) {
			return array.Array[T]{}, shapeError(op, "inner dimensions differ", shapesOf(ms)...)
		}
		dims = append(dims[:i], m.Dim(0), m.Dim(1))
	}
	out := chain(ms, splits(dims), 0, last)
	if len(drop) > 0 {
		out = out.Squeeze(drop...)
	}
	return out, nil
}

func shapesOf[T Scalar](ms []array.Array[T]) [][]int {
	var out [][]int
	for _, m := range ms {
		out = append(out, m.Shape())
	}
	return out
}

// splits returns where to cut the chain from i to j for least work.
func splits(dims []int) [][]int {
	n := len(dims) - 1
	work, cut := make([][]float64, n), make([][]int, n)
	for i := range n {
		work[i], cut[i] = make([]float64, n), make([]int, n)
	}
	for length := 1; length < n; length++ {
		for i := range n - length {
			j := i + length
			for k := i; k < j; k++ {
				w := work[i][k] + work[k+1][j] + float64(float64(dims[i])*float64(dims[k+1])*float64(dims[j+1]))
				if k == i || w < work[i][j] {
					work[i][j], cut[i][j] = w, k
				}
			}
		}
	}
	return cut
}

func chain[T Scalar](ms []array.Array[T], cut [][]int, i, j int) array.Array[T] {
	if i == j {
		return ms[i]
	}
	k := cut[i][j]
	return array.MatMul(chain(ms, cut, i, k), chain(ms, cut, k+1, j))
}
