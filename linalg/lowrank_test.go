package linalg

import (
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

func TestLowRank(t *testing.T) {
	fourTypes(t, testLowRank[float32], testLowRank[float64], testLowRank[complex64], testLowRank[complex128])
}

func testLowRank[T Scalar](t *testing.T) {
	a := array.MatMul(random[T](1, 2, 60, 5), random[T](2, 2, 5, 40))
	full, err := SVD(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := RandomizedSVD(a, 5, &RandomizedOptions{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "values", r.S, full.S.Slice(array.Ellipsis, array.RangeTo(5)), 200*eps[T]())
	orthonormal(t, "u", r.U)
	us := array.Mul(r.U, fromFloat[T](array.Copy(r.S.ExpandDims(-2).BroadcastTo(2, 60, 5))))
	near(t, "u·s·vh", array.MatMul(us, r.Vh), a, 500*eps[T]())
	again, err := RandomizedSVD(a, 5, &RandomizedOptions{Seed: 3})
	if err != nil || !array.ArrayEqual(again.U, r.U) {
		t.Errorf("equal seeds give other bits: %v", err)
	}
	one := a.Slice(array.At(1))
	for _, rank := range []int{5, -1} {
		id, err := Interpolative(one, rank, 1e-4)
		if err != nil || id.Columns.Size() != 5 {
			t.Fatal(err, id.Columns)
		}
		near(t, "interpolative", array.MatMul(array.Take(one, id.Columns, 1), id.Coefficients), one, 2000*eps[T]())
	}
	var bad *array.ValueError
	if _, err := RandomizedSVD(a, 41, nil); !errors.As(err, &bad) {
		t.Errorf("too many: %v", err)
	}
	if _, err := Interpolative(one, 41, 0); !errors.As(err, &bad) {
		t.Errorf("too many columns: %v", err)
	}
}

func TestPolarAndProcrustes(t *testing.T) {
	fourTypes(t, testPolar[float32], testPolar[float64], testPolar[complex64], testPolar[complex128])
}

func testPolar[T Scalar](t *testing.T) {
	for _, shape := range [][]int{{5, 5}, {2, 9, 4}, {4, 9}, {0, 3}} {
		a := random[T](1, shape...)
		r, err := Polar(a)
		if err != nil {
			t.Fatal(err)
		}
		if a.Dim(-2) >= a.Dim(-1) {
			orthonormal(t, "u", r.U)
			near(t, "u·h", array.MatMul(r.U, r.H), a, 100*eps[T]())
		} else {
			orthonormal(t, "uᴴ", adjoint(r.U))
			near(t, "h·u", array.MatMul(r.H, r.U), a, 100*eps[T]())
		}
		near(t, "h is Hermitian", r.H, adjoint(r.H), 100*eps[T]())
	}
	a := random[T](2, 3, 20, 4)
	turn, err := QR(random[T](3, 4, 4))
	if err != nil {
		t.Fatal(err)
	}
	b := array.MulScalar(array.MatMul(a, turn.Q()), blas.FromReal[T](2.5))
	p, err := OrthogonalProcrustes(a, b)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "rotation", p.R, array.Copy(turn.Q().BroadcastTo(3, 4, 4)), 500*eps[T]())
	near(t, "scale", p.Scale, array.Full(2.5, 3), 500*eps[T]())
	if p, err := OrthogonalProcrustes(array.Zeros[T](3, 2), array.Zeros[T](3, 2)); err != nil || !math.IsNaN(p.Scale.Item()) {
		t.Errorf("zero: %+v, %v", p, err)
	}
	var shape *array.ShapeError
	if _, err := OrthogonalProcrustes(a, b.Slice(array.Ellipsis, array.RangeTo(3))); !errors.As(err, &shape) {
		t.Errorf("shapes: %v", err)
	}
}
