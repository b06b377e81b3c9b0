package matfun

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// normed scales a random matrix to a norm near s.
func normed[T blas.Scalar](n int, s float64, seed uint64) Mat[T] {
	a := lapacktest.Random[T](n, n, seed)
	blas.Scal(Env{}, blas.FromReal[T](s/float64(max(n, 1))), blas.VecOf(a.Data))
	return a
}

func TestExpmInverse(t *testing.T) {
	testExpmInverse[float64](t)
	testExpmInverse[float32](t)
	testExpmInverse[complex128](t)
	testExpmInverse[complex64](t)
}

// testExpmInverse checks exp(A)·exp(-A) = I beyond the sizes of the table.
func testExpmInverse[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 31, 33, 64, 75} {
		for _, s := range []float64{0.01, 0.3, 1, 3, 8} {
			a := normed[T](n, s, uint64(n+1))
			x, y, minus := blas.NewMat[T](n, n), blas.NewCols[T](n, n), a.Clone(Env{})
			blas.Scal(Env{}, -1, blas.VecOf(minus.Data))
			if st := Expm(lapacktest.Best(), x, a); st != OK {
				t.Fatalf("%T n=%d: %v", x.Data, n, st)
			}
			Expm(lapacktest.Best(), y, minus)
			p := mul2(x, y)
			limit := 4 * float64(n+1) * blas.Eps[T]() * lapackNorm(x) * lapackNorm(y)
			if d := distance(p, blas.Eye[T](n)); !(d <= limit) {
				t.Errorf("%T n=%d norm %g: exp(A)·exp(-A) is off I by %g, limit %g", x.Data, n, s, d, limit)
			}
		}
	}
}

func TestExpmBits(t *testing.T) {
	testBits(t, "expm", Expm[float64], 3)
	testBits(t, "expm", Expm[float32], 3)
	testBits(t, "expm", Expm[complex128], 3)
	testBits(t, "expm", Expm[complex64], 3)
}

// testBits checks that f gives the same bits on every tier and worker count,
// also for views without order, which it must leave alone.
func testBits[T blas.Scalar](t *testing.T, name string, f func(Env, Mat[T], Mat[T]) Status, norm float64) {
	t.Helper()
	for _, n := range []int{1, 2, 7, 40, 90} {
		if n > 40 && testing.Short() {
			continue
		}
		a := normed[T](n, norm, 5)
		for i := range n { // away from the cut of roots and logarithms
			a.Set(i, i, a.At(i, i)+4)
		}
		want := blas.NewMat[T](n, n)
		if st := f(Env{}, want, a); st != OK {
			t.Errorf("%s %T n=%d: %v", name, a.Data, n, st)
		}
		for _, e := range lapacktest.Envs() {
			got, in := blas.NewCols[T](n, n), a.CloneCols(Env{})
			f(e.Env, got, in)
			if !lapacktest.SameBits(got, want) {
				t.Errorf("%s %T n=%d on %s: other bits", name, a.Data, n, e.Name)
			}
			if !lapacktest.SameBits(in, a) {
				t.Errorf("%s %T n=%d: the operand was written", name, a.Data, n)
			}
		}
	}
}

func TestExpmOverflow(t *testing.T) {
	for _, c := range []struct {
		a    []float64
		want Status
	}{
		{[]float64{800, 1, 2, 3}, NotFinite},
		{[]float64{-800, 1, 2, -900}, OK},
		{[]float64{math.NaN(), 1, 2, 3}, NotFinite},
		{[]float64{0, math.Inf(1), 0, 0}, NotFinite},
		{[]float64{0, 1e300, 0, 0}, OK},
		{[]float64{-1e300, 1e300, 1e300, -1.5e300}, OK},
		{[]float64{1e308, 1e308, 1e308, 1e308}, NotFinite},
		{[]float64{5e-324, 0, 5e-324, 5e-324}, OK},
	} {
		a := blas.RowMajor(c.a, 2, 2, 2)
		x := a.Clone(Env{})
		if st := Expm(Env{}, x, a); st != c.want {
			t.Errorf("exp of %v: %v, want %v (%v)", c.a, st, c.want, x.Data)
		}
	}
	x := blas.NewMat[float32](1, 1)
	if st := Expm(Env{}, x, blas.RowMajor([]float32{100}, 1, 1, 1)); st != NotFinite {
		t.Errorf("exp(100) in float32: %v", st)
	}
}

func TestExpmStops(t *testing.T) {
	done := make(chan struct{})
	close(done)
	a := normed[float64](30, 5, 1)
	if st := Expm(Env{Done: done}, a, a); st != Stopped {
		t.Errorf("cancelled: %v", st)
	}
}
