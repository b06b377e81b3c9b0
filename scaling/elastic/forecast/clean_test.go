package forecast

import (
	"context"
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestGapsChangeLittle(t *testing.T) {
	s := hours(800)
	want := predict(t, nil, s, 24)
	r := noise(3)
	holed := Series{s.Start, s.Step, slices.Clone(s.Values)}
	for i := range holed.Values {
		if r() > 1.3 || i >= 300 && i < 330 { // a tenth, and thirty hours
			holed.Values[i] = math.NaN()
		}
	}
	f := predict(t, nil, holed, 24)
	if e := absoluteError(want.Values, f.Values); e > 40 {
		t.Errorf("gaps move the forecast by %v", e)
	}
	if !strings.Contains(strings.Join(f.Notes, ";"), "gaps filled") {
		t.Errorf("notes %q", f.Notes)
	}
}

func TestOutageIsAGap(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to int
		want     int
		value    func(v float64) float64
	}{
		{"a day of nothing", 400, 424, 24, func(float64) float64 { return 0 }},
		{"nearly nothing", 400, 424, 24, func(v float64) float64 { return 0.01 * v }},
		{"at the end", 580, 600, 20, func(float64) float64 { return 0 }},
		{"at the beginning", 0, 30, 30, func(float64) float64 { return 0 }},
		{"two hours are noise", 400, 402, 0, func(float64) float64 { return 0 }},
		{"half is a load", 400, 424, 0, func(v float64) float64 { return v / 2 }},
		{"three weeks are a lower load", 96, 600, 0, func(v float64) float64 { return 0.05 * v }},
	} {
		s := hours(600)
		for i := c.from; i < c.to; i++ {
			s.Values[i] = c.value(s.Values[i])
		}
		got := clean(s.Values, []int{24, 168}, nil)
		if got.outages != c.want {
			t.Errorf("%s: %d values are an outage, want %d", c.name, got.outages, c.want)
		}
		if c.want > 0 && lowest(got.values)*got.scale < 100 {
			t.Errorf("%s: filled with %v", c.name, lowest(got.values)*got.scale)
		}
	}
}

func TestNightsAreNoOutage(t *testing.T) {
	y := make([]float64, 24*30)
	for i := range y {
		if h := i % 24; h >= 7 && h < 19 {
			y[i] = 100
		}
	}
	if c := clean(y, []int{24}, nil); c.outages != 0 || c.outliers != 0 {
		t.Errorf("%d values are an outage, %d outliers", c.outages, c.outliers)
	}
}

func TestOutliersAreDrawnIn(t *testing.T) {
	s := hours(600)
	s.Values[300], s.Values[599] = 90_000, 1
	c := clean(s.Values, []int{24, 168}, nil)
	if c.outliers != 2 {
		t.Fatalf("%d outliers", c.outliers)
	}
	if v := c.values[300] * c.scale; v > 5000 {
		t.Errorf("90000 became %v", v)
	}
	if c.measured[300]*c.scale != 90_000 {
		t.Error("what was measured is lost")
	}
}

func TestIgnoredStepsTeachNothing(t *testing.T) {
	s := hours(600)
	holiday := func(at time.Time) bool { return at.YearDay() == 20 }
	want := predict(t, &Options{Ignore: holiday}, s, 24)
	for i := range s.Values {
		if holiday(s.Time(i)) {
			s.Values[i] *= 1.9
		}
	}
	if f := predict(t, &Options{Ignore: holiday}, s, 24); !slices.Equal(f.Values, want.Values) {
		t.Error("an ignored day changes the forecast")
	}
	if f := predict(t, nil, s, 24); slices.Equal(f.Values, want.Values) {
		t.Error("the day would have changed nothing: this shows nothing")
	}
}

func TestSeasons(t *testing.T) {
	wave := func(n, period int) []float64 {
		y, r := make([]float64, n), noise(5)
		for i := range y {
			y[i] = 0.01*float64(i) + math.Sin(2*math.Pi*float64(i)/float64(period)) + 0.3*r()
		}
		return y
	}
	r := noise(9)
	random := make([]float64, 500)
	for i := range random {
		random[i] = r()
	}
	for name, c := range map[string]struct {
		s    Series
		want []int
	}{
		"hours":            {Series{Step: time.Hour, Values: make([]float64, 400)}, []int{24, 168}},
		"ten days":         {Series{Step: time.Hour, Values: make([]float64, 240)}, []int{24}},
		"days":             {Series{Step: 24 * time.Hour, Values: make([]float64, 60)}, []int{7}},
		"seven minutes":    {Series{Step: 7 * time.Minute, Values: wave(400, 37)}, []int{37}},
		"huge":             {Series{Step: 7 * time.Minute, Values: scaledBy(wave(400, 37), 1e307)}, []int{37}},
		"noise":            {Series{Step: 7 * time.Minute, Values: random}, nil},
		"constant":         {Series{Step: 7 * time.Minute, Values: make([]float64, 400)}, nil},
		"one":              {Series{Step: time.Hour, Values: []float64{1}}, nil},
		"seconds, an hour": {Series{Step: time.Second, Values: wave(3600, 60)}, []int{60}},
	} {
		if got := Seasons(c.s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func scaledBy(y []float64, f float64) []float64 {
	for i := range y {
		y[i] *= f
	}
	return y
}

func TestFromPoints(t *testing.T) {
	at := time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)
	minute := func(m float64, v float64) Point { return Point{at.Add(time.Duration(m * float64(time.Minute))), v} }
	s, err := FromPoints([]Point{minute(3.5, 8), minute(0.2, 1), minute(0.9, 3), minute(1, math.NaN()), minute(3, 4)}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Start.Equal(at) || len(s.Values) != 4 || s.Values[0] != 2 || !math.IsNaN(s.Values[1]) || !math.IsNaN(s.Values[2]) || s.Values[3] != 6 {
		t.Errorf("%v %v", s.Start, s.Values)
	}
	if h := s.Resample(2); h.Step != 2*time.Minute || h.Values[0] != 2 || h.Values[1] != 6 {
		t.Errorf("resampled %v", h)
	}
	if h := s.Resample(3); len(h.Values) != 1 || !h.Start.Equal(s.Time(1)) || h.Values[0] != 6 {
		t.Errorf("resampled %v", h)
	}
	far := []Point{{at, 1}, {at.AddDate(250, 0, 0), 2}}
	for name, f := range map[string]func() (Series, error){
		"none":    func() (Series, error) { return FromPoints(nil, time.Minute) },
		"no step": func() (Series, error) { return FromPoints(far, 0) },
		"far":     func() (Series, error) { return FromPoints(far, time.Second) },
		"all NaN": func() (Series, error) { return FromPoints([]Point{{at, math.NaN()}}, time.Minute) },
		"Inf":     func() (Series, error) { return FromPoints([]Point{{at, math.Inf(1)}}, time.Minute) },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// FuzzForecast forecasts anything: no panic, and what is forecast is a number
// within its interval.
func FuzzForecast(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4}, uint8(24), uint8(3), 0.0)
	f.Add(slices.Repeat([]byte{10, 200, 0, 255}, 60), uint8(4), uint8(9), 1e300)
	f.Add(slices.Repeat([]byte{0, 0, 0, 7, 9}, 40), uint8(5), uint8(1), -5.0)
	f.Fuzz(func(t *testing.T, raw []byte, season, horizon uint8, add float64) {
		s := Series{Step: time.Hour, Values: make([]float64, min(len(raw), 600))}
		for i := range s.Values {
			if s.Values[i] = float64(raw[i]) + add; raw[i] == 255 {
				s.Values[i] = math.NaN()
			}
		}
		e, err := NewEnsemble(&Options{Seasons: []int{2 + int(season)}, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Forecast(context.Background(), s, 1+int(horizon)%50)
		if err != nil {
			return
		}
		low, high, err := got.Interval(0.9)
		if err != nil {
			t.Fatal(err)
		}
		for k, v := range got.Values {
			if math.IsNaN(v) || math.IsNaN(low[k]) || !(low[k] <= high[k]) {
				t.Fatalf("step %d: %v in %v to %v; %s", k, v, low[k], high[k], got.Fallback)
			}
		}
	})
}
