package linalg

import (
	"errors"
	"math"
	"testing"

	"github.com/scicore-go/scicore/array"
)

func TestSVD(t *testing.T) {
	fourTypes(t, testSVD[float32], testSVD[float64], testSVD[complex64], testSVD[complex128])
}

func testSVD[T Scalar](t *testing.T) {
	for _, shape := range shapes {
		a := random[T](8, shape...)
		rows, cols := a.Dim(-2), a.Dim(-1)
		k := min(rows, cols)
		for _, o := range []*SVDOptions{nil, {Full: true}, {Method: Jacobi}, {Method: Jacobi, Full: true}} {
			r, err := SVD(a, o)
			if err != nil {
				t.Fatal(err)
			}
			orthonormal(t, "u", r.U)
			orthonormal(t, "v", adjoint(r.Vh))
			u, vh := r.U, r.Vh
			if o != nil && o.Full {
				if u.Dim(-1) != rows || vh.Dim(-2) != cols {
					t.Errorf("full factors are %v and %v", u.Shape(), vh.Shape())
				}
				u = u.Slice(array.Ellipsis, array.RangeTo(k))
				vh = vh.Slice(array.Ellipsis, array.RangeTo(k), array.All)
			}
			us := array.Mul(u, fromFloat[T](array.Copy(r.S.ExpandDims(-2).BroadcastTo(u.Shape()...))))
			near(t, "u·s·vh", array.MatMul(us, vh), a, 100*eps[T]())
			s, err := SVDVals(a)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "values alone", s, r.S, 100*eps[T]())
		}
	}
}

func TestSmallSingularValues(t *testing.T) {
	// AᵀA would lose this one: it is below the root of eps.
	a := array.FromSlice([]float64{1, 1, 1e-9, 0, 0, 1e-9}, 3, 2)
	s, err := SVDVals(a)
	if err != nil || math.Abs(s.At(1)/1e-9-1) > 1e-6 {
		t.Errorf("values %v, %v", s, err)
	}
	d := array.FromSlice([]float64{1, 1e-8, 1e-16, 1e-24})
	graded := array.Mul(random[float64](3, 9, 4), array.Copy(d.ExpandDims(0).BroadcastTo(9, 4)))
	r, err := SVD(graded, &SVDOptions{Method: Jacobi})
	if err != nil {
		t.Fatal(err)
	}
	// Scaling the columns by powers of ten changes the small values by about as
	// much; the values of the scaled matrix in higher precision are not needed to
	// see that none has drowned in the noise of the largest.
	if s3 := r.S.At(3); !(s3 > 1e-25 && s3 < 1e-22) {
		t.Errorf("the smallest value is %g", s3)
	}
}

func TestPinvRankCond(t *testing.T) {
	fourTypes(t, testPinv[float32], testPinv[float64], testPinv[complex64], testPinv[complex128])
}

func testPinv[T Scalar](t *testing.T) {
	a := array.MatMul(random[T](1, 3, 9, 4), random[T](2, 3, 4, 7))
	rank, err := MatrixRank(a, -1)
	if err != nil || rank.At(0) != 4 || rank.At(2) != 4 {
		t.Errorf("rank = %v, %v", rank, err)
	}
	p, err := Pinv(a, 1e-4)
	if err != nil {
		t.Fatal(err)
	}
	tol := 2e4 * eps[T]()
	near(t, "a·p·a", array.MatMul(a, array.MatMul(p, a)), a, tol)
	near(t, "p·a·p", array.MatMul(p, array.MatMul(a, p)), p, tol)
	ap, pa := array.MatMul(a, p), array.MatMul(p, a)
	near(t, "a·p", ap, adjoint(ap), tol)
	near(t, "p·a", pa, adjoint(pa), tol)
	null, err := NullSpace(a.Slice(array.At(0)), 1e-4)
	if err != nil || null.Dim(1) != 3 {
		t.Fatalf("null space %v, %v", null.Shape(), err)
	}
	orthonormal(t, "null space", null)
	prod := array.MatMul(a.Slice(array.At(0)), null)
	near(t, "a·null", array.Add(prod, array.OnesLike(prod)), array.OnesLike(prod), tol)
	basis, err := Orth(a.Slice(array.At(0)), 1e-4)
	if err != nil || basis.Dim(1) != 4 {
		t.Fatalf("range %v, %v", basis.Shape(), err)
	}
	orthonormal(t, "range", basis)
}

func TestCond(t *testing.T) {
	d := array.Diag(array.FromSlice([]float64{4, 2, -8}), 0)
	for ord, want := range map[Order]float64{Two: 4, NegTwo: 0.25, One: 4, Inf: 4, NegOne: 2.0 / 8, NegInf: 2.0 / 8,
		Fro: math.Sqrt(84) * math.Sqrt(1./16+1./4+1./64), Nuc: 14 * (0.25 + 0.5 + 0.125)} {
		c, err := Cond(d, ord)
		if err != nil || math.Abs(c.Item()/want-1) > 1e-14 {
			t.Errorf("cond %v = %v, %v; want %g", ord, c, err, want)
		}
	}
	for _, ord := range []Order{Two, One, Fro} {
		if c, err := Cond(array.Zeros[float64](2, 3, 3), ord); err != nil || !math.IsInf(c.At(1), 1) {
			t.Errorf("cond %v of zero = %v, %v", ord, c, err)
		}
	}
	var bad *array.ValueError
	if _, err := Cond(d, MaxAbs); !errors.As(err, &bad) {
		t.Errorf("no norm: %v", err)
	}
	var shape *array.ShapeError
	if _, err := Cond(array.Zeros[float64](0, 0), Two); !errors.As(err, &shape) {
		t.Errorf("nothing: %v", err)
	}
	if _, err := Cond(array.Ones[float64](3, 2), One); !errors.As(err, &shape) {
		t.Errorf("not square: %v", err)
	}
}

func TestNorm(t *testing.T) {
	a := array.FromSlice([]float64{1, -2, 3, 4, 5, -6}, 2, 3)
	for ord, want := range map[Order]float64{Fro: math.Sqrt(91), One: 9, NegOne: 5, Inf: 15, NegInf: 6, MaxAbs: 6,
		Two: 9.225027715260929, NegTwo: 2.4287576356375586, Nuc: 11.653785350898488} {
		n, err := Norm(a, ord)
		if err != nil || math.Abs(n.Item()/want-1) > 1e-14 {
			t.Errorf("norm %v = %v, %v; want %g", ord, n, err, want)
		}
		if o, ok := OrderOf(ord.String()); !ok || o != ord {
			t.Errorf("the name of %v is read as %v", ord, o)
		}
	}
	big := array.Full(complex64(3e38), 2, 4, 4)
	if n, err := Norm(big, Fro); err != nil || math.Abs(n.At(1)/1.2e39-1) > 1e-6 {
		t.Errorf("norm above the range of float32 = %v, %v", n, err)
	}
	for _, ord := range []Order{Fro, One, Inf, MaxAbs, Two, Nuc} {
		if n, err := Norm(array.Zeros[float32](2, 0, 3), ord); err != nil || n.At(0) != 0 {
			t.Errorf("norm %v of nothing = %v, %v", ord, n, err)
		}
	}
	var shape *array.ShapeError
	for _, ord := range []Order{NegOne, NegInf, NegTwo} {
		if _, err := Norm(array.Zeros[float32](0, 3), ord); !errors.As(err, &shape) {
			t.Errorf("norm %v of nothing: %v", ord, err)
		}
	}
	nan := array.Copy(a)
	nan.Set(math.NaN(), 1, 1)
	for _, ord := range []Order{Fro, One, Inf, MaxAbs} {
		if n, err := Norm(nan, ord); err != nil || !math.IsNaN(n.Item()) {
			t.Errorf("norm %v with NaN = %v, %v", ord, n, err)
		}
	}
	if _, err := Norm(nan, Two); !errors.Is(err, ErrNotFinite) {
		t.Errorf("norm by singular values with NaN: %v", err)
	}
	if n, err := VectorNorm(array.FromSlice([]complex128{3 + 4i, 0, 12i}), 2); err != nil || n.Item() != 13 {
		t.Errorf("vector norm = %v, %v", n, err)
	}
	v := array.FromSlice([]float64{3, 0, -4})
	for p, want := range map[float64]float64{0: 2, 1: 7, 2: 5, 3: math.Cbrt(91), math.Inf(1): 4, math.Inf(-1): 0, -1: 0} {
		if n, err := VectorNorm(v, p); err != nil || math.Abs(n.Item()-want) > 1e-14 {
			t.Errorf("%g-norm = %v, %v; want %g", p, n, err, want)
		}
	}
}
