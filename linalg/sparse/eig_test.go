package sparse

import (
	"context"
	"errors"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/schur"
	"github.com/scicore-go/scicore/internal/lapack/symeig"
)

// spectrum1D is that of the 1-d Laplacian of order n, increasing.
func spectrum1D(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 2 - 2*math.Cos(math.Pi*float64(i+1)/float64(n+1))
	}
	return w
}

func denseOf[T array.Inexact](a *CSR[T]) blas.Mat[T] {
	return blas.RowMajor(array.ToSlice(a.ToDense()), a.rows, a.cols, a.cols)
}

// checkVectors holds eigenvectors to be orthonormal and to their residuals.
func checkVectors[T array.Inexact](t *testing.T, what string, a Operator[T], values []float64, v array.Array[T], res EigResult, tol float64) {
	t.Helper()
	n, k := v.Dim(0), v.Dim(1)
	col := func(j int) []T { return array.ToSlice(v.Slice(array.All, array.At(j))) }
	for j := range k {
		x := col(j)
		for i := range j + 1 {
			want := 0.0
			if i == j {
				want = 1
			}
			if d := blas.Abs(blas.Dotc(blas.Env{}, blas.VecOf(col(i)), blas.VecOf(x)) - blas.FromReal[T](want)); !(d <= 1000*eps[T]()) {
				t.Errorf("%s: vectors %d and %d are off by %g", what, i, j, d)
			}
		}
		y := must(MatVec(a, x))
		for i := range n {
			y[i] -= blas.Mul(blas.FromReal[T](values[j]), x[i])
		}
		r := blas.Nrm2(blas.Env{}, blas.VecOf(y))
		if !(r <= tol) {
			t.Errorf("%s: residual %d is %g", what, j, r)
		}
		if math.Abs(r-res.Residuals[j]) > 1e3*eps[T]() {
			t.Errorf("%s: residual %d is %g, reported %g", what, j, r, res.Residuals[j])
		}
	}
}

func TestEigSh(t *testing.T) {
	eachType(t, testEigSh[float32], testEigSh[float64], testEigSh[complex64], testEigSh[complex128])
}

func testEigSh[T array.Inexact](t *testing.T) {
	a := hermitian[T](9)
	if !blas.IsComplex[T]() { // a square grid has double eigenvalues
		a = must(Add(must(Kron(must(Eye[T](9)), laplace1D[T](9))), must(Kron(Scale(1.37, laplace1D[T](9)), must(Eye[T](9))))))
	}
	d := denseOf(a)
	all := make([]float64, a.rows)
	symeig.Syevd(blas.Env{}, false, blas.Lower, d, all)
	tol := 10 * (&EigOptions[T]{}).tol() * all[len(all)-1]
	for _, k := range []int{1, 2, 6, 40, 81} {
		for which, want := range map[Which][]float64{
			LargestMagnitude: all[81-k:], LargestAlgebraic: all[81-k:], SmallestAlgebraic: all[:k], SmallestMagnitude: all[:k],
		} {
			values, v, res, err := EigSh(context.Background(), Operator[T](a), k, &EigOptions[T]{Which: which})
			if err != nil || !res.Converged || res.Found != k {
				t.Errorf("k = %d, which %d: %+v, %v", k, which, res, err)
				continue
			}
			near(t, "values", values, want, tol)
			checkVectors(t, "eigsh", a, values, v, res, tol)
		}
	}
}

func TestEigShGrid(t *testing.T) {
	n := 400
	a := laplace1D[float64](n)
	want := spectrum1D(n)
	values, v, res, err := EigSh(context.Background(), Operator[float64](a), 5, nil)
	if err != nil || !res.Converged {
		t.Fatalf("%+v, %v", res, err)
	}
	near(t, "largest", values, want[n-5:], 1e-10)
	checkVectors(t, "largest", a, values, v, res, 1e-8)

	// An indefinite one, both ends in magnitude, and the start given.
	s := must(Shift(Operator[float64](a), 1.9))
	values, _, res, err = EigSh(context.Background(), Operator[float64](s), 4, &EigOptions[float64]{Subspace: 40, V0: make([]float64, n)})
	if err != nil || !res.Converged {
		t.Fatalf("%+v, %v", res, err)
	}
	near(t, "shifted", values, []float64{want[n-4] - 1.9, want[n-3] - 1.9, want[n-2] - 1.9, want[n-1] - 1.9}, 1e-9)

	// Next to a number inside, by a solver as the inverse.
	sigma := 0.5
	inv := must(Shift(Operator[float64](a), sigma))
	solver := inverseBy{inv}
	values, v, res, err = EigSh(context.Background(), Operator[float64](a), 4, &EigOptions[float64]{Sigma: &sigma, Inverse: solver})
	if err != nil || !res.Converged {
		t.Fatalf("%+v, %v", res, err)
	}
	slices.SortFunc(want, func(x, y float64) int { return int(math.Copysign(1, math.Abs(x-sigma)-math.Abs(y-sigma))) })
	near4 := slices.Clone(want[:4])
	slices.Sort(near4)
	near(t, "next to sigma", values, near4, 1e-9)
	checkVectors(t, "next to sigma", a, values, v, res, 1e-7)
}

// inverseBy solves by MINRES.
type inverseBy struct{ a Operator[float64] }

func (s inverseBy) Solve(dst, r []float64) error {
	x, _, err := MINRES(context.Background(), s.a, r, &Options[float64]{RTol: 1e-12})
	copy(dst, x)
	return err
}

func TestEigShSmall(t *testing.T) {
	for n := 1; n <= 5; n++ {
		for k := 1; k <= n; k++ {
			values, v, res, err := EigSh(context.Background(), Operator[float64](laplace1D[float64](n)), k, &EigOptions[float64]{Which: SmallestAlgebraic})
			if err != nil || !res.Converged {
				t.Fatalf("n = %d, k = %d: %+v, %v", n, k, res, err)
			}
			near(t, "values", values, spectrum1D(n)[:k], 1e-14)
			checkVectors(t, "small", laplace1D[float64](n), values, v, res, 1e-14)
		}
	}
	// The identity and zero: every vector spans an invariant subspace.
	for _, a := range []*CSR[float64]{must(Eye[float64](30)), must(Zero[float64](30, 30))} {
		values, v, res, err := EigSh(context.Background(), Operator[float64](a), 3, nil)
		if err != nil || !res.Converged {
			t.Fatalf("%+v, %v", res, err)
		}
		near(t, "values", values, []float64{a.At(0, 0), a.At(0, 0), a.At(0, 0)}, 1e-14)
		checkVectors(t, "multiple", a, values, v, res, 1e-14)
	}
}

func TestEigs(t *testing.T) {
	eachType(t, testEigs[float32], testEigs[float64], testEigs[complex64], testEigs[complex128])
}

func testEigs[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	// Convection in two directions of different strength: single eigenvalues.
	x, y := laplace1D[T](9), Scale(1.37, laplace1D[T](10))
	for i := 1; i < 9; i++ {
		x.val[3*i-1] *= 1.7
	}
	flow := must(Add(must(Kron(must(Eye[T](10)), x)), must(Kron(y, must(Eye[T](9))))))
	for name, a := range map[string]*CSR[T]{"random": sparseOf[T](r, 90, 90, 5), "convection": flow} {
		n := a.rows
		c := blas.NewMat[complex128](n, n)
		for i := range n {
			for j := range n {
				c.Set(i, j, blas.Complex128(a.At(i, j)))
			}
		}
		all := make([]complex128, n)
		schur.Geev(blas.Env{}, c, all, false, false)
		size := Norm(a, Frobenius)
		for _, which := range []Which{LargestMagnitude, LargestReal, SmallestReal, LargestImag, SmallestMagnitude} {
			if name == "convection" && which == LargestImag { // all real
				continue
			}
			if name == "random" && which == SmallestMagnitude { // deep inside: a case for Sigma
				continue
			}
			for _, k := range []int{1, 4, 7} {
				values, v, res, err := Eigs(context.Background(), Operator[T](a), k, &EigOptions[T]{Which: which, Subspace: 40})
				if err != nil || !res.Converged {
					t.Errorf("%s, which %d, k = %d: %+v, %v", name, which, k, res, err)
					continue
				}
				best := ranked(all, which)
				for i, w := range values {
					// As good as the true i-th best, and an eigenvalue indeed.
					if which.better(all[best[i]], w) && math.Abs(cmplx.Abs(w)-cmplx.Abs(all[best[i]])) > 1e4*(&EigOptions[T]{}).tol()*size {
						t.Errorf("%s, which %d: value %d is %v, want %v", name, which, i, w, all[best[i]])
					}
					if res.Residuals[i] > 10*(&EigOptions[T]{}).tol()*size {
						t.Errorf("%s, which %d: residual %d is %g", name, which, i, res.Residuals[i])
					}
					x := array.ToSlice(v.Slice(array.All, array.At(i)))
					sum := 0.0
					for _, z := range x {
						sum += real(z)*real(z) + imag(z)*imag(z)
					}
					if math.Abs(sum-1) > 100*eps[T]() {
						t.Errorf("%s: vector %d has length² %g", name, i, sum)
					}
				}
			}
		}
	}
}

// TestEigsKnown has spectra in closed form.
func TestEigsKnown(t *testing.T) {
	// A tridiagonal Toeplitz matrix, not symmetric: a + 2·√(b·c)·cos.
	n := 40
	a := must(Diags(n, n, []int{-1, 0, 1}, [][]float64{{-1.2}, {2}, {-0.9}}))
	values, _, res, err := Eigs(context.Background(), Operator[float64](a), 4, &EigOptions[float64]{Subspace: 20})
	if err != nil || !res.Converged {
		t.Fatalf("%+v, %v", res, err)
	}
	for i, w := range values {
		want := 2 + 2*math.Sqrt(1.2*0.9)*math.Cos(math.Pi*float64(i+1)/float64(n+1))
		if cmplx.Abs(w-complex(want, 0)) > 1e-5 { // the vectors are ill-conditioned
			t.Errorf("value %d is %v, want %v", i, w, want)
		}
	}
	// A rotation in every plane: pairs e^{±iφ}.
	b := Builder[float64]{Rows: 60, Cols: 60}
	for p := range 30 {
		s, c := math.Sincos(0.1 * float64(p+1))
		scale := 1 + 0.05*float64(p)
		b.Add(2*p, 2*p, scale*c)
		b.Add(2*p, 2*p+1, -scale*s)
		b.Add(2*p+1, 2*p, scale*s)
		b.Add(2*p+1, 2*p+1, scale*c)
	}
	rot := must(b.CSR())
	for _, k := range []int{2, 5} {
		values, _, res, err = Eigs(context.Background(), Operator[float64](rot), k, nil)
		if err != nil || !res.Converged {
			t.Fatalf("%+v, %v", res, err)
		}
		for i, w := range values {
			p := 29 - i/2
			want := cmplx.Rect(1+0.05*float64(p), 0.1*float64(p+1))
			if d := math.Min(cmplx.Abs(w-want), cmplx.Abs(w-cmplx.Conj(want))); d > 1e-9 {
				t.Errorf("k = %d: value %d is %v, want %v or its conjugate", k, i, w, want)
			}
		}
	}
	// A Jordan block: one vector, n-fold eigenvalue.
	j := must(Diags(30, 30, []int{0, 1}, [][]complex128{{2}, {1}}))
	values, _, res, err = Eigs(context.Background(), Operator[complex128](j), 2, nil)
	if err != nil || !res.Converged || res.Residuals[0] > 1e-8 {
		t.Errorf("Jordan block: %v, %+v, %v", values, res, err)
	}
}

func TestEigsRefuse(t *testing.T) {
	a := laplace1D[float64](6)
	bad := laplace1D[float64](6)
	bad.val[3] = math.NaN()
	nan := math.NaN()
	failing := must(OperatorFunc(40, 40, func(dst, x []float64) error { dst[0] = math.Inf(1); return nil }, nil))
	for name, solve := range map[string]func(Operator[float64], int, *EigOptions[float64]) error{
		"eigsh": func(a Operator[float64], k int, o *EigOptions[float64]) error {
			_, _, _, err := EigSh(context.Background(), a, k, o)
			return err
		},
		"eigs": func(a Operator[float64], k int, o *EigOptions[float64]) error {
			_, _, _, err := Eigs(context.Background(), a, k, o)
			return err
		},
	} {
		check := func(what string, got, want error) {
			t.Helper()
			if !errors.Is(got, want) {
				t.Errorf("%s, %s: %v, want %v", name, what, got, want)
			}
		}
		check("not square", solve(must(a.SliceRows(0, 3)), 1, nil), array.ErrShape)
		check("none", solve(a, 0, nil), array.ErrValue)
		check("too many", solve(a, 7, nil), array.ErrValue)
		check("NaN", solve(bad, 1, nil), ErrNonFinite)
		check("start", solve(a, 1, &EigOptions[float64]{V0: []float64{1}}), array.ErrShape)
		check("NaN start", solve(a, 1, &EigOptions[float64]{V0: []float64{1, 1, nan, 1, 1, 1}}), ErrNonFinite)
		check("sigma", solve(a, 1, &EigOptions[float64]{Sigma: &nan}), array.ErrValue)
		check("overflow", solve(failing, 1, nil), ErrNonFinite)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, _, err := EigSh(ctx, Operator[float64](a), 1, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	// Restarts that run out are told.
	_, _, res, err := EigSh(context.Background(), Operator[float64](laplace1D[float64](3000)), 3, &EigOptions[float64]{Which: SmallestAlgebraic, MaxRestarts: 2})
	if err != nil || res.Converged || res.Reason != MaxIterations || res.Restarts != 2 {
		t.Errorf("two restarts: %+v, %v", res, err)
	}
}
