// Package differs has what TestPortableBits looks for: each exported function
// but the last may give other bits on another processor.
package differs

import (
	"math"
	"math/cmplx"
)

func sum(x, y, z float64) float64 {
	return float64(x*y) + z
}

func Fused(x, y, z float64) float64 {
	return x*y + z
}

func FusedSingle(x, y, z float32) float32 {
	return z - x*y
}

func Halved(x, y float64) float64 {
	return x + y/2
}

func Product(x, y complex128) complex128 {
	return x * y
}

func Quotient(x, y complex128) complex128 {
	return x / y
}

func Library(x float64) float64 {
	return math.Log(x)
}

func Complex(z complex128) float64 {
	return cmplx.Abs(z)
}

func InBoth(x, y, z float64) float64 {
	return math.FMA(x, y, x*y+z)
}

func Same(x, y, z float64) float64 {
	return sum(x, y, math.FMA(x, y, z)) + math.Sqrt(x) + math.Mod(x, y) + math.Floor(y)
}
