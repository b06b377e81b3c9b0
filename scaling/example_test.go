package scaling_test

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

// perReplica wants one replica for so many of what waits.
func perReplica(metric string, n float64) scaling.Policy {
	return scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		v := s.Load.Value(metric)
		if math.IsNaN(v) {
			return scaling.Unknown(s, "no %s", metric)
		}
		return scaling.Scale(int(math.Ceil(v/n)), "%s %g at %g a replica", metric, v, n)
	})
}

// A policy of one's own between bounds, which shrinks only when no more was
// wanted for five minutes.
func ExampleFrom() {
	p, err := scaling.From(perReplica(scaling.QueueDepth, 100)).
		WithStabilization(0, 5*time.Minute).
		WithLimits(2, 20).
		Build()
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	queue := func(n float64) scaling.LoadMetrics {
		return scaling.LoadMetrics{{Name: scaling.QueueDepth, Kind: scaling.Total, Value: n}}
	}
	d := p.Decide(scaling.Signals{Now: now, Current: 4, Ready: 4, Load: queue(950)})
	fmt.Println(d.Target, d.Reason)
	d = p.Decide(scaling.Signals{Now: now, Current: 4, Ready: 4, Load: queue(30)})
	fmt.Println(d.Target, d.Reason)
	d = p.Decide(scaling.Signals{Now: now, Current: 4, Ready: 4})
	fmt.Println(d.Target, d.Unknown, d.Reason)
	// Output:
	// 10 queue_depth 950 at 100 a replica
	// 4 queue_depth 30 at 100 a replica (held at 4, not 1: as much was wanted within 5m0s)
	// 4 true no queue_depth
}

// A controller carries a policy out. Each step tells what it found, what it
// decided and why.
func ExampleController() {
	clock := scalingtest.NewClock(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	pool := scalingtest.NewActuator(clock, 2, 30*time.Second)
	load := scalingtest.NewSource(scaling.Metric{Name: scaling.QueueDepth, Kind: scaling.Total, Value: 420})
	c, err := scaling.NewController(scaling.Max(perReplica(scaling.QueueDepth, 100)).WithIncrements(2, 1)).
		WithSource(load).WithActuator(pool).WithClock(clock).Build()
	if err != nil {
		panic(err)
	}
	for range 3 {
		s := c.Step(context.Background())
		fmt.Printf("%s %d (%d ready) to %d: %s\n", s.At.Format(time.TimeOnly), s.Current, s.Ready, s.Asked, s.Decision.Reason)
		clock.Advance(15 * time.Second)
	}
	// Output:
	// 12:00:00 2 (2 ready) to 4: queue_depth 420 at 100 a replica (by at most 2 a step, not to 5)
	// 12:00:15 4 (2 ready) to 5: queue_depth 420 at 100 a replica
	// 12:00:30 5 (4 ready) to 5: queue_depth 420 at 100 a replica
}
