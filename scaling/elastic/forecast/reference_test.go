package forecast

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// reference is what testdata/reference.py computes with statsmodels and NumPy.
type reference struct {
	Season       int
	Past, Future []float64
	Smoothed     []struct {
		Ratio                    bool
		Alpha, Beta, Gamma, Damp float64
		Fitted, Forecast         []float64
	}
	Measures []struct{ MASE, SMAPE float64 }
	Naive    struct {
		Forecast    []float64
		MASE, SMAPE float64
	}
	Interval struct{ Below, Above, Alpha, MSIS, Coverage float64 }
}

func readReference(t *testing.T) *reference {
	t.Helper()
	raw, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	r := new(reference)
	if err := json.Unmarshal(raw, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-9*max(1, math.Abs(want))) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

// TestHoltWintersIsThatOfStatsmodels compares all forecasts one step ahead and
// those of two days. statsmodels 0.15 leaves the last value out of its season
// (it overwrites it with the one before), so that place of a day is left out.
func TestHoltWintersIsThatOfStatsmodels(t *testing.T) {
	r := readReference(t)
	n := len(r.Past)
	for i, s := range r.Smoothed {
		p := smoothing{alpha: s.Alpha, beta: s.Beta, damp: s.Damp, gamma: [2]float64{s.Gamma}, ratio: s.Ratio}
		state, one := p.begin(r.Past, []int{r.Season}), make([]float64, 1)
		for k, v := range r.Past {
			state.ahead(one)
			near(t, "a step", one[0], s.Fitted[k])
			state.see(v)
		}
		f := p.rolling(r.Past, []int{r.Season}, []int{n}, len(r.Future))[0]
		for k, v := range f {
			if (k+1)%r.Season != 0 {
				near(t, "a forecast", v, s.Forecast[k])
			}
		}
		near(t, "MASE", MASE(r.Future, s.Forecast, r.Past, r.Season), r.Measures[i].MASE)
		near(t, "sMAPE", SMAPE(r.Future, s.Forecast), r.Measures[i].SMAPE)
	}
}

func TestSeasonalNaiveIsThatOfNumPy(t *testing.T) {
	r := readReference(t)
	f, err := SeasonalNaive{r.Season}.Forecast(History{Values: r.Past}, len(r.Future))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range f {
		near(t, "a forecast", v, r.Naive.Forecast[k])
	}
	near(t, "MASE", MASE(r.Future, f, r.Past, r.Season), r.Naive.MASE)
	near(t, "sMAPE", SMAPE(r.Future, f), r.Naive.SMAPE)
	low, high := make([]float64, len(f)), make([]float64, len(f))
	for k, v := range f {
		low[k], high[k] = v-r.Interval.Below, v+r.Interval.Above
	}
	near(t, "MSIS", MSIS(r.Future, low, high, r.Past, r.Season, r.Interval.Alpha), r.Interval.MSIS)
	near(t, "coverage", Coverage(r.Future, low, high), r.Interval.Coverage)
}

func TestMeasuresPassOverGaps(t *testing.T) {
	nan := math.NaN()
	near(t, "MASE", MASE([]float64{1, nan, 3}, []float64{2, 9, 3}, []float64{0, 2, nan, 4, 6}, 1), 0.5/2)
	near(t, "sMAPE", SMAPE([]float64{1, nan, 0}, []float64{3, 9, 0}), 50)
	near(t, "coverage", Coverage([]float64{1, nan, 3}, []float64{0, 0, 0}, []float64{2, 2, 2}), 0.5)
	if m := MASE([]float64{1, 2}, []float64{1, 2}, []float64{5, 5, 5}, 1); m != 0 {
		t.Errorf("without error MASE is %v", m)
	}
	if m := MASE([]float64{1, 2}, []float64{1, 3}, []float64{5, 5, 5}, 1); !math.IsInf(m, 1) {
		t.Errorf("beside a constant history MASE is %v", m)
	}
}
