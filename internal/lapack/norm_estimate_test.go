package lapack

import (
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
)

func TestEstimateNorm1(t *testing.T) {
	testEstimateNorm1[float64](t)
	testEstimateNorm1[float32](t)
	testEstimateNorm1[complex128](t)
	testEstimateNorm1[complex64](t)
}

func testEstimateNorm1[T blas.Scalar](t *testing.T) {
	env := blas.Env{}
	r := rand.New(rand.NewPCG(1, 5))
	for _, n := range []int{0, 1, 2, 3, 10, 50, 101} {
		for range 10 {
			a := random[T](r, n, n)
			got := EstimateNorm1(n, func(x blas.Mat[T], adjoint bool) blas.Mat[T] {
				y, m := blas.NewMat[T](n, x.Cols), a
				if adjoint {
					m = a.H()
				}
				blas.Gemm(env, 1, m, x, 0, y)
				return y
			})
			if want := Norm1(a); got > want*(1+1e-5) || got < want/3 {
				t.Errorf("%T n=%d: estimated %g, is %g", a.Data, n, got, want)
			}
		}
	}
}
