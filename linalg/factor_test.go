package linalg

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

var shapes = [][]int{{0, 0}, {1, 1}, {3, 0}, {0, 2}, {5, 5}, {7, 4}, {4, 7}, {40, 40}, {2, 6, 3}, {2, 3, 4, 4}}

func TestLU(t *testing.T) {
	fourTypes(t, testLU[float32], testLU[float64], testLU[complex64], testLU[complex128])
}

func testLU[T Scalar](t *testing.T) {
	for _, shape := range shapes {
		a := random[T](1, shape...)
		f, err := LU(a)
		if err != nil {
			t.Fatal(err)
		}
		p := f.Perm()
		near(t, "l·u", array.MatMul(f.L(), f.U()), takeRows(a, p), 200*eps[T]())
	}
	f, err := LU(array.Zeros[T](3, 3))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Solve(array.Ones[T](3)); !errors.Is(err, ErrSingular) {
		t.Errorf("solve: %v", err)
	}
	if _, err := f.Inv(); !errors.Is(err, ErrSingular) {
		t.Errorf("inv: %v", err)
	}
	if r, err := f.RCond(); err != nil || r.Item() != 0 {
		t.Errorf("rcond of a singular matrix: %v, %v", r, err)
	}
	f, _ = LU(random[T](2, 4, 3))
	var shapeErr *array.ShapeError
	if _, err := f.Solve(array.Ones[T](4)); !errors.As(err, &shapeErr) {
		t.Errorf("solve with what is not square: %v", err)
	}
	a := definite[T](3, 3, 6, 6)
	f, _ = LU(a)
	b := random[T](4, 2, 3, 6, 2)
	x, err := f.Solve(b)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "solve", array.MatMul(a, x), b, 300*eps[T]())
	y, err := f.SolveTransposed(b)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "transposed", array.MatMul(a.SwapAxes(-1, -2), y), b, 300*eps[T]())
	inv, err := f.Inv()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "inv", array.MatMul(a, inv), array.Copy(array.Eye[T](6, 6, 0).BroadcastTo(3, 6, 6)), 300*eps[T]())
}

// takeRows orders the rows of each matrix.
func takeRows[T Scalar](a array.Array[T], p array.Array[int64]) array.Array[T] {
	return array.TakeAlongAxis(a, array.Copy(p.ExpandDims(-1).BroadcastTo(a.Shape()...)), -2)
}

func TestDet(t *testing.T) {
	a := array.FromSlice([]float64{4, 3, 6, 3}).Reshape(2, 2)
	if d, err := Det(a); err != nil || math.Abs(d.Item()+6) > 1e-14 {
		t.Errorf("det = %v, %v", d, err)
	}
	if d, err := Det(array.Zeros[complex64](0, 0)); err != nil || d.Item() != 1 {
		t.Errorf("det of nothing = %v, %v", d, err)
	}
	sign, logabs, err := SLogDet(array.MulScalar(array.Eye[float64](400, 400, 0), 1e-10))
	if err != nil || sign.Item() != 1 || math.Abs(logabs.Item()-400*math.Log(1e-10)) > 1e-8 {
		t.Errorf("slogdet = %v, %v, %v", sign, logabs, err)
	}
	if d, _ := Det(array.MulScalar(array.Eye[float64](400, 400, 0), 1e-10)); d.Item() != 0 {
		t.Errorf("a determinant below the range is %v", d)
	}
	// products that leave the range on the way and come back
	wild := array.Diag(array.FromSlice([]float64{1e300, 1e300, 1e-300, 1e-300, 7}), 0)
	if d, _ := Det(wild); math.Abs(d.Item()-7) > 1e-13 {
		t.Errorf("det = %v, want 7", d)
	}
	sign, logabs, _ = SLogDet(array.Zeros[float64](2, 3, 3))
	if !slices.Equal(logabs.Shape(), []int{2}) || !math.IsInf(logabs.At(1), -1) || sign.At(1) != 0 {
		t.Errorf("slogdet of zero = %v, %v", sign, logabs)
	}
	z := array.FromSlice([]complex128{1i, 0, 0, -2}).Reshape(2, 2)
	s, l, _ := SLogDet(z)
	if blas.Abs(s.Item()+1i) > 1e-15 || math.Abs(l.Item()-math.Ln2) > 1e-15 {
		t.Errorf("slogdet of a complex matrix = %v, %v", s, l)
	}
	var shape *array.ShapeError
	if _, err := Det(array.Ones[float64](2, 3)); !errors.As(err, &shape) {
		t.Errorf("not square: %v", err)
	}
}

func TestCholesky(t *testing.T) {
	fourTypes(t, testCholesky[float32], testCholesky[float64], testCholesky[complex64], testCholesky[complex128])
}

func testCholesky[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 4, 50} {
		a := definite[T](uint64(n), 2, n, n)
		f, err := Cholesky(a)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "l·lᴴ", array.MatMul(f.L(), adjoint(f.L())), a, 100*eps[T]())
		b := random[T](9, n, 3)
		x, err := f.Solve(b)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "solve", array.MatMul(a, x), array.Copy(b.BroadcastTo(2, n, 3)), 500*eps[T]())
		inv, err := f.Inv()
		if err != nil {
			t.Fatal(err)
		}
		near(t, "inv", array.MatMul(a, inv), array.Copy(array.Eye[T](n, n, 0).BroadcastTo(2, n, n)), 500*eps[T]())
		if n > 0 {
			_, logabs, _ := SLogDet(a)
			near(t, "logdet", f.LogDet(), logabs, 100*eps[T]())
			x, rcond, err := SolvePositive(a, b)
			if err != nil || !(rcond > 1e-3 && rcond <= 1) {
				t.Errorf("rcond = %g, %v", rcond, err)
			}
			near(t, "solve positive", array.MatMul(a, x), array.Copy(b.BroadcastTo(2, n, 3)), 500*eps[T]())
		}
	}
	bad := array.Eye[T](4, 4, 0)
	bad.Set(-1, 2, 2)
	_, err := Cholesky(array.Stack(0, array.Eye[T](4, 4, 0), bad))
	var npd *NotPositiveDefiniteError
	if !errors.As(err, &npd) || npd.Pivot != 2 || !slices.Equal(npd.Batch, []int{1}) || !errors.Is(err, ErrNotPositiveDefinite) {
		t.Errorf("not positive definite: %v", err)
	}
}

func TestQR(t *testing.T) {
	fourTypes(t, testQR[float32], testQR[float64], testQR[complex64], testQR[complex128])
}

func testQR[T Scalar](t *testing.T) {
	for _, shape := range shapes {
		a := random[T](5, shape...)
		for _, pivoted := range []bool{false, true} {
			f, err := QR(a)
			if pivoted {
				f, err = QRPivoted(a)
			}
			if err != nil {
				t.Fatal(err)
			}
			want := takeRows(a.SwapAxes(-1, -2), f.Perm()).SwapAxes(-1, -2)
			near(t, "q·r", array.MatMul(f.Q(), f.R()), array.Copy(want), 200*eps[T]())
			orthonormal(t, "q", f.Q())
			orthonormal(t, "full q", f.FullQ())
			b := random[T](6, append(slices.Clone(shape[:len(shape)-1]), 2)...)
			qb, err := f.ApplyQ(b, true)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "qᴴ·b", qb, array.MatMul(adjoint(f.FullQ()), b), 300*eps[T]())
			rows, cols := shape[len(shape)-2], shape[len(shape)-1]
			if rows >= cols && cols > 0 {
				x, err := f.Solve(b)
				if err != nil {
					t.Fatal(err)
				}
				res := array.Sub(array.MatMul(a, x), b)
				normal := array.MatMul(adjoint(a), res)
				near(t, "normal equations", array.Add(normal, array.OnesLike(normal)), array.OnesLike(normal), 5000*eps[T]())
			}
		}
	}
}

// orthonormal checks the columns of q.
func orthonormal[T Scalar](t *testing.T, what string, q array.Array[T]) {
	t.Helper()
	n := q.Dim(-1)
	lead := q.Shape()[:q.NDim()-2]
	one := array.Copy(array.Eye[T](n, n, 0).BroadcastTo(append(slices.Clone(lead), n, n)...))
	near(t, what+"ᴴ·"+what, array.MatMul(adjoint(q), q), one, 20*float64(q.Dim(-2)+1)*eps[T]())
}

func TestQRPivotedShowsTheRank(t *testing.T) {
	a := array.MatMul(random[float64](1, 20, 4), random[float64](2, 4, 15))
	f, err := QRPivoted(a)
	if err != nil || f.Rank(-1).Item() != 4 {
		t.Errorf("rank = %v, %v", f.Rank(-1), err)
	}
	if _, err := f.Solve(array.Ones[float64](20)); err != nil && !errors.Is(err, ErrSingular) {
		t.Errorf("solve: %v", err)
	}
	v, err := f.ApplyQ(array.Ones[float64](20), false)
	if err != nil || !slices.Equal(v.Shape(), []int{20}) {
		t.Errorf("a vector becomes %v, %v", v.Shape(), err)
	}
}

func TestFactorsTellWhatIsNotFinite(t *testing.T) {
	for _, n := range []int{3, 20, 100, 150} {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, at := range [][]int{{1, n - 1, 0}, {1, n - 1, n - 1}, {1, 0, 0}} {
				a := definite[float64](3, 2, n, n)
				a.Set(bad, at...)
				_, err := LU(a)
				tellsNotFinite(t, "lu", err, at)
				_, err = Cholesky(a)
				tellsNotFinite(t, "cholesky", err, at)
			}
		}
		a := definite[float64](3, n, n)
		a.Set(math.NaN(), 0, n-1) // not read
		if _, err := Cholesky(a); err != nil {
			t.Errorf("n %d, NaN above the diagonal: %v", n, err)
		}
		_, err := LU(a)
		tellsNotFinite(t, "lu", err, []int{0, n - 1})
		z := definite[complex128](3, n, n)
		z.Set(complex(1e3, math.NaN()), n/2, n/2)
		_, err = Cholesky(z)
		tellsNotFinite(t, "cholesky", err, []int{n / 2, n / 2})
		huge := array.MulScalar(array.Eye[float64](n, n, 0), math.MaxFloat64)
		huge.Set(math.MaxFloat64/2, 1, 0)
		huge.Set(math.MaxFloat64/2, 0, 1)
		huge.Set(math.MaxFloat64, 2, 0) // the norm overflows, the elements do not
		if _, err := LU(huge); err != nil {
			t.Errorf("n %d, a norm that overflows: %v", n, err)
		}
	}
}

func tellsNotFinite(t *testing.T, op string, err error, at []int) {
	t.Helper()
	var bad *NotFiniteError
	if !errors.As(err, &bad) || bad.Op != op || !slices.Equal(bad.Index, at) {
		t.Errorf("%s with an element that is not finite at %v: %v", op, at, err)
	}
}
