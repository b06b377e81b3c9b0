package blas

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestHypot(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ x, y, want float64 }{
		{3, 4, 5}, {-3, 4, 5}, {0, 0, 0}, {0, -2, 2}, {inf, nan, inf}, {nan, -inf, inf}, {1, inf, inf},
		{0x1p1023, 0x1p960, 0x1p1023}, {3e-320, 4e-320, 5e-320}, {5e-324, 0, 5e-324},
	} {
		if got := Hypot(c.x, c.y); got != c.want {
			t.Errorf("Hypot(%g, %g) = %g, want %g", c.x, c.y, got, c.want)
		}
	}
	for _, p := range [][2]float64{{nan, 1}, {1, nan}, {0, nan}, {nan, 0}} {
		if got := Hypot(p[0], p[1]); got == got {
			t.Errorf("Hypot%v = %g", p, got)
		}
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		x, y := r.NormFloat64(), r.NormFloat64()
		if e := math.Abs(Hypot(x, y)/math.Sqrt(math.FMA(x, x, y*y)) - 1); e > 5e-16 {
			t.Fatalf("Hypot(%g, %g) is off by %g", x, y, e)
		}
		z := complex(x, y)
		if e := Abs(Mul(Sqrt128(z), Sqrt128(z))-z) / Abs(z); e > 1e-15 || real(Sqrt128(z)) < 0 {
			t.Fatalf("Sqrt128(%v) is off by %g", z, e)
		}
	}
}
