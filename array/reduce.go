package array

import (
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// The reductions share these rules.
//
// They fold a over the given axes, negative ones counted from the last; no
// axes means all. The result has a's shape without those axes; [Keep] puts
// them back with length one, NumPy's keepdims. An Into form takes a dst of
// either shape. Functions ending in All fold everything to one Go value and
// allocate nothing. An axis out of range or given twice is an *AxisError.
//
// A sum follows one fixed tree, whatever the strides, the machine and the
// number of workers, so it has the same bits everywhere; its error grows with
// log n, not n.

// Wide lists the types that sums and products of themselves can be held in.
// Narrower integers widen, which Go cannot express by inference: use [SumAs],
// as in SumAs[int64](pixels).
type Wide interface {
	int64 | uint64 | Inexact
}

// Keep puts the axes a reduction took away back into its result, with length
// one, so that it broadcasts against what was reduced; it copies nothing.
// axes are those given to the reduction. NumPy: keepdims=True.
//
//	array.Sub(a, array.Keep(array.Mean(a, 1), 1))
func Keep[T Element](r Array[T], axes ...int) Array[T] { return r.ExpandDims(axes...) }

// Sum returns the sum of a over the given axes. NumPy: sum.
func Sum[T Wide](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedSum, dtype.Of[T](), a, axes)
}

// SumInto is [Sum] written into dst.
func SumInto[T Wide](dst Array[T], a Array[T], axes ...int) {
	reduceInto(kernel.RedSum, dtype.Of[T](), dst, a, axes)
}

// SumAll is [Sum] over the whole of a.
func SumAll[T Wide](a Array[T]) T { return reduceAll[T](kernel.RedSum, a) }

// SumAs is [Sum] in the type R: each element is converted, then added.
// Integers wrap in R.
func SumAs[R Wide, T Element](a Array[T], axes ...int) Array[R] {
	return reduce[R](kernel.RedSum, wideType[R, T](kernel.RedSum), a, axes)
}

// Prod returns the product of a over the given axes. NumPy: prod.
func Prod[T Wide](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedProd, dtype.Of[T](), a, axes)
}

// ProdInto is [Prod] written into dst.
func ProdInto[T Wide](dst Array[T], a Array[T], axes ...int) {
	reduceInto(kernel.RedProd, dtype.Of[T](), dst, a, axes)
}

// ProdAll is [Prod] over the whole of a.
func ProdAll[T Wide](a Array[T]) T { return reduceAll[T](kernel.RedProd, a) }

// ProdAs is [Prod] in the type R: each element is converted, then
// multiplied. Integers wrap in R.
func ProdAs[R Wide, T Element](a Array[T], axes ...int) Array[R] {
	return reduce[R](kernel.RedProd, wideType[R, T](kernel.RedProd), a, axes)
}

// wideType returns the type elements of T are folded in to give an R: T where
// the kernels widen by themselves.
func wideType[R, T Element](r kernel.Reduction) dtype.DType {
	if t := dtype.Of[T](); r.Result(t) == dtype.Of[R]() {
		return t
	}
	return dtype.Of[R]()
}

// Min returns the smallest element, NaN if there is one and -0 below 0, over
// the given axes. NumPy: min.
// No elements to fold are a *ShapeError.
func Min[T Ordered](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedMin, dtype.Of[T](), a, axes)
}

// MinInto is [Min] written into dst.
func MinInto[T Ordered](dst Array[T], a Array[T], axes ...int) {
	reduceInto(kernel.RedMin, dtype.Of[T](), dst, a, axes)
}

// MinAll is [Min] over the whole of a.
func MinAll[T Ordered](a Array[T]) T { return reduceAll[T](kernel.RedMin, a) }

// Max returns the largest element, NaN if there is one and 0 above -0, over
// the given axes. NumPy: max.
// No elements to fold are a *ShapeError.
func Max[T Ordered](a Array[T], axes ...int) Array[T] {
	return reduce[T](kernel.RedMax, dtype.Of[T](), a, axes)
}

// MaxInto is [Max] written into dst.
func MaxInto[T Ordered](dst Array[T], a Array[T], axes ...int) {
	reduceInto(kernel.RedMax, dtype.Of[T](), dst, a, axes)
}

// MaxAll is [Max] over the whole of a.
func MaxAll[T Ordered](a Array[T]) T { return reduceAll[T](kernel.RedMax, a) }

// ArgMin returns the position of the first smallest element, or of the first
// NaN, in C order over the given axes. NumPy: argmin.
// No elements to fold are a *ShapeError.
func ArgMin[T Ordered](a Array[T], axes ...int) Array[int64] {
	return reduce[int64](kernel.RedArgMin, dtype.Of[T](), a, axes)
}

// ArgMinInto is [ArgMin] written into dst.
func ArgMinInto[T Ordered](dst Array[int64], a Array[T], axes ...int) {
	reduceInto(kernel.RedArgMin, dtype.Of[T](), dst, a, axes)
}

// ArgMinAll is [ArgMin] over the whole of a.
func ArgMinAll[T Ordered](a Array[T]) int { return int(reduceAll[int64](kernel.RedArgMin, a)) }

// ArgMax returns the position of the first largest element, or of the first
// NaN, in C order over the given axes. NumPy: argmax.
// No elements to fold are a *ShapeError.
func ArgMax[T Ordered](a Array[T], axes ...int) Array[int64] {
	return reduce[int64](kernel.RedArgMax, dtype.Of[T](), a, axes)
}

// ArgMaxInto is [ArgMax] written into dst.
func ArgMaxInto[T Ordered](dst Array[int64], a Array[T], axes ...int) {
	reduceInto(kernel.RedArgMax, dtype.Of[T](), dst, a, axes)
}

// ArgMaxAll is [ArgMax] over the whole of a.
func ArgMaxAll[T Ordered](a Array[T]) int { return int(reduceAll[int64](kernel.RedArgMax, a)) }

// AnyAlong returns whether some element is not zero over the given axes.
// NumPy: any.
func AnyAlong[T Element](a Array[T], axes ...int) Array[bool] {
	return reduce[bool](kernel.RedAny, dtype.Of[T](), a, axes)
}

// AnyAlongInto is [AnyAlong] written into dst.
func AnyAlongInto[T Element](dst Array[bool], a Array[T], axes ...int) {
	reduceInto(kernel.RedAny, dtype.Of[T](), dst, a, axes)
}

// AllAlong returns whether no element is zero over the given axes. NumPy:
// all.
func AllAlong[T Element](a Array[T], axes ...int) Array[bool] {
	return reduce[bool](kernel.RedAll, dtype.Of[T](), a, axes)
}

// AllAlongInto is [AllAlong] written into dst.
func AllAlongInto[T Element](dst Array[bool], a Array[T], axes ...int) {
	reduceInto(kernel.RedAll, dtype.Of[T](), dst, a, axes)
}

// CountNonzero returns how many elements are not zero over the given axes.
// NumPy: count_nonzero.
func CountNonzero[T Element](a Array[T], axes ...int) Array[int64] {
	return reduce[int64](kernel.RedCount, dtype.Of[T](), a, axes)
}

// CountNonzeroInto is [CountNonzero] written into dst.
func CountNonzeroInto[T Element](dst Array[int64], a Array[T], axes ...int) {
	reduceInto(kernel.RedCount, dtype.Of[T](), dst, a, axes)
}

// CountNonzeroAll is [CountNonzero] over the whole of a.
func CountNonzeroAll[T Element](a Array[T]) int { return int(reduceAll[int64](kernel.RedCount, a)) }

// Ptp returns the largest element less the smallest. NumPy: ptp. No elements
// to fold are a *ShapeError.
func Ptp[T Real](a Array[T], axes ...int) Array[T] {
	out := Max(a, axes...)
	SubInto(out, out, Min(a, axes...))
	return out
}

// Mean returns the mean of a over the given axes: the sum divided by the
// count, NaN for no elements. NumPy: mean.
func Mean[T Inexact](a Array[T], axes ...int) Array[T] { return MeanAs[T](a, axes...) }

// MeanInto is [Mean] written into dst.
func MeanInto[T Inexact](dst, a Array[T], axes ...int) {
	var room [axisRoom]int
	ax := overAxes("mean", room[:0], axes, a.NDim())
	checkReduced("mean", dst, a.shape(), ax)
	a = apartReduced(dst, a)
	nd.Mean(eager(), dst.view(), a.view(), ax)
}

// MeanAll is [Mean] over the whole of a.
func MeanAll[T Inexact](a Array[T]) T {
	return reduceAll[T](kernel.RedSum, a) / fromInt[T](a.Size())
}

// MeanAs is [Mean] in the type R, into which each element is converted:
// MeanAs[float64](pixels).
func MeanAs[R Inexact, T Element](a Array[T], axes ...int) Array[R] {
	var room [axisRoom]int
	ax := overAxes("mean", room[:0], axes, a.NDim())
	out := newArray[R]("mean", reducedShape(a.shape(), ax))
	nd.Mean(eager(), out.view(), a.view(), ax)
	return out
}
