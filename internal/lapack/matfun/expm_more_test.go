package matfun

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// TestExpmFrechet holds the derivative against the corner of the exponential
// of (A E; 0 A).
func TestExpmFrechet(t *testing.T) {
	testExpmFrechet[float64](t)
	testExpmFrechet[float32](t)
	testExpmFrechet[complex128](t)
	testExpmFrechet[complex64](t)
}

func testExpmFrechet[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 20} {
		for _, norm := range []float64{1e-3, 0.05, 0.4, 1, 2, 20} {
			a, e := normed[T](n, norm, 1), normed[T](n, 1, 2)
			both := blas.NewMat[T](2*n, 2*n)
			blas.Copy(Env{}, both.Window(0, 0, n, n), a)
			blas.Copy(Env{}, both.Window(n, n, n, n), a)
			blas.Copy(Env{}, both.Window(0, n, n, n), e)
			if st := Expm(Env{}, both, both); st != OK {
				t.Fatal(st)
			}
			x, l := blas.NewMat[T](n, n), blas.NewCols[T](n, n)
			if st := ExpmFrechet(lapacktest.Best(), x, l, a, e); st != OK {
				t.Fatal(st)
			}
			limit := 40 * float64(n+1) * blas.Eps[T]() * (1 + norm) * lapack.Norm1(both)
			if d := distance(x, both.Window(0, 0, n, n)); !(d <= limit) {
				t.Errorf("%T n=%d norm %g: the exponential is off by %g", a.Data, n, norm, d)
			}
			if d := distance(l, both.Window(0, n, n, n)); !(d <= limit) {
				t.Errorf("%T n=%d norm %g: the derivative is off by %g, limit %g", a.Data, n, norm, d, limit)
			}
		}
	}
	nan := matrixOf[T](1, false, []float64{math.NaN()})
	if st := ExpmFrechet(Env{}, nan.Clone(Env{}), nan.Clone(Env{}), blas.Eye[T](1), nan); st != NotFinite {
		t.Errorf("NaN: %v", st)
	}
}

// TestExpmCondAgainstTable holds estimates against the condition numbers of
// the table: eight steps of the same iteration with more digits.
func TestExpmCondAgainstTable(t *testing.T) {
	cases, err := table()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		v, ok := c.F["exp"]
		if !ok || v.Cond > 1e10 {
			continue
		}
		got, st := ExpmCond(Env{}, matrixOf[complex128](c.N, c.Complex, c.A))
		if st != OK || !(got <= v.Cond*1.2 && got >= v.Cond/2) {
			t.Errorf("%s: %v, estimate %.4g, condition %.4g", c.Name, st, got, v.Cond)
		}
	}
}

func TestExpmMultiply(t *testing.T) {
	testExpmMultiply[float64](t)
	testExpmMultiply[float32](t)
	testExpmMultiply[complex128](t)
	testExpmMultiply[complex64](t)
}

func testExpmMultiply[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 20, 40} {
		for _, time := range []float64{0, 1e-4, 0.3, -1, 1, 4} {
			a, b := normed[T](n, 2, 1), lapacktest.Random[T](n, 3, 2)
			for i := range n {
				a.Set(i, i, a.At(i, i)-5)
			}
			ta := a.Clone(Env{})
			blas.Scal(Env{}, blas.FromReal[T](time), blas.VecOf(ta.Data))
			if st := Expm(Env{}, ta, ta); st != OK {
				t.Fatal(st)
			}
			want := mul2(ta, b)
			x := b.CloneCols(Env{})
			if st := ExpmMultiply(lapacktest.Best(), x, time, a, x); st != OK {
				t.Errorf("%T n=%d t=%g: %v", a.Data, n, time, st)
			}
			limit := 200 * float64(n+1) * blas.Eps[T]() * lapack.Norm1(ta) * lapack.Norm1(b)
			if d := distance(x, want); !(d <= limit) {
				t.Errorf("%T n=%d t=%g: off by %g, limit %g", a.Data, n, time, d, limit)
			}
		}
	}
}

func TestExpmMultiplyAgainstTable(t *testing.T) {
	cases, err := table()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		v, ok := c.F["exp"]
		a := matrixOf[complex128](c.N, c.Complex, c.A)
		if !ok || lapack.Norm1(a) > 200 {
			continue
		}
		x := blas.Eye[complex128](c.N)
		if st := ExpmMultiply(Env{}, x, 1, a, x); st != OK {
			t.Errorf("%s: %v", c.Name, st)
		}
		// The method is forward stable in the size of exp(|A|) only where
		// powers cancel; on these matrices it comes close to the condition.
		limit := max(1e-13, 100*v.Cond*blas.Eps[float64]())
		if e := relative(x, matrixOf[complex128](c.N, c.Complex, v.Value)); !(e <= limit) {
			t.Errorf("%s: error %.3g, limit %.3g", c.Name, e, limit)
		}
	}
}

func TestExpmMultiplyStatus(t *testing.T) {
	b := matrixOf[float64](1, false, []float64{1})
	for _, c := range []struct {
		a, t float64
		want Status
	}{{1, 1, OK}, {1000, 1, NotFinite}, {1, math.Inf(1), NotFinite}, {math.NaN(), 1, NotFinite}} {
		x := b.Clone(Env{})
		if st := ExpmMultiply(Env{}, x, c.t, matrixOf[float64](1, false, []float64{c.a}), b); st != c.want {
			t.Errorf("a=%g t=%g: %v, want %v", c.a, c.t, st, c.want)
		}
	}
	done := make(chan struct{})
	close(done)
	a := normed[float64](5, 3, 1)
	if st := ExpmMultiply(Env{Done: done}, a.Clone(Env{}), 1, a, a); st != Stopped {
		t.Errorf("cancelled: %v", st)
	}
}
