package gemm

import (
	"fmt"
	"testing"
	"time"
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/sched"
)

// benchGemm reports GFLOP/s of the fastest of the runs, and its share of the
// peak that one core reaches on fused multiply-adds alone.
func benchGemm[T Real](b *testing.B, tier cpu.Tier, workers, n int, ta, tb bool) {
	mem := make([][]T, 3)
	for i := range mem {
		mem[i] = make([]T, n*n)
		for j := range mem[i] {
			mem[i][j] = T(j%7) - 3
		}
	}
	x, y, z := Of(mem[0], n), Of(mem[1], n), Of(mem[2], n)
	if ta {
		x = x.T()
	}
	if tb {
		y = y.T()
	}
	p := sched.New(workers)
	best := time.Duration(1 << 62)
	peak := PeakFlops(tier, int(unsafe.Sizeof(T(0))))
	for b.Loop() {
		start := time.Now()
		Gemm(tier, p, nil, n, n, n, 1, x, y, 0, z)
		best = min(best, time.Since(start))
	}
	flops := 2 * float64(n) * float64(n) * float64(n) / best.Seconds()
	b.ReportMetric(flops/1e9, "GFLOP/s")
	b.ReportMetric(100*flops/peak/float64(workers), "%peak")
}

func BenchmarkGemm(b *testing.B) {
	for _, tier := range cpu.Available()[1:] {
		for _, n := range []int{8, 16, 32, 64, 128, 256, 512, 1024, 2048} {
			for _, w := range []int{1, 2} {
				b.Run(fmt.Sprintf("f64/%v/n=%d/workers=%d", tier, n, w), func(b *testing.B) { benchGemm[float64](b, tier, w, n, false, false) })
				b.Run(fmt.Sprintf("f32/%v/n=%d/workers=%d", tier, n, w), func(b *testing.B) { benchGemm[float32](b, tier, w, n, false, false) })
			}
		}
	}
}

func BenchmarkGemmLayouts(b *testing.B) {
	for _, n := range []int{64, 256, 1024} {
		for i, name := range []string{"NN", "TN", "NT", "TT"} {
			b.Run(fmt.Sprintf("f64/%s/n=%d", name, n), func(b *testing.B) { benchGemm[float64](b, cpu.Best, 1, n, i&1 != 0, i&2 != 0) })
			b.Run(fmt.Sprintf("f32/%s/n=%d", name, n), func(b *testing.B) { benchGemm[float32](b, cpu.Best, 1, n, i&1 != 0, i&2 != 0) })
		}
	}
}

// BenchmarkGemv reports the bytes of A per second.
func BenchmarkGemv(b *testing.B) {
	for _, n := range []int{64, 256, 1024, 4096} {
		for _, trans := range []bool{false, true} {
			b.Run(fmt.Sprintf("f64/n=%d/T=%v", n, trans), func(b *testing.B) { benchGemv[float64](b, n, trans) })
			b.Run(fmt.Sprintf("f32/n=%d/T=%v", n, trans), func(b *testing.B) { benchGemv[float32](b, n, trans) })
		}
	}
}

func benchGemv[T Real](b *testing.B, n int, trans bool) {
	mem, x, y := make([]T, n*n), make([]T, n), make([]T, n)
	for i := range mem {
		mem[i] = T(i % 5)
	}
	a := Of(mem, n)
	if trans {
		a = a.T()
	}
	best := time.Duration(1 << 62)
	for b.Loop() {
		start := time.Now()
		Gemm(cpu.Best, nil, nil, n, 1, n, 1, a, Of(x, 1), 0, Of(y, 1))
		best = min(best, time.Since(start))
	}
	b.ReportMetric(float64(n*n)*float64(unsafe.Sizeof(T(0)))/best.Seconds()/1e9, "GB/s")
}
