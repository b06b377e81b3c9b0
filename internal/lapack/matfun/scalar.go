package matfun

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// Functions of one number, by the kernels: package math gives other bits on
// other processors.

func call(op kernel.Op, z complex128) complex128 {
	var r complex128
	kernel.Unary(cpu.Generic, op, dtype.Complex128, unsafe.Pointer(&r), unsafe.Pointer(&z), 1)
	return r
}

func cexp(z complex128) complex128   { return call(kernel.Exp, z) }
func clog(z complex128) complex128   { return call(kernel.Log, z) }
func csqrt(z complex128) complex128  { return call(kernel.Sqrt, z) }
func csinh(z complex128) complex128  { return call(kernel.Sinh, z) }
func catanh(z complex128) complex128 { return call(kernel.Atanh, z) }

// cmul is x·y with every operation rounded.
func cmul(x, y complex128) complex128 {
	return complex(float64(real(x)*real(y))-float64(imag(x)*imag(y)), float64(real(x)*imag(y))+float64(imag(x)*real(y)))
}

// scaled is s·z.
func scaled(s float64, z complex128) complex128 {
	return complex(float64(s*real(z)), float64(s*imag(z)))
}

// cabs is |z|.
func cabs(z complex128) float64 {
	var r float64
	kernel.Unary(cpu.Generic, kernel.CAbs, dtype.Complex128, unsafe.Pointer(&r), unsafe.Pointer(&z), 1)
	return r
}

// ceilLog2 returns the least e with x <= 2^e for x > 0, without a logarithm.
func ceilLog2(x float64) int {
	f, e := math.Frexp(x)
	if f == 0.5 {
		return e - 1
	}
	return e
}

// ceilDiv returns ceil(a/b), b > 0.
func ceilDiv(a, b int) int {
	q := a / b
	if a%b > 0 {
		q++
	}
	return q
}
