package schur

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestHessenberg(t *testing.T) {
	testHessenberg[float64](t)
	testHessenberg[float32](t)
	testHessenberg[complex128](t)
	testHessenberg[complex64](t)
}

func testHessenberg[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, r := range [][3]int{{0, 0, 0}, {1, 0, 1}, {2, 0, 2}, {3, 0, 3}, {10, 0, 10}, {40, 0, 40}, {90, 0, 90}, {90, 7, 71}, {50, 10, 11}, {50, 49, 50}} {
		n, lo, hi := r[0], r[1], r[2]
		a := lapacktest.Random[T](n, n, uint64(n))
		for i := range n {
			for j := range i {
				if i >= hi || j < lo {
					a.Set(i, j, 0)
				}
			}
		}
		h := a.Clone(env)
		tau := Gehrd(env, lo, hi, h)
		q := Orghr(env, lo, hi, h, tau)
		c := lapacktest.Random[T](n, n, 5)
		for _, left := range []bool{false, true} {
			for _, inverse := range []bool{false, true} {
				got, qq := c.Clone(env), q
				Ormhr(env, left, inverse, lo, hi, h, tau, got)
				if inverse {
					qq = q.H()
				}
				want := lapacktest.Product(c, qq)
				if left {
					want = lapacktest.Product(qq, c)
				}
				if d := lapacktest.Distance(want, got); !(d < 30) {
					t.Errorf("%T %v: ormhr left %t inverse %t is off by %.3g", *new(T), r, left, inverse, d)
				}
			}
		}
		clearBelow(h)
		if d := lapacktest.Distance(a, lapacktest.Product(q, h, q.H())); !(d < 30) {
			t.Errorf("%T %v: Q·H·Qᴴ is off by %.3g", *new(T), r, d)
		}
		if d := lapacktest.Orthogonality(q); !(d < 30) {
			t.Errorf("%T %v: orthogonality %.3g", *new(T), r, d)
		}
	}
}

// Hseqr on a part, with and without the Schur form.
func TestHseqrPart(t *testing.T) {
	testHseqrPart[float64](t)
	testHseqrPart[complex64](t)
}

func testHseqrPart[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, r := range [][3]int{{12, 3, 9}, {12, 5, 6}, {100, 4, 97}, {100, 30, 60}} {
		n, lo, hi := r[0], r[1], r[2]
		a := lapacktest.Random[T](n, n, uint64(n))
		for i := range n {
			for j := range i {
				if i > j+1 || i >= hi || j < lo {
					a.Set(i, j, 0)
				}
			}
		}
		h, z, w := a.Clone(env), blas.Eye[T](n), make([]complex128, n)
		if failed := Hseqr(env, true, lo, hi, h, z, w); failed > 0 {
			t.Fatal(failed)
		}
		checkForm(t, h, w)
		if d := lapacktest.Distance(a, lapacktest.Product(z, h, z.H())); !(d < 30) {
			t.Errorf("%T %v: off by %.3g", *new(T), r, d)
		}
		only := make([]complex128, n)
		if failed := Hseqr(env, false, lo, hi, a, blas.Mat[T]{}, only); failed > 0 {
			t.Fatal(failed)
		}
		c := known{Cond: make([]float64, n), Re: make([]float64, n), Im: make([]float64, n)}
		for i, x := range w {
			c.Re[i], c.Im[i] = real(x), imag(x)
		}
		for k, i := range match(only, c) {
			if absc(only[i]-w[k]) > 1e4*blas.Eps[T]()*float64(n) {
				t.Errorf("%T %v: %v without the form, %v with it", *new(T), r, only[i], w[k])
			}
		}
	}
}

func TestBalance(t *testing.T) {
	testBalance[float64](t)
	testBalance[float32](t)
	testBalance[complex128](t)
	testBalance[complex64](t)
}

func testBalance[T blas.Scalar](t *testing.T) {
	env := blas.Env{}
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 8, 20} {
		// Triangular at the ends after a permutation, badly scaled within.
		perm := r.Perm(n)
		lead, tail := n/4, n/3
		x := lapacktest.Random[T](n, n, uint64(n))
		a := built[T](n, func(i, j int) complex128 {
			p, q := perm[i], perm[j]
			if p > q && (q < lead || p >= n-tail) {
				return 0
			}
			return blas.Complex128(x.At(i, j)) * complex(math.Ldexp(1, (p-q)*3), 0)
		})
		b := a.Clone(env)
		bal := Gebal(env, true, true, b)
		if n > 3 && (bal.Lo < lead || bal.Hi > n-tail) {
			t.Errorf("%T, order %d: part %d to %d, expected %d to %d inside", *new(T), n, bal.Lo, bal.Hi, lead, n-tail)
		}
		for j := range bal.Lo {
			for i := j + 1; i < n; i++ {
				if b.At(i, j) != 0 {
					t.Fatalf("%T: element %d, %d below the leading triangle", *new(T), i, j)
				}
			}
		}
		for i := bal.Hi; i < n; i++ {
			for j := range i {
				if b.At(i, j) != 0 {
					t.Fatalf("%T: element %d, %d below the last triangle", *new(T), i, j)
				}
			}
		}
		// A·(P·D) = (P·D)·B, exactly, for powers of two.
		pd := blas.Eye[T](n)
		Gebak(env, bal, false, pd)
		if d := lapacktest.Distance(lapacktest.Product(a, pd), lapacktest.Product(pd, b)); d > 1 {
			t.Errorf("%T, order %d: not a similarity: %.3g", *new(T), n, d)
		}
		inv := blas.Eye[T](n)
		Gebak(env, bal, true, inv)
		if d := lapacktest.Distance(blas.Eye[T](n), lapacktest.Product(inv.H(), pd)); d != 0 {
			t.Errorf("%T, order %d: left and right transformations do not cancel: %.3g", *new(T), n, d)
		}
		for i := bal.Lo; i < bal.Hi; i++ {
			m := norms(b, i, bal.Lo, bal.Hi)
			if m.row > 0 && m.col > 0 && (m.row > 8*m.col || m.col > 8*m.row) {
				t.Errorf("%T, order %d: row %d has norm %g, its column %g", *new(T), n, i, m.row, m.col)
			}
		}
	}
}

func TestLanv2(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for i := range 20000 {
		var x [4]float64
		for k := range x {
			x[k] = r.NormFloat64()
			switch r.IntN(6) {
			case 0:
				x[k] = 0
			case 1:
				x[k] = math.Ldexp(x[k], r.IntN(100)-50)
			case 2:
				x[k] = x[0]
			case 3:
				x[k] = 1 + float64(r.IntN(3))*0x1p-52
			}
		}
		scale := 1.0
		if i%3 == 0 {
			scale = math.Ldexp(1, r.IntN(1900)-950)
		}
		s := lanv2(x[0]*scale, x[1]*scale, x[2]*scale, x[3]*scale)
		if s.c != 0 && (s.a != s.d || s.b != 0 && (s.b > 0) == (s.c > 0)) {
			t.Fatalf("%v: not standardised: %+v", x, s)
		}
		if d := math.Abs(s.cs*s.cs + s.sn*s.sn - 1); d > 1e-15 {
			t.Fatalf("%v: not a rotation: %g", x, d)
		}
		size := (math.Abs(x[0]) + math.Abs(x[1]) + math.Abs(x[2]) + math.Abs(x[3]))
		a, b, c, d := s.a/scale, s.b/scale, s.c/scale, s.d/scale
		// R·B·Rᵀ with R = (cs -sn; sn cs)
		p, q, u, v := s.cs*a-s.sn*c, s.cs*b-s.sn*d, s.sn*a+s.cs*c, s.sn*b+s.cs*d
		back := [4]float64{p*s.cs - q*s.sn, p*s.sn + q*s.cs, u*s.cs - v*s.sn, u*s.sn + v*s.cs}
		for k := range x {
			if !(math.Abs(back[k]-x[k]) <= 2e-15*size) {
				t.Fatalf("%v times %g: back %v", x, scale, back)
			}
		}
	}
}

func TestReorder(t *testing.T) {
	testReorder[float64](t)
	testReorder[float32](t)
	testReorder[complex128](t)
	testReorder[complex64](t)
}

func testReorder[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 2, 3, 7, 40, 90} {
		t.Run(fmt.Sprintf("%T/%d", *new(T), n), func(t *testing.T) {
			a := lapacktest.Random[T](n, n, uint64(n)+1)
			s, z, w := a.Clone(env), blas.NewMat[T](n, n), make([]complex128, n)
			right := func(x complex128) bool { return real(x) > 0 }
			count := 0
			k, ordered, failed := Gees(env, s, z, w, right)
			for _, x := range w {
				if right(x) {
					count++
				}
			}
			if failed > 0 || !ordered || k != count {
				t.Fatalf("%d selected of %d, ordered %t, failed %d", k, count, ordered, failed)
			}
			for i, x := range w {
				if right(x) != (i < k) {
					t.Errorf("eigenvalue %d is %v; %d were selected", i, x, k)
				}
			}
			checkForm(t, s, w)
			lapacktest.Add[T](t, table, "Gees, ordered: Z·T·Zᴴ", "random", lapacktest.Distance(a, lapacktest.Product(z, s, z.H())))
			lapacktest.Add[T](t, table, "Gees, ordered: ZᴴZ", "random", lapacktest.Orthogonality(z))
		})
	}
}

func TestTrexc(t *testing.T) {
	testTrexc[float64](t)
	testTrexc[complex64](t)
}

func testTrexc[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	const n = 9
	a := lapacktest.Random[T](n, n, 17)
	s, z, w := a.Clone(env), blas.NewMat[T](n, n), make([]complex128, n)
	if _, _, failed := Gees(env, s, z, w, nil); failed > 0 {
		t.Fatal(failed)
	}
	for from := range n {
		for to := range n {
			s2, z2, w2 := s.Clone(env), z.Clone(env), make([]complex128, n)
			at, ok := Trexc(env, s2, z2, from, to)
			eigenvalues(s2, w2)
			r := reorderer[T]{env: env, t: s, z: z}
			want := w[r.first(from)]
			if !ok || absc(w2[at]-want) > 1e4*blas.Eps[T]() {
				t.Errorf("%T: from %d to %d: %v stands at %d, not %v", *new(T), from, to, w2[at], at, want)
			}
			if d := at - to; d < -1 || d > 1 {
				t.Errorf("%T: from %d to %d: ended at %d", *new(T), from, to, at)
			}
			checkForm(t, s2, w2)
			if d := lapacktest.Distance(a, lapacktest.Product(z2, s2, z2.H())); !(d < 30) {
				t.Errorf("%T: from %d to %d: off by %.3g", *new(T), from, to, d)
			}
		}
	}
}

// Blocks that cannot be told apart are left in place, or exchanged without
// harm.
func TestSwapOfEqualBlocks(t *testing.T) {
	env := blas.Env{}
	s := built[float64](4, func(i, j int) complex128 {
		return [][]complex128{{1, 2, 3, 4}, {-2, 1, 5, 6}, {0, 0, 1, 2}, {0, 0, -2, 1}}[i][j]
	})
	a, z := s.Clone(env), blas.Eye[float64](4)
	Trexc(env, s, z, 2, 0)
	if d := lapacktest.Distance(a, lapacktest.Product(z, s, z.T())); !(d < 30) {
		t.Errorf("off by %.3g", d)
	}
}

func TestRsf2csf(t *testing.T) {
	testRsf2csf[complex128, float64](t)
	testRsf2csf[complex64, float32](t)
}

func testRsf2csf[C blas.Complex, T blas.Real](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{0, 1, 2, 3, 20, 50} {
		a := lapacktest.Random[T](n, n, uint64(n))
		s, z, w := a.Clone(env), blas.NewMat[T](n, n), make([]complex128, n)
		if _, _, failed := Gees(env, s, z, w, nil); failed > 0 {
			t.Fatal(failed)
		}
		sc, zc := Rsf2csf[C](env, s, z)
		wc := make([]complex128, n)
		eigenvalues(sc, wc)
		checkForm(t, sc, wc)
		for i := range w {
			if absc(w[i]-wc[i]) > 100*blas.Eps[T]()*absc(w[i]) {
				t.Errorf("order %d: eigenvalue %d is %v, was %v", n, i, wc[i], w[i])
			}
		}
		if d := lapacktest.Distance(toComplex[C](a), lapacktest.Product(zc, sc, zc.H())); !(d < 30) {
			t.Errorf("%T, order %d: off by %.3g", *new(C), n, d)
		}
		if d := lapacktest.Orthogonality(zc); !(d < 30) {
			t.Errorf("%T, order %d: orthogonality %.3g", *new(C), n, d)
		}
	}
}

// Eigenvectors whose components grow beyond the range of the type: Jordan
// blocks with a small diagonal and a large superdiagonal.
func TestTrevcGrowth(t *testing.T) {
	testGrowth[float64](t)
	testGrowth[float32](t)
	testGrowth[complex128](t)
	testGrowth[complex64](t)
}

func testGrowth[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	big := math.Sqrt(1/blas.SafeMin[T]()) / 8
	for _, n := range []int{5, 40, 130} {
		for _, x := range []struct{ diag, step, super float64 }{{1, 0, 1}, {0, 0, 1}, {1, 0x1p-20, big}, {0, 0, big}, {1 / big, 1 / big, 1}, {0, 0, 0}} {
			s := built[T](n, func(i, j int) complex128 {
				switch {
				case i == j:
					return complex(x.diag+float64(i)*x.step, 0)
				case j > i:
					return complex(x.super/float64(1+j-i), 0)
				}
				return 0
			})
			for _, left := range []bool{false, true} {
				v := Trevc(env, left, s, blas.Mat[T]{})
				w := make([]complex128, n)
				eigenvalues(s, w)
				if m := lapack.MaxAbs(v); !(m == 1 || math.Abs(m-1) < 8*blas.Eps[T]()) {
					t.Errorf("%T, order %d, %+v, left %t: largest component %v", *new(T), n, x, left, m)
				}
				a := widen(s)
				if left {
					a = a.H()
				}
				if r := lapacktest.EigenResidual(a, widen(v), w) * blas.Eps[float64]() / blas.Eps[T](); !(r < 30) {
					t.Errorf("%T, order %d, %+v, left %t: residual %.3g", *new(T), n, x, left, r)
				}
			}
		}
	}
}

// Views of any strides give what their contiguous copies give.
func TestViews(t *testing.T) {
	testViews[float64](t)
	testViews[complex64](t)
}

func testViews[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{3, 30, 90} {
		a := lapacktest.Random[T](n, n, 4)
		for name, v := range map[string]blas.Mat[T]{
			"by columns": blas.NewCols[T](n, n),
			"window":     blas.NewMat[T](n+3, n+5).Window(1, 2, n, n),
			"apart":      {Data: make([]T, 6*n*n), Rows: n, Cols: n, RS: 2, CS: 3 * n},
		} {
			blas.Copy(env, v, a)
			z, w := blas.NewCols[T](n, n), make([]complex128, n)
			if _, _, failed := Gees(env, v, z, w, nil); failed > 0 {
				t.Fatal(failed)
			}
			checkForm(t, v, w)
			if d := lapacktest.Distance(a, lapacktest.Product(z, v, z.H())); !(d < 30) {
				t.Errorf("%T, order %d, %s: off by %.3g", *new(T), n, name, d)
			}
		}
	}
}
