package matfun

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestTrigBits(t *testing.T) {
	testBits(t, "cosm", Cosm[float64], 3)
	testBits(t, "sinm", Sinm[complex128], 3)
	testBits(t, "tanhm", Tanhm[float32], 0.5)
	testBits(t, "signm", Signm[float64], 3)
}

func TestTrigIdentities(t *testing.T) {
	testTrigIdentities[float64](t)
	testTrigIdentities[float32](t)
	testTrigIdentities[complex128](t)
	testTrigIdentities[complex64](t)
}

// testTrigIdentities checks cos² + sin² = I, cosh² - sinh² = I, tan·cos = sin
// and tanh·cosh = sinh, and that lower triangles stay such.
func testTrigIdentities[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{0, 1, 2, 9, 40} {
		for _, norm := range []float64{1e-6, 0.5, 4} {
			a := normed[T](n, norm, 4)
			if n == 9 {
				blas.ClearTriangle(blas.Upper, a)
			}
			f := func(fn func(Env, Mat[T], Mat[T]) Status) Mat[T] {
				x := a.Clone(env)
				if st := fn(env, x, x); st != OK {
					t.Errorf("%T n=%d norm %g: %v", a.Data, n, norm, st)
				}
				return x
			}
			c, s, ch, sh := f(Cosm[T]), f(Sinm[T]), f(Coshm[T]), f(Sinhm[T])
			near := func(what string, x, y Mat[T], size float64) {
				t.Helper()
				if d := distance(x, y); !(d <= 20*float64(n+1)*blas.Eps[T]()*size) {
					t.Errorf("%T n=%d norm %g: %s off by %g", a.Data, n, norm, what, d)
				}
			}
			nc, ns, nch := lapack.Norm1(c), lapack.Norm1(s), lapack.Norm1(ch)
			one, cc, ss := blas.Eye[T](n), mul2(c, c), mul2(s, s)
			blas.Axpy(env, 1, blas.VecOf(cc.Data), blas.VecOf(ss.Data))
			near("cos² + sin²", ss, one, 1+nc*nc+ns*ns)
			cc, ss = mul2(ch, ch), mul2(sh, sh)
			blas.Axpy(env, -1, blas.VecOf(ss.Data), blas.VecOf(cc.Data))
			near("cosh² - sinh²", cc, one, 1+2*nch*nch)
			tan, tanh := f(Tanm[T]), f(Tanhm[T])
			near("cos·tan", mul2(c, tan), s, nc*lapack.Norm1(tan)+ns)
			near("cosh·tanh", mul2(ch, tanh), sh, nch*lapack.Norm1(tanh)+lapack.Norm1(sh))
			if n == 9 && !isUpper(c.T()) || n == 9 && !isUpper(tanh.T()) {
				t.Errorf("%T: the triangle is lost", a.Data)
			}
		}
	}
}

func TestSignm(t *testing.T) {
	testSignm[float64](t)
	testSignm[float32](t)
	testSignm[complex128](t)
	testSignm[complex64](t)
}

func testSignm[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{0, 1, 2, 15, 50} {
		for _, spread := range []float64{1, 1e3} {
			// V·D·V⁻¹ with a known sign V·sign(D)·V⁻¹.
			v := normed[float64](n, 0.5*math.Sqrt(float64(n)), 4)
			d, sd := blas.NewMat[float64](n, n), blas.NewMat[float64](n, n)
			for i := range n {
				v.Set(i, i, v.At(i, i)+1)
				s := float64(1 - 2*(i%2))
				sd.Set(i, i, s)
				d.Set(i, i, s*math.Pow(spread, -float64(i)/float64(n)))
			}
			inv := blas.Eye[float64](n)
			solve(env, v.Clone(env), inv)
			a, want := widen[complex128](env, mul2(mul2(v, d), inv)), widen[complex128](env, mul2(mul2(v, sd), inv))
			x := blas.NewMat[T](n, n)
			narrow(env, x, a)
			if st := Signm(env, x, x); st != OK {
				t.Errorf("%T n=%d: %v", x.Data, n, st)
				continue
			}
			limit := 400 * float64(n+1) * blas.Eps[T]() * spread * lapack.Norm1(v) * lapack.Norm1(inv)
			if e := distance(widen[complex128](env, x), want); !(e <= limit*(1+lapack.Norm1(want))) {
				t.Errorf("%T n=%d spread %g: off by %g", x.Data, n, spread, e)
			}
		}
	}
}

func TestTrigStatus(t *testing.T) {
	for _, c := range []struct {
		name string
		f    func(Env, Mat[float64], Mat[float64]) Status
		a    []float64
		want Status
	}{
		{"sign, singular", Signm[float64], []float64{1, 1, 1, 1}, Singular},
		{"sign, on the axis", Signm[float64], []float64{0, 1, -1, 0}, NotConverged},
		{"sign, near the axis", Signm[float64], []float64{1e-3, 1, -1, 1e-3}, OK},
		{"sign, NaN", Signm[float64], []float64{math.NaN(), 1, -1, 0}, NotFinite},
		{"cosh, overflow", Coshm[float64], []float64{800, 1, 2, 3}, NotFinite},
		{"tanh, overflow", Tanhm[float64], []float64{800, 1, 2, 3}, NotFinite},
		{"sin, NaN", Sinm[float64], []float64{math.NaN(), 1, -1, 0}, NotFinite},
		{"cos, Inf", Cosm[float64], []float64{1, 1, math.Inf(1), 0}, NotFinite},
	} {
		x := matrixOf[float64](2, false, c.a)
		if st := c.f(Env{}, x, x); st != c.want {
			t.Errorf("%s: %v, want %v", c.name, st, c.want)
		}
	}
}
