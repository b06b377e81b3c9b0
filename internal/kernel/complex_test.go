package kernel

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

var complexFuncs = map[string]func(complex128) complex128{"exp": cexp, "log": clog, "sqrt": csqrt, "sin": csin, "cos": ccos,
	"tan": ctan, "sinh": csinh, "cosh": ccosh, "tanh": ctanh,
	"expm1": cexpm1, "exp2": cexp2, "log1p": clog1p, "log2": clog2, "log10": clog10}

var complexInverses = map[string]func(complex128) complex128{"asin": casin, "acos": cacos, "atan": catan,
	"asinh": casinh, "acosh": cacosh, "atanh": catanh}

// complexFunc returns the function of a name.
func complexFunc(name string) func(complex128) complex128 {
	if f := complexInverses[name]; f != nil {
		return f
	}
	return complexFuncs[name]
}

// partULP is how far a part of an inverse function is off, in ULP of its own.
func partULP(got, want float64) float64 {
	ulp := math.Nextafter(math.Abs(want), math.Inf(1)) - math.Abs(want)
	return math.Abs(got-want) / ulp
}

// TestComplexValues holds the complex functions against mpmath: the error is
// at most 4 ULP of the result's magnitude, and of inverse functions 6 ULP of
// each part.
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
		got := complexFunc(name)(complex(x, y))
		if complexInverses[name] != nil {
			if e := max(partULP(real(got), re), partULP(imag(got), im)); !(e <= 6) {
				t.Errorf("%s(%v, %v) = %v, want (%v, %v): %.1f ULP", name, x, y, got, re, im, e)
			}
			continue
		}
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

// near64 is same64, but for an ULP of numbers that are not special.
func near64(a, b float64) bool {
	return same64(a, b) || a*b > 0 && math.Abs(a-b) <= 0x1p-52*math.Abs(b)
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
		{"expm1", zero, 0, zero, 0}, {"expm1", inf, 0, inf, 0}, {"expm1", -inf, 1, -1, 0}, {"expm1", inf, nan, inf, nan}, {"expm1", 1, inf, nan, nan},
		{"exp2", 0, zero, 1, zero}, {"exp2", 3, 0, 8, 0}, {"exp2", inf, 2, -inf, inf}, {"exp2", -inf, inf, 0, 0},
		{"log2", -8, 0, 3, math.Pi / math.Ln2}, {"log2", 0, 0, -inf, 0}, {"log10", 1000, zero, 3, zero}, {"log10", inf, nan, inf, nan},
		{"log1p", zero, 0, zero, 0}, {"log1p", 0, zero, 0, zero}, {"log1p", -1, 0, -inf, 0}, {"log1p", -2, zero, 0, -math.Pi}, {"log1p", inf, nan, inf, nan},
		{"asinh", 0, 0, 0, 0}, {"asinh", zero, zero, zero, zero}, {"asinh", 1, inf, inf, math.Pi / 2}, {"asinh", 1, nan, nan, nan},
		{"asinh", -inf, 1, -inf, 0}, {"asinh", inf, -inf, inf, -math.Pi / 4}, {"asinh", inf, nan, inf, nan}, {"asinh", nan, 0, nan, 0},
		{"asinh", nan, zero, nan, zero}, {"asinh", nan, 1, nan, nan}, {"asinh", nan, inf, inf, nan}, {"asinh", nan, nan, nan, nan},
		{"acos", zero, 0, math.Pi / 2, zero}, {"acos", 0, nan, math.Pi / 2, nan}, {"acos", 1, inf, math.Pi / 2, -inf}, {"acos", 1, nan, nan, nan},
		{"acos", -inf, 1, math.Pi, -inf}, {"acos", inf, 1, 0, -inf}, {"acos", -inf, inf, 3 * math.Pi / 4, -inf}, {"acos", inf, -inf, math.Pi / 4, inf},
		{"acos", inf, nan, nan, inf}, {"acos", nan, 1, nan, nan}, {"acos", nan, inf, nan, -inf}, {"acos", nan, nan, nan, nan},
		{"acos", 1, 0, 0, zero}, {"acos", -1, 0, math.Pi, zero}, {"acos", 2, 0, 0, -math.Acosh(2)}, {"acos", 2, zero, 0, math.Acosh(2)},
		{"acosh", 0, 0, 0, math.Pi / 2}, {"acosh", 1, inf, inf, math.Pi / 2}, {"acosh", 0, nan, nan, math.Pi / 2}, {"acosh", 1, nan, nan, nan},
		{"acosh", -inf, 1, inf, math.Pi}, {"acosh", inf, 1, inf, 0}, {"acosh", -inf, -inf, inf, -3 * math.Pi / 4}, {"acosh", inf, nan, inf, nan},
		{"acosh", nan, inf, inf, nan}, {"acosh", -inf, nan, inf, nan}, {"acosh", nan, 1, nan, nan}, {"acosh", 1, 0, 0, 0}, {"acosh", 1, zero, 0, zero},
		{"asin", zero, 0, zero, 0}, {"asin", 2, zero, math.Pi / 2, -math.Acosh(2)}, {"asin", -2, 0, -math.Pi / 2, math.Acosh(2)}, {"asin", 0, nan, 0, nan},
		{"atanh", 0, zero, 0, zero}, {"atanh", 0, nan, 0, nan}, {"atanh", 1, 0, inf, 0}, {"atanh", -1, zero, -inf, zero}, {"atanh", 1, inf, 0, math.Pi / 2},
		{"atanh", 1, nan, nan, nan}, {"atanh", -inf, 1, zero, math.Pi / 2}, {"atanh", inf, -inf, 0, -math.Pi / 2}, {"atanh", inf, nan, 0, nan},
		{"atanh", nan, 1, nan, nan}, {"atanh", nan, inf, 0, math.Pi / 2}, {"atanh", nan, nan, nan, nan}, {"atanh", 2, 0, math.Atanh(0.5), math.Pi / 2},
		{"atanh", 2, zero, math.Atanh(0.5), -math.Pi / 2}, {"atan", zero, 0, zero, 0}, {"atan", 0, 1, 0, inf}, {"atan", inf, 1, math.Pi / 2, 0},
		{"atan", 0, 2, math.Pi / 2, math.Atanh(0.5)}, {"atan", zero, 2, -math.Pi / 2, math.Atanh(0.5)},
		{"sin", 0, zero, 0, zero}, {"cos", 0, 0, 1, zero}, {"tan", zero, 0, zero, 0}, {"tan", 0, inf, 0, 1},
	} {
		got := complexFunc(c.f)(complex(c.x, c.y))
		if !near64(real(got), c.re) || !near64(imag(got), c.im) {
			t.Errorf("%s(%v, %v) = %v, want (%v, %v)", c.f, c.x, c.y, got, c.re, c.im)
		}
	}
}

func same64(a, b float64) bool {
	return a == b && math.Signbit(a) == math.Signbit(b) || a != a && b != b
}
