package lapack

import (
	"math"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestCholesky(t *testing.T) {
	forTypes(t, testCholesky[float32], testCholesky[float64], testCholesky[complex64], testCholesky[complex128])
}

func testCholesky[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range sizes() {
		for i, c := range lapacktest.Definite[T](n, 1) {
			for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
				a, check := laid(t, layouts[i%len(layouts)], c.A)
				spoilOther(uplo, a)
				if bad := Potrf(env, uplo, a); bad > 0 {
					t.Errorf("%s, %d: minor %d is not positive", c.Name, n, bad)
					continue
				}
				check()
				f := triangle(uplo, false, a, n, n)
				p := lapacktest.Product(f, f.H())
				if uplo == blas.Upper {
					p = lapacktest.Product(f.H(), f)
				}
				lapacktest.Add[T](t, accuracy, "A - L·Lᴴ", c.Name, lapacktest.Distance(c.A, p))
				b := lapacktest.Random[T](n, 3, 5)
				x := b.Clone(env)
				Potrs(env, uplo, a, x)
				if finite(x) {
					lapacktest.Add[T](t, accuracy, "A·X = B by Cholesky", c.Name, lapacktest.SolveResidual(c.A, x, b))
				}
				if i == 0 {
					Potri(env, uplo, a)
					check()
					inv := triangle(uplo, false, a, n, n)
					blas.Mirror(uplo, true, inv)
					checkInverse(t, "Cholesky", c.A, inv)
				}
			}
		}
	}
}

// spoilOther fills the triangle that must not be read.
func spoilOther[T blas.Scalar](uplo blas.Uplo, a blas.Mat[T]) {
	for i := range a.Rows {
		for j := range a.Cols {
			if i != j && (j > i) != bool(uplo) {
				a.Set(i, j, blas.FromReal[T](math.NaN()))
			}
		}
	}
}

func TestPotrfTellsTheMinor(t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{1, 5, 16, 40, 130} {
		for _, bad := range []int{1, n/2 + 1, n} {
			for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
				a := lapacktest.Definite[complex128](n, 3)[0].A.Clone(env)
				a.Set(bad-1, bad-1, -1)
				if got := Potrf(env, uplo, a); got != bad {
					t.Errorf("n %d, minor %d: %d", n, bad, got)
				}
				a.Set(bad-1, bad-1, complex(math.NaN(), 0))
			}
			z := lapacktest.Definite[float64](n, 3)[0].A.Clone(env)
			z.Set(bad-1, bad-1, math.NaN())
			if got := Potrf(env, blas.Lower, z); got != bad {
				t.Errorf("n %d, NaN in row %d: %d", n, bad-1, got)
			}
		}
	}
}

func TestCholeskySameBits(t *testing.T) {
	forTypes(t, testCholeskySameBits[float32], testCholeskySameBits[float64], testCholeskySameBits[complex64], testCholeskySameBits[complex128])
}

func testCholeskySameBits[T blas.Scalar](t *testing.T) {
	for _, n := range []int{7, 61, 150} {
		for _, l := range layouts[:2] {
			sameEverywhere(t, name("Cholesky ", n, l.name), func(env blas.Env) blas.Mat[T] {
				a, _ := laid(t, l, lapacktest.Definite[T](n, 9)[0].A)
				Potrf(env, blas.Lower, a)
				Potri(env, blas.Lower, a)
				return a
			})
		}
	}
}

func TestPotrfTo(t *testing.T) {
	forTypes(t, testPotrfTo[float32], testPotrfTo[float64], testPotrfTo[complex64], testPotrfTo[complex128])
}

func testPotrfTo[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, n := range []int{0, 1, 16, 17, 33, 70, 128, 130} {
		for _, l := range layouts {
			def := lapacktest.Definite[T](n, 6)[0].A
			want := def.Clone(env)
			Potrf(env, blas.Lower, want)
			blas.ClearTriangle(blas.Upper, want)
			src, check := laid(t, l, def)
			norm := NormHerm(blas.Lower, src)
			spoilOther(blas.Lower, src)
			dst := blas.NewMat[T](n, n)
			blas.Fill(dst, 7, 7)
			got, bad := PotrfTo(env, dst, src)
			check()
			if bad != 0 || !lapacktest.SameBits(dst, want) {
				t.Errorf("n %d, %s: minor %d, or not the factor of Potrf", n, l.name, bad)
			}
			if !(math.Abs(got-norm) <= 1e-14*float64(n)*norm) {
				t.Errorf("n %d, %s: norm %g, want %g", n, l.name, got, norm)
			}
			if n > 2 {
				src.Set(n-2, n-2, -1)
				if _, bad := PotrfTo(env, dst, src); bad != n-1 {
					t.Errorf("n %d, %s: minor %d, want %d", n, l.name, bad, n-1)
				}
			}
		}
	}
}
