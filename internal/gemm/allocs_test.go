//go:build !race

package gemm

// The race detector lets a sync.Pool forget on purpose, so allocations are
// counted without it.

import (
	"testing"

	"github.com/scicore-go/scicore/internal/cpu"
)

func TestAllocations(t *testing.T) {
	for _, d := range [][3]int{{4, 4, 4}, {40, 40, 40}, {150, 150, 150}, {1, 300, 300}, {300, 1, 300}} {
		a, b := newMatrix(d[0], d[2], rowMajor, 1.0), newMatrix(d[2], d[1], rowMajor, 1.0)
		c := newMatrix(d[0], d[1], rowMajor, 0.0)
		got := testing.AllocsPerRun(100, func() {
			Gemm(cpu.Best, nil, nil, d[0], d[1], d[2], 1, a.Mat, b.T().T(), 0, c.Mat)
		})
		if got != 0 {
			t.Errorf("%v: %v allocations", d, got)
		}
	}
}
