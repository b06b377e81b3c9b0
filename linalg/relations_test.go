package linalg

import (
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestSubspaceAngles(t *testing.T) {
	fourTypes(t, testSubspaceAngles[float32], testSubspaceAngles[float64], testSubspaceAngles[complex64], testSubspaceAngles[complex128])
	// Angles of 1e-12 are there in full, which their cosines do not know.
	for _, theta := range []float64{1e-12, 1e-3, 0.7, 0.8, math.Pi / 2} {
		s, c := math.Sincos(theta)
		got, err := SubspaceAngles(array.FromSlice([]float64{1, 0, 0, 1, 0, 0}, 3, 2), array.FromSlice([]float64{c, 0, s}, 3, 1))
		if err != nil || got.Size() != 1 || !(math.Abs(got.At(0)-theta) <= 1e-15*theta+1e-28) {
			t.Errorf("angle %g: %v, %v", theta, got, err)
		}
	}
	if got, err := SubspaceAngles(array.Zeros[float64](3, 2), array.Ones[float64](3, 1)); err != nil || got.Size() != 0 {
		t.Errorf("nothing and something: %v, %v", got, err)
	}
	if _, err := SubspaceAngles(array.Ones[float64](3, 2), array.Ones[float64](2, 2)); !errors.Is(err, array.ErrShape) {
		t.Errorf("rows: %v", err)
	}
	if _, err := SubspaceAngles(array.Full(math.NaN(), 3, 2), array.Ones[float64](3, 2)); !errors.Is(err, ErrNotFinite) {
		t.Errorf("NaN: %v", err)
	}
}

func testSubspaceAngles[T Scalar](t *testing.T) {
	kind := kindOf[T]()
	a, b := fromSciPy[T](t, "angles a"+kind), fromSciPy[T](t, "angles b"+kind)
	want := fromSciPy[float64](t, "angles"+kind)
	for _, swap := range []bool{false, true} {
		if swap {
			a, b = b, a
		}
		got, err := SubspaceAngles(a, b)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "angles", got, want, 300*eps[T]())
	}
}

func TestKhatriRao(t *testing.T) {
	fourTypes(t, testKhatriRao[float32], testKhatriRao[float64], testKhatriRao[complex64], testKhatriRao[complex128])
	if _, err := KhatriRao(array.Ones[float64](3, 2), array.Ones[float64](3, 4)); !errors.Is(err, array.ErrShape) {
		t.Errorf("columns: %v", err)
	}
	if p, err := KhatriRao(array.Ones[float64](0, 2), array.Ones[float64](3, 2)); err != nil || p.Size() != 0 {
		t.Errorf("no rows: %v, %v", p, err)
	}
}

// testKhatriRao takes the columns of Kronecker products, and broadcasts.
func testKhatriRao[T Scalar](t *testing.T) {
	a, b := random[T](1, 2, 1, 3, 4), random[T](2, 5, 2, 4)
	p, err := KhatriRao(a, b)
	if err != nil || !equalShape(p.Shape(), []int{2, 5, 6, 4}) {
		t.Fatal(p.Shape(), err)
	}
	k, err := Kron(a, b)
	if err != nil {
		t.Fatal(err)
	}
	for j := range 4 {
		near(t, "a column", array.Copy(p.Slice(array.Ellipsis, array.At(j))), array.Copy(k.Slice(array.Ellipsis, array.At(5*j))), 2*eps[T]())
	}
}

func TestBandwidth(t *testing.T) {
	for _, d := range [][2]int{{0, 0}, {1, 0}, {0, 2}, {3, 1}, {4, 5}} {
		a := array.Triu(array.Tril(array.Ones[complex64](5, 6), d[1]), -d[0])
		l, u, err := Bandwidth(a)
		if err != nil || l != d[0] || u != d[1] {
			t.Errorf("bandwidth %d and %d, want %v, %v", l, u, d, err)
		}
	}
	if l, u, err := Bandwidth(array.Zeros[float64](4, 0)); l != 0 || u != 0 || err != nil {
		t.Errorf("empty: %d %d %v", l, u, err)
	}
	if _, _, err := Bandwidth(array.Ones[float64](2, 3, 3)); !errors.Is(err, array.ErrShape) {
		t.Errorf("a stack: %v", err)
	}
}

func TestIsHermitian(t *testing.T) {
	h := array.FromSlice([]complex128{1, 2i, -2i, 3}, 2, 2)
	s := array.FromSlice([]complex128{1, 2i, 2i, 3}, 2, 2)
	off := array.Copy(h)
	off.Set(1e-9+2i, 0, 1)
	nan := array.Full(complex(math.NaN(), 0), 1, 1)
	for name, c := range map[string]struct {
		a                    array.Array[complex128]
		tol                  float64
		hermitian, symmetric bool
	}{
		"Hermitian": {h, 0, true, false}, "symmetric": {s, 0, false, true}, "nearly": {off, 0, false, false},
		"nearly, to 1e-8": {off, 1e-8, true, false}, "nearly, to 1e-10": {off, 1e-10, false, false}, "NaN": {nan, 1, false, false},
		"stack": {array.Stack(0, h, off), 0, false, false}, "empty": {array.Zeros[complex128](0, 0), 0, true, true},
	} {
		hermitian, err1 := IsHermitian(c.a, c.tol)
		symmetric, err2 := IsSymmetric(c.a, c.tol)
		if err := errors.Join(err1, err2); err != nil || hermitian != c.hermitian || symmetric != c.symmetric {
			t.Errorf("%s: Hermitian %t, symmetric %t, %v", name, hermitian, symmetric, err)
		}
	}
	if _, err := IsSymmetric(array.Ones[float64](2, 3), 0); !errors.Is(err, array.ErrShape) {
		t.Errorf("shape: %v", err)
	}
	if _, err := IsHermitian(h, math.NaN()); !errors.Is(err, array.ErrValue) {
		t.Errorf("tolerance: %v", err)
	}
}
