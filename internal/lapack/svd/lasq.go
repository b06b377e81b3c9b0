package svd

import "github.com/scicore-go/scicore/internal/blas"

// Lasq computes the singular values of the upper bidiagonal matrix with the
// diagonal d and the elements e above it.
func Lasq(env blas.Env, d, e []float64) int {
	return Bdsqr(env, d, e, blas.Mat[float64]{}, blas.Mat[float64]{})
}
