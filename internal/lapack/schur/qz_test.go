package schur

import (
	"fmt"
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

// A pair of matrices with a name.
type pairCase[T blas.Scalar] struct {
	name string
	a, b blas.Mat[T]
}

func pairFamilies[T blas.Scalar](n int) []pairCase[T] {
	r, s := lapacktest.Random[T](n, n, 31), lapacktest.Random[T](n, n, 32)
	from := func(f func(i, j int) complex128) blas.Mat[T] { return built[T](n, f) }
	zero, one := blas.NewMat[T](n, n), blas.Eye[T](n)
	at := func(m blas.Mat[T]) func(i, j int) complex128 {
		return func(i, j int) complex128 { return blas.Complex128(m.At(i, j)) }
	}
	singular := from(func(i, j int) complex128 { // of rank about 2n/3
		if j%3 == 2 {
			return at(s)(i, j-1) + at(s)(i, j-2)
		}
		return at(s)(i, j)
	})
	upper := from(func(i, j int) complex128 {
		if i > j || i == j && i%4 == 1 {
			return 0
		}
		return at(s)(i, j)
	})
	graded := func(m blas.Mat[T]) blas.Mat[T] {
		return from(func(i, j int) complex128 { return scaled(math.Ldexp(1, -(i+j)%30), at(m)(i, j)) })
	}
	nilpotent := from(func(i, j int) complex128 {
		if j == i+1 {
			return 1
		}
		return 0
	})
	cyclic := from(func(i, j int) complex128 {
		if j == (i+1)%n {
			return 1
		}
		return 0
	})
	size := math.Sqrt(math.Sqrt(1 / blas.SafeMin[T]()))
	times := func(f float64, m blas.Mat[T]) blas.Mat[T] {
		return from(func(i, j int) complex128 { return scaled(f, at(m)(i, j)) })
	}
	huge := size * size * math.Sqrt(size) / 16
	return []pairCase[T]{
		{"random", r, s}, {"B = I", r, one}, {"A = I", one, r}, {"A = 0", zero, r}, {"B = 0", r, zero},
		{"both 0", zero, zero}, {"A = B", r, r}, {"singular B", r, singular}, {"singular A", singular, r},
		{"singular pencil", singular, singular}, {"zeros on the diagonal of B", r, upper}, {"both triangular", upper, upper},
		{"graded", graded(r), graded(s)}, {"nilpotent B", r, nilpotent}, {"nilpotent A, B = I", nilpotent, one},
		{"cyclic", cyclic, one}, {"both cyclic", cyclic, cyclic.T().Clone(blas.Env{})},
		{"near overflow", times(huge, r), times(huge, s)}, {"near underflow", times(1/huge, r), times(1/huge, s)},
		{"A huge, B tiny", times(huge, r), times(1/huge, s)},
	}
}

func TestPairs(t *testing.T) {
	t.Run("float64", testPairs[float64])
	t.Run("float32", testPairs[float32])
	t.Run("complex128", testPairs[complex128])
	t.Run("complex64", testPairs[complex64])
}

func testPairs[T blas.Scalar](t *testing.T) {
	orders := []int{1, 2, 3, 4, 9, 30}
	if !testing.Short() {
		orders = append(orders, 45)
	}
	for _, n := range orders {
		for _, c := range pairFamilies[T](n) {
			t.Run(fmt.Sprintf("%s/%d", c.name, n), func(t *testing.T) {
				checkGges(t, c, nil)
				checkGges(t, c, func(x complex128, b float64) bool { return real(x) > 0 })
				checkGgev(t, c)
			})
		}
	}
}

func checkGges[T blas.Scalar](t *testing.T, c pairCase[T], sel func(complex128, float64) bool) {
	t.Helper()
	env, n := lapacktest.Best(), c.a.Rows
	s, p, q, z := c.a.Clone(env), c.b.Clone(env), blas.NewMat[T](n, n), blas.NewMat[T](n, n)
	alpha, beta := make([]complex128, n), make([]float64, n)
	k, ordered, failed := Gges(env, s, p, q, z, alpha, beta, sel)
	if failed > 0 {
		t.Fatalf("gges: %d eigenvalues not found", failed)
	}
	if sel != nil && ordered {
		for i := range alpha {
			if sel(alpha[i], beta[i]) != (i < k) {
				t.Errorf("eigenvalue %d is %v/%v; %d were selected", i, alpha[i], beta[i], k)
			}
		}
	}
	checkPairForm(t, s, p, alpha, beta)
	lapacktest.Add[T](t, table, "Gges: Q·S·Zᴴ", c.name, lapacktest.Distance(c.a, lapacktest.Product(q, s, z.H())))
	lapacktest.Add[T](t, table, "Gges: Q·P·Zᴴ", c.name, lapacktest.Distance(c.b, lapacktest.Product(q, p, z.H())))
	lapacktest.Add[T](t, table, "Gges: QᴴQ", c.name, lapacktest.Orthogonality(q))
	lapacktest.Add[T](t, table, "Gges: ZᴴZ", c.name, lapacktest.Orthogonality(z))
}

// checkPairForm fails unless (s, p) is a generalised Schur form.
func checkPairForm[T blas.Scalar](t *testing.T, s, p blas.Mat[T], alpha []complex128, beta []float64) {
	t.Helper()
	for j := range s.Cols {
		if blas.Im(p.At(j, j)) != 0 || !(blas.Re(p.At(j, j)) >= 0) || !(beta[j] >= 0) {
			t.Fatalf("P[%d][%d] = %v, beta %v", j, j, p.At(j, j), beta[j])
		}
		for i := j + 1; i < s.Rows; i++ {
			if p.At(i, j) != 0 {
				t.Fatalf("P[%d][%d] = %v", i, j, p.At(i, j))
			}
			if s.At(i, j) == 0 {
				continue
			}
			if blas.IsComplex[T]() || i > j+1 || j > 0 && s.At(j, j-1) != 0 {
				t.Fatalf("S[%d][%d] = %v", i, j, s.At(i, j))
			}
			if p.At(j, i) != 0 || p.At(i, i) == 0 || p.At(j, j) == 0 || imag(alpha[j]) <= 0 || imag(alpha[i]) >= 0 {
				t.Fatalf("block at %d: P %v %v %v, eigenvalues %v/%v, %v/%v", j, p.At(j, j), p.At(j, i), p.At(i, i), alpha[j], beta[j], alpha[i], beta[i])
			}
		}
	}
}

func checkGgev[T blas.Scalar](t *testing.T, c pairCase[T]) {
	t.Helper()
	env, n := lapacktest.Best(), c.a.Rows
	alpha, beta := make([]complex128, n), make([]float64, n)
	left, right, failed := Ggev(env, c.a.Clone(env), c.b.Clone(env), alpha, beta, true, true)
	if failed > 0 {
		t.Fatalf("ggev: %d eigenvalues not found", failed)
	}
	a, b := unitScaled(widen(c.a)), unitScaled(widen(c.b))
	sa, sb := unitOf(c.a), unitOf(c.b)
	u, v := complexVectors(alpha, left), complexVectors(alpha, right)
	lapacktest.Add[T](t, table, "Ggev: A·V·β = B·V·α", c.name, pairResidual(a, b, v, alpha, beta, sa, sb, false)/blas.Eps[T]())
	lapacktest.Add[T](t, table, "Ggev: β·UᴴA = α·UᴴB", c.name, pairResidual(a.H(), b.H(), u, alpha, beta, sa, sb, true)/blas.Eps[T]())
}

func unitOf[T blas.Scalar](m blas.Mat[T]) float64 {
	if x := lapack.MaxAbs(m); x > 0 {
		return math.Ldexp(1, -min(1000, max(-1000, math.Ilogb(x))))
	}
	return 1
}

func unitScaled(m blas.Mat[complex128]) blas.Mat[complex128] {
	f := unitOf(m)
	for i := range m.Data {
		m.Data[i] = scaled(f, m.Data[i])
	}
	return m
}

// pairResidual is the largest of ‖β·A·v - α·B·v‖ / (n·max(|β|·‖A‖, |α|·‖B‖)·‖v‖),
// in the 1-norm. a and b are multiplied by sa and sb, so α and β must be, too.
func pairResidual(a, b, v blas.Mat[complex128], alpha []complex128, beta []float64, sa, sb float64, conjugate bool) float64 {
	env, n := blas.Env{}, a.Rows
	worst, normA, normB := 0.0, lapack.Norm1(a), lapack.Norm1(b)
	av, bv := blas.NewMat[complex128](n, n), blas.NewMat[complex128](n, n)
	blas.Gemm(env, 1, a, v, 0, av)
	blas.Gemm(env, 1, b, v, 0, bv)
	for j := range n {
		x, y := scaled(sa, alpha[j]), sb*beta[j]
		if conjugate {
			x = conj(x)
		}
		size := max(absc(x)*normB, y*normA)
		if size == 0 {
			continue // singular: every vector is one
		}
		r, norm := 0.0, 0.0
		for i := range n {
			r += absc(scaled(y/size, av.At(i, j)) - mul(scaled(1/size, x), bv.At(i, j)))
			norm += absc(v.At(i, j))
		}
		if !(r/norm/float64(n) <= worst) {
			worst = r / norm / float64(n)
		}
	}
	return worst
}

func TestTgexc(t *testing.T) {
	testTgexc[float64](t)
	testTgexc[float32](t)
	testTgexc[complex128](t)
}

func testTgexc[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	const n = 8
	a, b := lapacktest.Random[T](n, n, 7), lapacktest.Random[T](n, n, 8)
	s, p, q, z := a.Clone(env), b.Clone(env), blas.NewMat[T](n, n), blas.NewMat[T](n, n)
	alpha, beta := make([]complex128, n), make([]float64, n)
	if _, _, failed := Gges(env, s, p, q, z, alpha, beta, nil); failed > 0 {
		t.Fatal(failed)
	}
	first := reorderer[T]{t: s}.first
	for from := range n {
		for to := range n {
			s2, p2, q2, z2 := s.Clone(env), p.Clone(env), q.Clone(env), z.Clone(env)
			al, be := make([]complex128, n), make([]float64, n)
			at, ok := Tgexc(env, s2, p2, q2, z2, from, to)
			pencilEigenvalues(s2, p2, al, be)
			k := first(from)
			want, got := blas.Div(alpha[k], complex(beta[k], 0)), blas.Div(al[at], complex(be[at], 0))
			if !ok || absc(got-want) > 1e4*blas.Eps[T]()*max(1, absc(want)) {
				t.Errorf("%T: from %d to %d: %v at %d, not %v", *new(T), from, to, got, at, want)
			}
			checkPairForm(t, s2, p2, al, be)
			d := max(lapacktest.Distance(a, lapacktest.Product(q2, s2, z2.H())), lapacktest.Distance(b, lapacktest.Product(q2, p2, z2.H())))
			if !(d < 30) {
				t.Errorf("%T: from %d to %d: off by %.3g", *new(T), from, to, d)
			}
		}
	}
}

func TestPairsNotFinite(t *testing.T) {
	env := lapacktest.Best()
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		for k := range 2 {
			a, b := lapacktest.Random[float64](20, 20, 1), lapacktest.Random[float64](20, 20, 2)
			[]blas.Mat[float64]{a, b}[k].Set(3, 4, bad)
			alpha, beta := make([]complex128, 20), make([]float64, 20)
			if _, _, failed := Ggev(env, a, b, alpha, beta, true, true); failed != 20 || beta[0] == beta[0] {
				t.Errorf("%v in matrix %d: %d not found, beta %v", bad, k, failed, beta[0])
			}
		}
	}
}

func TestPairsSameBits(t *testing.T) {
	pairsSameBits[float64](t)
	pairsSameBits[complex64](t)
}

func pairsSameBits[T blas.Scalar](t *testing.T) {
	const n = 40
	var want []blas.Mat[T]
	for _, env := range lapacktest.Envs() {
		a, b := lapacktest.Random[T](n, n, 1), lapacktest.Random[T](n, n, 2)
		alpha, beta := make([]complex128, n), make([]float64, n)
		left, right, failed := Ggev(env.Env, a, b, alpha, beta, true, true)
		if failed > 0 {
			t.Fatal(failed)
		}
		got := []blas.Mat[T]{a, b, left, right}
		if want == nil {
			want = got
		}
		for i := range got {
			if !lapacktest.SameBits(got[i], want[i]) {
				t.Errorf("%T, %s: result %d differs", *new(T), env.Name, i)
			}
		}
	}
}

// Pairs Q·diag(α)·Zᴴ, Q·diag(β)·Zᴴ: the eigenvalues are well-conditioned in the
// chordal metric, the infinite and the zero ones as well.
func TestKnownPairs(t *testing.T) {
	testKnownPairs[float64](t)
	testKnownPairs[float32](t)
	testKnownPairs[complex128](t)
	testKnownPairs[complex64](t)
}

func testKnownPairs[T blas.Scalar](t *testing.T) {
	for _, n := range []int{2, 6, 25} {
		q, z := lapacktest.Unitary[T](n, 1), lapacktest.Unitary[T](n, 2)
		x, y := make([]float64, n), make([]float64, n)
		diagonal := func(d []float64) blas.Mat[T] {
			return built[T](n, func(i, j int) complex128 {
				if i == j {
					return complex(d[i], 0)
				}
				return 0
			})
		}
		for i := range n {
			x[i], y[i] = math.Cos(float64(i)*math.Pi/float64(n)), math.Sin(float64(i)*math.Pi/float64(n))
			if n == 6 && i == 3 {
				x[i], y[i] = 1, 0 // twice infinite
			}
		}
		a, b := lapacktest.Product(q, diagonal(x), z.H()), lapacktest.Product(q, diagonal(y), z.H())
		alpha, beta := make([]complex128, n), make([]float64, n)
		if _, _, failed := Ggev(lapacktest.Best(), a, b, alpha, beta, false, false); failed > 0 {
			t.Fatal(failed)
		}
		for i := range n {
			best := math.Inf(1)
			for j := range n {
				norm := math.Hypot(absc(alpha[j]), beta[j])
				best = min(best, absc(scaled(y[i], alpha[j])-complex(x[i]*beta[j], 0))/norm)
			}
			if !(best < 40*float64(n)*blas.Eps[T]()) {
				t.Errorf("%T, order %d: nothing nearer than %.3g to %v/%v", *new(T), n, best, x[i], y[i])
			}
		}
	}
}
