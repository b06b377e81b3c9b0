package blas

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

var best = Env{Tier: cpu.Best, Pool: sched.Default}

func BenchmarkLevel1(b *testing.B) {
	b.Run("float64", level1Bench[float64])
	b.Run("complex128", level1Bench[complex128])
}

func level1Bench[T Scalar](b *testing.B) {
	for _, n := range []int{4, 16, 64, 1000} {
		r := rand.New(rand.NewPCG(1, 2))
		x, y := VecOf(draw[T](r, n)), VecOf(draw[T](r, n))
		a, s := FromReal[T](0.6), FromComplex[T](0.8)
		var t T
		for _, c := range []struct {
			name string
			run  func()
		}{
			{"Dot", func() { t += Dot(best, x, y) }},
			{"Axpy", func() { Axpy(best, a, x, y) }},
			{"Scal", func() { Scal(best, FromReal[T](-1), x) }},
			{"Nrm2", func() { t += FromReal[T](Nrm2(best, x)) }},
			{"IAmax", func() { IAmax(best, x) }},
			{"Swap", func() { Swap(best, x, y) }},
			{"Rot", func() { Rot(best, x, y, 0.6, s) }},
		} {
			b.Run(fmt.Sprintf("%s/%d", c.name, n), func(b *testing.B) {
				for b.Loop() {
					c.run()
				}
			})
		}
	}
}

// draw returns n random numbers.
func draw[T Scalar](r *rand.Rand, n int) []T {
	s := make([]T, n)
	for i := range s {
		s[i] = FromComplex[T](complex(r.NormFloat64(), r.NormFloat64()))
	}
	return s
}
