package band

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

var accuracy = lapacktest.NewTable("band", "Band, tridiagonal and Toeplitz systems")

// sizes are orders and bandwidths on both sides of every block size.
var sizes = []struct{ n, kl, ku int }{
	{1, 0, 0}, {2, 1, 0}, {2, 0, 1}, {3, 1, 1}, {5, 4, 4}, {6, 0, 2}, {6, 2, 0}, {7, 9, 1}, {30, 3, 5}, {64, 1, 1},
	{65, 24, 30}, {60, 31, 3}, {70, 32, 0}, {90, 32, 32}, {97, 33, 2}, {131, 40, 70}, {40, 39, 39}, {33, 60, 0},
}

func randomBand[T blas.Scalar](n, kl, ku int, seed uint64) Matrix[T] {
	m := Matrix[T]{kl, ku, lapacktest.Random[T](kl+ku+1, n, seed)}
	for i := range kl + ku + 1 { // what belongs to no element must not be read
		for j := range n {
			if r := i - ku + j; r < 0 || r >= n {
				m.AB.Set(i, j, blas.FromReal[T](math.NaN()))
			}
		}
	}
	return m
}

func TestLU(t *testing.T) {
	testLU[float64](t)
	testLU[float32](t)
	testLU[complex128](t)
	testLU[complex64](t)
}

func testLU[T blas.Scalar](t *testing.T) {
	for _, s := range sizes {
		for kind := range 3 {
			a := randomBand[T](s.n, s.kl, s.ku, uint64(s.n+kind))
			switch kind {
			case 1: // pivots at every step
				for j := range s.n {
					a.AB.Set(s.ku, j, 0)
				}
				if s.kl == 0 || s.ku == 0 {
					continue
				}
			case 2: // graded rows
				for j := range s.n {
					for i, to := a.rows(j); i < to; i++ {
						x := a.At(i, j) * blas.FromReal[T](math.Pow(10, -12*float64(i)/float64(s.n)))
						a.AB.Set(s.ku+i-j, j, x)
					}
				}
			}
			family := "Gbtrf, " + []string{"random", "zero diagonal", "graded rows"}[kind]
			name := fmt.Sprintf("%T n=%d kl=%d ku=%d kind %d", a.AB.Data, s.n, s.kl, s.ku, kind)
			f, pivot := Gbtrf(lapacktest.Best(), a)
			if pivot >= 0 {
				if kind != 1 { // an odd tridiagonal matrix with zero diagonal is singular
					t.Errorf("%s: zero pivot %d", name, pivot)
				}
				continue
			}
			dense := a.Dense()
			for _, nrhs := range []int{0, 1, 3, 40} {
				b := lapacktest.Random[T](s.n, nrhs, 9)
				x := b.CloneCols(Env{})
				f.Solve(lapacktest.Best(), false, x)
				checkResidual(t, family, name, dense, x, b)
				x = b.CloneCols(Env{})
				f.Solve(lapacktest.Best(), true, x)
				checkResidual(t, family, name+" adjoint", dense.H().Clone(Env{}), x, b)
				x = b.Clone(Env{})
				f.SolveT(lapacktest.Best(), x)
				checkResidual(t, family, name+" transposed", dense.T().Clone(Env{}), x, b)
			}
			checkRCond(t, name, dense, f.RCond(Env{}))
		}
	}
}

func checkResidual[T blas.Scalar](t *testing.T, family, name string, a, x, b Mat[T]) {
	t.Helper()
	if b.Empty() {
		return
	}
	r := lapacktest.SolveResidual(a, x, b)
	if !(r < lapacktest.Threshold) {
		t.Errorf("%s: residual ratio %.3g", name, r)
	}
	lapacktest.Add[T](t, accuracy, "A·X - B", family, r)
}

// checkRCond holds an estimate against the condition number by inversion.
func checkRCond[T blas.Scalar](t *testing.T, name string, a Mat[T], got float64) {
	t.Helper()
	if a.Rows == 0 || a.Rows > 70 {
		return
	}
	want := 1 / (lapacktest.Norm1(a) * lapacktest.Norm1(inverse(a)))
	if want < 20*float64(a.Rows)*blas.Eps[T]() {
		return // too near singular for the inverse to mean much
	}
	if !(got < want*4 && got > want/2) {
		t.Errorf("%s: rcond %g, by inversion %g", name, got, want)
	}
}

// inverse is by Gauss and Jordan with full pivoting in double precision.
func inverse[T blas.Scalar](a Mat[T]) Mat[complex128] {
	n := a.Rows
	m := blas.NewMat[complex128](n, 2*n)
	cols := make([]int, n)
	for i := range n {
		for j := range n {
			m.Set(i, j, blas.Complex128(a.At(i, j)))
		}
		m.Set(i, n+i, 1)
	}
	used := make([]bool, n)
	for range n {
		pi, pj, big := 0, 0, -1.0
		for i := range n {
			for j := range n {
				if x := blas.Abs(m.At(i, j)); !used[i] && x > big {
					pi, pj, big = i, j, x
				}
			}
		}
		used[pi], cols[pj] = true, pi
		blas.Scal(Env{}, 1/m.At(pi, pj), m.Row(pi))
		for i := range n {
			if i != pi {
				blas.Axpy(Env{}, -m.At(i, pj), m.Row(pi), m.Row(i))
			}
		}
	}
	inv := blas.NewMat[complex128](n, n)
	for j, i := range cols {
		blas.CopyVec(Env{}, m.Row(i).From(n, 2*n), inv.Row(j))
	}
	return inv
}

func TestLUBits(t *testing.T) {
	testLUBits[float64](t)
	testLUBits[float32](t)
	testLUBits[complex128](t)
	testLUBits[complex64](t)
}

func testLUBits[T blas.Scalar](t *testing.T) {
	for _, s := range []struct{ n, kl, ku int }{{50, 3, 4}, {200, 70, 90}} {
		a, b := randomBand[T](s.n, s.kl, s.ku, 1), lapacktest.Random[T](s.n, 3, 2)
		for j := range s.n {
			a.AB.Set(s.ku, j, a.AB.At(s.ku, j)+blas.FromReal[T](5)) // well conditioned
		}
		solve := func(env Env) Mat[T] {
			f, _ := Gbtrf(env, a)
			x := b.Clone(env)
			f.Solve(env, false, x)
			return x
		}
		want := solve(Env{})
		for _, e := range lapacktest.Envs() {
			if !lapacktest.SameBits(solve(e.Env), want) {
				t.Errorf("%T n=%d kl=%d: other bits on %s", a.AB.Data, s.n, s.kl, e.Name)
			}
		}
	}
}

func TestLUSingular(t *testing.T) {
	for _, s := range []struct{ n, kl, ku int }{{9, 2, 1}, {100, 40, 3}, {100, 33, 33}} {
		for _, at := range []int{0, 5, s.n - 1} {
			a := randomBand[float64](s.n, s.kl, s.ku, 3)
			for i, to := a.rows(at); i < to; i++ {
				a.AB.Set(s.ku+i-at, at, 0)
			}
			f, pivot := Gbtrf(Env{}, a)
			if pivot != at {
				t.Errorf("n=%d kl=%d: column %d is zero, pivot %d", s.n, s.kl, at, pivot)
			}
			if r := f.RCond(Env{}); r != 0 {
				t.Errorf("rcond of a singular matrix is %g", r)
			}
		}
	}
	a := randomBand[float64](70, 40, 40, 3)
	a.AB.Set(40, 20, math.NaN())
	f, _ := Gbtrf(Env{}, a) // it ends
	f.RCond(Env{})
}

func TestLUStorage(t *testing.T) {
	// Rows of AB that lie apart, as a window of a larger array.
	big := lapacktest.Random[float64](12, 20, 1)
	a := Matrix[float64]{2, 3, big.Window(4, 1, 6, 15)}
	f, _ := Gbtrf(Env{}, a)
	b := lapacktest.Random[float64](15, 2, 2)
	x := b.Clone(Env{})
	f.Solve(Env{}, false, x)
	checkResidual(t, "Gbtrf, random", "window", a.Dense(), x, b)
	again := FromDense(a.Dense(), 2, 3)
	if !lapacktest.SameBits(again.Dense(), a.Dense()) {
		t.Error("FromDense and Dense do not go back")
	}
	if again.Norm1() != lapacktest.Norm1(a.Dense()) {
		t.Error("Norm1")
	}
	y, want := blas.NewMat[float64](15, 1), b.Clone(Env{})
	y.Set(0, 0, math.NaN())
	Gbmv(Env{}, 1, a, x.Col(1), 0, y.Col(0))
	for i := range 15 {
		if e := math.Abs(y.At(i, 0) - want.At(i, 1)); e > 1e-12 {
			t.Errorf("Gbmv: row %d is off by %g", i, e)
		}
	}
}

func hermitianBand[T blas.Scalar](n, kd int, uplo blas.Uplo, seed uint64) Hermitian[T] {
	h := Hermitian[T]{uplo, kd, lapacktest.Random[T](kd+1, n, seed)}
	diag := 0
	if uplo == blas.Upper {
		diag = kd
	}
	for j := range n {
		h.AB.Set(diag, j, blas.FromComplex[T](complex(2*float64(kd)+0.5, 3)))
	}
	for i := range kd + 1 {
		for j := range n {
			if r := i - diag + j; r < 0 || r >= n {
				h.AB.Set(i, j, blas.FromReal[T](math.NaN()))
			}
		}
	}
	return h
}

func TestCholesky(t *testing.T) {
	testCholesky[float64](t)
	testCholesky[float32](t)
	testCholesky[complex128](t)
	testCholesky[complex64](t)
}

func testCholesky[T blas.Scalar](t *testing.T) {
	for _, s := range []struct{ n, kd int }{{1, 0}, {2, 1}, {3, 2}, {7, 10}, {30, 4}, {64, 31}, {64, 32}, {65, 33}, {100, 40}, {131, 70}, {40, 39}} {
		for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
			h := hermitianBand[T](s.n, s.kd, uplo, 4)
			name := fmt.Sprintf("%T n=%d kd=%d upper %t", h.AB.Data, s.n, s.kd, uplo)
			f, pivot := Pbtrf(lapacktest.Best(), h)
			if pivot >= 0 {
				t.Errorf("%s: pivot %d", name, pivot)
				continue
			}
			dense := h.Full().Dense()
			for _, nrhs := range []int{0, 1, 5, 40} {
				b := lapacktest.Random[T](s.n, nrhs, 9)
				x := b.Clone(Env{})
				f.Solve(lapacktest.Best(), x)
				checkResidual(t, "Pbtrf", name, dense, x, b)
			}
			checkRCond(t, name, dense, f.RCond(Env{}))
			if n := h.Norm1(); math.Abs(n/lapacktest.Norm1(dense)-1) > 1e-6 {
				t.Errorf("%s: norm %g, is %g", name, n, lapacktest.Norm1(dense))
			}
			diag := 0
			if uplo == blas.Upper {
				diag = s.kd
			}
			h.AB.Set(diag, s.n/2, -1)
			if _, p := Pbtrf(Env{}, h); p != s.n/2 {
				t.Errorf("%s: not positive definite at %d, pivot %d", name, s.n/2, p)
			}
			h.AB.Set(diag, s.n/2, blas.FromReal[T](math.NaN()))
			if _, p := Pbtrf(Env{}, h); p != s.n/2 {
				t.Errorf("%s: NaN at %d, pivot %d", name, s.n/2, p)
			}
		}
	}
}

func TestTridiagonal(t *testing.T) {
	testTridiagonal[float64](t)
	testTridiagonal[float32](t)
	testTridiagonal[complex128](t)
	testTridiagonal[complex64](t)
}

func testTridiagonal[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 4, 10, 101} {
		r := lapacktest.Random[T](3, n, 7)
		k := max(n-1, 0)
		g := Tridiagonal[T]{r.Data[:k], r.Data[n : 2*n], r.Data[2*n : 2*n+k]}
		f, pivot := Gttrf(g)
		if pivot >= 0 {
			t.Fatalf("%T n=%d: pivot %d", r.Data, n, pivot)
		}
		dense := g.Matrix().Dense()
		b := lapacktest.Random[T](n, 3, 8)
		x := b.Clone(Env{})
		f.Solve(Env{}, false, x)
		checkResidual(t, "Gttrf", fmt.Sprintf("%T gt %d", r.Data, n), dense, x, b)
		x = b.Clone(Env{})
		f.Solve(Env{}, true, x)
		checkResidual(t, "Gttrf", fmt.Sprintf("%T gt %d adjoint", r.Data, n), dense.H().Clone(Env{}), x, b)
		checkRCond(t, fmt.Sprintf("%T gt %d", r.Data, n), dense, f.RCond(Env{}))
		testPositiveTridiagonal(t, g.DL, n, b)
	}
	if _, p := Gttrf(Tridiagonal[T]{[]T{0, 1}, []T{1, 0, 1}, []T{1, 0}}); p != 2 {
		// Rows (1 1 0), (0 0 0), (0 1 1): the zero row ends up last.
		t.Errorf("%T: singular, pivot %d", *new(T), p)
	}
}

func testPositiveTridiagonal[T blas.Scalar](t *testing.T, e []T, n int, b Mat[T]) {
	d, minus := make([]T, n), make([]T, len(e))
	for i := range d {
		s := 0.1
		if i > 0 {
			s += blas.Abs(e[i-1])
		}
		if i < len(e) {
			s += blas.Abs(e[i])
			minus[i] = blas.Conj(e[i])
		}
		d[i] = blas.FromReal[T](s)
	}
	f, pivot := Pttrf(d, e)
	if pivot >= 0 {
		t.Fatalf("%T n=%d: not positive definite at %d", d, n, pivot)
	}
	dense := Tridiagonal[T]{e, d, minus}.Matrix().Dense()
	x := b.Clone(Env{})
	f.Solve(Env{}, x)
	checkResidual(t, "Pttrf", fmt.Sprintf("%T pt %d", d, n), dense, x, b)
	checkRCond(t, fmt.Sprintf("%T pt %d", d, n), dense, f.RCond(Env{}))
	if n > 2 {
		d[2] = -1
		if _, p := Pttrf(d, e); p != 2 {
			t.Errorf("%T n=%d: pivot %d, want 2", d, n, p)
		}
	}
}
