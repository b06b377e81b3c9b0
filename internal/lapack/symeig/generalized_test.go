package symeig

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestSygvd(t *testing.T) {
	forTypes(t, testSygvd[float64], testSygvd[float32], testSygvd[complex128], testSygvd[complex64])
}

func testSygvd[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 17, 33, 40} {
		b := lapacktest.WithEigenvalues[T](n, func(i int) float64 { return 1 + float64(i%10) }, 3)
		for _, c := range lapacktest.Hermitian[T](n, uint64(n)) {
			for _, p := range []Problem{AxLambdaBx, ABxLambdax, BAxLambdax} {
				for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
					testGeneralised(t, p, uplo, c, b)
				}
			}
		}
	}
}

func testGeneralised[T blas.Scalar](t *testing.T, p Problem, uplo blas.Uplo, c lapacktest.Case[T], b blas.Mat[T]) {
	t.Helper()
	n := b.Rows
	name := fmt.Sprintf("%s/%d, problem %d, %v", c.Name, n, p, uplo)
	v, f, w := oneTriangle(c.A, uplo), oneTriangle(b, uplo), make([]float64, n)
	alone := make([]float64, n)
	minor, failed := Sygvd(lapacktest.Best(), p, true, uplo, v, f, w)
	if minor != 0 || failed != 0 {
		t.Errorf("%s: minor %d, %d not converged", name, minor, failed)
	}
	Sygvd(lapacktest.Best(), p, false, uplo, oneTriangle(c.A, uplo), oneTriangle(b, uplo), alone)
	if !closeValues[T](w, alone) {
		t.Errorf("%s: values with vectors %v, alone %v", name, w, alone)
	}
	vd := v.Clone(blas.Env{})
	for j := range n {
		blas.Scal(blas.Env{}, blas.FromReal[T](w[j]), vd.Col(j))
	}
	var left, right blas.Mat[T]
	switch p {
	case AxLambdaBx:
		left, right = lapacktest.Product(c.A, v), lapacktest.Product(b, vd)
	case ABxLambdax:
		left, right = lapacktest.Product(c.A, lapacktest.Product(b, v)), vd
	case BAxLambdax:
		left, right = lapacktest.Product(b, lapacktest.Product(c.A, v)), vd
	}
	// ‖B‖ and ‖V‖ are of order one here, so the measure is LAPACK's up to a
	// factor of about ten.
	diff := left.Clone(blas.Env{})
	for i := range n {
		for j := range n {
			diff.Set(i, j, diff.At(i, j)-right.At(i, j))
		}
	}
	norms := lapacktest.Norm1(c.A) * lapacktest.Norm1(b) * lapacktest.Norm1(v)
	measure := lapacktest.Norm1(diff) / norms / float64(max(n, 1)) / blas.Eps[T]()
	if norms == 0 || lapacktest.Norm1(diff) == 0 {
		measure = lapacktest.Norm1(diff)
	}
	lapacktest.Add[T](t, accuracy, fmt.Sprintf("Sygvd problem %d", p), c.Name, measure)

	// xᴴ·B·x = 1, or with B⁻¹ for the third: (B⁻¹x)ᴴ x, where A·x = λ·B⁻¹·x
	// is not needed: with L from f, L⁻¹·x has norm 1.
	y := v.Clone(blas.Env{})
	switch {
	case p == BAxLambdax && uplo == blas.Lower:
		blas.Trsm(blas.Env{}, blas.Lower, blas.NonUnit, 1, f, y)
	case p == BAxLambdax:
		blas.Trsm(blas.Env{}, blas.Lower, blas.NonUnit, 1, f.H(), y)
	case uplo == blas.Lower:
		blas.Trmm(blas.Env{}, blas.Upper, blas.NonUnit, 1, f.H(), y)
	default:
		blas.Trmm(blas.Env{}, blas.Upper, blas.NonUnit, 1, f, y)
	}
	lapacktest.Add[T](t, accuracy, fmt.Sprintf("Sygvd problem %d, B-orthogonality", p), c.Name, lapacktest.Orthogonality(y))
}

func TestSygvdNotDefinite(t *testing.T) {
	a, b := blas.Eye[float64](5), blas.Eye[float64](5)
	b.Set(2, 2, -1)
	if minor, failed := Sygvd(blas.Env{}, AxLambdaBx, true, blas.Lower, a, b, make([]float64, 5)); minor != 3 || failed != 0 {
		t.Errorf("minor %d, failed %d; want 3, 0", minor, failed)
	}
}

func TestParts(t *testing.T) {
	forTypes(t, testParts[float64], testParts[float32], testParts[complex128], testParts[complex64])
}

func testParts[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 2, 20, 70} {
		for _, c := range lapacktest.Hermitian[T](n, uint64(n)) {
			all := make([]float64, n)
			Syevd(env, true, blas.Lower, c.A.Clone(blas.Env{}), all)
			alone := make([]float64, n)
			Syevd(env, false, blas.Lower, c.A.Clone(blas.Env{}), alone)
			for _, p := range []Part{ByIndex(0, 1), ByIndex(n/3, n/2+1), ByIndex(n-1, n), ByIndex(n, n), ByIndex(2, 1), ByIndex(0, 3*n),
				ByValue(all[0], all[n/2]), ByValue(math.Inf(-1), all[n/3]), ByValue(all[n-1], math.Inf(1)), ByValue(1, -1), ByValue(math.NaN(), 1)} {
				name := fmt.Sprintf("%s/%d %+v", c.Name, n, p)
				v, w := c.A.Clone(blas.Env{}), make([]float64, n)
				found, failed := Syevr(env, true, blas.Lower, v, w, p)
				from := indexOf(all, p)
				if failed != 0 || found != countOf(all, p) {
					t.Errorf("%s: found %d, want %d; %d failed", name, found, countOf(all, p), failed)
					continue
				}
				if found == 0 {
					continue
				}
				for i := range found {
					if w[i] != all[from+i] {
						t.Errorf("%s: value %d is %v, want %v", name, i, w[i], all[from+i])
					}
				}
				v = v.Window(0, 0, n, found)
				lapacktest.Add[T](t, accuracy, "Syevr ‖AV-VΛ‖", c.Name, partResidual(c.A, v, w[:found]))
				lapacktest.Add[T](t, accuracy, "Syevr ‖I-VᴴV‖", c.Name, lapacktest.Orthogonality(v))

				found, failed = Syevr(env, false, blas.Lower, c.A.Clone(blas.Env{}), w, p)
				if from = indexOf(alone, p); failed != 0 || found != countOf(alone, p) {
					t.Errorf("%s: values alone: found %d, want %d; %d failed", name, found, countOf(alone, p), failed)
				} else if found > 0 && !closeValues[T](alone[from:from+found], w[:found]) {
					t.Errorf("%s: values alone: %v, want %v", name, w[:found], alone[from:from+found])
				}
			}
		}
	}
}

// partResidual is lapacktest.EigenResidual for some of the vectors: the others
// are taken as zero.
func partResidual[T blas.Scalar](a, v blas.Mat[T], w []float64) float64 {
	full, z := blas.NewMat[T](a.Rows, a.Rows), make([]complex128, a.Rows)
	blas.Copy(blas.Env{}, full.Window(0, 0, v.Rows, v.Cols), v)
	copy(z, complexes(w))
	return lapacktest.EigenResidual(a, full, z)
}

// countOf and indexOf say by definition what a part names.
func countOf(w []float64, p Part) (n int) {
	for i, x := range w {
		if p.byValue && x > p.lo && x <= p.hi || !p.byValue && i >= p.from && i < p.to {
			n++
		}
	}
	return n
}

func indexOf(w []float64, p Part) int {
	for i, x := range w {
		if p.byValue && x > p.lo && x <= p.hi || !p.byValue && i >= p.from && i < p.to {
			return i
		}
	}
	return 0
}
