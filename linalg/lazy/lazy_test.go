package lazy_test

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/linalg"
	"github.com/scicore-go/scicore/linalg/lazy"
)

func random[T linalg.Scalar](seed uint64, shape ...int) array.Array[T] {
	r := rand.New(rand.NewPCG(seed, 5))
	a := array.Zeros[T](shape...)
	for p := range a.Pointers() {
		switch p := any(p).(type) {
		case *float64:
			*p = r.NormFloat64()
		case *float32:
			*p = float32(r.NormFloat64())
		case *complex128:
			*p = complex(r.NormFloat64(), r.NormFloat64())
		case *complex64:
			*p = complex(float32(r.NormFloat64()), float32(r.NormFloat64()))
		}
	}
	return a
}

// definite returns symmetric positive definite matrices.
func definite[T linalg.Scalar](seed uint64, n int) array.Array[T] {
	a := random[T](seed, n, n)
	h := array.MatMul(a, array.Conj(a).T())
	return array.Add(h, array.MulScalar(array.Eye[T](n, n, 0), T(4)))
}

// same evaluates e on one core and on all of them, and compares the bits with
// what the eager function gave.
func same[R array.Element](t *testing.T, name string, e graph.Expr[R], want array.Array[R]) {
	t.Helper()
	for _, threads := range []int{1, 3} {
		rt, err := scicore.NewRuntime().WithThreads(threads).Build()
		if err != nil {
			t.Fatal(err)
		}
		got, err := scicore.Eval(scicore.WithRuntime(context.Background(), rt), e)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if !array.ArrayEqual(got, want) {
			t.Errorf("%s, %d threads: %v\nwant %v", name, threads, got, want)
		}
	}
}

// value takes the first result of an eager function.
func value[A any](t *testing.T) func(a A, err error) A {
	return func(a A, err error) A {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
}

func TestGraphsGiveWhatFunctionsGive(t *testing.T) {
	t.Run("float32", testOperations[complex64, float32])
	t.Run("float64", testOperations[complex128, float64])
	t.Run("complex64", testOperations[complex64, complex64])
	t.Run("complex128", testOperations[complex128, complex128])
}

func testOperations[C array.Complex, T linalg.Scalar](t *testing.T) {
	one := value[array.Array[T]](t)
	num := value[array.Array[float64]](t)
	a, b, s := definite[T](1, 9), random[T](2, 9, 2), random[T](3, 2, 9, 6)
	ga, gb, gs := graph.Of(a), graph.Of(b), graph.Of(s)

	x, _, err := linalg.Solve(a, b)
	same(t, "solve", lazy.Solve(ga, gb), one(x, err))
	x, _, err = linalg.Inv(a)
	same(t, "inv", lazy.Inv(ga), one(x, err))
	o := &linalg.TriangularOptions{Lower: true, Transposed: true}
	same(t, "solve_triangular", lazy.SolveTriangular(ga, gb, o), one(linalg.SolveTriangular(a, b, o)))
	same(t, "solve_triangular", lazy.SolveTriangular(ga, gb, nil), one(linalg.SolveTriangular(a, b, nil)))
	bands := array.Concatenate(0, array.MulScalar(array.Ones[T](1, 9), T(-1)), array.MulScalar(array.Ones[T](1, 9), T(4)), array.Ones[T](1, 9))
	x, _, err = linalg.SolveBanded(1, 1, bands, b)
	same(t, "solve_banded", lazy.SolveBanded(1, 1, graph.Of(bands), gb), one(x, err))
	pos := bands.Slice(array.RangeFrom(1))
	x, _, err = linalg.SolveBandedPositive(pos, b)
	same(t, "solveh_banded", lazy.SolveBandedPositive(graph.Of(pos), gb), one(x, err))
	d, off := array.MulScalar(array.Ones[T](9), T(3)), array.Ones[T](8)
	x, _, err = linalg.SolveTridiagonal(off, d, off, b)
	same(t, "solve_tridiagonal", lazy.SolveTridiagonal(graph.Of(off), graph.Of(d), graph.Of(off), gb), one(x, err))

	chol, err := linalg.Cholesky(a)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "cholesky", lazy.Cholesky(ga), chol.L())
	lu, err := linalg.LU(s)
	if err != nil {
		t.Fatal(err)
	}
	p, l, u := lazy.LU(gs)
	same(t, "lu_perm", p, lu.Perm())
	same(t, "lu_l", l, lu.L())
	same(t, "lu_u", u, lu.U())
	qr, err := linalg.QR(s)
	if err != nil {
		t.Fatal(err)
	}
	q, r := lazy.QR(gs)
	same(t, "qr_q", q, qr.Q())
	same(t, "qr_r", r, qr.R())
	svd, err := linalg.SVD(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	lu2, ls, lvh := lazy.SVD(gs)
	same(t, "svd_u", lu2, svd.U)
	same(t, "svd_s", ls, svd.S)
	same(t, "svd_vh", lvh, svd.Vh)
	same(t, "svdvals", lazy.SVDVals(gs), num(linalg.SVDVals(s)))
	same(t, "pinv", lazy.Pinv(gs, -1), one(linalg.Pinv(s, -1)))

	same(t, "det", lazy.Det(ga), one(linalg.Det(a)))
	sign, logabs, err := linalg.SLogDet(a)
	lsign, llog := lazy.SLogDet(ga)
	same(t, "slogdet sign", lsign, one(sign, err))
	same(t, "slogdet log", llog, logabs)
	for _, ord := range []linalg.Order{linalg.Fro, linalg.One, linalg.Inf, linalg.MaxAbs, linalg.Two, linalg.Nuc} {
		same(t, "norm "+ord.String(), lazy.Norm(gs, ord), num(linalg.Norm(s, ord)))
	}
	same(t, "cond", lazy.Cond(ga, linalg.One), num(linalg.Cond(a, linalg.One)))
	rank, err := linalg.MatrixRank(s, -1)
	same(t, "matrix_rank", lazy.MatrixRank(gs, -1), value[array.Array[int64]](t)(rank, err))
	wide := array.Copy(a.Slice(array.All, array.RangeTo(6)))
	same(t, "khatri_rao", lazy.KhatriRao(graph.Of(wide), gs), one(linalg.KhatriRao(wide, s)))
	same(t, "kron", lazy.Kron(ga, gs), one(linalg.Kron(a, s)))

	eigh, err := linalg.Eigh(a, nil)
	if err != nil {
		t.Fatal(err)
	}
	values, vectors := lazy.Eigh(ga)
	same(t, "eigh_vectors", vectors, eigh.Vectors)
	same(t, "eigh_values", values, eigh.Values)
	w, v := lazy.Eig[C](graph.Of(random[T](4, 7, 7)))
	eig, err := linalg.Eig(random[T](4, 7, 7), nil)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "eig_values", graph.Cast[complex128](w), array.Cast[complex128](array.Cast[C](eig.Values)))
	same(t, "eig_vectors", graph.Cast[complex128](v), array.Cast[complex128](array.Cast[C](eig.Right)))
	schur, err := linalg.Schur(random[T](4, 7, 7), nil)
	if err != nil {
		t.Fatal(err)
	}
	gt, gz := lazy.Schur(graph.Of(random[T](4, 7, 7)))
	same(t, "schur_t", gt, schur.T)
	same(t, "schur_z", gz, schur.Z)
	hess, err := linalg.Hessenberg(random[T](4, 7, 7))
	if err != nil {
		t.Fatal(err)
	}
	gh, gq := lazy.Hessenberg(graph.Of(random[T](4, 7, 7)))
	same(t, "hessenberg_h", gh, hess.H)
	same(t, "hessenberg_q", gq, hess.Q)
	same(t, "expm", lazy.Expm(ga), one(linalg.Expm(a)))
	same(t, "logm", lazy.Logm(ga), one(linalg.Logm(a)))
	same(t, "sqrtm", lazy.Sqrtm(ga), one(linalg.Sqrtm(a)))
	same(t, "matrix_power", lazy.MatrixPower(ga, -3), one(linalg.MatrixPower(a, -3)))
	testMore[C](t, a, b, s)
	same(t, "fractional_matrix_power", lazy.FractionalMatrixPower(ga, 0.3), one(linalg.FractionalMatrixPower(a, 0.3)))
}

// testMore goes on with the operations that testOperations leaves out.
func testMore[C array.Complex, T linalg.Scalar](t *testing.T, a, b, s array.Array[T]) {
	one := value[array.Array[T]](t)
	ga, gb, gs := graph.Of(a), graph.Of(b), graph.Of(s)
	ldl, err := linalg.LDL(a)
	if err != nil {
		t.Fatal(err)
	}
	p, l, d := lazy.LDL(ga)
	same(t, "ldl_perm", p, ldl.Perm())
	same(t, "ldl_l", l, ldl.L())
	same(t, "ldl_d", d, ldl.D())
	qr, err := linalg.QRPivoted(s)
	if err != nil {
		t.Fatal(err)
	}
	q, r, perm := lazy.QRPivoted(gs)
	same(t, "qr_pivoted_q", q, qr.Q())
	same(t, "qr_pivoted_r", r, qr.R())
	same(t, "qr_pivoted_perm", perm, qr.Perm())
	ls, err := linalg.LstSq(s, b, nil)
	same(t, "lstsq", lazy.LstSq(gs, gb, nil), one(ls.X, err))
	ls, err = linalg.LstSq(s, b, &linalg.LstSqOptions{RCond: 0.5})
	same(t, "lstsq", lazy.LstSq(gs, gb, &linalg.LstSqOptions{RCond: 0.5}), one(ls.X, err))
	bySVD := &linalg.LstSqOptions{Method: linalg.SingularValues}
	ls, err = linalg.LstSq(s, b, bySVD)
	same(t, "lstsq by singular values", lazy.LstSq(gs, gb, bySVD), one(ls.X, err))
	x, y := random[T](11, 6, 6), random[T](12, 6, 6)
	qz, err := linalg.QZ(x, y, nil)
	if err != nil {
		t.Fatal(err)
	}
	zs, zp, zq, zz := lazy.QZ(graph.Of(x), graph.Of(y))
	same(t, "qz_s", zs, qz.S)
	same(t, "qz_p", zp, qz.P)
	same(t, "qz_q", zq, qz.Q)
	same(t, "qz_z", zz, qz.Z)
	pencil, err := linalg.EigGeneralized(x, y)
	if err != nil {
		t.Fatal(err)
	}
	alpha, beta, vectors := lazy.EigGeneralized[C](graph.Of(x), graph.Of(y))
	same(t, "eig_generalized alpha", alpha, array.Cast[C](pencil.Alpha))
	same(t, "eig_generalized beta", beta, pencil.Beta)
	same(t, "eig_generalized vectors", vectors, array.Cast[C](pencil.Right))
	gen, err := linalg.EighGeneralized(a, a, linalg.ABxLambdax)
	if err != nil {
		t.Fatal(err)
	}
	gv, gw := lazy.EighGeneralized(ga, ga, linalg.ABxLambdax)
	same(t, "eigh_generalized_values", gv, gen.Values)
	same(t, "eigh_generalized_vectors", gw, gen.Vectors)
	same(t, "eigvals", lazy.EigVals[C](graph.Of(x)), array.Cast[C](value[array.Array[complex128]](t)(linalg.EigVals(x))))
	same(t, "eigvalsh", lazy.EigValsH(ga), value[array.Array[float64]](t)(linalg.EigValsH(a, nil)))

	eq := value[linalg.EquationResult[T]](t)
	c := random[T](13, 9, 9)
	same(t, "solve_sylvester", lazy.SolveSylvester(ga, ga, graph.Of(c)), eq(linalg.SolveSylvester(a, a, c)).X)
	same(t, "solve_continuous_lyapunov", lazy.SolveContinuousLyapunov(ga, graph.Of(c)), eq(linalg.SolveContinuousLyapunov(a, c)).X)
	same(t, "solve_discrete_lyapunov", lazy.SolveDiscreteLyapunov(ga, graph.Of(c)), eq(linalg.SolveDiscreteLyapunov(a, c)).X)
	small := array.MulScalar(c, T(1)/8)
	gsmall, r2 := graph.Of(small), definite[T](14, 2)
	same(t, "solve_continuous_are", lazy.SolveContinuousRiccati(gsmall, gb, ga, graph.Of(r2)), eq(linalg.SolveContinuousRiccati(small, b, a, r2, nil)).X)
	same(t, "solve_discrete_are", lazy.SolveDiscreteRiccati(gsmall, gb, ga, graph.Of(r2)), eq(linalg.SolveDiscreteRiccati(small, b, a, r2, nil)).X)
	terms := &linalg.RiccatiOptions[T]{E: definite[T](18, 9), S: array.MulScalar(b, T(1)/16)}
	ge, gcross := graph.Of(terms.E), graph.Of(terms.S)
	same(t, "solve_continuous_are, E and S", lazy.SolveContinuousRiccati(gsmall, gb, ga, graph.Of(r2), ge, gcross), eq(linalg.SolveContinuousRiccati(small, b, a, r2, terms)).X)
	terms.S = array.Array[T]{}
	same(t, "solve_discrete_are, E", lazy.SolveDiscreteRiccati(gsmall, gb, ga, graph.Of(r2), ge), eq(linalg.SolveDiscreteRiccati(small, b, a, r2, terms)).X)

	for name, f := range map[string]struct {
		eager func(array.Array[T]) (array.Array[T], error)
		lazy  func(graph.Expr[T]) graph.Expr[T]
	}{
		"cosm": {linalg.Cosm[T], lazy.Cosm[T]}, "sinm": {linalg.Sinm[T], lazy.Sinm[T]}, "tanm": {linalg.Tanm[T], lazy.Tanm[T]},
		"coshm": {linalg.Coshm[T], lazy.Coshm[T]}, "sinhm": {linalg.Sinhm[T], lazy.Sinhm[T]}, "tanhm": {linalg.Tanhm[T], lazy.Tanhm[T]},
		"signm": {linalg.Signm[T], lazy.Signm[T]},
	} {
		same(t, name, f.lazy(gsmall), one(f.eager(small)))
	}
	ec, err := linalg.EigCond(x)
	if err != nil {
		t.Fatal(err)
	}
	ev, er, es := lazy.EigCond[C](graph.Of(x))
	same(t, "eig_cond_values", ev, array.Cast[C](ec.Values))
	same(t, "eig_cond_rcond", er, ec.RCond)
	same(t, "eig_cond_sep", es, ec.Sep)
	diag, off := random[T](15, 2, 7), random[T](16, 6)
	tri, err := linalg.EighTridiagonal(diag, off, nil)
	if err != nil {
		t.Fatal(err)
	}
	tw, tz := lazy.EighTridiagonal(graph.Of(diag), graph.Of(off))
	same(t, "eigh_tridiagonal_values", tw, tri.Values)
	same(t, "eigh_tridiagonal_vectors", tz, tri.Vectors)
	same(t, "eigvalsh_tridiagonal", lazy.EigValsHTridiagonal(graph.Of(diag), graph.Of(off)), value[array.Array[float64]](t)(linalg.EigValsHTridiagonal(diag, off, nil)))
	bands := random[T](17, 2, 3, 8)
	banded, err := linalg.EighBanded(bands, nil)
	if err != nil {
		t.Fatal(err)
	}
	bw, bz := lazy.EighBanded(graph.Of(bands))
	same(t, "eig_banded_values", bw, banded.Values)
	same(t, "eig_banded_vectors", bz, banded.Vectors)
	same(t, "eigvals_banded", lazy.EigValsHBanded(graph.Of(bands)), value[array.Array[float64]](t)(linalg.EigValsHBanded(bands, nil)))
	fv, fd, err := linalg.ExpmFrechet(small, c)
	lv, ld := lazy.ExpmFrechet(gsmall, graph.Of(c))
	same(t, "expm_frechet_value", lv, one(fv, err))
	same(t, "expm_frechet_derivative", ld, fd)
	same(t, "expm_cond", lazy.ExpmCond(gsmall), value[array.Array[float64]](t)(linalg.ExpmCond(small)))
	same(t, "expm_multiply", lazy.ExpmMultiply(gsmall, gb, -0.5), one(linalg.ExpmMultiply(small, b, -0.5)))
	pol, err := linalg.Polar(s)
	if err != nil {
		t.Fatal(err)
	}
	pu, ph := lazy.Polar(gs)
	same(t, "polar_u", pu, pol.U)
	same(t, "polar_h", ph, pol.H)
	pr, err := linalg.OrthogonalProcrustes(a, c)
	if err != nil {
		t.Fatal(err)
	}
	lr, lscale := lazy.OrthogonalProcrustes(ga, graph.Of(c))
	same(t, "procrustes_r", lr, pr.R)
	same(t, "procrustes_scale", lscale, pr.Scale)
	ro := &linalg.RandomizedOptions{Oversample: 2, Power: 1, Seed: 9}
	rs, err := linalg.RandomizedSVD(s, 3, ro)
	if err != nil {
		t.Fatal(err)
	}
	ru, rv, rw := lazy.RandomizedSVD(gs, 3, ro)
	same(t, "randomized_svd_u", ru, rs.U)
	same(t, "randomized_svd_s", rv, rs.S)
	same(t, "randomized_svd_vh", rw, rs.Vh)
}

// TestEveryOperationIsTried holds the tests above to the list of operations.
func TestEveryOperationIsTried(t *testing.T) {
	for _, op := range linalg.Operations() {
		name := strings.TrimSuffix(strings.TrimPrefix(op.Name(), "linalg."), "_all")
		if !strings.Contains(lazySource, "\""+name+"\"") && !strings.Contains(lazySource, "\""+name+"_") {
			t.Errorf("package lazy does not offer %s", op.Name())
		}
	}
}

//go:embed lazy.go
var lazySource string

func TestFactorsShareOneNode(t *testing.T) {
	u, s, vh := lazy.SVD(graph.Param[float64]("a", 40, 30))
	seen := map[*graph.Node]bool{}
	out := graph.Optimize(u.Node(), s.Node(), vh.Node())
	var count func(n *graph.Node)
	count = func(n *graph.Node) {
		for _, in := range n.Inputs() {
			count(in)
		}
		if n.Kind() == graph.KindOp && strings.HasPrefix(n.Op().Name(), "linalg.") {
			seen[n] = true
		}
	}
	for _, n := range out {
		count(n)
	}
	if len(seen) != 1 {
		t.Errorf("three factors take %d decompositions", len(seen))
	}
}

func TestTextWireAndTrouble(t *testing.T) {
	ctx := context.Background()
	a := definite[float64](1, 6)
	res, err := scicore.Compute(ctx, scicore.Request{Operation: "sum(abs(linalg.solve(a, matmul(a, b)) - b)) + linalg.norm(a, ord='1') * 0",
		Inputs: map[string]array.Any{"a": a, "b": random[float64](2, 6, 2)}})
	if err != nil {
		t.Fatal(err)
	}
	if off, ok := array.As[float64](res.Result); !ok || !(off.Item() < 1e-11) {
		t.Errorf("computed %v", res.Result)
	}
	ints, err := scicore.Compute(ctx, scicore.Request{Operation: "linalg.det(a)", Inputs: map[string]array.Any{"a": array.FromSlice([]int32{1, 2, 3, 4}, 2, 2)}})
	if err != nil {
		t.Fatal(err)
	}
	if d, ok := array.As[float64](ints.Result); !ok || math.Abs(d.Item()+2) > 1e-15 {
		t.Errorf("det of integers is %v", ints.Result)
	}

	var buf bytes.Buffer
	u, s, _ := lazy.SVD(graph.Of(a))
	if err := graph.Encode(&buf, u.Node(), s.Node()); err != nil {
		t.Fatal(err)
	}
	ops, err := graph.Builtin().With(linalg.Operations()...)
	if err != nil {
		t.Fatal(err)
	}
	back, err := graph.Decode(&buf, &graph.DecodeOptions{Registry: ops})
	if err != nil {
		t.Fatal(err)
	}
	want, _ := linalg.SVDVals(a)
	got, err := scicore.Eval(ctx, graph.FromNode[float64](back[1]))
	if err != nil || !array.AllClose(got, want, &array.Tolerance{Rel: 1e-13}) {
		t.Errorf("decoded: %v, %v", got, err)
	}

	if err := lazy.Solve(graph.Of(random[float64](1, 3, 4)), graph.Of(a)).Err(); err == nil || !strings.Contains(err.Error(), "want square matrices") {
		t.Errorf("a shape that does not fit: %v", err)
	}
	if w, _ := lazy.Eig[complex64](graph.Of(a)); w.Err() == nil {
		t.Error("eigenvalues of float64 as complex64 were accepted")
	}
	_, err = scicore.Eval(ctx, lazy.Inv(graph.Of(array.Zeros[float64](3, 3))))
	var singular *linalg.SingularError
	if !errors.As(err, &singular) {
		t.Errorf("singular: %v", err)
	}
}

// A busy machine lengthens the way to the end, but not every time: one that
// does not look at its context is late at each attempt.
func TestCancelled(t *testing.T) {
	n := 1500
	u, _, _ := lazy.SVD(graph.Of(random[float64](1, n, n)))
	late := time.Duration(0)
	for range 5 {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		_, err := scicore.Eval(ctx, u)
		deadline, _ := ctx.Deadline()
		late = time.Since(deadline)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after its deadline: %v", late, err)
		}
		if late < 2*time.Second {
			return
		}
	}
	t.Errorf("went on for %v after its deadline, at every attempt", late)
}
