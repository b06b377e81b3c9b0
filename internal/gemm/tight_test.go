package gemm

import (
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// TestTight multiplies matrices that fill their allocations to the last byte.
// A pointer past one, even if nothing is read there, keeps the next object
// alive or stops the collector; the race detector's checkptr sees it.
func TestTight(t *testing.T) {
	sizes := []int{2, 8, 16, 32, 64}
	if testing.Short() {
		sizes = []int{8, 16, 32}
	}
	for _, tier := range cpu.Available() {
		for _, m := range sizes {
			for _, n := range sizes {
				for _, k := range sizes {
					tightAll(tier, nil, m, n, k)
				}
			}
		}
		tightAll(tier, sched.New(2), 128, 128, 128)
	}
}

func tightAll(tier cpu.Tier, pool *sched.Pool, m, n, k int) {
	tight[float64](tier, pool, m, n, k)
	tight[float32](tier, pool, m, n, k)
	tight[complex128](tier, pool, m, n, k)
}

func tight[T float32 | float64 | complex128](tier cpu.Tier, pool *sched.Pool, m, n, k int) {
	exact := func(rows, cols int) []Mat[T] {
		return []Mat[T]{Of(make([]T, rows*cols), cols), Of(make([]T, rows*cols), rows).T()}
	}
	for _, a := range exact(m, k) {
		for _, b := range exact(k, n) {
			for _, c := range exact(m, n) {
				Gemm(tier, pool, nil, m, n, k, 1, a, b, 1, c)
			}
		}
	}
}
