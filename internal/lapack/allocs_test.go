//go:build !race

package lapack

// The race detector lets a sync.Pool forget on purpose, so allocations are
// counted without it.

import (
	"testing"

	"github.com/scicore-go/scicore/internal/blas"
	"github.com/scicore-go/scicore/internal/lapack/lapacktest"
)

func TestSmallAllocatesNothing(t *testing.T) {
	env := blas.Env{Tier: lapacktest.Best().Tier}
	a, b := lapacktest.Random[complex128](8, 8, 1), lapacktest.Random[complex128](8, 1, 2)
	piv := make([]int, 8)
	if n := testing.AllocsPerRun(10, func() {
		GesvSmall(env, 8, 1, a.Data, b.Data)
		Getrf(env, a, piv)
		Getrf(env, a.T(), piv)
	}); n > 0 {
		t.Errorf("%g allocations", n)
	}
}
