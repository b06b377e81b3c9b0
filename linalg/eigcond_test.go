package linalg

import (
	"errors"
	"math"
	"math/cmplx"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

func TestEigCond(t *testing.T) {
	fourTypes(t, testEigCond[float32], testEigCond[float64], testEigCond[complex64], testEigCond[complex128])
}

// testEigCond holds condition numbers against their definition.
func testEigCond[T Scalar](t *testing.T) {
	kind := kindOf[T]()
	a := fromSciPy[T](t, "eigcond a"+kind)
	r, err := EigCond(a)
	if err != nil {
		t.Fatal(err)
	}
	w, s, sep := fromSciPy[complex128](t, "eigcond w"+kind), fromSciPy[float64](t, "eigcond s"+kind), fromSciPy[float64](t, "eigcond sep"+kind)
	n := w.Dim(0)
	for i := range n {
		k := 0
		for j := range n {
			if cmplx.Abs(r.Values.At(j)-w.At(i)) < cmplx.Abs(r.Values.At(k)-w.At(i)) {
				k = j
			}
		}
		// Eigenvalues of single precision are off by eps/s, and so are the numbers.
		tol := 1e3 * eps[T]() / math.Min(s.At(i), sep.At(i))
		if got := r.RCond.At(k); !(math.Abs(got-s.At(i)) <= tol*s.At(i)) && tol < 0.1 {
			t.Errorf("eigenvalue %v: rcond %g, want %g", w.At(i), got, s.At(i))
		}
		if ratio := r.Sep.At(k) / sep.At(i); !(ratio > 0.9/math.Sqrt(float64(n)) && ratio < 3*math.Sqrt(float64(n))) && tol < 0.1 {
			t.Errorf("eigenvalue %v: sep %g, want about %g", w.At(i), r.Sep.At(k), sep.At(i))
		}
	}
	left, err := Schur(a, func(z complex128) bool { return real(z) < 0 })
	if err != nil {
		t.Fatal(err)
	}
	c := left.Cond()
	wantS, wantSep := fromSciPy[float64](t, "subspace s"+kind).Item(), fromSciPy[float64](t, "subspace sep"+kind).Item()
	if tol := 1e3 * eps[T]() / wantSep; !(math.Abs(c.Mean.Item()-wantS) <= tol*wantS) && tol < 0.1 {
		t.Errorf("mean %g, want %g", c.Mean.Item(), wantS)
	}
	if ratio := c.Sep.Item() / wantSep; !(ratio > 0.9/float64(n) && ratio < 3*float64(n)) {
		t.Errorf("sep of the subspace %g, want about %g", c.Sep.Item(), wantSep)
	}
}

func TestEigCondOfSpecialMatrices(t *testing.T) {
	h := definite[complex128](1, 2, 7, 7)
	r, err := EigCond(h)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "Hermitian", r.RCond, array.Ones[float64](2, 7), 1e-13)
	for _, n := range []int{2, 5, 60} { // a Jordan block: no digit is left
		jordan := array.Add(array.Eye[float64](n, n, 0), array.Eye[float64](n, n, 1))
		r, err := EigCond(jordan)
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if !(r.RCond.At(i) >= 0 && r.RCond.At(i) < 1e-10) || !(r.Sep.At(i) >= 0 && r.Sep.At(i) < 1e-10) {
				t.Errorf("Jordan block of order %d: rcond %g, sep %g", n, r.RCond.At(i), r.Sep.At(i))
			}
		}
	}
	for n := range 2 {
		if r, err := EigCond(array.Ones[float64](3, n, n)); err != nil || r.RCond.Size() != 3*n || n == 1 && r.RCond.At(2, 0) != 1 {
			t.Errorf("order %d: %v, %v", n, r, err)
		}
	}
	bad := array.Zeros[float64](2, 2)
	bad.Set(math.NaN(), 1, 0)
	if _, err := EigCond(bad); !errors.Is(err, ErrNotFinite) {
		t.Errorf("NaN: %v", err)
	}
	if _, err := EigCond(array.Ones[float64](2, 3)); !errors.Is(err, array.ErrShape) {
		t.Errorf("shape: %v", err)
	}
	all, err := Schur(h, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := all.Cond()
	if !equalShape(c.Mean.Shape(), []int{2}) || c.Mean.At(0) != 1 || !(c.Sep.At(1) > blas.Abs(all.T.At(1, 0, 0))*0.99) {
		t.Errorf("nothing selected: %+v", c)
	}
	if c := (SchurResult[float64]{}).Cond(); c.Mean.Size() > 1 {
		t.Errorf("no result: %v", c)
	}
}
