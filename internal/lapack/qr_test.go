package lapack

import (
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestQR(t *testing.T) {
	forTypes(t, testQR[float32], testQR[float64], testQR[complex64], testQR[complex128])
}

func testQR[T blas.Scalar](t *testing.T) {
	env := lapacktest.Best()
	for _, s := range shapes() {
		m, k := s[0], min(s[0], s[1])
		for i, c := range lapacktest.Rect[T](s[0], s[1], 1) {
			a, check := laid(t, layouts[i%len(layouts)], c.A)
			tau := make([]T, k)
			Geqrf(env, a, tau)
			check()
			q, checkQ := laid(t, layouts[(i+1)%len(layouts)], a.Window(0, 0, m, k))
			Orgqr(env, q, tau)
			checkQ()
			lapacktest.Add[T](t, accuracy, "I - Qᴴ·Q", c.Name, lapacktest.Orthogonality(q))
			r := triangle(blas.Upper, false, a, k, s[1])
			lapacktest.Add[T](t, accuracy, "A - Q·R", c.Name, lapacktest.Distance(c.A, lapacktest.Product(q, r)))
			checkOrmqr(t, env, a, tau)
		}
	}
}

// checkOrmqr holds Ormqr against the whole Q.
func checkOrmqr[T blas.Scalar](t *testing.T, env blas.Env, v blas.Mat[T], tau []T) {
	t.Helper()
	m := v.Rows
	q := blas.NewMat[T](m, m)
	if m == 0 {
		return
	}
	k := len(tau)
	blas.Copy(env, q.Window(0, 0, m, k), v.Window(0, 0, m, k))
	Orgqr(env, q, tau)
	c := lapacktest.Random[T](m, 5, 6)
	got := c.Clone(env)
	Ormqr(env, false, v, tau, got)
	lapacktest.Add[T](t, accuracy, "Q·C", "random", lapacktest.Distance(lapacktest.Product(q, c), got))
	got = c.CloneCols(env)
	Ormqr(env, true, v, tau, got)
	lapacktest.Add[T](t, accuracy, "Qᴴ·C", "random", lapacktest.Distance(lapacktest.Product(q.H(), c), got))
	right := c.T().Clone(env)
	Ormqr(env, true, v, tau, right.H())
	lapacktest.Add[T](t, accuracy, "C·Q", "random", lapacktest.Distance(lapacktest.Product(c.T(), q), right))
	right = c.T().Clone(env)
	Ormqr(env, false, v, tau, right.H())
	lapacktest.Add[T](t, accuracy, "C·Qᴴ", "random", lapacktest.Distance(lapacktest.Product(c.T(), q.H()), right))
}

func TestQRSameBits(t *testing.T) {
	forTypes(t, testQRSameBits[float32], testQRSameBits[float64], testQRSameBits[complex64], testQRSameBits[complex128])
}

func testQRSameBits[T blas.Scalar](t *testing.T) {
	for _, s := range [][2]int{{7, 7}, {61, 61}, {150, 90}, {90, 150}} {
		for _, l := range layouts[:2] {
			sameEverywhere(t, name("QR ", s, l.name), func(env blas.Env) blas.Mat[T] {
				a, _ := laid(t, l, lapacktest.Random[T](s[0], s[1], 9))
				tau := make([]T, min(s[0], s[1]))
				Geqrf(env, a, tau)
				if s[0] >= s[1] {
					Orgqr(env, a, tau)
				}
				return a
			})
		}
	}
}
