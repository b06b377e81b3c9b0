package special

import "github.com/scicore-go/scicore/array"

// ErfInv returns y with erf(y) = x. SciPy: special.erfinv.
//
// Domain: -1 <= x <= 1, and NaN outside it; ±Inf at ±1. NaN gives NaN. Largest
// error measured: 4.7e-16.
func ErfInv[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, erfInv) }

// ErfInvInto is [ErfInv] written into dst.
func ErfInvInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, erfInv)
}

// ErfcInv returns y with erfc(y) = x, which keeps its digits for small x.
// SciPy: special.erfcinv.
//
// Domain: 0 <= x <= 2, and NaN outside it; ±Inf at 0 and 2. NaN gives NaN.
// Largest error measured: 4.9e-16.
func ErfcInv[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, erfcInv) }

// ErfcInvInto is [ErfcInv] written into dst.
func ErfcInvInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, erfcInv)
}

// NormCDF returns the standard normal distribution function Φ(x) =
// erfc(-x/√2)/2. SciPy: special.ndtr.
//
// Domain: all numbers. The tail keeps its digits down to the smallest normal
// number. NaN gives NaN. Largest error measured: 3.7e-16.
func NormCDF[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, normCDF) }

// NormCDFInto is [NormCDF] written into dst.
func NormCDFInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, normCDF)
}

// LogNormCDF returns log Φ(x), also where Φ(x) underflows. SciPy:
// special.log_ndtr.
//
// Domain: all numbers; -Inf at -Inf. NaN gives NaN. Largest error measured:
// 3.1e-16.
func LogNormCDF[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, logNormCDF) }

// LogNormCDFInto is [LogNormCDF] written into dst.
func LogNormCDFInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, logNormCDF)
}

// NormPPF returns the standard normal quantile: x with Φ(x) = p. SciPy:
// special.ndtri.
//
// Domain: 0 <= p <= 1, and NaN outside it; ∓Inf at 0 and 1. NaN gives NaN.
// Largest error measured: 5.9e-16.
func NormPPF[T array.Float](p array.Array[T]) array.Array[T] { return unary(p, normPPF) }

// NormPPFInto is [NormPPF] written into dst.
func NormPPFInto[T array.Float](dst, p array.Array[T]) {
	unaryInto(dst, p, normPPF)
}
