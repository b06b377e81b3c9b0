package host

import (
	"math"

	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// reduceInto computes the reduction n of a into dst. Reductions that are no
// kernel of their own are written out over those that are.
func reduceInto(env nd.Env, n *graph.Node, dst, a nd.View) bool {
	axes, ddof := axesOf(n), 0.0
	if v, ok := n.Attrs().Float("ddof"); ok {
		ddof = v
	}
	switch name := n.Op().Name(); name {
	case "mean":
		return nd.Mean(env, dst, a, axes)
	case "var":
		return nd.Var(env, dst, a, axes, ddof)
	case "std":
		return nd.Var(env, dst, a, axes, ddof) && nd.Unary(env, kernel.Sqrt, dst, dst)
	case "ptp":
		low := alloc(a.DT, dst.Shape)
		return nd.Reduce(env, kernel.RedMin, low, a, axes) && nd.Reduce(env, kernel.RedMax, dst, a, axes) &&
			nd.Binary(env, kernel.Sub, dst, dst, low)
	case "nanmean":
		return nanMean(env, dst, a, axes)
	case "nanvar":
		return nanVar(env, dst, a, axes, ddof)
	case "nanstd":
		return nanVar(env, dst, a, axes, ddof) && nd.Unary(env, kernel.Sqrt, dst, dst)
	case "logsumexp":
		return logSumExp(env, dst, a, axes)
	case "norm":
		return norm(env, n, dst, a, axes)
	default:
		return nd.Reduce(env, reductions[name], dst, a, axes)
	}
}

// folded returns how many elements a reduction folds into each result.
func folded(n *graph.Node) int {
	shape, c := n.Inputs()[0].Shape(), 1
	for _, ax := range axesOf(n) {
		c *= shape[ax]
	}
	return c
}

// divide divides the elements of dst by a count.
func divide(env nd.Env, dst nd.View, by int) bool {
	return nd.BinaryVS(env, kernel.Div, dst, dst, number(dst.DT, float64(by)))
}

// number is x as an element of a floating-point or complex type.
func number(dt dtype.DType, x float64) nd.Scalar {
	switch dt {
	case dtype.Float32:
		return nd.ScalarOf(float32(x))
	case dtype.Complex64:
		return nd.ScalarOf(complex(float32(x), 0))
	case dtype.Complex128:
		return nd.ScalarOf(complex(x, 0))
	}
	return nd.ScalarOf(x)
}

// kept returns v, a result with the reduced axes left out or of length one,
// as it broadcasts against the operand: with those axes of length one.
func kept(v nd.View, shape, axes []int) nd.View {
	if len(v.Shape) == len(shape) {
		return v
	}
	out := nd.View{Ptr: v.Ptr, DT: v.DT, Shape: make([]int, len(shape)), Strides: make([]int, len(shape))}
	k := 0
	for i, d := range shape {
		if contains(axes, i) {
			out.Shape[i] = 1
			continue
		}
		out.Shape[i], out.Strides[i] = d, v.Strides[k]
		k++
	}
	return out
}

// asFloat returns a in the floating-point type dt.
func asFloat(env nd.Env, a nd.View, dt dtype.DType) (nd.View, bool) {
	if a.DT == dt {
		return a, true
	}
	out := alloc(dt, a.Shape)
	return out, nd.Cast(env, out, a)
}

// nanMean is the sum over the count of what is not NaN.
func nanMean(env nd.Env, dst, a nd.View, axes []int) bool {
	n := alloc(dtype.Int64, dst.Shape)
	by := alloc(dst.DT, dst.Shape)
	x, ok := asFloat(env, a, dst.DT)
	return ok && nd.Reduce(env, kernel.RedNaNCount, n, x, axes) && nd.Cast(env, by, n) &&
		nd.Reduce(env, kernel.RedNaNSum, dst, x, axes) && nd.Binary(env, kernel.Div, dst, dst, by)
}

// nanVar is var over what is not NaN, by two passes.
func nanVar(env nd.Env, dst, a nd.View, axes []int, ddof float64) bool {
	if a.DT.IsComplex() {
		return nanVarComplex(env, dst, a, axes, ddof)
	}
	mean := alloc(dst.DT, dst.Shape)
	x, ok := asFloat(env, a, dst.DT)
	if !ok || !nanMean(env, mean, x, axes) {
		return false
	}
	dev := alloc(dst.DT, x.Shape)
	return nd.Binary(env, kernel.Sub, dev, x, kept(mean, x.Shape, axes)) &&
		nd.Unary(env, kernel.Square, dev, dev) &&
		nanDegrees(env, dst, dev, axes, ddof)
}

// nanVarComplex: the squared deviation is that of both parts.
func nanVarComplex(env nd.Env, dst, a nd.View, axes []int, ddof float64) bool {
	mean := alloc(a.DT, dst.Shape)
	if !nanMean(env, mean, a, axes) {
		return false
	}
	dev := alloc(a.DT, a.Shape)
	re, im := alloc(dst.DT, a.Shape), alloc(dst.DT, a.Shape)
	return nd.Binary(env, kernel.Sub, dev, a, kept(mean, a.Shape, axes)) &&
		nd.Unary(env, kernel.Real, re, dev) && nd.Unary(env, kernel.Square, re, re) &&
		nd.Unary(env, kernel.Imag, im, dev) && nd.Unary(env, kernel.Square, im, im) &&
		nd.Binary(env, kernel.Add, re, re, im) && nanDegrees(env, dst, re, axes, ddof)
}

// nanDegrees divides the sum of squares by its degrees of freedom; fewer than
// none give NaN, as in NumPy.
func nanDegrees(env nd.Env, dst, squares nd.View, axes []int, ddof float64) bool {
	n, by := alloc(dtype.Int64, dst.Shape), alloc(dst.DT, dst.Shape)
	ok := nd.Reduce(env, kernel.RedNaNCount, n, squares, axes) && nd.Cast(env, by, n) &&
		nd.BinaryVS(env, kernel.Sub, by, by, number(by.DT, ddof)) &&
		nd.Reduce(env, kernel.RedNaNSum, dst, squares, axes) && nd.Binary(env, kernel.Div, dst, dst, by)
	if !ok {
		return false
	}
	none, nan := alloc(dtype.Bool, dst.Shape), alloc(dst.DT, nil)
	return nd.Fill(env, nan, number(nan.DT, math.NaN())) &&
		nd.BinaryVS(env, kernel.Le, none, by, number(by.DT, 0)) && nd.Select(env, dst, none, nan, dst)
}

// logSumExp subtracts the largest element first, so that no exponential
// overflows; where that is infinite it subtracts nothing.
func logSumExp(env nd.Env, dst, a nd.View, axes []int) bool {
	top, finite, zero := alloc(a.DT, dst.Shape), alloc(dtype.Bool, dst.Shape), alloc(a.DT, nil)
	if count := a.Size(); count == 0 {
		return nd.Fill(env, dst, number(dst.DT, math.Inf(-1)))
	}
	e := alloc(a.DT, a.Shape)
	return nd.Reduce(env, kernel.RedMax, top, a, axes) &&
		nd.Unary(env, kernel.IsFinite, finite, top) && nd.Select(env, top, finite, top, zero) &&
		nd.Binary(env, kernel.Sub, e, a, kept(top, a.Shape, axes)) && nd.Unary(env, kernel.Exp, e, e) &&
		nd.Reduce(env, kernel.RedSum, dst, e, axes) && nd.Unary(env, kernel.Log, dst, dst) &&
		nd.Binary(env, kernel.Add, dst, dst, top)
}

// norm is (Σ|x|^ord)^(1/ord), the Euclidean norm where ord is not given.
func norm(env nd.Env, n *graph.Node, dst, a nd.View, axes []int) bool {
	ord, given := n.Attrs().Float("ord")
	if !given {
		ord = 2
	}
	x := alloc(dst.DT, a.Shape)
	abs := kernel.Abs
	if a.DT.IsComplex() {
		abs = kernel.CAbs
	} else if a.DT != dst.DT {
		if !nd.Cast(env, x, a) {
			return false
		}
		a = x
	}
	if !nd.Unary(env, abs, x, a) {
		return false
	}
	switch {
	case math.IsInf(ord, 1):
		return nd.Reduce(env, kernel.RedMax, dst, x, axes)
	case ord == 1:
		return nd.Reduce(env, kernel.RedSum, dst, x, axes)
	case ord == 2:
		return nd.Unary(env, kernel.Square, x, x) && nd.Reduce(env, kernel.RedSum, dst, x, axes) &&
			nd.Unary(env, kernel.Sqrt, dst, dst)
	}
	return nd.BinaryVS(env, kernel.Pow, x, x, number(x.DT, ord)) && nd.Reduce(env, kernel.RedSum, dst, x, axes) &&
		nd.BinaryVS(env, kernel.Pow, dst, dst, number(dst.DT, 1/ord))
}
