package blas

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Functions of few numbers with the same bits on every processor. Those of
// package math are assembly on one and compiled with fused operations on
// another, and math/cmplx stands on them.

// Hypot returns sqrt(x²+y²) without overflow in between.
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	switch {
	case math.IsInf(x, 0) || math.IsInf(y, 0):
		return math.Inf(1)
	case x < y:
		x, y = y, x
	}
	if x == 0 {
		return y // zero or NaN
	}
	r := y / x
	return x * math.Sqrt(1+float64(r*r))
}

// Sqrt128 returns the principal square root of z.
func Sqrt128(z complex128) complex128 {
	var r complex128
	kernel.Unary(cpu.Generic, kernel.Sqrt, dtype.Complex128, unsafe.Pointer(&r), unsafe.Pointer(&z), 1)
	return r
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	var r float64
	kernel.Unary(cpu.Generic, kernel.Log, dtype.Float64, unsafe.Pointer(&r), unsafe.Pointer(&x), 1)
	return r
}

// Pow returns x^y.
func Pow(x, y float64) float64 {
	var r float64
	kernel.Binary(cpu.Generic, kernel.Pow, dtype.Float64, kernel.VV, unsafe.Pointer(&r), unsafe.Pointer(&x), unsafe.Pointer(&y), 1)
	return r
}
