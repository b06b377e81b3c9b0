package array

import (
	"math"

	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// Norm returns the p-norm of the vectors along the given axes, of the whole
// of a if none is given: (Σ|x|^p)^(1/p). p = 1 and 2 are computed directly, 2
// from a sum of squares that may overflow; p = ±Inf gives the largest or
// smallest |x|, p = 0 the number of elements that are not zero. NumPy:
// linalg.norm with axis, for vectors. For complex numbers take the norm of
// their [Magnitude].
func Norm[T Float](a Array[T], p float64, axes ...int) Array[T] {
	switch {
	case p == 0:
		return Cast[T](CountNonzero(a, axes...))
	case math.IsInf(p, 0):
		return normEdge(a, p, axes)
	case p == 1:
		return fold(kernel.RedSumAbs, a, axes)
	case p == 2:
		out := fold(kernel.RedSumSq, a, axes)
		SqrtInto(out, out)
		return out
	}
	x := Abs(a)
	PowScalarInto(x, x, T(p))
	out := Sum(x, axes...)
	PowScalarInto(out, out, T(1/p))
	return out
}

// NormAll is [Norm] over the whole of a.
func NormAll[T Float](a Array[T], p float64) T { return Norm(a, p).Item() }

// fold is the reduction r of a in its own type.
func fold[T Float](r kernel.Reduction, a Array[T], axes []int) Array[T] {
	return reduce[T](r, a.DType(), a, axes)
}

// normEdge returns the largest or the smallest |x|.
func normEdge[T Float](a Array[T], p float64, axes []int) Array[T] {
	r := kernel.RedMax
	if p < 0 {
		r = kernel.RedMin
	}
	ax := overAxes("norm", nil, axes, a.NDim())
	checkSome("norm", r, a.shape(), ax)
	out := newArray[T]("norm", reducedShape(a.shape(), ax))
	nd.ReduceOf(eager(), r, kernel.Abs, out.view(), a.view(), ax)
	return out
}
