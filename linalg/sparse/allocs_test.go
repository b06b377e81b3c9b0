//go:build !race

package sparse

// The race detector lets a sync.Pool forget on purpose, so allocations are
// counted without it.

import (
	"math/rand/v2"
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
)

func TestApplyAllocatesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 9))
	small, large := laplace2D[complex128](10), laplace2D[float64](150)
	x, y := drawVec[complex128](r, 100), make([]complex128, 100)
	u, v := drawVec[float64](r, 150*150), make([]float64, 150*150)
	if n := testing.AllocsPerRun(50, func() {
		if small.Apply(y, x) != nil || small.ApplyAdjoint(y, x) != nil || small.T().Apply(y, x) != nil {
			t.Fatal("a product failed")
		}
		gather(blas.Env{}, large, false, v, u)
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
