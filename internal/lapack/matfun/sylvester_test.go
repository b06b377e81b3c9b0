package matfun

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestSylvester(t *testing.T) {
	testSylvester[float64](t)
	testSylvester[float32](t)
	testSylvester[complex128](t)
	testSylvester[complex64](t)
}

// shifted returns a random matrix with eigenvalues around shift.
func shifted[T blas.Scalar](n int, shift float64, seed uint64) Mat[T] {
	a := lapacktest.Random[T](n, n, seed)
	for i := range n {
		a.Set(i, i, a.At(i, i)+blas.FromReal[T](shift))
	}
	return a
}

func testSylvester[T blas.Scalar](t *testing.T) {
	for _, d := range [][2]int{{0, 2}, {1, 1}, {2, 5}, {30, 17}, {61, 62}} {
		m, n := d[0], d[1]
		for _, shift := range []float64{0, 3, 20} {
			a, b, c := shifted[T](m, shift, 1), shifted[T](n, shift, 2), lapacktest.Random[T](m, n, 3)
			x := blas.NewCols[T](m, n)
			rep, st := Sylvester(lapacktest.Best(), true, x, a, b, c)
			name := fmt.Sprintf("%T %dx%d shift %g", c.Data, m, n, shift)
			if st != OK {
				t.Errorf("%s: %v", name, st)
				continue
			}
			if r := sylvesterRatio(a, b, x, c, 1); !(r < 10) {
				t.Errorf("%s: residual ratio %g", name, r)
			}
			if !(rep.Residual < 1e-13) || m > 0 && !(rep.RCond > 0 && rep.RCond <= 1) {
				t.Errorf("%s: %+v", name, rep)
			}
		}
	}
}

// TestSylvesterRCond holds the estimate against the Kronecker form.
func TestSylvesterRCond(t *testing.T) {
	for _, gap := range []float64{0.25, 1e-3, 1e-9} {
		// Eigenvalues 1 and 2 against -1-gap and -3: separation gap.
		a := matrixOf[float64](2, false, []float64{1, 0, 0, 2})
		b := matrixOf[float64](2, false, []float64{-1 - gap, 0, 0, -3})
		c := matrixOf[float64](2, false, []float64{1, 2, 3, 4})
		rep, st := Sylvester(Env{}, true, c, a, b, c)
		if want := gap / 5; st != OK || !(rep.RCond < want*2 && rep.RCond > want/2) {
			t.Errorf("gap %g: %v, rcond %g, want about %g", gap, st, rep.RCond, want)
		}
	}
}

func TestLyapunov(t *testing.T) {
	testLyapunov[float64](t)
	testLyapunov[float32](t)
	testLyapunov[complex128](t)
	testLyapunov[complex64](t)
}

func testLyapunov[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 24, 51} {
		a := shifted[T](n, -3*math.Sqrt(float64(n+1)), 5) // stable
		c := mul2(a, a.H().Clone(Env{}))
		blas.Scal(Env{}, -1, blas.VecOf(c.Data))
		hermitianBits(c)
		x := blas.NewMat[T](n, n)
		rep, st := Lyapunov(lapacktest.Best(), true, x, a, c)
		if st != OK {
			t.Fatalf("%T n=%d: %v", x.Data, n, st)
		}
		if r := sylvesterRatio(a, a.H(), x, c, 1); !(r < 10) || !(rep.Residual < 1e-13) {
			t.Errorf("%T n=%d: residual ratio %g, reported %g", x.Data, n, r, rep.Residual)
		}
		if !isHermitian(widen[complex128](Env{}, x)) {
			t.Errorf("%T n=%d: the solution is not Hermitian", x.Data, n)
		}
		// Discrete: A·X·Aᴴ - X + C = 0.
		half := a.Clone(Env{})
		blas.Scal(Env{}, blas.FromReal[T](0.5/max(1, lapack.Norm1(a))), blas.VecOf(half.Data))
		if rep, st = DiscreteLyapunov(lapacktest.Best(), true, x, half, c); st != OK || !(rep.Residual < 1e-13) {
			t.Errorf("%T n=%d: discrete: %v %+v", x.Data, n, st, rep)
		}
		r := mul2(mul2(half, x), half.H().Clone(Env{}))
		for i := range r.Data {
			r.Data[i] += c.Data[i]
		}
		if d := distance(r, x); !(d <= 10*float64(n+1)*blas.Eps[T]()*(lapack.Norm1(x)+lapack.Norm1(c))) {
			t.Errorf("%T n=%d: discrete residual %g", x.Data, n, d)
		}
	}
}

func hermitianBits[T blas.Scalar](c Mat[T]) {
	blas.Mirror(blas.Lower, true, c)
	for i := range c.Rows {
		c.Set(i, i, blas.FromReal[T](blas.Re(c.At(i, i))))
	}
}

func TestEquationsStatus(t *testing.T) {
	c := matrixOf[float64](2, false, []float64{1, 2, 3, 4})
	keep := c.Clone(Env{})
	a := matrixOf[float64](2, false, []float64{0, 1, -1, 0}) // eigenvalues ±i
	minus := matrixOf[float64](2, false, []float64{0, 1, -1, 0})
	if _, st := Sylvester(Env{}, false, c, a, minus, c); st != Singular {
		t.Errorf("common eigenvalues: %v", st)
	}
	if _, st := Lyapunov(Env{}, false, c, a, c); st != Singular {
		t.Errorf("eigenvalues on the axis: %v", st)
	}
	if _, st := DiscreteLyapunov(Env{}, false, c, a, c); st != Singular {
		t.Errorf("eigenvalues on the circle: %v", st)
	}
	if !lapacktest.SameBits(c, keep) {
		t.Error("the destination was written without a solution")
	}
	c.Set(0, 0, math.NaN())
	if _, st := Lyapunov(Env{}, false, c, a, c); st != NotFinite {
		t.Errorf("NaN: %v", st)
	}
	if _, st := Sylvester(Env{}, false, c, c, a, keep); st != NotFinite {
		t.Errorf("NaN in A: %v", st)
	}
}

func TestEquationsBits(t *testing.T) {
	for _, n := range []int{5, 70} {
		a, b, c := shifted[float64](n, 30, 1), shifted[float64](n, 30, 2), lapacktest.Random[float64](n, n, 3)
		q := mul2(c, c.T())
		hermitianBits(q)
		want := blas.NewMat[float64](n, n)
		wantX := blas.NewMat[float64](n, n)
		Sylvester(Env{}, false, want, a, b, c)
		p := Riccati[float64]{A: c, B: b.Window(0, 0, n, 2), Q: q, R: blas.Eye[float64](2)}
		if _, st := CARE(Env{}, wantX, p); st != OK {
			t.Errorf("CARE n=%d: %v", n, st)
		}
		for _, e := range lapacktest.Envs() {
			got := blas.NewMat[float64](n, n)
			if Sylvester(e.Env, false, got, a, b, c); !lapacktest.SameBits(got, want) {
				t.Errorf("Sylvester n=%d on %s: other bits", n, e.Name)
			}
			if CARE(e.Env, got, p); !lapacktest.SameBits(got, wantX) {
				t.Errorf("CARE n=%d on %s: other bits", n, e.Name)
			}
		}
	}
}
