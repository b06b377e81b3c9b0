package enginetest_test

import (
	"testing"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/enginetest"
	"github.com/scicore-go/scicore/execution/parallel"
)

func TestLoopback(t *testing.T) {
	inner := parallel.New(execution.NewCosts(execution.CostOptions{Workers: 2}))
	enginetest.Run(t, enginetest.Loopback(inner), nil)
}
