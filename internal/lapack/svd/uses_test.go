package svd

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// each runs a generic test over the four types.
func types(t *testing.T, f64, f32, c128, c64 func(t *testing.T)) {
	t.Run("float64", f64)
	t.Run("float32", f32)
	t.Run("complex128", c128)
	t.Run("complex64", c64)
}

func product[T blas.Scalar](ms ...blas.Mat[T]) blas.Mat[T] { return lapacktest.Product(ms...) }

func TestPolar(t *testing.T) {
	types(t, testPolar[float64], testPolar[float32], testPolar[complex128], testPolar[complex64])
}

func testPolar[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, d := range [][2]int{{0, 0}, {1, 1}, {7, 7}, {20, 9}, {9, 20}} {
		for _, c := range lapacktest.Rect[T](d[0], d[1], 3) {
			m, n := d[0], d[1]
			k := min(m, n)
			u, h := blas.NewMat[T](m, n), blas.NewMat[T](k, k)
			if !Polar(env, c.A.Clone(env), u, h) {
				t.Fatalf("%s: failed", c.Name)
			}
			p, q := u, h
			if m < n {
				p, q = h, u.H()
				lapacktest.Add[T](t, table, "Polar: ‖A - U·H‖", c.Name, lapacktest.Distance(c.A, product(p, u)))
				lapacktest.Add[T](t, table, "Polar: U", c.Name, lapacktest.Orthogonality(q))
			} else {
				lapacktest.Add[T](t, table, "Polar: ‖A - U·H‖", c.Name, lapacktest.Distance(c.A, product(u, h)))
				lapacktest.Add[T](t, table, "Polar: U", c.Name, lapacktest.Orthogonality(u))
			}
			if k == 0 {
				continue
			}
			s, w, vh := vectors[T](Full, k, k)
			Gesdd(env, Full, h.Clone(env), s, w, vh)
			for i := range k {
				for j := range k {
					if h.At(i, j) != blas.Conj(h.At(j, i)) {
						t.Fatalf("%s: H is not Hermitian", c.Name)
					}
				}
				// For a semidefinite H left and right vectors agree.
				dot := blas.Complex128(blas.Dotc(env, w.Clone(env).T().Clone(env).Row(i), vh.H().Clone(env).T().Clone(env).Row(i)))
				if s[i] > 1e3*float64(k)*blas.Eps[T]()*s[0] && real(dot) < 0 {
					t.Errorf("%s: H has the negative eigenvalue %g", c.Name, -s[i])
				}
			}
		}
	}
}

func TestProcrustes(t *testing.T) {
	types(t, testProcrustes[float64], testProcrustes[float32], testProcrustes[complex128], testProcrustes[complex64])
}

func testProcrustes[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 3, 8} {
		a, q := lapacktest.Random[T](12, n, 4), lapacktest.Unitary[T](n, 9)
		b := product(a, q)
		r := blas.NewMat[T](n, n)
		sum, ok := Procrustes(env, a, b, r)
		if !ok {
			t.Fatal("failed")
		}
		lapacktest.Add[T](t, table, "Procrustes: rotation found again", fmt.Sprint(n), lapacktest.Distance(q, r)/4)
		// With B = A·Q the sum is ‖A‖².
		want := 0.0
		for _, x := range a.Data {
			want += blas.Abs(x) * blas.Abs(x)
		}
		if e := math.Abs(sum-want) / want; e > 30*float64(n)*blas.Eps[T]() {
			t.Errorf("%d: sum of singular values is off by %g", n, e)
		}
	}
}

func TestGelsd(t *testing.T) {
	types(t, testGelsd[float64], testGelsd[float32], testGelsd[complex128], testGelsd[complex64])
}

// testGelsd holds x against what defines it: A·X - B is orthogonal to the range
// of A, and X to its null space, A being one of known rank.
func testGelsd[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, d := range [][2]int{{1, 1}, {6, 6}, {20, 15}, {30, 7}, {15, 20}, {7, 30}, {1, 5}, {5, 1}} {
		m, n := d[0], d[1]
		k := min(m, n)
		for _, rank := range []int{k, (k + 1) / 2} {
			for _, scale := range []int{0, 90, -90} {
				a := lapacktest.WithSingularValues[T](m, n, func(i int) float64 {
					if i >= rank {
						return 0
					}
					return math.Ldexp(1+float64(i%5), scale)
				}, 6)
				b := lapacktest.Random[T](max(m, n), 3, 7)
				x, s := b.Clone(env), make([]float64, k)
				got, ok := Gelsd(env, a.Clone(env), x, 1e-4, s)
				if !ok || got != rank {
					t.Fatalf("%dx%d: rank %d, want %d", m, n, got, rank)
				}
				name := "full rank"
				if rank < k {
					name = "rank-deficient"
				}
				bm, xn := b.Window(0, 0, m, 3), x.Window(0, 0, n, 3)
				res := bm.Clone(env)
				blas.Gemm(env, -1, a, xn, 1, res)
				normal := blas.NewMat[T](n, 3)
				blas.Gemm(env, 1, a.H(), res, 0, normal)
				unit := math.Ldexp(float64(max(m, n))*blas.Eps[T](), scale)
				lapacktest.Add[T](t, table, "Gelsd: ‖Aᴴ·(B - A·X)‖", name, lapacktest.Norm1(normal)/(unit*lapacktest.Norm1(bm)*20))
				// The part of X in the row space: V·Vᴴ·X.
				ss, u, vh := vectors[T](Economy, m, n)
				Gesdd(env, Economy, a.Clone(env), ss, u, vh)
				v := vh.Window(0, 0, rank, n)
				lapacktest.Add[T](t, table, "Gelsd: X outside the rows of A", name, lapacktest.Distance(xn, product(v.H(), product(v, xn))))
				if m > n && rank == k {
					for j := range 3 {
						tail, sum := blas.Nrm2(env, x.Col(j).From(n, m)), blas.Nrm2(env, res.Col(j))
						if math.Abs(tail-sum) > 100*float64(m)*blas.Eps[T]()*(1+sum) {
							t.Errorf("%dx%d: residual %g, rows below X say %g", m, n, sum, tail)
						}
					}
				}
			}
		}
	}
	s, b := make([]float64, 2), lapacktest.Random[T](3, 2, 1)
	if rank, ok := Gelsd(env, blas.NewMat[T](3, 2), b, -1, s); rank != 0 || !ok || b.At(0, 0) != 0 {
		t.Error("zero matrix: X is not zero")
	}
}

func TestGesddr(t *testing.T) {
	types(t, testGesddr[float64], testGesddr[float32], testGesddr[complex128], testGesddr[complex64])
}

func testGesddr[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, d := range [][2]int{{60, 40}, {40, 60}, {50, 50}} {
		m, n, k := d[0], d[1], 6
		// Exact rank: nothing is lost.
		a := lapacktest.WithSingularValues[T](m, n, func(i int) float64 {
			if i >= k {
				return 0
			}
			return math.Pow(0.5, float64(i))
		}, 8)
		how := Randomized{Oversample: 5, Power: 1, Seed: 42}
		s, u, vh := make([]float64, k), blas.NewMat[T](m, k), blas.NewMat[T](k, n)
		if !Gesddr(env, a, how, s, u, vh) {
			t.Fatal("failed")
		}
		check(t, "Gesddr", lapacktest.Case[T]{Name: "of the rank asked for", A: a}, s, u, vh)

		// Decay: the error is near the best possible one.
		b := lapacktest.WithSingularValues[T](m, n, func(i int) float64 { return math.Pow(0.6, float64(i)) }, 9)
		how.Power = 3
		if !Gesddr(env, b, how, s, u, vh) {
			t.Fatal("failed")
		}
		for i := range k {
			if want := math.Pow(0.6, float64(i)); math.Abs(s[i]-want) > 1e-3*want {
				t.Errorf("value %d is %g, want %g", i, s[i], want)
			}
		}
		us := u.Clone(env)
		for i := range m {
			for j := range k {
				us.Set(i, j, us.At(i, j)*blas.FromReal[T](s[j]))
			}
		}
		r := b.Clone(env)
		blas.Gemm(env, -1, us, vh, 1, r)
		rest := make([]float64, min(m, n))
		Gesdd(env, Values, r, rest, blas.Mat[T]{}, blas.Mat[T]{})
		if best := math.Pow(0.6, float64(k)); rest[0] > 1.02*best {
			t.Errorf("%dx%d: error %g, best possible %g", m, n, rest[0], best)
		}
		// Seeds decide everything.
		for i, e := range lapacktest.Envs() {
			s2, u2, v2 := make([]float64, k), blas.NewMat[T](m, k), blas.NewMat[T](k, n)
			Gesddr(e.Env, b, how, s2, u2, v2)
			if !lapacktest.SameBits(u, u2) || !lapacktest.SameBits(vh, v2) {
				t.Errorf("other bits with %s", e.Name)
			}
			how2 := how
			how2.Seed++
			Gesddr(e.Env, b, how2, s2, u2, v2)
			if i == 0 && lapacktest.SameBits(u, u2) {
				t.Error("another seed gave the same bits")
			}
		}
	}
}

func TestInterpolate(t *testing.T) {
	types(t, testInterpolate[float64], testInterpolate[float32], testInterpolate[complex128], testInterpolate[complex64])
}

func testInterpolate[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, d := range [][2]int{{30, 20}, {20, 30}, {12, 12}, {5, 1}, {1, 5}} {
		m, n := d[0], d[1]
		k := min(m, n, 6)
		a := lapacktest.WithSingularValues[T](m, n, func(i int) float64 {
			if i >= k {
				return 0
			}
			return 1 / float64(i+1)
		}, 12)
		for _, rank := range []int{-1, k} {
			p := Interpolate(env, a.Clone(env), rank, 1e-4)
			if p.Rank != k {
				t.Fatalf("%dx%d: rank %d, want %d", m, n, p.Rank, k)
			}
			cols, rest := blas.NewMat[T](m, k), blas.NewMat[T](m, n-k)
			for j, at := range p.Pivots {
				if j < k {
					blas.CopyVec(env, a.Col(at), cols.Col(j))
				} else {
					blas.CopyVec(env, a.Col(at), rest.Col(j-k))
				}
			}
			if n > k {
				lapacktest.Add[T](t, table, "Interpolate: other columns by those chosen", "of rank 6", lapacktest.Distance(rest, product(cols, p.T)))
			}
		}
	}
}

func TestBadNumbersEverywhere(t *testing.T) {
	env := lapacktest.Best()
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		a := lapacktest.Random[float64](5, 4, 1)
		a.Set(2, 2, bad)
		s, u, vh := vectors[float64](Economy, 5, 4)
		nan := func(name string, x float64, ok bool) {
			if ok || x == x {
				t.Errorf("%s took %v", name, bad)
			}
		}
		ok := Gesvj(env, Economy, a, s, u, vh)
		nan("Gesvj", s[0], ok)
		ok = Gesddr(env, a, Randomized{}, s[:2], u.Window(0, 0, 5, 2), vh.Window(0, 0, 2, 4))
		nan("Gesddr", s[0], ok)
		ok = Polar(env, a.Clone(env), u, vh)
		nan("Polar", u.At(0, 0), ok)
		_, ok = Procrustes(env, a, a, vh)
		nan("Procrustes", vh.At(0, 0), ok)
		b := lapacktest.Random[float64](5, 1, 1)
		_, ok = Gelsd(env, a.Clone(env), b, -1, s)
		nan("Gelsd", b.At(0, 0), ok)
		ok = Gesvd(env, Economy, a, s, u, vh)
		nan("Gesvd", s[0], ok)
	}
}
