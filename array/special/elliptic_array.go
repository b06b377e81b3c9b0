package special

import "github.com/scicore-go/scicore/array"

// EllipticK returns the complete elliptic integral of the first kind with
// parameter m = k². SciPy: special.ellipk.
//
// Domain: m <= 1, and NaN outside it; +Inf at 1. NaN gives NaN. Largest error
// measured: 4.6e-16.
func EllipticK[T array.Float](m array.Array[T]) array.Array[T] { return unary(m, ellipticK) }

// EllipticKInto is [EllipticK] written into dst.
func EllipticKInto[T array.Float](dst, m array.Array[T]) {
	unaryInto(dst, m, ellipticK)
}

// EllipticE returns the complete elliptic integral of the second kind with
// parameter m = k². SciPy: special.ellipe.
//
// Domain: m <= 1, and NaN outside it. NaN gives NaN. Largest error measured:
// 5.9e-16.
func EllipticE[T array.Float](m array.Array[T]) array.Array[T] { return unary(m, ellipticE) }

// EllipticEInto is [EllipticE] written into dst.
func EllipticEInto[T array.Float](dst, m array.Array[T]) {
	unaryInto(dst, m, ellipticE)
}

// EllipticF returns the incomplete elliptic integral of the first kind F(φ
//
// m): the integral of 1/√(1-m sin²θ) from 0 to φ. SciPy: special.ellipkinc.
//
// Domain:
//
// φ
//
//	<= 1e15 and -1e12 <= m <= 1, and NaN outside it; ±Inf at φ = ±Inf. Tested
//
// for
//
// φ
//
//	<= 40 and m >= -100. NaN gives NaN. Largest error measured: 6.6e-16.
func EllipticF[T array.Float](phi, m array.Array[T]) array.Array[T] { return binary(phi, m, ellipticF) }

// EllipticFInto is [EllipticF] written into dst.
func EllipticFInto[T array.Float](dst, phi, m array.Array[T]) {
	binaryInto(dst, phi, m, ellipticF)
}

// EllipticEInc returns the incomplete elliptic integral of the second kind E(φ
//
// m): the integral of √(1-m sin²θ) from 0 to φ. SciPy: special.ellipeinc.
//
// Domain: as [EllipticF]. NaN gives NaN. Largest error measured: 1.5e-15.
func EllipticEInc[T array.Float](phi, m array.Array[T]) array.Array[T] {
	return binary(phi, m, ellipticEInc)
}

// EllipticEIncInto is [EllipticEInc] written into dst.
func EllipticEIncInto[T array.Float](dst, phi, m array.Array[T]) {
	binaryInto(dst, phi, m, ellipticEInc)
}
