package schur

import (
	"encoding/json"
	"fmt"
	"math"
	"math/cmplx"
	"os"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// A known matrix: its elements are exact, its eigenvalues are those of
// testdata/eigenvalues.py.
type known struct {
	Name   string
	A      [][]float64
	Re, Im []float64
	Cond   []float64
}

// Eigenvalues are within their condition number times a backward error that
// rounding explains.
func TestKnownEigenvalues(t *testing.T) {
	raw, err := os.ReadFile("testdata/eigenvalues.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []known
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			testKnown[float64](t, c)
			testKnown[complex128](t, c)
			testKnown[float32](t, c)
			testKnown[complex64](t, c)
		})
	}
}

func testKnown[T blas.Scalar](t *testing.T, c known) {
	n := len(c.A)
	exact := true
	a := built[T](n, func(i, j int) complex128 {
		exact = exact && (!blas.IsSingle[T]() || float64(float32(c.A[i][j])) == c.A[i][j])
		return complex(c.A[i][j], 0)
	})
	if !exact {
		return // not this matrix in single precision
	}
	norm := lapacktest.Norm1(a)
	for _, vectors := range []bool{false, true} {
		w := make([]complex128, n)
		if _, _, failed := Geev(lapacktest.Best(), a.Clone(blas.Env{}), w, false, vectors); failed > 0 {
			t.Fatalf("%T: %d eigenvalues not found", *new(T), failed)
		}
		for k, i := range match(w, c) {
			want := complex(c.Re[k], c.Im[k])
			limit := 10 * float64(n) * blas.Eps[T]() * norm * c.Cond[k]
			if d := cmplx.Abs(w[i] - want); !(d <= limit) {
				t.Errorf("%T: eigenvalue %v is off by %.3g, at most %.3g (condition %.3g)", *new(T), want, d, limit, c.Cond[k])
			}
		}
	}
}

// match returns for every known eigenvalue the index of the computed one that
// is nearest among those not taken, the best conditioned first.
func match(w []complex128, c known) []int {
	at, taken := make([]int, len(w)), make([]bool, len(w))
	done := make([]bool, len(w))
	for range w {
		k := -1
		for i := range w {
			if !done[i] && (k < 0 || c.Cond[i] < c.Cond[k]) {
				k = i
			}
		}
		done[k] = true
		best := -1
		for i := range w {
			if !taken[i] && (best < 0 || cmplx.Abs(w[i]-complex(c.Re[k], c.Im[k])) < cmplx.Abs(w[best]-complex(c.Re[k], c.Im[k]))) {
				best = i
			}
		}
		at[k], taken[best] = best, true
	}
	return at
}

// Cyclic permutations: unshifted QR leaves them as they are.
func TestCyclic(t *testing.T) {
	testCyclic[float64](t)
	testCyclic[float32](t)
	testCyclic[complex128](t)
	testCyclic[complex64](t)
}

func testCyclic[T blas.Scalar](t *testing.T) {
	orders := []int{80}
	for n := 1; n <= 20; n++ {
		orders = append(orders, n)
	}
	for _, n := range orders {
		for name, at := range map[string]func(i int) int{
			"down": func(i int) int { return (i + 1) % n },
			"up":   func(i int) int { return (i + n - 1) % n },
			"far":  func(i int) int { return (i + n/2) % n },
		} {
			for _, sign := range []float64{1, -1} {
				a := built[T](n, func(i, j int) complex128 {
					switch {
					case j != at(i):
						return 0
					case i == 0:
						return complex(sign, 0)
					}
					return 1
				})
				w := make([]complex128, n)
				_, v, failed := Geev(lapacktest.Best(), a.Clone(blas.Env{}), w, false, true)
				if failed > 0 {
					t.Fatalf("%T, order %d, %s: %d eigenvalues not found", *new(T), n, name, failed)
				}
				for _, x := range w {
					if d := math.Abs(cmplx.Abs(x) - 1); !(d < 10*float64(n)*blas.Eps[T]()) {
						t.Errorf("%T, order %d, %s: |%v| is off by %.3g", *new(T), n, name, x, d)
					}
				}
				if name == "far" {
					continue // eigenvalues are not simple: any basis
				}
				if r := lapacktest.EigenResidual(widen(a), complexVectors(w, v), w) * blas.Eps[float64]() / blas.Eps[T](); !(r < 10) {
					t.Errorf("%T, order %d, %s: residual %.3g", *new(T), n, name, r)
				}
			}
		}
	}
}

// Tridiagonal Toeplitz matrices: a + 2·sqrt(b·c)·cos(kπ/(n+1)).
func TestTridiagonalToeplitz(t *testing.T) {
	const n = 30
	for _, bc := range [][2]float64{{1, 1}, {1, -1}, {2, -1}} {
		a := built[float64](n, func(i, j int) complex128 {
			switch j {
			case i:
				return 3
			case i + 1:
				return complex(bc[0], 0)
			case i - 1:
				return complex(bc[1], 0)
			}
			return 0
		})
		w := make([]complex128, n)
		if _, _, failed := Geev(lapacktest.Best(), a, w, false, false); failed > 0 {
			t.Fatal(failed)
		}
		root := cmplx.Sqrt(complex(bc[0]*bc[1], 0))
		// Balancing makes the matrix normal up to a factor of two.
		for k := 1; k <= n; k++ {
			want := 3 + 2*root*complex(math.Cos(float64(k)*math.Pi/(n+1)), 0)
			best := math.Inf(1)
			for _, x := range w {
				best = min(best, cmplx.Abs(x-want))
			}
			if !(best < 1e-13) {
				t.Errorf("%v: nothing within %.3g of %v", bc, best, want)
			}
		}
	}
}

func TestNotFinite(t *testing.T) {
	for _, n := range []int{1, 2, 5, 90} {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			t.Run(fmt.Sprintf("%v/%d", bad, n), func(t *testing.T) {
				notFinite[float64](t, n, bad)
				notFinite[float32](t, n, bad)
				notFinite[complex128](t, n, bad)
				notFinite[complex64](t, n, bad)
			})
		}
	}
}

func notFinite[T blas.Scalar](t *testing.T, n int, bad float64) {
	a := lapacktest.Random[T](n, n, 3)
	a.Set(n/2, n/3, blas.FromReal[T](bad))
	env := lapacktest.Best()
	check := func(name string, w []complex128, failed int) {
		t.Helper()
		if failed != n {
			t.Errorf("%s, %T: %d of %d not found", name, *new(T), failed, n)
		}
		for _, x := range w {
			if !cmplx.IsNaN(x) {
				t.Errorf("%s, %T: eigenvalue %v", name, *new(T), x)
			}
		}
	}
	w := make([]complex128, n)
	_, _, failed := Geev(env, a.Clone(env), w, true, true)
	check("geev", w, failed)
	clear(w)
	_, _, failed = Gees(env, a.Clone(env), blas.NewMat[T](n, n), w, nil)
	check("gees", w, failed)
	clear(w)
	h := a.Clone(env)
	h.Set(0, n-1, blas.FromReal[T](bad))
	check("hseqr", w, Hseqr(env, true, 0, n, h, blas.Mat[T]{}, w))
}

func TestSameBitsEverywhere(t *testing.T) {
	sameBits[float64](t)
	sameBits[float32](t)
	sameBits[complex128](t)
	sameBits[complex64](t)
}

func sameBits[T blas.Scalar](t *testing.T) {
	n := 100
	if testing.Short() {
		n = 80
	}
	a := lapacktest.Random[T](n, n, 8)
	var first []blas.Mat[T]
	var firstW []complex128
	for _, env := range lapacktest.Envs() {
		w := make([]complex128, n)
		left, right, failed := Geev(env.Env, a.Clone(env.Env), w, true, true)
		s, z := a.Clone(env.Env), blas.NewMat[T](n, n)
		_, _, failed2 := Gees(env.Env, s, z, w, func(x complex128) bool { return real(x) > 0 })
		if failed+failed2 > 0 {
			t.Fatalf("%T, %s: not converged", *new(T), env.Name)
		}
		got := []blas.Mat[T]{left, right, s, z}
		if first == nil {
			first, firstW = got, w
			continue
		}
		for i, m := range got {
			if !lapacktest.SameBits(m, first[i]) {
				t.Errorf("%T, %s: result %d differs", *new(T), env.Name, i)
			}
		}
		for i := range w {
			if w[i] != firstW[i] {
				t.Errorf("%T, %s: eigenvalue %d differs", *new(T), env.Name, i)
				break
			}
		}
	}
}

// A cancelled computation ends, whatever it returns.
func TestCancelled(t *testing.T) {
	done := make(chan struct{})
	close(done)
	env := lapacktest.Best()
	env.Done = done
	a := lapacktest.Random[float64](120, 120, 1)
	Geev(env, a, make([]complex128, 120), true, true)
	Gees(env, a, blas.NewMat[float64](120, 120), make([]complex128, 120), nil)
}
