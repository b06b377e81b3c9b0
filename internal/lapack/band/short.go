package band

import (
	"github.com/scicore-go/scicore/internal/blas"
)

// Bands are often so narrow that a call costs more than the work on a column:
// columns shorter than this are worked on here.
const short = 24

// subtract computes y -= alpha·x.
func subtract[T blas.Scalar](env Env, alpha T, x, y []T) {
	if alpha == 0 {
		return
	}
	if len(x) >= short {
		blas.Axpy(env, -alpha, blas.VecOf(x), blas.VecOf(y))
		return
	}
	switch a := any(alpha).(type) {
	case float64:
		subtractReal(a, any(x).([]float64), any(y).([]float64))
	case float32:
		subtractReal(a, any(x).([]float32), any(y).([]float32))
	default:
		for i := range x {
			y[i] -= blas.Mul(alpha, x[i])
		}
	}
}

func subtractReal[R blas.Real](alpha R, x, y []R) {
	y = y[:len(x)]
	for i := range x {
		y[i] -= R(alpha * x[i])
	}
}

// dotc returns Σ conj(x[i])·y[i].
func dotc[T blas.Scalar](env Env, x, y []T) T {
	if len(x) >= short {
		return blas.Dotc(env, blas.VecOf(x), blas.VecOf(y))
	}
	var s T
	for i := range x {
		s += blas.Mul(blas.Conj(x[i]), y[i])
	}
	return s
}

// divide computes x /= d.
func divide[T blas.Scalar](x []T, d T) {
	for i := range x {
		x[i] = blas.Div(x[i], d)
	}
}
