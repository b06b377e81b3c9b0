package svd

import (
	"fmt"
	"slices"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestGesvj(t *testing.T) {
	t.Run("float64", testGesvj[float64])
	t.Run("float32", testGesvj[float32])
	t.Run("complex128", testGesvj[complex128])
	t.Run("complex64", testGesvj[complex64])
}

func testGesvj[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, d := range [][2]int{{0, 3}, {1, 1}, {1, 6}, {2, 2}, {9, 4}, {17, 17}, {30, 40}} {
		m, n := d[0], d[1]
		cases := lapacktest.Rect[T](m, n, 2)
		if m == n {
			cases = lapacktest.Square[T](m, 2)
		}
		for _, c := range cases {
			for _, job := range []Job{Economy, Full} {
				s, u, vh := vectors[T](job, m, n)
				if !Gesvj(env, job, c.A, s, u, vh) {
					t.Fatalf("%dx%d %s: not converged", m, n, c.Name)
				}
				check(t, "Gesvj", c, s, u, vh)
			}
		}
	}
}

// Each value of a matrix with scaled columns or rows; the same values come out
// without vectors.
func TestGesvjValuesToRelativeAccuracy(t *testing.T) {
	all := readKnown(t)
	for _, k := range slices.Concat(all.Scaled, all.Dense[1:2]) {
		want := k.values(t)
		for _, transposed := range []bool{false, true} {
			a := blas.RowMajor(k.A, k.Rows, k.Cols, k.Cols)
			if transposed {
				a = a.T()
			}
			for _, job := range []Job{Values, Full} {
				s, u, vh := vectors[float64](job, a.Rows, a.Cols)
				if !Gesvj(lapacktest.Best(), job, a, s, u, vh) {
					t.Fatalf("%s: not converged", k.Name)
				}
				lapacktest.Add[float64](t, table, "Gesvj: relative error of each value", k.Name, relativeError(s, want))
			}
		}
	}
}

func TestGesvjSameBits(t *testing.T) {
	a := lapacktest.Random[complex128](90, 70, 3)
	var want string
	for i, env := range lapacktest.Envs() {
		s, u, vh := vectors[complex128](Full, 90, 70)
		Gesvj(env.Env, Full, a, s, u, vh)
		got := fmt.Sprint(s, u, vh)
		if i == 0 {
			want = got
		}
		if got != want {
			t.Errorf("other bits with %s", env.Name)
		}
	}
}
