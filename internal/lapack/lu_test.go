package lapack

import (
	"math"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestLU(t *testing.T) {
	forTypes(t, testLU[float32], testLU[float64], testLU[complex64], testLU[complex128])
}

func testLU[T blas.Scalar](t *testing.T) {
	for _, s := range shapes() {
		for i, c := range lapacktest.Rect[T](s[0], s[1], 1) {
			l := layouts[i%len(layouts)]
			a, check := laid(t, l, c.A)
			piv := make([]int, min(s[0], s[1]))
			zero := Getrf(lapacktest.Best(), a, piv)
			check()
			checkLU(t, c, a, piv, zero)
		}
	}
	for _, n := range sizes() {
		for _, c := range lapacktest.Square[T](n, 2) {
			a := c.A.Clone(blas.Env{})
			piv := make([]int, n)
			zero := Getrf(lapacktest.Best(), a, piv)
			checkLU(t, c, a, piv, zero)
			if zero < 0 {
				testSolves(t, c, a, piv)
			}
		}
	}
}

// checkLU measures A - P·L·U.
func checkLU[T blas.Scalar](t *testing.T, c lapacktest.Case[T], lu blas.Mat[T], piv []int, zero int) {
	t.Helper()
	k := len(piv)
	for i := range k {
		if piv[i] < i || piv[i] >= lu.Rows {
			t.Fatalf("%s: row %d exchanged with %d", c.Name, i, piv[i])
		}
		if (lu.At(i, i) == 0) != (zero >= 0 && (i == zero || lu.At(i, i) == 0)) || zero > i && lu.At(i, i) == 0 {
			t.Fatalf("%s: pivot %d is %v, first zero said to be %d", c.Name, i, lu.At(i, i), zero)
		}
		for r := i + 1; r < lu.Rows; r++ {
			if blas.Abs1(lu.At(r, i)) > 2 {
				t.Fatalf("%s: |L[%d,%d]| is %g", c.Name, r, i, blas.Abs(lu.At(r, i)))
			}
		}
	}
	p := lapacktest.Product(triangle(blas.Lower, true, lu, lu.Rows, k), triangle(blas.Upper, false, lu, k, lu.Cols))
	LaswpBack(blas.Env{}, p, piv)
	lapacktest.Add[T](t, accuracy, "A - P·L·U", c.Name, lapacktest.Distance(c.A, p)/growth(c, lu))
}

// growth is how much larger than A its U is, for the one family that is made
// to grow: there the error of elimination is as much larger, whoever does it.
func growth[T blas.Scalar](c lapacktest.Case[T], lu blas.Mat[T]) float64 {
	if c.Name != "Wilkinson growth" {
		return 1
	}
	return max(1, MaxAbs(triangle(blas.Upper, false, lu, lu.Rows, lu.Cols))/MaxAbs(c.A))
}

// testSolves measures what the factors solve.
func testSolves[T blas.Scalar](t *testing.T, c lapacktest.Case[T], lu blas.Mat[T], piv []int) {
	t.Helper()
	n := lu.Rows
	env := lapacktest.Best()
	b := lapacktest.Random[T](n, 3, 5)
	solve := func(what string, a blas.Mat[T], f func(x blas.Mat[T])) {
		t.Helper()
		x := b.CloneCols(env)
		f(x)
		if finite(x) {
			lapacktest.Add[T](t, accuracy, what, c.Name, lapacktest.SolveResidual(a, x, b)/growth(c, lu))
		}
	}
	solve("A·X = B by LU", c.A, func(x blas.Mat[T]) { Getrs(env, lu, piv, x) })
	solve("Aᵀ·X = B by LU", c.A.T(), func(x blas.Mat[T]) { GetrsT(env, lu, piv, x) })
	solve("Aᴴ·X = B by LU", c.A.H(), func(x blas.Mat[T]) { GetrsH(env, lu, piv, x) })
}

func TestGetri(t *testing.T) {
	forTypes(t, testGetri[float32], testGetri[float64], testGetri[complex64], testGetri[complex128])
}

func testGetri[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range sizes() {
		for _, l := range layouts {
			a, check := laid(t, l, lapacktest.Random[T](n, n, 3))
			orig := a.Clone(env)
			piv := make([]int, n)
			if zero := Getrf(env, a, piv); zero >= 0 {
				t.Fatalf("zero pivot %d", zero)
			}
			if zero := Getri(env, a, piv); zero >= 0 {
				t.Fatalf("zero pivot %d", zero)
			}
			check()
			checkInverse(t, "LU", orig, a)
		}
	}
	lu := blas.Eye[T](5)
	lu.Set(3, 3, 0)
	want := lu.Clone(env)
	if zero := Getri(env, lu, []int{0, 1, 2, 3, 4}); zero != 3 || !lapacktest.SameBits(lu, want) {
		t.Errorf("singular: index %d, and the factors %v", zero, lu.Data)
	}
}

// checkInverse measures I - A·X by LAPACK's ratio, which allows for the
// condition.
func checkInverse[T blas.Scalar](t *testing.T, what string, a, x blas.Mat[T]) {
	t.Helper()
	if a.Empty() {
		return
	}
	r := lapacktest.Product(a, x)
	for i := range r.Rows {
		r.Set(i, i, r.At(i, i)-1)
	}
	scale := float64(a.Rows) * Norm1(a) * Norm1(x) * blas.Eps[T]()
	lapacktest.Add[T](t, accuracy, "I - A·A⁻¹ by "+what, "random", Norm1(r)/scale)
}

func TestLUSameBits(t *testing.T) {
	forTypes(t, testLUSameBits[float32], testLUSameBits[float64], testLUSameBits[complex64], testLUSameBits[complex128])
}

func testLUSameBits[T blas.Scalar](t *testing.T) {
	for _, s := range [][2]int{{7, 7}, {61, 61}, {150, 90}, {90, 150}} {
		for _, l := range layouts[:2] {
			sameEverywhere(t, name("LU ", s, l.name), func(env blas.Env) blas.Mat[T] {
				a, _ := laid(t, l, lapacktest.Random[T](s[0], s[1], 9))
				piv := make([]int, min(s[0], s[1]))
				Getrf(env, a, piv)
				if s[0] == s[1] {
					Getri(env, a, piv)
				}
				return a
			})
		}
	}
}

func TestLUOfNaN(t *testing.T) {
	for _, n := range []int{1, 5, 40} {
		for _, bad := range []float64{math.NaN(), math.Inf(1)} {
			a := lapacktest.Random[float64](n, n, 4)
			a.Set(n/2, n/2, bad)
			piv := make([]int, n)
			Getrf(lapacktest.Best(), a, piv) // ends, and its pivots are rows
			for i, p := range piv {
				if p < i || p >= n {
					t.Errorf("n %d, %g: row %d exchanged with %d", n, bad, i, p)
				}
			}
		}
	}
}

func TestLUTallIsLURows(t *testing.T) {
	testLUTall[float32](t)
	testLUTall[float64](t)
}

// testLUTall compares the two ways to factor a panel, on columns with zero,
// tiny, infinite and NaN pivots too.
func testLUTall[T blas.Real](t *testing.T) {
	specials := []float64{1, 0, math.SmallestNonzeroFloat32, math.Inf(1), math.NaN(), 0x1p127}
	for _, m := range []int{17, 25, 100, 256} {
		for _, n := range []int{1, 3, 8, 16} {
			for _, x := range specials {
				rows := lapacktest.Random[T](m, n, uint64(m+n))
				if n > 2 {
					for i := 2; i < m; i++ {
						rows.Set(i, 1, T(x)*rows.At(i, 1))
						rows.Set(i, 2, T(math.Copysign(x, float64(rows.At(i, 2)))))
					}
				}
				cols := rows.CloneCols(blas.Env{})
				p, q := make([]int, n), make([]int, n)
				z := luRows(lapacktest.Best().Tier, rows.Data, n, m, n, p)
				w := luTall(lapacktest.Best().Tier, cols.Data, m, m, n, q)
				if z != w || !slices.Equal(p, q) || !lapacktest.SameBits(rows, cols) {
					t.Errorf("%d by %d, %g: first zero %d and %d, pivots %v and %v", m, n, x, z, w, p, q)
				}
			}
		}
	}
}
