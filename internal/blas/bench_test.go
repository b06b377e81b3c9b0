package blas

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

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

// BenchmarkLevel3 and BenchmarkLevel2 report the fastest run in µs.
func BenchmarkLevel3(b *testing.B) {
	b.Run("float64", level3Bench[float64])
	b.Run("float32", level3Bench[float32])
	b.Run("complex128", level3Bench[complex128])
	b.Run("complex64", level3Bench[complex64])
}

func square[T Scalar](r *rand.Rand, n int) Mat[T] { return RowMajor(draw[T](r, n*n), n, n, n) }

// dominant returns a matrix that is well conditioned, its triangles too.
func dominant[T Scalar](r *rand.Rand, n int) Mat[T] {
	m := square[T](r, n)
	for i := range n {
		m.Set(i, i, FromReal[T](float64(2*n)))
	}
	return m
}

type benchCase struct {
	name string
	run  func()
}

func runCases(b *testing.B, n int, cases []benchCase) {
	for _, c := range cases {
		b.Run(fmt.Sprintf("%s/n=%d", c.name, n), func(b *testing.B) {
			least := time.Duration(1 << 62)
			for b.Loop() {
				start := time.Now()
				c.run()
				least = min(least, time.Since(start))
			}
			b.ReportMetric(float64(least.Nanoseconds())/1e3, "min-µs")
		})
	}
}

func level3Bench[T Scalar](b *testing.B) {
	for _, n := range []int{100, 500, 1000, 2000} {
		r := rand.New(rand.NewPCG(1, 2))
		a, l, x, c := square[T](r, n), dominant[T](r, n), square[T](r, n), square[T](r, n)
		runCases(b, n, []benchCase{
			{"Gemm", func() { Gemm(best, 1, a, x, 0, c) }},
			{"GemmT", func() { Gemm(best, 1, a.T(), x.H(), 0, c) }},
			{"Herk", func() { Herk(best, Lower, 1, a, 0, c) }},
			{"HerkU", func() { Herk(best, Upper, 1, a.H(), 0, c) }},
			{"Trsm", func() { Trsm(best, Lower, NonUnit, 1, l, x) }},
			{"TrsmCol", func() { Trsm(best, Lower, NonUnit, 1, l.T(), x.T()) }},
			{"Trmm", func() { Trmm(best, Lower, NonUnit, FromReal[T](0.4/float64(n)), l, x) }},
			{"Hemm", func() { Hemm(best, Lower, 1, a, x, 0, c) }},
			{"Her2k", func() { Her2k(best, Lower, 1, a, x, 0, c) }},
		})
	}
}

func BenchmarkLevel2(b *testing.B) {
	b.Run("float64", level2Bench[float64])
	b.Run("float32", level2Bench[float32])
	b.Run("complex128", level2Bench[complex128])
	b.Run("complex64", level2Bench[complex64])
}

func level2Bench[T Scalar](b *testing.B) {
	for _, n := range []int{100, 500, 1000, 2000} {
		r := rand.New(rand.NewPCG(1, 2))
		a, l, x, y := square[T](r, n), dominant[T](r, n), VecOf(draw[T](r, n)), VecOf(draw[T](r, n))
		small := FromReal[T](1e-9)
		runCases(b, n, []benchCase{
			{"Gemv", func() { Gemv(best, 1, a, x, 0, y) }},
			{"GemvT", func() { Gemv(best, 1, a.H(), x, 0, y) }},
			{"Hemv", func() { Hemv(best, Lower, 1, a, x, 0, y) }},
			{"Gerc", func() { Gerc(best, small, x, y, a) }},
			{"Her2", func() { Her2(best, Lower, small, x, y, a) }},
			{"Trsv", func() { Trsv(best, Lower, NonUnit, l, x) }},
			{"Trmv", func() { Trmv(best, Lower, Unit, a, y); Scal(best, small, y) }},
		})
	}
}
