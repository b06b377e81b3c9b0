package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// compile builds the float64 function f of a dialect file with the given body.
func compile(t *testing.T, code string) (*graph, []*value, error) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "fn_test1.go"), []byte("package kernel\n\n"+code), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := load(dir)
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{src: s, g: newGraph(8), tabs: map[string]*table{}}
	r, err := b.call("f", []*value{b.g.new(opIn, 0), b.g.new(opIn, 1)})
	return b.g, r, err
}

// TestRefused: what is not of the dialect, or would let Go choose the rounding,
// is an error that says where.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"func f(x, y float64) float64 { return x*y + 1 }", "product goes into a sum"},
		{"func f(x, y float64) float64 { p := x * y; q := -p; return y - q }", "product goes into a sum"},
		{"func g(x float64) float64 { return x * x }\nfunc f(x, y float64) float64 { return g(x) + y }", "product goes into a sum"},
		{"func f(x, y float64) float64 { if x < y { return x }; return y }", "statement"},
		{"func f(x, y float64) float64 { return f(y, x) }", "calls itself"},
		{"func f(x, y float64) float64 { return float64(float32(x)) }", "conversion"},
		{"import \"math\"\nfunc f(x, y float64) float64 { return math.Exp(x) }", "another package"},
		{"func f(x, y float64) float64 { return g(x) }", "no function g"},
		{"var z float64\nfunc f(x, y float64) float64 { return z }", "no variable"},
		{"func f(x, y float64) int64 { return ibits64(x) >> 3 }\nfunc ibits64(x float64) int64", "arithmetic shift"},
	} {
		_, _, err := compile(t, c.code)
		if !errors.Is(err, errDialect) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\ngives %v, want an error with %q", c.code, err, c.want)
		}
	}
}

// TestValues: equal values are one, a conversion rounds a product, and
// comparisons are negated rather than their results.
func TestValues(t *testing.T) {
	for _, c := range []struct {
		code string
		vals string
	}{
		{"func f(x, y float64) float64 { return float64(x*y) + float64(y*x) }", "in in fmul fmul fadd"},
		{"func f(x, y float64) float64 { a := x + y; b := x + y; return a / b }", "in in fadd fdiv"},
		{"func f(x, y float64) float64 { const k = 2; x *= k; return x - k }", ""},
		{"func f(x, y float64) bool { return !(x < y) }", "in in fcmp"},
		{"func g(x, y float64) (float64, float64) { return y, x }\nfunc f(x, y float64) float64 { a, _ := g(x, y); return a }", "in"},
	} {
		g, r, err := compile(t, c.code)
		if c.vals == "" {
			if err == nil {
				t.Errorf("%s\ncompiles", c.code)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s\n%v", c.code, err)
			continue
		}
		g.prune(r)
		var names []string
		for _, v := range g.vals {
			names = append(names, v.op.String())
		}
		if got := strings.Join(names, " "); got != c.vals {
			t.Errorf("%s\ngives %s, want %s", c.code, got, c.vals)
		}
	}
}

// TestSpills: with more live values than registers the allocator saves some
// and finds them again; here the text is checked to load what it stored.
func TestSpills(t *testing.T) {
	k := &kernel{name: "many", family: "unary", lane: 8, in: []input{{typ: mF64, float: true}}, out: mF64, float: true, unroll: 1}
	k.g = newGraph(8)
	x := k.g.new(opIn, 0)
	var live []*value
	for range 20 {
		x = k.g.new(opSqrt, 0, x)
		live = append(live, x)
	}
	sum := live[0]
	for _, v := range live[1:] {
		sum = k.g.new(opFAdd, 0, sum, v)
	}
	k.root = sum
	text, err := x86Function(k, false)
	if err != nil {
		t.Fatal(err)
	}
	if saved, found := strings.Count(text, ", spill"), strings.Count(text, "VMOVUPD spill"); saved == 0 || found == 0 {
		t.Errorf("20 values in 15 registers: %d saved, %d loaded\n%s", saved, found, text)
	}
	if wide, err := x86Function(k, true); err != nil || strings.Contains(wide, "spill") {
		t.Errorf("20 values in 31 registers are spilled: %v", err)
	}
}
