package special

import "github.com/scicore-go/scicore/array"

// Digamma returns ψ(x), the logarithmic derivative of Γ. SciPy:
// special.digamma.
//
// Domain: all numbers; ∓Inf at ±0, NaN at the negative whole numbers and -Inf.
// For x < 0 the error is relative to 1+
//
// ψ(x)
//
// +π/
//
// tan πx
//
// , for there are zeros between the poles. NaN gives NaN. Largest error
// measured: 2.8e-15.
func Digamma[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, digamma) }

// DigammaInto is [Digamma] written into dst.
func DigammaInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, digamma)
}

// GammaInc returns the regularised lower incomplete gamma function P(a, x):
// the integral of t^(a-1) e^-t from 0 to x over Γ(a). SciPy: special.gammainc.
//
// Domain: a, x >= 0 and not both 0, and NaN outside it. NaN gives NaN. Largest
// error measured: 9.1e-14.
func GammaInc[T array.Float](a, x array.Array[T]) array.Array[T] { return binary(a, x, gammaInc) }

// GammaIncInto is [GammaInc] written into dst.
func GammaIncInto[T array.Float](dst, a, x array.Array[T]) {
	binaryInto(dst, a, x, gammaInc)
}

// GammaIncC returns the regularised upper incomplete gamma function Q(a, x) =
// 1-P(a, x), with its own digits where it is small. SciPy: special.gammaincc.
//
// Domain: as [GammaInc]. NaN gives NaN. Largest error measured: 1.8e-14.
func GammaIncC[T array.Float](a, x array.Array[T]) array.Array[T] { return binary(a, x, gammaIncC) }

// GammaIncCInto is [GammaIncC] written into dst.
func GammaIncCInto[T array.Float](dst, a, x array.Array[T]) {
	binaryInto(dst, a, x, gammaIncC)
}

// GammaIncInv returns x with P(a, x) = p. SciPy: special.gammaincinv.
//
// Domain: finite a > 0 and 0 <= p <= 1, and NaN outside it; +Inf at p = 1. The
// error is relative to 1 + p/(x f(x)), f the density: rounding p alone moves x
// by as much. NaN gives NaN. Largest error measured: 3.1e-15.
func GammaIncInv[T array.Float](a, p array.Array[T]) array.Array[T] { return binary(a, p, gammaIncInv) }

// GammaIncInvInto is [GammaIncInv] written into dst.
func GammaIncInvInto[T array.Float](dst, a, p array.Array[T]) {
	binaryInto(dst, a, p, gammaIncInv)
}

// Zeta returns Riemann's ζ(s): the sum of n^-s from n = 1, continued to s < 1.
// SciPy: special.zeta with one argument.
//
// Domain: all numbers; +Inf at 1, NaN at -Inf, 0 at the negative even numbers.
// NaN gives NaN. Largest error measured: 1.6e-14.
func Zeta[T array.Float](s array.Array[T]) array.Array[T] { return unary(s, zeta) }

// ZetaInto is [Zeta] written into dst.
func ZetaInto[T array.Float](dst, s array.Array[T]) {
	unaryInto(dst, s, zeta)
}

// HurwitzZeta returns Hurwitz's ζ(s, q): the sum of (n+q)^-s from n = 0.
// SciPy: special.zeta.
//
// Domain: s >= 1 and q >= 0, and NaN outside it; +Inf at s = 1 and at q = 0.
// NaN gives NaN. Largest error measured: 1.3e-14.
func HurwitzZeta[T array.Float](s, q array.Array[T]) array.Array[T] { return binary(s, q, hurwitz) }

// HurwitzZetaInto is [HurwitzZeta] written into dst.
func HurwitzZetaInto[T array.Float](dst, s, q array.Array[T]) {
	binaryInto(dst, s, q, hurwitz)
}
