package matfun

import (
	"fmt"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func BenchmarkFunctions(b *testing.B) {
	for _, f := range []struct {
		name string
		f    func(Env, Mat[float64], Mat[float64]) Status
	}{{"expm", Expm[float64]}, {"sqrtm", Sqrtm[float64]}, {"logm", Logm[float64]}, {"signm", Signm[float64]}, {"cosm", Cosm[float64]}} {
		for _, n := range []int{8, 100, 500, 1000} {
			a := normed[float64](n, 5, 1)
			for i := range n {
				a.Set(i, i, a.At(i, i)+4)
			}
			x := a.Clone(Env{})
			b.Run(fmt.Sprintf("%s/%d", f.name, n), func(b *testing.B) {
				for b.Loop() {
					f.f(lapacktest.Best(), x, a)
				}
			})
		}
	}
}

func BenchmarkTrsyl(b *testing.B) {
	for _, n := range []int{100, 500, 1000} {
		s, t, c := quasi[float64](n, 30, 1), quasi[float64](n, 30, 2), lapacktest.Random[float64](n, n, 3)
		x := c.Clone(Env{})
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				blas.Copy(Env{}, x, c)
				Trsyl(lapacktest.Best(), blas.Upper, s, 1, blas.Upper, t, x)
			}
		})
	}
}
