package blas

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// vector draws a strided vector, also as a matrix of one column.
func vector[T Scalar](r *rand.Rand, n int) (Vec[T], Mat[T]) {
	v := strided(draw[T](r, n), pick(r, []int{1, 1, 2, 3}))
	return v, Mat[T]{Data: v.Data, Rows: n, Cols: 1, RS: v.Inc, CS: 1}
}

func poison[T Scalar](m Mat[T]) {
	for i := range m.Rows {
		m.Data[i*m.RS] = FromReal[T](math.NaN())
	}
}

func level2Orders() []int {
	ns := orders()
	if !testing.Short() {
		ns = append(ns, 300, 530)
	}
	return ns
}

func testLevel2(t *testing.T, f func(t *testing.T, r *rand.Rand, n int)) {
	r := rand.New(rand.NewPCG(13, 14))
	for _, n := range level2Orders() {
		for range 3 {
			f(t, r, n)
		}
	}
}

func vecOf[T Scalar](m Mat[T]) Vec[T] { return Vec[T]{m.Data, m.Rows, m.RS} }

func TestGemv(t *testing.T) {
	forTypes(t, testGemv[float64], testGemv[float32], testGemv[complex128], testGemv[complex64])
}

func testGemv[T Scalar](t *testing.T) {
	testLevel2(t, func(t *testing.T, r *rand.Rand, n int) {
		m := r.IntN(2*n + 5)
		pa := pick(r, placements[T]())
		a := place(drawMat[T](r, m, n), pa)
		x, xm := vector[T](r, n)
		_, ym := vector[T](r, m)
		alpha, beta := pick(r, scalarsOf[T]()), pick(r, scalarsOf[T]())
		what := fmt.Sprintf("%T %dx%d alpha %v beta %v %v strides %d %d", alpha, m, n, alpha, beta, pa, x.Inc, ym.RS)
		want, size := addProduct(Complex128(alpha), denseOf(a), denseOf(xm), Complex128(beta), denseOf(ym))
		if beta == 0 {
			poison(ym)
		}
		got := everyWay(t, what, ym, func(env Env, y Mat[T]) { Gemv(env, alpha, a, x, beta, vecOf(y)) })
		closeTo(t, what, got, want, size, everywhere)
		untouched(t, what, got, ym, everywhere)
	})
}

func TestSymv(t *testing.T) {
	forTypes(t, testSymv[float64], testSymv[float32], testSymv[complex128], testSymv[complex64])
}

func testSymv[T Scalar](t *testing.T) {
	testLevel2(t, func(t *testing.T, r *rand.Rand, n int) {
		pa, uplo, herm := pick(r, placements[T]()), Uplo(r.IntN(2) == 0), r.IntN(2) == 0
		a := place(drawMat[T](r, n, n), pa)
		x, xm := vector[T](r, n)
		_, ym := vector[T](r, n)
		alpha, beta := pick(r, scalarsOf[T]()), pick(r, scalarsOf[T]())
		what := fmt.Sprintf("%T n %d alpha %v beta %v %v upper %v herm %v strides %d %d", alpha, n, alpha, beta, pa, uplo, herm, x.Inc, ym.RS)
		want, size := addProduct(Complex128(alpha), denseOf(a).full(uplo, herm && IsComplex[T]()), denseOf(xm), Complex128(beta), denseOf(ym))
		spoil(a, uplo, NonUnit)
		if beta == 0 {
			poison(ym)
		}
		got := everyWay(t, what, ym, func(env Env, y Mat[T]) {
			if herm {
				Hemv(env, uplo, alpha, a, x, beta, vecOf(y))
			} else {
				Symv(env, uplo, alpha, a, x, beta, vecOf(y))
			}
		})
		closeTo(t, what, got, want, size, everywhere)
		untouched(t, what, got, ym, everywhere)
	})
}

// spoil puts NaN where an operation with a triangle must not read.
func spoil[T Scalar](a Mat[T], uplo Uplo, diag Diag) {
	for i := range a.Rows {
		for j := range a.Cols {
			if !within(uplo)(i, j) || i == j && diag == Unit {
				a.Set(i, j, FromReal[T](math.NaN()))
			}
		}
	}
}

func TestRankOne(t *testing.T) {
	forTypes(t, testRankOne[float64], testRankOne[float32], testRankOne[complex128], testRankOne[complex64])
}

// testRankOne covers Ger, Gerc, Syr, Her, Syr2 and Her2.
func testRankOne[T Scalar](t *testing.T) {
	testLevel2(t, func(t *testing.T, r *rand.Rand, n int) {
		for op := range 6 {
			m, pa, uplo := n, pick(r, placements[T]()), Uplo(r.IntN(2) == 0)
			if op < 2 {
				m = r.IntN(n + 5)
			}
			a := place(drawMat[T](r, m, n), pa)
			x, xm := vector[T](r, m)
			y, ym := vector[T](r, n)
			alpha, mine, herm := pick(r, scalarsOf[T]()), within(uplo), op&1 > 0
			if op < 2 {
				mine = everywhere
			} else if herm {
				realDiagonal(a)
			}
			if op == 3 {
				alpha = FromReal[T](Re(alpha))
			}
			what := fmt.Sprintf("%T op %d %dx%d alpha %v %v upper %v strides %d %d", alpha, op, m, n, alpha, pa, uplo, x.Inc, y.Inc)
			dx, dy := denseOf(xm), denseOf(ym)
			if op == 2 || op == 3 {
				dy = dx
			}
			want, size := addProduct(Complex128(alpha), dx, transposed(dy, herm), 1, denseOf(a))
			if op >= 4 {
				other := alpha
				if herm {
					other = Conj(alpha)
				}
				want, size = addProduct(Complex128(other), dy, transposed(dx, herm), 1, want)
				for i := range size {
					for j := range size[i] {
						size[i][j] += complex(Abs(alpha)*Abs(dx[i][0])*Abs(dy[j][0]), 0)
					}
				}
			}
			got := everyWay(t, what, a, func(env Env, a Mat[T]) {
				switch op {
				case 0:
					Ger(env, alpha, x, y, a)
				case 1:
					Gerc(env, alpha, x, y, a)
				case 2:
					Syr(env, uplo, alpha, x, a)
				case 3:
					Her(env, uplo, Re(alpha), x, a)
				case 4:
					Syr2(env, uplo, alpha, x, y, a)
				case 5:
					Her2(env, uplo, alpha, x, y, a)
				}
			})
			closeTo(t, what, got, want, size, mine)
			untouched(t, what, got, a, mine)
			for i := range m {
				if herm && op > 1 && Im(got.At(i, i)) != 0 {
					t.Fatalf("%s: the diagonal is not real", what)
				}
			}
		}
	})
}

// transposed keeps the shape of empty matrices.
func transposed(a dense, c bool) dense {
	if len(a) == 0 {
		return newDense(1, 0)
	}
	return a.t(c)
}

func TestTriangularVectors(t *testing.T) {
	forTypes(t, testTriangularVectors[float64], testTriangularVectors[float32], testTriangularVectors[complex128], testTriangularVectors[complex64])
}

func testTriangularVectors[T Scalar](t *testing.T) {
	testLevel2(t, func(t *testing.T, r *rand.Rand, n int) {
		for form := range 4 {
			uplo, diag, pa := Uplo(form&1 > 0), Diag(form&2 > 0), pick(r, placements[T]())
			a := place(triangularMat[T](r, n), pa)
			_, xm := vector[T](r, n)
			what := fmt.Sprintf("%T n %d upper %v unit %v %v stride %d", T(0), n, uplo, diag, pa, xm.RS)
			tri, rhs := denseOf(a).triangle(uplo, diag), denseOf(xm)
			spoil(a, uplo, diag)
			got := everyWay(t, "Trmv "+what, xm, func(env Env, x Mat[T]) { Trmv(env, uplo, diag, a, vecOf(x)) })
			want, size := addProduct(1, tri, rhs, 0, rhs)
			closeTo(t, "Trmv "+what, got, want, size, everywhere)
			untouched(t, "Trmv "+what, got, xm, everywhere)
			x := everyWay(t, "Trsv "+what, xm, func(env Env, x Mat[T]) { Trsv(env, uplo, diag, a, vecOf(x)) })
			untouched(t, "Trsv "+what, x, xm, everywhere)
			residual[T](t, "Trsv "+what, tri, denseOf(x), 1, rhs)
		}
	})
}
