package matfun

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func expDerivatives(z complex128, _ int) complex128 { return cexp(z) }

// cosDerivatives and sinDerivatives go through cos, -sin, -cos, sin.
func cosDerivatives(z complex128, k int) complex128 { return sinDerivatives(z, k+1) }

func sinDerivatives(z complex128, k int) complex128 {
	i := complex(0, 1)
	p, q := cexp(cmul(i, z)), cexp(cmul(-i, z))
	s, c := cmul(p-q, complex(0, -0.5)), cmul(p+q, 0.5)
	return [...]complex128{s, c, -s, -c}[k%4]
}

// TestFunmAgainstTable holds f(A) by Schur and Parlett against values of 60
// digits. Errors are those of the recurrence, which the condition of A does not
// bound, but the estimate must.
func TestFunmAgainstTable(t *testing.T) {
	cases, err := table()
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for name, f := range map[string]Function{"exp": expDerivatives, "cos": cosDerivatives, "sin": sinDerivatives} {
		for _, c := range cases {
			v, ok := c.F[name]
			if !ok {
				continue
			}
			a, want := matrixOf[complex128](c.N, c.Complex, c.A), matrixOf[complex128](c.N, c.Complex, v.Value)
			x := blas.NewMat[complex128](c.N, c.N)
			estimate, st := Funm(lapacktest.Best(), x, a, f)
			tried++
			e, limit := relative(x, want), max(1e-13, 10*v.Cond*blas.Eps[float64](), 10*estimate)
			if testing.Verbose() {
				t.Logf("%s of %-30s error %.2g, estimate %.2g, cond·eps %.2g", name, c.Name, e, estimate, v.Cond*blas.Eps[float64]())
			}
			if st != OK || !(e <= limit) {
				t.Errorf("%s of %s: %v, error %.3g, limit %.3g", name, c.Name, st, e, limit)
			}
		}
	}
	if tried < 150 {
		t.Errorf("only %d values in the table", tried)
	}
}

// TestFunmSeesItsErrors takes eigenvalues that are just far enough apart for
// blocks of one, far from normal: the recurrence loses digits, and says so.
func TestFunmSeesItsErrors(t *testing.T) {
	const n = 14
	a := blas.NewMat[float64](n, n)
	for i := range n {
		for j := i; j < n; j++ {
			a.Set(i, j, 1.5)
		}
		a.Set(i, i, 0.11*float64(i))
	}
	want, x := blas.NewMat[float64](n, n), blas.NewMat[float64](n, n)
	if st := Expm(lapacktest.Best(), want, a); st != OK {
		t.Fatal(st)
	}
	estimate, st := Funm(lapacktest.Best(), x, a, expDerivatives)
	e := relative(x, want)
	if st != OK || !(e > 1e-14 && estimate > 1e-14 && e <= 100*estimate && e >= estimate/1e4) {
		t.Errorf("%v: error %.2g, estimate %.2g", st, e, estimate)
	}
}

// TestFunmOfReals holds real results to the exponential, in both precisions.
func TestFunmOfReals(t *testing.T) {
	testFunmOfReals[float32](t)
	testFunmOfReals[float64](t)
}

func testFunmOfReals[T blas.Real](t *testing.T) {
	for _, n := range []int{0, 1, 2, 9, 40} {
		a := normed[T](n, 3, 1)
		want := blas.NewMat[T](n, n)
		if st := Expm(Env{}, want, a); st != OK {
			t.Fatal(st)
		}
		for _, e := range lapacktest.Envs() {
			x := a.Clone(Env{})
			if _, st := Funm(e.Env, x, x, expDerivatives); st != OK || !(relative(x, want) <= 1e4*blas.Eps[T]()) {
				t.Errorf("%T n=%d: %v, error %.2g", *new(T), n, st, relative(x, want))
			}
		}
	}
}

func TestFunmStatus(t *testing.T) {
	logDerivatives := func(z complex128, k int) complex128 {
		if k == 0 {
			return clog(z)
		}
		c := blas.Div(complex(1, 0), z) // (-1)ᵏ⁻¹·(k-1)!/zᵏ
		v := c
		for i := 1; i < k; i++ {
			v = scaled(-float64(i), cmul(v, c))
		}
		return v
	}
	for _, c := range []struct {
		name string
		a    []float64
		f    Function
		want Status
	}{
		{"a block that converges", []float64{1, 1, 0, 1.05}, logDerivatives, OK},
		{"a block as wide as the radius", []float64{0.001, 1, 0, 0.05}, logDerivatives, NotConverged},
		{"complex", []float64{-1, 1, 0, 5}, logDerivatives, NotReal},
		{"a pole", []float64{0, 1, 0, 5}, logDerivatives, NotFinite},
		{"overflow", []float64{1e3, 1, 0, 5}, expDerivatives, NotFinite},
		{"overflow in a block", []float64{1e3, 1, 0, 1e3}, expDerivatives, NotFinite},
		{"no derivative", []float64{1, 1, 0, 1}, func(z complex128, k int) complex128 {
			if k > 0 {
				return complex(math.NaN(), 0)
			}
			return z
		}, NotFinite},
		{"NaN", []float64{1, math.NaN(), 0, 1}, expDerivatives, NotFinite},
	} {
		x := matrixOf[float64](2, false, []float64{7, 7, 7, 7})
		_, st := Funm(Env{}, x, matrixOf[float64](2, false, c.a), c.f)
		if st != c.want || st != OK && x.At(0, 0) != 7 {
			t.Errorf("%s: %v, want %v; %v", c.name, st, c.want, x.Data)
		}
	}
	stop := make(chan struct{})
	close(stop)
	if _, st := Funm(Env{Done: stop}, blas.Eye[float64](9), normed[float64](9, 1, 1), expDerivatives); st != Stopped {
		t.Errorf("stopped: %v", st)
	}
}
