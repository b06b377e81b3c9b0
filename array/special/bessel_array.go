package special

import (
	"math"

	"github.com/scicore-go/scicore/array"
)

// J0 returns the Bessel function of the first kind of order 0. SciPy:
// special.j0.
//
// Domain: all numbers; 0 at ±Inf. The error is relative to the larger of
//
// value
//
//	and √(2/π
//
// x
//
// ), the amplitude of the oscillation: near a zero it is absolute. NaN gives
// NaN. Largest error measured: 3.1e-16.
func J0[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, math.J0) }

// J0Into is [J0] written into dst.
func J0Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, math.J0)
}

// J1 returns the Bessel function of the first kind of order 1. SciPy:
// special.j1.
//
// Domain: all numbers; 0 at ±Inf. The error is relative to the larger of
//
// value
//
//	and √(2/π
//
// x
//
// ), the amplitude of the oscillation: near a zero it is absolute. NaN gives
// NaN. Largest error measured: 3.1e-16.
func J1[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, math.J1) }

// J1Into is [J1] written into dst.
func J1Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, math.J1)
}

// Y0 returns the Bessel function of the second kind of order 0. SciPy:
// special.y0.
//
// Domain: x >= 0, and NaN outside it; -Inf at 0, 0 at +Inf. The error is
// relative to the larger of
//
// value
//
//	and √(2/π
//
// x
//
// ), the amplitude of the oscillation: near a zero it is absolute. NaN gives
// NaN. Largest error measured: 4.3e-16.
func Y0[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, math.Y0) }

// Y0Into is [Y0] written into dst.
func Y0Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, math.Y0)
}

// Y1 returns the Bessel function of the second kind of order 1. SciPy:
// special.y1.
//
// Domain: x >= 0, and NaN outside it; -Inf at 0, 0 at +Inf. The error is
// relative to the larger of
//
// value
//
//	and √(2/π
//
// x
//
// ), the amplitude of the oscillation: near a zero it is absolute. NaN gives
// NaN. Largest error measured: 3.3e-16.
func Y1[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, math.Y1) }

// Y1Into is [Y1] written into dst.
func Y1Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, math.Y1)
}

// Jn returns the Bessel function of the first kind of whole order n. SciPy:
// special.jn.
//
// Domain: all numbers. The error is relative to the larger of
//
// value
//
//	and √(2/π
//
// x
//
// ), the amplitude of the oscillation: near a zero it is absolute. NaN gives
// NaN. Largest error measured: 2.8e-14.
func Jn[T array.Float](n int, x array.Array[T]) array.Array[T] {
	return unary(x, func(x float64) float64 { return math.Jn(n, x) })
}

// JnInto is [Jn] written into dst.
func JnInto[T array.Float](dst array.Array[T], n int, x array.Array[T]) {
	unaryInto(dst, x, func(x float64) float64 { return math.Jn(n, x) })
}

// Yn returns the Bessel function of the second kind of whole order n. SciPy:
// special.yn.
//
// Domain: x >= 0, and NaN outside it; -Inf at 0, for odd n < 0 +Inf. The error
// is relative to the larger of
//
// value
//
//	and √(2/π
//
// x
//
// ), the amplitude of the oscillation: near a zero it is absolute. NaN gives
// NaN. Largest error measured: 1.6e-15.
func Yn[T array.Float](n int, x array.Array[T]) array.Array[T] {
	return unary(x, func(x float64) float64 { return math.Yn(n, x) })
}

// YnInto is [Yn] written into dst.
func YnInto[T array.Float](dst array.Array[T], n int, x array.Array[T]) {
	unaryInto(dst, x, func(x float64) float64 { return math.Yn(n, x) })
}

// I0 returns the modified Bessel function of the first kind of order 0. SciPy:
// special.i0.
//
// Domain: all numbers; +Inf at -Inf. NaN gives NaN. Largest error measured:
// 1.7e-15.
func I0[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, besselI0) }

// I0Into is [I0] written into dst.
func I0Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, besselI0)
}

// I1 returns the modified Bessel function of the first kind of order 1. SciPy:
// special.i1.
//
// Domain: all numbers; -Inf at -Inf. NaN gives NaN. Largest error measured:
// 9.8e-16.
func I1[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, besselI1) }

// I1Into is [I1] written into dst.
func I1Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, besselI1)
}

// K0 returns the modified Bessel function of the second kind of order 0.
// SciPy: special.k0.
//
// Domain: x >= 0, and NaN outside it; +Inf at 0. NaN gives NaN. Largest error
// measured: 6.3e-16.
func K0[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, besselK0) }

// K0Into is [K0] written into dst.
func K0Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, besselK0)
}

// K1 returns the modified Bessel function of the second kind of order 1.
// SciPy: special.k1.
//
// Domain: x >= 0, and NaN outside it; +Inf at 0. NaN gives NaN. Largest error
// measured: 6.6e-16.
func K1[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, besselK1) }

// K1Into is [K1] written into dst.
func K1Into[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, besselK1)
}

// Ai returns the Airy function Ai(x). SciPy: special.airy, first result.
//
// Domain: x >= -1e5, and NaN below, where no digit of the phase is left; 0 at
// -Inf. For x < 0 the error is relative to the larger of
//
// value
//
//	and 1/(√π
//
// x
//
// ^¼), the amplitude of the oscillation. NaN gives NaN. Largest error
// measured: 3.3e-14.
func Ai[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, airyAi) }

// AiInto is [Ai] written into dst.
func AiInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, airyAi)
}

// Bi returns the Airy function Bi(x). SciPy: special.airy, third result.
//
// Domain: as [Ai]; +Inf where it overflows. For x < 0 the error is relative to
// the larger of
//
// value
//
//	and 1/(√π
//
// x
//
// ^¼), the amplitude of the oscillation. NaN gives NaN. Largest error
// measured: 4.9e-14.
func Bi[T array.Float](x array.Array[T]) array.Array[T] { return unary(x, airyBi) }

// BiInto is [Bi] written into dst.
func BiInto[T array.Float](dst, x array.Array[T]) {
	unaryInto(dst, x, airyBi)
}
