package lapack

import (
	"math"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func BenchmarkFactor(b *testing.B) {
	b.Run("float64", benchFactor[float64])
	b.Run("float32", benchFactor[float32])
	b.Run("complex128", benchFactor[complex128])
	b.Run("complex64", benchFactor[complex64])
}

// benchFactor reports the least time of the factorisations of row-major
// matrices; the copy that each needs is not counted.
func benchFactor[T blas.Scalar](b *testing.B) {
	env := lapacktest.Best()
	for _, n := range []int{100, 500, 1000, 2000} {
		a := lapacktest.Random[T](n, n, 1)
		w := a.Clone(env)
		spd := blas.NewMat[T](n, n)
		blas.Gemm(env, 1, a, a.H(), 0, spd)
		piv, tau := make([]int, n), make([]T, n)
		bench := func(what string, a blas.Mat[T], f func()) {
			b.Run(name(what, n), func(b *testing.B) {
				least := math.Inf(1)
				for b.Loop() {
					blas.Copy(env, w, a)
					start := time.Now()
					f()
					least = min(least, time.Since(start).Seconds())
				}
				b.ReportMetric(least*1e3, "ms-least")
			})
		}
		bench("LU", a, func() { Getrf(env, w, piv) })
		bench("Cholesky", spd, func() { Potrf(env, blas.Lower, w) })
		bench("QR", a, func() { Geqrf(env, w, tau) })
	}
}
