package svd

import (
	"fmt"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func BenchmarkGesdd(b *testing.B) {
	b.Run("float64", benchGesdd[float64])
	b.Run("float32", benchGesdd[float32])
	b.Run("complex128", benchGesdd[complex128])
	b.Run("complex64", benchGesdd[complex64])
}

func benchGesdd[T blas.Scalar](b *testing.B) {
	env := lapacktest.Best()
	for _, n := range []int{100, 500, 1000, 2000} {
		a := lapacktest.Random[T](n, n, 1)
		for _, job := range []Job{Full, Values} {
			name := map[Job]string{Full: "vectors", Values: "values"}[job]
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				s, u, vh := vectors[T](Full, n, n)
				for b.Loop() {
					w := a.Clone(env) // as SciPy does
					if !Gesdd(env, job, w, s, u, vh) {
						b.Fatal("not converged")
					}
				}
			})
		}
	}
}

func BenchmarkSteps(b *testing.B) {
	env := lapacktest.Best()
	for _, n := range []int{100, 500, 1000, 2000} {
		a := lapacktest.Random[float64](n, n, 1)
		var r Bidiagonal[float64]
		b.Run(fmt.Sprintf("Gebrd/%d", n), func(b *testing.B) {
			for b.Loop() {
				r = Gebrd(env, a.CloneCols(env))
			}
		})
		ut, vt := blas.NewMat[float64](n, n), blas.NewMat[float64](n, n)
		b.Run(fmt.Sprintf("Bdsdc/%d", n), func(b *testing.B) {
			for b.Loop() {
				d, e := append([]float64(nil), r.D...), append([]float64(nil), r.E...)
				Bdsdc(env, d, e, ut, vt)
			}
		})
		b.Run(fmt.Sprintf("Lasq/%d", n), func(b *testing.B) {
			for b.Loop() {
				d, e := append([]float64(nil), r.D...), append([]float64(nil), r.E...)
				Lasq(env, d, e)
			}
		})
		b.Run(fmt.Sprintf("Apply/%d", n), func(b *testing.B) {
			for b.Loop() {
				r.ApplyQ(env, ut)
				r.ApplyPH(env, vt)
			}
		})
	}
}
