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

func TestStevr(t *testing.T) {
	for _, c := range readTridiagonals(t) {
		n := len(c.d)
		for _, p := range []Part{ByIndex(0, 1), ByIndex(n-1, n), ByIndex(n/2, n/2+2), ByIndex(n/3, n/3+n/8), ByIndex(0, n), ByIndex(n/4, n), ByIndex(3, 3)} {
			testStevr[float64](t, c, p)
			if c.name != "huge" && c.name != "tiny" {
				testStevr[float32](t, c, p)
			}
		}
		// Between values, where rounding does not decide.
		for i := range n - 1 {
			lo, hi := c.w[i], c.w[min(i+3, n-1)]
			if gap := c.w[n-1] - c.w[0]; i > 0 && i+4 < n && lo-c.w[i-1] > gap*1e-3 && c.w[i+4]-hi > gap*1e-3 {
				p := ByValue((c.w[i-1]+lo)/2, (hi+c.w[i+4])/2)
				testStevr[float64](t, c, p)
			}
		}
	}
}

func testStevr[R blas.Real](t *testing.T, c tridiagonal, p Part) {
	t.Helper()
	n := len(c.d)
	name := fmt.Sprintf("Stevr %s %+v", c.name, p)
	first, want := indexOf(c.w, p), countOf(c.w, p)
	z, w := blas.ScratchCols[R](n, n), make([]float64, n)
	tol := 8 * eps * math.Sqrt(float64(n))
	for _, withVectors := range []bool{true, false} {
		d, e := c.copies()
		v := z
		if !withVectors {
			v = blas.Mat[R]{}
		}
		found, failed := Stevr(lapacktest.Best(), d, e, p, w, v)
		if found != want || failed != 0 {
			t.Errorf("%s, vectors %t: found %d, want %d; %d not converged", name, withVectors, found, want, failed)
			return
		}
		tol := tol // values alone are those of float64
		if withVectors {
			tol *= blas.Eps[R]() / eps
		}
		norm := math.Max(math.Abs(c.w[0]), math.Abs(c.w[n-1]))
		for i := range found {
			if !(math.Abs(w[i]-c.w[first+i]) <= tol*norm) {
				t.Errorf("%s: value %d is %v, want %v", name, i, w[i], c.w[first+i])
			}
		}
		if !withVectors || found == 0 {
			continue
		}
		v = z.Window(0, 0, n, found)
		lapacktest.Add[R](t, accuracy, "Stevr ‖TV-VΛ‖", c.name, partResidual(dense[R](c.d, c.e), v, w[:found]))
		lapacktest.Add[R](t, accuracy, "Stevr ‖I-VᵀV‖", c.name, lapacktest.Orthogonality(v))
	}
}

// TestStein finds all vectors by inverse iteration, also those of values that
// are close.
func TestStein(t *testing.T) {
	env := lapacktest.Best()
	for _, c := range readTridiagonals(t) {
		n := len(c.d)
		d, e := c.copies()
		blocks := unreduced(d, e)
		scale := normalise(d, e)
		list := locate(env, d, e, blocks, ByIndex(0, n))
		if len(list) != n {
			t.Errorf("%s: %d values, want %d", c.name, len(list), n)
			continue
		}
		w := make([]float64, n)
		for i, x := range list {
			w[i] = x.value
		}
		rescale(w, scale)
		checkValues(t, "bisection "+c.name, w, c.w, 4*eps*math.Sqrt(float64(n)))
		z := blas.ScratchCols[float64](n, n)
		if failed := stein(env, d, e, blocks, list, z); failed != 0 {
			t.Errorf("%s: %d vectors not converged", c.name, failed)
		}
		checkVectors(t, "Stein", c, w, z)
	}
}

// TestOneTwoOne holds large problems against the closed form 2-2cos(kπ/(n+1)).
func TestOneTwoOne(t *testing.T) {
	env := lapacktest.Best()
	n := 1000
	if testing.Short() {
		n = 300
	}
	want := make([]float64, n)
	for i := range want {
		want[i] = 4 * math.Pow(math.Sin(float64(i+1)*math.Pi/float64(2*(n+1))), 2)
	}
	matrix := func() (d, e []float64) {
		d, e = make([]float64, n), make([]float64, n-1)
		for i := range d {
			d[i] = 2
		}
		for i := range e {
			e[i] = -1
		}
		return d, e
	}
	d, e := matrix()
	Sterf(env, d, e)
	checkValues(t, "Sterf", d, want, 4*eps*math.Sqrt(float64(n)))
	c := tridiagonal{name: "one-two-one, large"}
	c.d, c.e = matrix()
	d, e = matrix()
	z := blas.Scratch[float64](n, n)
	if failed := Stedc(env, d, e, z); failed != 0 {
		t.Errorf("%d not converged", failed)
	}
	checkValues(t, "Stedc", d, want, 4*eps*math.Sqrt(float64(n)))
	lapacktest.Add[float64](t, accuracy, "Stedc ‖I-VᵀV‖", c.name, lapacktest.Orthogonality(z))
	w := make([]float64, 5)
	d, e = matrix()
	few := blas.Scratch[float64](n, 5)
	if found, failed := Stevr(env, d, e, ByIndex(n/2, n/2+5), w, few); found != 5 || failed != 0 {
		t.Errorf("found %d, %d not converged", found, failed)
	}
	for i, x := range w {
		if !(math.Abs(x-want[n/2+i]) < 12*eps) {
			t.Errorf("value %d is %v, want %v", n/2+i, x, want[n/2+i])
		}
	}
	lapacktest.Add[float64](t, accuracy, "Stevr ‖I-VᵀV‖", c.name, lapacktest.Orthogonality(few))
}
