package array

import (
	"slices"

	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// MatMul returns the matrix products of the last two axes of a and b, the
// others broadcasting. A vector counts as a row on the left and as a column on
// the right, and its axis vanishes from the result. Integer products wrap;
// those of bool are any(a and b). NumPy: matmul, the @ operator. Numbers
// alone and inner dimensions that differ are a *ShapeError.
func MatMul[T Element](a, b Array[T]) Array[T] {
	x, y, shape, drop := matOperands(a, b)
	out := newArray[T]("matmul", shape)
	nd.MatMul(eager(), out.view(), x.view(), y.view())
	if len(drop) == 0 {
		return out
	}
	return out.Squeeze(drop...)
}

// MatMulInto is [MatMul] written into dst, which has its shape.
func MatMulInto[T Element](dst, a, b Array[T]) {
	x, y, shape, drop := matOperands(a, b)
	checkDst("matmul", dst)
	out := dst
	if len(drop) > 0 {
		out = dst.ExpandDims(drop...)
	}
	checkShape("matmul", out.shape(), shape)
	x, y = apartReduced(dst, x), apartReduced(dst, y)
	nd.MatMul(eager(), out.view(), x.view(), y.view())
}

// matOperands returns the operands as stacks of matrices, the shape of their
// product, and the axes that vectors added to it.
func matOperands[T Element](a, b Array[T]) (x, y Array[T], shape, drop []int) {
	if a.NDim() == 0 || b.NDim() == 0 {
		badShape("matmul", "operands need at least one dimension", a.shape(), b.shape())
	}
	x, y = a, b
	if a.NDim() == 1 {
		x = a.ExpandDims(0)
		drop = append(drop, -2)
	}
	if b.NDim() == 1 {
		y = b.ExpandDims(1)
		drop = append(drop, -1)
	}
	s, t := x.shape(), y.shape()
	p, q := len(s)-2, len(t)-2
	if s[p+1] != t[q] {
		badShape("matmul", "inner dimensions differ", a.shape(), b.shape())
	}
	shape = append(slices.Clone(commonShape("matmul", [][]int{s[:p], t[:q]})), s[p], t[q+1])
	if a.NDim() == 1 && b.NDim() == 1 {
		drop = []int{-2, -1}
	}
	for i := range drop {
		drop[i] += len(shape)
	}
	return x, y, shape, drop
}

// Dot returns NumPy's dot product: of vectors Σ a·b, otherwise the product
// over the last axis of a and the last but one of b (the only one of a
// vector), without broadcasting; a number multiplies. NumPy: dot.
func Dot[T Number](a, b Array[T]) Array[T] {
	switch {
	case a.NDim() == 0 || b.NDim() == 0:
		return Mul(a, b)
	case b.NDim() <= 2 && a.NDim() <= 2:
		return MatMul(a, b)
	}
	axis := max(b.NDim()-2, 0)
	return TensorDot(a, b, []int{a.NDim() - 1}, []int{axis})
}

// VecDot returns Σ conj(a)·b along the last axis, the others broadcasting.
// NumPy: vecdot. Lengths that differ are a *ShapeError. It follows the
// reduction tree, each term being added in one rounding.
func VecDot[T Wide](a, b Array[T]) Array[T] {
	if a.NDim() == 0 || b.NDim() == 0 || a.Dim(-1) != b.Dim(-1) {
		badShape("vecdot", "last dimensions differ", a.shape(), b.shape())
	}
	if a.DType().IsComplex() {
		a = unary[T](kernel.Conj, a)
	}
	s, t := a.shape(), b.shape()
	out := newArray[T]("vecdot", commonShape("vecdot", [][]int{s[:len(s)-1], t[:len(t)-1]}))
	nd.VecDot(eager(), out.view(), a.view(), b.view())
	return out
}

// Outer returns a[i]·b[j] for all pairs, the result having the axes of a and
// then those of b. NumPy: multiply.outer; its outer flattens both first.
func Outer[T Number](a, b Array[T]) Array[T] { return outer[T](kernel.Mul, a, b) }

// TensorDot returns the products of a and b summed over pairs of axes:
// aAxes[i] of a with bAxes[i] of b. The result has the other axes of a and
// then those of b. NumPy: tensordot. Axes of unequal lengths are a
// *ShapeError.
func TensorDot[T Element](a, b Array[T], aAxes, bAxes []int) Array[T] {
	if len(aAxes) != len(bAxes) {
		badValue("tensordot", "%d axes for %d", len(aAxes), len(bAxes))
	}
	ax, bx := axesOf("tensordot", aAxes, a.NDim()), axesOf("tensordot", bAxes, b.NDim())
	k := 1
	for i := range ax {
		if a.shape()[ax[i]] != b.shape()[bx[i]] {
			badShape("tensordot", "summed dimensions differ", a.shape(), b.shape())
		}
		k *= a.shape()[ax[i]]
	}
	left, right := others(ax, a.NDim()), others(bx, b.NDim())
	x := a.Permute(append(slices.Clone(left), ax...)...)
	y := b.Permute(append(slices.Clone(bx), right...)...)
	shape := append(slices.Clone(x.shape()[:len(left)]), y.shape()[len(bx):]...)
	m, n := countOver(a.shape(), left), countOver(b.shape(), right)
	return MatMul(x.Reshape(m, k), y.Reshape(k, n)).Reshape(shape...)
}

// others lists the axes that are not among axes.
func others(axes []int, ndim int) (out []int) {
	for i := range ndim {
		if !contains(axes, i) {
			out = append(out, i)
		}
	}
	return out
}

// outer computes op for all pairs of elements.
func outer[R, T Element](op kernel.Op, a Array[T], b Array[T]) Array[R] {
	dims := append(a.Shape(), slices.Repeat([]int{1}, b.NDim())...)
	return binary[R](op, a.Reshape(dims...), b)
}
