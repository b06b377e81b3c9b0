package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

// TestDivideByOne: quotients by one number are rounded correctly, also where
// they lie next to a midpoint of two floats, and at the ends of the ranges of
// the fast form.
func TestDivideByOne(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rounds := 400
	if *exhaustive {
		rounds = 100000
	}
	const n = 1024
	x, got := make([]float64, n), make([]float64, n)
	for round := range rounds {
		y := divisor64(r, round)
		for i := range x {
			m := math.Float64frombits(r.Uint64N(1<<52) | 0x3ff<<52)
			x[i] = math.FMA(m, y, 0x1p-53*y) // next to the midpoint after m
			if i%4 == 3 {
				x[i] = math.Nextafter(x[i], 0)
			}
			if round%8 == 7 {
				x[i] = math.Ldexp(x[i], r.IntN(1100)-550)
			}
		}
		for _, tier := range cpu.Available() {
			Binary(tier, Div, dtype.Float64, VS, ptr(got), ptr(x), ptr([]float64{y}), n)
			for i, q := range got {
				if want := x[i] / y; q != want && (q == q || want == want) {
					t.Fatalf("%s: %x / %x is %x, want %x", tier, x[i], y, q, want)
				}
			}
		}
	}
}

// divisor64 returns a divisor: random digits, all digits one, few digits, or
// at the ends of what the fast form takes.
func divisor64(r *rand.Rand, round int) float64 {
	y := 1 + r.Float64()
	switch round % 8 {
	case 1:
		y = 2 - 0x1p-52*float64(1+r.IntN(4))
	case 2:
		y = 1 + 0x1p-52*float64(r.IntN(4))
	case 3:
		y = -float64(1 + r.IntN(1000))
	case 4:
		y = math.Ldexp(y, 2*r.IntN(2)*401-401)
	case 5:
		y = math.Ldexp(y, 2*r.IntN(2)*399-399)
	case 6:
		y = [...]float64{0, math.Inf(1), math.NaN(), 0x1p-1074, -0x1p-400, 0x1p400}[r.IntN(6)]
	}
	return y
}

// TestDivideByOne32 does the same for float32.
func TestDivideByOne32(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const n = 1024
	x, got := make([]float32, n), make([]float32, n)
	for round := range 1000 {
		y := float32(1 + r.Float64())
		switch round % 4 {
		case 1:
			y = 2 - 0x1p-23*float32(1+r.IntN(4))
		case 2:
			y = float32(math.Ldexp(float64(y), r.IntN(70)-35))
		}
		for i := range x {
			m := math.Float32frombits(r.Uint32N(1<<23) | 0x7f<<23)
			x[i] = float32((float64(m) + 0x1p-24) * float64(y))
			if round%8 == 7 {
				x[i] = float32(math.Ldexp(float64(x[i]), r.IntN(200)-100))
			}
		}
		for _, tier := range cpu.Available() {
			Binary(tier, Div, dtype.Float32, VS, ptr(got), ptr(x), ptr([]float32{y}), n)
			for i, q := range got {
				if want := x[i] / y; q != want && (q == q || want == want) {
					t.Fatalf("%s: %x / %x is %x, want %x", tier, x[i], y, q, want)
				}
			}
		}
	}
}
