package sparse

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// TestAMD holds the order to be a permutation and to fill in little.
func TestAMD(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	arrow := Builder[float64]{Rows: 300, Cols: 300}
	for i := range 300 {
		arrow.Add(i, i, 2)
		arrow.Add(0, i, 1)
		arrow.Add(i, 0, 1)
	}
	shuffled := func(a *CSR[float64]) *CSR[float64] {
		p := r.Perm(a.rows)
		return must(a.Permute(p, p))
	}
	for name, c := range map[string]struct {
		a    *CSR[float64]
		most int // elements of L
	}{
		"empty":       {must(Zero[float64](0, 0)), 0},
		"one":         {must(Eye[float64](1)), 1},
		"diagonal":    {must(Eye[float64](50)), 50},
		"path":        {shuffled(laplace1D[float64](500)), 999},
		"arrow":       {must(arrow.CSR()), 600}, // eliminated first, row 0 would fill everything
		"grid":        {shuffled(laplace2D[float64](40)), 26_000},
		"full":        {must(FromDense(array.Ones[float64](20, 20))), 210},
		"random":      {must(Add(sparseOf[float64](r, 200, 200, 1), must(Eye[float64](200)))), 20_100},
		"with no row": {must(Diags(9, 9, []int{3}, [][]float64{{1}})), 45},
	} {
		order, err := AMD(c.a)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkPermutation("amd", order, c.a.rows); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if fill := factorSize(t, c.a, order); fill > c.most {
			t.Errorf("%s: %d elements in the factor, want at most %d", name, fill, c.most)
		}
	}
	if _, err := AMD(must(Zero[float64](2, 3))); !errors.Is(err, array.ErrShape) {
		t.Errorf("not square: %v", err)
	}
}

// factorSize counts the elements of the Cholesky factor of the structure of a
// in the given order, by elimination on sets of neighbours.
func factorSize(t *testing.T, a *CSR[float64], order []int) int {
	t.Helper()
	adj := make([]map[int]bool, a.rows)
	for i := range adj {
		adj[i] = map[int]bool{}
	}
	for i := range a.rows {
		cols, _ := a.Row(i)
		for _, j := range cols {
			if int(j) != i {
				adj[i][int(j)], adj[int(j)][i] = true, true
			}
		}
	}
	size := 0
	for _, p := range order {
		size += 1 + len(adj[p])
		for i := range adj[p] {
			delete(adj[i], p)
			for j := range adj[p] {
				if i != j {
					adj[i][j] = true
				}
			}
		}
	}
	return size
}

func TestCholesky(t *testing.T) {
	eachType(t, testCholesky[float32], testCholesky[float64], testCholesky[complex64], testCholesky[complex128])
}

func testCholesky[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(10, 1))
	s := sparseOf[T](r, 60, 60, 2)
	square := must(Add(must(MatMul(s, s.H().ToCSR())), must(Eye[T](60))))
	for name, a := range map[string]*CSR[T]{"grid": hermitian[T](15), "random": square, "one": Scale(3, must(Eye[T](1))), "none": must(Zero[T](0, 0))} {
		for _, order := range [][]int{nil, r.Perm(a.rows)} {
			c, err := NewCholesky(context.Background(), a.Tril(0), &CholeskyOptions{Order: order}) // the upper half is not read
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			l := c.L().ToCSR()
			if l.NNZ() != l.Tril(0).NNZ() || c.NNZ() != l.NNZ() {
				t.Errorf("%s: L is not lower triangular", name)
			}
			back := must(MatMul(l, l.H().ToCSR()))
			diff := must(Sub(back, must(a.Permute(c.Order(), c.Order()))))
			if d := Norm(diff, Frobenius); d > 50*eps[T]()*Norm(a, Frobenius) {
				t.Errorf("%s: L·Lᴴ is off by %g", name, d)
			}
			want := drawVec[T](r, a.rows)
			got := make([]T, a.rows)
			if err := c.Solve(got, must(MatVec[T](a, want))); err != nil {
				t.Fatal(err)
			}
			near(t, name, got, want, 5e3*eps[T]())
		}
	}
	// Not definite: told with the row.
	a := Scale(1, hermitian[T](6))
	for k := a.ptr[17]; k < a.ptr[18]; k++ {
		if a.idx[k] == 17 {
			a.val[k] = -1
		}
	}
	var pivot *PivotError
	if _, err := NewCholesky(context.Background(), a, nil); !errors.As(err, &pivot) || !errors.Is(err, ErrNotPositiveDefinite) {
		t.Errorf("indefinite: %v", err)
	}
	if _, err := NewCholesky(context.Background(), Scale(-1, must(Eye[T](3))), &CholeskyOptions{Order: []int{2, 0, 1}}); !errors.As(err, &pivot) || pivot.Pivot != -1 {
		t.Errorf("negative: %v", err)
	}
}

func TestLogDet(t *testing.T) {
	n := 30 // det of the 1-d Laplacian of order n is n+1
	a := laplace1D[float64](n)
	c := must(NewCholesky(context.Background(), a, nil))
	if got := c.LogDet(); math.Abs(got-math.Log(31)) > 1e-13 {
		t.Errorf("cholesky: %g, want log 31", got)
	}
	swap := must(a.Permute(append([]int{1, 0}, identity(n)[2:]...), nil))
	phase, log := must(NewLU(context.Background(), swap, nil)).LogDet()
	if phase != -1 || math.Abs(log-math.Log(31)) > 1e-13 {
		t.Errorf("lu: %g·exp(%g), want -exp(log 31)", phase, log)
	}
	ph, log := must(NewLU(context.Background(), must(Diags(3, 3, []int{0}, [][]complex128{{2i}})), nil)).LogDet()
	if blas.Abs(ph+1i) > 1e-15 || math.Abs(log-math.Log(8)) > 1e-15 {
		t.Errorf("lu: %v·exp(%g), want -8i", ph, log)
	}
}

func TestLU(t *testing.T) {
	eachType(t, testLU[float32], testLU[float64], testLU[complex64], testLU[complex128])
}

func testLU[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(11, 1))
	p := r.Perm(80)
	random := must(Add(sparseOf[T](r, 80, 80, 3), Scale(0.5, must(must(Eye[T](80)).Permute(p, nil)))))
	for name, a := range map[string]*CSR[T]{
		"convection": convection[T](14, 2), "random": random, "permutation": must(must(Eye[T](80)).Permute(p, nil)),
		"one": Scale(-2, must(Eye[T](1))), "none": must(Zero[T](0, 0)), "dense": must(FromDense(array.FromSlice(drawVec[T](r, 900), 30, 30))),
	} {
		for _, o := range []*LUOptions{nil, {Order: r.Perm(a.rows)}, {PivotTol: 0.01}} {
			f, err := NewLU(context.Background(), a, o)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			checkLU(t, name, a, f)
			want := drawVec[T](r, a.rows)
			got, b := make([]T, a.rows), must(MatVec[T](a, want))
			if err := f.Solve(got, b); err != nil {
				t.Fatal(err)
			}
			rc := f.RCond()
			near(t, name, got, want, 1e3*eps[T]()/math.Max(rc, 1e-3))
			if err := a.ApplyAdjoint(b, want); err != nil {
				t.Fatal(err)
			}
			if err := f.SolveAdjoint(got, b); err != nil {
				t.Fatal(err)
			}
			near(t, name+" adjoint", got, want, 1e3*eps[T]()/math.Max(rc, 1e-3))
		}
	}
}

// checkLU multiplies the factors.
func checkLU[T array.Inexact](t *testing.T, name string, a *CSR[T], f *LU[T]) {
	t.Helper()
	n := a.rows
	l, u := Builder[T]{Rows: n, Cols: n}, Builder[T]{Rows: n, Cols: n}
	for j := range n {
		rows, values := f.l.Row(j)
		l.Add(j, j, 1)
		for k, i := range rows {
			if int(i) <= j {
				t.Fatalf("%s: L has (%d,%d)", name, i, j)
			}
			l.Add(int(i), j, values[k])
		}
		rows, values = f.u.Row(j)
		u.Add(j, j, f.diag[j])
		for k, i := range rows {
			if int(i) >= j {
				t.Fatalf("%s: U has (%d,%d)", name, i, j)
			}
			u.Add(int(i), j, values[k])
		}
	}
	p, q := f.Orders()
	diff := must(Sub(must(MatMul(must(l.CSR()), must(u.CSR()))), must(a.Permute(p, q))))
	if d := Norm(diff, Frobenius); d > 1e3*eps[T]()*Norm(a, Frobenius) {
		t.Errorf("%s: L·U is off by %g", name, d)
	}
}

func TestSolve(t *testing.T) {
	a := convection[float64](30, 1)
	want := drawVec[float64](rand.New(rand.NewPCG(12, 1)), a.rows)
	x, res, err := Solve(context.Background(), a, must(MatVec[float64](a, want)))
	if err != nil || res.IllConditioned || res.RCond < 1e-5 || res.RCond > 1e-2 {
		t.Fatalf("%+v, %v", res, err)
	}
	near(t, "solve", x, want, 1e-12)
	// The condition of a diagonal matrix is known.
	d := must(Diags(5, 5, []int{0}, [][]float64{{1, 1e-3, 1e3, 10, 1}}))
	if rc := must(NewLU(context.Background(), d, nil)).RCond(); math.Abs(rc-1e-6) > 1e-18 {
		t.Errorf("rcond of a diagonal is %g, want 1e-6", rc)
	}
	tiny := must(FromDense(array.FromSlice([]float64{1, 1, 1, 1 + 0x1p-52}, 2, 2)))
	if _, res, err = Solve(context.Background(), tiny, []float64{1, 2}); err != nil || !res.IllConditioned && res.RCond > 1e-15 {
		t.Errorf("nearly singular: %+v, %v", res, err)
	}
	var pivot *PivotError
	for name, s := range map[string]*CSR[float64]{
		"free path":     neumann[float64](1 << 4), // powers of two: exactly singular in floating point
		"empty column":  must(Diags(4, 4, []int{1}, [][]float64{{1}})),
		"no elements":   must(Zero[float64](3, 3)),
		"equal columns": must(FromDense(array.FromSlice([]float64{1, 1, 0, 2, 2, 0, 0, 0, 1}, 3, 3))),
	} {
		_, _, err := Solve(context.Background(), s, make([]float64, s.rows))
		if !errors.As(err, &pivot) || !errors.Is(err, ErrSingular) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err = Solve(context.Background(), a, want[:3]); !errors.Is(err, array.ErrShape) {
		t.Errorf("short b: %v", err)
	}
	if _, err = NewLU(context.Background(), a, &LUOptions{PivotTol: 2}); !errors.Is(err, array.ErrValue) {
		t.Errorf("tolerance: %v", err)
	}
	if _, err = NewLU(context.Background(), a, &LUOptions{Order: make([]int, 900)}); !errors.Is(err, array.ErrValue) {
		t.Errorf("order: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err = NewLU(ctx, a, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err = NewCholesky(ctx, laplace1D[float64](9), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestSigma looks for eigenvalues inside the spectrum with the factorisation
// that the solver makes itself.
func TestSigma(t *testing.T) {
	n := 300
	a := laplace1D[float64](n)
	sigma := 1.003
	want := spectrum1D(n)
	slices.SortFunc(want, func(x, y float64) int {
		if math.Abs(x-sigma) < math.Abs(y-sigma) {
			return -1
		}
		return 1
	})
	best := slices.Clone(want[:5])
	slices.Sort(best)
	for _, m := range []Operator[float64]{a, a.ToCSC()} {
		values, v, res, err := EigSh(context.Background(), m, 5, &EigOptions[float64]{Sigma: &sigma})
		if err != nil || !res.Converged {
			t.Fatalf("%+v, %v", res, err)
		}
		near(t, "eigsh", values, best, 1e-12)
		checkVectors(t, "eigsh", m, values, v, res, 1e-9)
	}
	z := complex(0.5, 1)
	c := must(Diags(n, n, []int{-1, 0, 1}, [][]complex128{{1}, {1i}, {1}}))
	got, _, res, err := Eigs(context.Background(), Operator[complex128](c), 3, &EigOptions[complex128]{Sigma: &z})
	if err != nil || !res.Converged {
		t.Fatalf("%+v, %v", res, err)
	}
	for i, w := range got { // eigenvalues are i + 2·cos(θ)
		d := math.Abs(real(w)-0.5) + math.Abs(imag(w)-1)
		if res.Residuals[i] > 1e-8 || d > 0.05 {
			t.Errorf("eigs: %v, residual %g", w, res.Residuals[i])
		}
	}
	if _, _, _, err := EigSh(context.Background(), Operator[float64](must(Shift(Operator[float64](a), 1.0))), 1, &EigOptions[float64]{Sigma: &sigma}); !errors.Is(err, array.ErrValue) {
		t.Errorf("an operator without inverse: %v", err)
	}
	zero := 0.0
	if _, _, _, err := EigSh(context.Background(), Operator[float64](must(Zero[float64](9, 9))), 1, &EigOptions[float64]{Sigma: &zero}); !errors.Is(err, ErrSingular) {
		t.Errorf("sigma on an eigenvalue: %v", err)
	}
}
