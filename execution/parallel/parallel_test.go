package parallel_test

import (
	"fmt"
	"testing"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/enginetest"
	"github.com/scicore-go/scicore/execution/parallel"
)

// TestEngine holds every operation to the bits of the reference with any
// number of workers.
func TestEngine(t *testing.T) {
	counts := []int{1, 2, 3, 8}
	if testing.Short() {
		counts = []int{3}
	}
	for _, workers := range counts {
		t.Run(fmt.Sprint(workers, " workers"), func(t *testing.T) {
			enginetest.Run(t, parallel.New(execution.NewCosts(execution.CostOptions{Workers: workers})), nil)
		})
	}
}
