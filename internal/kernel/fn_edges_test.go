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

// edges1 are the special values of Annex F of the C standard, as NumPy and
// SciPy give them. The same hold for float32.
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
	{Asin, 0, 0}, {Asin, nZero, nZero}, {Asin, 1, math.Pi / 2}, {Asin, -1, -math.Pi / 2}, {Asin, 1.5, qNaN}, {Asin, nInf, qNaN}, {Asin, qNaN, qNaN},
	{Acos, 1, 0}, {Acos, -1, math.Pi}, {Acos, 0, math.Pi / 2}, {Acos, -1.5, qNaN}, {Acos, pInf, qNaN}, {Acos, qNaN, qNaN},
	{Atan, 0, 0}, {Atan, nZero, nZero}, {Atan, pInf, math.Pi / 2}, {Atan, nInf, -math.Pi / 2}, {Atan, qNaN, qNaN}, {Atan, 1, math.Pi / 4},
	{Cbrt, 0, 0}, {Cbrt, nZero, nZero}, {Cbrt, pInf, pInf}, {Cbrt, nInf, nInf}, {Cbrt, qNaN, qNaN}, {Cbrt, -27, -3}, {Cbrt, 0x1p-30, 0x1p-10},
	{Erf, 0, 0}, {Erf, nZero, nZero}, {Erf, pInf, 1}, {Erf, nInf, -1}, {Erf, qNaN, qNaN}, {Erf, 1e10, 1}, {Erf, -1e300, -1},
	{Erfc, 0, 1}, {Erfc, nZero, 1}, {Erfc, pInf, 0}, {Erfc, nInf, 2}, {Erfc, qNaN, qNaN}, {Erfc, 1e10, 0}, {Erfc, -1e300, 2},
	{Gamma, 0, pInf}, {Gamma, nZero, nInf}, {Gamma, pInf, pInf}, {Gamma, nInf, qNaN}, {Gamma, qNaN, qNaN}, {Gamma, -1, qNaN}, {Gamma, -30, qNaN},
	{Gamma, 1, 1}, {Gamma, 2, 1}, {Gamma, 5, 24}, {Gamma, 11, 3628800}, {Gamma, 1e10, pInf}, {Gamma, -200.5, nZero}, {Gamma, -201.5, 0},
	{LGamma, 0, pInf}, {LGamma, nZero, pInf}, {LGamma, pInf, pInf}, {LGamma, nInf, pInf}, {LGamma, qNaN, qNaN}, {LGamma, -1, pInf}, {LGamma, -1e300, pInf},
	{LGamma, 1, 0}, {LGamma, 2, 0},
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

// edges2 are the special values of the functions of two operands.
var edges2 = []struct {
	op         Op
	x, y, want float64
}{
	{Pow, 0, 3, 0}, {Pow, nZero, 3, nZero}, {Pow, nZero, 2, 0}, {Pow, 0, -3, pInf}, {Pow, nZero, -3, nInf}, {Pow, nZero, -2, pInf},
	{Pow, 0, 0.5, 0}, {Pow, nZero, -0.5, pInf}, {Pow, 0, nInf, pInf}, {Pow, nZero, nInf, pInf}, {Pow, 0, pInf, 0},
	{Pow, -1, pInf, 1}, {Pow, -1, nInf, 1}, {Pow, 1, qNaN, 1}, {Pow, qNaN, 0, 1}, {Pow, qNaN, nZero, 1}, {Pow, 1, pInf, 1},
	{Pow, -8, 1.0 / 3, qNaN}, {Pow, 0.5, nInf, pInf}, {Pow, 2, nInf, 0}, {Pow, 0.5, pInf, 0}, {Pow, 2, pInf, pInf}, {Pow, -0.5, nInf, pInf},
	{Pow, nInf, -3, nZero}, {Pow, nInf, -2, 0}, {Pow, nInf, -0.5, 0}, {Pow, nInf, 3, nInf}, {Pow, nInf, 2, pInf}, {Pow, nInf, 0.5, pInf},
	{Pow, pInf, -1, 0}, {Pow, pInf, 1, pInf}, {Pow, pInf, 0, 1}, {Pow, qNaN, 1, qNaN}, {Pow, 2, qNaN, qNaN}, {Pow, 3, 4, 81}, {Pow, -2, 5, -32},
	{Pow, 10, -2, 0.01}, {Pow, 2, 1e10, pInf}, {Pow, 2, -1e10, 0}, {Pow, -2, -1e10, 0}, {Pow, 4, 0.5, 2}, {Pow, 1.5, 1, 1.5},
	{Atan2, 0, 0, 0}, {Atan2, nZero, 0, nZero}, {Atan2, 0, nZero, math.Pi}, {Atan2, nZero, nZero, -math.Pi},
	{Atan2, 0, -1, math.Pi}, {Atan2, nZero, -1, -math.Pi}, {Atan2, 0, 1, 0}, {Atan2, nZero, 1, nZero},
	{Atan2, 1, 0, math.Pi / 2}, {Atan2, -1, nZero, -math.Pi / 2}, {Atan2, 1, nInf, math.Pi}, {Atan2, -1, nInf, -math.Pi},
	{Atan2, 1, pInf, 0}, {Atan2, -1, pInf, nZero}, {Atan2, pInf, 1, math.Pi / 2}, {Atan2, nInf, 1, -math.Pi / 2},
	{Atan2, pInf, pInf, math.Pi / 4}, {Atan2, pInf, nInf, 3 * math.Pi / 4}, {Atan2, nInf, pInf, -math.Pi / 4}, {Atan2, nInf, nInf, -3 * math.Pi / 4},
	{Atan2, qNaN, 1, qNaN}, {Atan2, 1, qNaN, qNaN}, {Atan2, pInf, qNaN, qNaN}, {Atan2, 1, 1, math.Pi / 4}, {Atan2, nInf, 0, -math.Pi / 2},
	{Hypot, pInf, qNaN, pInf}, {Hypot, qNaN, nInf, pInf}, {Hypot, qNaN, 1, qNaN}, {Hypot, 1, qNaN, qNaN}, {Hypot, 0, nZero, 0},
	{Hypot, nZero, nZero, 0}, {Hypot, 3, -4, 5}, {Hypot, 0, -2, 2}, {Hypot, nInf, 1, pInf},
}

func TestEdgesBinary(t *testing.T) {
	for _, r := range cpu.Available() {
		for _, e := range edges2 {
			var x, y, z [32]float64
			var f, g, h [32]float32
			for i := range x {
				x[i], y[i], f[i], g[i] = e.x, e.y, float32(e.x), float32(e.y)
			}
			Binary(r, e.op, dtype.Float64, VV, ptr(z[:]), ptr(x[:]), ptr(y[:]), len(x))
			Binary(r, e.op, dtype.Float32, VV, ptr(h[:]), ptr(f[:]), ptr(g[:]), len(f))
			for i := range z {
				if !sameValue(z[i], e.want) {
					t.Fatalf("%v: %v(%v, %v) = %v in float64, want %v", r, e.op, e.x, e.y, z[i], e.want)
				}
				if !sameValue(float64(h[i]), float64(float32(e.want))) {
					t.Fatalf("%v: %v(%v, %v) = %v in float32, want %v", r, e.op, e.x, e.y, h[i], e.want)
				}
			}
		}
	}
}
