package sorts

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/sched"
)

// bestOf runs f on a fresh copy of x b.N times and reports the least time per
// element, which a busy machine disturbs least.
func bestOf[T any](b *testing.B, x []T, f func(y []T)) {
	y := make([]T, len(x))
	best := time.Duration(math.MaxInt64)
	for b.Loop() {
		copy(y, x)
		start := time.Now()
		f(y)
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(best.Nanoseconds())/float64(len(x)), "best-ns/elem")
	b.ReportMetric(0, "ns/op")
}

// numbers of a kind users sort: normal floats, integers over the whole range.
func benchData[T dtype.Element](n int) []T {
	if dtype.Of[T]().IsFloat() {
		r := rand.New(rand.NewPCG(seed, 9))
		x := make([]T, n)
		for i := range x {
			x[i] = fromFloat[T](r.NormFloat64(), 0)
		}
		return x
	}
	return generate[T](n, "random", seed)
}

func benchSort[T int32 | int64 | float32 | float64](b *testing.B) {
	for _, n := range []int{1e4, 1e5, 1e6, 1e7} {
		x := benchData[T](n)
		run := func(name string, f func(y []T)) {
			b.Run(fmt.Sprintf("%v/%s/%.0e", dtype.Of[T](), name, float64(n)), func(b *testing.B) { bestOf(b, x, f) })
		}
		run("slices", func(y []T) { slices.Sort(y) })
		for _, tier := range cpu.Available() {
			run(tier.String(), func(y []T) { Sort(Env{Tier: tier}, y) })
		}
		pool := sched.New(2)
		run("best2", func(y []T) { Sort(Env{Tier: cpu.Best, Pool: pool}, y) })
	}
}

func BenchmarkSort(b *testing.B) {
	benchSort[float64](b)
	benchSort[float32](b)
	benchSort[int32](b)
	benchSort[int64](b)
}

func benchArgSort[T int32 | int64 | float32 | float64](b *testing.B) {
	for _, n := range []int{1e4, 1e6} {
		x, idx := benchData[T](n), make([]int64, n)
		b.Run(fmt.Sprintf("%v/%.0e", dtype.Of[T](), float64(n)), func(b *testing.B) {
			bestOf(b, idx, func(y []int64) { ArgSort(Env{Tier: cpu.Best}, y, x) })
		})
	}
}

func BenchmarkArgSort(b *testing.B) {
	benchArgSort[float64](b)
	benchArgSort[float32](b)
	benchArgSort[int64](b)
}

func BenchmarkSelect(b *testing.B) {
	const n = 1 << 20
	x := benchData[float64](n)
	e := Env{Tier: cpu.Best}
	idx := make([]int64, n)
	b.Run("Partition", func(b *testing.B) { bestOf(b, x, func(y []float64) { Partition(e, y, n/2) }) })
	into := make([]float64, n)
	b.Run("PartitionInto", func(b *testing.B) { bestOf(b, x, func(y []float64) { PartitionInto(e, into, y, n/2) }) })
	b.Run("ArgPartition", func(b *testing.B) { bestOf(b, x, func(y []float64) { ArgPartition(e, idx, y, n/2) }) })
	b.Run("TopK100", func(b *testing.B) { bestOf(b, x, func(y []float64) { TopK(e, idx[:100], y, true) }) })
	b.Run("Unique", func(b *testing.B) { bestOf(b, x, func(y []float64) { Unique(e, y, UniqueWants{}) }) })
	sorted := slices.Clone(x)
	Sort(e, sorted)
	b.Run("SearchSorted", func(b *testing.B) {
		bestOf(b, x, func(y []float64) { SearchSorted(e, idx, sorted, y, Left) })
	})
	b.Run("SearchSortedAscending", func(b *testing.B) {
		bestOf(b, sorted, func(y []float64) { SearchSorted(e, idx, sorted, y, Left) })
	})
}
