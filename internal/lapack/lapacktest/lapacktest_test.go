package lapacktest

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
)

func TestMeasuresSeeErrors(t *testing.T) {
	a := Random[float64](8, 8, 1)
	b := a.Clone(blas.Env{})
	if d := Distance(a, b); d != 0 {
		t.Errorf("Distance to itself is %g", d)
	}
	b.Set(3, 4, b.At(3, 4)*(1+1e-12))
	if d := Distance(a, b); d < Threshold {
		t.Errorf("an error of 1e-12 measures %g", d)
	}
	b.Set(3, 4, math.NaN())
	if d := Distance(a, b); !math.IsInf(d, 1) {
		t.Errorf("NaN measures %g", d)
	}
	q := Unitary[complex64](20, 3)
	if o := Orthogonality(q); o > 3 {
		t.Errorf("a unitary matrix measures %g", o)
	}
	q.Set(0, 0, q.At(0, 0)+1e-3)
	if o := Orthogonality(q); o < Threshold {
		t.Errorf("a matrix that is not unitary measures %g", o)
	}
	if SameBits(a, b) || !SameBits(b, b) {
		t.Error("SameBits")
	}
}

func TestFamilies(t *testing.T) {
	for n := range 5 {
		for _, c := range Square[complex64](n, 1) {
			check(t, c.Name, c.A, n, n)
		}
		for _, c := range Rect[float32](n, n+3, 1) {
			check(t, c.Name, c.A, n, n+3)
		}
	}
	for _, c := range append(Hermitian[complex128](9, 2), Definite[complex128](9, 2)...) {
		check(t, c.Name, c.A, 9, 9)
		if d := Distance(c.A, c.A.H()); d != 0 {
			t.Errorf("%s is not Hermitian: %g", c.Name, d)
		}
	}
}

func check[T blas.Scalar](t *testing.T, name string, a blas.Mat[T], rows, cols int) {
	t.Helper()
	if a.Rows != rows || a.Cols != cols {
		t.Errorf("%s: %d by %d", name, a.Rows, a.Cols)
	}
	for i := range rows {
		for j := range cols {
			if !blas.Finite(a.At(i, j)) {
				t.Fatalf("%s: element (%d, %d) of %T is %v", name, i, j, a.At(i, j), a.At(i, j))
			}
		}
	}
}
