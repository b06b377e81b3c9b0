package array

import (
	"slices"

	"github.com/scicore-go/scicore/internal/kernel"
)

// Tolerance says when two numbers count as close:
// |a - b| <= Abs + Rel·|b|. Infinities are close to themselves only, NaN to
// nothing unless EqualNaN is set, when it is close to NaN.
type Tolerance struct {
	Rel, Abs float64
	EqualNaN bool
}

// closeDefault is NumPy's.
var closeDefault = Tolerance{Rel: 1e-5, Abs: 1e-8}

// IsClose reports where a and b are close; they broadcast. A nil tolerance is
// NumPy's, 1e-5 relative to b and 1e-8 absolute. NumPy: isclose.
func IsClose[T Float](a, b Array[T], tol *Tolerance) Array[bool] {
	if tol == nil {
		tol = &closeDefault
	}
	diff := Sub(a, b)
	unaryInto(kernel.Abs, &diff, &diff)
	limit := Abs(b)
	scalarRightInto(kernel.Mul, limit, limit, T(tol.Rel))
	scalarRightInto(kernel.Add, limit, limit, T(tol.Abs))
	out := LessEqual(diff, limit)
	AndInto(out, out, IsFinite(b)) // an infinite limit holds everything
	OrInto(out, out, Equal(a, b))
	if tol.EqualNaN {
		OrInto(out, out, And(IsNaN(a), IsNaN(b)))
	}
	return out
}

// AllClose reports whether a and b are close everywhere; they broadcast. A
// nil tolerance is NumPy's. NumPy: allclose.
func AllClose[T Float](a, b Array[T], tol *Tolerance) bool {
	return AllTrue(IsClose(a, b, tol))
}

// ArrayEqual reports whether a and b have one shape and equal elements. NaN
// equals nothing. NumPy: array_equal.
func ArrayEqual[T Element](a, b Array[T]) bool {
	if !slices.Equal(a.shape(), b.shape()) {
		return false
	}
	return AllTrue(Equal(a, b))
}

// AllTrue reports whether every element of a is true, as it is of an empty
// array.
func AllTrue(a Array[bool]) bool { return reduceAll[bool](kernel.RedAll, a) }

// AnyTrue reports whether some element of a is true.
func AnyTrue(a Array[bool]) bool { return reduceAll[bool](kernel.RedAny, a) }
