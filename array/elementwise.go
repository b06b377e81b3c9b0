package array

import (
	"slices"

	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/raw"
)

// The elementwise functions share these rules.
//
// Operands broadcast as in NumPy; shapes that do not are a *ShapeError. An
// Into form takes its shape from dst, to which the operands broadcast. dst may
// be an operand itself; an operand that shares memory with dst in another way
// is copied first, so the result is always that of distinct arrays. A dst that
// repeats elements (a broadcast view) is a *ShapeError.

// unary computes op over a new array.
func unary[R, T Element](op kernel.Op, a Array[T]) Array[R] {
	out := allocLike[R](a)
	if !smallUnary(op, &out, &a) {
		nd.Unary(eager(), op, out.view(), a.view())
	}
	return out
}

// unaryInto takes pointers as do the functions of flat.go: arrays are seven
// words, and copying three of them takes as long as adding a hundred numbers.
func unaryInto[R, T Element](op kernel.Op, dst *Array[R], a *Array[T]) {
	if smallUnary(op, dst, a) {
		return
	}
	x := readyOp(op, *dst, *a)
	nd.Unary(eager(), op, dst.view(), x.view())
}

// binary computes op over a new array of the common shape.
func binary[R, T Element](op kernel.Op, a, b Array[T]) Array[R] {
	out := allocCommon[R](op, a, b)
	if !smallBinary(op, &out, &a, &b) {
		nd.Binary(eager(), op, out.view(), a.view(), b.view())
	}
	return out
}

func binaryInto[R, T Element](op kernel.Op, dst *Array[R], a, b *Array[T]) {
	if smallBinary(op, dst, a, b) {
		return
	}
	x, y := readyOp(op, *dst, *a), readyOp(op, *dst, *b)
	nd.Binary(eager(), op, dst.view(), x.view(), y.view())
}

func scalarRight[R, T Element](op kernel.Op, a Array[T], x T) Array[R] {
	out := allocLike[R](a)
	if !smallScalar(op, kernel.VS, &out, &a, x) {
		nd.BinaryVS(eager(), op, out.view(), a.view(), nd.ScalarOf(x))
	}
	return out
}

func scalarRightInto[R, T Element](op kernel.Op, dst Array[R], a Array[T], x T) {
	if smallScalar(op, kernel.VS, &dst, &a, x) {
		return
	}
	a = readyOp(op, dst, a)
	nd.BinaryVS(eager(), op, dst.view(), a.view(), nd.ScalarOf(x))
}

func scalarLeft[T Element](op kernel.Op, x T, a Array[T]) Array[T] {
	out := allocLike[T](a)
	if !smallScalar(op, kernel.SV, &out, &a, x) {
		nd.BinarySV(eager(), op, out.view(), nd.ScalarOf(x), a.view())
	}
	return out
}

func scalarLeftInto[T Element](op kernel.Op, dst Array[T], x T, a Array[T]) {
	if smallScalar(op, kernel.SV, &dst, &a, x) {
		return
	}
	a = readyOp(op, dst, a)
	nd.BinarySV(eager(), op, dst.view(), nd.ScalarOf(x), a.view())
}

// allocLike returns a new C-contiguous array of a's shape and of arbitrary
// content: the caller writes every element. It shares a's dims where they say
// the same.
func allocLike[R, T Element](a Array[T]) Array[R] {
	if n := flatLen(a.dims); n > 0 {
		return wrap(raw.Slice[R](n), 0, a.dims)
	}
	return allocRaw[R](a.shape(), a.Size())
}

// allocCommon is allocLike for the shape a and b broadcast to.
func allocCommon[R, T Element](op kernel.Op, a, b Array[T]) Array[R] {
	if slices.Equal(a.shape(), b.shape()) {
		return allocLike[R](a)
	}
	shape := commonShape(op.String(), [][]int{a.shape(), b.shape()})
	return allocRaw[R](shape, sizeOf(op.String(), shape))
}

// readyOp is ready for the operation op.
func readyOp[R, T Element](op kernel.Op, dst Array[R], a Array[T]) Array[T] {
	if fitsAndApart(dst.view(), a.view()) {
		return a
	}
	return ready(op.String(), dst, a)
}

// ready returns the operand a as it can be read while dst is written: a
// itself, or a copy where the two overlap other than exactly. It panics if a
// does not broadcast to dst, or if dst repeats elements.
func ready[R, T Element](op string, dst Array[R], a Array[T]) Array[T] {
	checkDst(op, dst)
	if !nd.Fits(dst.shape(), a.shape()) {
		badShape(op, "operand does not broadcast to the destination", dst.shape(), a.shape())
	}
	return apart(dst, a)
}

// apart returns a, or a copy of it if it overlaps dst other than exactly.
func apart[R, T Element](dst Array[R], a Array[T]) Array[T] {
	if fitsAndApart(dst.view(), a.view()) {
		return a
	}
	d0, d1 := span(dst.view())
	a0, a1 := span(a.view())
	if a0 < d1 && d0 < a1 && Overlaps(dst, a) == Partial {
		return Copy(a)
	}
	return a
}

// span returns the addresses of the first byte of a view and of the one past
// its last; they are equal for an empty view.
func span(v nd.View) (lo, hi uintptr) {
	lo = uintptr(v.Ptr)
	hi = lo
	size := v.DT.Size()
	for i, d := range v.Shape {
		switch step := v.Strides[i] * (d - 1) * size; {
		case d == 0:
			return lo, lo
		case step < 0:
			lo -= uintptr(-step)
		default:
			hi += uintptr(step)
		}
	}
	return lo, hi + uintptr(size)
}

// checkDst panics if dst repeats elements.
func checkDst[R Element](op string, dst Array[R]) {
	for i, d := range dst.shape() {
		if d > 1 && dst.strides()[i] == 0 {
			badShape(op, "the destination repeats elements", dst.shape())
		}
	}
}

// fitsAndApart reports, for the common case and at small cost, that a has
// dst's shape and that the two are one contiguous array or lie apart.
func fitsAndApart(dst, a nd.View) bool {
	if len(dst.Shape) != len(a.Shape) {
		return false
	}
	for i, d := range dst.Shape {
		if a.Shape[i] != d {
			return false
		}
	}
	if !dst.Contiguous() || !a.Contiguous() {
		return false
	}
	if dst.Ptr == a.Ptr {
		return dst.DT.Size() == a.DT.Size()
	}
	d, s, n := uintptr(dst.Ptr), uintptr(a.Ptr), uintptr(dst.Size())
	return d+n*uintptr(dst.DT.Size()) <= s || s+n*uintptr(a.DT.Size()) <= d
}
