package kernel

import (
	"encoding/binary"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
)

var update = flag.Bool("update", false, "rewrite docs/accuracy.md")

// elementary is one elementary function: its table and its error bounds.
type elementary struct {
	op     Op
	table  string
	domain string
	max64  float64
	max32  float64
	part   func(x float64) bool // which arguments; nil: all
	abs    float64              // errors up to this do not count, near zeros
}

var elementaries = []elementary{
	{op: Exp, table: "exp", domain: "all", max64: 1, max32: 1},
	{op: Exp2, table: "exp2", domain: "all", max64: 1, max32: 1},
	{op: Expm1, table: "expm1", domain: "all", max64: 1, max32: 1},
	{op: Log, table: "log", domain: "x >= 0", max64: 1, max32: 1},
	{op: Log2, table: "log2", domain: "x >= 0", max64: 1, max32: 1},
	{op: Log10, table: "log10", domain: "x >= 0", max64: 1, max32: 1},
	{op: Log1p, table: "log1p", domain: "x >= -1", max64: 1, max32: 1},
	{op: Pow, table: "pow", domain: "all", max64: 1, max32: 1},
	{op: Cbrt, table: "cbrt", domain: "all", max64: 1, max32: 1},
	{op: Hypot, table: "hypot", domain: "all", max64: 1, max32: 1},
	{op: Sin, table: "sin", domain: "all", max64: 1, max32: 1},
	{op: Cos, table: "cos", domain: "all", max64: 1, max32: 1},
	{op: Tan, table: "tan", domain: "all", max64: 1, max32: 1},
	{op: Asin, table: "asin", domain: "[-1, 1]", max64: 1, max32: 1},
	{op: Acos, table: "acos", domain: "[-1, 1]", max64: 1, max32: 1},
	{op: Atan, table: "atan", domain: "all", max64: 1, max32: 1},
	{op: Atan2, table: "atan2", domain: "all", max64: 1, max32: 1},
	{op: Sinh, table: "sinh", domain: "all", max64: 1, max32: 1},
	{op: Cosh, table: "cosh", domain: "all", max64: 1, max32: 1},
	{op: Tanh, table: "tanh", domain: "all", max64: 1, max32: 1},
	{op: Asinh, table: "asinh", domain: "all", max64: 1, max32: 1},
	{op: Acosh, table: "acosh", domain: "x >= 1", max64: 1, max32: 1},
	{op: Atanh, table: "atanh", domain: "[-1, 1]", max64: 1, max32: 1},
	{op: Erf, table: "erf", domain: "all", max64: 1, max32: 1},
	{op: Erfc, table: "erfc", domain: "all", max64: 1, max32: 1},
	{op: Gamma, table: "gamma", domain: "all", max64: 1, max32: 1},
	{op: LGamma, table: "lgamma", domain: "x > 0", max64: 1, max32: 1, part: positive},
	{op: LGamma, table: "lgamma", domain: "x < 0; errors up to 2^-55 do not count", max64: 1, max32: 1, part: negative, abs: 0x1p-55},
}

func positive(x float64) bool { return x > 0 }
func negative(x float64) bool { return x < 0 }

// worst is the largest error seen and where.
type worst struct {
	ulp  float64
	x, y float64
	got  float64
	want float64
	n    int
}

func (w *worst) note(ulp, x, y, got, want float64) {
	w.n++
	if ulp > w.ulp || math.IsNaN(ulp) {
		*w = worst{ulp, x, y, got, want, w.n}
	}
}

// ulpError returns how far got is from want + rest ulp, in ulps of want,
// where mant and emin give the type. Zeros, infinities and NaN must match.
func ulpError(got, want, rest float64, mant, emin int) float64 {
	switch {
	case math.IsNaN(want) || math.IsInf(want, 0) || math.IsNaN(got) || math.IsInf(got, 0):
		if got == want || math.IsNaN(got) && math.IsNaN(want) {
			return 0
		}
		return math.Inf(1)
	case want == 0 && got == 0 && rest == 0 && math.Signbit(got) != math.Signbit(want):
		return math.Inf(1)
	}
	_, e := math.Frexp(want)
	e = max(e-1, emin)
	if want == 0 {
		e = emin
	}
	ulp := math.Ldexp(1, e-mant)
	if ulp == 0 || e-mant < -1074 {
		ulp = math.SmallestNonzeroFloat64
	}
	return math.Abs((got-want)/ulp - rest)
}

// ulpTable is a table of testdata/ulp: operands, the nearest value and the
// rest in ulps.
type ulpTable[T float32 | float64] struct {
	x, y, want []T
	rest       []float64
}

func loadTable[T float32 | float64](t *testing.T, c elementary) ulpTable[T] {
	size, ext := int(unsafe.Sizeof(T(0))), ".f64"
	if size == 4 {
		ext = ".f32"
	}
	b, err := os.ReadFile(filepath.Join("testdata", "ulp", c.table+ext))
	if err != nil {
		t.Fatalf("%v (made by testdata/ulp/gen_ulp.py)", err)
	}
	next := func() T {
		v := b
		b = b[size:]
		if size == 4 {
			return T(math.Float32frombits(binary.LittleEndian.Uint32(v)))
		}
		return T(math.Float64frombits(binary.LittleEndian.Uint64(v)))
	}
	var u ulpTable[T]
	for len(b) > 0 {
		u.x = append(u.x, next())
		if c.op.Arity() == 2 {
			u.y = append(u.y, next())
		}
		u.want = append(u.want, next())
		u.rest = append(u.rest, float64(int16(binary.LittleEndian.Uint16(b)))/32768)
		b = b[2:]
	}
	return u
}

// measure runs the table of c on tier r.
func measure[T float32 | float64](c elementary, u ulpTable[T], r cpu.Tier) worst {
	got := make([]T, len(u.x))
	dt := dtype.Float64
	mant, emin := 52, -1022
	if unsafe.Sizeof(T(0)) == 4 {
		dt, mant, emin = dtype.Float32, 23, -126
	}
	if c.op.Arity() == 2 {
		Binary(r, c.op, dt, VV, ptr(got), ptr(u.x), ptr(u.y), len(got))
	} else {
		Unary(r, c.op, dt, ptr(got), ptr(u.x), len(got))
	}
	var w worst
	for i := range got {
		if c.part != nil && !c.part(float64(u.x[i])) {
			continue
		}
		y := T(0)
		if u.y != nil {
			y = u.y[i]
		}
		e := ulpError(float64(got[i]), float64(u.want[i]), u.rest[i], mant, emin)
		if e > 1 && math.Abs(float64(got[i]-u.want[i])) <= c.abs {
			e = 0
		}
		w.note(e, float64(u.x[i]), float64(y), float64(got[i]), float64(u.want[i]))
	}
	return w
}

// TestULP holds every elementary function against multi-precision values, on
// every tier.
func TestULP(t *testing.T) {
	var doc strings.Builder
	for _, c := range elementaries {
		u, v := loadTable[float64](t, c), loadTable[float32](t, c)
		for _, r := range cpu.Available() {
			w := measure(c, u, r)
			check(t, c, r, "float64", w, c.max64)
			w32 := measure(c, v, r)
			check(t, c, r, "float32", w32, c.max32)
			if r == cpu.Generic {
				fmt.Fprint(&doc, row(c, "float64", w), row(c, "float32", w32))
			}
		}
	}
	if *update {
		if err := writeAccuracy(doc.String()); err != nil {
			t.Fatal(err)
		}
	}
}

// place formats the arguments of the largest error.
func (w worst) place(c elementary) string {
	if c.op.Arity() == 2 {
		return fmt.Sprintf("%g, %g", w.x, w.y)
	}
	return fmt.Sprintf("%g", w.x)
}

func row(c elementary, typ string, w worst) string {
	return fmt.Sprintf("| %s | %s | %s | %.3f | %s | %d |\n", c.op, typ, c.domain, w.ulp, w.place(c), w.n)
}

func check(t *testing.T, c elementary, r cpu.Tier, typ string, w worst, bound float64) {
	t.Logf("%-7s %s %s %8.3f ULP at %s, %d arguments", c.table, typ, r, w.ulp, w.place(c), w.n)
	if !(w.ulp <= bound) {
		t.Errorf("%s %s on %s: %.3f ULP at %s, stated bound %g; got %x, want %x", c.table, typ, r, w.ulp, w.place(c), bound, w.got, w.want)
	}
}

func writeAccuracy(rows string) error {
	const head = `# Accuracy of the elementary functions

Largest error found against multi-precision values, in units in the last
place of the true result; 0.5 is the best that rounding allows, and 1 is the
bound that the test enforces. The arguments are those of
internal/kernel/testdata/ulp: every binade, each function's own stretch of the
line, the surroundings of its zeros, poles and thresholds, and the worst ones
of larger samples (400,000 a function against quadruple precision). Every tier
gives the same bits, so one table serves all.

float32 exp, log, sin, cos and tanh are computed in float32, the others in
float64 and rounded once. TestSweep32 goes over the whole type; with
-exhaustive it takes every float32.

Where lgamma crosses zero on the negative axis it is a difference of large
terms: its error there is at most 2^-55, which is many ULP of a result near
zero.

Written by ` + "`go test ./internal/kernel -run TestULP -update`" + `.

| function | type | domain | max ULP | at | arguments |
|---|---|---|---|---|---|
`
	return os.WriteFile(filepath.Join("..", "..", "docs", "accuracy.md"), []byte(head+rows), 0o644)
}
