package linalg

import (
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestExponentials(t *testing.T) {
	fourTypes(t, testExponentials[float32], testExponentials[float64], testExponentials[complex64], testExponentials[complex128])
}

// testExponentials holds derivative, condition and action against SciPy's.
func testExponentials[T Scalar](t *testing.T) {
	kind, tol := kindOf[T](), 200*eps[T]()
	a, e, b := fromSciPy[T](t, "expm a"+kind), fromSciPy[T](t, "expm e"+kind), fromSciPy[T](t, "expm b"+kind)
	x, d, err := ExpmFrechet(a, e)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "exponential", x, fromSciPy[T](t, "expm x"+kind), tol)
	near(t, "derivative", d, fromSciPy[T](t, "expm derivative"+kind), tol)
	c, err := ExpmCond(a)
	if want := fromSciPy[float64](t, "expm cond"+kind).Item(); err != nil || !(c.Item() <= want*(1+tol) && c.Item() >= 0.8*want) {
		t.Errorf("condition %v, want nearly %g: %v", c, want, err)
	}
	y, err := ExpmMultiply(a, b, -0.7)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "action", y, fromSciPy[T](t, "expm action"+kind), tol)
}

// TestStacksOfExponentials holds stacks, which broadcast, to single matrices.
func TestStacksOfExponentials(t *testing.T) {
	a, e, b := random[float64](1, 2, 1, 4, 4), random[float64](2, 3, 4, 4), random[float64](3, 4)
	x, d, err := ExpmFrechet(a, e)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ExpmCond(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := ExpmMultiply(a, b, 2)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 2 {
		one := array.Copy(a.Slice(array.At(i), array.At(0)))
		cond, err := ExpmCond(one)
		if err != nil || cond.Item() != c.At(i, 0) {
			t.Errorf("condition %d: %v of %v, %v", i, cond, c, err)
		}
		action, err := ExpmMultiply(one, b, 2)
		if err != nil || !array.ArrayEqual(action, array.Copy(y.Slice(array.At(i), array.At(0)))) {
			t.Errorf("action %d: %v of %v, %v", i, action, y, err)
		}
		for j := range 3 {
			value, derivative, err := ExpmFrechet(one, array.Copy(e.Slice(array.At(j))))
			if err != nil || !array.ArrayEqual(value, x.Slice(array.At(i), array.At(j))) || !array.ArrayEqual(derivative, d.Slice(array.At(i), array.At(j))) {
				t.Errorf("derivative (%d,%d): %v", i, j, err)
			}
		}
	}
}

func TestExponentialTrouble(t *testing.T) {
	huge, eye := array.Diag(array.FromSlice([]float64{1e3, 0}), 0), array.Eye[float64](2, 2, 0)
	var over *NotFiniteError
	if _, _, err := ExpmFrechet(huge, eye); !errors.As(err, &over) || over.Operand != -1 {
		t.Errorf("derivative that overflows: %v", err)
	}
	if _, err := ExpmCond(huge); !errors.As(err, &over) || over.Operand != -1 {
		t.Errorf("condition of what overflows: %v", err)
	}
	if _, err := ExpmMultiply(huge, array.Ones[float64](2), 1); !errors.As(err, &over) || over.Operand != -1 {
		t.Errorf("action that overflows: %v", err)
	}
	if _, _, err := ExpmFrechet(eye, array.Eye[float64](3, 3, 0)); !errors.Is(err, array.ErrShape) {
		t.Errorf("sizes: %v", err)
	}
	if _, err := ExpmMultiply(eye, array.Ones[float64](3), 1); !errors.Is(err, array.ErrShape) {
		t.Errorf("right side: %v", err)
	}
	if _, err := ExpmMultiply(eye, array.Ones[float64](2), math.Inf(1)); !errors.Is(err, array.ErrValue) {
		t.Errorf("time: %v", err)
	}
	eye.Set(math.NaN(), 0, 1)
	if _, err := ExpmCond(eye); !errors.As(err, &over) || over.Operand != 0 {
		t.Errorf("NaN: %v", err)
	}
}
