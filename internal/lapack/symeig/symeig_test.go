package symeig

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// accuracy collects what the tests of this package measure.
var accuracy = lapacktest.NewTable("symeig", "Symmetric and Hermitian eigenproblems")

func forTypes(t *testing.T, f64, f32, c128, c64 func(*testing.T)) {
	t.Run("float64", f64)
	t.Run("float32", f32)
	t.Run("complex128", c128)
	t.Run("complex64", c64)
}

// sizes are those at which something changes: nothing, one, pairs, the leaves
// of the recursion, panels of the reduction.
func sizes() []int {
	if testing.Short() {
		return []int{0, 1, 2, 3, 17, 33, 70}
	}
	return []int{0, 1, 2, 3, 4, 5, 8, 17, 31, 32, 33, 34, 65, 97}
}

func TestSyevd(t *testing.T) {
	forTypes(t, testSyevd[float64], testSyevd[float32], testSyevd[complex128], testSyevd[complex64])
}

func testSyevd[T blas.Scalar](t *testing.T) {
	for _, n := range sizes() {
		if testing.Short() && n > 33 {
			continue
		}
		for _, c := range lapacktest.Hermitian[T](n, uint64(n)) {
			w := decompose(t, fmt.Sprintf("%s/%d", c.Name, n), c, blas.Lower, asIs[T])
			if n%3 != 1 && n < 40 {
				continue // every layout with every third size
			}
			for name, view := range views[T]() {
				for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
					again := decompose(t, fmt.Sprintf("%s/%d/%s/%v", c.Name, n, name, uplo), c, uplo, view)
					if !closeValues[T](w, again) {
						t.Errorf("%s/%d/%s/%v: values differ: %v and %v", c.Name, n, name, uplo, again, w)
					}
				}
			}
		}
	}
}

// decompose runs Syevd on a view of c.A of which only the triangle uplo is
// good, and checks residual, orthogonality, order, and the values without
// vectors.
func decompose[T blas.Scalar](t *testing.T, name string, c lapacktest.Case[T], uplo blas.Uplo, view func(blas.Mat[T]) blas.Mat[T]) []float64 {
	t.Helper()
	env := lapacktest.Best()
	n := c.A.Rows
	w, alone := make([]float64, n), make([]float64, n)
	v := view(oneTriangle(c.A, uplo))
	if failed := Syevd(env, true, uplo, v, w); failed != 0 {
		t.Errorf("%s: %d values did not converge", name, failed)
	}
	if failed := Syevd(env, false, uplo, view(oneTriangle(c.A, uplo)), alone); failed != 0 {
		t.Errorf("%s: %d values alone did not converge", name, failed)
	}
	for i := range n - 1 {
		if !(w[i] <= w[i+1]) {
			t.Errorf("%s: values not ascending at %d: %v", name, i, w)
			break
		}
	}
	if !closeValues[T](w, alone) {
		t.Errorf("%s: values with vectors %v, alone %v", name, w, alone)
	}
	lapacktest.Add[T](t, accuracy, "Syevd ‖AV-VΛ‖", c.Name, lapacktest.EigenResidual(c.A, v, complexes(w)))
	lapacktest.Add[T](t, accuracy, "Syevd ‖I-VᴴV‖", c.Name, lapacktest.Orthogonality(v))
	return w
}

// oneTriangle copies a with NaN in the triangle that must not be read and,
// where T is complex, beside the diagonal.
func oneTriangle[T blas.Scalar](a blas.Mat[T], uplo blas.Uplo) blas.Mat[T] {
	c := a.Clone(blas.Env{})
	for i := range c.Rows {
		for j := range c.Cols {
			if i != j && (j > i) != (uplo == blas.Upper) {
				c.Set(i, j, blas.FromReal[T](math.NaN()))
			}
		}
	}
	return c
}

func asIs[T blas.Scalar](a blas.Mat[T]) blas.Mat[T] { return a }

// views are layouts in which a matrix may arrive, made from a row-major one.
func views[T blas.Scalar]() map[string]func(blas.Mat[T]) blas.Mat[T] {
	env := blas.Env{}
	return map[string]func(blas.Mat[T]) blas.Mat[T]{
		"rows":    asIs[T],
		"columns": func(a blas.Mat[T]) blas.Mat[T] { return a.CloneCols(env) },
		"strided": func(a blas.Mat[T]) blas.Mat[T] {
			n := a.Rows
			m := blas.NewMat[T](2*n, 3*n)
			m = blas.Mat[T]{Data: m.Data, Rows: n, Cols: n, RS: 2 * m.RS, CS: 3}
			blas.Copy(env, m, a)
			return m
		},
		"conjugate": func(a blas.Mat[T]) blas.Mat[T] {
			c := a.Clone(env)
			blas.ConjInPlace(c)
			c.Conj = blas.IsComplex[T]()
			return c
		},
	}
}

// closeValues compares eigenvalues to a small multiple of the norm.
func closeValues[T blas.Scalar](a, b []float64) bool {
	norm := 0.0
	for _, x := range a {
		norm = math.Max(norm, math.Abs(x))
	}
	for i, x := range a {
		if !(math.Abs(x-b[i]) <= 20*blas.Eps[T]()*math.Sqrt(float64(len(a)))*norm) {
			return false
		}
	}
	return true
}

func complexes(w []float64) []complex128 {
	z := make([]complex128, len(w))
	for i, x := range w {
		z[i] = complex(x, 0)
	}
	return z
}

func TestSameBits(t *testing.T) {
	forTypes(t, testSameBits[float64], testSameBits[float32], testSameBits[complex128], testSameBits[complex64])
}

// testSameBits holds every tier and worker count against each other, at an
// order where all that may be shared out is.
func testSameBits[T blas.Scalar](t *testing.T) {
	a := randomHermitian[T](150)
	var w0 []float64
	var v0 blas.Mat[T]
	for _, env := range lapacktest.Envs() {
		w, v := make([]float64, a.Rows), a.CloneCols(blas.Env{})
		Syevd(env.Env, true, blas.Upper, v, w)
		if v0.Data == nil {
			w0, v0 = w, v
			continue
		}
		if !lapacktest.SameBits(v, v0) || !slices.Equal(w, w0) {
			t.Errorf("%s: other bits", env.Name)
		}
	}
}
