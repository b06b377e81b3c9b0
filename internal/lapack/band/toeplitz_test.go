package band

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// TestFourier holds transforms against sums, with roots of unity from angles
// reduced by hand.
func TestFourier(t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 17, 31, 60, 64, 97, 128, 243} {
		f := newFourier(Env{}, n)
		x := lapacktest.Random[complex128](n, 1, 1).Data
		got := append([]complex128(nil), x...)
		f.forward(got)
		for k := range n {
			var want complex128
			for j := range n {
				a := 2 * math.Pi * float64(j*k%n) / float64(n)
				want += x[j] * complex(math.Cos(a), -math.Sin(a))
			}
			if e := blas.Abs(got[k] - want); !(e < 1e-14*float64(n+5)) {
				t.Fatalf("n=%d: X[%d] is off by %g", n, k, e)
			}
		}
		f.backward(got)
		for i := range x {
			if e := blas.Abs(got[i] - x[i]); !(e < 4e-15) {
				t.Fatalf("n=%d: x[%d] comes back off by %g", n, i, e)
			}
		}
	}
}

// TestUnitRoots checks symmetries that hold to the last bit, and |z| = 1 in
// exact arithmetic.
func TestUnitRoots(t *testing.T) {
	for _, q := range []int{1, 2, 3, 8, 12, 1024, 1000, 99991} {
		r := unitRoots(Env{}, q, func(k int) (int, int) { return k, q })
		for k, z := range r {
			if k > 0 && q%2 == 0 && k < q/2 && r[k+q/2] != -z {
				t.Fatalf("q=%d: root %d is not minus root %d", q, k+q/2, k)
			}
			re, im := new(big.Float).SetPrec(200).SetFloat64(real(z)), new(big.Float).SetPrec(200).SetFloat64(imag(z))
			s := new(big.Float).Add(re.Mul(re, re), im.Mul(im, im))
			if e, _ := s.Sub(s, big.NewFloat(1)).Float64(); math.Abs(e) > 4.5e-16 {
				t.Fatalf("q=%d: |root %d|² is off 1 by %g", q, k, e)
			}
			a := 2 * math.Pi * float64(k) / float64(q)
			if e := blas.Abs(z - complex(math.Cos(a), -math.Sin(a))); e > 2e-15 {
				t.Fatalf("q=%d: root %d is off by %g", q, k, e)
			}
		}
	}
}

func TestToeplitz(t *testing.T) {
	testToeplitz[float64](t)
	testToeplitz[float32](t)
	testToeplitz[complex128](t)
	testToeplitz[complex64](t)
}

func testToeplitz[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 10, 31, 64, 101} {
		r := lapacktest.Random[T](2, n, 3)
		tp := Toeplitz[T]{r.Data[:n], r.Data[n:]}
		if n > 0 { // not small against the rest: all sections well conditioned
			tp.C[0] = blas.FromReal[T](3 * math.Sqrt(float64(n)))
		}
		dense := tp.Dense()
		for _, nrhs := range []int{0, 1, 2, 5} {
			name := fmt.Sprintf("%T n=%d, %d columns", r.Data, n, nrhs)
			b := lapacktest.Random[T](n, nrhs, 4)
			x := b.Clone(Env{})
			l := SolveToeplitz(lapacktest.Best(), tp, x)
			if l.Singular >= 0 || n > 0 && !(l.Growth >= 1 && l.Growth < 1e5) {
				t.Errorf("%s: singular %d, growth %g", name, l.Singular, l.Growth)
			}
			checkResidual(t, "Toeplitz", name, dense, x, b)
			y := blas.NewCols[T](n, nrhs)
			Toepmv(lapacktest.Best(), tp, x, y)
			for i := range n {
				for j := range nrhs {
					if e := blas.Abs(y.At(i, j) - b.At(i, j)); !(e < 100*float64(n)*blas.Eps[T]()) {
						t.Fatalf("%s: T·x is off b by %g", name, e)
					}
				}
			}
		}
		// Pivots against those of elimination without interchanges.
		l := SolveToeplitz(Env{}, tp, blas.NewMat[T](n, 0))
		a := blas.NewMat[complex128](n, n)
		for i := range a.Data {
			a.Data[i] = blas.Complex128(dense.Data[i])
		}
		for k := range n {
			p := a.At(k, k)
			if e := blas.Abs(blas.Complex128(l.Pivots[k])-p) / blas.Abs(p); !(e < 1000*blas.Eps[T]()) {
				t.Errorf("%T n=%d: pivot %d is off by %g", r.Data, n, k, e)
			}
			for i := k + 1; i < n; i++ {
				blas.Axpy(Env{}, -a.At(i, k)/p, a.Row(k), a.Row(i))
			}
		}
	}
}

func TestHankel(t *testing.T) {
	testHankel[float64](t)
	testHankel[complex64](t)
}

func testHankel[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 5, 40} {
		h := lapacktest.Random[T](max(2*n-1, 0), 1, 3).Data
		if n > 0 {
			h[n-1] = blas.FromReal[T](2 * math.Sqrt(float64(n)))
		}
		a := blas.NewMat[T](n, n)
		for i := range n {
			for j := range n {
				a.Set(i, j, h[i+j])
			}
		}
		b := lapacktest.Random[T](n, 2, 4)
		x := b.CloneCols(Env{})
		if l := SolveHankel(Env{}, h, x); l.Singular >= 0 {
			t.Errorf("n=%d: singular %d", n, l.Singular)
		}
		checkResidual(t, "Hankel", fmt.Sprintf("%T Hankel %d", h, n), a, x, b)
	}
}

func TestToeplitzSingular(t *testing.T) {
	// (0 1; 1 0) is regular, its section of order 1 is not; (1 1; 1 1) is not.
	b := blas.RowMajor([]float64{1, 2}, 2, 1, 1)
	for _, c := range []struct {
		t    Toeplitz[float64]
		want int
	}{
		{Toeplitz[float64]{[]float64{0, 1}, []float64{0, 1}}, 1},
		{Toeplitz[float64]{[]float64{1, 1}, []float64{1, 1}}, 2},
		{Toeplitz[float64]{[]float64{math.NaN(), 1}, []float64{1, 1}}, 1},
	} {
		if l := SolveToeplitz(Env{}, c.t, b); l.Singular != c.want || b.Data[0] != 1 || b.Data[1] != 2 {
			t.Errorf("%v: singular %d, want %d; b is %v", c.t, l.Singular, c.want, b.Data)
		}
	}
	// A section of order 2 that is nearly singular in a matrix that is not.
	bad := Toeplitz[float64]{[]float64{1, 1 - 1e-12, 0.2, 3}, []float64{1, 1, 2, 0.3}}
	l := SolveToeplitz(Env{}, bad, blas.NewMat[float64](4, 1))
	if !(l.Growth > 1e11) {
		t.Errorf("growth %g does not tell of the section", l.Growth)
	}
}

// A definite matrix has reflection coefficients below 1: those of the
// autocorrelation of a process of order one are its parameter and zeros.
func TestReflectionCoefficients(t *testing.T) {
	n, phi := 8, 0.6
	c := make([]float64, n)
	for k := range c {
		c[k] = math.Pow(phi, float64(k))
	}
	l := SolveToeplitz(Env{}, Toeplitz[float64]{c, c}, blas.NewMat[float64](n, 1))
	for k, r := range l.Forward {
		want := 0.0
		if k == 0 {
			want = -phi
		}
		if math.Abs(r-want) > 1e-15 || l.Backward[k] != r {
			t.Errorf("coefficient %d: %g and %g, want %g", k, r, l.Backward[k], want)
		}
	}
}

func TestCirculant(t *testing.T) {
	testCirculant[float64](t)
	testCirculant[float32](t)
	testCirculant[complex128](t)
	testCirculant[complex64](t)
}

func testCirculant[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 8, 15, 64, 100} {
		c := lapacktest.Random[T](n, 1, 3).Data
		if n > 0 {
			c[0] += blas.FromReal[T](3 * math.Sqrt(float64(n)))
		}
		a := blas.NewMat[T](n, n)
		for i := range n {
			for j := range n {
				a.Set(i, j, c[(i-j+n)%n])
			}
		}
		for _, nrhs := range []int{0, 1, 2, 3} {
			b := lapacktest.Random[T](n, nrhs, 4)
			x := b.Clone(Env{})
			r := SolveCirculant(lapacktest.Best(), c, x)
			if r.Singular >= 0 || !(r.RCond > 0.01) {
				t.Errorf("%T n=%d: %+v", c, n, r)
			}
			checkResidual(t, "circulant", fmt.Sprintf("%T circulant %d", c, n), a, x, b)
		}
	}
	one := []T{1, 1, 1, 1, 1}
	b := lapacktest.Random[T](5, 1, 1)
	keep := b.Clone(Env{})
	if r := SolveCirculant(Env{}, one, b); r.Singular < 0 || r.RCond != 0 || !lapacktest.SameBits(b, keep) {
		t.Errorf("%T: rank one: %+v", one, r)
	}
	one[0] = blas.FromReal[T](math.NaN())
	if r := SolveCirculant(Env{}, one, b); r.Singular < 0 || !math.IsNaN(r.RCond) {
		t.Errorf("%T: NaN: %+v", one, r)
	}
}

func TestToeplitzBits(t *testing.T) {
	n := 100
	r := lapacktest.Random[float64](2, n, 3)
	tp := Toeplitz[float64]{r.Data[:n], r.Data[n:]}
	tp.C[0] = 30
	b := lapacktest.Random[float64](n, 3, 4)
	run := func(env Env) [3]Mat[float64] {
		x, y, z := b.Clone(env), blas.NewMat[float64](n, 3), b.Clone(env)
		SolveToeplitz(env, tp, x)
		Toepmv(env, tp, b, y)
		SolveCirculant(env, tp.C, z)
		return [3]Mat[float64]{x, y, z}
	}
	want := run(Env{})
	for _, e := range lapacktest.Envs() {
		for i, got := range run(e.Env) {
			if !lapacktest.SameBits(got, want[i]) {
				t.Errorf("result %d on %s: other bits", i, e.Name)
			}
		}
	}
}
