package enginetest_test

import (
	"testing"
	"time"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/execution/enginetest"
	"github.com/scicore-go/scicore/execution/parallel"
)

func TestLoopback(t *testing.T) {
	inner := parallel.New(execution.NewCosts(execution.CostOptions{Workers: 2}))
	// A graph crosses the wire whole: its constants are written and read before
	// the context is looked at again.
	enginetest.Run(t, enginetest.Loopback(inner), &enginetest.Options{Cancel: 2 * time.Second})
}
