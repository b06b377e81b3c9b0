package scaling_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

// says is a policy that always wants the same.
func says(n int) scaling.Policy {
	return scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { return scaling.Scale(n, "wants %d", n) })
}

// blind is a policy whose metric is missing.
var blind = scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision { return scaling.Unknown(s, "no metric") })

// What becomes of several opinions, of a service of five replicas.
func ExampleMax() {
	s := scaling.Signals{Current: 5, Ready: 5}
	for _, of := range [][]scaling.Policy{{says(7), says(9)}, {says(3), says(9)}, {says(3), says(4)}, {says(3), blind}} {
		for _, c := range []scaling.Composition{scaling.Max(of...), scaling.Min(of...), scaling.All(of...), scaling.Any(of...)} {
			d := c.Decide(s)
			fmt.Printf("%s %d; ", d.Policy, d.Target)
		}
		fmt.Println("of", len(of))
	}
	fmt.Println(scaling.Max(says(3), blind).Decide(s).Reason)
	// Output:
	// max 9; min 7; all 7; any 9; of 2
	// max 9; min 3; all 5; any 9; of 2
	// max 4; min 3; all 4; any 3; of 2
	// max 5; min 3; all 5; any 5; of 2
	// wants 3 (not below 5 while unknown: scaling.PolicyFunc: no metric)
}

// Layers act in the order in which they are written, and each tells what it
// changed.
func ExampleComposition() {
	p, err := scaling.From(says(30)).
		WithTolerance(0.1).
		WithConsecutive(1, 3).
		WithCooldown(0, 10*time.Minute).
		WithRates(scaling.Rates{Of: []scaling.Rate{{Percent: 100, Period: time.Minute}}}, scaling.Rates{}).
		WithSchedule(scaling.Window{Name: "office", Days: []time.Weekday{time.Monday}, From: 8 * time.Hour, To: 18 * time.Hour, Min: 4, Max: 18}).
		WithBudget(scaling.Budget{CostPerHour: 0.25, Limit: 100, Period: 24 * time.Hour}).
		WithLimits(2, 50).
		Build()
	if err != nil {
		panic(err)
	}
	monday := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	d := p.Decide(scaling.Signals{Now: monday, Current: 10, Ready: 10})
	fmt.Println(d.Target, d.Reason)
	_, err = scaling.From(says(1)).WithLimits(5, 2).WithTolerance(-1).Build()
	fmt.Println(err)
	// Output:
	// 18 wants 30 (rates allow 20, not 30) (at most 18 by schedule "office", not 20)
	// scaling: limits: maximum 2: must be >= minimum 5
	// scaling: tolerance -1: must be between 0 and 1
}

// Before it is switched on, a policy may tell for a while what it would do.
func ExampleComposition_WithForecastOnly() {
	p := scaling.Max(says(8)).WithForecastOnly()
	d := p.Decide(scaling.Signals{Current: 5})
	fmt.Println(d.Target, d.Reason)
	// Output: 5 wants 8 (forecast only: would be 8)
}

// fading grows at once and gives up one replica an hour: it looks for its own
// last change in the past, and so needs neither a clock nor a field.
type fading struct{}

func (fading) Lookback() scaling.Lookback { return scaling.Lookback{Time: time.Hour} }

func (fading) Decide(s scaling.Signals) scaling.Decision {
	want := int(s.Load.QueueDepth() / 100)
	if want >= s.Current {
		return scaling.Scale(want, "%g wait", s.Load.QueueDepth())
	}
	for step := range s.Past.Since(s.Now.Add(-time.Hour)) {
		if step.Asked != step.Current {
			return scaling.Stay(s, "changed at %s", step.At.Format(time.TimeOnly))
		}
	}
	return scaling.Scale(s.Current-1, "nothing changed for an hour")
}

// A policy that looks back says how far, and is shown that much.
func ExampleRememberer() {
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	steps := []scaling.Step{{At: noon, Current: 4, Asked: 9}, {At: noon.Add(30 * time.Minute), Current: 9, Asked: 9}}
	fmt.Println(scaling.LookbackOf(fading{}).Time)
	for _, after := range []time.Duration{40 * time.Minute, 70 * time.Minute} {
		now := noon.Add(after)
		seen := scaling.Trim(steps, now, scaling.LookbackOf(fading{}))
		d := fading{}.Decide(scaling.Signals{Now: now, Current: 9, Past: scaling.NewPast(seen),
			Load: scaling.LoadMetrics{{Name: scaling.QueueDepth, Kind: scaling.Total, Value: 120}}})
		fmt.Println(d.Target, d.Reason)
	}
	// Output:
	// 1h0m0s
	// 9 changed at 12:00:00
	// 8 nothing changed for an hour
}

// A function is a source; what it cannot measure is an error, and no zero.
func ExampleSourceFunc() {
	waiting := 250
	source := scaling.SourceFunc(func(ctx context.Context) (scaling.LoadMetrics, error) {
		return scaling.LoadMetrics{{Name: scaling.QueueDepth, Kind: scaling.Total, Value: float64(waiting)}}, ctx.Err()
	})
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 1, 0)
	c, err := scaling.NewController(perReplica(scaling.QueueDepth, 100)).WithSource(source).WithActuator(pool).Build()
	if err != nil {
		panic(err)
	}
	fmt.Println(c.Step(context.Background()).Decision.Reason)
	gone, cancel := context.WithCancel(context.Background())
	cancel()
	fmt.Println(c.Step(gone).Decision.Unknown)
	// Output:
	// queue_depth 250 at 100 a replica
	// true
}
