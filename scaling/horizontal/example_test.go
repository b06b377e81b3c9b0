package horizontal_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

// By the depth of a queue: two more while more than a thousand wait, one fewer
// while hardly any do and the processors are idle as well.
func ExampleScalingPolicy_WithQueueDepth() {
	policy, err := horizontal.NewPolicy().
		WithMinReplicas(3).WithMaxReplicas(50).
		WithTargetCPUUtilization(30).
		WithQueueDepth(100, 1000, 2, 1).
		WithScaleDownThreshold(1).WithScaleDownIncrement(1).
		Build()
	if err != nil {
		panic(err)
	}
	for _, of := range []struct{ waiting, cpu float64 }{{1200, 0.3}, {500, 0.1}, {40, 0.1}, {40, 0.6}} {
		load := scaling.LoadMetrics{
			{Name: scaling.QueueDepth, Kind: scaling.Total, Value: of.waiting},
			{Name: scaling.CPU, Value: of.cpu},
		}
		d := policy.Decide(scaling.Signals{Current: 10, Ready: 10, Load: load})
		fmt.Printf("%g wait, %.0f %%: %d, as %s\n", load.QueueDepth(), 100*load.AvgCPU(), d.Target, d.Reason)
	}
	// Output:
	// 1200 wait, 30 %: 12, as queue_depth 1200, more than 1000: 2 more
	// 500 wait, 10 %: 10, as queue_depth 500, between 100 and 1000
	// 40 wait, 10 %: 9, as queue_depth 40, less than 100: 1 fewer
	// 40 wait, 60 %: 20, as cpu 0.6 of 0.3: 10 to 20
}

// People scale by hand, within the limits of the policy, which goes on from
// there.
func ExampleHorizontalScaler_ScaleDown() {
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0)
	load := scalingtest.NewSource(scaling.Metric{Name: scaling.CPU, Value: 0.7})
	policy := horizontal.NewPolicy().WithMinReplicas(3).WithMaxReplicas(50).WithTargetCPUUtilization(70)
	scaler, err := horizontal.New(policy, &horizontal.Options{Source: load, Actuator: pool})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	for _, n := range []int{2, 5} {
		step, err := scaler.ScaleUp(ctx, n)
		fmt.Println(step.Asked, step.Decision.Reason, err)
	}
	step, err := scaler.ScaleDown(ctx, 20)
	fmt.Println(step.Asked, step.Decision.Reason, err)
	last, ok := scaler.Last()
	fmt.Println(last.Asked, ok)
	// Output:
	// 6 by hand: +2 asked for, 4 to 6 <nil>
	// 11 by hand: +5 asked for, 6 to 11 <nil>
	// 3 by hand: -20 asked for, 11 to 3 <nil>
	// 3 true
}

// The behaviour of an autoscaler of Kubernetes, spelled out: half as many more
// in a minute at most, and one fewer, after ten quiet minutes.
func ExampleHPAPolicy_WithScaleUp() {
	policy, err := horizontal.HPA().
		WithReplicas(1, 100).
		WithValue("lag", 30).
		WithTolerances(0.2, 0.1).
		WithScaleUp(0, scaling.Rates{Select: scaling.Slowest, Of: []scaling.Rate{{Percent: 50, Period: time.Minute}, {Replicas: 10, Period: time.Minute}}}).
		WithScaleDown(10*time.Minute, scaling.Rates{Of: []scaling.Rate{{Replicas: 1, Period: time.Minute}}}).
		Build()
	if err != nil {
		panic(err)
	}
	for _, lag := range []float64{35, 90} {
		d := policy.Decide(scaling.Signals{Now: time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC), Current: 8, Ready: 8,
			Load: scaling.LoadMetrics{{Name: "lag", Kind: scaling.Total, Value: lag}}})
		fmt.Println(d.Target, d.Reason)
	}
	// Output:
	// 8 lag 35 of 30: within tolerance
	// 12 lag 90 of 30: 8 to 24 (rates allow 12, not 24)
}

// A target alone is a policy too, to be put into a composition of one's own.
func ExampleMetricTarget() {
	policy, err := scaling.Max(
		horizontal.MetricTarget{Metric: scaling.CPU, Target: 0.7},
		horizontal.MetricTarget{Metric: "jobs", Kind: horizontal.Average, Target: 20, ToleranceUp: 0.1, ToleranceDown: 0.1},
	).WithLimits(2, 30).Build()
	if err != nil {
		panic(err)
	}
	d := policy.Decide(scaling.Signals{Current: 4, Ready: 4, Load: scaling.LoadMetrics{
		{Name: scaling.CPU, Value: 0.6}, {Name: "jobs", Kind: scaling.Total, Value: 130}}})
	fmt.Println(d.Target, d.Reason)
	// Output: 7 jobs 130 in all, 20 each: 4 to 7
}
