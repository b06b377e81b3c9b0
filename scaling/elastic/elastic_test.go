package elastic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic/forecast"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// demand is a day between 200 and 1800 requests a second, weekends at half.
func demand(at time.Time) float64 {
	hour := at.Sub(monday).Hours()
	v := 1000 - 800*math.Cos(2*math.Pi*hour/24) + 20*math.Sin(hour*5.3)
	if day := int(math.Floor(hour/24)) % 7; day >= 5 {
		v /= 2
	}
	return v
}

// weeks is the demand of n weeks up to monday of week n, by the half-hour.
func weeks(n int) forecast.Series {
	s := forecast.Series{Start: monday, Step: 30 * time.Minute}
	for i := range n * 7 * 48 {
		s.Values = append(s.Values, demand(s.Time(i).Add(s.Step/2)))
	}
	return s
}

// predictor knows three weeks and predicts six hours.
func predictor() WorkloadPredictor {
	return NewWorkloadPredictor().WithHistory(weeks(3)).WithPredictionHorizonHours(6)
}

var after = monday.AddDate(0, 0, 21) // when that history ends

func build(t testing.TB, b PredictiveScalerBuilder) *PredictiveScaler {
	t.Helper()
	s, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// follow is a reactive policy that is always right about the present.
var follow = scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
	v := s.Load.Value(scaling.Requests)
	if math.IsNaN(v) {
		return scaling.Unknown(s, "no requests")
	}
	return scaling.Scale(int(math.Ceil(v/100)), "requests %.0f", v)
})

// world plays a policy: sizes asked for are there at once.
type world struct {
	p     scaling.Policy
	steps []scaling.Step
	size  int
}

func (w *world) step(at time.Time, load scaling.LoadMetrics) scaling.Decision {
	d := w.p.Decide(scaling.Signals{Now: at, Current: w.size, Ready: w.size, Load: load, Past: scaling.NewPast(w.steps)})
	w.steps = append(w.steps, scaling.Step{At: at, Current: w.size, Ready: w.size, Load: load, Decision: d, Asked: d.Target})
	w.steps = append([]scaling.Step(nil), scaling.Trim(w.steps, at, scaling.LookbackOf(w.p))...)
	w.size = d.Target
	return d
}

func requests(v float64) scaling.LoadMetrics {
	return scaling.LoadMetrics{{Name: scaling.Requests, Kind: scaling.Total, Value: v}}
}

// TestRaisesBeforeTheLoad: with half an hour to start, the size at each time
// suffices for the load half an hour later, and shrinks as the reactive policy
// does.
func TestRaisesBeforeTheLoad(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100).WithReactive(follow).
		WithStartup(30*time.Minute).WithForecastOnly(false))
	w := &world{p: s, size: 2}
	short, raised, sum, need := 0, 0, 0.0, 0.0
	n := 0
	days := 2
	if testing.Short() {
		days = 1
	}
	for at := after; at.Before(after.AddDate(0, 0, days)); at = at.Add(5 * time.Minute) {
		d := w.step(at, requests(demand(at)))
		later := demand(at.Add(30 * time.Minute))
		if float64(d.Target)*100 < later {
			short++
		}
		if strings.HasPrefix(d.Reason, "forecast:") {
			raised++
		}
		if len(d.Parts) != 1 || d.Confidence <= 0 || d.Target < d.Parts[0].Target {
			t.Fatalf("%v: %+v", at, d)
		}
		sum += float64(d.Target)
		need += math.Ceil(max(later, demand(at)) / 100)
		n++
	}
	if short > n/20 || raised < n/4 {
		t.Errorf("of %d times, %d were short, %d raised by the forecast", n, short, raised)
	}
	if cost := sum / need; cost > 1.25 {
		t.Errorf("cost %.3f of what was needed", cost)
	}
}

func TestForecastOnlyDoesNothing(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100).WithReactive(follow).WithStartup(2*time.Hour))
	w := &world{p: s, size: 2}
	told := false
	for at := after.Add(5 * time.Hour); at.Before(after.Add(9 * time.Hour)); at = at.Add(5 * time.Minute) {
		d := w.step(at, requests(demand(at)))
		if d.Target != d.Parts[0].Target {
			t.Fatalf("%v: %d, the reactive policy wants %d", at, d.Target, d.Parts[0].Target)
		}
		told = told || strings.Contains(d.Reason, "would raise to")
	}
	if !told {
		t.Error("it never said what it would do")
	}
}

// TestNeverScalesIn: without a reactive policy the size never shrinks, whatever
// is measured and whatever the clock does.
func TestNeverScalesIn(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100).WithForecastOnly(false))
	w := &world{p: s, size: 1}
	nan, inf := math.NaN(), math.Inf(1)
	at := after
	for i, load := range []scaling.LoadMetrics{
		requests(500), requests(0), nil, requests(nan), requests(inf), requests(-5), requests(1e300),
		{{Name: scaling.Requests, Err: errors.New("gone")}}, {{Name: scaling.CPU, Value: 1}},
	} {
		if testing.Short() && i%3 != 0 {
			continue
		}
		for _, jump := range []time.Duration{5 * time.Minute, 13 * time.Hour, -20 * time.Hour, 400 * 24 * time.Hour, -400 * 24 * time.Hour, -30 * 24 * time.Hour} {
			before := w.size
			at = at.Add(jump)
			d := w.step(at, load)
			if d.Target < before || d.Target > DefaultMaxReplicas || d.Reason == "" {
				t.Fatalf("load %d, %v: from %d to %+v", i, at, before, d)
			}
		}
	}
}

func TestOutageIsHeldThrough(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100).WithReactive(follow).WithForecastOnly(false))
	w := &world{p: s, size: 2}
	for at := after; at.Before(after.Add(30 * time.Hour)); at = at.Add(20 * time.Minute) {
		load := demand(at)
		if out := at.Sub(after); out > 10*time.Hour && out < 24*time.Hour {
			load = 0
		}
		d := w.step(at, requests(load))
		if at.Sub(after) < time.Hour {
			continue
		}
		if has, usual := float64(d.Target)*100, demand(at.Add(DefaultStartup)); has < 0.9*usual || has > 2*usual+200 {
			t.Fatalf("%v after the beginning: %d replicas, the load is usually %.0f: %s", at.Sub(after), d.Target, usual, d.Reason)
		}
	}
}

func TestUntrustedFallsBackToReactive(t *testing.T) {
	short := NewWorkloadPredictor()
	narrow, err := forecast.NewEnsemble(&forecast.Options{Level: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		p    WorkloadPredictor
		want string
	}{
		"nothing known": {short, "no values"},
		"two hours":     {short.WithHistory(forecast.Series{Start: after.Add(-2 * time.Hour), Step: 30 * time.Minute, Values: []float64{1, 2, 3, 4}}), "too few for a backtest"},
		"half held":     {predictor().WithEnsemble(narrow), "less than 85 %"},
	} {
		s := build(t, NewPredictiveScaler(c.p).WithCapacity(100).WithReactive(follow).WithForecastOnly(false))
		w := &world{p: s, size: 2}
		d := w.step(after, requests(700))
		if d.Target != 7 || !strings.Contains(d.Reason, "no forecast: ") || !strings.Contains(d.Reason, c.want) {
			t.Errorf("%s: %d %s", name, d.Target, d.Reason)
		}
		if _, err := s.PredictLoad(after.Add(time.Hour)); !errors.Is(err, ErrNotTrusted) {
			t.Errorf("%s: %v", name, err)
		}
		alone := build(t, NewPredictiveScaler(c.p).WithCapacity(100).WithForecastOnly(false))
		if d := (&world{p: alone, size: 2}).step(after, requests(700)); !d.Unknown || d.Target != 2 {
			t.Errorf("%s: alone it decides %+v", name, d)
		}
	}
}

func TestDecideIsPure(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100).WithReactive(follow).WithForecastOnly(false))
	w := &world{p: s, size: 2}
	for i := range 20 {
		w.step(after.Add(time.Duration(i)*10*time.Minute), requests(700))
	}
	g := scaling.Signals{Now: after.Add(4 * time.Hour), Current: 2, Ready: 2, Load: requests(800), Past: scaling.NewPast(w.steps)}
	want := s.Decide(g)
	learned := want.Memo.(*memory)
	was := fmt.Sprint(learned.bins, learned.margin, learned.view.upper)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s.Observe(g.Now, 5000)
			d := s.Decide(g)
			if d.Target != want.Target || d.Reason != want.Reason || d.Confidence != want.Confidence {
				t.Errorf("%+v, want %+v", d, want)
			}
			if got := d.Memo.(*memory); fmt.Sprint(got.bins, got.margin, got.view.upper) != was {
				t.Errorf("it learned something else: %v", got)
			}
		})
	}
	wg.Wait()
}

func TestPredictLoad(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100))
	for i := range 12 {
		s.Observe(after.Add(time.Duration(i)*5*time.Minute), demand(after.Add(time.Duration(i)*5*time.Minute)))
	}
	at := after.Add(5 * time.Hour)
	l, err := s.PredictLoad(at)
	if err != nil {
		t.Fatal(err)
	}
	if v := demand(at); math.Abs(l.ExpectedOperationsPerSecond-v) > 0.05*v || l.Low >= l.ExpectedOperationsPerSecond || l.High <= l.ExpectedOperationsPerSecond {
		t.Errorf("%v in %v to %v, it will be %v", l.ExpectedOperationsPerSecond, l.Low, l.High, v)
	}
	if l.Replicas != int(math.Ceil(l.Provide/100)) || l.Provide < l.ExpectedOperationsPerSecond || l.Confidence < 0.85 || l.Reason == "" {
		t.Errorf("%+v", l)
	}
	for _, at := range []time.Time{after.Add(-time.Hour), after.AddDate(0, 0, 3)} {
		if _, err := s.PredictLoad(at); !errors.Is(err, ErrBeyondHorizon) {
			t.Errorf("%v: %v", at, err)
		}
	}
	f, err := s.Forecast()
	if err != nil || f.Backtest.MASE > 1 {
		t.Errorf("%v, %v", f, err)
	}
}

func TestPreScaleForLoad(t *testing.T) {
	ctx := context.Background()
	clock := scalingtest.NewClock(after)
	a := scalingtest.NewActuator(clock, 5, time.Minute)
	b := NewPredictiveScaler(predictor()).WithCapacity(100).WithActuator(a)
	size := func() int {
		st, err := a.Status(ctx)
		if err != nil {
			t.Fatal(err)
		}
		return st.Desired
	}
	if d, err := build(t, b).PreScaleForLoad(ctx, PredictedLoad{Replicas: 9}); err != nil || size() != 5 || !strings.Contains(d.Reason, "would raise to 9") {
		t.Errorf("forecast only: %+v, %v, size %d", d, err, size())
	}
	s := build(t, b.WithForecastOnly(false))
	if d, err := s.PreScaleForLoad(ctx, PredictedLoad{Replicas: 9}); err != nil || size() != 9 || d.Target != 9 {
		t.Errorf("%+v, %v, size %d", d, err, size())
	}
	if d, err := s.PreScaleForLoad(ctx, PredictedLoad{Replicas: 2}); err != nil || size() != 9 || d.Target != 9 {
		t.Errorf("scaled in: %+v, %v, size %d", d, err, size())
	}
	if _, err := s.PreScaleForLoad(ctx, PredictedLoad{Replicas: -1}); err == nil || size() != 9 {
		t.Error("-1 replicas")
	}
	gone := errors.New("gone")
	a.Fail(gone)
	if _, err := s.PreScaleForLoad(ctx, PredictedLoad{Replicas: 20}); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	if _, err := build(t, b.WithActuator(nil)).PreScaleForLoad(ctx, PredictedLoad{}); !errors.Is(err, ErrNoActuator) {
		t.Errorf("%v", err)
	}
}

func TestBuildNamesAllFaults(t *testing.T) {
	bad := forecast.Series{Start: monday, Step: 7 * time.Minute, Values: []float64{1}}
	p := NewWorkloadPredictor().WithHistoricalDataDays(0).WithPredictionHorizonHours(0).WithConfidenceThreshold(math.NaN()).
		WithRefreshHours(0).WithMetric("")
	_, err := NewPredictiveScaler(p).WithCosts(0, 1).WithStartup(-1).WithLead(0).WithMaxReplicas(0).
		WithReactive(scaling.Max()).Build()
	for _, want := range []string{"historical data days 0", "horizon hours 0", "threshold NaN", "refresh hours 0", "metric", "capacity 0", "quantile 0", "startup -1ns", "lead 0s", "max replicas 0", "of no policies"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	for want, p := range map[string]WorkloadPredictor{
		"its step is 7m0s":  NewWorkloadPredictor().WithHistory(bad),
		"resolution 7m0s":   NewWorkloadPredictor().WithResolution(7 * time.Minute),
		"at most 40000":     NewWorkloadPredictor().WithResolution(time.Minute).WithHistoricalDataDays(300),
		"Values[0] is +Inf": NewWorkloadPredictor().WithHistory(forecast.Series{Step: time.Minute, Values: []float64{math.Inf(1)}}),
	} {
		if err := p.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	_, err = NewPredictiveScaler(NewWorkloadPredictor().WithPredictionHorizonHours(1)).WithCapacity(1).WithStartup(time.Hour).Build()
	if err == nil || !strings.Contains(err.Error(), "the horizon is 1h0m0s") {
		t.Errorf("%v", err)
	}
}

func TestBuildersAreValues(t *testing.T) {
	p := NewWorkloadPredictor()
	a, b := p.WithHistoricalDataDays(7), p.WithHistoricalDataDays(9)
	if p.days != DefaultHistoricalDataDays || a.days != 7 || b.days != 9 {
		t.Error("branches touch each other")
	}
	s := NewPredictiveScaler(p)
	if c := s.WithCosts(99, 1); c.quantile != 0.99 || s.quantile != DefaultQuantile {
		t.Errorf("quantile %v, %v", c.quantile, s.quantile)
	}
}

func TestMemoryAverages(t *testing.T) {
	p := NewWorkloadPredictor().WithHistoricalDataDays(1)
	m := p.remember()
	at := func(minutes int) time.Time { return monday.Add(time.Duration(minutes) * time.Minute) }
	for _, v := range []struct {
		minutes int
		value   float64
	}{{5, 10}, {10, 20}, {20, math.NaN()}, {35, 40}, {29, 999}, {36, 60}, {95, 7}} {
		m = m.with(&p, at(v.minutes), v.value)
	}
	want := []float64{15, 50, math.NaN()}
	if len(m.bins) != 3 || m.bins[0] != want[0] || m.bins[1] != want[1] || !math.IsNaN(m.bins[2]) || m.sum != 7 || !m.start.Equal(monday) {
		t.Errorf("%+v", m)
	}
	if back := m.with(&p, at(31), 80); len(back.bins) != 1 || back.sum != 80 || len(m.bins) != 3 {
		t.Errorf("after the clock went back: %+v", back)
	}
	if far := m.with(&p, at(60*24*40), 1); len(far.bins) != 0 || far.n != 1 || !far.start.Equal(at(60*24*40)) {
		t.Errorf("after forty days: %+v", far)
	}
	for i := range 500 {
		m = m.with(&p, at(95+30*i), float64(i))
	}
	if len(m.bins) != 48 || m.bins[47] != 498 {
		t.Errorf("%d averages are kept, the last is %v", len(m.bins), m.bins[len(m.bins)-1])
	}
}

// TestMarginAdapts: forecasts that are a fifth too low come to be provided for.
func TestMarginAdapts(t *testing.T) {
	s := build(t, NewPredictiveScaler(predictor()).WithCapacity(100).WithQuantile(0.9))
	m := s.initial.refreshed(&s.b.predictor, 0.9, after)
	v := m.view.forecast
	misses := 0
	for i := range 2000 {
		k := i % 12
		at := v.Time(k).Add(v.Step / 2)
		load := v.Values[k] + 1.5*(m.view.upper[k]-v.Values[k])*float64(i%10)/9
		if load > m.provide(at, at, m.level()) && i >= 1000 {
			misses++
		}
		m = m.adapted(at, load, 0.1)
	}
	if share := float64(misses) / 1000; share < 0.05 || share > 0.15 {
		t.Errorf("%.3f of loads were above what was provided, 0.1 is wanted; margin %v", share, m.margin)
	}
}
