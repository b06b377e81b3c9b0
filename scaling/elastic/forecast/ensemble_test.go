package forecast

import (
	"context"
	"errors"
	"math"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func ensemble(t testing.TB, o *Options) *Ensemble {
	t.Helper()
	e, err := NewEnsemble(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func predict(t testing.TB, o *Options, s Series, horizon int) *Forecast {
	t.Helper()
	f, err := ensemble(t, o).Forecast(context.Background(), s, horizon)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestForecastIsTheSameForAnyWorkers(t *testing.T) {
	s := hours(700)
	one := predict(t, &Options{Workers: 1}, s, 24)
	for _, workers := range []int{64, 2, 5}[:cases(3, 1)] {
		f := predict(t, &Options{Workers: workers}, s, 24)
		if !slices.Equal(one.Values, f.Values) || !reflect.DeepEqual(one.Backtest, f.Backtest) {
			t.Errorf("%d workers forecast something else", workers)
		}
	}
}

func TestForecastOfAPlainLoad(t *testing.T) {
	all := hours(1100)
	past := all
	past.Values = all.Values[:1000]
	f := predict(t, nil, past, 100)
	if !f.Start.Equal(all.Time(1000)) || f.Step != time.Hour || len(f.Values) != 100 || f.Fallback != "" {
		t.Fatalf("%v %v %d %q", f.Start, f.Step, len(f.Values), f.Fallback)
	}
	truth := all.Values[1000:]
	// The noise is 5 % of up to 1500: what nobody can foresee is about 40.
	if e := absoluteError(truth, f.Values); e > 55 {
		t.Errorf("mean error %v", e)
	}
	low, high, err := f.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	if c := Coverage(truth, low, high); c < 0.85 {
		t.Errorf("95 %% intervals hold %v", c)
	}
	if c := f.Confidence(); c < 0.9 || c > 0.99 {
		t.Errorf("confidence %v", c)
	}
}

// wrong forecasts nonsense, with great assurance.
type wrong struct{ value float64 }

func (w wrong) Name() string { return "wrong" }

func (w wrong) Forecast(h History, horizon int) ([]float64, error) {
	return repeat([]float64{w.value}, horizon), nil
}

func TestNeverWorseThanRepeatingInTheBacktest(t *testing.T) {
	e := ensemble(t, &Options{Models: []Model{SeasonalNaive{24}, wrong{1e4}}, Top: 2})
	s := hours(600)
	r, err := e.prepare(s, 24)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.try(context.Background()); err != nil {
		t.Fatal(err)
	}
	w := r.weights(-1)
	floor, _ := r.floor(-1)
	if w[1] == 0 || r.blended(w, -1) <= floor {
		t.Fatalf("weights %v: the wrong model does no harm, so this shows nothing", w)
	}
	if got := r.blended(r.floored(w, -1), -1); got != floor {
		t.Errorf("score %v with the floor, which is %v", got, floor)
	}
	f := predict(t, &e.o, s, 24)
	if !f.Backtest.Floored || !slices.Equal(f.Values, s.Values[600-24:]) {
		t.Errorf("the mixture was kept: %+v", f.Backtest.Models)
	}
}

func TestModelsThatFailAreNamedAndPassedOver(t *testing.T) {
	for _, v := range []float64{math.NaN(), math.Inf(1)} {
		f := predict(t, &Options{Models: []Model{SeasonalNaive{24}, wrong{v}, MeanOfSeasons{Season: 24, Count: 100}}}, hours(400), 24)
		for _, m := range f.Backtest.Models {
			switch {
			case m.Name == "mean-100x24" && !strings.Contains(m.Error, "needs 2400 values"):
				t.Errorf("error %q", m.Error)
			case m.Name == "wrong" && math.IsNaN(v) && m.Error == "":
				t.Error("NaN is a forecast")
			}
		}
		for _, v := range f.Values {
			if math.IsNaN(v) || v > 5000 {
				t.Fatalf("forecast %v", f.Values)
			}
		}
	}
	f := predict(t, &Options{Models: []Model{wrong{math.NaN()}}}, hours(400), 24)
	if !strings.Contains(f.Fallback, "no model carries") {
		t.Errorf("fallback %q", f.Fallback)
	}
}

func TestBadSeries(t *testing.T) {
	nan := math.NaN()
	e := ensemble(t, nil)
	var value *ValueError
	for name, c := range map[string]struct {
		s       Series
		horizon int
		want    func(error) bool
	}{
		"empty":     {Series{Step: time.Hour}, 24, func(err error) bool { return errors.Is(err, ErrNoValues) }},
		"all NaN":   {Series{Step: time.Hour, Values: []float64{nan, nan}}, 24, func(err error) bool { return errors.Is(err, ErrNoValues) }},
		"Inf":       {Series{Step: time.Hour, Values: []float64{1, math.Inf(-1)}}, 24, func(err error) bool { return errors.As(err, &value) && value.What == "Values[1]" }},
		"no step":   {Series{Values: []float64{1}}, 24, func(err error) bool { return errors.As(err, &value) && value.What == "Step" }},
		"no steps":  {hours(300), 0, func(err error) bool { return errors.As(err, &value) && value.What == "horizon" }},
		"too far":   {hours(300), maxHorizon + 1, func(err error) bool { return errors.As(err, &value) && value.What == "horizon" }},
		"all unset": {Series{Step: -1, Values: []float64{nan}}, 1, func(err error) bool { return errors.As(err, &value) }},
	} {
		f, err := e.Forecast(context.Background(), c.s, c.horizon)
		if err == nil || !c.want(err) || f != nil {
			t.Errorf("%s: %v, %v", name, f, err)
		}
	}
	ignoring := ensemble(t, &Options{Ignore: func(time.Time) bool { return true }})
	if _, err := ignoring.Forecast(context.Background(), hours(300), 24); !errors.Is(err, ErrNoValues) {
		t.Errorf("all ignored: %v", err)
	}
}

func TestSimpleSeriesFallBack(t *testing.T) {
	constant := Series{Step: time.Hour, Values: repeat([]float64{7}, 500)}
	f := predict(t, nil, constant, 48)
	if !strings.Contains(f.Fallback, "constant at 7") || f.Values[47] != 7 || f.Confidence() != 0 {
		t.Errorf("constant: %q %v", f.Fallback, f.Values[47])
	}
	for _, n := range []int{1, 2, 3, 20, 60} {
		f := predict(t, nil, Series{Step: time.Hour, Values: hours(n).Values}, 48)
		low, high, err := f.Interval(0.9)
		if err != nil || f.Fallback == "" {
			t.Fatalf("%d values: fallback %q, %v", n, f.Fallback, err)
		}
		for k, v := range f.Values {
			if !(low[k] <= v && v <= high[k] && low[k] >= 0) {
				t.Fatalf("%d values: %v is not within %v to %v", n, v, low[k], high[k])
			}
		}
		if n > 2 && high[47]-low[47] <= high[0]-low[0] && n < 48 {
			t.Errorf("%d values: as sure of the last step as of the first", n)
		}
	}
}

func TestForecastScalesWithTheSeries(t *testing.T) {
	s := hours(500)
	want := predict(t, nil, s, 24)
	for _, e := range []int{1000, -900, 60}[:cases(3, 1)] {
		scaled := s
		scaled.Values = make([]float64, len(s.Values))
		for i, v := range s.Values {
			scaled.Values[i] = math.Ldexp(v, e)
		}
		f := predict(t, nil, scaled, 24)
		for i, v := range f.Values {
			if v != math.Ldexp(want.Values[i], e) {
				t.Fatalf("times 2^%d: step %d is %v, not %v", e, i, v, math.Ldexp(want.Values[i], e))
			}
		}
	}
}

func TestNegativeSeries(t *testing.T) {
	s := hours(600)
	for i := range s.Values {
		s.Values[i] -= 1000
	}
	f := predict(t, nil, s, 24)
	if slices.Min(f.Values) >= 0 {
		t.Error("no value is below zero")
	}
	s = hours(600)
	for i, v := range s.Values {
		s.Values[i] = max(0, v-900) // nights are zero
	}
	f = predict(t, nil, s, 48)
	low, err := f.Quantile(0.001)
	if err != nil || slices.Min(low) < 0 || slices.Min(f.Values) < 0 {
		t.Errorf("below zero where the series never is: %v, %v", slices.Min(low), err)
	}
}

func TestQuantilesAscend(t *testing.T) {
	f := predict(t, nil, hours(500), 24)
	last := repeat([]float64{math.Inf(-1)}, 24)
	for _, q := range []float64{0.001, 0.025, 0.1, 0.3, 0.5, 0.7, 0.9, 0.975, 0.999} {
		now, err := f.Quantile(q)
		if err != nil {
			t.Fatal(err)
		}
		for k := range now {
			if now[k] < last[k] {
				t.Fatalf("step %d: quantile %v is %v, below %v", k, q, now[k], last[k])
			}
		}
		last = now
	}
	for _, q := range []float64{0, 1, -1, 2, math.NaN()} {
		if _, err := f.Quantile(q); err == nil {
			t.Errorf("quantile %v", q)
		}
		if _, _, err := f.Interval(q); err == nil {
			t.Errorf("interval %v", q)
		}
	}
}

func TestForecastEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	before := runtime.NumGoroutine()
	if _, err := ensemble(t, nil).Forecast(ctx, hours(500), 24); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	for end := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

func TestOptionsNameAllFaults(t *testing.T) {
	_, err := NewEnsemble(&Options{Top: -1, MaxHistory: -2, Workers: -3, Level: 1.5, Seasons: []int{1}, Origins: []int{0},
		Models: []Model{nil, SeasonalNaive{3}, SeasonalNaive{3}}})
	for _, want := range []string{"Top is -1", "MaxHistory is -2", "Workers is -3", "Level is 1.5", "Seasons is 1", "Origins is 0", "must not hold nil", "snaive-3: names must differ"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %q", err, want)
		}
	}
	if _, err := NewEnsemble(&Options{Models: []Model{}}); err == nil {
		t.Error("no models are accepted")
	}
}

func TestDefaultOriginsHoldTheUsualWindows(t *testing.T) {
	o := DefaultOrigins(960, []int{24, 168}, 48)
	for _, back := range []int{48, 96, 168, 336} {
		if !slices.Contains(o, back) {
			t.Errorf("%d is not among %v", back, o)
		}
	}
	if o := DefaultOrigins(200, []int{24}, 190); len(o) != 0 {
		t.Errorf("origins %v leave nothing to learn from", o)
	}
}
