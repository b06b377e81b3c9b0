package scaling_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic"
	"github.com/scicore-go/scicore/scaling/headroom"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/scalingtest"
	"github.com/scicore-go/scicore/scaling/vertical"
)

// kept is a policy among 2 to 40 replicas that holds eight of them at a
// constant load.
type kept struct {
	name string
	p    scaling.Policy
	load scaling.LoadMetrics
	most int // that a constant load may make of the eight, where a policy keeps a reserve
}

// everyPolicy is one of each kind that the packages of scaling have.
func everyPolicy(t *testing.T) []kept {
	t.Helper()
	built := func(p scaling.Policy, err error) scaling.Policy {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	cpu := scaling.LoadMetrics{{Name: scaling.CPU, Value: 0.7}}
	requests := scaling.LoadMetrics{{Name: scaling.Requests, Kind: scaling.Total, Value: 800}}
	queue := scaling.LoadMetrics{{Name: scaling.QueueDepth, Kind: scaling.Total, Value: 80}}
	hpa := built(horizontal.HPA().WithReplicas(2, 40).WithUtilization(scaling.CPU, 0.7).Build())
	byQueue := built(horizontal.HPA().WithReplicas(2, 40).WithAverage(scaling.QueueDepth, 10).Build())
	byRequests := built(horizontal.HPA().WithReplicas(2, 40).WithAverage(scaling.Requests, 100).Build())
	ahead, err := elastic.NewPredictiveScaler(elastic.NewWorkloadPredictor()).WithCapacity(100).WithReactive(byRequests).WithForecastOnly(false).Build()
	events, e := elastic.NewEventDrivenScaler().WithBase(hpa).WithMaxReplicas(40).WithScalingRules(elastic.NewScalingRule("job").ScaleUp(5)).Build(context.Background())
	steps := horizontal.NewPolicy().WithMinReplicas(2).WithMaxReplicas(40)
	var sizes []vertical.ResourceProfile
	for i := range 12 {
		sizes = append(sizes, vertical.NewResourceProfile(fmt.Sprint(i)).WithCPUCores(float64(i+1)).WithMemoryGB(64).WithCostPerHour(float64(i)))
	}
	scaler, e2 := vertical.NewScaler(sizes...).Build()
	if err := errors.Join(err, e, e2); err != nil {
		t.Fatal(err)
	}
	upright, err := scaler.Policy(nil)
	return []kept{
		{"hpa, utilisation", hpa, cpu, 8},
		{"hpa, amount", byQueue, queue, 8},
		{"steps", built(steps.WithTargetCPUUtilization(70).WithScaleUpIncrement(2).Build()), cpu, 8},
		{"queue", built(steps.WithQueueDepth(50, 100, 2, 1).Build()), queue, 8},
		{"headroom", built(headroom.NewPolicy().WithCapacity(100).Compose().WithLimits(2, 40).Build()), requests, 12},
		{"predictive", ahead, requests, 8},
		{"events", events, cpu, 8},
		{"max", built(scaling.Max(hpa, hpa).Build()), cpu, 8},
		{"min", built(scaling.Min(hpa, hpa).Build()), cpu, 8},
		{"all", built(scaling.All(hpa, hpa).Build()), cpu, 8},
		{"any", built(scaling.Any(hpa, hpa).WithCooldown(time.Minute, time.Minute).Build()), cpu, 8},
		{"budget", built(scaling.From(hpa).WithBudget(scaling.Budget{CostPerHour: 1, Limit: 960, Period: 24 * time.Hour}).Build()), cpu, 8},
		{"vertical", built(upright, err), scaling.LoadMetrics{{Name: vertical.CPUCores, Kind: scaling.Total, Value: 7.5}, {Name: vertical.MemoryBytes, Kind: scaling.Total, Value: 1 << 30}}, 8},
	}
}

// controlled is a controller of k on a clock of its own, with eight replicas.
func controlled(t *testing.T, k kept) (*scaling.Controller, *scalingtest.Clock, *scalingtest.Actuator, *scalingtest.Source) {
	t.Helper()
	clock := scalingtest.NewClock(start)
	pool, load := scalingtest.NewActuator(clock, 8, 0), scalingtest.NewSource(k.load...)
	c, err := scaling.NewController(k.p).WithSource(load).WithActuator(pool).WithClock(clock).Build()
	if err != nil {
		t.Fatal(err)
	}
	return c, clock, pool, load
}

// Nothing scales because a metric disappeared: not to zero, not to the
// maximum, not by one, however long; and the reason tells which.
func TestMetricThatDisappears(t *testing.T) {
	bad := map[string]func(m scaling.Metric) (scaling.Metric, bool){
		"gone":     func(m scaling.Metric) (scaling.Metric, bool) { return m, false },
		"NaN":      func(m scaling.Metric) (scaling.Metric, bool) { m.Value = math.NaN(); return m, true },
		"negative": func(m scaling.Metric) (scaling.Metric, bool) { m.Value = -1; return m, true },
		"infinite": func(m scaling.Metric) (scaling.Metric, bool) { m.Value = math.Inf(1); return m, true },
		"an error": func(m scaling.Metric) (scaling.Metric, bool) {
			m.Value, m.Err = 0, errors.New("no answer")
			return m, true
		},
	}
	for _, k := range everyPolicy(t) {
		for name, spoil := range bad {
			t.Run(k.name+", "+name, func(t *testing.T) {
				c, clock, _, load := controlled(t, k)
				var last scaling.Step
				for range 10 {
					last = c.Step(context.Background())
					clock.Advance(time.Minute)
				}
				var left []scaling.Metric
				for _, m := range k.load {
					if m, ok := spoil(m); ok {
						left = append(left, m)
					}
				}
				load.Set(left...)
				for range 60 {
					s := c.Step(context.Background())
					if s.Asked != last.Asked {
						t.Fatalf("from %d to %d: %s", last.Asked, s.Asked, s.Decision.Reason)
					}
					if !s.Decision.Unknown || !strings.Contains(s.Decision.Reason, k.load[0].Name) {
						t.Fatalf("unknown is %v: %s", s.Decision.Unknown, s.Decision.Reason)
					}
					clock.Advance(time.Minute)
				}
			})
		}
	}
}

// A clock that leaps ahead or falls back, by seconds or years, is no load: what
// a constant load wants stays.
func TestClocksThatJump(t *testing.T) {
	for _, k := range everyPolicy(t) {
		t.Run(k.name, func(t *testing.T) {
			c, clock, _, _ := controlled(t, k)
			for _, jump := range []time.Duration{0, time.Minute, time.Minute, 26 * time.Hour, time.Minute, -3 * time.Hour, time.Minute, -400 * 24 * time.Hour,
				time.Minute, 900 * 24 * time.Hour, time.Second, time.Minute} {
				clock.Advance(jump)
				if s := c.Step(context.Background()); s.Asked < 8 || s.Asked > k.most || s.Decision.Reason == "" {
					t.Errorf("after %v: %d to %d: %s", jump, s.Current, s.Asked, s.Decision.Reason)
				}
			}
		})
	}
}

// late is an actuator that goes on telling the size of before.
type late struct{ *scalingtest.Actuator }

func (late) Status(context.Context) (scaling.Status, error) {
	return scaling.Status{Desired: 8, Ready: 8}, nil
}

// An actuator that lags, or lies about the count, is asked for the same again:
// what it does not tell is not added up.
func TestActuatorsThatLag(t *testing.T) {
	p, err := horizontal.NewPolicy().WithMaxReplicas(40).WithTargetCPUUtilization(70).WithScaleUpIncrement(2).WithQueueDepth(1, 10, 2, 1).Build()
	if err != nil {
		t.Fatal(err)
	}
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 8, 0)
	load := scalingtest.NewSource(scaling.Metric{Name: scaling.CPU, Value: 1}, scaling.Metric{Name: scaling.QueueDepth, Kind: scaling.Total, Value: 99})
	c, err := scaling.NewController(p).WithSource(load).WithActuator(late{pool}).Build()
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		s := c.Step(context.Background())
		if s.Asked != 10 {
			t.Errorf("asked for %d: %s", s.Asked, s.Decision.Reason)
		}
		if told := strings.Contains(s.Decision.Reason, "found 8 where 10 was asked for"); told != (i > 0) {
			t.Errorf("step %d: %s", i, s.Decision.Reason)
		}
	}
	if status, _ := pool.Status(context.Background()); status.Desired != 10 {
		t.Errorf("%+v", status)
	}
}

// stalled is a source and an actuator that answer when they are given up.
type stalled struct {
	load, events, status, scale bool
}

func wait(ctx context.Context, stall bool) error {
	if stall {
		<-ctx.Done()
		return ctx.Err()
	}
	return nil
}

func (s stalled) Load(ctx context.Context) (scaling.LoadMetrics, error) {
	return scaling.LoadMetrics{want(9)}, wait(ctx, s.load)
}

func (s stalled) Events(ctx context.Context) ([]scaling.Event, error) {
	return nil, wait(ctx, s.events)
}

func (s stalled) Status(ctx context.Context) (scaling.Status, error) {
	return scaling.Status{Desired: 8, Ready: 8}, wait(ctx, s.status)
}

func (s stalled) Scale(ctx context.Context, _ int) error { return wait(ctx, s.scale) }

// What stalls is given up after the timeout, and both the error and the reason
// tell.
func TestStalls(t *testing.T) {
	for told, tc := range map[string]struct {
		of    stalled
		asked int
	}{
		"load: context deadline exceeded":                 {stalled{load: true}, 8},
		"events: context deadline exceeded":               {stalled{events: true}, 9}, // the load is known
		"status: context deadline exceeded":               {stalled{status: true}, 0}, // nothing is
		"scale from 8 to 9: context deadline exceeded":    {stalled{scale: true}, 8},
		"load: context deadline exceeded; scaling: event": {stalled{load: true, events: true}, 8},
	} {
		p := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
			if v := s.Load.Value("want"); !math.IsNaN(v) {
				return scaling.Scale(int(v), "want")
			}
			return scaling.Unknown(s, "no want")
		})
		c, err := scaling.NewController(p).WithSource(tc.of).WithActuator(tc.of).WithTimeout(20 * time.Millisecond).Build()
		if err != nil {
			t.Fatal(err)
		}
		s := c.Step(context.Background())
		if s.Asked != tc.asked || !errors.Is(s.Err, context.DeadlineExceeded) || !strings.Contains(s.Decision.Reason, told) {
			t.Errorf("%+v: asked for %d: %s", tc.of, s.Asked, s.Decision.Reason)
		}
	}
}
