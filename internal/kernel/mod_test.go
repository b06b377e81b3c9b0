package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// TestRemainders holds remainders, floored quotients and neighbours against
// the general functions, which go another way: on quotients of every size,
// near integers, and on ratios of whole and subnormal numbers.
func TestRemainders(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 4096
	x, y, got := make([]float64, n), make([]float64, n), make([]float64, n)
	for range 20 {
		for i := range x {
			y[i] = math.Ldexp(r.Float64()-0.5, r.IntN(20)-10)
			switch i % 6 {
			case 0: // any quotient up to 2^60
				x[i] = y[i] * math.Ldexp(r.Float64()-0.5, r.IntN(60))
			case 1: // next to a multiple
				x[i] = y[i] * math.Trunc(math.Ldexp(r.Float64(), r.IntN(54)))
			case 2:
				x[i] = math.Nextafter(y[i]*math.Trunc(math.Ldexp(r.Float64(), r.IntN(54))), 0)
			case 3: // whole numbers
				x[i], y[i] = float64(r.IntN(2000)-1000), float64(r.IntN(60)-30)
			case 4: // next to the divisor
				x[i] = math.Nextafter(y[i], math.Ldexp(r.Float64()-0.5, 20))
			case 5:
				x[i], y[i] = math.Float64frombits(r.Uint64N(1<<54)), math.Float64frombits(r.Uint64N(1<<53))
			}
		}
		for _, c := range []struct {
			op Op
			f  func(x, y float64) float64
		}{{Rem, rem64}, {Mod, mod64}, {FloorDiv, floorDiv64}, {NextAfter, math.Nextafter}} {
			for _, tier := range cpu.Available() {
				Binary(tier, c.op, dtype.Float64, VV, ptr(got), ptr(x), ptr(y), n)
				for i, g := range got {
					if want := c.f(x[i], y[i]); math.Float64bits(g) != math.Float64bits(want) && (g == g || want == want) {
						t.Fatalf("%s: %s(%x, %x) is %x, want %x", tier, c.op, x[i], y[i], g, want)
					}
				}
			}
		}
	}
}

// TestNextAfter32 does the same for the neighbours in float32.
func TestNextAfter32(t *testing.T) {
	values := []float32{0, float32(math.Copysign(0, -1)), 1, -1, 0x1p-149, -0x1p-149, 0x1p-126, math.MaxFloat32,
		-math.MaxFloat32, inf32(), -inf32(), nan32(), 1.5, -2}
	for _, x := range values {
		for _, y := range values {
			g, want := binaryOf(NextAfter, x, y), math.Nextafter32(x, y)
			if math.Float32bits(g) != math.Float32bits(want) && (g == g || want == want) {
				t.Errorf("nextafter(%g, %g) is %g, want %g", x, y, g, want)
			}
		}
	}
}
