package array

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/nd"
)

// Var returns the variance of a over the given axes by two passes: the mean
// of the squared deviations from the mean, with count - ddof in place of the
// count; NaN where that is not positive. ddof is 0 for NumPy's default, the
// variance of a whole population, and 1 for the unbiased estimate from a
// sample. NumPy: var.
func Var[T Float](a Array[T], ddof float64, axes ...int) Array[T] { return VarAs[T](a, ddof, axes...) }

// VarInto is [Var] written into dst.
func VarInto[T Float](dst, a Array[T], ddof float64, axes ...int) {
	var room [axisRoom]int
	ax := overAxes("var", room[:0], axes, a.NDim())
	checkReduced("var", dst, a.shape(), ax)
	a = apartReduced(dst, a)
	nd.Var(eager(), dst.view(), a.view(), ax, ddof)
}

// VarAll is [Var] over the whole of a.
func VarAll[T Float](a Array[T], ddof float64) T {
	if n := directLen(a.dims, unsafe.Sizeof(*new(T))); n > 0 {
		return smallVar(a, n, ddof)
	}
	return Var(a, ddof).Item()
}

// VarAs is [Var] in the type R, into which each element is converted.
func VarAs[R Float, T Real](a Array[T], ddof float64, axes ...int) Array[R] {
	var room [axisRoom]int
	ax := overAxes("var", room[:0], axes, a.NDim())
	out := newArray[R]("var", reducedShape(a.shape(), ax))
	nd.Var(eager(), out.view(), a.view(), ax, ddof)
	return out
}

// VarComplex returns the variance of complex numbers, the mean of |z - mean|²;
// see [Var] and, on R, [Magnitude]. NumPy: var.
func VarComplex[R Float, C Complex](z Array[C], ddof float64, axes ...int) Array[R] {
	ax := overAxes("var", nil, axes, z.NDim())
	d := Magnitude[R](Sub(z, Keep(Mean(z, axes...), ax...)))
	SquareInto(d, d)
	out := Sum(d, axes...)
	DivScalarInto(out, out, R(math.Max(float64(countOver(z.shape(), ax))-ddof, 0)))
	return out
}

// Std returns the standard deviation of a, the square root of [Var]. NumPy:
// std.
func Std[T Float](a Array[T], ddof float64, axes ...int) Array[T] {
	out := Var(a, ddof, axes...)
	SqrtInto(out, out)
	return out
}

// StdInto is [Std] written into dst.
func StdInto[T Float](dst, a Array[T], ddof float64, axes ...int) {
	VarInto(dst, a, ddof, axes...)
	SqrtInto(dst, dst)
}

// StdAll is [Std] over the whole of a.
func StdAll[T Float](a Array[T], ddof float64) T {
	return T(math.Sqrt(float64(VarAll(a, ddof)))) // correctly rounded for float32 too
}

// Average returns the mean of a over the given axes with weights, which
// broadcast to a's shape: Σ w·a / Σ w. NumPy: average. Weights that sum to
// zero give NaN or an infinity.
func Average[T Float](a, weights Array[T], axes ...int) Array[T] {
	if !nd.Fits(a.shape(), weights.shape()) {
		badShape("average", "weights do not broadcast to the array", a.shape(), weights.shape())
	}
	out := Sum(Mul(a, weights), axes...)
	DivInto(out, out, Sum(weights.BroadcastTo(a.shape()...), axes...))
	return out
}

// LogSumExp returns log Σ exp(a) over the given axes without overflow: the
// largest element is taken out first. SciPy: special.logsumexp. The result
// for no elements is -Inf.
func LogSumExp[T Float](a Array[T], axes ...int) Array[T] {
	ax := overAxes("logsumexp", nil, axes, a.NDim())
	if countOver(a.shape(), ax) == 0 {
		out := Sum(a, axes...)
		out.fill(T(math.Inf(-1)))
		return out
	}
	top := shift(a, axes)
	e := Sub(a, Keep(top, ax...))
	ExpInto(e, e)
	out := Sum(e, axes...)
	LogInto(out, out)
	AddInto(out, out, top)
	return out
}

// shift returns the maxima over the axes, 0 where they are not finite, so that
// infinities do not meet.
func shift[T Float](a Array[T], axes []int) Array[T] {
	top := Max(a, axes...)
	WhereInto(top, IsFinite(top), top, Scalar[T](0))
	return top
}

// Softmax returns exp(a) / Σ exp(a), the sum over the given axes, without
// overflow. SciPy: special.softmax.
func Softmax[T Float](a Array[T], axes ...int) Array[T] {
	ax := overAxes("softmax", nil, axes, a.NDim())
	if a.Size() == 0 {
		return ZerosLike(a)
	}
	e := Sub(a, Keep(shift(a, axes), ax...))
	ExpInto(e, e)
	DivInto(e, e, Keep(Sum(e, axes...), ax...))
	return e
}

// LogSoftmax returns the logarithm of [Softmax], computed without it. SciPy:
// special.log_softmax.
func LogSoftmax[T Float](a Array[T], axes ...int) Array[T] {
	ax := overAxes("log_softmax", nil, axes, a.NDim())
	if a.Size() == 0 {
		return ZerosLike(a)
	}
	return Sub(a, Keep(LogSumExp(a, axes...), ax...))
}

// countOver returns how many elements each result of a reduction takes in.
func countOver(shape, axes []int) int {
	n := 1
	for _, ax := range axes {
		n *= shape[ax]
	}
	return n
}
