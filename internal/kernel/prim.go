package kernel

import "math"

// The primitives of the vector dialect. A function of the dialect is ordinary
// straight-line Go over float64, float32, int64, uint64, int32, uint32 and
// bool; it is the reference, and internal/kernelgen compiles it to vector
// loops with the same operations in the same order. Each primitive here is
// one operation the generator knows by name, with the same result on every
// tier. The sign and payload of a NaN are left open.

// fma64 returns a*b + c in one rounding.
func fma64(a, b, c float64) float64 { return math.FMA(a, b, c) }

// fma32 returns a*b + c in one rounding. The product is exact in float64, and
// rounding the sum once more to float32 is harmless unless the sum lies half
// way between two float32 or below the normal ones.
func fma32(a, b, c float32) float32 {
	p := float64(a) * float64(b)
	s := float64(p) + float64(c)
	u := math.Float64bits(s)
	if u&(1<<29-1) != 1<<28 && u<<1>>53 > 1023-127 {
		return float32(s)
	}
	return fmaHalfway(p, float64(c), s)
}

// fmaHalfway rounds p + z, whose nearest float64 is s, to float32: first to
// odd, then again, which gives what one rounding would (Boldo and Melquiond,
// IEEE Trans. Comp. 57, 2008).
func fmaHalfway(p, z, s float64) float32 {
	t := s - p
	e := float64(p-float64(s-t)) + float64(z-t)
	if e < 0 || e > 0 {
		s = roundToOdd(s, e)
	}
	return float32(s)
}

// roundToOdd corrects s, the nearest float64 of a sum whose rest is e, to the
// neighbour with an odd last digit.
func roundToOdd(s, e float64) float64 {
	u := math.Float64bits(s)
	if u&1 == 1 {
		return s
	}
	if (e > 0) == (s > 0) {
		return math.Float64frombits(u + 1)
	}
	return math.Float64frombits(u - 1)
}

func abs64(x float64) float64 { return math.Abs(x) }
func abs32(x float32) float32 { return from32(bits32(x) &^ (1 << 31)) }

func sqrt64(x float64) float64 { return math.Sqrt(x) }
func sqrt32(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// rint64 rounds to the nearest integer, halves to the even one.
func rint64(x float64) float64 { return math.RoundToEven(x) }

// rint32 is rint64 for float32.
func rint32(x float32) float32 { return float32(math.RoundToEven(float64(x))) }

func floor64(x float64) float64 { return math.Floor(x) }
func floor32(x float32) float32 { return float32(math.Floor(float64(x))) }
func ceil64(x float64) float64  { return math.Ceil(x) }
func ceil32(x float32) float32  { return float32(math.Ceil(float64(x))) }
func trunc64(x float64) float64 { return math.Trunc(x) }
func trunc32(x float32) float32 { return float32(math.Trunc(float64(x))) }

// sel64 returns a where c holds and b elsewhere, bit for bit.
func sel64(c bool, a, b float64) float64 {
	if c {
		return a
	}
	return b
}

// sel32 is sel64 for float32.
func sel32(c bool, a, b float32) float32 {
	if c {
		return a
	}
	return b
}

// selI64 is sel64 for int64.
func selI64(c bool, a, b int64) int64 {
	if c {
		return a
	}
	return b
}

// selU64 is sel64 for uint64.
func selU64(c bool, a, b uint64) uint64 {
	if c {
		return a
	}
	return b
}

// selI32 is sel64 for int32.
func selI32(c bool, a, b int32) int32 {
	if c {
		return a
	}
	return b
}

// selU32 is sel64 for uint32.
func selU32(c bool, a, b uint32) uint32 {
	if c {
		return a
	}
	return b
}

// The reinterpretations: same bits, other type. An integer conversion of equal
// width, int64(u) or uint32(i), is one too.
func bits64(x float64) uint64 { return math.Float64bits(x) }
func from64(u uint64) float64 { return math.Float64frombits(u) }
func bits32(x float32) uint32 { return math.Float32bits(x) }
func from32(u uint32) float32 { return math.Float32frombits(u) }
func ibits64(x float64) int64 { return int64(math.Float64bits(x)) }
func ifrom64(i int64) float64 { return math.Float64frombits(uint64(i)) }
func ibits32(x float32) int32 { return int32(math.Float32bits(x)) }
func ifrom32(i int32) float32 { return math.Float32frombits(uint32(i)) }

// copysign64 returns the magnitude of x with the sign of y.
func copysign64(x, y float64) float64 { return math.Copysign(x, y) }

// copysign32 returns the magnitude of x with the sign of y.
func copysign32(x, y float32) float32 {
	return from32(bits32(x)&^(1<<31) | bits32(y)&(1<<31))
}

// minlt64 returns a where a < b and b elsewhere: b if either is NaN, and b
// for zeros of any sign.
func minlt64(a, b float64) float64 { return sel64(a < b, a, b) }

// minlt32 is minlt64 for float32.
func minlt32(a, b float32) float32 { return sel32(a < b, a, b) }

// maxgt64 returns a where a > b and b elsewhere.
func maxgt64(a, b float64) float64 { return sel64(a > b, a, b) }

// maxgt32 is maxgt64 for float32.
func maxgt32(a, b float32) float32 { return sel32(a > b, a, b) }

// min64 returns the smaller operand, NaN if either is NaN; -0 is below +0.
func min64(a, b float64) float64 { return min(a, b) }

// min32 is min64 for float32.
func min32(a, b float32) float32 { return min(a, b) }

// max64 returns the larger operand, NaN if either is NaN; -0 is below +0.
func max64(a, b float64) float64 { return max(a, b) }

// max32 is max64 for float32.
func max32(a, b float32) float32 { return max(a, b) }

// irregular64 reports whether x is anything but a positive normal number.
func irregular64(x float64) bool { return !(x >= minNormal64 && x <= math.MaxFloat64) }

// irregular32 is irregular64 for float32.
func irregular32(x float32) bool { return !(x >= minNormal32 && x <= math.MaxFloat32) }

// cvtI32F32 converts to the nearest float32.
func cvtI32F32(i int32) float32 { return float32(i) }

// cvtF32I32 converts an integral value of an int32's range; the result for
// any other is left open.
func cvtF32I32(x float32) int32 { return int32(x) }
