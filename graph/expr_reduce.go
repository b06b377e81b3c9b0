package graph

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Reductions fold the given axes, negative ones counting from the last, or all
// axes when none is given. The folded axes disappear; [Expr.KeepDims] on the
// result keeps them with length one.
//
// The methods keep the element type. Where NumPy's result has another one
// (integers sum to int64, average to float64) the method converts back for
// sums of integers, and refuses for averages: cast first.

// KeepDims returns the reduction that e is, with the folded axes kept at length
// one: e.Mean(1).KeepDims() broadcasts against e. On anything but a reduction
// it gives a poisoned expression.
func (e Expr[T]) KeepDims() Expr[T] {
	n := e.Node()
	cast := n.op == opCast && len(n.inputs) == 1 && n.inputs[0].op != nil && n.inputs[0].op.kind == Reduction
	r := n
	if cast {
		r = n.inputs[0]
	}
	switch {
	case n.kind == KindPoisoned:
		return e
	case r.op == nil || r.op.kind != Reduction:
		return Expr[T]{poison("keepdims", n.dt, []*Node{n}, refuse("the expression is not a reduction"))}
	}
	k := callStrict(r.op, r.attrs.WithBool("keepdims", true), r.inputs...)
	if cast && k.kind != KindPoisoned {
		k = castNode(k, n.dt)
	}
	return Expr[T]{k}
}

// same builds a reduction whose result has the operand's type; back tells that
// a wider integer is converted back to it.
func (e Expr[T]) same(name string, a Attrs, axes []int, back bool) Expr[T] {
	n := reduce(name, e.Node(), a, axes)
	want := dtype.Of[T]()
	switch {
	case n.kind == KindPoisoned || n.dt == want:
	case back && want.IsInteger():
		n = castNode(n, want)
	default:
		n = poison(name, want, []*Node{n}, refuse("of %v is %v; cast first", want, n.dt))
	}
	return Expr[T]{n}
}

// Sum returns the sum. Sums of integers wrap around as the element type does.
func (e Expr[T]) Sum(axes ...int) Expr[T] { return e.same("sum", Attrs{}, axes, true) }

// Mean returns the mean, NaN for no elements.
func (e Expr[T]) Mean(axes ...int) Expr[T] { return e.same("mean", Attrs{}, axes, false) }

// Var returns the variance: the sum of squared deviations from the mean over
// n-ddof. ddof 0 takes the elements as the whole population, ddof 1 as a
// sample of it.
func (e Expr[T]) Var(ddof float64, axes ...int) Expr[T] {
	return e.same("var", Attrs{}.WithFloat("ddof", ddof), axes, false)
}

// Std returns the square root of Var.
func (e Expr[T]) Std(ddof float64, axes ...int) Expr[T] {
	return e.same("std", Attrs{}.WithFloat("ddof", ddof), axes, false)
}

// Norm returns the vector norm of order ord, 2 being the Euclidean one and
// +Inf the largest absolute value.
func (e Expr[T]) Norm(ord float64, axes ...int) Expr[T] {
	return e.same("norm", Attrs{}.WithFloat("ord", ord), axes, false)
}

// Prod returns the product; integers as in Sum.
func (e Expr[T]) Prod(axes ...int) Expr[T] { return e.same("prod", Attrs{}, axes, true) }

// Min returns the smallest element, NaN if there is one.
func (e Expr[T]) Min(axes ...int) Expr[T] { return e.same("min", Attrs{}, axes, true) }

// Max returns the largest element, NaN if there is one.
func (e Expr[T]) Max(axes ...int) Expr[T] { return e.same("max", Attrs{}, axes, true) }

// Ptp returns the largest element less the smallest (peak to peak).
func (e Expr[T]) Ptp(axes ...int) Expr[T] { return e.same("ptp", Attrs{}, axes, true) }

// NanSum returns the sum of the elements that are not NaN.
func (e Expr[T]) NanSum(axes ...int) Expr[T] { return e.same("nansum", Attrs{}, axes, true) }

// NanProd returns the product of the elements that are not NaN.
func (e Expr[T]) NanProd(axes ...int) Expr[T] { return e.same("nanprod", Attrs{}, axes, true) }

// NanMean returns the mean of the elements that are not NaN.
func (e Expr[T]) NanMean(axes ...int) Expr[T] { return e.same("nanmean", Attrs{}, axes, false) }

// NanMin returns the smallest element that is not NaN.
func (e Expr[T]) NanMin(axes ...int) Expr[T] { return e.same("nanmin", Attrs{}, axes, true) }

// NanMax returns the largest element that is not NaN.
func (e Expr[T]) NanMax(axes ...int) Expr[T] { return e.same("nanmax", Attrs{}, axes, true) }

// LogSumExp returns log Σexp(e) without overflow.
func (e Expr[T]) LogSumExp(axes ...int) Expr[T] { return e.same("logsumexp", Attrs{}, axes, true) }

// NanVar returns the variance of the elements that are not NaN; see Var.
func (e Expr[T]) NanVar(ddof float64, axes ...int) Expr[T] {
	return e.same("nanvar", Attrs{}.WithFloat("ddof", ddof), axes, false)
}

// NanStd returns the square root of NanVar.
func (e Expr[T]) NanStd(ddof float64, axes ...int) Expr[T] {
	return e.same("nanstd", Attrs{}.WithFloat("ddof", ddof), axes, false)
}

// CumSum returns the running sums along an axis; integers wrap around.
func (e Expr[T]) CumSum(axis int) Expr[T] { return e.scan(opCumSum, axis) }

// CumProd returns the running products along an axis; integers wrap around.
func (e Expr[T]) CumProd(axis int) Expr[T] { return e.scan(opCumProd, axis) }

func (e Expr[T]) scan(op *Op, axis int) Expr[T] {
	n := callStrict(op, Attrs{}.WithInt("axis", axis), e.Node())
	want := dtype.Of[T]()
	switch {
	case n.kind == KindPoisoned || n.dt == want:
	case want.IsInteger():
		n = castNode(n, want)
	default:
		n = poison(op.name, want, []*Node{n}, refuse("of %v is %v; cast first", want, n.dt))
	}
	return Expr[T]{n}
}

// ArgMin returns the index of the first smallest element along one axis, or
// among all elements in C order; the first NaN counts as smallest.
func ArgMin[T array.Element](e Expr[T], axes ...int) Expr[int64] {
	return Expr[int64]{reduce("argmin", e.Node(), Attrs{}, axes)}
}

// ArgMax returns the index of the first largest element along one axis, or
// among all elements in C order; the first NaN counts as largest.
func ArgMax[T array.Element](e Expr[T], axes ...int) Expr[int64] {
	return Expr[int64]{reduce("argmax", e.Node(), Attrs{}, axes)}
}

// CountNonzero counts the elements that are not zero.
func CountNonzero[T array.Element](e Expr[T], axes ...int) Expr[int64] {
	return Expr[int64]{reduce("count_nonzero", e.Node(), Attrs{}, axes)}
}

// Any tells whether any element is not zero.
func Any[T array.Element](e Expr[T], axes ...int) Expr[bool] {
	return Expr[bool]{reduce("any", e.Node(), Attrs{}, axes)}
}

// All tells whether no element is zero.
func All[T array.Element](e Expr[T], axes ...int) Expr[bool] {
	return Expr[bool]{reduce("all", e.Node(), Attrs{}, axes)}
}
