package kernel

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

var (
	pInf  = math.Inf(1)
	nInf  = math.Inf(-1)
	qNaN  = math.NaN()
	nZero = math.Copysign(0, -1)
)

// edges1 are the special values of Annex F of the C standard, as NumPy gives
// them. The same hold for float32.
var edges1 = []struct {
	op      Op
	x, want float64
}{
	{Exp, 0, 1}, {Exp, nZero, 1}, {Exp, nInf, 0}, {Exp, pInf, pInf}, {Exp, qNaN, qNaN}, {Exp, 1e10, pInf}, {Exp, -1e10, 0},
	{Log, 1, 0}, {Log, 0, nInf}, {Log, nZero, nInf}, {Log, -1, qNaN}, {Log, nInf, qNaN}, {Log, pInf, pInf}, {Log, qNaN, qNaN},
	{Sin, 0, 0}, {Sin, nZero, nZero}, {Sin, pInf, qNaN}, {Sin, nInf, qNaN}, {Sin, qNaN, qNaN},
	{Cos, 0, 1}, {Cos, nZero, 1}, {Cos, pInf, qNaN}, {Cos, nInf, qNaN}, {Cos, qNaN, qNaN},
	{Tanh, 0, 0}, {Tanh, nZero, nZero}, {Tanh, pInf, 1}, {Tanh, nInf, -1}, {Tanh, qNaN, qNaN}, {Tanh, 1e10, 1},
	{Exp2, 0, 1}, {Exp2, nInf, 0}, {Exp2, pInf, pInf}, {Exp2, qNaN, qNaN}, {Exp2, 10, 1024}, {Exp2, -3, 0.125}, {Exp2, 1e10, pInf},
	{Expm1, 0, 0}, {Expm1, nZero, nZero}, {Expm1, nInf, -1}, {Expm1, pInf, pInf}, {Expm1, qNaN, qNaN}, {Expm1, -1e10, -1}, {Expm1, 1e10, pInf},
	{Log2, 1, 0}, {Log2, 0, nInf}, {Log2, nZero, nInf}, {Log2, -1, qNaN}, {Log2, pInf, pInf}, {Log2, qNaN, qNaN}, {Log2, 8, 3}, {Log2, 0x1p-100, -100},
	{Log10, 1, 0}, {Log10, 0, nInf}, {Log10, nZero, nInf}, {Log10, -1, qNaN}, {Log10, pInf, pInf}, {Log10, qNaN, qNaN}, {Log10, 1000, 3}, {Log10, 1e10, 10},
	{Log1p, 0, 0}, {Log1p, nZero, nZero}, {Log1p, -1, nInf}, {Log1p, -1.5, qNaN}, {Log1p, nInf, qNaN}, {Log1p, pInf, pInf}, {Log1p, qNaN, qNaN},
	{Tan, 0, 0}, {Tan, nZero, nZero}, {Tan, pInf, qNaN}, {Tan, nInf, qNaN}, {Tan, qNaN, qNaN},
	{Sinh, 0, 0}, {Sinh, nZero, nZero}, {Sinh, pInf, pInf}, {Sinh, nInf, nInf}, {Sinh, qNaN, qNaN}, {Sinh, -1e10, nInf},
	{Cosh, 0, 1}, {Cosh, nZero, 1}, {Cosh, pInf, pInf}, {Cosh, nInf, pInf}, {Cosh, qNaN, qNaN}, {Cosh, -1e10, pInf},
	{Asinh, 0, 0}, {Asinh, nZero, nZero}, {Asinh, pInf, pInf}, {Asinh, nInf, nInf}, {Asinh, qNaN, qNaN},
	{Acosh, 1, 0}, {Acosh, 0.5, qNaN}, {Acosh, nInf, qNaN}, {Acosh, pInf, pInf}, {Acosh, qNaN, qNaN},
	{Atanh, 0, 0}, {Atanh, nZero, nZero}, {Atanh, 1, pInf}, {Atanh, -1, nInf}, {Atanh, 2, qNaN}, {Atanh, pInf, qNaN}, {Atanh, qNaN, qNaN},
}

// sameValue is equality that tells zeros apart and NaN from numbers only.
func sameValue(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || a == b && math.Signbit(a) == math.Signbit(b)
}

func TestEdges(t *testing.T) {
	for _, r := range cpu.Available() {
		for _, e := range edges1 {
			// A full vector, so that assembly and not its tail is run.
			var x, y [32]float64
			var f, g [32]float32
			for i := range x {
				x[i], f[i] = e.x, float32(e.x)
			}
			Unary(r, e.op, dtype.Float64, ptr(y[:]), ptr(x[:]), len(x))
			Unary(r, e.op, dtype.Float32, ptr(g[:]), ptr(f[:]), len(f))
			for i := range y {
				if !sameValue(y[i], e.want) {
					t.Fatalf("%v: %v(%v) = %v in float64, want %v", r, e.op, e.x, y[i], e.want)
				}
				if !sameValue(float64(g[i]), float64(float32(e.want))) {
					t.Fatalf("%v: %v(%v) = %v in float32, want %v", r, e.op, e.x, g[i], e.want)
				}
			}
		}
	}
}
