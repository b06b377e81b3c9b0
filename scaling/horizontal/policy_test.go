package horizontal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

func TestMain(m *testing.M) { leak.Main(m) }

// documented is the policy of the documentation.
func documented() horizontal.ScalingPolicy {
	return horizontal.NewPolicy().
		WithMinReplicas(3).WithMaxReplicas(50).
		WithTargetCPUUtilization(70.0).WithTargetMemoryUtilization(80.0).
		WithScaleUpThreshold(2).WithScaleDownThreshold(5).
		WithScaleUpIncrement(2).WithScaleDownIncrement(1)
}

func load(cpu, memory, queue float64) scaling.LoadMetrics {
	return scaling.LoadMetrics{{Name: scaling.CPU, Value: cpu}, {Name: scaling.Memory, Value: memory},
		{Name: scaling.QueueDepth, Kind: scaling.Total, Value: queue}}
}

func TestScalingPolicy(t *testing.T) {
	repeat := func(n int, l scaling.LoadMetrics) []scaling.LoadMetrics {
		return slices.Repeat([]scaling.LoadMetrics{l}, n)
	}
	queued := documented().WithQueueDepth(100, 1000, 2, 1)
	for _, tc := range []struct {
		name   string
		policy horizontal.ScalingPolicy
		from   int
		load   []scaling.LoadMetrics
		sizes  []int
	}{
		{"two periods, then two more at a time", documented(), 4, repeat(4, load(.95, .5, 0)), []int{4, 6, 8, 10}},
		{"five periods, then one fewer at a time", documented(), 10, repeat(7, load(.2, .2, 0)), []int{10, 10, 10, 10, 9, 8, 7}},
		{"a period in between begins anew", documented(), 4, slices.Concat(repeat(1, load(.95, .5, 0)), repeat(1, load(.7, .5, 0)), repeat(2, load(.95, .5, 0))), []int{4, 4, 4, 6}},
		{"memory counts as well", documented(), 4, repeat(2, load(.1, .99, 0)), []int{4, 5}},
		{"within tolerance", documented(), 4, repeat(3, load(.75, .8, 0)), []int{4, 4, 4}},
		{"at least the minimum, at once", documented(), 1, repeat(1, load(.7, .8, 0)), []int{3}},
		{"at most the maximum", documented(), 49, repeat(3, load(1, 1, 0)), []int{49, 50, 50}},
		{"a metric gone: nothing shrinks", documented(), 10, repeat(7, load(.2, nan, 0)), []int{10, 10, 10, 10, 10, 10, 10}},
		{"a metric gone: another may grow it", documented(), 10, repeat(2, load(.99, nan, 0)), []int{10, 12}},
		{"a long queue", queued, 10, repeat(3, load(.7, .8, 1001)), []int{10, 12, 14}},
		{"a short queue and an idle CPU", queued, 10, repeat(6, load(.2, .2, 99)), []int{10, 10, 10, 10, 9, 8}},
		{"a short queue and a busy CPU", queued, 10, repeat(6, load(.7, .2, 99)), []int{10, 10, 10, 10, 10, 10}},
		{"a queue of some length holds", queued, 10, repeat(6, load(.2, .2, 500)), []int{10, 10, 10, 10, 10, 10}},
		{"without increments: as many as wanted", horizontal.NewPolicy().WithMaxReplicas(90).WithTargetValue("jobs", 5), 2,
			repeat(1, scaling.LoadMetrics{total("jobs", 300)}), []int{60}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := tc.policy.Build()
			if err != nil {
				t.Fatal(err)
			}
			var steps []scaling.Step
			size, sizes := tc.from, []int{}
			for i, l := range tc.load {
				now := start.Add(time.Duration(i) * time.Minute)
				d := p.Decide(scaling.Signals{Now: now, Current: size, Ready: size, Load: l, Past: scaling.NewPast(steps)})
				steps = append(steps, scaling.Step{At: now, Current: size, Ready: size, Load: l, Decision: d, Asked: d.Target})
				size = d.Target
				sizes = append(sizes, size)
			}
			if !slices.Equal(sizes, tc.sizes) {
				t.Errorf("\n got %v\nwant %v", sizes, tc.sizes)
				for _, s := range steps {
					t.Logf("%d to %d: %s", s.Current, s.Asked, s.Decision.Reason)
				}
			}
		})
	}
}

func TestScalingPolicyFaults(t *testing.T) {
	p := horizontal.NewPolicy().WithMinReplicas(9).WithMaxReplicas(4).WithTargetCPUUtilization(0.7).WithTargetMemoryUtilization(101).
		WithTargetValue("", nan).WithQueueDepth(9, 3, 1, 1).WithScaleUpThreshold(0).WithScaleDownIncrement(0)
	_, err := p.Build()
	if err == nil {
		t.Fatal("built")
	}
	for _, want := range []string{"maximum 4: must be >= minimum 9", "0.7 would be 70", "target 1.01: must be at most 1", "must have a name",
		"target NaN", "from 9 to 3", "steps up 0", "-0: must be >= 1"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
	if _, err := horizontal.NewPolicy().Build(); err == nil || !strings.Contains(err.Error(), "no metric") {
		t.Error(err)
	}
}

// Two policies from one prefix never touch each other.
func TestPoliciesAreValues(t *testing.T) {
	base := horizontal.NewPolicy().WithTargetValue("a", 1).WithTargetValue("b", 1)
	one, two := base.WithTargetValue("c", 1), base.WithTargetValue("c", 7).WithTargetValue("a", 9)
	for want, p := range map[int]horizontal.ScalingPolicy{8: one, 2: two} {
		d := p.Compose().Decide(scaling.Signals{Now: start, Current: 1, Ready: 1, Load: scaling.LoadMetrics{total("a", 1), total("b", 1), total("c", 8)}})
		if d.Target != want {
			t.Errorf("%d (%s), want %d", d.Target, d.Reason, want)
		}
	}
	h := horizontal.HPA().WithValue("a", 1)
	x, y := h.WithValue("b", 0), h.WithValue("c", 1)
	if _, err := x.Build(); err == nil {
		t.Error("x was built")
	}
	if _, err := y.Build(); err != nil {
		t.Error(err)
	}
}

func TestHorizontalScaler(t *testing.T) {
	clock := scalingtest.NewClock(start)
	pool := scalingtest.NewActuator(clock, 4, 0)
	source := scalingtest.NewSource(load(.95, .5, 0)...)
	steps := make(chan scaling.Step, 100)
	s, err := horizontal.New(documented(), &horizontal.Options{Source: source, Actuator: pool, Clock: clock,
		Period: 15 * time.Second, Listener: func(s scaling.Step) { steps <- s }})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if err := s.StartMonitoring(ctx); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(ctx); !errors.Is(err, horizontal.ErrRunning) {
		t.Error(err)
	}
	for i, want := range []int{4, 6, 8} {
		if got := <-steps; got.Asked != want {
			t.Errorf("step %d: %+v, want %d", i, got, want)
		}
		if i < 2 {
			if !clock.Wait() {
				t.Fatal("nobody waits")
			}
			clock.Advance(15 * time.Second)
		}
	}
	source.Set(load(.7, .8, 0)...)
	up, err := s.ScaleUp(ctx, 5)
	if err != nil || up.Asked != 13 || !strings.Contains(up.Decision.Reason, "by hand: +5") {
		t.Errorf("%+v, %v", up, err)
	}
	down, err := s.ScaleDown(ctx, 50)
	if err != nil || down.Asked != 3 {
		t.Errorf("below the limits: %+v, %v", down, err)
	}
	if last, ok := s.Last(); !ok || last.Asked != 3 || len(s.Steps()) == 0 {
		t.Errorf("%+v", last)
	}
	s.Stop()
	s.Stop() // once is enough, twice no harm
	if status, _ := pool.Status(ctx); status.Desired != 3 {
		t.Errorf("after the end: %+v", status)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Run(ended); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestByHandFails(t *testing.T) {
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0)
	s, err := horizontal.New(documented(), &horizontal.Options{Actuator: pool})
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	if _, err := s.ScaleUp(ctx, 0); err == nil {
		t.Error("up by 0")
	}
	if _, err := s.ScaleDown(ctx, -2); err == nil {
		t.Error("down by -2")
	}
	broken := errors.New("broken")
	pool.Fail(broken)
	if _, err := s.ScaleUp(ctx, 2); !errors.Is(err, broken) {
		t.Error(err)
	}
	pool.Fail(nil)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.ScaleUp(gone, 2); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	// What failed must not be made up for by the next.
	if step, err := s.ScaleUp(ctx, 1); err != nil || step.Asked != 5 {
		t.Errorf("%+v, %v", step, err)
	}
}

// Each of many at once is served once.
func TestByHandTogether(t *testing.T) {
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0)
	s, err := horizontal.New(documented(), &horizontal.Options{Actuator: pool})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := s.ScaleUp(context.Background(), 2); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if status, _ := pool.Status(context.Background()); status.Desired != 44 {
		t.Errorf("%+v", status)
	}
}

func TestNewTellsAllFaults(t *testing.T) {
	_, err := horizontal.New(horizontal.NewPolicy(), &horizontal.Options{Period: -1})
	for _, want := range []string{"no metric", "actuator", "period"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if _, err := horizontal.New(nil, nil); err == nil {
		t.Error("no policy")
	}
}

func ExampleNew() {
	policy := horizontal.NewPolicy().
		WithMinReplicas(3).
		WithMaxReplicas(50).
		WithTargetCPUUtilization(70).
		WithTargetMemoryUtilization(80).
		WithScaleUpThreshold(2).   // after 2 periods
		WithScaleDownThreshold(5). // after 5 periods
		WithScaleUpIncrement(2).   // 2 at a time
		WithScaleDownIncrement(1)

	pool := scalingtest.NewActuator(scaling.SystemClock{}, 4, 0) // your replicas
	source := scalingtest.NewSource(                             // your load
		scaling.Metric{Name: scaling.CPU, Value: 0.95}, scaling.Metric{Name: scaling.Memory, Value: 0.5})
	scaler, err := horizontal.New(policy, &horizontal.Options{Source: source, Actuator: pool})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	if err := scaler.StartMonitoring(ctx); err != nil { // or Run(ctx), which returns at its end
		fmt.Println(err)
		return
	}
	defer scaler.Stop()

	step, err := scaler.ScaleUp(ctx, 2) // by hand
	fmt.Println(step.Asked, step.Decision.Reason, err)
	// Output: 6 by hand: +2 asked for, 4 to 6 <nil>
}
