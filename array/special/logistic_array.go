package special

import "github.com/scicore-go/scicore/array"

// Expit returns the logistic sigmoid 1/(1+e^-x). SciPy: special.expit.
//
// Domain: all numbers. NaN gives NaN. Largest error measured: 2.4e-16.
func Expit[T array.Float](x array.Array[T]) array.Array[T] { return unaryBatch(x, expits) }

// ExpitInto is [Expit] written into dst.
func ExpitInto[T array.Float](dst, x array.Array[T]) {
	unaryBatchInto(dst, x, expits)
}

// Logit returns log(p/(1-p)), the inverse of [Expit]. SciPy: special.logit.
//
// Domain: 0 <= p <= 1, and NaN outside it; ∓Inf at 0 and 1. NaN gives NaN.
// Largest error measured: 2.4e-16.
func Logit[T array.Float](p array.Array[T]) array.Array[T] { return unaryBatch(p, logits) }

// LogitInto is [Logit] written into dst.
func LogitInto[T array.Float](dst, p array.Array[T]) {
	unaryBatchInto(dst, p, logits)
}

// Softplus returns log(1+e^x), which does not overflow. SciPy: logaddexp(0,
// x).
//
// Domain: all numbers; 0 at -Inf. NaN gives NaN. Largest error measured:
// 2.4e-16.
func Softplus[T array.Float](x array.Array[T]) array.Array[T] { return unaryBatch(x, softpluses) }

// SoftplusInto is [Softplus] written into dst.
func SoftplusInto[T array.Float](dst, x array.Array[T]) {
	unaryBatchInto(dst, x, softpluses)
}

// XLogY returns x log y, and 0 where x is 0 and y is no NaN. SciPy:
// special.xlogy.
//
// Domain: y >= 0, and NaN outside it unless x is 0. NaN gives NaN. Largest
// error measured: 2.4e-16.
func XLogY[T array.Float](x, y array.Array[T]) array.Array[T] { return binaryBatch(x, y, xlogys) }

// XLogYInto is [XLogY] written into dst.
func XLogYInto[T array.Float](dst, x, y array.Array[T]) {
	binaryBatchInto(dst, x, y, xlogys)
}

// Entr returns the term of an entropy: -x log x, 0 at 0. SciPy: special.entr.
//
// Domain: all numbers; -Inf for x < 0 and at +Inf. NaN gives NaN. Largest
// error measured: 2.4e-16.
func Entr[T array.Float](x array.Array[T]) array.Array[T] { return unaryBatch(x, entrs) }

// EntrInto is [Entr] written into dst.
func EntrInto[T array.Float](dst, x array.Array[T]) {
	unaryBatchInto(dst, x, entrs)
}

// Sinc returns sin(πx)/(πx), and 1 at 0. NumPy: sinc.
//
// Domain: all numbers; 0 at ±Inf. NaN gives NaN. Largest error measured:
// 2.4e-16.
func Sinc[T array.Float](x array.Array[T]) array.Array[T] { return unaryBatch(x, sincs) }

// SincInto is [Sinc] written into dst.
func SincInto[T array.Float](dst, x array.Array[T]) {
	unaryBatchInto(dst, x, sincs)
}
