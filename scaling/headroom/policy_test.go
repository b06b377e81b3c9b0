package headroom_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/headroom"
	"github.com/scicore-go/scicore/scaling/simulate"
)

var start = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

func requests(perSecond float64) scaling.LoadMetrics {
	return scaling.LoadMetrics{{Name: scaling.Requests, Kind: scaling.Total, Value: perSecond}}
}

// feed lets a policy see demand minute by minute and returns its decisions.
func feed(p headroom.Policy, demand ...float64) (all []scaling.Decision) {
	var past []scaling.Step
	for i, d := range demand {
		now := start.Add(time.Duration(i) * time.Minute)
		got := p.Decide(scaling.Signals{Now: now, Current: 5, Ready: 5, Load: requests(d), Past: scaling.NewPast(past)})
		past = []scaling.Step{{At: now, Current: 5, Ready: 5, Decision: got, Asked: 5}}
		all = append(all, got)
	}
	return all
}

func last(d []scaling.Decision) int { return d[len(d)-1].Target }

// With errors of any distribution, what was asked for is enough as often as it
// was asked to be.
func TestEnoughAsOftenAsAskedFor(t *testing.T) {
	n := 40_000
	if testing.Short() {
		n = 8_000
	}
	for name, noise := range map[string]func(r *rand.Rand) float64{
		"gaussian":    func(r *rand.Rand) float64 { return 60 * r.NormFloat64() },
		"exponential": func(r *rand.Rand) float64 { return 60 * r.ExpFloat64() },
		"two values":  func(r *rand.Rand) float64 { return 100 * float64(r.IntN(2)) },
		"bursts":      func(r *rand.Rand) float64 { return 30*r.NormFloat64() + 200*math.Floor(r.Float64()+0.03) },
		"ever wider":  nil,
	} {
		for _, q := range []float64{0.9, 0.97} {
			r := rand.New(rand.NewPCG(1, 2))
			trace := simulate.Trace{Start: start, Step: time.Minute}
			for i := range n {
				d := 30 * (1 + float64(i)/float64(n)) * r.NormFloat64()
				if noise != nil {
					d = noise(r)
				}
				trace.Demand = append(trace.Demand, 1000+d)
			}
			p := headroom.NewPolicy().WithCapacity(1).WithStartup(2 * time.Minute).WithQuantile(q)
			report, err := simulate.Run(context.Background(), p, trace, &simulate.Options{Startup: 2 * time.Minute, WarmUp: 24 * time.Hour})
			if err != nil {
				t.Fatal(err)
			}
			// What was asked for earlier and is still there makes it a little more.
			if missed := report.Violation / 100; missed > 1.4*(1-q) || missed < 0.2*(1-q) && name != "two values" {
				t.Errorf("%s: %.4f of the time without enough, for a quantile of %v", name, missed, q)
			}
		}
	}
}

// After a week, what grows at this time of the day is there before it is
// needed.
func TestSeasonIsForeseen(t *testing.T) {
	demand := make([]float64, 9*24*60)
	for i := range demand {
		demand[i] = 100
		if h := i / 60 % 24; h >= 9 && h < 17 {
			demand[i] = 180
		}
	}
	p := headroom.NewPolicy().WithCapacity(1).WithStartup(20 * time.Minute)
	all := feed(p, demand...)
	morning := 8*24*60 + 8*60 + 48 // 12 minutes before
	if before, after := all[morning].Target, all[7*24*60-14*60-20].Target; before < 170 || after > 220 {
		t.Errorf("%d before the morning's rise, want 180 or so; %d", before, after)
	}
	if unseasoned := feed(p.WithSeason(0, 0), demand[:morning+1]...); last(unseasoned) > 130 {
		t.Errorf("%d without a season", last(unseasoned))
	}
}

func TestOutage(t *testing.T) {
	const day = 24 * 60
	demand := slices.Repeat([]float64{100}, 10*day)
	for i := 8 * day; i < 9*day; i++ {
		demand[i] = 0
	}
	all := feed(headroom.NewPolicy().WithCapacity(1).WithStartup(3*time.Minute), demand...)
	at := func(i int) int { return all[i].Target }
	if n := at(8*day + 59); n < 100 {
		t.Errorf("%d within the hour: it was thought to come back", n)
	}
	if n := at(8*day + 150); n > 5 {
		t.Errorf("%d after two hours and a half of nothing", n)
	}
	if !strings.Contains(all[8*day+150].Reason, "demand is gone since 2026-03-10 00:00:00") {
		t.Error(all[8*day+150].Reason)
	}
	for i := 9 * day; i < 10*day; i++ {
		if n := at(i); n < 100 || n > 170 {
			t.Fatalf("%d in minute %d after it came back", n, i-9*day)
		}
	}
}

// What stays gone for a whole season is what demand is now.
func TestDemandThatDoesNotComeBack(t *testing.T) {
	demand := append(slices.Repeat([]float64{1000}, 8*24*60), slices.Repeat([]float64{50}, 8*24*60)...)
	all := feed(headroom.NewPolicy().WithCapacity(1), demand...)
	if d := all[len(all)-1]; strings.Contains(d.Reason, "gone") || d.Target > 90 {
		t.Errorf("%d: %s", d.Target, d.Reason)
	}
}

func TestEvents(t *testing.T) {
	sale := headroom.Event{Name: "sale", From: start.Add(4 * time.Hour), To: start.Add(5 * time.Hour), Times: 1.8}
	p := headroom.NewPolicy().WithCapacity(1).WithStartup(10*time.Minute).WithSeason(2*time.Hour, 10*time.Minute).WithEvents(sale)
	demand := slices.Repeat([]float64{100}, 6*60)
	for i := 4 * 60; i < 5*60; i++ {
		demand[i] = 180
	}
	all := feed(p, demand...)
	for i, want := range map[int]int{4*60 - 12: 100, 4*60 - 9: 180, 4*60 + 30: 180, 5*60 + 5: 100, 6*60 - 1: 100} {
		if n := all[i].Target; n < want || n > want+want/4 {
			t.Errorf("%d in minute %d, want %d and a reserve", n, i, want)
		}
	}
}

// What is not known is not zero, and what was learnt outlives it.
func TestUnknownDemand(t *testing.T) {
	p := headroom.NewPolicy().WithCapacity(1)
	learnt := feed(p, slices.Repeat([]float64{100}, 300)...)
	memo := learnt[len(learnt)-1]
	past := scaling.NewPast([]scaling.Step{{At: start, Decision: memo}})
	for _, l := range []scaling.LoadMetrics{nil, requests(math.NaN()), requests(-1), requests(math.Inf(1)), {{Name: scaling.Requests, Value: 5, Err: context.Canceled}}} {
		d := p.Decide(scaling.Signals{Now: start.Add(301 * time.Minute), Current: 7, Ready: 7, Load: l, Past: past})
		if !d.Unknown || d.Target != 7 || d.Memo != memo.Memo {
			t.Errorf("%v: %+v", l, d)
		}
	}
	if d := p.Decide(scaling.Signals{Now: start, Current: 3, Load: requests(0)}); d.Target != 0 || d.Unknown {
		t.Errorf("nothing at all: %+v", d)
	}
	if d := p.Decide(scaling.Signals{Now: start, Current: 3, Load: requests(1e300)}); d.Target != math.MaxInt32 {
		t.Errorf("beyond all numbers: %d", d.Target)
	}
}

// A decision depends on nothing but what is given: asked twice, and at times
// that stand still or go back.
func TestPure(t *testing.T) {
	p := headroom.NewPolicy().WithCapacity(3).WithStartup(2 * time.Minute)
	some := feed(p, 50, 60, 55, 52, 70, 64)
	past := scaling.NewPast([]scaling.Step{{At: start, Decision: some[5]}})
	for _, at := range []time.Duration{6 * time.Minute, 5 * time.Minute, -time.Hour, 1000 * time.Hour} {
		s := scaling.Signals{Now: start.Add(at), Current: 20, Ready: 20, Load: requests(66), Past: past}
		one, two := p.Decide(s), p.Decide(s)
		if one.Target != two.Target || one.Reason != two.Reason || one.Target < 19 || one.Target > 60 {
			t.Errorf("at %v: %d (%s) and %d (%s)", at, one.Target, one.Reason, two.Target, two.Reason)
		}
	}
}

func TestFaults(t *testing.T) {
	_, err := headroom.NewPolicy().WithMetric("").WithStartup(-1).WithQuantile(1).WithMemory(0).WithPatience(-1).
		WithSeason(time.Hour, 7*time.Minute).WithEvents(headroom.Event{Name: "e", Times: math.NaN()}).Build()
	if err == nil {
		t.Fatal("built")
	}
	for _, want := range []string{"metric", "capacity 0", "start-up", "quantile 1", "memory 0s", "patience", "season 1h0m0s in bins of 7m0s", "times NaN", "must be in order"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
	for _, season := range [][2]time.Duration{{-time.Hour, time.Minute}, {time.Hour, 0}, {time.Hour, time.Hour}, {1 << 60, time.Second}, {time.Hour, -time.Minute}} {
		if _, err := headroom.NewPolicy().WithCapacity(1).WithSeason(season[0], season[1]).Build(); err == nil {
			t.Errorf("season %v was built", season)
		}
	}
	if d := headroom.NewPolicy().Decide(scaling.Signals{Current: 4, Load: requests(9)}); !d.Unknown || d.Target != 4 {
		t.Errorf("what was not built decided: %+v", d)
	}
}

func ExampleNewPolicy() {
	policy, err := headroom.NewPolicy().
		WithCapacity(50).           // requests per second of one replica
		WithStartup(3*time.Minute). // of a new one
		WithQuantile(0.97).         // enough, 97 % of the time
		Compose().
		WithLimits(2, 60).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	trace := simulate.Synthetic(1, start, 21, 800)
	report, err := simulate.Run(context.Background(), policy, trace, &simulate.Options{
		Capacity: 50, Startup: 3 * time.Minute, WarmUp: 14 * 24 * time.Hour,
	})
	fmt.Println(report.Lost < 0.5, report.Cost < 1.5, err)
	// Output: true true <nil>
}
