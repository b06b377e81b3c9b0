package sparse

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// scipyMatrix is a matrix as SciPy stores it, real and imaginary parts in
// turns.
type scipyMatrix struct {
	Rows, Cols int
	Ptr        []int32
	Idx        []int32
	Val        []float64
}

// scipyCase is what testdata/reference.py wrote.
type scipyCase struct {
	Complex              bool
	A, B, AB, S, H, Tall scipyMatrix
	X, Y, Ax, AHy, Kron  []float64
	R, SpSolve, Eigs     []float64
	T, Damped, LstSq     []float64
	Fro, One, Inf, Damp  float64
	Eigh, SVD            []float64
}

func numbersOf[T array.Inexact](parts []float64) []T {
	out := make([]T, len(parts)/2)
	for i := range out {
		out[i] = blas.FromComplex[T](complex(parts[2*i], parts[2*i+1]))
	}
	return out
}

func matrixOf[T array.Inexact](m scipyMatrix) *CSR[T] {
	return must(CSRFromUnsorted(m.Rows, m.Cols, m.Ptr, m.Idx, numbersOf[T](m.Val)))
}

func TestSciPy(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []scipyCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		if !c.Complex {
			t.Run("float32", func(t *testing.T) { testSciPy[float32](t, c) })
			t.Run("float64", func(t *testing.T) { testSciPy[float64](t, c) })
		}
		t.Run("complex64", func(t *testing.T) { testSciPy[complex64](t, c) })
		t.Run("complex128", func(t *testing.T) { testSciPy[complex128](t, c) })
	}
	if len(cases) != 2 {
		t.Errorf("%d cases, want 2", len(cases))
	}
}

func testSciPy[T array.Inexact](t *testing.T, c scipyCase) {
	ctx := context.Background()
	tol := 100 * eps[T]()
	a, b := matrixOf[T](c.A), matrixOf[T](c.B)
	near(t, "A·x", must(MatVec[T](a, numbersOf[T](c.X))), numbersOf[T](c.Ax), tol)
	back := make([]T, a.cols)
	if err := a.ApplyAdjoint(back, numbersOf[T](c.Y)); err != nil {
		t.Fatal(err)
	}
	near(t, "Aᴴ·y", back, numbersOf[T](c.AHy), tol)
	ab, want := must(MatMul(a, b)), matrixOf[T](c.AB)
	near(t, "A·B", array.ToSlice(ab.ToDense()), array.ToSlice(want.ToDense()), tol)
	for o, v := range map[NormOrder]float64{Frobenius: c.Fro, One: c.One, Inf: c.Inf} {
		if got := Norm(a, o); math.Abs(got-v) > tol*v {
			t.Errorf("norm %d is %g, want %g", o, got, v)
		}
	}
	kron := must(Kron(must(a.SliceRows(0, 2)), must(b.SliceRows(0, 3))))
	near(t, "kron", array.ToSlice(kron.ToDense()), numbersOf[T](c.Kron), tol)

	s, r := matrixOf[T](c.S), numbersOf[T](c.R)
	x, _, err := Solve(ctx, s, r)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "solve", x, numbersOf[T](c.SpSolve), 50*tol)
	h := matrixOf[T](c.H)
	values, _, res, err := EigSh(ctx, Operator[T](h), 4, nil)
	if err != nil || !res.Converged {
		t.Fatalf("eigsh: %+v, %v", res, err)
	}
	loose := 100 * (&EigOptions[T]{}).tol()
	near(t, "eigsh", values, c.Eigh[16:], loose)
	general, _, res, err := Eigs(ctx, Operator[T](s), 3, nil)
	if err != nil || !res.Converged {
		t.Fatalf("eigs: %+v, %v", res, err)
	}
	for i, w := range numbersOf[complex128](c.Eigs)[:3] {
		if math.Abs(blas.Abs(general[i])-blas.Abs(w)) > loose*blas.Abs(w) {
			t.Errorf("eigs: %v, want the magnitude of %v", general[i], w)
		}
	}
	_, sigma, _, res, err := SVDs(ctx, AdjointOperator[T](a), 4, nil)
	if err != nil || !res.Converged {
		t.Fatalf("svds: %+v, %v", res, err)
	}
	near(t, "svds", sigma, c.SVD[:4], loose)

	tall, rhs := matrixOf[T](c.Tall), numbersOf[T](c.T)
	for name, solve := range map[string]leastSquaresFunc[T]{"lsqr": LSQR[T], "lsmr": LSMR[T]} {
		x, _, err := solve(ctx, tall, rhs, nil)
		if err != nil {
			t.Fatal(err)
		}
		near(t, name, x, numbersOf[T](c.LstSq), 1e3*relative[T](0))
		x, _, err = solve(ctx, tall, rhs, &LeastSquaresOptions[T]{Damp: c.Damp})
		if err != nil {
			t.Fatal(err)
		}
		near(t, name+" damped", x, numbersOf[T](c.Damped), 1e3*relative[T](0))
	}
}
