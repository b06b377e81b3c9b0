package nd

import (
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Mean computes the mean of a over the given axes, in dst's floating-point
// type: the sum of Reduce divided by the count.
func Mean(env Env, dst, a View, axes []int) bool {
	return ReduceAs(env, kernel.RedSum, dst.DT, dst, a, axes) &&
		BinaryVS(env, kernel.Div, dst, dst, numberOf(dst.DT, float64(count(a, axes))))
}

// Var computes the variance of a over the given axes by two passes, in dst's
// real floating-point type: the sum of squared deviations from the mean,
// divided by the count less ddof, or by 0 if that is negative.
func Var(env Env, dst, a View, axes []int, ddof float64) bool {
	if _, ok := flat(&dst); ok {
		return varFlat(env, dst, a, axes, ddof)
	}
	packed := alloc(dst.DT, dst.Shape)
	return varFlat(env, packed, a, axes, ddof) && Copy(env, dst, packed)
}

// varFlat is Var with a contiguous destination.
func varFlat(env Env, dst, a View, axes []int, ddof float64) bool {
	mean := alloc(dst.DT, dst.Shape)
	if !Mean(env, mean, a, axes) {
		return false
	}
	f := folding{r: kernel.RedSum, dt: dst.DT, mean: mean.Ptr}
	return reduce(env, f, dst, a, axes) &&
		BinaryVS(env, kernel.Div, dst, dst, numberOf(dst.DT, max(float64(count(a, axes))-ddof, 0)))
}

// count returns how many elements each result takes in.
func count(a View, axes []int) int {
	n := 1
	for _, ax := range axes {
		n *= a.Shape[ax]
	}
	return n
}

// numberOf returns x as a Scalar of a floating-point or complex type.
func numberOf(dt dtype.DType, x float64) Scalar {
	switch dt {
	case dtype.Float32:
		return ScalarOf(float32(x))
	case dtype.Complex64:
		return ScalarOf(complex(float32(x), 0))
	case dtype.Complex128:
		return ScalarOf(complex(x, 0))
	}
	return ScalarOf(x)
}
