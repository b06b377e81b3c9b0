package linalg

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestSolve(t *testing.T) {
	fourTypes(t, testSolve[float32], testSolve[float64], testSolve[complex64], testSolve[complex128])
}

func testSolve[T Scalar](t *testing.T) {
	tol := 3000 * eps[T]()
	for _, n := range []int{0, 1, 2, 3, 7, 16, 17, 60} {
		a := definite[T](uint64(n), n, n)
		for _, b := range []array.Array[T]{random[T](1, n), random[T](2, n, 3), random[T](3, 2, n, 1), random[T](3, 2, 2, n, 4)} {
			x, rcond, err := Solve(a, b)
			if err != nil {
				t.Fatal(err)
			}
			if n > 0 && !(rcond > 1e-4 && rcond <= 1) {
				t.Errorf("n = %d: rcond = %g", n, rcond)
			}
			near(t, "a·x", array.MatMul(a, x), b, tol)
		}
	}
	stack := definite[T](5, 3, 1, 4, 4)
	x, _, err := Solve(stack, random[T](6, 2, 4, 5))
	if err != nil || !slices.Equal(x.Shape(), []int{3, 2, 4, 5}) {
		t.Errorf("stacks: %v, %v", x.Shape(), err)
	}
	near(t, "stacks", array.MatMul(stack, x), random[T](6, 2, 4, 5).BroadcastTo(3, 2, 4, 5), tol)
	v, _, err := Solve(stack, random[T](7, 4))
	if err != nil || !slices.Equal(v.Shape(), []int{3, 1, 4}) {
		t.Errorf("a vector for a stack: %v, %v", v.Shape(), err)
	}
}

func TestSolveReadsViews(t *testing.T) {
	big := definite[float64](1, 12, 12)
	b := random[float64](2, 12)
	for name, a := range map[string]array.Array[float64]{
		"transposed": big.T(),
		"window":     big.Slice(array.Range(2, 8), array.Range(2, 8)),
		"stepped":    big.Slice(array.Range(0, 12, 2), array.Range(0, 12, 2)),
		"reversed":   big.Slice(array.Reversed(), array.Reversed()),
	} {
		n := a.Dim(0)
		keep := array.Copy(a)
		x, _, err := Solve(a, b.Slice(array.RangeTo(n)))
		if err != nil {
			t.Fatal(name, err)
		}
		near(t, name, array.MatMul(keep, x), b.Slice(array.RangeTo(n)), 1e-12)
		if !array.ArrayEqual(a, keep) {
			t.Errorf("%s: the operand was written to", name)
		}
	}
	same := array.Eye[float64](3, 3, 0).BroadcastTo(5, 3, 3)
	inv, _, err := Inv(same)
	if err != nil || !array.ArrayEqual(array.Copy(same), inv) {
		t.Errorf("inverse of a broadcast identity: %v, %v", inv, err)
	}
}

func TestSolveTrouble(t *testing.T) {
	zero := array.Zeros[float64](3, 3)
	one := array.Eye[float64](3, 3, 0)
	b := array.Ones[float64](3)
	_, _, err := Solve(zero, b)
	var singular *SingularError
	if !errors.As(err, &singular) || singular.Pivot != 0 || singular.Batch != nil || !errors.Is(err, ErrSingular) ||
		err.Error() != "solve: singular matrix: pivot 0 is zero" {
		t.Errorf("singular: %v", err)
	}
	_, _, err = Solve(array.Stack(0, one, one, zero, zero), b)
	if !errors.As(err, &singular) || !slices.Equal(singular.Batch, []int{2}) {
		t.Errorf("singular in a stack: %v", err)
	}
	_, _, err = Inv(array.Stack(0, one, zero))
	if !errors.As(err, &singular) || err.Error() != "inv: singular matrix (1): pivot 0 is zero" {
		t.Errorf("inverse: %v", err)
	}
	bad := array.Copy(one)
	bad.Set(math.NaN(), 2, 1)
	var notFinite *NotFiniteError
	_, _, err = Solve(bad, b)
	if !errors.As(err, &notFinite) || notFinite.Operand != 0 || !slices.Equal(notFinite.Index, []int{2, 1}) || err.Error() != "solve: operand 0 is NaN at (2,1)" {
		t.Errorf("NaN: %v", err)
	}
	inf := array.Ones[float64](20, 20)
	inf.Set(math.Inf(-1), 19, 3)
	if _, _, err = Solve(array.Eye[float64](20, 20, 0), inf); !errors.As(err, &notFinite) || notFinite.Operand != 1 || !slices.Equal(notFinite.Index, []int{19, 3}) {
		t.Errorf("infinity: %v", err)
	}
	huge := array.Full(math.MaxFloat64, 10, 10) // the sum of the elements overflows
	if _, err := LU(huge); err != nil {
		t.Errorf("large finite elements: %v", err)
	}
	for name, err := range map[string]error{
		"not square":      third(Solve(array.Ones[float64](3, 2), b)),
		"one dimension":   third(Solve(b, b)),
		"rows":            third(Solve(one, array.Ones[float64](4))),
		"no dimension":    third(Solve(one, array.Full(1.0))),
		"leading":         third(Solve(array.Ones[float64](2, 3, 3), array.Ones[float64](3, 3, 1))),
		"inv, not square": third(Inv(array.Ones[float64](3, 2))),
	} {
		var shape *array.ShapeError
		if !errors.As(err, &shape) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }

func TestRCondOfIllConditioned(t *testing.T) {
	h := Hilbert[float64](12)
	_, rcond, err := Solve(h, array.Ones[float64](12))
	want := 1 / 4.1154e16 // the condition of the Hilbert matrix of order 12 in the 1-norm
	if err != nil || !(rcond > want/10 && rcond < want*10) || !IllConditioned[float64](rcond) {
		t.Errorf("rcond = %g, %v; want about %g", rcond, err, want)
	}
	if IllConditioned[float64](1e-10) || !IllConditioned[float32](1e-10) || !IllConditioned[float64](math.NaN()) {
		t.Error("IllConditioned")
	}
}

func TestInv(t *testing.T) {
	fourTypes(t, testInv[float32], testInv[float64], testInv[complex64], testInv[complex128])
}

func testInv[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 5, 40} {
		a := definite[T](3, 2, n, n)
		inv, _, err := Inv(a)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "a·a⁻¹", array.MatMul(a, inv), array.Copy(array.Eye[T](n, n, 0).BroadcastTo(2, n, n)), 2000*eps[T]())
	}
}

func TestSolveTriangular(t *testing.T) {
	fourTypes(t, testTriangular[float32], testTriangular[float64], testTriangular[complex64], testTriangular[complex128])
}

func testTriangular[T Scalar](t *testing.T) {
	n := 33
	a := definite[T](3, n, n)
	b := random[T](4, 2, n, 3)
	for _, o := range []TriangularOptions{{}, {Lower: true}, {Unit: true}, {Lower: true, Unit: true}, {Transposed: true},
		{Lower: true, Transposed: true}, {Transposed: true, Conjugated: true}} {
		full := array.Triu(a, 0)
		if o.Lower {
			full = array.Tril(a, 0)
		}
		x, err := SolveTriangular(a, b, &o)
		if o.Unit { // random unit triangles are badly conditioned: take a small one
			small := array.MulScalar(a, 1/T(200))
			x, err = SolveTriangular(small, b, &o)
			full = array.Add(array.Triu(small, 1), array.Eye[T](n, n, 0))
			if o.Lower {
				full = array.Add(array.Tril(small, -1), array.Eye[T](n, n, 0))
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if o.Transposed {
			full = full.T()
		}
		if o.Conjugated {
			full = adjoint(full.T())
		}
		near(t, "triangle", array.MatMul(full, x), b, 4000*eps[T]())
	}
	var singular *SingularError
	zero := array.Copy(a)
	zero.Set(0, 4, 4)
	if _, err := SolveTriangular(zero, b, nil); !errors.As(err, &singular) || singular.Pivot != 4 {
		t.Errorf("zero on the diagonal: %v", err)
	}
	if _, err := SolveTriangular(zero, b, &TriangularOptions{Unit: true}); err != nil {
		t.Errorf("a diagonal that is not read: %v", err)
	}
}

func TestTrianglesThatAreNotRead(t *testing.T) {
	a := definite[float64](1, 5, 5)
	a.Set(math.NaN(), 1, 3)
	if _, err := Cholesky(a); err != nil {
		t.Errorf("cholesky: %v", err)
	}
	if _, err := SolveTriangular(a, array.Ones[float64](5), &TriangularOptions{Lower: true}); err != nil {
		t.Errorf("lower triangle: %v", err)
	}
	if _, err := SolveTriangular(a, array.Ones[float64](5), nil); !errors.Is(err, ErrNotFinite) {
		t.Errorf("upper triangle: %v", err)
	}
	if _, err := Eigh(a, nil); err != nil {
		t.Errorf("eigh: %v", err)
	}
	if _, err := Eigh(a, &EighOptions{Upper: true}); !errors.Is(err, ErrNotFinite) {
		t.Errorf("eigh, upper: %v", err)
	}
}
