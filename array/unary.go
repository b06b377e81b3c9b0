package array

import "github.com/scicore-go/scicore/internal/kernel"

// Neg returns -a. NumPy: negative.
func Neg[T Number](a Array[T]) Array[T] { return unary[T, T](kernel.Neg, a) }

// NegInto is [Neg] written into dst.
func NegInto[T Number](dst, a Array[T]) { unaryInto(kernel.Neg, &dst, &a) }

// Abs returns |a|; the most negative integer stays. For complex numbers see
// [Magnitude]. NumPy: absolute.
func Abs[T Real](a Array[T]) Array[T] { return unary[T, T](kernel.Abs, a) }

// AbsInto is [Abs] written into dst.
func AbsInto[T Real](dst, a Array[T]) { unaryInto(kernel.Abs, &dst, &a) }

// Sign returns -1, 0 or 1 by the sign of a, NaN for NaN. NumPy: sign.
func Sign[T Real](a Array[T]) Array[T] { return unary[T, T](kernel.Sign, a) }

// SignInto is [Sign] written into dst.
func SignInto[T Real](dst, a Array[T]) { unaryInto(kernel.Sign, &dst, &a) }

// Square returns a². NumPy: square.
func Square[T Number](a Array[T]) Array[T] { return unary[T, T](kernel.Square, a) }

// SquareInto is [Square] written into dst.
func SquareInto[T Number](dst, a Array[T]) { unaryInto(kernel.Square, &dst, &a) }

// Reciprocal returns 1/a. NumPy: reciprocal.
func Reciprocal[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Reciprocal, a) }

// ReciprocalInto is [Reciprocal] written into dst.
func ReciprocalInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Reciprocal, &dst, &a) }

// Sqrt returns the square root of a, correctly rounded for real numbers, NaN
// below zero. NumPy: sqrt.
func Sqrt[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Sqrt, a) }

// SqrtInto is [Sqrt] written into dst.
func SqrtInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Sqrt, &dst, &a) }

// Cbrt returns the cube root of a, within 1 ULP. NumPy: cbrt.
func Cbrt[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Cbrt, a) }

// CbrtInto is [Cbrt] written into dst.
func CbrtInto[T Float](dst, a Array[T]) { unaryInto(kernel.Cbrt, &dst, &a) }

// Exp returns e^a, within 1 ULP. NumPy: exp.
func Exp[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Exp, a) }

// ExpInto is [Exp] written into dst.
func ExpInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Exp, &dst, &a) }

// Exp2 returns 2^a, within 1 ULP. NumPy: exp2.
func Exp2[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Exp2, a) }

// Exp2Into is [Exp2] written into dst.
func Exp2Into[T Inexact](dst, a Array[T]) { unaryInto(kernel.Exp2, &dst, &a) }

// Expm1 returns e^a - 1 without cancellation near zero, within 1 ULP. NumPy:
// expm1.
func Expm1[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Expm1, a) }

// Expm1Into is [Expm1] written into dst.
func Expm1Into[T Inexact](dst, a Array[T]) { unaryInto(kernel.Expm1, &dst, &a) }

// Log returns the natural logarithm of a, within 1 ULP. NumPy: log.
func Log[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Log, a) }

// LogInto is [Log] written into dst.
func LogInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Log, &dst, &a) }

// Log2 returns the logarithm of a to base 2, within 1 ULP. NumPy: log2.
func Log2[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Log2, a) }

// Log2Into is [Log2] written into dst.
func Log2Into[T Inexact](dst, a Array[T]) { unaryInto(kernel.Log2, &dst, &a) }

// Log10 returns the logarithm of a to base 10, within 1 ULP. NumPy: log10.
func Log10[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Log10, a) }

// Log10Into is [Log10] written into dst.
func Log10Into[T Inexact](dst, a Array[T]) { unaryInto(kernel.Log10, &dst, &a) }

// Log1p returns log(1 + a) without cancellation near zero, within 1 ULP.
// NumPy: log1p.
func Log1p[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Log1p, a) }

// Log1pInto is [Log1p] written into dst.
func Log1pInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Log1p, &dst, &a) }

// Sin returns the sine of a radians, within 1 ULP for arguments of any size.
// NumPy: sin.
func Sin[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Sin, a) }

// SinInto is [Sin] written into dst.
func SinInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Sin, &dst, &a) }

// Cos returns the cosine of a radians, within 1 ULP for arguments of any
// size. NumPy: cos.
func Cos[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Cos, a) }

// CosInto is [Cos] written into dst.
func CosInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Cos, &dst, &a) }

// Tan returns the tangent of a radians, within 1 ULP for arguments of any
// size. NumPy: tan.
func Tan[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Tan, a) }

// TanInto is [Tan] written into dst.
func TanInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Tan, &dst, &a) }

// Asin returns the arc sine of a, in [-π/2, π/2]. NumPy: arcsin.
func Asin[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Asin, a) }

// AsinInto is [Asin] written into dst.
func AsinInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Asin, &dst, &a) }

// Acos returns the arc cosine of a, in [0, π]. NumPy: arccos.
func Acos[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Acos, a) }

// AcosInto is [Acos] written into dst.
func AcosInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Acos, &dst, &a) }

// Atan returns the arc tangent of a, in [-π/2, π/2]. NumPy: arctan.
func Atan[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Atan, a) }

// AtanInto is [Atan] written into dst.
func AtanInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Atan, &dst, &a) }

// Sinh returns the hyperbolic sine of a. NumPy: sinh.
func Sinh[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Sinh, a) }

// SinhInto is [Sinh] written into dst.
func SinhInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Sinh, &dst, &a) }

// Cosh returns the hyperbolic cosine of a. NumPy: cosh.
func Cosh[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Cosh, a) }

// CoshInto is [Cosh] written into dst.
func CoshInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Cosh, &dst, &a) }

// Tanh returns the hyperbolic tangent of a, within 1 ULP for real numbers.
// NumPy: tanh.
func Tanh[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Tanh, a) }

// TanhInto is [Tanh] written into dst.
func TanhInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Tanh, &dst, &a) }

// Asinh returns the inverse hyperbolic sine of a. NumPy: arcsinh.
func Asinh[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Asinh, a) }

// AsinhInto is [Asinh] written into dst.
func AsinhInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Asinh, &dst, &a) }

// Acosh returns the inverse hyperbolic cosine of a, NaN for real numbers below 1. NumPy:
// arccosh.
func Acosh[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Acosh, a) }

// AcoshInto is [Acosh] written into dst.
func AcoshInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Acosh, &dst, &a) }

// Atanh returns the inverse hyperbolic tangent of a. NumPy: arctanh.
func Atanh[T Inexact](a Array[T]) Array[T] { return unary[T, T](kernel.Atanh, a) }

// AtanhInto is [Atanh] written into dst.
func AtanhInto[T Inexact](dst, a Array[T]) { unaryInto(kernel.Atanh, &dst, &a) }

// Erf returns the error function of a. SciPy: special.erf.
func Erf[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Erf, a) }

// ErfInto is [Erf] written into dst.
func ErfInto[T Float](dst, a Array[T]) { unaryInto(kernel.Erf, &dst, &a) }

// Erfc returns 1 - erf(a) without cancellation. SciPy: special.erfc.
func Erfc[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Erfc, a) }

// ErfcInto is [Erfc] written into dst.
func ErfcInto[T Float](dst, a Array[T]) { unaryInto(kernel.Erfc, &dst, &a) }

// Gamma returns Γ(a). SciPy: special.gamma.
func Gamma[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Gamma, a) }

// GammaInto is [Gamma] written into dst.
func GammaInto[T Float](dst, a Array[T]) { unaryInto(kernel.Gamma, &dst, &a) }

// LGamma returns log |Γ(a)|. SciPy: special.gammaln.
func LGamma[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.LGamma, a) }

// LGammaInto is [LGamma] written into dst.
func LGammaInto[T Float](dst, a Array[T]) { unaryInto(kernel.LGamma, &dst, &a) }

// Floor returns the largest integer not above a. NumPy: floor.
func Floor[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Floor, a) }

// FloorInto is [Floor] written into dst.
func FloorInto[T Float](dst, a Array[T]) { unaryInto(kernel.Floor, &dst, &a) }

// Ceil returns the smallest integer not below a. NumPy: ceil.
func Ceil[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Ceil, a) }

// CeilInto is [Ceil] written into dst.
func CeilInto[T Float](dst, a Array[T]) { unaryInto(kernel.Ceil, &dst, &a) }

// Trunc returns the integer part of a. NumPy: trunc.
func Trunc[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Trunc, a) }

// TruncInto is [Trunc] written into dst.
func TruncInto[T Float](dst, a Array[T]) { unaryInto(kernel.Trunc, &dst, &a) }

// Rint returns the integer nearest to a, halves to the even one. NumPy:
// rint.
func Rint[T Float](a Array[T]) Array[T] { return unary[T, T](kernel.Rint, a) }

// RintInto is [Rint] written into dst.
func RintInto[T Float](dst, a Array[T]) { unaryInto(kernel.Rint, &dst, &a) }

// Conj returns the complex conjugate of a; real numbers stay. NumPy:
// conjugate.
func Conj[T Number](a Array[T]) Array[T] { return unary[T, T](kernel.Conj, a) }

// ConjInto is [Conj] written into dst.
func ConjInto[T Number](dst, a Array[T]) { unaryInto(kernel.Conj, &dst, &a) }

// BitNot returns the bits of a turned over; for bool the logical not. NumPy:
// invert.
func BitNot[T Bits](a Array[T]) Array[T] { return unary[T, T](kernel.Not, a) }

// BitNotInto is [BitNot] written into dst.
func BitNotInto[T Bits](dst, a Array[T]) { unaryInto(kernel.Not, &dst, &a) }

// PopCount returns the number of bits set in |a|. NumPy: bitwise_count.
func PopCount[T Integer](a Array[T]) Array[T] { return unary[T, T](kernel.PopCount, a) }

// PopCountInto is [PopCount] written into dst.
func PopCountInto[T Integer](dst, a Array[T]) { unaryInto(kernel.PopCount, &dst, &a) }

// IsNaN reports which elements are NaN, in either part if complex. NumPy:
// isnan.
func IsNaN[T Element](a Array[T]) Array[bool] { return unary[bool](kernel.IsNaN, a) }

// IsNaNInto is [IsNaN] written into dst.
func IsNaNInto[T Element](dst Array[bool], a Array[T]) { unaryInto(kernel.IsNaN, &dst, &a) }

// IsInf reports which elements are infinite. NumPy: isinf.
func IsInf[T Element](a Array[T]) Array[bool] { return unary[bool](kernel.IsInf, a) }

// IsInfInto is [IsInf] written into dst.
func IsInfInto[T Element](dst Array[bool], a Array[T]) { unaryInto(kernel.IsInf, &dst, &a) }

// IsFinite reports which elements are neither infinite nor NaN. NumPy:
// isfinite.
func IsFinite[T Element](a Array[T]) Array[bool] { return unary[bool](kernel.IsFinite, a) }

// IsFiniteInto is [IsFinite] written into dst.
func IsFiniteInto[T Element](dst Array[bool], a Array[T]) { unaryInto(kernel.IsFinite, &dst, &a) }

// SignBit reports which elements have the sign bit set, -0 and negative NaN
// among them. NumPy: signbit.
func SignBit[T Real](a Array[T]) Array[bool] { return unary[bool](kernel.SignBit, a) }

// SignBitInto is [SignBit] written into dst.
func SignBitInto[T Real](dst Array[bool], a Array[T]) { unaryInto(kernel.SignBit, &dst, &a) }
