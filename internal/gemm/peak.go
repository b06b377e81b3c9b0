package gemm

import (
	"time"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/vec"
)

// PeakFlops measures the floating-point operations per second that one core
// reaches on independent chains of fused multiply-adds in registers: the
// bound that products of elements of the given size are held against. It takes
// a few milliseconds.
func PeakFlops(t cpu.Tier, size int) float64 {
	const rounds = 20000
	best := time.Duration(1 << 62)
	flops := 0
	for range 20 {
		start := time.Now()
		flops = runPeak(t, size, rounds)
		best = min(best, time.Since(start))
	}
	return float64(flops) / best.Seconds()
}

// peakRef is the peak of the reference: scalar chains in Go.
func peakRef(rounds int) int {
	s := [refLanes]float64{}
	for range rounds {
		for i := range s {
			s[i] = vec.FMA(1, 1, s[i])
		}
	}
	if s[0] != float64(rounds) {
		return 0
	}
	return rounds * refLanes * 2
}
