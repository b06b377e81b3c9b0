package special

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/array"
)

type vector = array.Array[float64]

// scale returns what the error at x is relative to.
type scale func(x []float64, want float64) float64

func relative(_ []float64, want float64) float64 { return math.Abs(want) }

func atLeastOne(_ []float64, want float64) float64 { return max(1, math.Abs(want)) }

func oscillating(x []float64, want float64) float64 {
	return max(math.Abs(want), math.Sqrt(2/(math.Pi*math.Abs(x[len(x)-1]))))
}

// rising is oscillating for a function that is small before its first wave.
func rising(x []float64, want float64) float64 {
	if len(x) > 1 && math.Abs(x[1]) < x[0] || math.Abs(x[len(x)-1]) < 1 {
		return math.Abs(want)
	}
	return oscillating(x, want)
}

func airyScale(x []float64, want float64) float64 {
	if x[0] > -1 {
		return math.Abs(want)
	}
	return max(math.Abs(want), 1/(math.Sqrt(math.Pi)*math.Pow(-x[0], 0.25)))
}

func psiScale(x []float64, want float64) float64 {
	if x[0] > 0 {
		return math.Abs(want)
	}
	return 1 + math.Abs(want) + math.Pi/math.Abs(tanPi(x[0]))
}

func one(f func(vector) vector) func([]vector) vector {
	return func(v []vector) vector { return f(v[0]) }
}

func two(f func(a, b vector) vector) func([]vector) vector {
	return func(v []vector) vector { return f(v[0], v[1]) }
}

func three(f func(a, b, c vector) vector) func([]vector) vector {
	return func(v []vector) vector { return f(v[0], v[1], v[2]) }
}

// ordered calls f of a whole order with each row's own.
func ordered(f func(int, vector) vector) func([]vector) vector {
	return func(v []vector) vector {
		out := array.Copy(v[1])
		for i := range out.Size() {
			out.Set(f(int(v[0].At(i)), v[1].Slice(array.Range(i, i+1, 1))).At(0), i)
		}
		return out
	}
}

// room is what other architectures may add to a bound, where a function rests on
// the standard library.
const room = 2

// The bounds are the doc comments'.
var tables = []struct {
	name  string
	f     func([]vector) vector
	scale scale
	bound float64
}{
	{"Beta", two(Beta[float64]), relative, 6.9e-14},
	{"LogBeta", two(LogBeta[float64]), atLeastOne, 9.2e-16},
	{"BetaInc", three(BetaInc[float64]), relative, 4.2e-13},
	{"Comb", two(Comb[float64]), relative, 1e-13},
	{"Factorial", one(Factorial[float64]), relative, 1.4e-14},
	{"Digamma", one(Digamma[float64]), psiScale, 2.8e-15},
	{"GammaInc", two(GammaInc[float64]), relative, 9.1e-14},
	{"GammaIncC", two(GammaIncC[float64]), relative, 1.8e-14},
	{"Zeta", one(Zeta[float64]), relative, 1.6e-14},
	{"HurwitzZeta", two(HurwitzZeta[float64]), relative, 1.3e-14},
	{"ErfInv", one(ErfInv[float64]), relative, 4.7e-16},
	{"ErfcInv", one(ErfcInv[float64]), relative, 4.9e-16},
	{"NormCDF", one(NormCDF[float64]), relative, 3.7e-16},
	{"LogNormCDF", one(LogNormCDF[float64]), relative, 3.1e-16},
	{"NormPPF", one(NormPPF[float64]), relative, 5.9e-16},
	{"J0", one(J0[float64]), rising, 3.1e-16},
	{"J1", one(J1[float64]), rising, 3.1e-16},
	{"Y0", one(Y0[float64]), oscillating, 4.3e-16},
	{"Y1", one(Y1[float64]), oscillating, 3.3e-16},
	{"Jn", ordered(Jn[float64]), rising, 2.8e-14},
	{"Yn", ordered(Yn[float64]), oscillating, 1.6e-15},
	{"I0", one(I0[float64]), relative, 1.7e-15},
	{"I1", one(I1[float64]), relative, 9.8e-16},
	{"K0", one(K0[float64]), relative, 6.3e-16},
	{"K1", one(K1[float64]), relative, 6.6e-16},
	{"Ai", one(Ai[float64]), airyScale, 3.3e-14},
	{"Bi", one(Bi[float64]), airyScale, 4.9e-14},
	{"EllipticK", one(EllipticK[float64]), relative, 4.6e-16},
	{"EllipticE", one(EllipticE[float64]), relative, 5.9e-16},
	{"EllipticF", two(EllipticF[float64]), relative, 6.6e-16},
	{"EllipticEInc", two(EllipticEInc[float64]), relative, 1.5e-15},
	{"Expit", one(Expit[float64]), relative, 2.4e-16},
	{"Logit", one(Logit[float64]), relative, 2.4e-16},
	{"Softplus", one(Softplus[float64]), relative, 2.4e-16},
	{"XLogY", two(XLogY[float64]), relative, 2.4e-16},
	{"Entr", one(Entr[float64]), relative, 2.4e-16},
	{"Sinc", one(Sinc[float64]), relative, 2.4e-16},
}

// TestTables holds every function against mpmath's values.
func TestTables(t *testing.T) {
	all := read(t)
	for _, c := range tables {
		rows := all[c.name]
		if len(rows) < 50 {
			t.Errorf("%s: only %d rows", c.name, len(rows))
			continue
		}
		got := c.f(columns(rows))
		worst, at := 0.0, rows[0]
		for i, r := range rows {
			x, want := r[:len(r)-1], r[len(r)-1]
			e := math.Abs(got.At(i)-want) / c.scale(x, want)
			if got.At(i) == want {
				e = 0
			}
			if !(e <= worst) {
				worst, at = e, r
			}
		}
		t.Logf("%s %.2g at %v", c.name, worst, at)
		if !(worst <= room*c.bound) {
			t.Errorf("%s: error %.3g at %v, bound %g", c.name, worst, at, c.bound)
		}
	}
}

// TestInverses takes the tables of P(a, x) and I_x(a, b) backwards. The error
// is relative to 1 + p/(x f(x)), f the density: a rounding of p alone moves x
// by as much.
func TestInverses(t *testing.T) {
	all := read(t)
	worst := 0.0
	for _, r := range all["GammaInc"] {
		if a, x, p := r[0], r[1], r[2]; p < 1 {
			cond := 1 + p/(x*gammaDensity(a, x))
			worst = max(worst, math.Abs(gammaIncInv(a, p)-x)/x/cond)
		}
	}
	t.Logf("GammaIncInv %.2g", worst)
	if !(worst <= room*gammaInvBound) {
		t.Errorf("GammaIncInv: error %g", worst)
	}
	worst = 0
	for _, r := range all["BetaInc"] {
		if a, b, x, p := r[0], r[1], r[2], r[3]; p < 1 {
			cond := 1 + p*(1-x)/betaFactor(a, b, x, 1-x)
			worst = max(worst, math.Abs(betaIncInv(a, b, p)-x)/x/cond)
		}
	}
	t.Logf("BetaIncInv %.2g", worst)
	if !(worst <= room*betaInvBound) {
		t.Errorf("BetaIncInv: error %g", worst)
	}
}

const (
	gammaInvBound = 3.1e-15
	betaInvBound  = 3.0e-14
)

func columns(rows [][]float64) []vector {
	out := make([]vector, len(rows[0])-1)
	for j := range out {
		out[j] = array.Empty[float64](len(rows))
		for i, r := range rows {
			out[j].Set(r[j], i)
		}
	}
	return out
}

// read returns the rows of testdata/special.txt by function: arguments, value.
func read(t *testing.T) map[string][][]float64 {
	t.Helper()
	f, err := os.Open("testdata/special.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string][][]float64{}
	for s := bufio.NewScanner(f); s.Scan(); {
		words := strings.Fields(s.Text())
		var row []float64
		for _, w := range words[1:] {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, v)
		}
		out[words[0]] = append(out[words[0]], row)
	}
	return out
}
