package kernel

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// TestFMA32Random compares fma32 with the sum of exact products rounded once,
// on values close to halfway cases and to the subnormals.
func TestFMA32Random(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	draw := func() float32 {
		u := uint32(rng.Uint64())
		switch rng.IntN(4) {
		case 0: // few digits
			u &= 0xfffc0000
		case 1: // a small or large exponent
			u = u&0x807fffff | uint32(rng.IntN(60))<<23
		default: // near one
			u = u&0x807fffff | uint32(110+rng.IntN(34))<<23
		}
		return from32(u)
	}
	for range 50000 {
		a, b, c := draw(), draw(), draw()
		if a-a != 0 || b-b != 0 || c-c != 0 {
			continue
		}
		exact := new(big.Float).SetPrec(2000)
		exact.Mul(big.NewFloat(float64(a)), big.NewFloat(float64(b)))
		exact.Add(exact, big.NewFloat(float64(c)))
		want, _ := exact.Float32()
		if got := fma32(a, b, c); got != want {
			t.Fatalf("fma32(%x, %x, %x) = %x, want %x", a, b, c, got, want)
		}
	}
}
