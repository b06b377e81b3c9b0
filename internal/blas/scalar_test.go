package blas

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestDiv(t *testing.T) {
	for _, c := range []struct{ x, y, want complex128 }{
		{1 + 2i, 3 + 4i, (11 + 2i) / 25},
		{complex(1e300, 1e300), complex(1e300, 1e300), 1},
		{complex(math.MaxFloat64, math.MaxFloat64), complex(math.MaxFloat64, -math.MaxFloat64), 1i},
		{complex(1e-320, 0), complex(1e-320, 0), 1},
		{complex(0x1p-1074, 0x1p-1074), complex(0x1p-1073, 0), 0.5 + 0.5i},
		{complex(0x1p1023, 0x1p-1023), complex(0x1p677, 0x1p-677), complex(0x1p346, -0x1p-1008)}, // Baudin and Smith, case 8
		{complex(0x1p-1074, 0x1p-1074), complex(0x1p-1073, 0x1p-1074), 0.6 + 0.2i},               // and 10
	} {
		got := Div(c.x, c.y)
		if e := Abs(got-c.want) / Abs(c.want); !(e <= 4*Eps[float64]()) {
			t.Errorf("%v / %v = %v, want %v", c.x, c.y, got, c.want)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		x, y := complex(r.NormFloat64(), r.NormFloat64()), complex(r.NormFloat64(), r.NormFloat64())
		if e := Abs(Mul(Div(x, y), y)-x) / Abs(x); e > 8*Eps[float64]() {
			t.Fatalf("%v / %v · %v is off by %g", x, y, y, e)
		}
	}
}
