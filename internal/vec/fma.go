package vec

import (
	"math"
	"unsafe"
)

// FMA is x*y + z with one rounding.
func FMA[T Real](x, y, z T) T {
	if unsafe.Sizeof(x) == 4 {
		return T(fma32(float32(x), float32(y), float32(z)))
	}
	return T(math.FMA(float64(x), float64(y), float64(z)))
}

// fma32 is x*y + z with one rounding. The product is exact in float64; the
// sum is rounded there, and rounding it again to float32 differs from one
// rounding only if it fell on the middle between two float32 values, or if
// the result is subnormal. Then the sum is rounded to odd first, after which
// the second rounding is right (S. Boldo and G. Melquiond, "Emulation of FMA
// and correctly rounded sums", IEEE Trans. Computers 57, 2008).
func fma32(x, y, z float32) float32 {
	p, c := float64(float64(x)*float64(y)), float64(z)
	s := p + c
	if math.Float64bits(s)&(1<<29-1) == 1<<28 || math.Abs(s) < 0x1p-126 {
		s = roundToOdd(p, c, s)
	}
	return float32(s)
}

// roundToOdd returns p+c rounded to odd, given the rounded sum s.
func roundToOdd(p, c, s float64) float64 {
	d := s - p
	e := (p - (s - d)) + (c - d) // p + c = s + e exactly (Knuth's TwoSum)
	u := math.Float64bits(s)
	switch {
	case u&1 == 1 || !(e < 0 || e > 0):
		return s
	case (e > 0) == (s > 0):
		return math.Float64frombits(u + 1)
	}
	return math.Float64frombits(u - 1)
}
