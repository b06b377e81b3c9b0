package kernel

import (
	"math"
	"math/big"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// TestDotOfSmallIntegers is exact on every type.
func TestDotOfSmallIntegers(t *testing.T) {
	for _, tier := range cpu.Available() {
		for _, n := range treeSizes {
			var want int64
			x, y := make([]int64, n), make([]int64, n)
			for i := range x {
				x[i], y[i] = int64(i%7-3), int64(i%5-2)
				want += x[i] * y[i]
			}
			checkDot(t, tier, dtype.Float64, mapped[float64](x), mapped[float64](y), float64(want))
			checkDot(t, tier, dtype.Float32, mapped[float32](x), mapped[float32](y), float32(want))
			checkDot(t, tier, dtype.Int8, mapped[int8](x), mapped[int8](y), want)
			checkDot(t, tier, dtype.Uint16, mapped[uint16](x), mapped[uint16](y), dotUint16(x, y))
			zx, zy := make([]complex128, n), make([]complex128, n)
			for i := range zx { // (a+bi)(b-ai) = 2ab + (b²-a²)i
				a, b := float64(x[i]), float64(y[i])
				zx[i], zy[i] = complex(a, b), complex(b, -a)
			}
			var im int64
			for i := range x {
				im += y[i]*y[i] - x[i]*x[i]
			}
			checkDot(t, tier, dtype.Complex128, zx, zy, complex(float64(2*want), float64(im)))
		}
	}
}

func mapped[T float32 | float64 | int8 | uint16](x []int64) []T {
	out := make([]T, len(x))
	for i, v := range x {
		out[i] = T(v)
	}
	return out
}

func dotUint16(x, y []int64) (s uint64) {
	for i := range x {
		s += uint64(uint16(x[i])) * uint64(uint16(y[i]))
	}
	return s
}

func checkDot[T, R comparable](t *testing.T, tier cpu.Tier, dt dtype.DType, x, y []T, want R) {
	t.Helper()
	var got R
	Dot(tier, dt, unsafe.Pointer(&got), unsafe.Pointer(&x[0]), unsafe.Pointer(&y[0]), len(x))
	if got != want {
		t.Errorf("%v: dot of %d %v: %v, want %v", tier, len(x), dt, got, want)
	}
}

// TestTermSumBounds checks the error of sums of computed terms against exact
// values: one rounding more per lane than a plain sum, and for squared
// deviations the rounding of the deviation, which counts twice.
func TestTermSumBounds(t *testing.T) {
	const u = 0x1p-53
	for _, n := range treeSizes {
		x, y := normals(n), normals(n + 1)[1:]
		mean := 0.75
		blocks := (n + BlockLen - 1) / BlockLen
		steps := float64(min((n+63)/64, 32)) + 6 + math.Ceil(math.Log2(float64(blocks)))
		dot, mass, dev := exact(), exact(), exact()
		for i := range x {
			p := exact().Mul(big.NewFloat(x[i]), big.NewFloat(y[i]))
			dot.Add(dot, p)
			mass.Add(mass, exact().Abs(p))
			d := exact().Sub(big.NewFloat(x[i]), big.NewFloat(mean))
			dev.Add(dev, d.Mul(d, d))
		}
		var gotDot, gotDev float64
		Dot(cpu.Best, dtype.Float64, unsafe.Pointer(&gotDot), unsafe.Pointer(&x[0]), unsafe.Pointer(&y[0]), n)
		SumSqDev(cpu.Best, dtype.Float64, unsafe.Pointer(&gotDev), unsafe.Pointer(&mean), unsafe.Pointer(&x[0]), n)
		within(t, "dot", n, gotDot, dot, mass, steps*u)
		within(t, "sumsqdev", n, gotDev, dev, dev, (steps+2)*u)
	}
}

func exact() *big.Float { return new(big.Float).SetPrec(4000) }

func within(t *testing.T, name string, n int, got float64, want, mass *big.Float, rel float64) {
	t.Helper()
	diff := exact().Sub(want, big.NewFloat(got))
	if diff.Abs(diff).Cmp(exact().Mul(mass, big.NewFloat(rel*1.0001))) > 0 {
		t.Errorf("%s of %d: off by %.3g, relative bound %.3g", name, n, diff, rel)
	}
}

// TestDeviationsFromInfinity: elements past the end of a row must not meet
// the mean, from which an infinite one would make NaN.
func TestDeviationsFromInfinity(t *testing.T) {
	inf := math.Inf(1)
	for _, tier := range cpu.Available() {
		for n := 1; n <= 260; n++ {
			x, y := make([]float64, n), make([]float32, n)
			for i := range x {
				x[i], y[i] = float64(i), float32(i)
			}
			mean, mean32 := -inf, float32(inf)
			var got float64
			var got32 float32
			SumSqDev(tier, dtype.Float64, unsafe.Pointer(&got), unsafe.Pointer(&mean), unsafe.Pointer(&x[0]), n)
			SumSqDev(tier, dtype.Float32, unsafe.Pointer(&got32), unsafe.Pointer(&mean32), unsafe.Pointer(&y[0]), n)
			if got != inf || got32 != float32(inf) {
				t.Fatalf("%v: n=%d: deviations from an infinite mean sum to %v and %v", tier, n, got, got32)
			}
		}
	}
}
