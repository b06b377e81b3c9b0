package lapack

import (
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestGesvBatch(t *testing.T) {
	forTypes(t, testGesvBatch[float32], testGesvBatch[float64], testGesvBatch[complex64], testGesvBatch[complex128])
}

func testGesvBatch[T blas.Scalar](t *testing.T) {
	for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 11, 15, 16, 17, 25} {
		for _, nrhs := range []int{1, 3, 16} {
			cases := lapacktest.Square[T](n, 7)
			var a, b []T
			for range 3 { // several chunks
				for _, c := range cases {
					a = append(a, c.A.Clone(blas.Env{}).Data...)
					b = append(b, lapacktest.Random[T](n, nrhs, 8).Data...)
				}
			}
			first, x := -1, append([]T(nil), b...)
			sameEverywhere(t, name("GesvBatch ", n), func(env blas.Env) blas.Mat[T] {
				copy(x, b)
				first = GesvBatch(env, n, nrhs, a, x)
				return blas.RowMajor(append([]T(nil), x...), 1, len(x), len(x))
			})
			singular := -1
			for i := range 3 * len(cases) {
				c := cases[i%len(cases)]
				bi := blas.RowMajor(b[i*n*nrhs:][:n*nrhs], n, nrhs, nrhs)
				xi := blas.RowMajor(x[i*n*nrhs:][:n*nrhs], n, nrhs, nrhs)
				lu := c.A.Clone(blas.Env{})
				zero := Getrf(lapacktest.Best(), lu, make([]int, n))
				if same := lapacktest.SameBits(bi, xi); same != (zero >= 0) && c.Name != "identity" && n > 1 {
					t.Errorf("%s, %d: zero pivot %d, solution written %t", c.Name, n, zero, !same)
				}
				if zero >= 0 && singular < 0 {
					singular = i
				}
				if zero < 0 && finite(xi) {
					lapacktest.Add[T](t, accuracy, "A·X = B in batches", c.Name, lapacktest.SolveResidual(c.A, xi, bi)/growth(c, lu))
				}
			}
			if first != singular {
				t.Errorf("n %d: first singular matrix %d, want %d", n, first, singular)
			}
		}
	}
}

func BenchmarkGesvBatch(b *testing.B) {
	b.Run("float64", benchGesvBatch[float64])
	b.Run("float32", benchGesvBatch[float32])
	b.Run("complex64", benchGesvBatch[complex64])
	b.Run("complex128", benchGesvBatch[complex128])
}

func benchGesvBatch[T blas.Scalar](b *testing.B) {
	env := lapacktest.Best()
	for _, n := range []int{4, 8, 16} {
		b.Run(name(n), func(b *testing.B) {
			a, x := lapacktest.Random[T](10000*n, n, 1), lapacktest.Random[T](10000, n, 2)
			y := x.Clone(env)
			for b.Loop() {
				copy(y.Data, x.Data)
				GesvBatch(env, n, 1, a.Data, y.Data)
			}
		})
	}
}
