package random

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// The elementary functions are the kernels', not package math's, whose bits
// differ from one architecture to the next.

func unary(op kernel.Op, x float64) float64 {
	kernel.Unary(cpu.Best, op, dtype.Float64, unsafe.Pointer(&x), unsafe.Pointer(&x), 1)
	return x
}

func exp(x float64) float64   { return unary(kernel.Exp, x) }
func log(x float64) float64   { return unary(kernel.Log, x) }
func log1p(x float64) float64 { return unary(kernel.Log1p, x) }

func pow(x, y float64) float64 {
	kernel.Binary(cpu.Best, kernel.Pow, dtype.Float64, kernel.VV, unsafe.Pointer(&x), unsafe.Pointer(&x), unsafe.Pointer(&y), 1)
	return x
}

// stirling are the coefficients B₂ₖ/(2k(2k-1)) of Stirling's series.
var stirling = [10]float64{1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
	-691.0 / 360360, 1.0 / 156, -3617.0 / 122400, 43867.0 / 244188, -174611.0 / 125400}

// logGamma is log Γ(x) for x >= 1 by Stirling's series, shifted to x >= 7.
func logGamma(x float64) float64 {
	if x == 1 || x == 2 {
		return 0
	}
	shift := 0
	if x < 7 {
		shift = int(7 - x)
	}
	x += float64(shift)
	inv := 1 / x
	inv2 := float64(inv * inv)
	sum := stirling[9]
	for k := 8; k >= 0; k-- {
		sum = float64(sum*inv2) + stirling[k]
	}
	const halfLog2Pi = 0.5 * 1.8378770664093453
	y := sum/x + halfLog2Pi + float64((x-0.5)*log(x)) - x
	for range shift {
		x--
		y -= log(x)
	}
	return y
}
