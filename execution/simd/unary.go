package simd

import "github.com/scicore-go/scicore/internal/kernel"

// Neg computes dst[i] = -a[i]. dst may be a.
func Neg[T Float](dst, a []T) { unary(kernel.Neg, "neg", dst, a) }

// Abs computes dst[i] = |a[i]|. dst may be a.
func Abs[T Float](dst, a []T) { unary(kernel.Abs, "abs", dst, a) }

// Square computes dst[i] = a[i]². dst may be a.
func Square[T Float](dst, a []T) { unary(kernel.Square, "square", dst, a) }

// Reciprocal computes dst[i] = 1/a[i]. dst may be a.
func Reciprocal[T Float](dst, a []T) { unary(kernel.Reciprocal, "reciprocal", dst, a) }

// Sqrt computes dst[i] = √a[i], correctly rounded. dst may be a.
func Sqrt[T Float](dst, a []T) { unary(kernel.Sqrt, "sqrt", dst, a) }

// Cbrt computes dst[i] = the cube root of a[i]. dst may be a.
func Cbrt[T Float](dst, a []T) { unary(kernel.Cbrt, "cbrt", dst, a) }

// Floor computes dst[i] = ⌊a[i]⌋. dst may be a.
func Floor[T Float](dst, a []T) { unary(kernel.Floor, "floor", dst, a) }

// Ceil computes dst[i] = ⌈a[i]⌉. dst may be a.
func Ceil[T Float](dst, a []T) { unary(kernel.Ceil, "ceil", dst, a) }

// Trunc computes dst[i] = a[i] without its fraction. dst may be a.
func Trunc[T Float](dst, a []T) { unary(kernel.Trunc, "trunc", dst, a) }

// Rint computes dst[i] = a[i] rounded to the nearest whole number, halves to even. dst may be a.
func Rint[T Float](dst, a []T) { unary(kernel.Rint, "rint", dst, a) }

// Exp computes dst[i] = e^a[i]. dst may be a.
func Exp[T Float](dst, a []T) { unary(kernel.Exp, "exp", dst, a) }

// Exp2 computes dst[i] = 2^a[i]. dst may be a.
func Exp2[T Float](dst, a []T) { unary(kernel.Exp2, "exp2", dst, a) }

// Expm1 computes dst[i] = e^a[i] - 1. dst may be a.
func Expm1[T Float](dst, a []T) { unary(kernel.Expm1, "expm1", dst, a) }

// Log computes dst[i] = ln a[i]. dst may be a.
func Log[T Float](dst, a []T) { unary(kernel.Log, "log", dst, a) }

// Log2 computes dst[i] = log₂ a[i]. dst may be a.
func Log2[T Float](dst, a []T) { unary(kernel.Log2, "log2", dst, a) }

// Log10 computes dst[i] = log₁₀ a[i]. dst may be a.
func Log10[T Float](dst, a []T) { unary(kernel.Log10, "log10", dst, a) }

// Log1p computes dst[i] = ln(1 + a[i]). dst may be a.
func Log1p[T Float](dst, a []T) { unary(kernel.Log1p, "log1p", dst, a) }

// Sin computes dst[i] = sin a[i]. dst may be a.
func Sin[T Float](dst, a []T) { unary(kernel.Sin, "sin", dst, a) }

// Cos computes dst[i] = cos a[i]. dst may be a.
func Cos[T Float](dst, a []T) { unary(kernel.Cos, "cos", dst, a) }

// Tan computes dst[i] = tan a[i]. dst may be a.
func Tan[T Float](dst, a []T) { unary(kernel.Tan, "tan", dst, a) }

// Asin computes dst[i] = arcsin a[i]. dst may be a.
func Asin[T Float](dst, a []T) { unary(kernel.Asin, "asin", dst, a) }

// Acos computes dst[i] = arccos a[i]. dst may be a.
func Acos[T Float](dst, a []T) { unary(kernel.Acos, "acos", dst, a) }

// Atan computes dst[i] = arctan a[i]. dst may be a.
func Atan[T Float](dst, a []T) { unary(kernel.Atan, "atan", dst, a) }

// Sinh computes dst[i] = sinh a[i]. dst may be a.
func Sinh[T Float](dst, a []T) { unary(kernel.Sinh, "sinh", dst, a) }

// Cosh computes dst[i] = cosh a[i]. dst may be a.
func Cosh[T Float](dst, a []T) { unary(kernel.Cosh, "cosh", dst, a) }

// Tanh computes dst[i] = tanh a[i]. dst may be a.
func Tanh[T Float](dst, a []T) { unary(kernel.Tanh, "tanh", dst, a) }

// Asinh computes dst[i] = arsinh a[i]. dst may be a.
func Asinh[T Float](dst, a []T) { unary(kernel.Asinh, "asinh", dst, a) }

// Acosh computes dst[i] = arcosh a[i]. dst may be a.
func Acosh[T Float](dst, a []T) { unary(kernel.Acosh, "acosh", dst, a) }

// Atanh computes dst[i] = artanh a[i]. dst may be a.
func Atanh[T Float](dst, a []T) { unary(kernel.Atanh, "atanh", dst, a) }

// Erf computes dst[i] = the error function of a[i]. dst may be a.
func Erf[T Float](dst, a []T) { unary(kernel.Erf, "erf", dst, a) }

// Erfc computes dst[i] = 1 - erf a[i]. dst may be a.
func Erfc[T Float](dst, a []T) { unary(kernel.Erfc, "erfc", dst, a) }

// Gamma computes dst[i] = Γ(a[i]). dst may be a.
func Gamma[T Float](dst, a []T) { unary(kernel.Gamma, "gamma", dst, a) }

// LGamma computes dst[i] = ln |Γ(a[i])|. dst may be a.
func LGamma[T Float](dst, a []T) { unary(kernel.LGamma, "lgamma", dst, a) }
