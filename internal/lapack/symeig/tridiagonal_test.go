package symeig

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// tridiagonal is a matrix with its eigenvalues as mpmath knows them, see
// testdata/tridiagonal.py.
type tridiagonal struct {
	name    string
	d, e, w []float64
}

func readTridiagonals(t *testing.T) []tridiagonal {
	t.Helper()
	f, err := os.Open("testdata/tridiagonal.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	row := func() []float64 {
		lines.Scan()
		var x []float64
		for _, s := range strings.Fields(lines.Text()) {
			v, err := strconv.ParseFloat(s, 64)
			if err != nil {
				t.Fatal(err)
			}
			x = append(x, v)
		}
		return x
	}
	var cases []tridiagonal
	for lines.Scan() {
		name, _, _ := strings.Cut(lines.Text(), " ")
		cases = append(cases, tridiagonal{name, row(), row(), row()})
	}
	if len(cases) < 15 {
		t.Fatalf("only %d cases", len(cases))
	}
	return cases
}

func (c tridiagonal) copies() (d, e []float64) {
	return append([]float64{}, c.d...), append([]float64{}, c.e...)
}

// dense returns the matrix in R.
func dense[R blas.Real](d, e []float64) blas.Mat[R] {
	n := len(d)
	a := blas.NewMat[R](n, n)
	for i := range n {
		a.Set(i, i, R(d[i]))
		if i+1 < n {
			a.Set(i, i+1, R(e[i]))
			a.Set(i+1, i, R(e[i]))
		}
	}
	return a
}

// checkValues holds values against the true ones: every error at most a few
// units in the last place of the largest.
func checkValues(t *testing.T, who string, got, want []float64, tol float64) {
	t.Helper()
	norm := 0.0
	for _, x := range want {
		norm = math.Max(norm, math.Abs(x))
	}
	for i, x := range want {
		if !(math.Abs(got[i]-x) <= tol*norm) {
			t.Errorf("%s: value %d is %v, want %v (%.2g of the norm)", who, i, got[i], x, math.Abs(got[i]-x)/norm)
			return
		}
	}
}

func TestTridiagonalValues(t *testing.T) {
	for _, c := range readTridiagonals(t) {
		n := len(c.d)
		tol := 4 * eps * math.Sqrt(float64(n))
		d, e := c.copies()
		if failed := Sterf(blas.Env{}, d, e); failed != 0 {
			t.Errorf("Sterf %s: %d not converged", c.name, failed)
		}
		checkValues(t, "Sterf "+c.name, d, c.w, tol)
		d, e = c.copies()
		z := blas.Eye[float64](n).T()
		if failed := Steqr(blas.Env{}, d, e, z); failed != 0 {
			t.Errorf("Steqr %s: %d not converged", c.name, failed)
		}
		checkValues(t, "Steqr "+c.name, d, c.w, tol)
		checkVectors(t, "Steqr", c, d, z)
		for _, small := range []int{1, 2, 3, 5, leaf} {
			testDivide[float64](t, c, small, 2*tol)
			if c.name != "huge" && c.name != "tiny" {
				testDivide[float32](t, c, small, 2*tol/eps*blas.Eps[float32]())
			}
		}
	}
}

// testDivide tears the matrix down to pieces of the given order.
func testDivide[R blas.Real](t *testing.T, c tridiagonal, small int, tol float64) {
	t.Helper()
	n := len(c.d)
	d, e := c.copies()
	q, z := blas.ScratchCols[R](n, n), blas.ScratchCols[R](n, n)
	order, _, failed := newTearing(lapacktest.Best(), d, e, q, small).run()
	if failed != 0 {
		t.Errorf("divide %s to %d: %d not converged", c.name, small, failed)
	}
	copyColumns(blas.Env{}, z, q, order)
	checkValues(t, fmt.Sprintf("divide %s to %d", c.name, small), d, c.w, tol)
	checkVectors(t, "Stedc", c, d, z)
}

func checkVectors[R blas.Real](t *testing.T, routine string, c tridiagonal, w []float64, z blas.Mat[R]) {
	t.Helper()
	lapacktest.Add[R](t, accuracy, routine+" ‖TV-VΛ‖", c.name, lapacktest.EigenResidual(dense[R](c.d, c.e), z, complexes(w)))
	lapacktest.Add[R](t, accuracy, routine+" ‖I-VᵀV‖", c.name, lapacktest.Orthogonality(z))
}
