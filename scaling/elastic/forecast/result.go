package forecast

import (
	"fmt"
	"math"
	"time"
)

// Forecast is what comes next and how far to trust it.
type Forecast struct {
	Start    time.Time // of the first step forecast
	Step     time.Duration
	Values   []float64 // what to expect, step by step
	Fallback string    // why a simple rule made the forecast; empty: the ensemble did
	Notes    []string  // what was done to the series
	Backtest Backtest

	residuals residuals
	positive  bool
	scale     float64
	width     func(k int) float64 // of a fallback: standard deviation at step k
}

// Time is when step i begins.
func (f *Forecast) Time(i int) time.Time { return f.Start.Add(time.Duration(i) * f.Step) }

// At is the value expected at time t, false outside the forecast.
func (f *Forecast) At(t time.Time) (float64, bool) {
	i, ok := f.Index(t)
	if !ok {
		return math.NaN(), false
	}
	return f.Values[i], true
}

// Index is the step that t falls into, false outside the forecast.
func (f *Forecast) Index(t time.Time) (int, bool) {
	if t.Before(f.Start) {
		return 0, false
	}
	i := int(t.Sub(f.Start) / f.Step)
	return i, i < len(f.Values)
}

// Quantile is, step by step, what the load stays below with probability q. It
// is calibrated by what the backtest missed; below zero it does not go where the
// series does not.
func (f *Forecast) Quantile(q float64) ([]float64, error) {
	if !(q > 0 && q < 1) {
		return nil, &ValueError{"q", q, "must lie between 0 and 1"}
	}
	out := make([]float64, len(f.Values))
	for k, v := range f.Values {
		if f.width != nil {
			out[k] = v + f.width(k)*normalQuantile(q)
		} else {
			out[k] = v + f.residuals.quantile(q, k)*f.scale
		}
		if f.positive {
			out[k] = max(out[k], 0)
		}
	}
	return out, nil
}

// Interval is the central interval of a level: at 0.95 from quantile 0.025 to
// quantile 0.975.
func (f *Forecast) Interval(level float64) (low, high []float64, err error) {
	if !(level > 0 && level < 1) {
		return nil, nil, &ValueError{"level", level, "must lie between 0 and 1"}
	}
	if low, err = f.Quantile((1 - level) / 2); err != nil {
		return nil, nil, err
	}
	high, err = f.Quantile((1 + level) / 2)
	return low, high, err
}

// Confidence is the share of values that the backtest found within the central
// interval of Options.Level; 0 for a fallback, of which nothing was measured.
func (f *Forecast) Confidence() float64 { return f.Backtest.Coverage }

// begin makes a forecast of scaled values.
func (r *run) begin(values []float64) *Forecast {
	f := &Forecast{
		Start: r.series.Time(len(r.series.Values)), Step: r.series.Step,
		Values: values, Notes: r.notes, positive: r.c.positive, scale: r.c.scale,
	}
	for i, v := range values {
		values[i] = v * r.c.scale
	}
	return f
}

// finish keeps the forecast where the series is.
func (r *run) finish(f *Forecast) {
	for i, v := range f.Values {
		if f.positive {
			f.Values[i] = max(v, 0)
		}
	}
}

// simple says why a series cannot be backtested; empty: it can.
func (r *run) simple() string {
	low, high := span(r.h.Values)
	switch {
	case low == high:
		return fmt.Sprintf("the series is constant at %g", low*r.c.scale)
	case len(r.origins) < 2:
		return fmt.Sprintf("%d values are too few for a backtest of %d steps", len(r.h.Values), r.horizon)
	}
	return ""
}

// fallback repeats the longest season that there is, the last value without
// one. Its intervals are those of a normal distribution that widens with every
// season ahead, the width being what repeating missed.
func (r *run) fallback(why string) (*Forecast, error) {
	m := 1
	for _, s := range r.h.Seasons {
		if len(r.h.Values) >= 2*s {
			m = s
		}
	}
	values, err := SeasonalNaive{m}.Forecast(r.h, r.horizon)
	if err != nil {
		return nil, err
	}
	f := r.begin(values)
	sd := 0.0
	if y := r.h.Values; len(y) > m {
		for i := m; i < len(y); i++ {
			sd += (y[i] - y[i-m]) * (y[i] - y[i-m])
		}
		sd = math.Sqrt(sd/float64(len(y)-m)) * r.c.scale
	}
	f.width = func(k int) float64 { return sd * math.Sqrt(float64(k/m+1)) }
	f.Fallback = why + fmt.Sprintf(": repeats the last %d", m)
	f.Backtest.Series, f.Backtest.Level, f.Backtest.Fallback = len(r.h.Values), r.o.Level, f.Fallback
	return f, nil
}

// normalQuantile is the quantile of the standard normal distribution.
func normalQuantile(q float64) float64 { return math.Sqrt2 * math.Erfinv(2*q-1) }
