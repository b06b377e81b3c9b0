package kernel

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

var complexFuncs = map[string]func(complex128) complex128{"exp": cexp, "log": clog, "sqrt": csqrt, "sin": csin, "cos": ccos,
	"tan": ctan, "sinh": csinh, "cosh": ccosh, "tanh": ctanh}

// TestComplexValues holds the complex functions against mpmath: the error is
// at most 4 ULP of the result's magnitude.
func TestComplexValues(t *testing.T) {
	text, err := os.ReadFile("testdata/complex.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		var name string
		var x, y, re, im float64
		if _, err := fmt.Sscan(line, &name, &x, &y, &re, &im); err != nil {
			t.Fatal(line, err)
		}
		got := complexFuncs[name](complex(x, y))
		size := math.Hypot(re, im)
		if math.IsInf(size, 0) {
			size = math.MaxFloat64
		}
		ulp := math.Nextafter(size, math.Inf(1)) - size
		e := math.Hypot(real(got)-re, imag(got)-im) / ulp
		if math.IsInf(size, 0) || size == math.MaxFloat64 {
			e = math.Hypot(real(got)/4-re/4, imag(got)/4-im/4) / (math.MaxFloat64 * 0x1p-55)
		}
		if !(e <= 4) {
			t.Errorf("%s(%v, %v) = %v, want (%v, %v): %.1f ULP", name, x, y, got, re, im, e)
		}
	}
}

// TestComplexEdges: the special values of annex G of the C standard. A sign
// the standard leaves open is not compared.
func TestComplexEdges(t *testing.T) {
	nan, inf, zero := math.NaN(), math.Inf(1), math.Copysign(0, -1)
	for _, c := range []struct {
		f            string
		x, y, re, im float64
	}{
		{"exp", 0, zero, 1, zero}, {"exp", inf, 0, inf, 0}, {"exp", -inf, inf, 0, 0}, {"exp", inf, nan, inf, nan}, {"exp", 1, inf, nan, nan},
		{"exp", nan, 0, nan, 0}, {"exp", -inf, 1, 0, 0}, {"exp", inf, 2, -inf, inf},
		{"log", 0, 0, -inf, 0}, {"log", zero, 0, -inf, math.Pi}, {"log", inf, nan, inf, nan}, {"log", -inf, inf, inf, 3 * math.Pi / 4},
		{"log", 1, inf, inf, math.Pi / 2}, {"log", -1, zero, 0, -math.Pi},
		{"sqrt", -4, zero, 0, -2}, {"sqrt", zero, 0, 0, 0}, {"sqrt", nan, inf, inf, inf}, {"sqrt", -inf, 1, 0, inf}, {"sqrt", inf, -1, inf, zero},
		{"sqrt", 1, nan, nan, nan},
		{"sinh", 0, inf, 0, nan}, {"sinh", inf, 0, inf, 0}, {"sinh", inf, inf, inf, nan}, {"sinh", nan, 0, nan, 0}, {"sinh", -inf, 1, -inf, inf},
		{"cosh", zero, 0, 1, zero}, {"cosh", inf, nan, inf, nan}, {"cosh", 0, inf, nan, 0}, {"cosh", -inf, 1, inf, -inf},
		{"tanh", inf, 1, 1, 0}, {"tanh", -inf, inf, -1, 0}, {"tanh", nan, 0, nan, 0}, {"tanh", 1, inf, nan, nan}, {"tanh", zero, 0, zero, 0},
		{"sin", 0, zero, 0, zero}, {"cos", 0, 0, 1, zero}, {"tan", zero, 0, zero, 0}, {"tan", 0, inf, 0, 1},
	} {
		got := complexFuncs[c.f](complex(c.x, c.y))
		if !same64(real(got), c.re) || !same64(imag(got), c.im) {
			t.Errorf("%s(%v, %v) = %v, want (%v, %v)", c.f, c.x, c.y, got, c.re, c.im)
		}
	}
}

func same64(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}
