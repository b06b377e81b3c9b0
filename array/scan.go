package array

import (
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// A scan replaces each element by the fold of the row up to it. Rows are
// computed in order, so the bits depend on nothing but the row. The result
// has a's shape; dst may be a itself.

// CumSum returns the running sum of a along axis. NumPy: cumsum.
func CumSum[T Wide](a Array[T], axis int) Array[T] { return scan(kernel.CumSum, a, axis) }

// CumSumInto is [CumSum] written into dst.
func CumSumInto[T Wide](dst, a Array[T], axis int) { scanInto(kernel.CumSum, dst, a, axis) }

// CumProd returns the running product of a along axis. NumPy: cumprod.
func CumProd[T Wide](a Array[T], axis int) Array[T] { return scan(kernel.CumProd, a, axis) }

// CumProdInto is [CumProd] written into dst.
func CumProdInto[T Wide](dst, a Array[T], axis int) { scanInto(kernel.CumProd, dst, a, axis) }

// CumMin returns the running minimum of a along axis; once NaN it stays NaN.
// NumPy: minimum.accumulate.
func CumMin[T Real](a Array[T], axis int) Array[T] { return scan(kernel.CumMin, a, axis) }

// CumMinInto is [CumMin] written into dst.
func CumMinInto[T Real](dst, a Array[T], axis int) { scanInto(kernel.CumMin, dst, a, axis) }

// CumMax returns the running maximum of a along axis; once NaN it stays NaN.
// NumPy: maximum.accumulate.
func CumMax[T Real](a Array[T], axis int) Array[T] { return scan(kernel.CumMax, a, axis) }

// CumMaxInto is [CumMax] written into dst.
func CumMaxInto[T Real](dst, a Array[T], axis int) { scanInto(kernel.CumMax, dst, a, axis) }

// NanCumSum is [CumSum] with NaN counting as 0. NumPy: nancumsum.
func NanCumSum[T Float](a Array[T], axis int) Array[T] {
	out := Where(IsNaN(a), Scalar[T](0), a)
	CumSumInto(out, out, axis)
	return out
}

// NanCumProd is [CumProd] with NaN counting as 1. NumPy: nancumprod.
func NanCumProd[T Float](a Array[T], axis int) Array[T] {
	out := Where(IsNaN(a), Scalar[T](1), a)
	CumProdInto(out, out, axis)
	return out
}

func scan[T Element](op kernel.ScanOp, a Array[T], axis int) Array[T] {
	axis = axisOf(op.String(), axis, a.NDim())
	out := allocLike[T](a)
	nd.Scan(eager(), op, out.view(), a.view(), axis)
	return out
}

func scanInto[T Element](op kernel.ScanOp, dst, a Array[T], axis int) {
	axis = axisOf(op.String(), axis, a.NDim())
	checkShape(op.String(), dst.shape(), a.shape())
	a = ready(op.String(), dst, a)
	nd.Scan(eager(), op, dst.view(), a.view(), axis)
}

// checkShape panics unless the destination has the wanted shape.
func checkShape(op string, dst, want []int) {
	if len(dst) == len(want) && nd.Fits(dst, want) && nd.Fits(want, dst) {
		return
	}
	badShape(op, "the destination has another shape", dst, want)
}

// Diff returns the n-th differences of a along axis, whose length shrinks by
// n: a[i+1] - a[i], n times over. NumPy: diff. A negative n is a *ValueError.
func Diff[T Number](a Array[T], n, axis int) Array[T] {
	axis = axisOf("diff", axis, a.NDim())
	if n < 0 {
		badValue("diff", "order %d is negative", n)
	}
	for ; n > 0; n-- {
		ix := make([]Index, a.NDim())
		for i := range ix {
			ix[i] = Range(Open, Open)
		}
		if a.Dim(axis) == 0 {
			return Copy(a)
		}
		ix[axis] = RangeFrom(1)
		next := a.Slice(ix...)
		ix[axis] = Range(Open, a.Dim(axis)-1)
		a = Sub(next, a.Slice(ix...))
	}
	return a
}
