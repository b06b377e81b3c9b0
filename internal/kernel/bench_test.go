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
		{"hypot", Hypot, dtype.Float64}, {"rem", Rem, dtype.Float64}, {"mod", Mod, dtype.Float64}, {"floor_divide", FloorDiv, dtype.Float64},
		{"nextafter", NextAfter, dtype.Float64},
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

// BenchmarkIntegers times 1000 integers of every size in the first-level cache.
func BenchmarkIntegers(b *testing.B) {
	const n = 1000
	x, y, d := make([]uint64, n), make([]uint64, n), make([]uint64, n)
	for i := range x {
		x[i], y[i] = uint64(i)*0x9e3779b97f4a7c15, uint64(i)*0xc2b2ae3d27d4eb4f&0x0707070707070707
	}
	for _, dt := range []dtype.DType{dtype.Int8, dtype.Uint16, dtype.Int32, dtype.Int64} {
		for _, op := range []Op{Add, Mul, Max, Lt, Shr} {
			for _, t := range cpu.Available() {
				b.Run(op.String()+"/"+dt.String()+"/"+t.String(), func(b *testing.B) {
					for b.Loop() {
						Binary(t, op, dt, VV, ptr(d), ptr(x), ptr(y), n)
					}
				})
			}
		}
	}
}

// BenchmarkCall times 8 elements: what a call costs.
func BenchmarkCall(b *testing.B) {
	x, y, d := make([]float64, 8), make([]float64, 8), make([]float64, 8)
	for _, t := range cpu.Available() {
		b.Run(t.String(), func(b *testing.B) {
			for b.Loop() {
				Binary(t, Add, dtype.Float64, VV, ptr(d), ptr(x), ptr(y), 8)
			}
		})
	}
}

// BenchmarkMoves times the kernels that move and convert 1000 elements.
func BenchmarkMoves(b *testing.B) {
	const n = 1000
	x, y, d, m := make([]float64, n), make([]float64, n), make([]float64, n), make([]bool, n)
	idx := make([]int64, n)
	third := 3.0
	for i := range m {
		x[i], m[i], idx[i] = 1+float64(i), i*7%3 == 0, int64(i*37%n)
	}
	for _, r := range []struct {
		name string
		run  func(t cpu.Tier)
	}{
		{"select", func(t cpu.Tier) { Select(t, dtype.Float64, VV, ptr(d), ptr(m), ptr(x), ptr(y), n) }},
		{"float64 to float32", func(t cpu.Tier) { Cast(t, dtype.Float32, dtype.Float64, ptr(d), ptr(x), n) }},
		{"float32 to float64", func(t cpu.Tier) { Cast(t, dtype.Float64, dtype.Float32, ptr(d), ptr(x), n) }},
		{"float64 to int64", func(t cpu.Tier) { Cast(t, dtype.Int64, dtype.Float64, ptr(d), ptr(x), n) }},
		{"int64 to float64", func(t cpu.Tier) { Cast(t, dtype.Float64, dtype.Int64, ptr(d), ptr(idx), n) }},
		{"bool to float64", func(t cpu.Tier) { Cast(t, dtype.Float64, dtype.Bool, ptr(d), ptr(m), n) }},
		{"divide by one", func(t cpu.Tier) { Binary(t, Div, dtype.Float64, VS, ptr(d), ptr(x), unsafe.Pointer(&third), n) }},
		{"fma", func(t cpu.Tier) { Ternary(t, FMA, dtype.Float64, ptr(d), ptr(x), ptr(y), ptr(d), n) }},
		{"fill", func(t cpu.Tier) { Fill(t, dtype.Float64, ptr(d), ptr(x), n) }},
		{"take", func(t cpu.Tier) { Take(t, dtype.Float64, ptr(d), ptr(x), idx) }},
		{"strided", func(t cpu.Tier) { CopyStrided(t, dtype.Float64, ptr(d), 1, ptr(x), 2, n/2) }},
	} {
		for _, t := range cpu.Available() {
			b.Run(r.name+"/"+t.String(), func(b *testing.B) {
				for b.Loop() {
					r.run(t)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/element")
			})
		}
	}
}
