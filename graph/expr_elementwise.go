package graph

import "github.com/scicore-go/scicore/internal/kernel"

// The elementwise methods keep the element type. Two operands broadcast as
// NumPy's do; an operation that the element type does not have (the square
// root of integers, say) gives a poisoned expression.

// Neg returns -x.
func (e Expr[T]) Neg() Expr[T] { return Expr[T]{unaryNode(kernel.Neg, e.Node())} }

// Abs returns |x|; for complex elements use [Magnitude].
func (e Expr[T]) Abs() Expr[T] { return Expr[T]{unaryNode(kernel.Abs, e.Node())} }

// Sign returns -1, 0 or 1; NaN stays NaN.
func (e Expr[T]) Sign() Expr[T] { return Expr[T]{unaryNode(kernel.Sign, e.Node())} }

// Square returns x·x.
func (e Expr[T]) Square() Expr[T] { return Expr[T]{unaryNode(kernel.Square, e.Node())} }

// Reciprocal returns 1/x.
func (e Expr[T]) Reciprocal() Expr[T] { return Expr[T]{unaryNode(kernel.Reciprocal, e.Node())} }

// Sqrt returns √x.
func (e Expr[T]) Sqrt() Expr[T] { return Expr[T]{unaryNode(kernel.Sqrt, e.Node())} }

// Cbrt returns ∛x.
func (e Expr[T]) Cbrt() Expr[T] { return Expr[T]{unaryNode(kernel.Cbrt, e.Node())} }

// Floor returns the largest integer ≤ x.
func (e Expr[T]) Floor() Expr[T] { return Expr[T]{unaryNode(kernel.Floor, e.Node())} }

// Ceil returns the smallest integer ≥ x.
func (e Expr[T]) Ceil() Expr[T] { return Expr[T]{unaryNode(kernel.Ceil, e.Node())} }

// Trunc returns x without its fraction.
func (e Expr[T]) Trunc() Expr[T] { return Expr[T]{unaryNode(kernel.Trunc, e.Node())} }

// Rint returns the nearest integer, halves to even.
func (e Expr[T]) Rint() Expr[T] { return Expr[T]{unaryNode(kernel.Rint, e.Node())} }

// Exp returns eˣ.
func (e Expr[T]) Exp() Expr[T] { return Expr[T]{unaryNode(kernel.Exp, e.Node())} }

// Exp2 returns 2ˣ.
func (e Expr[T]) Exp2() Expr[T] { return Expr[T]{unaryNode(kernel.Exp2, e.Node())} }

// Expm1 returns eˣ-1, accurate near 0.
func (e Expr[T]) Expm1() Expr[T] { return Expr[T]{unaryNode(kernel.Expm1, e.Node())} }

// Log returns the natural logarithm.
func (e Expr[T]) Log() Expr[T] { return Expr[T]{unaryNode(kernel.Log, e.Node())} }

// Log2 returns the logarithm to base 2.
func (e Expr[T]) Log2() Expr[T] { return Expr[T]{unaryNode(kernel.Log2, e.Node())} }

// Log10 returns the logarithm to base 10.
func (e Expr[T]) Log10() Expr[T] { return Expr[T]{unaryNode(kernel.Log10, e.Node())} }

// Log1p returns log(1+x), accurate near 0.
func (e Expr[T]) Log1p() Expr[T] { return Expr[T]{unaryNode(kernel.Log1p, e.Node())} }

// Sin returns the sine, x in radians.
func (e Expr[T]) Sin() Expr[T] { return Expr[T]{unaryNode(kernel.Sin, e.Node())} }

// Cos returns the cosine, x in radians.
func (e Expr[T]) Cos() Expr[T] { return Expr[T]{unaryNode(kernel.Cos, e.Node())} }

// Tan returns the tangent, x in radians.
func (e Expr[T]) Tan() Expr[T] { return Expr[T]{unaryNode(kernel.Tan, e.Node())} }

// Asin returns the arc sine (arcsin).
func (e Expr[T]) Asin() Expr[T] { return Expr[T]{unaryNode(kernel.Asin, e.Node())} }

// Acos returns the arc cosine (arccos).
func (e Expr[T]) Acos() Expr[T] { return Expr[T]{unaryNode(kernel.Acos, e.Node())} }

// Atan returns the arc tangent (arctan).
func (e Expr[T]) Atan() Expr[T] { return Expr[T]{unaryNode(kernel.Atan, e.Node())} }

// Sinh returns the hyperbolic sine.
func (e Expr[T]) Sinh() Expr[T] { return Expr[T]{unaryNode(kernel.Sinh, e.Node())} }

// Cosh returns the hyperbolic cosine.
func (e Expr[T]) Cosh() Expr[T] { return Expr[T]{unaryNode(kernel.Cosh, e.Node())} }

// Tanh returns the hyperbolic tangent.
func (e Expr[T]) Tanh() Expr[T] { return Expr[T]{unaryNode(kernel.Tanh, e.Node())} }

// Asinh returns the inverse hyperbolic sine (arcsinh).
func (e Expr[T]) Asinh() Expr[T] { return Expr[T]{unaryNode(kernel.Asinh, e.Node())} }

// Acosh returns the inverse hyperbolic cosine (arccosh).
func (e Expr[T]) Acosh() Expr[T] { return Expr[T]{unaryNode(kernel.Acosh, e.Node())} }

// Atanh returns the inverse hyperbolic tangent (arctanh).
func (e Expr[T]) Atanh() Expr[T] { return Expr[T]{unaryNode(kernel.Atanh, e.Node())} }

// Erf returns the error function.
func (e Expr[T]) Erf() Expr[T] { return Expr[T]{unaryNode(kernel.Erf, e.Node())} }

// Erfc returns 1-erf(x), accurate for large x.
func (e Expr[T]) Erfc() Expr[T] { return Expr[T]{unaryNode(kernel.Erfc, e.Node())} }

// Gamma returns the gamma function.
func (e Expr[T]) Gamma() Expr[T] { return Expr[T]{unaryNode(kernel.Gamma, e.Node())} }

// LGamma returns log|Γ(x)| (gammaln).
func (e Expr[T]) LGamma() Expr[T] { return Expr[T]{unaryNode(kernel.LGamma, e.Node())} }

// BitNot returns the bitwise complement of integers, logical not of bool.
func (e Expr[T]) BitNot() Expr[T] { return Expr[T]{unaryNode(kernel.Not, e.Node())} }

// Conj returns the complex conjugate, the identity on real types.
func (e Expr[T]) Conj() Expr[T] { return Expr[T]{unaryNode(kernel.Conj, e.Node())} }

// PopCount returns the number of bits set (bitwise_count).
func (e Expr[T]) PopCount() Expr[T] { return Expr[T]{unaryNode(kernel.PopCount, e.Node())} }

// Add returns e + f.
func (e Expr[T]) Add(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Add, e.Node(), f.Node())}
}

// Sub returns e - f.
func (e Expr[T]) Sub(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Sub, e.Node(), f.Node())}
}

// Mul returns e · f.
func (e Expr[T]) Mul(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Mul, e.Node(), f.Node())}
}

// Div returns e / f; integers are divided as Go does, and by zero give 0.
func (e Expr[T]) Div(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Div, e.Node(), f.Node())}
}

// FloorDiv returns ⌊e/f⌋, Python's //.
func (e Expr[T]) FloorDiv(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.FloorDiv, e.Node(), f.Node())}
}

// Mod returns Python's %, with the sign of f.
func (e Expr[T]) Mod(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Mod, e.Node(), f.Node())}
}

// Rem returns the remainder with the sign of e (fmod).
func (e Expr[T]) Rem(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Rem, e.Node(), f.Node())}
}

// Pow returns e to the power f.
func (e Expr[T]) Pow(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Pow, e.Node(), f.Node())}
}

// Minimum returns the smaller one, NaN if either is NaN.
func (e Expr[T]) Minimum(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Min, e.Node(), f.Node())}
}

// Maximum returns the larger one, NaN if either is NaN.
func (e Expr[T]) Maximum(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Max, e.Node(), f.Node())}
}

// FMin returns the smaller one, the number if one is NaN.
func (e Expr[T]) FMin(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.FMin, e.Node(), f.Node())}
}

// FMax returns the larger one, the number if one is NaN.
func (e Expr[T]) FMax(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.FMax, e.Node(), f.Node())}
}

// Atan2 returns the angle of the point (f, e) (arctan2).
func (e Expr[T]) Atan2(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Atan2, e.Node(), f.Node())}
}

// Hypot returns √(e²+f²) without overflow.
func (e Expr[T]) Hypot(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Hypot, e.Node(), f.Node())}
}

// CopySign returns |e| with the sign of f.
func (e Expr[T]) CopySign(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.CopySign, e.Node(), f.Node())}
}

// NextAfter returns the number next to e on the way to f.
func (e Expr[T]) NextAfter(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.NextAfter, e.Node(), f.Node())}
}

// BitAnd returns the bitwise and, the logical one of bool.
func (e Expr[T]) BitAnd(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.BitAnd, e.Node(), f.Node())}
}

// BitOr returns the bitwise or, the logical one of bool.
func (e Expr[T]) BitOr(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.BitOr, e.Node(), f.Node())}
}

// BitXor returns the bitwise exclusive or.
func (e Expr[T]) BitXor(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.BitXor, e.Node(), f.Node())}
}

// ShiftLeft returns e shifted left by f bits; 0 for counts outside of the type.
func (e Expr[T]) ShiftLeft(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Shl, e.Node(), f.Node())}
}

// ShiftRight returns e shifted right by f bits; 0 or -1 for counts outside of the type.
func (e Expr[T]) ShiftRight(f Expr[T]) Expr[T] {
	return Expr[T]{binaryNode(kernel.Shr, e.Node(), f.Node())}
}

// AddScalar returns e + v.
func (e Expr[T]) AddScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Add, e.Node(), ScalarNode(ScalarOf(v)))}
}

// SubScalar returns e - v.
func (e Expr[T]) SubScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Sub, e.Node(), ScalarNode(ScalarOf(v)))}
}

// MulScalar returns e · v.
func (e Expr[T]) MulScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Mul, e.Node(), ScalarNode(ScalarOf(v)))}
}

// DivScalar returns e / v.
func (e Expr[T]) DivScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Div, e.Node(), ScalarNode(ScalarOf(v)))}
}

// PowScalar returns e to the power v.
func (e Expr[T]) PowScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Pow, e.Node(), ScalarNode(ScalarOf(v)))}
}

// FloorDivScalar returns ⌊e/v⌋.
func (e Expr[T]) FloorDivScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.FloorDiv, e.Node(), ScalarNode(ScalarOf(v)))}
}

// ModScalar returns Python's e % v, with the sign of v.
func (e Expr[T]) ModScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Mod, e.Node(), ScalarNode(ScalarOf(v)))}
}

// RemScalar returns the remainder of e by v with the sign of e.
func (e Expr[T]) RemScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Rem, e.Node(), ScalarNode(ScalarOf(v)))}
}

// RSubScalar returns v - e.
func (e Expr[T]) RSubScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Sub, ScalarNode(ScalarOf(v)), e.Node())}
}

// RDivScalar returns v / e.
func (e Expr[T]) RDivScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Div, ScalarNode(ScalarOf(v)), e.Node())}
}

// RPowScalar returns v to the power e.
func (e Expr[T]) RPowScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Pow, ScalarNode(ScalarOf(v)), e.Node())}
}

// MinimumScalar returns the smaller one of e and v.
func (e Expr[T]) MinimumScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Min, e.Node(), ScalarNode(ScalarOf(v)))}
}

// MaximumScalar returns the larger one of e and v.
func (e Expr[T]) MaximumScalar(v T) Expr[T] {
	return Expr[T]{binaryNode(kernel.Max, e.Node(), ScalarNode(ScalarOf(v)))}
}

// FMA returns e·f + g, rounded once for floats.
func (e Expr[T]) FMA(f, g Expr[T]) Expr[T] {
	return Expr[T]{callStrict(kernelOps[kernel.FMA], Attrs{}, e.Node(), f.Node(), g.Node())}
}

// Clip returns e limited to [lo, hi]: minimum(maximum(e, lo), hi). NaN stays
// NaN.
func (e Expr[T]) Clip(lo, hi T) Expr[T] { return e.MaximumScalar(lo).MinimumScalar(hi) }
