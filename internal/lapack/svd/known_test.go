package svd

import (
	_ "embed"
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// known is a matrix with its singular values from multi-precision arithmetic;
// testdata/make.py made the table.
type known struct {
	Name       string
	D, E       []float64
	Rows, Cols int
	A          []float64
	S          []string
}

//go:embed testdata/singular.json
var knownJSON []byte

type knownValues struct{ Bidiagonal, Dense, Scaled []known }

func readKnown(t *testing.T) (k knownValues) {
	t.Helper()
	if err := json.Unmarshal(knownJSON, &k); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k known) values(t *testing.T) []float64 {
	t.Helper()
	out := make([]float64, len(k.S))
	for i, text := range k.S {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = x
	}
	return out
}

func (k known) bidiagonal() blas.Mat[float64] {
	a := blas.NewMat[float64](len(k.D), len(k.D))
	for i, x := range k.D {
		a.Set(i, i, x)
	}
	for i, x := range k.E {
		a.Set(i, i+1, x)
	}
	return a
}

// relativeError is the largest relative error, in units of n·eps.
func relativeError(got, want []float64) float64 {
	worst := 0.0
	for i, w := range want {
		switch {
		case w != 0:
			worst = math.Max(worst, math.Abs(got[i]-w)/(w*float64(len(want))*eps))
		case got[i] != 0:
			return math.Inf(1)
		}
	}
	return worst
}

// absoluteError is the largest error relative to the largest value, in the
// same units.
func absoluteError(got, want []float64) float64 {
	worst := 0.0
	for i, w := range want {
		worst = math.Max(worst, math.Abs(got[i]/want[0]-w/want[0])/(float64(len(want))*eps))
	}
	return worst
}

// All values of a bidiagonal matrix, the small ones too.
func TestBidiagonalValuesToRelativeAccuracy(t *testing.T) {
	for _, k := range readKnown(t).Bidiagonal {
		want, n := k.values(t), len(k.D)
		d := slices.Clone(k.D)
		if Lasq(blas.Env{}, d, slices.Clone(k.E)) != 0 {
			t.Fatalf("Lasq: %s: not converged", k.Name)
		}
		lapacktest.Add[float64](t, table, "Lasq: relative error of each value", k.Name, relativeError(d, want))

		ut, vt := blas.Eye[float64](n), blas.Eye[float64](n)
		d = slices.Clone(k.D)
		if Bdsqr(lapacktest.Best(), d, slices.Clone(k.E), ut, vt) != 0 {
			t.Fatalf("Bdsqr: %s: not converged", k.Name)
		}
		lapacktest.Add[float64](t, table, "Bdsqr: relative error of each value", k.Name, relativeError(d, want))
		check(t, "Bdsqr", lapacktest.Case[float64]{Name: k.Name, A: k.bidiagonal()}, d, ut.T(), vt)
	}
}

// Values to the accuracy of the norm.
func TestDenseValues(t *testing.T) {
	env := lapacktest.Best()
	all := readKnown(t)
	for _, k := range all.Dense {
		want := k.values(t)
		for _, job := range []Job{Values, Economy} {
			s, u, vh := vectors[float64](job, k.Rows, k.Cols)
			if !Gesdd(env, job, blas.RowMajor(slices.Clone(k.A), k.Rows, k.Cols, k.Cols), s, u, vh) {
				t.Fatalf("%s: not converged", k.Name)
			}
			lapacktest.Add[float64](t, table, "Gesdd: error of each value by the norm", k.Name, absoluteError(s, want))
		}
	}
	for _, k := range all.Bidiagonal {
		n := len(k.D)
		d, ut, vt := slices.Clone(k.D), blas.NewMat[float64](n, n), blas.NewMat[float64](n, n)
		if Bdsdc(env, d, slices.Clone(k.E), ut, vt) != 0 {
			t.Fatalf("Bdsdc: %s: not converged", k.Name)
		}
		lapacktest.Add[float64](t, table, "Bdsdc: error of each value by the norm", k.Name, absoluteError(d, k.values(t)))
		check(t, "Bdsdc", lapacktest.Case[float64]{Name: k.Name, A: k.bidiagonal()}, d, ut.T(), vt)
	}
}
