package kernel

import (
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// BenchmarkKernels times 1000 elements in the first-level cache, per tier.
func BenchmarkKernels(b *testing.B) {
	const n = 1000
	for _, r := range []struct {
		name string
		op   Op
		dt   dtype.DType
	}{
		{"add", Add, dtype.Float64}, {"add", Add, dtype.Float32}, {"mul", Mul, dtype.Float64}, {"div", Div, dtype.Float64},
		{"min", Min, dtype.Float64}, {"max", Max, dtype.Float64}, {"less", Lt, dtype.Float64}, {"less", Lt, dtype.Float32},
		{"add", Add, dtype.Int64}, {"sqrt", Sqrt, dtype.Float64}, {"abs", Abs, dtype.Float64}, {"rint", Rint, dtype.Float64},
		{"exp", Exp, dtype.Float64}, {"exp", Exp, dtype.Float32}, {"exp2", Exp2, dtype.Float64}, {"expm1", Expm1, dtype.Float64},
		{"log", Log, dtype.Float64}, {"log", Log, dtype.Float32}, {"log2", Log2, dtype.Float64}, {"log10", Log10, dtype.Float64},
		{"log1p", Log1p, dtype.Float64}, {"sin", Sin, dtype.Float64}, {"sin", Sin, dtype.Float32}, {"cos", Cos, dtype.Float64},
		{"tan", Tan, dtype.Float64}, {"asin", Asin, dtype.Float64}, {"atan", Atan, dtype.Float64}, {"sinh", Sinh, dtype.Float64},
		{"tanh", Tanh, dtype.Float64}, {"tanh", Tanh, dtype.Float32}, {"cbrt", Cbrt, dtype.Float64}, {"erf", Erf, dtype.Float64},
		{"gamma", Gamma, dtype.Float64}, {"pow", Pow, dtype.Float64}, {"pow", Pow, dtype.Float32}, {"atan2", Atan2, dtype.Float64},
		{"hypot", Hypot, dtype.Float64},
	} {
		x, y, d := make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range x {
			x[i], y[i] = 0.1+float64(i)/n, 1.5
			if r.dt == dtype.Float32 {
				slice[float32](ptr(x), n)[i], slice[float32](ptr(y), n)[i] = 0.1+float32(i)/n, 1.5
			}
		}
		for _, t := range cpu.Available() {
			b.Run(r.name+"/"+r.dt.String()+"/"+t.String(), func(b *testing.B) {
				run := func(p, q, s unsafe.Pointer) { Unary(t, r.op, r.dt, p, q, n) }
				if r.op.Arity() == 2 {
					run = func(p, q, s unsafe.Pointer) { Binary(t, r.op, r.dt, VV, p, q, s, n) }
				}
				for b.Loop() {
					run(ptr(d), ptr(x), ptr(y))
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
			})
		}
	}
}
