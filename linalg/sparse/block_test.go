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
	"github.com/scicore-go/scicore/internal/lapack/svd"
)

func TestLOBPCG(t *testing.T) {
	eachType(t, testLOBPCG[float32], testLOBPCG[float64], testLOBPCG[complex64], testLOBPCG[complex128])
}

func testLOBPCG[T array.Inexact](t *testing.T) {
	// The square grid has double eigenvalues, and all copies are wanted.
	m := 12
	a := laplace2D[T](m)
	var all []float64
	for _, x := range spectrum1D(m) {
		for _, y := range spectrum1D(m) {
			all = append(all, x+y)
		}
	}
	slices.Sort(all)
	n := len(all)
	tol := 10 * relative[T](0) * all[n-1]
	for _, k := range []int{1, 3, 8} {
		for pname, p := range map[string]Preconditioner[T]{"none": nil, "ic0": must(IC0(a, 0))} {
			values, v, res, err := LOBPCG(context.Background(), Operator[T](a), k, &LOBPCGOptions[T]{Preconditioner: p})
			if err != nil || !res.Converged || res.Reason != Converged {
				t.Errorf("k = %d, %s: %+v, %v", k, pname, res, err)
				continue
			}
			near(t, "smallest", values, all[:k], tol)
			checkVectors(t, "smallest", a, values, v, res, tol)
		}
		values, v, res, err := LOBPCG(context.Background(), Operator[T](a), k, &LOBPCGOptions[T]{Largest: true})
		if err != nil || !res.Converged {
			t.Errorf("k = %d, largest: %+v, %v", k, res, err)
			continue
		}
		near(t, "largest", values, all[n-k:], tol)
		checkVectors(t, "largest", a, values, v, res, tol)
	}
	// A preconditioner pays, and so does a start at the solution.
	count := func(o *LOBPCGOptions[T]) (int, array.Array[T]) {
		_, v, res, err := LOBPCG(context.Background(), Operator[T](a), 4, o)
		if err != nil || !res.Converged {
			t.Errorf("%+v, %v", res, err)
		}
		return res.Restarts, v
	}
	plain, _ := count(nil)
	helped, v := count(&LOBPCGOptions[T]{Preconditioner: must(IC0(a, 0))})
	if helped*3 > plain*2 {
		t.Errorf("%d iterations with IC(0), %d without", helped, plain)
	}
	if again, _ := count(&LOBPCGOptions[T]{X0: &v}); again > 1 {
		t.Errorf("%d iterations from the solution", again)
	}
}

func TestLOBPCGSmall(t *testing.T) {
	for n := 1; n <= 7; n++ {
		for k := 1; k <= n; k++ {
			values, v, res, err := LOBPCG(context.Background(), Operator[float64](laplace1D[float64](n)), k, &LOBPCGOptions[float64]{Block: k})
			if err != nil || !res.Converged {
				t.Fatalf("n = %d, k = %d: %+v, %v", n, k, res, err)
			}
			near(t, "values", values, spectrum1D(n)[:k], 1e-9)
			checkVectors(t, "small", laplace1D[float64](n), values, v, res, 1e-7)
		}
	}
	eye := must(Eye[complex128](40))
	values, v, res, err := LOBPCG(context.Background(), Operator[complex128](eye), 5, nil)
	if err != nil || !res.Converged {
		t.Fatalf("identity: %+v, %v", res, err)
	}
	checkVectors(t, "identity", eye, values, v, res, 1e-13)
	// Equal columns to start with, and a zero one.
	x0 := array.Ones[float64](50, 3)
	for i := range 50 {
		x0.Set(0, i, 1)
	}
	a := laplace1D[float64](50)
	values, w, res, err := LOBPCG(context.Background(), Operator[float64](a), 3, &LOBPCGOptions[float64]{X0: &x0, Block: 3})
	if err != nil || !res.Converged {
		t.Fatalf("dependent start: %+v, %v", res, err)
	}
	near(t, "dependent start", values, spectrum1D(50)[:3], 1e-9)
	checkVectors(t, "dependent start", a, values, w, res, 1e-7)

	_, _, res, err = LOBPCG(context.Background(), Operator[float64](laplace1D[float64](4000)), 3, &LOBPCGOptions[float64]{MaxIterations: 4})
	if err != nil || res.Converged || res.Reason != MaxIterations || res.Restarts != 4 {
		t.Errorf("four iterations: %+v, %v", res, err)
	}
	nan := array.Full(math.NaN(), 50, 1)
	if _, _, _, err = LOBPCG(context.Background(), Operator[float64](a), 3, &LOBPCGOptions[float64]{X0: &nan}); !errors.Is(err, ErrNonFinite) {
		t.Errorf("NaN start: %v", err)
	}
	if _, _, _, err = LOBPCG(context.Background(), Operator[float64](laplace1D[float64](9)), 3, &LOBPCGOptions[float64]{X0: &x0}); !errors.Is(err, array.ErrShape) {
		t.Errorf("start of another size: %v", err)
	}
}

func TestSVDs(t *testing.T) {
	eachType(t, testSVDs[float32], testSVDs[float64], testSVDs[complex64], testSVDs[complex128])
}

func testSVDs[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(8, 1))
	tall := sparseOf[T](r, 120, 50, 4)
	for name, a := range map[string]*CSR[T]{"tall": tall, "wide": tall.H().ToCSR(), "square": hermitian[T](7)} {
		k0 := min(a.rows, a.cols)
		all := make([]float64, k0)
		svd.Gesdd(blas.Env{}, svd.Values, denseOf(a), all, blas.Mat[T]{}, blas.Mat[T]{})
		tol := 10 * (&EigOptions[T]{}).tol() * all[0]
		for _, k := range []int{1, 5, k0} {
			if name == "square" && k == 5 && !blas.IsComplex[T]() {
				k = 1 // the others are double
			}
			u, s, v, res, err := SVDs(context.Background(), AdjointOperator[T](a), k, nil)
			if err != nil || !res.Converged {
				t.Errorf("%s, k = %d: %+v, %v", name, k, res, err)
				continue
			}
			near(t, name, s, all[:k], tol)
			checkTriplets(t, name, a, u, s, v, res, tol)
		}
		if name == "square" {
			continue
		}
		_, s, _, res, err := SVDs(context.Background(), AdjointOperator[T](a), 2, &EigOptions[T]{Which: SmallestMagnitude, Subspace: 30})
		if err != nil || !res.Converged {
			t.Errorf("%s, smallest: %+v, %v", name, res, err)
		}
		if d := math.Abs(s[1] - all[k0-1]); d > 1e3*tol {
			t.Errorf("%s, smallest: %v, want %v", name, s, all[k0-2:])
		}
		v0 := drawVec[T](r, a.cols)
		if _, _, _, res, err = SVDs(context.Background(), AdjointOperator[T](a), 2, &EigOptions[T]{V0: v0}); err != nil || !res.Converged {
			t.Errorf("%s, start given: %+v, %v", name, res, err)
		}
	}
	// A matrix of rank 3 has zeros to offer.
	low := must(MatMul(sparseOf[T](r, 40, 3, 1), sparseOf[T](r, 3, 30, 9)))
	u, s, v, res, err := SVDs(context.Background(), AdjointOperator[T](low), 6, nil)
	if err != nil || !res.Converged || s[3] > 100*eps[T]()*s[0] {
		t.Errorf("rank 3: %v, %+v, %v", s, res, err)
	}
	checkTriplets(t, "rank 3", low, u, s, v, res, 1e3*eps[T]()*s[0])
	for what, f := range map[string]func() error{
		"none": func() error {
			_, _, _, _, err := SVDs(context.Background(), AdjointOperator[T](low), 0, nil)
			return err
		},
		"many": func() error {
			_, _, _, _, err := SVDs(context.Background(), AdjointOperator[T](low), 31, nil)
			return err
		},
		"which": func() error {
			_, _, _, _, err := SVDs(context.Background(), AdjointOperator[T](low), 1, &EigOptions[T]{Which: LargestReal})
			return err
		},
	} {
		if err := f(); !errors.Is(err, array.ErrValue) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// checkTriplets holds singular vectors to be orthonormal and to A·v = σ·u,
// Aᴴ·u = σ·v.
func checkTriplets[T array.Inexact](t *testing.T, what string, a *CSR[T], u array.Array[T], s []float64, v array.Array[T], res EigResult, tol float64) {
	t.Helper()
	col := func(m array.Array[T], j int) []T { return array.ToSlice(m.Slice(array.All, array.At(j))) }
	for j := range s {
		for _, m := range []array.Array[T]{u, v} {
			for i := range j + 1 {
				want := 0.0
				if i == j {
					want = 1
				}
				d := blas.Dotc(blas.Env{}, blas.VecOf(col(m, i)), blas.VecOf(col(m, j))) - blas.FromReal[T](want)
				if !(blas.Abs(d) <= 200*eps[T]()) {
					t.Errorf("%s: vectors %d and %d are off by %g", what, i, j, blas.Abs(d))
				}
			}
		}
		x, y := must(MatVec[T](a, col(v, j))), make([]T, a.cols)
		if err := a.ApplyAdjoint(y, col(u, j)); err != nil {
			t.Fatal(err)
		}
		blas.Axpy(blas.Env{}, blas.FromReal[T](-s[j]), blas.VecOf(col(u, j)), blas.VecOf(x))
		blas.Axpy(blas.Env{}, blas.FromReal[T](-s[j]), blas.VecOf(col(v, j)), blas.VecOf(y))
		r := math.Max(blas.Nrm2(blas.Env{}, blas.VecOf(x)), blas.Nrm2(blas.Env{}, blas.VecOf(y)))
		if !(r <= tol) || math.Abs(r-res.Residuals[j]) > 1e3*eps[T]()*s[0] {
			t.Errorf("%s: residual %d is %g, reported %g", what, j, r, res.Residuals[j])
		}
	}
}
