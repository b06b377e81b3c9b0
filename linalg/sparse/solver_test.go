package sparse

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/blas"
)

// hermitian is the Laplacian of a grid whose edges carry phases (a magnetic
// field): Hermitian positive definite; real for real types.
func hermitian[T array.Inexact](m int) *CSR[T] {
	a := laplace2D[T](m)
	for i := range a.rows {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			j := int(a.idx[k])
			if j != i {
				phase := 0.3 * float64(i+j)
				if j < i {
					phase = -phase
				}
				a.val[k] = blas.FromComplex[T](-complex(math.Cos(phase), math.Sin(phase)))
				if !blas.IsComplex[T]() {
					a.val[k] = -1
				}
			}
		}
	}
	return a
}

// convection is convection-diffusion on a grid with upwind differences: not
// symmetric, an M-matrix.
func convection[T array.Inexact](m int, wind float64) *CSR[T] {
	a := laplace2D[T](m)
	w := blas.FromReal[T](wind)
	for i := range a.rows {
		for k := a.ptr[i]; k < a.ptr[i+1]; k++ {
			switch int(a.idx[k]) - i {
			case 0:
				a.val[k] += 2 * w
			case -1, -m:
				a.val[k] -= w
			}
		}
	}
	return a
}

type solverFunc[T array.Inexact] func(context.Context, Operator[T], []T, *Options[T]) ([]T, Result, error)

func solvers[T array.Inexact]() map[string]solverFunc[T] {
	return map[string]solverFunc[T]{"cg": CG[T], "minres": MINRES[T], "bicgstab": BiCGStab[T], "gmres": GMRES[T]}
}

func TestDefinite(t *testing.T) {
	eachType(t, testDefinite[float32], testDefinite[float64], testDefinite[complex64], testDefinite[complex128])
}

func testDefinite[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	a := hermitian[T](20)
	pre := map[string]Preconditioner[T]{
		"none": nil, "jacobi": must(Jacobi(a)), "ssor": must(SSOR(a, 1.4)), "ic0": must(IC0(a, 0)), "ic0 shifted": must(IC0(a, 0.01)),
		"ilu0": must(ILU0(a)), "ilut": must(ILUT(a, nil)),
	}
	want := drawVec[T](r, a.rows)
	b := must(MatVec[T](a, want))
	iterations := map[string]int{}
	for name, solve := range solvers[T]() {
		for pname, p := range pre {
			if name == "minres" || name == "cg" {
				if pname == "ilut" { // not symmetric: drops by rows
					continue
				}
			}
			for _, x0 := range [][]T{nil, drawVec[T](r, a.rows)} {
				x, res, err := solve(context.Background(), a, b, &Options[T]{Preconditioner: p, X0: x0, History: true})
				what := name + " with " + pname
				if err != nil || !res.Converged || res.Reason != Converged {
					t.Errorf("%s: %+v, %v", what, res.Reason, err)
					continue
				}
				near(t, what, x, want, 300*relative[T](0)) // the condition is about 180
				checkResidual(t, what, a, x, b, res)
				iterations[what] = res.Iterations
			}
		}
	}
	for name := range solvers[T]() {
		if plain, ic := iterations[name+" with none"], iterations[name+" with ic0"]; ic*3 > plain*2 {
			t.Errorf("%s: %d iterations with IC(0), %d without", name, ic, plain)
		}
	}
}

// checkResidual holds the reported residual against the definition.
func checkResidual[T array.Inexact](t *testing.T, what string, a Operator[T], x, b []T, res Result) {
	t.Helper()
	d := must(MatVec(a, x))
	for i := range d {
		d[i] = b[i] - d[i]
	}
	norm := blas.Nrm2(blas.Env{}, blas.VecOf(d))
	bnorm := blas.Nrm2(blas.Env{}, blas.VecOf(b))
	if math.Abs(norm-res.Residual) > 50*eps[T]()*bnorm {
		t.Errorf("%s: the residual is %g, reported %g", what, norm, res.Residual)
	}
	if res.Reason == Converged && !(res.Residual <= relative[T](0)*bnorm) {
		t.Errorf("%s: converged at a residual of %g", what, res.Residual)
	}
	if len(res.History) < res.Iterations+1 {
		t.Errorf("%s: a history of %d for %d iterations", what, len(res.History), res.Iterations)
	}
}

func TestNonsymmetric(t *testing.T) {
	eachType(t, testNonsymmetric[float32], testNonsymmetric[float64], testNonsymmetric[complex64], testNonsymmetric[complex128])
}

func testNonsymmetric[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	a := convection[T](18, 1.5)
	if blas.IsComplex[T]() {
		for k := range a.val {
			a.val[k] = blas.Mul(a.val[k], blas.FromComplex[T](complex(1, 0.2)))
		}
	}
	want := drawVec[T](r, a.rows)
	b := must(MatVec[T](a, want))
	for _, name := range []string{"bicgstab", "gmres"} {
		for pname, p := range map[string]Preconditioner[T]{"none": nil, "ilu0": must(ILU0(a)), "ilut": must(ILUT(a, &ILUTOptions{DropTol: 1e-3, Fill: 5})), "jacobi": must(Jacobi(a))} {
			for _, flexible := range []bool{false, true} {
				x, res, err := solvers[T]()[name](context.Background(), a, b, &Options[T]{Preconditioner: p, Flexible: flexible, Restart: 20, History: true})
				what := fmt.Sprintf("%s with %s, flexible %v", name, pname, flexible)
				if err != nil || !res.Converged {
					t.Errorf("%s: %v, %v", what, res.Reason, err)
					continue
				}
				near(t, what, x, want, 300*relative[T](0))
				checkResidual(t, what, a, x, b, res)
			}
		}
	}
	// Another solver as preconditioner needs the flexible form.
	inner := solverAsPreconditioner[T]{a}
	x, res, err := GMRES(context.Background(), Operator[T](a), b, &Options[T]{Preconditioner: inner, Flexible: true})
	if err != nil || !res.Converged || res.Iterations > 25 {
		t.Errorf("flexible: %+v, %v", res, err)
	}
	near(t, "flexible", x, want, 300*relative[T](0))
	// ILUT without dropping is the factorisation itself.
	full := must(ILUT(a, &ILUTOptions{DropTol: -1, Fill: a.rows}))
	z := make([]T, a.rows)
	if err := full.Solve(z, b); err != nil {
		t.Fatal(err)
	}
	near(t, "complete ilut", z, want, 500*eps[T]())
}

type solverAsPreconditioner[T array.Inexact] struct{ a *CSR[T] }

func (p solverAsPreconditioner[T]) Solve(dst, r []T) error {
	x, _, err := BiCGStab(context.Background(), Operator[T](p.a), r, &Options[T]{RTol: 0.1})
	copy(dst, x)
	return err
}

func TestIndefinite(t *testing.T) {
	eachType(t, testIndefinite[float32], testIndefinite[float64], testIndefinite[complex64], testIndefinite[complex128])
}

func testIndefinite[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	a := hermitian[T](12)
	s := must(Shift(Operator[T](a), blas.FromReal[T](2.3)))
	want := drawVec[T](r, a.rows)
	b := must(MatVec[T](s, want))
	x, res, err := MINRES(context.Background(), Operator[T](s), b, nil)
	if err != nil || !res.Converged {
		t.Fatalf("minres: %+v, %v", res, err)
	}
	near(t, "minres", x, want, 1e4*relative[T](0))
	x, res, err = MINRES(context.Background(), Operator[T](s), b, &Options[T]{Preconditioner: must(IC0(a, 0))})
	if err != nil || !res.Converged {
		t.Fatalf("preconditioned minres: %+v, %v", res, err)
	}
	near(t, "preconditioned minres", x, want, 1e4*relative[T](0))
	if _, res, err = CG(context.Background(), Operator[T](s), b, nil); err != nil || res.Converged && res.Residual > 1e-3 || res.Reason != Indefinite && res.Reason != Converged {
		t.Errorf("cg on an indefinite matrix: %+v, %v", res, err)
	}
	neg := Scale(-1, a)
	if _, res, err = CG(context.Background(), Operator[T](neg), b, nil); err != nil || res.Reason != Indefinite {
		t.Errorf("cg on a negative definite matrix: %+v, %v", res, err)
	}
	minus := Scale(-1, must(Eye[T](a.rows)))
	for name, solve := range map[string]solverFunc[T]{"cg": CG[T], "minres": MINRES[T]} {
		_, res, err := solve(context.Background(), a, b, &Options[T]{Preconditioner: must(Jacobi(minus))})
		if err != nil || res.Reason != Indefinite {
			t.Errorf("%s with a negative preconditioner: %+v, %v", name, res, err)
		}
	}
}

// neumann is the Laplacian of a path with free ends: singular, its null space
// the constants.
func neumann[T array.Inexact](n int) *CSR[T] {
	a := laplace1D[T](n)
	a.val[0], a.val[len(a.val)-1] = 1, 1
	return a
}

func TestSingular(t *testing.T) {
	n := 50
	a := neumann[float64](n)
	b := make([]float64, n)
	for i := range b {
		b[i] = math.Cos(math.Pi * (float64(i) + 0.5) / float64(n) * 3) // sums to zero
	}
	for name, solve := range solvers[float64]() {
		x, res, err := solve(context.Background(), a, b, &Options[float64]{History: true})
		if err != nil || !res.Converged {
			t.Errorf("%s on a consistent singular system: %+v, %v", name, res, err)
		}
		checkResidual(t, name, a, x, b, res)
	}
	b[0]++ // no longer consistent: the least residual is 1/n in every element
	for name, solve := range solvers[float64]() {
		_, res, err := solve(context.Background(), a, b, &Options[float64]{MaxIterations: 2000})
		if err != nil || res.Converged || res.Reason == Unfinished {
			t.Errorf("%s on an inconsistent system: %+v, %v", name, res, err)
		}
		if least := 1 / math.Sqrt(float64(n)); name == "minres" && (res.Reason != LeastSquares || math.Abs(res.Residual-least) > 1e-6) {
			t.Errorf("minres: %+v, want the least residual %g", res, least)
		} else if res.Residual < least*(1-1e-9) {
			t.Errorf("%s: residual %g below the least, %g", name, res.Residual, least)
		}
	}
	zero := must(Zero[float64](3, 3))
	for name, solve := range solvers[float64]() {
		x, res, err := solve(context.Background(), zero, []float64{1, 2, 2}, nil)
		if err != nil || res.Converged || res.Residual != 3 {
			t.Errorf("%s on zeros: %v, %+v, %v", name, x, res, err)
		}
	}
}

// TestBreakdown has systems on which methods divide by zero.
func TestBreakdown(t *testing.T) {
	// A rotation: r and A·r are orthogonal, so BiCGStab's omega and GMRES(1)
	// stand still.
	rot := must(FromDense(array.FromSlice([]float64{0, 1, -1, 0}, 2, 2)))
	b := []float64{1, 0}
	_, res, err := BiCGStab(context.Background(), Operator[float64](rot), b, nil)
	if err != nil || res.Converged || res.Reason != Breakdown {
		t.Errorf("bicgstab: %+v, %v", res, err)
	}
	_, res, err = GMRES(context.Background(), Operator[float64](rot), b, &Options[float64]{Restart: 1})
	if err != nil || res.Converged || res.Reason != Stagnated && res.Reason != Breakdown {
		t.Errorf("gmres(1): %+v, %v", res, err)
	}
	x, res, err := GMRES(context.Background(), Operator[float64](rot), b, nil)
	if err != nil || !res.Converged || res.Iterations != 2 {
		t.Errorf("gmres: %+v, %v", res, err)
	}
	near(t, "gmres", x, []float64{0, 1}, 1e-15)
	// Cyclic shift: GMRES makes no progress until the last step.
	n := 12
	s := Builder[float64]{Rows: n, Cols: n}
	for i := range n {
		s.Add(i, (i+1)%n, 1)
	}
	e := make([]float64, n)
	e[0] = 1
	x, res, err = GMRES(context.Background(), Operator[float64](must(s.CSR())), e, &Options[float64]{History: true})
	if err != nil || !res.Converged || res.Iterations != n || res.History[n-1] < 0.999 {
		t.Errorf("gmres on a shift: %+v, %v", res, err)
	}
	if x[1] != 1 {
		t.Errorf("gmres on a shift: %v", x)
	}
	// Numbers that overflow are told, not returned as success.
	huge := must(Diags(2, 2, []int{0}, [][]float64{{1e300, 1e-300}}))
	for name, solve := range solvers[float64]() {
		_, res, err := solve(context.Background(), huge, []float64{1e300, 1e300}, &Options[float64]{MaxIterations: 50})
		if err != nil || res.Converged && !(res.Residual <= 1e-8*math.Sqrt2*1e300) {
			t.Errorf("%s: %+v, %v", name, res, err)
		}
	}
}

func TestSolverLimits(t *testing.T) {
	a := laplace2D[float64](30)
	b := make([]float64, 900)
	for i := range b {
		b[i] = float64(i%13) - 6
	}
	for name, solve := range solvers[float64]() {
		_, res, err := solve(context.Background(), a, b, &Options[float64]{MaxIterations: 7})
		if err != nil || res.Converged || res.Reason != MaxIterations || res.Iterations != 7 {
			t.Errorf("%s, 7 iterations: %+v, %v", name, res, err)
		}
		// Below what the precision can give: stagnates instead of going on.
		_, res, err = solve(context.Background(), a, b, &Options[float64]{RTol: 1e-30, MaxIterations: 5000})
		if err != nil || res.Converged || res.Residual > 1e-10 {
			t.Errorf("%s, no tolerance: %+v, %v", name, res, err)
		}
		calls := 0
		_, res, err = solve(context.Background(), a, b, &Options[float64]{RTol: -1, ATol: 1e-3, Progress: func(i int, r float64) {
			calls++
			if i != calls || !(r >= 0) {
				t.Errorf("%s: progress %d, %g at call %d", name, i, r, calls)
			}
		}})
		if err != nil || !res.Converged || res.Residual > 1e-3 || calls != res.Iterations {
			t.Errorf("%s, absolute tolerance: %+v, %v, %d calls", name, res, err, calls)
		}
		// A solution to start with needs no iteration, nor does b = 0, n = 0.
		x, res, err := solve(context.Background(), a, must(MatVec[float64](a, b)), &Options[float64]{X0: b})
		if err != nil || !res.Converged || res.Iterations != 0 || x[1] != b[1] || &x[0] == &b[0] {
			t.Errorf("%s, started at the solution: %+v, %v", name, res, err)
		}
		if _, res, err = solve(context.Background(), a, make([]float64, 900), nil); err != nil || !res.Converged {
			t.Errorf("%s, b = 0: %+v, %v", name, res, err)
		}
		if _, res, err = solve(context.Background(), must(Zero[float64](0, 0)), nil, nil); err != nil || !res.Converged {
			t.Errorf("%s, n = 0: %+v, %v", name, res, err)
		}
		if x, res, err = solve(context.Background(), must(Eye[float64](1)), []float64{5}, nil); err != nil || !res.Converged || x[0] != 5 {
			t.Errorf("%s, n = 1: %v, %+v, %v", name, x, res, err)
		}
	}
}

func TestSolversRefuse(t *testing.T) {
	a := laplace1D[float64](4)
	bad := laplace1D[float64](4)
	bad.val[4] = math.Inf(1)
	b := []float64{1, 2, 3, 4}
	wrong := errors.New("out of order")
	failing := must(OperatorFunc(4, 4, func(dst, x []float64) error { return wrong }, nil))
	for name, solve := range solvers[float64]() {
		ctx := context.Background()
		check := func(what string, want error, a Operator[float64], b []float64, o *Options[float64]) {
			t.Helper()
			if _, _, err := solve(ctx, a, b, o); !errors.Is(err, want) {
				t.Errorf("%s, %s: %v, want %v", name, what, err, want)
			}
		}
		check("not square", array.ErrShape, must(a.SliceRows(0, 3)), b[:3], nil)
		check("short b", array.ErrShape, a, b[:3], nil)
		check("short start", array.ErrShape, a, b, &Options[float64]{X0: b[:2]})
		check("NaN in b", ErrNonFinite, a, []float64{1, 2, math.NaN(), 4}, nil)
		check("NaN in the start", ErrNonFinite, a, b, &Options[float64]{X0: []float64{1, 2, math.NaN(), 4}})
		check("matrix", ErrNonFinite, bad, b, nil)
		check("failing operator", wrong, failing, b, nil)
		check("preconditioner of another size", array.ErrShape, a, b, &Options[float64]{Preconditioner: must(Jacobi(laplace1D[float64](5)))})
	}
	_, _, err := CG(context.Background(), Operator[float64](bad.T()), b, nil)
	var nf *NonFiniteError
	if !errors.As(err, &nf) || nf.Index[0] != 2 || nf.Index[1] != 1 {
		t.Errorf("%v, want the place (2,1) of the transpose", err)
	}
	var pivot *PivotError
	for name, f := range map[string]func() error{
		"jacobi": func() error { _, err := Jacobi(must(Zero[float64](2, 2))); return err },
		"ilu0": func() error {
			_, err := ILU0(must(FromDense(array.FromSlice([]float64{1, 1, 1, 1}, 2, 2))))
			return err
		},
		"ilut": func() error {
			_, err := ILUT(must(FromDense(array.FromSlice([]float64{1, 1, 1, 1}, 2, 2))), nil)
			return err
		},
		"ssor": func() error { _, err := SSOR(must(Zero[float64](2, 2)), 1); return err },
		"ic0":  func() error { _, err := IC0(Scale(-1, a), 0); return err },
	} {
		if err := f(); !errors.As(err, &pivot) {
			t.Errorf("%s: %v, want a pivot error", name, err)
		}
	}
}

func TestSolversStop(t *testing.T) {
	a := laplace2D[float64](60)
	b := make([]float64, a.rows)
	b[7] = 1
	cause := errors.New("the user left")
	before := runtime.NumGoroutine()
	for name, solve := range solvers[float64]() {
		ctx, cancel := context.WithCancelCause(context.Background())
		x, res, err := solve(ctx, a, b, &Options[float64]{Progress: func(i int, _ float64) {
			if i == 3 {
				cancel(cause)
			}
		}})
		if !errors.Is(err, cause) || res.Iterations > 4 || x == nil || res.Reason != Unfinished {
			t.Errorf("%s: %+v, %v", name, res, err)
		}
	}
	for end := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func TestLeastSquares(t *testing.T) {
	eachType(t, testLeastSquares[float32], testLeastSquares[float64], testLeastSquares[complex64], testLeastSquares[complex128])
}

type leastSquaresFunc[T array.Inexact] func(context.Context, AdjointOperator[T], []T, *LeastSquaresOptions[T]) ([]T, LeastSquaresResult, error)

func testLeastSquares[T array.Inexact](t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	tol := 2000 * relative[T](0)
	tall := must(VStack(sparseOf[T](r, 60, 25, 4), Scale(3, must(Eye[T](25)))))
	for name, solve := range map[string]leastSquaresFunc[T]{"lsqr": LSQR[T], "lsmr": LSMR[T]} {
		want := drawVec[T](r, 25)
		b := must(MatVec[T](tall, want))
		x, res, err := solve(context.Background(), tall, b, nil)
		if err != nil || !res.Converged || res.Reason != Converged {
			t.Fatalf("%s, consistent: %+v, %v", name, res, err)
		}
		near(t, name+" consistent", x, want, tol)

		// An inconsistent system: the normal equations hold.
		for i := range b {
			b[i] += draw[T](r)
		}
		for _, damp := range []float64{0, 0.7} {
			for _, x0 := range [][]T{nil, drawVec[T](r, 25)} {
				x, res, err = solve(context.Background(), tall, b, &LeastSquaresOptions[T]{Damp: damp, X0: x0, History: true})
				if err != nil || !res.Converged || res.Reason != LeastSquares {
					t.Fatalf("%s: %+v, %v", name, res, err)
				}
				if !(res.NormalResidual <= 100*relative[T](0)*res.Norm*res.Residual) {
					t.Errorf("%s, damp %g: normal residual %g", name, damp, res.NormalResidual)
				}
				checkNormal(t, name, tall, x, x0, b, damp, tol)
				last := res.History[len(res.History)-1]
				d := make([]T, len(x))
				for i := range d {
					d[i] = x[i]
					if x0 != nil {
						d[i] -= x0[i]
					}
				}
				full := math.Hypot(res.Residual, damp*blas.Nrm2(blas.Env{}, blas.VecOf(d)))
				if math.Abs(last-full) > 100*relative[T](0)*full {
					t.Errorf("%s, damp %g: the estimated residual is %g, it is %g", name, damp, last, full)
				}
			}
		}
		// Underdetermined: the shortest solution lies in the range of the adjoint.
		wide := tall.H().ToCSR()
		back := drawVec[T](r, wide.rows)
		want = make([]T, wide.cols)
		if err := wide.ApplyAdjoint(want, back); err != nil {
			t.Fatal(err)
		}
		x, res, err = solve(context.Background(), wide, must(MatVec[T](wide, want)), nil)
		if err != nil || !res.Converged {
			t.Fatalf("%s, underdetermined: %+v, %v", name, res, err)
		}
		near(t, name+" shortest", x, want, tol)
		// Trivial ones.
		if _, res, err = solve(context.Background(), tall, make([]T, 85), nil); err != nil || res.Reason != Converged {
			t.Errorf("%s, b = 0: %+v, %v", name, res, err)
		}
		if _, res, err = solve(context.Background(), must(Zero[T](3, 2)), []T{1, 2, 3}, nil); err != nil || res.Reason != LeastSquares {
			t.Errorf("%s, A = 0: %+v, %v", name, res, err)
		}
		if _, _, err = solve(context.Background(), tall, b[:3], nil); !errors.Is(err, array.ErrShape) {
			t.Errorf("%s, short b: %v", name, err)
		}
	}
}

// checkNormal holds x against Aᴴ(b - A·x) = damp²(x - x0) computed densely.
func checkNormal[T array.Inexact](t *testing.T, what string, a *CSR[T], x, x0, b []T, damp, tol float64) {
	t.Helper()
	r := denseMul(a, x, false)
	for i := range r {
		r[i] = b[i] - r[i]
	}
	g := denseMul(a, r, true)
	for i := range g {
		d := x[i]
		if x0 != nil {
			d -= x0[i]
		}
		g[i] -= blas.Mul(blas.FromReal[T](damp*damp), d)
	}
	size := blas.Nrm2(blas.Env{}, blas.VecOf(denseMul(a, b, true)))
	if n := blas.Nrm2(blas.Env{}, blas.VecOf(g)); !(n <= tol*size) {
		t.Errorf("%s: the gradient is %g of %g", what, n, size)
	}
}

// TestLeastSquaresRankDeficient wants the shortest solution.
func TestLeastSquaresRankDeficient(t *testing.T) {
	a := neumann[float64](30)
	b := make([]float64, 30)
	b[3], b[17] = 1, 2
	for name, solve := range map[string]leastSquaresFunc[float64]{"lsqr": LSQR[float64], "lsmr": LSMR[float64]} {
		x, res, err := solve(context.Background(), a, b, &LeastSquaresOptions[float64]{ATol: 1e-12, BTol: 1e-12})
		if err != nil || res.Reason != LeastSquares {
			t.Errorf("%s: %+v, %v", name, res, err)
		}
		sum := 0.0
		for _, v := range x {
			sum += v
		}
		if math.Abs(sum) > 1e-7 {
			t.Errorf("%s: the solution has %g of the null space", name, sum)
		}
		if want := 3 / math.Sqrt(30); math.Abs(res.Residual-want) > 1e-10 {
			t.Errorf("%s: residual %g, want %g", name, res.Residual, want)
		}
	}
}
