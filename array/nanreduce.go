package array

import (
	"math"

	"github.com/scicore-go/scicore/internal/kernel"
)

// NanSum returns the sum of the elements that are not NaN. NumPy: nansum.
func NanSum[T Inexact](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedNaNSum, a.DType(), a, axes)
}

// NanProd returns the product of the elements that are not NaN. NumPy:
// nanprod.
func NanProd[T Inexact](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedNaNProd, a.DType(), a, axes)
}

// NanCount returns how many elements are not NaN.
func NanCount[T Inexact](a Array[T], axes ...int) Array[int64] {
	return reduce[int64](kernel.RedNaNCount, a.DType(), a, axes)
}

// NanMin returns the smallest element that is not NaN, NaN where all are.
// NumPy: nanmin. No elements to fold are a *ShapeError.
func NanMin[T Float](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedFMin, a.DType(), a, axes)
}

// NanMax returns the largest element that is not NaN, NaN where all are.
// NumPy: nanmax. No elements to fold are a *ShapeError.
func NanMax[T Float](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedFMax, a.DType(), a, axes)
}

// NanMean returns the mean of the elements that are not NaN, NaN where all
// are. NumPy: nanmean.
func NanMean[T Float](a Array[T], axes ...int) Array[T] {
	out := NanSum(a, axes...)
	DivInto(out, out, Cast[T](NanCount(a, axes...)))
	return out
}

// NanVar returns the variance of the elements that are not NaN, see [Var];
// NaN where no more than ddof are left. NumPy: nanvar.
func NanVar[T Float](a Array[T], ddof float64, axes ...int) Array[T] {
	ax := overAxes("nanvar", nil, axes, a.NDim())
	d := Sub(a, Keep(NanMean(a, axes...), ax...))
	SquareInto(d, d)
	out := NanSum(d, axes...)
	free := Cast[T](NanCount(a, axes...))
	SubScalarInto(free, free, T(ddof))
	DivInto(out, out, free)
	WhereInto(out, GreaterScalar(free, 0), out, Scalar(T(math.NaN())))
	return out
}

// NanStd returns the square root of [NanVar]. NumPy: nanstd.
func NanStd[T Float](a Array[T], ddof float64, axes ...int) Array[T] {
	out := NanVar(a, ddof, axes...)
	SqrtInto(out, out)
	return out
}

// NanArgMin returns the position of the first smallest element that is not
// NaN, in C order over the given axes. NumPy: nanargmin. Where all elements
// are NaN there is none, which is a *ValueError.
func NanArgMin[T Float](a Array[T], axes ...int) Array[int64] {
	return nanArg("nanargmin", ArgMin[T], a, math.Inf(1), axes)
}

// NanArgMax returns the position of the first largest element that is not
// NaN, in C order over the given axes. NumPy: nanargmax. Where all elements
// are NaN there is none, which is a *ValueError.
func NanArgMax[T Float](a Array[T], axes ...int) Array[int64] {
	return nanArg("nanargmax", ArgMax[T], a, math.Inf(-1), axes)
}

// nanArg finds arg with NaN put aside as last. Where last itself is the
// answer, which it is only if no better number is there, a NaN may stand before
// it: then the first place that holds last is taken.
func nanArg[T Float](op string, arg func(Array[T], ...int) Array[int64], a Array[T], last float64, axes []int) Array[int64] {
	some := NanCount(a, axes...)
	if a.Size() > 0 && CountNonzeroAll(some) < some.Size() {
		badValue(op, "all elements are NaN")
	}
	out := arg(Where(IsNaN(a), Scalar(T(last)), a), axes...)
	isLast := EqualScalar(a, T(last))
	best := NanMax(a, axes...)
	if last > 0 {
		best = NanMin(a, axes...)
	}
	WhereInto(out, EqualScalar(best, T(last)), ArgMax(isLast, axes...), out)
	return out
}
