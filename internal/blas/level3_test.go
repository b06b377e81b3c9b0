package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// orders are the sizes of the square operands: every small one, and some
// around the edges of blocks.
func orders() []int {
	var ns []int
	for n := range 20 {
		ns = append(ns, n)
	}
	ns = append(ns, 31, 32, 33, 47, 63, 64, 65, 70)
	if !testing.Short() {
		ns = append(ns, 129, 197)
	}
	return ns
}

func testOrders(t *testing.T, f func(t *testing.T, r *rand.Rand, n int)) {
	r := rand.New(rand.NewPCG(11, 12))
	for _, n := range orders() {
		times := 3
		if n > 20 {
			times = 1
		}
		for range times {
			f(t, r, n)
		}
	}
}

func TestGemm(t *testing.T) {
	forTypes(t, testGemm[float64], testGemm[float32], testGemm[complex128], testGemm[complex64])
}

func testGemm[T Scalar](t *testing.T) {
	testOrders(t, func(t *testing.T, r *rand.Rand, n int) {
		m, k := r.IntN(n+3), r.IntN(n+3)
		pa, pb, pc := pick(r, placements[T]()), pick(r, placements[T]()), pick(r, placements[T]())
		a, b, c := place(drawMat[T](r, m, k), pa), place(drawMat[T](r, k, n), pb), place(drawMat[T](r, m, n), pc)
		alpha, beta := pick(r, scalarsOf[T]()), pick(r, scalarsOf[T]())
		what := fmt.Sprintf("%T %dx%dx%d alpha %v beta %v %v %v %v", alpha, m, n, k, alpha, beta, pa, pb, pc)
		want, size := addProduct(Complex128(alpha), denseOf(a), denseOf(b), Complex128(beta), denseOf(c))
		if beta == 0 {
			c = place(drawMat[T](r, m, n), pc)
			for i := range c.Data {
				c.Data[i] = FromReal[T](math.NaN())
			}
		}
		got := everyWay(t, what, c, func(env Env, c Mat[T]) { Gemm(env, alpha, a, b, beta, c) })
		closeTo(t, what, got, want, size, everywhere)
		untouched(t, what, got, c, everywhere)
	})
}

func TestRankK(t *testing.T) {
	forTypes(t, testRankK[float64], testRankK[float32], testRankK[complex128], testRankK[complex64])
}

// testRankK covers Syrk, Herk, Syr2k and Her2k.
func testRankK[T Scalar](t *testing.T) {
	testOrders(t, func(t *testing.T, r *rand.Rand, n int) {
		k := r.IntN(n + 3)
		for op := range 4 {
			pa, pb, pc, uplo := pick(r, placements[T]()), pick(r, placements[T]()), pick(r, placements[T]()), Uplo(r.IntN(2) == 0)
			a, b, c := place(drawMat[T](r, n, k), pa), place(drawMat[T](r, n, k), pb), place(drawMat[T](r, n, n), pc)
			alpha, beta := pick(r, scalarsOf[T]()), pick(r, scalarsOf[T]())
			herm, twice := op&1 > 0, op&2 > 0
			if herm {
				realDiagonal(c)
				beta = FromReal[T](Re(beta))
				if !twice {
					alpha = FromReal[T](Re(alpha))
				}
			}
			what := fmt.Sprintf("%T op %d n %d k %d alpha %v beta %v %v %v %v %v", alpha, op, n, k, alpha, beta, uplo, pa, pb, pc)
			da, db := denseOf(a), denseOf(b)
			if !twice {
				db = da
			}
			want, size := addProduct(Complex128(alpha), da, db.t(herm), Complex128(beta), denseOf(c))
			if twice {
				other := alpha
				if herm {
					other = Conj(alpha)
				}
				var s2 dense
				want, s2 = addProduct(Complex128(other), db, da.t(herm), 1, want)
				size, _ = addProduct(0, nil, nil, 1, size)
				for i := range size {
					for j := range size {
						size[i][j] += s2[i][j]
					}
				}
			}
			if beta == 0 {
				for i := range c.Data {
					c.Data[i] = FromReal[T](math.NaN())
				}
			}
			got := everyWay(t, what, c, func(env Env, c Mat[T]) {
				switch op {
				case 0:
					Syrk(env, uplo, alpha, a, beta, c)
				case 1:
					Herk(env, uplo, Re(alpha), a, Re(beta), c)
				case 2:
					Syr2k(env, uplo, alpha, a, b, beta, c)
				case 3:
					Her2k(env, uplo, alpha, a, b, Re(beta), c)
				}
			})
			closeTo(t, what, got, want, size, within(uplo))
			untouched(t, what, got, c, within(uplo))
			for i := range n {
				if herm && Im(got.At(i, i)) != 0 {
					t.Fatalf("%s: the diagonal is not real", what)
				}
			}
		}
	})
}

func TestSymm(t *testing.T) {
	forTypes(t, testSymm[float64], testSymm[float32], testSymm[complex128], testSymm[complex64])
}

func testSymm[T Scalar](t *testing.T) {
	testOrders(t, func(t *testing.T, r *rand.Rand, n int) {
		m := r.IntN(n + 3)
		for _, herm := range []bool{false, true} {
			pa, pb, pc, uplo := pick(r, placements[T]()), pick(r, placements[T]()), pick(r, placements[T]()), Uplo(r.IntN(2) == 0)
			a, b, c := place(drawMat[T](r, n, n), pa), place(drawMat[T](r, n, m), pb), place(drawMat[T](r, n, m), pc)
			alpha, beta := pick(r, scalarsOf[T]()), pick(r, scalarsOf[T]())
			what := fmt.Sprintf("%T herm %v %dx%d alpha %v beta %v %v %v %v %v", alpha, herm, n, m, alpha, beta, uplo, pa, pb, pc)
			want, size := addProduct(Complex128(alpha), denseOf(a).full(uplo, herm && IsComplex[T]()), denseOf(b), Complex128(beta), denseOf(c))
			for i := range n { // nobody reads the other triangle
				for j := range n {
					if !within(uplo)(i, j) {
						a.Set(i, j, FromReal[T](math.NaN()))
					}
				}
			}
			got := everyWay(t, what, c, func(env Env, c Mat[T]) {
				if herm {
					Hemm(env, uplo, alpha, a, b, beta, c)
				} else {
					Symm(env, uplo, alpha, a, b, beta, c)
				}
			})
			closeTo(t, what, got, want, size, everywhere)
			untouched(t, what, got, c, everywhere)
		}
	})
}

func TestTriangular(t *testing.T) {
	forTypes(t, testTriangular[float64], testTriangular[float32], testTriangular[complex128], testTriangular[complex64])
}

// testTriangular covers Trmm by its values and Trsm by its residual, from the
// left and, on transposed views, from the right.
func testTriangular[T Scalar](t *testing.T) {
	testOrders(t, func(t *testing.T, r *rand.Rand, n int) {
		m := r.IntN(n + 3)
		if r.IntN(3) == 0 {
			m = 1 + r.IntN(3)
		}
		for form := range 4 {
			uplo, diag := Uplo(form&1 > 0), Diag(form&2 > 0)
			pa, pb := pick(r, placements[T]()), pick(r, placements[T]())
			a, b := place(triangularMat[T](r, n), pa), place(drawMat[T](r, n, m), pb)
			alpha := pick(r, scalarsOf[T]())
			what := fmt.Sprintf("%T %dx%d alpha %v upper %v unit %v %v %v", alpha, n, m, alpha, uplo, diag, pa, pb)
			tri, rhs := denseOf(a).triangle(uplo, diag), denseOf(b)
			for i := range n {
				for j := range n {
					if !within(uplo)(i, j) || i == j && diag == Unit {
						a.Set(i, j, FromReal[T](math.NaN()))
					}
				}
			}
			got := everyWay(t, "Trmm "+what, b, func(env Env, b Mat[T]) { Trmm(env, uplo, diag, alpha, a, b) })
			want, size := addProduct(Complex128(alpha), tri, rhs, 0, rhs)
			closeTo(t, "Trmm "+what, got, want, size, everywhere)
			untouched(t, "Trmm "+what, got, b, everywhere)

			x := everyWay(t, "Trsm "+what, b, func(env Env, b Mat[T]) { Trsm(env, uplo, diag, alpha, a, b) })
			untouched(t, "Trsm "+what, x, b, everywhere)
			residual[T](t, "Trsm "+what, tri, denseOf(x), Complex128(alpha), rhs)
		}
	})
}

// triangularMat has triangles of moderate condition.
func triangularMat[T Scalar](r *rand.Rand, n int) Mat[T] {
	a := drawMat[T](r, n, n)
	for i := range n {
		for j := range n {
			a.Set(i, j, Mul(a.At(i, j), FromReal[T](1/math.Sqrt(float64(n)))))
		}
		a.Set(i, i, a.At(i, i)+FromReal[T](2))
	}
	return a
}

// residual fails unless |alpha·b - a·x| is small against |a||x| row by row.
func residual[T Scalar](t *testing.T, what string, a, x dense, alpha complex128, b dense) {
	t.Helper()
	for i := range b {
		for j := range b[i] {
			s := complex128(0)
			if alpha != 0 {
				s = alpha * b[i][j]
			}
			size := Abs(s)
			for k := range a {
				s -= a[i][k] * x[k][j]
				size += Abs1(a[i][k]) * Abs1(x[k][j])
			}
			if tol := 4 * float64(len(a)+10) * Eps[T]() * size; !(Abs(s) <= tol) {
				t.Fatalf("%s: residual (%d,%d) is %g, may be %g", what, i, j, Abs(s), tol)
			}
		}
	}
}

// TestTrsmIllConditioned: substitution stays backward stable where multiplying
// by an inverse would not.
func TestTrsmIllConditioned(t *testing.T) {
	const n = 120
	a := NewMat[float64](n, n) // Kahan's matrix
	s, c := math.Sin(0.9), math.Cos(0.9)
	for i := range n {
		f := math.Pow(s, float64(i))
		a.Set(i, i, f)
		for j := i + 1; j < n; j++ {
			a.Set(i, j, -c*f)
		}
	}
	b := NewMat[float64](n, 40)
	for i := range n {
		for j := range 40 {
			b.Set(i, j, float64((i*j)%7)-3)
		}
	}
	x := b.Clone(best)
	Trsm(best, Upper, NonUnit, 1, a, x)
	residual[float64](t, "Kahan", denseOf(a), denseOf(x), 1, denseOf(b))
}

// TestTrsmDiagonals: zeros give infinities or NaNs, and diagonals whose
// reciprocals overflow are divided by.
func TestTrsmDiagonals(t *testing.T) {
	for _, n := range []int{1, 3, 8, 40} {
		a, b := NewMat[float64](n, n), NewMat[float64](n, 5)
		for i := range n {
			a.Set(i, i, 1e-310)
			for j := range 5 {
				b.Set(i, j, 2e-310)
			}
		}
		Trsm(best, Lower, NonUnit, 1, a, b)
		if got := b.At(n-1, 4); math.Abs(got-2) > 1e-12 {
			t.Errorf("n %d: 2e-310/1e-310 = %v", n, got)
		}
		a.Set(0, 0, 0)
		Trsm(best, Lower, NonUnit, 1, a, b)
		if got := b.At(0, 0); !math.IsInf(got, 1) {
			t.Errorf("n %d: 2/0 = %v", n, got)
		}
	}
}

func TestCopies(t *testing.T) {
	forTypes(t, testCopies[float64], testCopies[float32], testCopies[complex128], testCopies[complex64])
}

// testCopies covers Copy, CopyTriangle, ClearTriangle, Mirror, Fill,
// ConjInPlace and scaling.
func testCopies[T Scalar](t *testing.T) {
	testOrders(t, func(t *testing.T, r *rand.Rand, n int) {
		m := r.IntN(n + 40)
		pa, pb, uplo := pick(r, placements[T]()), pick(r, placements[T]()), Uplo(r.IntN(2) == 0)
		what := fmt.Sprintf("%T %dx%d %v %v upper %v", T(0), n, m, pa, pb, uplo)
		a, b := place(drawMat[T](r, n, m), pa), place(drawMat[T](r, n, m), pb)
		exact := func(op string, got, before Mat[T], want func(i, j int) T) {
			t.Helper()
			for i := range got.Rows {
				for j := range got.Cols {
					if g, w := got.At(i, j), want(i, j); g != w {
						t.Fatalf("%s %s: (%d,%d) is %v, want %v", op, what, i, j, g, w)
					}
				}
			}
			untouched(t, op+" "+what, got, before, everywhere)
		}
		exact("Copy", everyWay(t, what, b, func(env Env, b Mat[T]) { Copy(env, b, a) }), b, a.At)
		got := cloneData(b)
		CopyTriangle(uplo, got, a)
		exact("CopyTriangle", got, b, func(i, j int) T {
			if within(uplo)(i, j) {
				return a.At(i, j)
			}
			return b.At(i, j)
		})
		got = cloneData(b)
		ClearTriangle(uplo, got)
		exact("ClearTriangle", got, b, func(i, j int) T {
			if i != j && within(uplo)(i, j) {
				return 0
			}
			return b.At(i, j)
		})
		got = cloneData(b)
		off, diag := pick(r, scalarsOf[T]()), pick(r, scalarsOf[T]())
		Fill(got, off, diag)
		exact("Fill", got, b, func(i, j int) T {
			if i == j {
				return diag
			}
			return off
		})
		got = cloneData(b)
		ConjInPlace(got)
		exact("ConjInPlace", got, b, func(i, j int) T { return Conj(b.At(i, j)) })
		sq := place(drawMat[T](r, n, n), pa)
		herm := r.IntN(2) == 0
		got = cloneData(sq)
		Mirror(uplo, herm, got)
		exact("Mirror", got, sq, func(i, j int) T {
			switch {
			case within(uplo)(i, j):
				return sq.At(i, j)
			case herm:
				return Conj(sq.At(j, i))
			}
			return sq.At(j, i)
		})
		scaled := everyWay(t, what, b, func(env Env, b Mat[T]) { scale(env, off, b) })
		want, size := addProduct(0, nil, nil, Complex128(off), denseOf(b))
		closeTo(t, "scale "+what, scaled, want, size, everywhere)
	})
}
