package simd_test

import (
	"testing"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/enginetest"
	"github.com/scicore-go/scicore/execution/simd"
	"github.com/scicore-go/scicore/internal/cpu"
)

func TestEngine(t *testing.T) {
	for _, tier := range cpu.Available() {
		t.Run(tier.String(), func(t *testing.T) {
			enginetest.Run(t, simd.New(execution.NewCosts(execution.CostOptions{Tier: tier.String()})), nil)
		})
	}
}
