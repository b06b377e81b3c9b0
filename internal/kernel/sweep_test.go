package kernel

import (
	"flag"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

var exhaustive = flag.Bool("exhaustive", false, "sweep every float32, not one in 4093")

// sweep32 are the bounds in ULP for float32 over all arguments: 1 where the
// function is computed in float32, one rounding where it is computed in
// float64.
var sweep32 = []struct {
	op    Op
	bound float64
}{
	{Exp, 1}, {Log, 1}, {Sin, 1}, {Cos, 1}, {Tanh, 1},
	{Exp2, 0.502}, {Expm1, 0.502}, {Log2, 0.502}, {Log10, 0.502}, {Log1p, 0.502}, {Tan, 0.502},
	{Asin, 0.502}, {Acos, 0.502}, {Atan, 0.502}, {Sinh, 0.502}, {Cosh, 0.502}, {Asinh, 0.502}, {Acosh, 0.502}, {Atanh, 0.502},
	{Cbrt, 0.502}, {Erf, 0.502}, {Erfc, 0.505}, {Gamma, 0.502}, {LGamma, 0.502},
}

// TestSweep32 holds float32 functions against the float64 ones, which
// TestULP holds against multi-precision values, over the whole type.
func TestSweep32(t *testing.T) {
	if testing.Short() {
		t.Skip("sweeps a million arguments a function")
	}
	step := uint64(4093)
	if *exhaustive {
		step = 1
	}
	for _, c := range sweep32 {
		t.Run(c.op.String(), func(t *testing.T) {
			w := sweep(c.op, step)
			t.Logf("%.4f ULP at %g", w.ulp, w.x)
			if !(w.ulp <= c.bound) {
				t.Errorf("%.4f ULP at %g, bound %g; got %g, want %g", w.ulp, w.x, c.bound, w.got, w.want)
			}
		})
	}
}

// sweep visits every step-th bit pattern of float32.
func sweep(op Op, step uint64) worst {
	var w worst
	var x, y [Chunk]float32
	var wide, want [Chunk]float64
	for u := uint64(0); u < 1<<32; {
		n := 0
		for ; n < Chunk && u < 1<<32; n++ {
			x[n] = math.Float32frombits(uint32(u))
			wide[n] = float64(x[n])
			u += step
		}
		Unary(cpu.Best, op, dtype.Float32, ptr(y[:]), ptr(x[:]), n)
		Unary(cpu.Best, op, dtype.Float64, ptr(want[:]), ptr(wide[:]), n)
		for i := range y[:n] {
			if e := sweepError(y[i], want[i]); !(e <= w.ulp) {
				w.note(e, wide[i], 0, float64(y[i]), want[i])
			}
		}
	}
	return w
}

// sweepError returns the error of got in ulps of float32, where an infinity
// counts as the next number after the largest.
func sweepError(got float32, want float64) float64 {
	g := float64(got)
	switch {
	case g != g || want != want:
		if g != g && want != want {
			return 0
		}
		return math.Inf(1)
	case math.Abs(want) >= 0x1p128:
		want = math.Copysign(0x1p128, want)
	case want == 0 && g == 0 && math.Signbit(g) != math.Signbit(want):
		return math.Inf(1)
	}
	if math.IsInf(g, 0) {
		g = math.Copysign(0x1p128, g)
	}
	e := int(math.Float64bits(want)>>52&0x7ff) - 1023
	e = min(max(e, -126), 127)
	return math.Abs(g-want) * math.Float64frombits(uint64(1023+23-e)<<52)
}
