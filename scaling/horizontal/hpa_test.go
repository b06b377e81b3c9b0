package horizontal_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
)

var start = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

var nan = math.NaN()

// on is replicas in a state with these values.
func on(state scaling.ReplicaState, values ...float64) (r []scaling.Replica) {
	for _, v := range values {
		r = append(r, scaling.Replica{Value: v, State: state})
	}
	return r
}

func of(name string, groups ...[]scaling.Replica) scaling.Metric {
	return scaling.Metric{Name: name, Replicas: slices.Concat(groups...)}
}

func value(name string, v float64) scaling.Metric { return scaling.Metric{Name: name, Value: v} }

func total(name string, v float64) scaling.Metric {
	return scaling.Metric{Name: name, Kind: scaling.Total, Value: v}
}

// What one decision is in a state of affairs. Names that begin with Test are
// the scenarios of those tests of Kubernetes.
func TestHPADecides(t *testing.T) {
	wide := horizontal.HPA().WithReplicas(1, 100)
	cpu := func(target float64) horizontal.HPAPolicy { return wide.WithUtilization(scaling.CPU, target) }
	average := wide.WithAverage("qps", 15)
	const ready, starting, failed, stopping = scaling.Ready, scaling.Starting, scaling.Failed, scaling.Stopping
	broken := scaling.Metric{Name: "qps", Err: errors.New("no answer")}
	for _, tc := range []struct {
		name    string
		policy  horizontal.HPAPolicy
		current int
		ready   int
		load    scaling.LoadMetrics
		want    int
		unknown bool
	}{
		{"TestScaleUp", cpu(0.3), 3, 3, scaling.LoadMetrics{of("cpu", on(ready, .3, .5, .7))}, 5, false},
		{"TestReplicaCalcScaleUp", cpu(0.3), 3, 3, scaling.LoadMetrics{value("cpu", .5)}, 5, false},
		{"TestScaleUpUnreadyLessScale", cpu(0.3), 3, 2, scaling.LoadMetrics{of("cpu", on(starting, .3), on(ready, .5, .7))}, 4, false},
		{"TestScaleUpUnreadyLessScale, average only", cpu(0.3), 3, 2, scaling.LoadMetrics{value("cpu", .6)}, 4, false},
		{"TestScaleUpHotCpuLessScale", cpu(0.3), 3, 3, scaling.LoadMetrics{{Name: "cpu", Replicas: []scaling.Replica{
			{Value: .3, Started: start.Add(-time.Minute), Changed: start.Add(-30 * time.Second)}, {Value: .5}, {Value: .7}}, At: start, Window: time.Minute}}, 4, false},
		{"TestScaleUpUnreadyNoScale", cpu(0.3), 3, 1, scaling.LoadMetrics{of("cpu", on(ready, .4), on(starting, .5, .7))}, 3, false},
		{"TestScaleUpHotCpuNoScale", cpu(0.3), 3, 3, scaling.LoadMetrics{{Name: "cpu", At: start, Window: time.Minute, Replicas: []scaling.Replica{
			{Value: .4}, {Value: .5, Started: start.Add(-time.Minute), Changed: start}, {Value: .7, Started: start.Add(-time.Minute), Changed: start}}}}, 3, false},
		{"TestScaleUpIgnoresFailedPods", cpu(0.3), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, .5, .7), on(failed, .1, .1))}, 4, false},
		{"TestScaleUpIgnoresDeletionPods", cpu(0.3), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, .5, .7), on(stopping, .1, .1))}, 4, false},
		{"TestScaleUpCM", average, 3, 3, scaling.LoadMetrics{of("qps", on(ready, 20, 10, 30))}, 4, false},
		{"TestScaleUpCMUnreadyHotCpuNoLessScale: a replica that is not ready counts as nothing", average, 3, 2, scaling.LoadMetrics{of("qps", on(ready, 50, 40), on(starting, 60))}, 6, false},
		{"TestScaleUpCMObject", wide.WithValue("qps", 15), 3, 3, scaling.LoadMetrics{total("qps", 20)}, 4, false},
		{"TestScaleUpFromZeroCMObject", horizontal.HPA().WithReplicas(0, 6).WithValue("qps", 15), 0, 0, scaling.LoadMetrics{total("qps", 20)}, 2, false},
		{"TestScaleUpFromZeroIgnoresToleranceCMObject", horizontal.HPA().WithReplicas(0, 6).WithValue("qps", 1), 0, 0, scaling.LoadMetrics{total("qps", 1.0005)}, 2, false},
		{"TestScaleUpPerPodCMObject", wide.WithAverage("qps", 10), 3, 3, scaling.LoadMetrics{total("qps", 40)}, 4, false},
		{"TestScaleUpCMExternal", wide.WithValue("qps", 6.666), 3, 3, scaling.LoadMetrics{total("qps", 8.6)}, 4, false},
		{"TestScaleUpPerPodCMExternal", wide.WithAverage("qps", 2.222), 3, 3, scaling.LoadMetrics{total("qps", 8.6)}, 4, false},
		{"TestScaleDown", noDelay(cpu(0.5)), 5, 5, scaling.LoadMetrics{of("cpu", on(ready, .1, .3, .5, .25, .25))}, 3, false},
		{"TestScaleDownCM", noDelay(wide.WithAverage("qps", 20)), 5, 5, scaling.LoadMetrics{of("qps", on(ready, 12, 12, 12, 12, 12))}, 3, false},
		{"TestScaleDownCMObject", noDelay(wide.WithValue("qps", 20)), 5, 5, scaling.LoadMetrics{total("qps", 12)}, 3, false},
		{"TestScaleDownToZeroCMObject", noDelay(horizontal.HPA().WithReplicas(0, 6).WithValue("qps", 20)), 5, 5, scaling.LoadMetrics{total("qps", 0)}, 0, false},
		{"TestScaleDownPerPodCMObject", noDelay(wide.WithAverage("qps", 20)), 5, 5, scaling.LoadMetrics{total("qps", 60)}, 3, false},
		{"TestScaleDownIncludeUnreadyPods: they count no less", noDelay(cpu(0.5)), 5, 3, scaling.LoadMetrics{of("cpu", on(ready, .1, .3, .5), on(starting, .25, .25))}, 2, false},
		{"TestScaleDownIgnoresFailedPods", noDelay(cpu(0.5)), 5, 5, scaling.LoadMetrics{of("cpu", on(ready, .1, .3, .5, .25, .25), on(failed, .25, .25))}, 3, false},
		{"TestScaleDownIgnoresDeletionPods", noDelay(cpu(0.5)), 5, 5, scaling.LoadMetrics{of("cpu", on(ready, .1, .3, .5, .25, .25), on(stopping, .25, .25))}, 3, false},
		{"TestTolerance", cpu(1), 3, 3, scaling.LoadMetrics{of("cpu", on(ready, 1.01, 1.03, 1.01))}, 3, false},
		{"tolerance, at its bound", cpu(0.7), 10, 10, scaling.LoadMetrics{value("cpu", .77)}, 10, false},
		{"tolerance, beyond its bound", cpu(0.7), 10, 10, scaling.LoadMetrics{value("cpu", .7701)}, 12, false},
		{"tolerance downwards, at its bound", noDelay(cpu(0.7)), 10, 10, scaling.LoadMetrics{value("cpu", .63)}, 10, false},
		{"tolerance downwards, beyond its bound", noDelay(cpu(0.7)), 10, 10, scaling.LoadMetrics{value("cpu", .6299)}, 9, false},
		{"tolerance per direction", noDelay(cpu(0.5)).WithTolerances(0.3, 0), 10, 10, scaling.LoadMetrics{value("cpu", .64)}, 10, false},
		{"tolerance per direction, down", noDelay(cpu(0.5)).WithTolerances(0.3, 0), 10, 10, scaling.LoadMetrics{value("cpu", .44)}, 9, false},
		{"TestMinReplicas", noDelay(cpu(0.9)).WithReplicas(2, 5), 3, 3, scaling.LoadMetrics{of("cpu", on(ready, .01, .095, .01))}, 2, false},
		{"TestZeroMinReplicasDesiredZero", noDelay(horizontal.HPA().WithReplicas(0, 5).WithAverage("qps", 9)), 3, 3, scaling.LoadMetrics{total("qps", 0)}, 0, false},
		{"TestMinReplicasDesiredZero", noDelay(cpu(0.9)).WithReplicas(2, 5), 3, 3, scaling.LoadMetrics{of("cpu", on(ready, 0, 0, 0))}, 2, false},
		{"TestZeroReplicas: switched off", cpu(0.9).WithReplicas(3, 5), 0, 0, scaling.LoadMetrics{value("cpu", .9)}, 0, false},
		{"TestTooFewReplicas", cpu(0.9).WithReplicas(3, 5), 2, 2, nil, 3, false},
		{"TestTooManyReplicas", cpu(0.9).WithReplicas(3, 5), 10, 10, nil, 5, false},
		{"TestMaxReplicas", cpu(0.9).WithReplicas(2, 5), 3, 3, scaling.LoadMetrics{of("cpu", on(ready, 8, 9.5, 1))}, 5, false},
		{"TestSuperfluousMetrics: more are measured than there are", cpu(1).WithReplicas(2, 6), 4, 4, scaling.LoadMetrics{of("cpu", on(ready, 4, 9.5, 3, 7, 3.2, 2))}, 6, false},
		{"TestMissingMetrics: up or down is not known", noDelay(cpu(1)), 4, 4, scaling.LoadMetrics{of("cpu", on(ready, .4, .95), on(ready, nan, nan))}, 4, false},
		{"TestEmptyMetrics", cpu(1), 4, 4, nil, 4, true},
		{"TestMissingMetricScaleDown, all down", noDelay(cpu(1)), 5, 5, scaling.LoadMetrics{of("cpu", on(ready, .1, .1, .1, .1, nan))}, 2, false},
		{"TestReplicaCalcMissingMetricsNoChangeEq", noDelay(cpu(1)), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, 1, nan))}, 2, false},
		{"TestReplicaCalcMissingMetricsNoChangeGt", cpu(1), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, 1.9, nan))}, 2, false},
		{"TestReplicaCalcMissingMetricsNoChangeLt", noDelay(cpu(1)), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, .6, nan))}, 2, false},
		{"TestReplicaCalcMissingMetricsUnreadyNoChange", cpu(0.5), 3, 2, scaling.LoadMetrics{of("cpu", on(starting, .1), on(ready, .45), on(ready, nan))}, 3, false},
		{"TestReplicaCalcMissingMetricsUnreadyScaleUp", cpu(0.5), 3, 2, scaling.LoadMetrics{of("cpu", on(starting, .1), on(ready, 2), on(ready, nan))}, 4, false},
		{"TestReplicaCalcMissingMetricsUnreadyScaleDown", noDelay(cpu(0.5)), 4, 3, scaling.LoadMetrics{of("cpu", on(starting, .1), on(ready, .1, .1), on(ready, nan))}, 3, false},
		{"missing, average: as at the target", noDelay(wide.WithAverage("qps", 10)), 4, 4, scaling.LoadMetrics{of("qps", on(ready, 2, 2, 2), on(ready, nan))}, 2, false},
		{"the number measured turns the direction", cpu(0.5), 9, 3, scaling.LoadMetrics{of("cpu", on(ready, .7, .7), on(starting, 0))}, 9, false},
		{"TestScaleUpOneMetricInvalid, others up", cpu(0.3).WithAverage("qps", 1), 3, 3, scaling.LoadMetrics{value("cpu", .5), broken}, 5, false},
		{"TestScaleDownOneMetricInvalid: hold", noDelay(cpu(0.5)).WithAverage("qps", 1), 5, 5, scaling.LoadMetrics{value("cpu", .1), broken}, 5, false},
		{"TestScaleDownOneMetricEmpty: hold", noDelay(cpu(0.5)).WithAverage("qps", 1), 5, 5, scaling.LoadMetrics{value("cpu", .1)}, 5, false},
		{"several metrics: the largest", cpu(0.5).WithAverage("qps", 10).WithValue("lag", 5), 4, 4, scaling.LoadMetrics{value("cpu", .6), total("qps", 70), total("lag", 2)}, 7, false},
		{"all metrics invalid", cpu(0.5).WithAverage("qps", 10), 4, 4, scaling.LoadMetrics{broken, value("cpu", nan)}, 4, true},
		{"NaN", cpu(0.5), 4, 4, scaling.LoadMetrics{value("cpu", nan)}, 4, true},
		{"infinite", cpu(0.5), 4, 4, scaling.LoadMetrics{value("cpu", math.Inf(1))}, 4, true},
		{"negative", cpu(0.5), 4, 4, scaling.LoadMetrics{value("cpu", -0.5)}, 4, true},
		{"negative of a replica is missing", cpu(0.5), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, 2, -1))}, 4, false},
		{"infinite of a replica is missing", cpu(0.5), 2, 2, scaling.LoadMetrics{of("cpu", on(ready, 2, math.Inf(1)))}, 4, false},
		{"none is ready", cpu(0.5), 3, 0, scaling.LoadMetrics{value("cpu", 0)}, 3, true},
		{"none is ready, each told", cpu(0.5), 3, 0, scaling.LoadMetrics{of("cpu", on(starting, 1, 1, 1))}, 3, true},
		{"none is ready, of the whole: nothing is removed", noDelay(wide.WithValue("lag", 5)), 3, 0, scaling.LoadMetrics{total("lag", 50)}, 3, false},
		{"beyond all numbers", cpu(0.5), 4, 4, scaling.LoadMetrics{value("cpu", 1e300)}, 8, false}, // 100 %, not 4, in 15 s
		{"initial readiness: never ready", cpu(0.5), 2, 2, scaling.LoadMetrics{{Name: "qps", Value: 1}, {Name: "cpu", Replicas: []scaling.Replica{
			{Value: .9}, {Value: .1, State: starting, Started: start.Add(-10 * time.Minute), Changed: start.Add(-10*time.Minute + 10*time.Second)}}}}, 2, false},
		{"initial readiness: was ready once, and counts", cpu(0.5), 2, 2, scaling.LoadMetrics{{Name: "cpu", Replicas: []scaling.Replica{
			{Value: .9}, {Value: .9, State: starting, Started: start.Add(-10 * time.Minute), Changed: start.Add(-time.Minute)}}}}, 4, false},
		{"CPU initialization, its last second: measured before it was ready, and left out", cpu(0.5), 2, 2, scaling.LoadMetrics{{Name: "cpu", At: start, Window: time.Minute, Replicas: []scaling.Replica{
			{Value: .9}, {Value: .9, Started: start.Add(-5*time.Minute + time.Second), Changed: start.Add(-10 * time.Second)}}}}, 2, false},
		{"CPU initialization is over: counts, whatever it was measured over", cpu(0.5), 2, 2, scaling.LoadMetrics{{Name: "cpu", At: start, Window: time.Minute, Replicas: []scaling.Replica{
			{Value: .9}, {Value: .9, Started: start.Add(-5 * time.Minute), Changed: start.Add(-10 * time.Second)}}}}, 4, false},
		{"CPU initialization: other metrics count from the first", average, 2, 2, scaling.LoadMetrics{{Name: "qps", At: start, Window: time.Minute, Replicas: []scaling.Replica{
			{Value: 30}, {Value: 30, Started: start.Add(-time.Minute), Changed: start.Add(-10 * time.Second)}}}}, 4, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := tc.policy.Build()
			if err != nil {
				t.Fatal(err)
			}
			d := p.Decide(scaling.Signals{Now: start, Current: tc.current, Ready: tc.ready, Load: tc.load})
			if d.Target != tc.want || d.Unknown != tc.unknown || d.Reason == "" {
				t.Errorf("%d to %d (unknown %v): %s; want %d (%v)", tc.current, d.Target, d.Unknown, d.Reason, tc.want, tc.unknown)
			}
		})
	}
}

func noDelay(h horizontal.HPAPolicy) horizontal.HPAPolicy {
	return h.WithScaleDown(0, horizontal.DefaultScaleDown())
}

// What a policy does over time, at one period a step; the load is what of the
// target each of one hundred replicas would have, so that the size wanted is
// the number given.
func TestHPABehaviour(t *testing.T) {
	plain := horizontal.HPA().WithReplicas(1, 1000).WithAverage("work", 1).WithTolerances(0, 0)
	rates := func(select_ scaling.Select, of ...scaling.Rate) scaling.Rates {
		return scaling.Rates{Select: select_, Of: of}
	}
	replicas := func(n int, d time.Duration) scaling.Rate { return scaling.Rate{Replicas: n, Period: d} }
	percent := func(f float64, d time.Duration) scaling.Rate { return scaling.Rate{Percent: f, Period: d} }
	const s, m = time.Second, time.Minute
	for _, tc := range []struct {
		name   string
		policy horizontal.HPAPolicy
		from   int
		period time.Duration
		want   []int
		sizes  []int
	}{
		{"defaults up: 4 at first, then twice as many", plain, 1, 15 * s, []int{100, 100, 100, 100, 100, 100}, []int{5, 10, 20, 40, 80, 100}},
		{"defaults down: after 300 s, all at once", plain, 50, 60 * s, []int{5, 5, 5, 5, 5, 5}, []int{50, 50, 50, 50, 50, 5}},
		{"down to the most of the window", plain, 50, 100 * s, []int{40, 30, 45, 20, 20, 20, 20}, []int{50, 50, 50, 45, 45, 20, 20}},
		{"TestStabilizeDownscale: a peak begins the window again", plain, 10, 150 * s, []int{4, 12, 4, 4, 4}, []int{10, 12, 12, 4, 4}},
		{"TestNormalizeDesiredReplicas: the size at the beginning counts as wanted", plain, 100, 299 * s, []int{1, 1, 1}, []int{100, 100, 1}},
		{"stabilised up: the least of the window", plain.WithScaleUp(120*s, rates(scaling.Fastest)), 2, 60 * s, []int{9, 8, 9, 9}, []int{2, 2, 8, 9}},
		{"TestScalingWithRules up, 100 %", plain.WithScaleUp(0, rates(scaling.Fastest, percent(100, m))), 5, m, []int{500, 500}, []int{10, 20}},
		{"TestScalingWithRules up, pods in period", plain.WithScaleUp(0, rates(scaling.Fastest, replicas(4, m))), 5, 30 * s, []int{500, 500, 500, 500}, []int{9, 9, 13, 13}},
		{"TestScalingWithRules up, fastest of two", plain.WithScaleUp(0, rates(scaling.Fastest, replicas(4, m), percent(1000, m))), 5, m, []int{500}, []int{55}},
		{"TestScalingWithRules up, slowest of two", plain.WithScaleUp(0, rates(scaling.Slowest, replicas(4, m), percent(1000, m))), 5, m, []int{500}, []int{9}},
		{"TestScalingWithRules up, disabled", plain.WithScaleUp(0, rates(scaling.Disabled)), 5, m, []int{500, 500}, []int{5, 5}},
		{"TestScalingWithRules down, disabled", plain.WithScaleDown(0, rates(scaling.Disabled)), 5, m, []int{1, 1}, []int{5, 5}},
		{"TestScalingWithRules down, 10 % of what was rounds to the larger change", plain.WithScaleDown(0, rates(scaling.Fastest, percent(10, m))), 80, m, []int{1, 1}, []int{72, 64}},
		{"TestScalingWithRules down, slowest", plain.WithScaleDown(0, rates(scaling.Slowest, percent(10, m), replicas(5, m))), 100, m, []int{1, 1}, []int{95, 90}},
		{"TestScaleUpEventsWindow: what was changed is forgotten after the period", plain.WithScaleUp(0, rates(scaling.Fastest, replicas(3, 2*m))), 1, m, []int{3, 9, 9, 9, 9}, []int{3, 4, 6, 7, 9}},
		{"TestScaleDownEventsWindow: likewise", plain.WithScaleDown(0, rates(scaling.Fastest, replicas(3, 2*m))), 10, m, []int{1, 1, 1, 1, 1}, []int{7, 7, 4, 4, 1}},
		{"each policy by its own period: the hour's is used up, the minute's is not", plain.WithScaleUp(0, rates(scaling.Slowest, replicas(2, m), replicas(5, time.Hour))), 1, m,
			[]int{99, 99, 99, 99}, []int{3, 5, 6, 6}},
		{"what was removed in the period may be added again", plain.WithScaleUp(0, rates(scaling.Fastest, replicas(1, 5*m))).WithScaleDown(0, rates(scaling.Fastest)), 9, m, []int{4, 99}, []int{4, 10}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p, err := tc.policy.Build()
			if err != nil {
				t.Fatal(err)
			}
			var steps []scaling.Step
			sizes, size, now := []int{}, tc.from, start
			for _, w := range tc.want {
				sig := scaling.Signals{Now: now, Current: size, Ready: size, Load: scaling.LoadMetrics{total("work", float64(w))}, Past: scaling.NewPast(steps)}
				d := p.Decide(sig)
				steps = append(slices.Clip(scaling.Trim(steps, now, scaling.LookbackOf(p))), scaling.Step{At: now, Current: size, Ready: size, Decision: d, Asked: d.Target})
				size, now = d.Target, now.Add(tc.period)
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

// A clock that goes back: the decision of before still stands in the past, in
// the future, and nothing shrinks before its time.
func TestHPAClockGoesBack(t *testing.T) {
	p, err := horizontal.HPA().WithReplicas(1, 100).WithAverage("work", 1).Build()
	if err != nil {
		t.Fatal(err)
	}
	at := func(now time.Time, work float64, past ...scaling.Step) scaling.Step {
		d := p.Decide(scaling.Signals{Now: now, Current: 8, Ready: 8, Load: scaling.LoadMetrics{total("work", work)}, Past: scaling.NewPast(past)})
		return scaling.Step{At: now, Current: 8, Ready: 8, Decision: d, Asked: d.Target}
	}
	first := at(start, 8)
	if s := at(start.Add(-time.Hour), 2, first); s.Asked != 8 {
		t.Errorf("shrank to %d: %s", s.Asked, s.Decision.Reason)
	}
}

func TestHPAFaults(t *testing.T) {
	for want, h := range map[string]horizontal.HPAPolicy{
		"has no metric":                         horizontal.HPA(),
		"maximum 2: must be >= minimum 3":       horizontal.HPA().WithReplicas(3, 2).WithValue("x", 1),
		"maximum 0: must be > 0":                horizontal.HPA().WithReplicas(0, 0).WithValue("x", 1),
		"minimum -1":                            horizontal.HPA().WithReplicas(-1, 2).WithValue("x", 1),
		`"x": target 0: must be > 0`:            horizontal.HPA().WithValue("x", 0),
		`"x": target -1: must be > 0`:           horizontal.HPA().WithAverage("x", -1),
		`"x": target NaN: must be > 0`:          horizontal.HPA().WithAverage("x", nan),
		`"x": target +Inf: must be > 0`:         horizontal.HPA().WithAverage("x", math.Inf(1)),
		`"cpu": target 70: must be at most 1`:   horizontal.HPA().WithUtilization("cpu", 70),
		"must have a name":                      horizontal.HPA().WithValue("", 1),
		"tolerance 2":                           horizontal.HPA().WithValue("x", 1).WithTolerances(2, 0),
		"readiness -1s":                         horizontal.HPA().WithValue("x", 1).WithReadiness(-time.Second, 0),
		"stabilization up -1s":                  horizontal.HPA().WithValue("x", 1).WithScaleUp(-time.Second, scaling.Rates{}),
		"rates down: rate 0: period 0s":         horizontal.HPA().WithValue("x", 1).WithScaleDown(0, scaling.Rates{Of: []scaling.Rate{{Replicas: 1}}}),
		"metric that is there without replicas": horizontal.HPA().WithReplicas(0, 2).WithUtilization("cpu", 0.5),
	} {
		p, err := h.Build()
		if p != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell %q", err, want)
		}
	}
}

func ExampleHPA() {
	policy, err := horizontal.HPA().
		WithReplicas(2, 20).
		WithUtilization(scaling.CPU, 0.7).
		WithAverage(scaling.QueueDepth, 100).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	d := policy.Decide(scaling.Signals{Now: start, Current: 4, Ready: 4, Load: scaling.LoadMetrics{
		{Name: scaling.CPU, Value: 0.83},
		{Name: scaling.QueueDepth, Kind: scaling.Total, Value: 610},
	}})
	fmt.Println(d.Target, d.Reason)
	// Output: 7 queue_depth 610 in all, 100 each: 4 to 7
}

// Replicas that requested differently count by what they requested, and each
// measurement by its own time.
func TestWeightsAndTimesOfReplicas(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	of := func(value, weight float64) scaling.Replica { return scaling.Replica{Value: value, Weight: weight} }
	starting := func(at, window time.Duration) scaling.Replica {
		return scaling.Replica{Value: 9, Started: now.Add(-2 * time.Minute), Changed: now.Add(-time.Minute), At: now.Add(-at), Window: window}
	}
	for _, test := range []struct {
		name     string
		replicas []scaling.Replica
		want     int
	}{
		{"by weight", []scaling.Replica{of(0.8, 1), of(0.4, 3)}, 2},     // 0.5, not 0.6
		{"up by weight", []scaling.Replica{of(2, 3), of(0, 1)}, 6},      // 1.5
		{"missing, down", []scaling.Replica{of(0, 3), of(nan, 1)}, 1},   // a quarter of the whole, half of the target
		{"missing, up", []scaling.Replica{of(2, 3), of(nan, 1)}, 6},     // 1.5 with it at nothing
		{"none", []scaling.Replica{of(2, 0), of(0, -1), of(1, nan)}, 6}, // no weights: 1 each
		{"measured since it is ready", []scaling.Replica{of(0.5, 0), starting(10*time.Second, 30*time.Second)}, 19},
		{"measured before", []scaling.Replica{of(0.5, 0), starting(40*time.Second, 30*time.Second)}, 2},
	} {
		m := scaling.Metric{Name: scaling.CPU, Value: 0.5, At: now, Window: time.Hour, Replicas: test.replicas}
		d := horizontal.MetricTarget{Metric: scaling.CPU, Target: 0.5, ToleranceUp: 0.1, ToleranceDown: 0.1, CPUInitialization: 5 * time.Minute}.Decide(scaling.Signals{Now: now, Current: len(test.replicas), Ready: len(test.replicas), Load: scaling.LoadMetrics{m}})
		if d.Unknown || d.Target != test.want {
			t.Errorf("%s: want %d: %+v", test.name, test.want, d)
		}
	}
}
