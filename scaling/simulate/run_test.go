package simulate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/observability/progress"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/simulate"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func trace(demand ...float64) simulate.Trace {
	return simulate.Trace{Name: "test", Start: start, Step: time.Minute, Demand: demand}
}

// sizes is a policy that wants these sizes, one after the other by the minute.
func sizes(n ...int) scaling.Policy {
	return scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		return scaling.Scale(n[int(s.Now.Sub(start)/time.Minute)], "as told")
	})
}

func run(t *testing.T, p scaling.Policy, tr simulate.Trace, o *simulate.Options) simulate.Report {
	t.Helper()
	r, err := simulate.Run(context.Background(), p, tr, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The figures of a trace that is short enough to work out by hand.
func TestModel(t *testing.T) {
	// What is asked for in a step serves two steps later; what is given up
	// is gone in the next.
	r := run(t, sizes(2, 4, 4, 4, 1, 1, 3), trace(10, 20, 40, 40, 40, 15, 5), &simulate.Options{Capacity: 10, Startup: 2 * time.Minute})
	ready, asked := []int{1, 1, 2, 4, 4, 1, 1}, []int{1, 2, 4, 4, 4, 1, 1}
	for i, p := range r.Points {
		if p.Ready != ready[i] || p.Asked != asked[i] {
			t.Errorf("minute %d: %d ready of %d, want %d of %d", i, p.Ready, p.Asked, ready[i], asked[i])
		}
	}
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("lost", r.Lost, 100*(10+20+5)/170.)
	near("violation", r.Violation, 300/7.)
	near("minutes", r.ViolationMinutes, 3)
	near("cost", r.Cost, 17/(1+2+4+4+4+2+1.))
	near("replica hours", r.ReplicaHours, 17/60.)
	near("actions", float64(r.Actions), 4)
	near("actions a day", r.ActionsPerDay, 4*1440/7.)
	near("mean utilisation", r.MeanUtilization, (1+1+1+1+1+1+.5)/7)
	near("maximum", r.MaxUtilization, 2)
	// Needed 1 2 4 4 4 2 1, ready 1 1 2 4 4 1 1.
	near("under", r.Elasticity.AccuracyUnder, 100*(.5+.5+.5)/7)
	near("over", r.Elasticity.AccuracyOver, 0)
	near("time under", r.Elasticity.TimeshareUnder, 300/7.)
	near("instability", r.Elasticity.Instability, 300/6.) // in minutes 1, 3 and 6 one moves alone
	if c := r.Changes[0]; c.From != 1 || c.To != 2 || c.Reason == "" || !c.At.Equal(start) {
		t.Errorf("%+v", c)
	}
	part := r.Between(start.Add(2*time.Minute), start.Add(4*time.Minute))
	near("cost of a part", part.Cost, 1)
	near("lost in a part", part.Lost, 25)
}

// A utilisation that saturates: a policy that sees no more grows by no more
// than 1/target at a time.
func TestUtilizationSaturates(t *testing.T) {
	p, err := horizontal.HPA().WithReplicas(1, 100).WithUtilization(scaling.CPU, 0.5).Build()
	if err != nil {
		t.Fatal(err)
	}
	r := run(t, p, trace(0.5, 100, 100, 100, 100, 100), nil)
	for i, want := range []int{1, 1, 2, 4, 8, 16} {
		if r.Points[i].Ready != want {
			t.Errorf("minute %d: %d, want %d", i, r.Points[i].Ready, want)
		}
	}
}

func TestPeriodAveragesAndWarmUp(t *testing.T) {
	var seen []float64
	p := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		seen = append(seen, s.Load.Value(scaling.Requests))
		return scaling.Stay(s, "stay")
	})
	r := run(t, p, trace(1, 2, 3, 4, 5, 6, 7), &simulate.Options{Period: 2 * time.Minute, WarmUp: 3 * time.Minute, Initial: 4})
	if want := []float64{1.5, 3.5, 5.5}; !reflect.DeepEqual(seen, want) {
		t.Errorf("%v, want %v", seen, want)
	}
	if len(r.Points) != 4 || r.Points[0].Demand != 4 || !r.From.Equal(start.Add(3*time.Minute)) || r.ViolationMinutes != 3 {
		t.Errorf("%+v", r)
	}
}

// The same seed gives the same report, another one another.
func TestRepeatsExactly(t *testing.T) {
	p, err := horizontal.HPA().WithReplicas(1, 100).WithUtilization(scaling.CPU, 0.7).Build()
	if err != nil {
		t.Fatal(err)
	}
	report := func(demand, jitter uint64) string {
		r := run(t, p, simulate.Synthetic(demand, start, 2, 20), &simulate.Options{Startup: 5 * time.Minute, Jitter: 0.5, Seed: jitter})
		var b bytes.Buffer
		if err := r.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first := report(1, 1)
	if again := report(1, 1); again != first {
		t.Error("not the same again")
	}
	if report(2, 1) == first || report(1, 2) == first {
		t.Error("another seed changed nothing")
	}
	var back simulate.Report
	if err := json.Unmarshal([]byte(first), &back); err != nil || back.Actions != len(back.Changes) || back.Cost < 1 {
		t.Errorf("%v: %+v", err, back)
	}
}

func TestScaleToNothing(t *testing.T) {
	r := run(t, sizes(0, 0, 0), trace(1, 1, 1), nil)
	if r.Points[1].Ready != 0 || r.Lost < 60 {
		t.Errorf("%+v", r)
	}
	var b bytes.Buffer
	if err := run(t, sizes(1, 1), trace(0, 0), nil).WriteJSON(&b); err != nil {
		t.Error(err) // of nothing there is no ratio
	}
}

func TestPoliciesThatMisbehave(t *testing.T) {
	for name, p := range map[string]scaling.Policy{
		"panics":   scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { panic("boom") }),
		"negative": scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { return scaling.Scale(-3, "less") }),
	} {
		if r := run(t, p, trace(3, 3, 3), nil); r.Actions != 0 || r.Points[2].Ready != 3 {
			t.Errorf("%s: %+v", name, r)
		}
	}
	// A size beyond reason costs nothing but its price.
	if r := run(t, sizes(math.MaxInt32, 1, 1), trace(1, 1, 1), nil); r.Points[1].Ready != math.MaxInt32 {
		t.Errorf("%+v", r.Points)
	}
}

func TestRunFaults(t *testing.T) {
	ctx, ok := context.Background(), trace(1, 1)
	for want, err := range map[string]error{
		"has no demand":         second(simulate.Run(ctx, sizes(1), simulate.Trace{}, nil)),
		"demand NaN":            second(simulate.Run(ctx, sizes(1), trace(1, math.NaN()), nil)),
		"demand -1":             second(simulate.Run(ctx, sizes(1), trace(-1), nil)),
		"capacity -1":           second(simulate.Run(ctx, sizes(1), ok, &simulate.Options{Capacity: -1})),
		"start-up -1s":          second(simulate.Run(ctx, sizes(1), ok, &simulate.Options{Startup: -time.Second})),
		"jitter 2":              second(simulate.Run(ctx, sizes(1), ok, &simulate.Options{Jitter: 2})),
		"period 1m30s":          second(simulate.Run(ctx, sizes(1), ok, &simulate.Options{Period: 90 * time.Second})),
		"warm-up 2m0s":          second(simulate.Run(ctx, sizes(1), ok, &simulate.Options{WarmUp: 2 * time.Minute})),
		"initial size -1":       second(simulate.Run(ctx, sizes(1), ok, &simulate.Options{Initial: -1})),
		"policy: must not be n": second(simulate.Run(ctx, nil, ok, nil)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell %q", err, want)
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := simulate.Run(gone, sizes(1, 1), ok, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestProgress(t *testing.T) {
	var latest progress.Latest
	ctx := progress.With(context.Background(), &latest)
	if _, err := simulate.Compare(ctx, trace(1, 1), nil, simulate.Candidate{Name: "a", Policy: sizes(1, 1)}); err != nil {
		t.Fatal(err)
	}
	told := latest.Snapshot()
	if len(told) != 2 || told[0].Done != 1 || told[1].Done != 2 || told[1].Parent != told[0].ID {
		t.Errorf("%+v", told)
	}
}

func TestTraces(t *testing.T) {
	tr := trace(0, 6, 3)
	if got := tr.Smooth(3).Demand; !reflect.DeepEqual(got, []float64{3, 3, 4.5}) {
		t.Error(got)
	}
	fine, err := tr.Interpolate(20 * time.Second)
	if err != nil || !reflect.DeepEqual(fine.Demand, []float64{0, 2, 4, 6, 5, 4, 3}) || fine.Step != 20*time.Second {
		t.Errorf("%+v, %v", fine, err)
	}
	if _, err := tr.Interpolate(7 * time.Second); err == nil {
		t.Error("steps of 7 s")
	}
	if got := tr.Times(2).Head(2).Demand; !reflect.DeepEqual(got, []float64{0, 12}) || tr.Demand[1] != 6 {
		t.Error(got)
	}
	many := trace(make([]float64, 20000)...)
	for i := range many.Demand {
		many.Demand[i] = 10
	}
	var sum, squares float64
	for _, d := range many.Noise(3, func(n float64) float64 { return n }).Demand { // 600 a minute
		sum, squares = sum+d, squares+(d-10)*(d-10)
	}
	if mean, variance := sum/20000, squares/20000; math.Abs(mean-10) > 0.01 || math.Abs(variance-600/3600.) > 0.01 {
		t.Errorf("mean %v, variance %v", mean, variance)
	}
	csv, err := simulate.ReadCSV(strings.NewReader("at,n\n2014-07-01 00:00:00,60\n2014-07-01 00:01:00,120\n"), "csv", start, time.Minute)
	if err != nil || !reflect.DeepEqual(csv.Demand, []float64{1, 2}) || csv.Start.Year() != 2014 {
		t.Errorf("%+v, %v", csv, err)
	}
	for _, bad := range []string{"", "at,n\n", "n\nx\n", "n\n-1\n", "a,b\n1\n", "n\nNaN\n", "\x1f\x8bno"} {
		if _, err := simulate.ReadCSV(strings.NewReader(bad), "csv", start, time.Minute); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}
