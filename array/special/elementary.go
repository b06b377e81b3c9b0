package special

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// The elementary functions are the kernels', not package math's, whose bits
// differ from one architecture to the next.

// calls replaces the elements of x by op of them.
func calls(op kernel.Op, x []float64) {
	if len(x) > 0 {
		p := unsafe.Pointer(&x[0])
		kernel.Unary(cpu.Best, op, dtype.Float64, p, p, len(x))
	}
}

func exps(x []float64)   { calls(kernel.Exp, x) }
func logs(x []float64)   { calls(kernel.Log, x) }
func log1ps(x []float64) { calls(kernel.Log1p, x) }
func sines(x []float64)  { calls(kernel.Sin, x) }
func sinhs(x []float64)  { calls(kernel.Sinh, x) }

// pows replaces the elements of x by their powers to y.
func pows(x []float64, y float64) {
	p := unsafe.Pointer(&x[0])
	kernel.Binary(cpu.Best, kernel.Pow, dtype.Float64, kernel.VS, p, p, unsafe.Pointer(&y), len(x))
}

// call is op of one number, for which the reference is fastest.
func call(op kernel.Op, x float64) float64 {
	kernel.Unary(cpu.Generic, op, dtype.Float64, unsafe.Pointer(&x), unsafe.Pointer(&x), 1)
	return x
}

func exp(x float64) float64    { return call(kernel.Exp, x) }
func exp2(x float64) float64   { return call(kernel.Exp2, x) }
func log(x float64) float64    { return call(kernel.Log, x) }
func log1p(x float64) float64  { return call(kernel.Log1p, x) }
func sin(x float64) float64    { return call(kernel.Sin, x) }
func cos(x float64) float64    { return call(kernel.Cos, x) }
func tan(x float64) float64    { return call(kernel.Tan, x) }
func erfc(x float64) float64   { return call(kernel.Erfc, x) }
func gamma(x float64) float64  { return call(kernel.Gamma, x) }
func lgamma(x float64) float64 { return call(kernel.LGamma, x) }

func pow(x, y float64) float64 {
	kernel.Binary(cpu.Generic, kernel.Pow, dtype.Float64, kernel.VV, unsafe.Pointer(&x), unsafe.Pointer(&x), unsafe.Pointer(&y), 1)
	return x
}
