package linalg

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

func TestLDL(t *testing.T) {
	fourTypes(t, testLDL[float32], testLDL[float64], testLDL[complex64], testLDL[complex128])
}

func testLDL[T Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 9, 60} {
		r := random[T](uint64(n)+3, 2, n, n)
		for _, symmetric := range []bool{false, true} {
			a := array.Add(r, adjoint(r))
			turn := adjoint[T]
			f, err := LDL(a)
			if symmetric {
				a = array.Add(r, array.Copy(r.SwapAxes(-1, -2)))
				turn = func(a array.Array[T]) array.Array[T] { return array.Copy(a.SwapAxes(-1, -2)) }
				f, err = LDLSymmetric(a)
			}
			if err != nil {
				t.Fatal(err)
			}
			p := f.Perm()
			want := takeRows(array.Copy(takeRows(a, p).SwapAxes(-1, -2)), p)
			near(t, "l·d·lᴴ", array.MatMul(f.L(), array.MatMul(f.D(), turn(f.L()))), array.Copy(want.SwapAxes(-1, -2)), 200*eps[T]())
			if n == 0 {
				continue
			}
			b := random[T](9, n, 2)
			x, err := f.Solve(b)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "solve", array.MatMul(a, x), array.Copy(b.BroadcastTo(2, n, 2)), 2e5*eps[T]())
			if symmetric {
				continue
			}
			w, err := EigValsH(a, nil)
			if err != nil {
				t.Fatal(err)
			}
			pos := 0
			for _, x := range array.ToSlice(w.Slice(array.At(1))) {
				if x > 0 {
					pos++
				}
			}
			if in := f.Inertia(); int(in.At(1, 0)) != pos || int(in.At(1, 1)) != n-pos {
				t.Errorf("inertia %v, %d eigenvalues are positive", in, pos)
			}
		}
	}
	f, err := LDL(array.Zeros[T](3, 3))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Solve(array.Ones[T](3)); !errors.Is(err, ErrSingular) {
		t.Errorf("singular: %v", err)
	}
}

func TestLstSq(t *testing.T) {
	fourTypes(t, testLstSq[float32], testLstSq[float64], testLstSq[complex64], testLstSq[complex128])
}

func testLstSq[T Scalar](t *testing.T) {
	testLstSqBy[T](t, OrthogonalFactors)
	testLstSqBy[T](t, SingularValues)
}

func testLstSqBy[T Scalar](t *testing.T, method LstSqMethod) {
	for _, shape := range [][]int{{1, 1}, {6, 6}, {9, 4}, {4, 9}, {2, 30, 7}, {2, 7, 30}} {
		a := random[T](4, shape...)
		m, n := a.Dim(-2), a.Dim(-1)
		b := random[T](5, append(slices.Clone(shape[:len(shape)-1]), 3)...)
		r, err := LstSq(a, b, &LstSqOptions{Method: method})
		if err != nil {
			t.Fatal(err)
		}
		p, err := Pinv(a, -1)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "x", r.X, array.MatMul(p, b), 1e4*eps[T]())
		if rank, _ := r.Rank.Data(); int(rank[0]) != min(m, n) {
			t.Errorf("rank = %v", r.Rank)
		}
		if method == SingularValues {
			sv, err := SVDVals(a)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "singular values", r.S, sv, 1e2*eps[T]())
		} else if r.S.Size() > 1 {
			t.Errorf("singular values by orthogonal factors: %v", r.S)
		}
		left := array.Sub(array.MatMul(a, r.X), b)
		norms, err := VectorNorm(array.Copy(left.SwapAxes(-1, -2)), 2)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "residual", array.AddScalar(r.Residual, 1.0), array.AddScalar(norms, 1.0), 1e3*eps[T]())
	}
	low := array.MatMul(random[T](1, 12, 3), random[T](2, 3, 8))
	v := random[T](3, 12)
	r, err := LstSq(low, v, &LstSqOptions{RCond: 1e-4, Method: method})
	if err != nil || r.Rank.Item() != 3 || !slices.Equal(r.X.Shape(), []int{8}) || r.Residual.NDim() != 0 {
		t.Fatalf("rank %v, x %v, residual %v, %v", r.Rank, r.X.Shape(), r.Residual, err)
	}
	p, err := Pinv(low, 1e-4)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "least norm", r.X, array.MatMul(p, v), 1e4*eps[T]())
	if r, err := LstSq(array.Zeros[T](4, 3), array.Ones[T](4), &LstSqOptions{Method: method}); err != nil || r.Rank.Item() != 0 || r.Residual.Item() != 2 {
		t.Errorf("zero: %+v, %v", r, err)
	}
	if r, err := LstSq(array.Zeros[T](0, 3), array.Zeros[T](0), &LstSqOptions{Method: method}); err != nil || r.X.Size() != 3 {
		t.Errorf("no equations: %+v, %v", r, err)
	}
	var bad *array.ValueError
	if _, err := LstSq(low, v, &LstSqOptions{RCond: 2}); !errors.As(err, &bad) {
		t.Errorf("RCond 2: %v", err)
	}
	if _, err := LstSq(low, v, &LstSqOptions{Method: 7}); !errors.As(err, &bad) {
		t.Errorf("method 7: %v", err)
	}
}

// TestLstSqAgainstSciPy solves equations of rank 3 in 6 unknowns.
func TestLstSqAgainstSciPy(t *testing.T) {
	a, b := fromSciPy[float64](t, "lstsq a"), fromSciPy[float64](t, "lstsq b")
	for _, method := range []LstSqMethod{OrthogonalFactors, SingularValues} {
		r, err := LstSq(a, b, &LstSqOptions{RCond: 1e-10, Method: method})
		if err != nil || r.Rank.Item() != 3 {
			t.Fatal(method, r.Rank, err)
		}
		near(t, method.String(), r.X, fromSciPy[float64](t, "lstsq x"), 100*eps[float64]())
		if method == SingularValues {
			near(t, "singular values", r.S, fromSciPy[float64](t, "lstsq s"), 10*eps[float64]())
		}
	}
}

func TestBanded(t *testing.T) {
	fourTypes(t, testBanded[float32], testBanded[float64], testBanded[complex64], testBanded[complex128])
}

func testBanded[T Scalar](t *testing.T) {
	n := 30
	nan := blas.FromReal[T](math.NaN())
	for _, d := range [][2]int{{0, 0}, {1, 1}, {2, 0}, {0, 3}, {4, 2}} {
		l, u := d[0], d[1]
		ab := random[T](1, 2, l+u+1, n)
		dense := array.Zeros[T](2, n, n)
		for k := range 2 {
			for r := range l + u + 1 {
				for j := range n {
					i := j + r - u
					if i < 0 || i >= n {
						ab.Set(nan, k, r, j) // not read
						continue
					}
					if i == j {
						ab.Set(ab.At(k, r, j)+6, k, r, j)
					}
					dense.Set(ab.At(k, r, j), k, i, j)
				}
			}
		}
		b := random[T](2, n, 2)
		x, rcond, err := SolveBanded(l, u, ab, b)
		if err != nil || !(rcond > 1e-3 && rcond <= 1) {
			t.Fatal(err, rcond)
		}
		near(t, "band", array.MatMul(dense, x), array.Copy(b.BroadcastTo(2, n, 2)), 2000*eps[T]())
		ab.Set(nan, 1, u, 3)
		var nf *NotFiniteError
		if _, _, err := SolveBanded(l, u, ab, b); !errors.As(err, &nf) || !slices.Equal(nf.Index, []int{1, u, 3}) {
			t.Errorf("NaN inside: %v", err)
		}
	}
	ab := array.Zeros[T](3, 5)
	var singular *SingularError
	if _, _, err := SolveBanded(1, 1, ab, array.Ones[T](5)); !errors.As(err, &singular) {
		t.Errorf("singular: %v", err)
	}
	var shape *array.ShapeError
	if _, _, err := SolveBanded(1, 2, ab, array.Ones[T](5)); !errors.As(err, &shape) {
		t.Errorf("rows: %v", err)
	}

	pos := random[T](3, 3, n)
	full := array.Zeros[T](n, n)
	for j := range n {
		pos.Set(10, 0, j)
		for r := range 3 {
			if j+r < n {
				full.Set(pos.At(r, j), j+r, j)
				full.Set(blas.Conj(pos.At(r, j)), j, j+r)
			}
		}
	}
	b := random[T](4, n)
	x, rcond, err := SolveBandedPositive(pos, b)
	if err != nil || !(rcond > 1e-3) {
		t.Fatal(err, rcond)
	}
	near(t, "positive band", array.MatMul(full, x), b, 2000*eps[T]())
	pos.Set(-1, 0, 7)
	var npd *NotPositiveDefiniteError
	if _, _, err := SolveBandedPositive(pos, b); !errors.As(err, &npd) || npd.Pivot != 7 {
		t.Errorf("not positive: %v", err)
	}

	dl, d, du := random[T](5, 2, n-1), array.AddScalar(random[T](6, 2, n), T(5)), random[T](7, 2, n-1)
	x, _, err = SolveTridiagonal(dl, d, du, random[T](8, n, 3))
	if err != nil {
		t.Fatal(err)
	}
	tri := array.Zeros[T](2, n, n)
	for k := range 2 {
		for i := range n {
			tri.Set(d.At(k, i), k, i, i)
			if i+1 < n {
				tri.Set(dl.At(k, i), k, i+1, i)
				tri.Set(du.At(k, i), k, i, i+1)
			}
		}
	}
	near(t, "tridiagonal", array.MatMul(tri, x), array.Copy(random[T](8, n, 3).BroadcastTo(2, n, 3)), 2000*eps[T]())
	e := random[T](9, n-1)
	dd := array.MulScalar(array.Ones[T](n), T(8))
	x, _, err = SolveTridiagonalPositive(dd, e, b)
	if err != nil {
		t.Fatal(err)
	}
	herm := array.MulScalar(array.Eye[T](n, n, 0), T(8))
	for i := range n - 1 {
		herm.Set(e.At(i), i+1, i)
		herm.Set(blas.Conj(e.At(i)), i, i+1)
	}
	near(t, "positive tridiagonal", array.MatMul(herm, x), b, 2000*eps[T]())
	if _, _, err := SolveTridiagonal(dl, d, d, b); !errors.As(err, &shape) {
		t.Errorf("diagonals: %v", err)
	}
}

func TestToeplitz(t *testing.T) {
	fourTypes(t, testToeplitz[float32], testToeplitz[float64], testToeplitz[complex64], testToeplitz[complex128])
}

func testToeplitz[T Scalar](t *testing.T) {
	n := 20
	c, r := array.ToSlice(random[T](1, n)), array.ToSlice(random[T](2, n))
	c[0] = 60
	b := random[T](3, n, 2)
	for _, row := range [][]T{r, nil} {
		s, err := SolveToeplitz(c, row, b)
		if err != nil || !(s.Growth >= 1 && s.Growth < 1e4) {
			t.Fatal(err, s.Growth)
		}
		a := Toeplitz(c, row)
		near(t, "toeplitz", array.MatMul(a, s.X), b, 1000*eps[T]())
		y, err := ToeplitzMatMul(c, row, b)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "product", y, array.MatMul(a, b), 100*eps[T]())
	}
	v, err := SolveToeplitz(c, r, random[T](4, n))
	if err != nil || !slices.Equal(v.X.Shape(), []int{n}) {
		t.Errorf("a vector: %v, %v", v.X.Shape(), err)
	}
	slices.Reverse(c) // the large diagonal of Hankel matrices is the other one
	h, err := SolveHankel(c, slices.Concat(c[n-1:], r[1:]), b)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "hankel", array.MatMul(Hankel(c, slices.Concat(c[n-1:], r[1:])), h.X), b, 1000*eps[T]())
	x, rcond, err := SolveCirculant(c, b)
	if err != nil || !(rcond > 1e-3 && rcond <= 1) {
		t.Fatal(err, rcond)
	}
	near(t, "circulant", array.MatMul(Circulant(c), x), b, 1000*eps[T]())
	if _, _, err := SolveCirculant(make([]T, 4), array.Ones[T](4)); !errors.Is(err, ErrSingular) {
		t.Errorf("singular: %v", err)
	}
	if _, err := SolveToeplitz([]T{0, 1}, []T{0, 1}, array.Ones[T](2)); !errors.Is(err, ErrSingular) {
		t.Errorf("a leading section that is singular: %v", err)
	}
	var bad *array.ValueError
	if _, err := SolveToeplitz(c, c[:3], b); !errors.As(err, &bad) {
		t.Errorf("lengths: %v", err)
	}
}

func TestEquations(t *testing.T) {
	fourTypes(t, testEquations[float32], testEquations[float64], testEquations[complex64], testEquations[complex128])
}

func testEquations[T Scalar](t *testing.T) {
	n, m := 8, 5
	tol := 1e4 * eps[T]()
	a, b := definite[T](1, 2, n, n), definite[T](2, m, m)
	q := random[T](3, 2, n, m)
	s, err := SolveSylvester(a, b, q)
	if err != nil || !(s.Residual < 100*eps[T]()) || !(s.RCond > 0 && s.RCond <= 1) {
		t.Fatal(err, s.Residual, s.RCond)
	}
	near(t, "a·x + x·b", array.Add(array.MatMul(a, s.X), array.MatMul(s.X, b)), q, tol)
	h := random[T](4, n, n)
	h = array.Add(h, adjoint(h))
	l, err := SolveContinuousLyapunov(a, h)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "a·x + x·aᴴ", array.Add(array.MatMul(a, l.X), array.MatMul(l.X, adjoint(a))), array.Copy(h.BroadcastTo(2, n, n)), tol)
	small := array.MulScalar(a, blas.FromReal[T](1e-2))
	d, err := SolveDiscreteLyapunov(small, h)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "a·x·aᴴ - x", array.Sub(d.X, array.MatMul(small, array.MatMul(d.X, adjoint(small)))), array.Copy(h.BroadcastTo(2, n, n)), tol)
	zero := array.Zeros[T](3, 3)
	var none *NoSolutionError
	if _, err := SolveContinuousLyapunov(zero, array.Eye[T](3, 3, 0)); !errors.As(err, &none) {
		t.Errorf("singular equation: %v", err)
	}
	bb, qq, rr := random[T](6, n, 2), definite[T](7, n, n), definite[T](8, 2, 2)
	one := array.MulScalar(random[T](9, n, n), blas.FromReal[T](0.2))
	x, err := SolveContinuousRiccati(one, bb, qq, rr, nil)
	if err != nil || !(x.Residual < 1000*eps[T]()) {
		t.Fatal(err, x.Residual)
	}
	xb := array.MatMul(x.X, bb)
	inv, _, err := Inv(rr)
	if err != nil {
		t.Fatal(err)
	}
	closed := array.Sub(one, array.MatMul(bb, array.MatMul(inv, adjoint(xb))))
	w, err := EigVals(closed)
	if err != nil {
		t.Fatal(err)
	}
	for _, z := range array.ToSlice(w) {
		if !(real(z) < 0) {
			t.Errorf("the closed loop has the eigenvalue %v", z)
		}
	}
	y, err := SolveDiscreteRiccati(one, bb, qq, rr, nil)
	if err != nil || !(y.Residual < 1e4*eps[T]()) {
		t.Fatal(err, y.Residual)
	}
	// uncontrollable and unstable: no stabilising solution
	if _, err := SolveContinuousRiccati(array.Eye[T](2, 2, 0), array.Zeros[T](2, 1), array.Eye[T](2, 2, 0), array.Ones[T](1, 1), nil); !errors.Is(err, ErrNoSolution) {
		t.Errorf("no stabilising solution: %v", err)
	}
}

func TestFunctions(t *testing.T) {
	a := array.FromSlice([]float64{0, 1, -1, 0}, 2, 2)
	e, err := Expm(a)
	if err != nil {
		t.Fatal(err)
	}
	s, c := math.Sincos(1)
	near(t, "expm of a rotation's generator", e, array.FromSlice([]float64{c, s, -s, c}, 2, 2), 4e-16)
	d := definite[complex128](3, 2, 6, 6)
	for name, f := range map[string]func(array.Array[complex128]) (array.Array[complex128], error){
		"exp(log)": func(a array.Array[complex128]) (array.Array[complex128], error) {
			l, err := Logm(a)
			if err != nil {
				return l, err
			}
			return Expm(l)
		},
		"sqrt²": func(a array.Array[complex128]) (array.Array[complex128], error) {
			r, err := Sqrtm(a)
			return array.MatMul(r, r), err
		},
		"power": func(a array.Array[complex128]) (array.Array[complex128], error) {
			r, err := FractionalMatrixPower(a, 1./3)
			if err != nil {
				return r, err
			}
			return MatrixPower(r, 3)
		},
		"inverse twice": func(a array.Array[complex128]) (array.Array[complex128], error) {
			r, err := MatrixPower(a, -1)
			if err != nil {
				return r, err
			}
			return MatrixPower(r, -1)
		},
	} {
		got, err := f(d)
		if err != nil {
			t.Fatal(name, err)
		}
		near(t, name, got, d, 1e-12)
	}
	small := array.MulScalar(random[float64](5, 5, 5), 0.2)
	cos, err1 := Cosm(small)
	sin, err2 := Sinm(small)
	cosh, err3 := Coshm(small)
	sinh, err4 := Sinhm(small)
	tan, err5 := Tanm(small)
	tanh, err6 := Tanhm(small)
	if err := errors.Join(err1, err2, err3, err4, err5, err6); err != nil {
		t.Fatal(err)
	}
	eye := array.Eye[float64](5, 5, 0)
	near(t, "cos² + sin²", array.Add(array.MatMul(cos, cos), array.MatMul(sin, sin)), eye, 1e-14)
	near(t, "cosh² - sinh²", array.Sub(array.MatMul(cosh, cosh), array.MatMul(sinh, sinh)), eye, 1e-14)
	near(t, "tan·cos", array.MatMul(tan, cos), sin, 1e-14)
	near(t, "tanh·cosh", array.MatMul(tanh, cosh), sinh, 1e-14)
	sign, err := Signm(array.Diag(array.FromSlice([]float64{3, -0.1, 7}), 0))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "sign", sign, array.Diag(array.FromSlice([]float64{1, -1, 1}), 0), 1e-15)

	var none *NoSolutionError
	if _, err := Logm(array.Diag(array.FromSlice([]float64{1, -1}), 0)); !errors.As(err, &none) {
		t.Errorf("log of a negative eigenvalue: %v", err)
	}
	if z, err := Logm(array.Diag(array.FromSlice([]complex128{1, -1}), 0)); err != nil || blas.Abs(z.At(1, 1)-complex(0, math.Pi)) > 1e-15 {
		t.Errorf("complex log: %v, %v", z, err)
	}
	if _, err := Logm(array.Zeros[float64](2, 2)); !errors.As(err, &none) {
		t.Errorf("log of zero: %v", err)
	}
	if _, err := Sqrtm(array.FromSlice([]float64{0, 1, 0, 0}, 2, 2)); !errors.As(err, &none) {
		t.Errorf("root of a Jordan block at zero: %v", err)
	}
	if _, err := MatrixPower(array.Zeros[float64](2, 2), -2); !errors.Is(err, ErrSingular) {
		t.Errorf("negative power of zero: %v", err)
	}
	if _, err := Expm(array.Full(1e4, 2, 2)); !errors.Is(err, ErrNotFinite) {
		t.Errorf("an exponential that overflows: %v", err)
	}
	if p, err := MatrixPower(array.Zeros[float64](0, 0), 5); err != nil || p.Size() != 0 {
		t.Errorf("nothing: %v, %v", p, err)
	}
	if p, err := MatrixPower(array.Zeros[float64](2, 2), 0); err != nil || !array.ArrayEqual(p, array.Eye[float64](2, 2, 0)) {
		t.Errorf("zero to the power zero: %v, %v", p, err)
	}
}

func TestProductsAndSpecialMatrices(t *testing.T) {
	a, b := array.FromSlice([]float64{1, 2, 3, 4}, 2, 2), array.FromSlice([]float64{0, 5, 6, 7}, 2, 2)
	k, err := Kron(a, b)
	if err != nil || !array.ArrayEqual(k, array.FromSlice([]float64{0, 5, 0, 10, 6, 7, 12, 14, 0, 15, 0, 20, 18, 21, 24, 28}, 4, 4)) {
		t.Errorf("kron = %v, %v", k, err)
	}
	x, y, z := random[float64](1, 10, 100), random[float64](2, 100, 5), random[float64](3, 5, 50)
	p, err := MultiDot(x, y, z)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "multi_dot", p, array.MatMul(array.MatMul(x, y), z), 1e-13)
	v, err := MultiDot(random[float64](4, 10), x, y, random[float64](5, 5))
	if err != nil || v.NDim() != 0 {
		t.Errorf("vectors at both ends: %v, %v", v.Shape(), err)
	}
	var shape *array.ShapeError
	if _, err := MultiDot(x, z); !errors.As(err, &shape) {
		t.Errorf("multi_dot: %v", err)
	}
	if tr, err := Trace(array.Arange(0.0, 12, 1).Reshape(3, 4), 1); err != nil || tr.Item() != 1+6+11 {
		t.Errorf("trace = %v, %v", tr, err)
	}
	h, hi := Hilbert[float64](5), InvHilbert[float64](5)
	near(t, "hilbert", array.MatMul(h, hi), array.Eye[float64](5, 5, 0), 1e-11)
	if !array.ArrayEqual(Pascal[float64](3), array.FromSlice([]float64{1, 1, 1, 1, 2, 3, 1, 3, 6}, 3, 3)) {
		t.Errorf("pascal = %v", Pascal[float64](3))
	}
	had, err := Hadamard[float64](8)
	if err != nil || !array.ArrayEqual(array.MatMul(had, had.T()), array.MulScalar(array.Eye[float64](8, 8, 0), 8)) {
		t.Errorf("hadamard = %v, %v", had, err)
	}
	if _, err := Hadamard[float64](6); err == nil {
		t.Error("hadamard of order 6")
	}
	comp, err := Companion([]float64{1, -6, 11, -6})
	if err != nil {
		t.Fatal(err)
	}
	w, err := EigVals(comp)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "roots", sortedValues(w), array.FromSlice([]complex128{1, 2, 3}), 1e-13)
	if _, err := Companion([]float64{0, 1}); err == nil {
		t.Error("companion with a zero in front")
	}
	bd, err := BlockDiag(a, array.Ones[float64](1, 3))
	if err != nil || !slices.Equal(bd.Shape(), []int{3, 5}) || array.SumAll(bd) != 13 {
		t.Errorf("block_diag = %v, %v", bd, err)
	}
}

func TestFunm(t *testing.T) {
	fourTypes(t, testFunm[float32], testFunm[float64], testFunm[complex64], testFunm[complex128])
	var none *NoSolutionError
	pole := func(z complex128, _ int) complex128 { return 1 / z }
	if _, err := Funm(array.Diag(array.FromSlice([]float64{0, 1}), 0), pole); !errors.As(err, &none) {
		t.Errorf("a pole: %v", err)
	}
	if _, err := Funm(array.Eye[float64](2, 2, 0), func(complex128, int) complex128 { return 1i }); !errors.As(err, &none) {
		t.Errorf("a complex function of a real matrix: %v", err)
	}
	if _, err := Funm(array.Eye[float64](2, 2, 0), nil); !errors.Is(err, array.ErrValue) {
		t.Errorf("no function: %v", err)
	}
	if _, err := Funm(array.Ones[float64](2, 3), pole); !errors.Is(err, array.ErrShape) {
		t.Errorf("shape: %v", err)
	}
}

// testFunm takes the inverse of a stack as a function.
func testFunm[T Scalar](t *testing.T) {
	a := definite[T](3, 2, 3, 6, 6)
	r, err := Funm(a, func(z complex128, k int) complex128 {
		v := 1 / z
		for i := 1; i <= k; i++ {
			v *= complex(-float64(i), 0) / z
		}
		return v
	})
	if err != nil {
		t.Fatal(err)
	}
	inv, _, err := Inv(a)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "inverse", r.F, inv, 1e3*eps[T]())
	if !equalShape(r.Error.Shape(), []int{2, 3}) || !(array.Max(r.Error).Item() < 1e-12) {
		t.Errorf("errors %v", r.Error)
	}
}

func TestDescriptorRiccati(t *testing.T) {
	fourTypes(t, testDescriptorRiccati[float32], testDescriptorRiccati[float64], testDescriptorRiccati[complex64], testDescriptorRiccati[complex128])
	one := array.Ones[float64](1, 1)
	for name, o := range map[string]*RiccatiOptions[float64]{
		"order of E": {E: array.Ones[float64](2, 2)}, "shape of E": {E: array.Ones[float64](1, 2)}, "axes of E": {E: array.Ones[float64](1)},
		"rows of S": {S: array.Ones[float64](2, 1)}, "columns of S": {S: array.Ones[float64](1, 2)},
		"stacks": {E: array.Ones[float64](2, 1, 1), S: array.Ones[float64](3, 1, 1)},
	} {
		if _, err := SolveContinuousRiccati(one, one, one, one, o); !errors.Is(err, array.ErrShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := SolveDiscreteRiccati(one, one, one, one, &RiccatiOptions[float64]{S: array.Full(math.NaN(), 1, 1)}); !errors.Is(err, ErrNotFinite) {
		t.Errorf("NaN in S: %v", err)
	}
	if _, err := SolveContinuousRiccati(one, one, one, one, &RiccatiOptions[float64]{E: array.Zeros[float64](1, 1)}); !errors.Is(err, ErrNoSolution) {
		t.Errorf("singular E: %v", err)
	}
}

// testDescriptorRiccati holds solutions with E and S against SciPy's.
func testDescriptorRiccati[T Scalar](t *testing.T) {
	kind := kindOf[T]()
	get := func(name string) array.Array[T] { return fromSciPy[T](t, name+kind) }
	a, b, q, r := get("riccati a"), get("riccati b"), get("riccati q"), get("riccati r")
	for name, o := range map[string]*RiccatiOptions[T]{
		"e": {E: get("riccati e")}, "s": {S: get("riccati s")}, "both": {E: get("riccati e"), S: get("riccati s")},
	} {
		for equation, solve := range map[string]func(a, b, q, r array.Array[T], o *RiccatiOptions[T]) (EquationResult[T], error){
			"continuous ": SolveContinuousRiccati[T], "discrete ": SolveDiscreteRiccati[T],
		} {
			x, err := solve(a, b, q, r, o)
			if err != nil || !(x.Residual < 1e-13) || !(x.RCond > 0) {
				t.Errorf("%s%s: residual %g, rcond %g, %v", equation, name, x.Residual, x.RCond, err)
				continue
			}
			near(t, equation+name, x.X, get(equation+name), 2e3*eps[T]())
		}
	}
}
