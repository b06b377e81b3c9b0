package matfun

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func cubeRoot[T blas.Scalar](env Env, dst, a Mat[T]) Status {
	return FractionalMatrixPower(env, dst, a, 1.0/3)
}

func TestRootsBits(t *testing.T) {
	testBits(t, "sqrtm", Sqrtm[float64], 3)
	testBits(t, "sqrtm", Sqrtm[complex64], 3)
	testBits(t, "logm", Logm[float32], 3)
	testBits(t, "logm", Logm[complex128], 3)
	testBits(t, "power", cubeRoot[float64], 3)
}

func TestSqrtmSquares(t *testing.T) {
	testSqrtmSquares[float64](t)
	testSqrtmSquares[float32](t)
	testSqrtmSquares[complex128](t)
	testSqrtmSquares[complex64](t)
}

// testSqrtmSquares is for orders beyond the table.
func testSqrtmSquares[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 2, 25, 49, 100} {
		a := normed[T](n, float64(n), 3)
		for i := range n { // eigenvalues to the right of the axis, pairs of them
			a.Set(i, i, a.At(i, i)+blas.FromReal[T](2*math.Sqrt(float64(n))))
		}
		x := a.CloneCols(Env{})
		if st := Sqrtm(lapacktest.Best(), x, x); st != OK {
			t.Errorf("%T n=%d: %v", a.Data, n, st)
			continue
		}
		if r := SqrtmResidual(Env{}, x, a); !(r < 40*blas.Eps[T]()*float64(n+1)) {
			t.Errorf("%T n=%d: ‖X²-A‖/‖A‖ = %g", a.Data, n, r)
		}
		if !blas.IsComplex[T]() || n == 0 {
			continue
		}
		y := blas.NewMat[T](n, n)
		if st := Sqrtm(lapacktest.Best(), y, a.H()); st != OK {
			t.Errorf("adjoint: %v", st)
		}
		if d := distance(x, y.H()); !(d < 1e4*blas.Eps[T]()*lapack.Norm1(x)) {
			t.Errorf("%T n=%d: the root of the adjoint is off by %g", a.Data, n, d)
		}
	}
}

func TestLogmUndoesExpm(t *testing.T) {
	for _, n := range []int{1, 2, 30, 60} {
		a := normed[float64](n, 2, 8)
		x := a.Clone(Env{})
		if st := Expm(lapacktest.Best(), x, x); st != OK {
			t.Fatal(st)
		}
		if st := Logm(lapacktest.Best(), x, x); st != OK {
			t.Fatal(st)
		}
		if d := distance(x, a); !(d < 1e-12) {
			t.Errorf("n=%d: log(exp(A)) is off A by %g", n, d)
		}
	}
}

func TestRootsStatus(t *testing.T) {
	type f = func(Env, Mat[float64], Mat[float64]) Status
	type g = func(Env, Mat[complex128], Mat[complex128]) Status
	half := func(env Env, d, a Mat[float64]) Status { return FractionalMatrixPower(env, d, a, 0.3) }
	halfC := func(env Env, d, a Mat[complex128]) Status { return FractionalMatrixPower(env, d, a, 0.3) }
	nan := math.NaN()
	for _, c := range []struct {
		name             string
		a                []float64
		sqrt, log        Status // real
		csqrt, clog, pow Status // complex, power 0.3
	}{
		{"negative", []float64{-4}, NotReal, NotReal, OK, OK, OK},
		{"zero", []float64{0}, OK, Singular, OK, Singular, Singular},
		{"nilpotent", []float64{0, 1, 0, 0}, Singular, Singular, Singular, Singular, Singular},
		{"zeros", []float64{0, 0, 0, 0}, OK, Singular, OK, Singular, Singular},
		{"half rank", []float64{4, 2, 0, 0}, OK, Singular, OK, Singular, Singular},
		{"semidefinite", []float64{1, 1, 1, 1}, OK, OK, OK, OK, OK}, // log: see below
		{"saddle", []float64{1, 2, 2, 1}, NotReal, NotReal, OK, OK, OK},
		{"indefinite triangle", []float64{1, 2, 0, -1}, NotReal, NotReal, OK, OK, OK},
		{"rotation by pi", []float64{-1, 0, 0, -1}, NotReal, NotReal, OK, OK, OK},
		{"nan", []float64{1, nan, 2, 3}, NotFinite, NotFinite, NotFinite, NotFinite, NotFinite},
		{"inf", []float64{1, 2, 3, math.Inf(1)}, NotFinite, NotFinite, NotFinite, NotFinite, NotFinite},
	} {
		n := int(math.Sqrt(float64(len(c.a))))
		a, ca := matrixOf[float64](n, false, c.a), matrixOf[complex128](n, false, c.a)
		for i, fn := range []f{Sqrtm[float64], Logm[float64], half} {
			if c.name == "semidefinite" && i > 0 {
				continue // the zero eigenvalue may come out as ±1e-17
			}
			x := a.Clone(Env{})
			if st, want := fn(Env{}, x, a), []Status{c.sqrt, c.log, c.log}[i]; st != want {
				t.Errorf("%s, function %d: %v, want %v", c.name, i, st, want)
			}
		}
		for i, fn := range []g{Sqrtm[complex128], Logm[complex128], halfC} {
			x := ca.Clone(Env{})
			want := []Status{c.csqrt, c.clog, c.pow}[i]
			if c.name == "semidefinite" && i > 0 {
				continue
			}
			st := fn(Env{}, x, ca)
			if st != want {
				t.Errorf("%s, complex, function %d: %v, want %v", c.name, i, st, want)
			}
			if i == 0 && st == OK {
				if r := SqrtmResidual(Env{}, x, ca); !(r < 1e-15) {
					t.Errorf("%s: residual %g", c.name, r)
				}
			}
			if i == 1 && st == OK {
				Expm(Env{}, x, x)
				if d := distance(x, ca); !(d < 1e-14) {
					t.Errorf("%s: exp of the logarithm is off by %g", c.name, d)
				}
			}
		}
	}
}

func TestMatrixPower(t *testing.T) {
	testMatrixPower[float64](t)
	testMatrixPower[float32](t)
	testMatrixPower[complex128](t)
	testMatrixPower[complex64](t)
}

func testMatrixPower[T blas.Scalar](t *testing.T) {
	for _, n := range []int{0, 1, 3, 20} {
		a := normed[T](n, 1, 6)
		for i := range n {
			a.Set(i, i, a.At(i, i)+1)
		}
		for _, p := range []int{-7, -2, -1, 0, 1, 2, 3, 4, 6, 11} {
			x := a.Clone(Env{})
			if st := MatrixPower(lapacktest.Best(), x, x, p); st != OK {
				t.Fatalf("%T n=%d p=%d: %v", a.Data, n, p, st)
			}
			y := blas.Eye[T](n) // x·a^-p or a^p
			for range max(p, -p) {
				y = mul2(y, a)
			}
			want := y
			if p < 0 {
				x, want = mul2(x, y), blas.Eye[T](n)
			}
			limit := 100 * float64(n+1) * blas.Eps[T]() * max(1, lapack.Norm1(y)) * 10
			if d := distance(x, want); !(d <= limit) {
				t.Errorf("%T n=%d: power %d is off by %g", a.Data, n, p, d)
			}
		}
	}
	one := matrixOf[T](2, false, []float64{1, 2, 2, 4})
	if st := MatrixPower(Env{}, one.Clone(Env{}), one, -1); st != Singular {
		t.Errorf("inverse of a singular matrix: %v", st)
	}
}

// Powers multiply: a^p by a^q is a^(p+q).
func TestFractionalPowersMultiply(t *testing.T) {
	for _, n := range []int{1, 2, 7, 30} {
		a := normed[complex128](n, 4, 3)
		for i := range n {
			a.Set(i, i, a.At(i, i)+3)
		}
		power := func(p float64) Mat[complex128] {
			x := a.Clone(Env{})
			if st := FractionalMatrixPower(lapacktest.Best(), x, a, p); st != OK {
				t.Fatalf("n=%d p=%g: %v", n, p, st)
			}
			return x
		}
		for _, pq := range [][2]float64{{0.5, 0.5}, {0.25, -0.25}, {1.7, -2.2}, {-0.9, 3.4}, {2, 0.01}} {
			x, y := mul2(power(pq[0]), power(pq[1])), power(pq[0]+pq[1])
			if d := distance(x, y); !(d < 1e-11*lapack.Norm1(y)) {
				t.Errorf("n=%d: a^%g·a^%g is off by %g", n, pq[0], pq[1], d)
			}
		}
	}
}
