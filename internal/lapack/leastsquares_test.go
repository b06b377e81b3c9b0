package lapack

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestPivotedQR(t *testing.T) {
	forTypes(t, testPivotedQR[float32], testPivotedQR[float64], testPivotedQR[complex64], testPivotedQR[complex128])
}

func testPivotedQR[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, s := range shapes() {
		m, n, k := s[0], s[1], min(s[0], s[1])
		for i, c := range lapacktest.Rect[T](m, n, 1) {
			a, check := laid(t, layouts[i%len(layouts)], c.A)
			tau, jpvt := make([]T, k), make([]int, n)
			Geqp3(env, a, jpvt, tau)
			check()
			r := triangle(blas.Upper, false, a, k, n)
			q := a.Window(0, 0, m, k).Clone(env)
			Orgqr(env, q, tau)
			lapacktest.Add[T](t, accuracy, "I - Qᴴ·Q, pivoted", c.Name, lapacktest.Orthogonality(q))
			p := blas.NewMat[T](m, n)
			seen := make([]bool, n)
			for j, from := range jpvt {
				if seen[from] {
					t.Fatalf("%s: column %d twice", c.Name, from)
				}
				seen[from] = true
				blas.Copy(env, p.Window(0, j, m, 1), c.A.Window(0, from, m, 1))
			}
			lapacktest.Add[T](t, accuracy, "A·P - Q·R", c.Name, lapacktest.Distance(p, lapacktest.Product(q, r)))
			checkGraded(t, c.Name, r)
		}
	}
}

// checkGraded demands what pivoting is for: |R[i][i]| is at least the norm of
// every column to its right from row i on, but for the error of the norms.
func checkGraded[T blas.Scalar](t *testing.T, what string, r blas.Mat[T]) {
	t.Helper()
	slack := 1 + 100*math.Sqrt(blas.Eps[T]())
	floor := 100 * float64(max(r.Rows, r.Cols)) * blas.Eps[T]() * MaxAbs(r)
	for i := range r.Rows {
		d := blas.Abs(r.At(i, i))
		for j := i + 1; j < r.Cols; j++ {
			if c := blas.Nrm2(blas.Env{}, r.Col(j).From(i, min(j+1, r.Rows))); c > slack*d+floor {
				t.Fatalf("%s: |R[%d][%d]| is %g, column %d has %g", what, i, i, d, j, c)
			}
		}
	}
}

func TestLeastSquares(t *testing.T) {
	forTypes(t, testLeastSquares[float32], testLeastSquares[float64], testLeastSquares[complex64], testLeastSquares[complex128])
}

func testLeastSquares[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, s := range [][2]int{{1, 1}, {5, 3}, {3, 5}, {40, 40}, {70, 33}, {33, 70}, {100, 1}, {1, 20}} {
		m, n, k := s[0], s[1], min(s[0], s[1])
		sv := func(i int) float64 { return math.Ldexp(1, -i%5) }
		for rank := range k + 1 {
			if rank != 0 && rank != 1 && rank != k/2 && rank != k {
				continue
			}
			a := lapacktest.WithSingularValues[T](m, n, func(i int) float64 { return sv(i) * b2f(i < rank) }, 4)
			b := lapacktest.Random[T](max(m, n), 2, 5)
			x := b.Clone(env)
			rcond := 1000 * blas.Eps[T]()
			if got := Gelsy(env, a.Clone(env), x, rcond); got != rank {
				t.Errorf("%d by %d: rank %d, want %d", m, n, got, rank)
				continue
			}
			checkLeast(t, "min ‖A·X - B‖ by COD", a, x.Window(0, 0, n, 2), b.Window(0, 0, m, 2), rank)
			if rank < k {
				continue
			}
			x = b.CloneCols(env)
			if zero := Gels(env, a.Clone(env), x); zero >= 0 {
				t.Errorf("%d by %d: zero %d on the diagonal", m, n, zero)
			}
			checkLeast(t, "min ‖A·X - B‖ by QR", a, x.Window(0, 0, n, 2), b.Window(0, 0, m, 2), rank)
		}
	}
}

// checkLeast measures how far the residual is from orthogonal to the range of
// A, and X from the range of Aᴴ.
func checkLeast[T blas.Scalar](t *testing.T, what string, a, x, b blas.Mat[T], rank int) {
	t.Helper()
	env := lapacktest.Best()
	ax := lapacktest.Product(a, x)
	r := b.Clone(env)
	for i := range r.Data {
		r.Data[i] -= ax.Data[i]
	}
	size := float64(max(a.Rows, a.Cols)) * blas.Eps[T]()
	lapacktest.Add[T](t, accuracy, what+": Aᴴ·r", "known rank", Norm1(lapacktest.Product(a.H(), r))/max(Norm1(a)*(Norm1(b)+Norm1(a)*Norm1(x))*size, 1e-300))
	// The part of X outside the range of Aᴴ, by a QR of Aᴴ with pivots.
	q := a.H().CloneCols(env)
	tau, jpvt := make([]T, min(q.Rows, q.Cols)), make([]int, q.Cols)
	Geqp3(env, q, jpvt, tau)
	y := x.Clone(env)
	Ormqr(env, true, q, tau, y)
	lapacktest.Add[T](t, accuracy, what+": X off the range of Aᴴ", "known rank", Norm1(y.Window(rank, 0, y.Rows-rank, y.Cols))/max(Norm1(x)*size*32, 1e-300))
}

func TestGelsOfDeficient(t *testing.T) {
	a := blas.NewMat[float64](4, 3)
	a.Set(0, 0, 1)
	if zero := Gels(lapacktest.Best(), a, blas.NewMat[float64](4, 1)); zero != 1 {
		t.Errorf("first zero %d, want 1", zero)
	}
}

func TestLeastSquaresSameBits(t *testing.T) {
	forTypes(t, testGelsySameBits[float32], testGelsySameBits[float64], testGelsySameBits[complex64], testGelsySameBits[complex128])
}

func testGelsySameBits[T blas.Scalar](t *testing.T) {
	sameEverywhere(t, "Gelsy", func(env blas.Env) blas.Mat[T] {
		a, b := lapacktest.Random[T](70, 50, 1), lapacktest.Random[T](70, 3, 2)
		Gelsy(env, a, b, 1e-5)
		return b
	})
}
