package parallel_test

import (
	"testing"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/enginetest"
	"github.com/scicore-go/scicore/execution/parallel"
)

func TestEngine(t *testing.T) {
	enginetest.Run(t, parallel.New(execution.NewCosts(execution.CostOptions{Workers: 3})), nil)
}
