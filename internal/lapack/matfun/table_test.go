package matfun

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"sync"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// tableCase is a matrix of testdata/tables.py with values of functions known
// to full precision.
type tableCase struct {
	Name    string
	N       int
	Complex bool
	A       []float64
	F       map[string]struct {
		Cond  float64
		Value []float64
	}
}

var table = sync.OnceValues(func() (cases []tableCase, err error) {
	f, err := os.Open("testdata/funm.json.gz")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return cases, json.NewDecoder(z).Decode(&cases)
})

// matrixOf reads n·n numbers, pairs of them if complex.
func matrixOf[T blas.Scalar](n int, cx bool, data []float64) Mat[T] {
	m := blas.NewMat[T](n, n)
	for i := range m.Data {
		if cx {
			m.Data[i] = blas.FromComplex[T](complex(data[2*i], data[2*i+1]))
		} else {
			m.Data[i] = blas.FromReal[T](data[i])
		}
	}
	return m
}

// relative is the distance of two matrices in the Frobenius norm by the size
// of the second.
func relative[T blas.Scalar](x, want Mat[T]) float64 {
	d := want.Clone(Env{})
	scale := lapack.MaxAbs(want)
	if scale == 0 {
		return lapack.MaxAbs(x)
	}
	down := blas.FromReal[T](1 / scale)
	w := want.Clone(Env{})
	for i := range d.Rows {
		for j := range d.Cols {
			w.Set(i, j, blas.Mul(want.At(i, j), down))
			d.Set(i, j, blas.Mul(x.At(i, j), down)-w.At(i, j))
		}
	}
	if e := lapack.NormFro(Env{}, d) / lapack.NormFro(Env{}, w); !math.IsNaN(e) {
		return e
	}
	return math.Inf(1)
}

var accuracy = lapacktest.NewTable("matfun", "Functions of matrices and Riccati equations: relative errors by n·max(1, cond)·eps")

// TestAgainstTable holds functions against values of 60 digits: relative errors
// up to 1e-13, or what the condition of the matrix allows.
func TestAgainstTable(t *testing.T) {
	testTable(t, "exp", 4, Expm[float64], Expm[complex128], Expm[float32], Expm[complex64])
	testTable(t, "sqrt", 10, Sqrtm[float64], Sqrtm[complex128], Sqrtm[float32], Sqrtm[complex64])
	testTable(t, "log", 20, Logm[float64], Logm[complex128], Logm[float32], Logm[complex64])
	testTable(t, "cbrt", 20, cubeRoot[float64], cubeRoot[complex128], cubeRoot[float32], cubeRoot[complex64])
	testTable(t, "cos", 10, Cosm[float64], Cosm[complex128], Cosm[float32], Cosm[complex64])
	testTable(t, "sin", 10, Sinm[float64], Sinm[complex128], Sinm[float32], Sinm[complex64])
	testRiccatiTable[float64](t)
	testRiccatiTable[float32](t)
	testRiccatiTable[complex128](t)
	testRiccatiTable[complex64](t)
	if !t.Failed() {
		accuracy.Finish(t, "../../..")
	}
}

// testTable holds f against the values of one function, in all types: 1e-13 or
// what the condition number allows, slack times cond·eps.
func testTable(t *testing.T, name string, slack float64, f64 func(Env, Mat[float64], Mat[float64]) Status, c128 func(Env, Mat[complex128], Mat[complex128]) Status,
	f32 func(Env, Mat[float32], Mat[float32]) Status, c64 func(Env, Mat[complex64], Mat[complex64]) Status) {
	cases, err := table()
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, c := range cases {
		v, ok := c.F[name]
		if !ok {
			continue
		}
		count++
		holdAgainst(t, name, c, v.Value, v.Cond, slack, c128)
		holdAgainst(t, name, c, v.Value, v.Cond, slack, c64)
		if !c.Complex {
			holdAgainst(t, name, c, v.Value, v.Cond, slack, f64)
			holdAgainst(t, name, c, v.Value, v.Cond, slack, f32)
		}
	}
	if count < 20 {
		t.Errorf("only %d values of %s in the table", count, name)
	}
}

func holdAgainst[T blas.Scalar](t *testing.T, name string, c tableCase, value []float64, cond, slack float64, f func(Env, Mat[T], Mat[T]) Status) {
	a, want := matrixOf[T](c.N, c.Complex, c.A), matrixOf[T](c.N, c.Complex, value)
	limit := max(1e-13, slack*cond*blas.Eps[float64]())
	measure := float64(c.N) * max(1, cond) * blas.Eps[T]()
	if c.Name == "nilpotent, large" && name == "exp" {
		// A² = 0 but |A|² = 1e13: any squaring loses more than the condition
		// number says (SciPy's error is 0.06).
		limit, measure = 0.5, 1
	}
	if blas.IsSingle[T]() {
		// The operand has been rounded, which the condition number enlarges.
		limit = max(2, 2*cond) * blas.Eps[T]()
		if limit > 0.1 || !finite(a) || !finite(want) {
			return
		}
	}
	got := a.Clone(Env{})
	if st := f(lapacktest.Best(), got, got); st != OK {
		t.Errorf("%s of %s, %T: %v", name, c.Name, a.Data[0], st)
		return
	}
	e := relative(got, want)
	lapacktest.Add[T](t, accuracy, name, c.Name, e/measure)
	if testing.Verbose() && !blas.IsSingle[T]() {
		t.Logf("%-32s %12T  error %.2g  cond·eps %.2g", c.Name, a.Data[0], e, cond*blas.Eps[float64]())
	}
	if !(e <= limit) {
		t.Errorf("%s of %s, %T: relative error %.3g, limit %.3g, condition %.3g", name, c.Name, a.Data[0], e, limit, cond)
	}
}
