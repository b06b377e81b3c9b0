package schur

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

var table = lapacktest.NewTable("schur", "Schur forms and eigenvalues")

func sizes() []int {
	if testing.Short() {
		return []int{0, 1, 2, 3, 5, 12, 33}
	}
	return []int{0, 1, 2, 3, 4, 5, 12, 33, 80}
}

func TestFamilies(t *testing.T) {
	t.Run("float64", testFamilies[float64])
	t.Run("float32", testFamilies[float32])
	t.Run("complex128", testFamilies[complex128])
	t.Run("complex64", testFamilies[complex64])
	if !testing.Short() && !t.Failed() {
		table.Finish(t, "../../..")
	}
}

func testFamilies[T blas.Scalar](t *testing.T) {
	for _, n := range sizes() {
		for _, c := range families[T](n, uint64(n)) {
			t.Run(fmt.Sprintf("%s/%d", c.Name, n), func(t *testing.T) {
				checkGees(t, c)
				checkGeev(t, c)
			})
		}
	}
}

func checkGees[T blas.Scalar](t *testing.T, c lapacktest.Case[T]) {
	env := lapacktest.Best()
	n := c.A.Rows
	a, z, w := c.A.Clone(env), blas.NewMat[T](n, n), make([]complex128, n)
	if _, _, failed := Gees(env, a, z, w, nil); failed > 0 {
		t.Fatalf("gees: %d eigenvalues not found", failed)
	}
	checkForm(t, a, w)
	lapacktest.Add[T](t, table, "Gees: Z·T·Zᴴ", c.Name, lapacktest.Distance(c.A, lapacktest.Product(z, a, z.H())))
	lapacktest.Add[T](t, table, "Gees: ZᴴZ", c.Name, lapacktest.Orthogonality(z))
}

// checkForm fails unless t is a Schur form with the eigenvalues w.
func checkForm[T blas.Scalar](t *testing.T, s blas.Mat[T], w []complex128) {
	t.Helper()
	for j := range s.Cols {
		for i := j + 1; i < s.Rows; i++ {
			x := s.At(i, j)
			if x == 0 {
				continue
			}
			if blas.IsComplex[T]() || i > j+1 || j > 0 && s.At(j, j-1) != 0 {
				t.Fatalf("t[%d][%d] = %v", i, j, x)
			}
			if s.At(i, i) != s.At(j, j) || !(blas.Re(s.At(i, j))*blas.Re(s.At(j, i)) < 0) && (blas.Re(s.At(i, j)) > 0) == (blas.Re(s.At(j, i)) > 0) {
				t.Fatalf("block at %d is not standardised: %v %v; %v %v", j, s.At(j, j), s.At(j, i), s.At(i, j), s.At(i, i))
			}
		}
	}
	want := make([]complex128, s.Rows)
	eigenvalues(s, want)
	for i := range w {
		if w[i] != want[i] {
			t.Fatalf("w[%d] = %v, on the diagonal %v", i, w[i], want[i])
		}
	}
}

func checkGeev[T blas.Scalar](t *testing.T, c lapacktest.Case[T]) {
	env := lapacktest.Best()
	n := c.A.Rows
	w := make([]complex128, n)
	left, right, failed := Geev(env, c.A.Clone(env), w, true, true)
	if failed > 0 {
		t.Fatalf("geev: %d eigenvalues not found", failed)
	}
	u, v := complexVectors(w, left), complexVectors(w, right)
	if n > 0 {
		checkUnitColumns(t, u, blas.Eps[T]())
		checkUnitColumns(t, v, blas.Eps[T]())
	}
	wide := lapacktest.Product(widen(c.A))
	at := blas.Eps[float64]() / blas.Eps[T]() // the measure of T, not of complex128
	lapacktest.Add[T](t, table, "Geev: A·V = V·W", c.Name, at*lapacktest.EigenResidual(wide, v, w))
	wc := make([]complex128, n)
	for i := range w {
		wc[i] = conj(w[i])
	}
	lapacktest.Add[T](t, table, "Geev: Aᴴ·U = U·Wᴴ", c.Name, at*lapacktest.EigenResidual(wide.H(), u, wc))
}

func widen[T blas.Scalar](a blas.Mat[T]) blas.Mat[complex128] {
	w := blas.NewMat[complex128](a.Rows, a.Cols)
	for i := range a.Rows {
		for j := range a.Cols {
			w.Set(i, j, blas.Complex128(a.At(i, j)))
		}
	}
	return w
}

func complexVectors[T blas.Scalar](w []complex128, v blas.Mat[T]) blas.Mat[complex128] {
	switch m := any(v).(type) {
	case blas.Mat[float64]:
		return Unpack[complex128](w, m)
	case blas.Mat[float32]:
		return Unpack[complex128](w, m)
	}
	return widen(v)
}

// checkUnitColumns fails unless all columns have norm 1 and a real component
// that is as large as any.
func checkUnitColumns(t *testing.T, v blas.Mat[complex128], eps float64) {
	t.Helper()
	for j := range v.Cols {
		norm, big, realBig := 0.0, 0.0, 0.0
		for i := range v.Rows {
			z := v.At(i, j)
			norm = math.Hypot(norm, absc(z))
			big = max(big, absc(z))
			if imag(z) == 0 {
				realBig = max(realBig, math.Abs(real(z)))
			}
		}
		if math.Abs(norm-1) > 4*float64(v.Rows+4)*eps || realBig < big*(1-8*eps) {
			t.Fatalf("vector %d has norm %v, largest %v, largest real %v", j, norm, big, realBig)
		}
	}
}

// Orders at which the multishift iteration runs in several levels.
func TestLarge(t *testing.T) {
	t.Run("float64", testLarge[float64])
	t.Run("float32", testLarge[float32])
	t.Run("complex128", testLarge[complex128])
	t.Run("complex64", testLarge[complex64])
}

func testLarge[T blas.Scalar](t *testing.T) {
	orders := []int{77, 200}
	if testing.Short() {
		orders = []int{120} // still above the order at which the iteration begins
	}
	for _, n := range orders {
		c := lapacktest.Case[T]{Name: "large random", A: lapacktest.Random[T](n, n, uint64(n))}
		checkGees(t, c)
		checkGeev(t, c)
	}
}
