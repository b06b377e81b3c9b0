package symeig

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// TestNotFinite: a NaN or infinity anywhere in the triangle ends in NaN and in
// no convergence; in the other triangle it is not seen.
func TestNotFinite(t *testing.T) {
	env := lapacktest.Best()
	for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		for _, at := range [][2]int{{0, 0}, {39, 0}, {39, 39}, {20, 11}} {
			a := randomHermitian[float64](40)
			a.Set(at[0], at[1], bad)
			w := make([]float64, 40)
			if failed := Syevd(env, true, blas.Lower, a, w); failed != 40 || !math.IsNaN(w[7]) || !math.IsNaN(a.At(3, 9)) {
				t.Errorf("%v at %v: %d failed, value %v", bad, at, failed, w[7])
			}
		}
		d, e := make([]float64, 50), make([]float64, 49)
		for i := range e {
			d[i], e[i] = float64(i), 1
		}
		e[30] = bad
		if found, failed := Stevr(env, d, e, ByIndex(0, 50), make([]float64, 50), blas.NewMat[float64](50, 50)); found != 0 || failed != 50 {
			t.Errorf("Stevr with %v: found %d, %d failed", bad, found, failed)
		}
	}
}

// TestEndsOnNaN: routines that look for nothing of the kind end all the same.
func TestEndsOnNaN(t *testing.T) {
	env := lapacktest.Best()
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		for _, at := range []int{0, 25, 49} {
			for _, beside := range []bool{false, true} {
				make50 := func() (d, e []float64) {
					d, e = make([]float64, 50), make([]float64, 49)
					for i := range e {
						d[i], e[i] = float64(i%5), 1
					}
					if beside {
						e[min(at, 48)] = bad
					} else {
						d[at] = bad
					}
					return d, e
				}
				d, e := make50()
				Sterf(env, d, e)
				d, e = make50()
				Steqr(env, d, e, blas.Eye[float64](50))
				d, e = make50()
				Stedc(env, d, e, blas.NewMat[float64](50, 50))
			}
		}
	}
}

// TestCancelled: with Done closed every routine returns early.
func TestCancelled(t *testing.T) {
	done := make(chan struct{})
	close(done)
	env := lapacktest.Best()
	env.Done = done
	w := make([]float64, 300)
	Syevd(env, true, blas.Lower, randomHermitian[float64](300), w)
	Syevd(env, false, blas.Lower, randomHermitian[complex128](300), w)
	Sygvd(env, AxLambdaBx, true, blas.Lower, randomHermitian[float64](300), blas.Eye[float64](300), w)
	d, e := make([]float64, 300), make([]float64, 299)
	for i := range e {
		d[i], e[i] = float64(i), 1
	}
	Stevr(env, d, e, ByIndex(3, 9), w, blas.NewMat[float64](300, 6))
}

// TestOrmtr holds Q against its use from either side, and A against Q·T·Qᴴ.
func TestOrmtr(t *testing.T) {
	forTypes(t, testOrmtr[float64], testOrmtr[float32], testOrmtr[complex128], testOrmtr[complex64])
}

func testOrmtr[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 2, 3, 34, 70, 131} {
		a := randomHermitian[T](n)
		for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
			for name, view := range views[T]() {
				if name == "conjugate" {
					continue
				}
				f := view(a.Clone(blas.Env{}))
				d, e, tau := make([]float64, n), make([]float64, n), make([]T, n)
				Sytrd(env, uplo, f, d, e, tau)
				q := Orgtr(env, uplo, f, tau)
				lapacktest.Add[T](t, accuracy, "Sytrd ‖I-QᴴQ‖", "random", lapacktest.Orthogonality(q))
				tri := blas.NewMat[T](n, n)
				for i := range n {
					tri.Set(i, i, blas.FromReal[T](d[i]))
					if i+1 < n {
						tri.Set(i, i+1, blas.FromReal[T](e[i]))
						tri.Set(i+1, i, blas.FromReal[T](e[i]))
					}
				}
				want := a
				if uplo == blas.Upper {
					want = a.Clone(blas.Env{})
					blas.ConjInPlace(want)
				}
				back := lapacktest.Product(q, lapacktest.Product(tri, q.H().Clone(blas.Env{})))
				lapacktest.Add[T](t, accuracy, "Sytrd ‖A-QTQᴴ‖", "random", lapacktest.Distance(want, back))
				Ormtr(env, uplo, true, f, tau, q)
				lapacktest.Add[T](t, accuracy, "Ormtr ‖I-QᴴQ‖", "random", lapacktest.Distance(blas.Eye[T](n), q))
			}
		}
	}
}
