package graph

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Steps that change the element type are functions, since Go methods have no
// type parameters.

// Cast converts the elements, NumPy's astype. Complex elements convert only to
// complex types and bool; take [RealPart] or [Magnitude] otherwise.
func Cast[U, T array.Element](e Expr[T]) Expr[U] {
	to := dtype.Of[U]()
	n := e.Node()
	if n.dt == to && n.kind != KindPoisoned {
		return Expr[U]{n}
	}
	return Expr[U]{callStrict(opCast, Attrs{}.WithDType("dtype", to), n)}
}

// Equal tells where e == f.
func Equal[T array.Element](e, f Expr[T]) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Eq, e.Node(), f.Node())}
}

// NotEqual tells where e != f.
func NotEqual[T array.Element](e, f Expr[T]) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Ne, e.Node(), f.Node())}
}

// Less tells where e < f.
func Less[T array.Element](e, f Expr[T]) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Lt, e.Node(), f.Node())}
}

// LessEqual tells where e <= f.
func LessEqual[T array.Element](e, f Expr[T]) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Le, e.Node(), f.Node())}
}

// Greater tells where e > f.
func Greater[T array.Element](e, f Expr[T]) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Gt, e.Node(), f.Node())}
}

// GreaterEqual tells where e >= f.
func GreaterEqual[T array.Element](e, f Expr[T]) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Ge, e.Node(), f.Node())}
}

// EqualScalar tells where e == v.
func EqualScalar[T array.Element](e Expr[T], v T) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Eq, e.Node(), ScalarNode(ScalarOf(v)))}
}

// NotEqualScalar tells where e != v.
func NotEqualScalar[T array.Element](e Expr[T], v T) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Ne, e.Node(), ScalarNode(ScalarOf(v)))}
}

// LessScalar tells where e < v.
func LessScalar[T array.Element](e Expr[T], v T) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Lt, e.Node(), ScalarNode(ScalarOf(v)))}
}

// LessEqualScalar tells where e <= v.
func LessEqualScalar[T array.Element](e Expr[T], v T) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Le, e.Node(), ScalarNode(ScalarOf(v)))}
}

// GreaterScalar tells where e > v.
func GreaterScalar[T array.Element](e Expr[T], v T) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Gt, e.Node(), ScalarNode(ScalarOf(v)))}
}

// GreaterEqualScalar tells where e >= v.
func GreaterEqualScalar[T array.Element](e Expr[T], v T) Expr[bool] {
	return Expr[bool]{binaryNode(kernel.Ge, e.Node(), ScalarNode(ScalarOf(v)))}
}

// IsNaN tells where e is NaN.
func IsNaN[T array.Element](e Expr[T]) Expr[bool] {
	return Expr[bool]{unaryNode(kernel.IsNaN, e.Node())}
}

// IsInf tells where e is an infinity.
func IsInf[T array.Element](e Expr[T]) Expr[bool] {
	return Expr[bool]{unaryNode(kernel.IsInf, e.Node())}
}

// IsFinite tells where e is neither NaN nor an infinity.
func IsFinite[T array.Element](e Expr[T]) Expr[bool] {
	return Expr[bool]{unaryNode(kernel.IsFinite, e.Node())}
}

// SignBit tells where the sign bit of e is set, that of -0 included.
func SignBit[T array.Element](e Expr[T]) Expr[bool] {
	return Expr[bool]{unaryNode(kernel.SignBit, e.Node())}
}

// Where picks from a where c is true and from b elsewhere; all three
// broadcast.
func Where[T array.Element](c Expr[bool], a, b Expr[T]) Expr[T] {
	return Expr[T]{callStrict(opWhere, Attrs{}, c.Node(), a.Node(), b.Node())}
}

// realPart is the constraint of the functions from complex to real elements:
// R must be the type of T's parts.
type realPart interface{ float32 | float64 }

type complexElement interface{ complex64 | complex128 }

// toReal builds k and holds its result against R.
func toReal[R realPart, T complexElement](k kernel.Op, e Expr[T]) Expr[R] {
	n := unaryNode(k, e.Node())
	if want := dtype.Of[R](); n.kind != KindPoisoned && n.dt != want {
		n = poison(k.String(), want, []*Node{n}, refuse("the parts of %v are %v, not %v", dtype.Of[T](), n.dt, want))
	}
	return Expr[R]{n}
}

// RealPart returns the real parts of a complex expression: RealPart[float64](e) for
// complex128, RealPart[float32](e) for complex64.
func RealPart[R realPart, T complexElement](e Expr[T]) Expr[R] { return toReal[R](kernel.Real, e) }

// ImagPart returns the imaginary parts; see [RealPart] for the types.
func ImagPart[R realPart, T complexElement](e Expr[T]) Expr[R] { return toReal[R](kernel.Imag, e) }

// Magnitude returns the moduli of a complex expression; see [RealPart] for the types.
func Magnitude[R realPart, T complexElement](e Expr[T]) Expr[R] { return toReal[R](kernel.CAbs, e) }

// Angle returns the arguments of a complex expression, in (-π, π]; see [RealPart]
// for the types.
func Angle[R realPart, T complexElement](e Expr[T]) Expr[R] { return toReal[R](kernel.Arg, e) }
