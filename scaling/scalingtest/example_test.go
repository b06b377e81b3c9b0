package scalingtest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

// A test of a policy in a world that stands still until it is told to move:
// replicas that take half a minute to start, and a source that fails.
func Example() {
	clock := scalingtest.NewClock(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	pool := scalingtest.NewActuator(clock, 1, 30*time.Second)
	load := scalingtest.NewSource(scaling.Metric{Name: scaling.QueueDepth, Kind: scaling.Total, Value: 3})
	policy := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		if m, ok := s.Load.Metric(scaling.QueueDepth); ok {
			return scaling.Scale(int(m.Value), "one each")
		}
		return scaling.Unknown(s, "no queue")
	})
	c, err := scaling.NewController(policy).WithSource(load).WithActuator(pool).WithClock(clock).Build()
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	for range 2 {
		step := c.Step(ctx)
		fmt.Println(step.Current, step.Ready, step.Asked)
		clock.Advance(20 * time.Second)
	}
	clock.Advance(10 * time.Second)
	load.Fail(errors.New("nobody answers"))
	step := c.Step(ctx)
	fmt.Println(step.Current, step.Ready, step.Asked, step.Fault)
	fmt.Println(pool.Calls(), "call")
	// Output:
	// 1 1 3
	// 3 1 3
	// 3 3 3 scaling: load: nobody answers
	// 1 call
}
