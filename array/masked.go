package array

import "github.com/scicore-go/scicore/internal/nd"

// The functions ending in Where fold only the elements for which mask, which
// broadcasts to a's shape, holds: NumPy's where= argument. What they leave out
// counts as the value that changes nothing, so their sums have the bits of the
// full array's with zeros in those places. Any and all need no form of their
// own: AnyAlong(And(mask, b)), AllAlong(Or(Not(mask), b)).

// SumWhere returns [Sum] of the elements under mask, 0 for none. NumPy:
// sum(where=mask).
func SumWhere[T Wide](a Array[T], mask Array[bool], axes ...int) Array[T] {
	return Sum(under("sum", a, mask, T(0)), axes...)
}

// ProdWhere returns [Prod] of the elements under mask, 1 for none. NumPy:
// prod(where=mask).
func ProdWhere[T Wide](a Array[T], mask Array[bool], axes ...int) Array[T] {
	return Prod(under("prod", a, mask, T(1)), axes...)
}

// MinWhere returns [Min] of the elements under mask and initial, which is the
// answer where there are none. NumPy: min(where=mask, initial=initial).
func MinWhere[T Ordered](a Array[T], mask Array[bool], initial T, axes ...int) Array[T] {
	ax := overAxes("min", nil, axes, a.NDim())
	if countOver(a.shape(), ax) == 0 {
		return Full(initial, reducedShape(a.shape(), ax)...)
	}
	out := Min(under("min", a, mask, initial), axes...)
	MinimumScalarInto(out, out, initial)
	return out
}

// MaxWhere returns [Max] of the elements under mask and initial, which is the
// answer where there are none. NumPy: max(where=mask, initial=initial).
func MaxWhere[T Ordered](a Array[T], mask Array[bool], initial T, axes ...int) Array[T] {
	ax := overAxes("max", nil, axes, a.NDim())
	if countOver(a.shape(), ax) == 0 {
		return Full(initial, reducedShape(a.shape(), ax)...)
	}
	out := Max(under("max", a, mask, initial), axes...)
	MaximumScalarInto(out, out, initial)
	return out
}

// MeanWhere returns [Mean] of the elements under mask, NaN for none. NumPy:
// mean(where=mask).
func MeanWhere[T Float](a Array[T], mask Array[bool], axes ...int) Array[T] {
	out := SumWhere(a, mask, axes...)
	DivInto(out, out, countWhere[T](a, mask, axes))
	return out
}

// VarWhere returns [Var] of the elements under mask, NaN where they are no
// more than ddof. NumPy: var(where=mask, ddof=ddof).
func VarWhere[T Float](a Array[T], mask Array[bool], ddof float64, axes ...int) Array[T] {
	ax := overAxes("var", nil, axes, a.NDim())
	d := Sub(a, Keep(MeanWhere(a, mask, axes...), ax...))
	SquareInto(d, d)
	free := countWhere[T](a, mask, axes)
	SubScalarInto(free, free, T(ddof))
	MaximumScalarInto(free, free, 0)
	out := SumWhere(d, mask, axes...)
	DivInto(out, out, free)
	return out
}

// StdWhere returns the square root of [VarWhere]. NumPy: std(where=mask,
// ddof=ddof).
func StdWhere[T Float](a Array[T], mask Array[bool], ddof float64, axes ...int) Array[T] {
	out := VarWhere(a, mask, ddof, axes...)
	SqrtInto(out, out)
	return out
}

// under returns a with other where mask does not hold.
func under[T Element](op string, a Array[T], mask Array[bool], other T) Array[T] {
	if !nd.Fits(a.shape(), mask.shape()) {
		badShape(op, "the mask does not broadcast to the array", a.shape(), mask.shape())
	}
	return Where(mask, a, Scalar(other))
}

// countWhere returns how many elements are under the mask, as T.
func countWhere[T Float](a Array[T], mask Array[bool], axes []int) Array[T] {
	return Cast[T](CountNonzero(mask.BroadcastTo(a.shape()...), axes...))
}
