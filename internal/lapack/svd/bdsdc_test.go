package svd

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// bidiagonals are families that deflate in different ways.
func bidiagonals(n int) []lapacktest.Case[float64] {
	r := rand.New(rand.NewPCG(3, uint64(n)))
	family := func(name string, d, e func(i int) float64) lapacktest.Case[float64] {
		a := blas.NewMat[float64](n, n)
		for i := range n {
			a.Set(i, i, d(i))
			if i+1 < n {
				a.Set(i, i+1, e(i))
			}
		}
		return lapacktest.Case[float64]{Name: name, A: a}
	}
	one := func(int) float64 { return 1 }
	zero := func(int) float64 { return 0 }
	normal := func(int) float64 { return r.NormFloat64() }
	return []lapacktest.Case[float64]{
		family("normal", normal, normal),
		family("no deflation: chi", func(i int) float64 { return math.Sqrt(float64(n - i)) }, func(i int) float64 { return math.Sqrt(float64(n - 1 - i)) }),
		family("ones", one, one),
		family("identity", one, zero),
		family("zero diagonal", zero, one),
		family("zero", zero, zero),
		family("half zero", func(i int) float64 { return float64(2*i/n) * normal(i) }, func(i int) float64 { return float64(2*i/n) * normal(i) }),
		family("rows of zeros", func(i int) float64 { return float64(min(i%5, 1)) }, func(i int) float64 { return float64(min(i%5, 1)) }),
		family("nearly diagonal", func(i int) float64 { return float64(n - i) }, func(int) float64 { return 1e-9 }),
		family("equal, coupled weakly", one, func(int) float64 { return 1e-12 }),
		family("glued", func(i int) float64 { return 1 + float64(i%13) }, func(i int) float64 {
			if i%13 == 12 {
				return 1e-10
			}
			return 1
		}),
		family("graded", func(i int) float64 { return math.Pow(0.5, float64(i)) }, func(i int) float64 { return math.Pow(0.5, float64(i)) }),
		family("graded up", func(i int) float64 { return math.Pow(2, float64(i)) }, func(i int) float64 { return math.Pow(2, float64(i)) }),
		family("random magnitudes", func(i int) float64 { return math.Exp(20 * r.NormFloat64()) }, func(i int) float64 { return math.Exp(20 * r.NormFloat64()) }),
		family("tiny beside one", func(i int) float64 { return []float64{1, 1e-17}[i%2] }, func(i int) float64 { return 1e-16 }),
		family("signs", func(i int) float64 { return float64(1 - 2*(i%2)) }, func(i int) float64 { return float64(1 - 2*(i/2%2)) }),
	}
}

func TestBdsdc(t *testing.T) {
	sizes := []int{26, 27, 51, 75, 160}
	if testing.Short() {
		sizes = []int{26, 75}
	}
	for _, n := range sizes {
		for _, c := range bidiagonals(n) {
			d, e := make([]float64, n), make([]float64, n-1)
			for i := range n {
				d[i] = c.A.At(i, i)
				if i+1 < n {
					e[i] = c.A.At(i, i+1)
				}
			}
			want := slices.Clone(d)
			Lasq(blas.Env{}, want, slices.Clone(e))
			var first []float64
			var ut0, vt0 blas.Mat[float64]
			for i, env := range lapacktest.Envs() {
				s, ut, vt := slices.Clone(d), blas.NewMat[float64](n, n), blas.NewMat[float64](n, n)
				if Bdsdc(env.Env, s, slices.Clone(e), ut, vt) != 0 {
					t.Fatalf("%s, %d: failed", c.Name, n)
				}
				if i > 0 {
					if !slices.Equal(s, first) || !lapacktest.SameBits(ut, ut0) || !lapacktest.SameBits(vt, vt0) {
						t.Errorf("%s, %d: other bits with %s", c.Name, n, env.Name)
					}
					continue
				}
				first, ut0, vt0 = s, ut, vt
				check(t, "Bdsdc", c, s, ut.T(), vt)
				if want[0] > 0 {
					lapacktest.Add[float64](t, table, "Bdsdc: error of each value by the norm", c.Name, absoluteError(s, want))
				}
			}
		}
	}
}

func TestBadNumbers(t *testing.T) {
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, n := range []int{1, 5, 60} {
			d, e := make([]float64, n), make([]float64, n-1)
			for i := range d {
				d[i] = 1
			}
			d[n/2] = bad
			ut, vt := blas.NewMat[float64](n, n), blas.NewMat[float64](n, n)
			if Bdsdc(blas.Env{}, slices.Clone(d), slices.Clone(e), ut, vt) != n || ut.At(0, 0) == ut.At(0, 0) {
				t.Errorf("Bdsdc took %v", bad)
			}
			if Lasq(blas.Env{}, d, e) != n || d[0] == d[0] {
				t.Errorf("Lasq took %v", bad)
			}
			a := lapacktest.Random[complex64](n, n, 1)
			a.Set(n/2, 0, complex(0, float32(bad)))
			s, u, vh := vectors[complex64](Economy, n, n)
			if Gesdd(lapacktest.Best(), Economy, a, s, u, vh) || s[0] == s[0] || !math.IsNaN(float64(real(u.At(0, 0)))) {
				t.Errorf("Gesdd took %v", bad)
			}
		}
	}
}

// Every root must lie strictly between its poles, and solve the equation.
func TestSecularRoots(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for trial := range 300 {
		n := 2 + r.IntN(40)
		s := &secular{d: make([]float64, n), z: make([]float64, n)}
		for i := range n {
			if i > 0 {
				s.d[i] = s.d[i-1] + 1e-13 + math.Exp(-30*r.Float64()*float64(trial%3)) // deflation keeps them apart
			}
			s.z[i] = r.NormFloat64() * math.Exp(-30*r.Float64()*float64(trial%4)/3)
			s.norm += s.z[i] * s.z[i]
		}
		for i := range n {
			x := s.solve(i)
			below, above := s.minus(i, x), math.Inf(1)
			if i+1 < n {
				above = s.minus(i+1, x)
			}
			if !(below < 0 && above > 0) {
				t.Fatalf("trial %d: root %d of %d is not between its poles: %g, %g", trial, i, n, below, above)
			}
			v := s.eval(min(i, n-2), x)
			if e := math.Abs(v.f()) / (eps * v.uncertainty()); e > 40 {
				t.Errorf("trial %d: f at root %d of %d is %g times its rounding error", trial, i, n, e)
			}
		}
	}
}
