package hostcheck_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/health/hostcheck"
)

func Example() {
	budget := memory.NewBudget(8 << 30)
	reg, err := health.NewRegistry().WithCheck(
		hostcheck.Memory("budget", budget, nil),
		hostcheck.Disk("data", ".", &hostcheck.DiskOptions{MinFree: 1 << 20, Levels: hostcheck.Levels{Degraded: 1}}).WithTimeout(30*time.Second),
		hostcheck.Goroutines("goroutines", nil).WithPeriod(10*time.Second).WithProbes(health.Liveness),
		hostcheck.Clock("clock", nil).WithOptional(),
	).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reg.Close(context.Background())

	if err := budget.Reserve("a big job", 7900<<20); err != nil {
		fmt.Println(err)
	}
	c, _ := reg.ProbeCheck(context.Background(), health.Readiness, "budget")
	fmt.Println(c.State, "-", c.Last.Message)
	// Output:
	// degraded - memory in use: 7.7 GiB of 8.0 GiB (96 %)
}
