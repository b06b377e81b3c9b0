package simd_test

import (
	"testing"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/enginetest"
	"github.com/scicore-go/scicore/execution/simd"
	"github.com/scicore-go/scicore/internal/cpu"
)

func TestEngine(t *testing.T) {
	tiers := cpu.Available()
	if testing.Short() {
		tiers = tiers[len(tiers)-1:]
	}
	for _, tier := range tiers {
		t.Run(tier.String(), func(t *testing.T) {
			enginetest.Run(t, simd.New(execution.NewCosts(execution.CostOptions{Tier: tier.String()})), nil)
		})
	}
}
