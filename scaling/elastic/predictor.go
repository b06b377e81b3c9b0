package elastic

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic/forecast"
)

// Where a [WorkloadPredictor] is told nothing.
const (
	DefaultHistoricalDataDays     = 30
	DefaultPredictionHorizonHours = 24
	DefaultConfidenceThreshold    = 0.85
	DefaultRefreshHours           = 6
	DefaultResolution             = 30 * time.Minute
)

// maxBins bounds how much of the past is remembered: a year of quarters of an
// hour.
const maxBins = 40_000

// WorkloadPredictor describes how a load is remembered and forecast. It is an
// immutable value: each With method returns a changed copy.
type WorkloadPredictor struct {
	days, horizon, refresh int
	threshold              float64
	resolution             time.Duration
	metric                 string
	history                forecast.Series
	ensemble               *forecast.Ensemble
}

// NewWorkloadPredictor returns the description of a predictor with the defaults
// above, of the metric [scaling.Requests].
func NewWorkloadPredictor() WorkloadPredictor {
	return WorkloadPredictor{
		days: DefaultHistoricalDataDays, horizon: DefaultPredictionHorizonHours, refresh: DefaultRefreshHours,
		threshold: DefaultConfidenceThreshold, resolution: DefaultResolution, metric: scaling.Requests,
	}
}

// WithHistoricalDataDays sets how much of the past is remembered, >= 1. Two
// weeks are needed to know the days of a week apart.
func (p WorkloadPredictor) WithHistoricalDataDays(days int) WorkloadPredictor {
	p.days = days
	return p
}

// WithPredictionHorizonHours sets how far ahead can be asked, >= 1.
func (p WorkloadPredictor) WithPredictionHorizonHours(hours int) WorkloadPredictor {
	p.horizon = hours
	return p
}

// WithConfidenceThreshold sets what share of values the intervals must have held
// in the backtest for a forecast to be trusted, 0 to 0.95. Intervals are of 95 %,
// or of the level of [WorkloadPredictor.WithEnsemble]'s.
func (p WorkloadPredictor) WithConfidenceThreshold(share float64) WorkloadPredictor {
	p.threshold = share
	return p
}

// WithRefreshHours sets how old a forecast gets, >= 1.
func (p WorkloadPredictor) WithRefreshHours(hours int) WorkloadPredictor {
	p.refresh = hours
	return p
}

// WithResolution sets the time over which the load is averaged before it is
// forecast, one minute to a day, of which it must be a part.
func (p WorkloadPredictor) WithResolution(d time.Duration) WorkloadPredictor {
	p.resolution = d
	return p
}

// WithMetric names the metric that is the load, such as requests per second: one
// that counts the demand. A utilisation says nothing about what was not served.
// A metric that is [scaling.PerReplica] is multiplied by the replicas ready.
func (p WorkloadPredictor) WithMetric(name string) WorkloadPredictor {
	p.metric = name
	return p
}

// WithHistory gives the load of before, at steps that the resolution is a
// multiple of.
func (p WorkloadPredictor) WithHistory(s forecast.Series) WorkloadPredictor {
	p.history = s
	return p
}

// WithEnsemble sets what forecasts; the default is that of package forecast, on
// the goroutine that asks.
func (p WorkloadPredictor) WithEnsemble(e *forecast.Ensemble) WorkloadPredictor {
	p.ensemble = e
	return p
}

// Validate tells every fault at once.
func (p WorkloadPredictor) Validate() error {
	var errs []error
	fault := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("elastic: predictor: "+format, values...))
		}
	}
	fault(p.days < 1, "historical data days %d: must be >= 1", p.days)
	fault(p.horizon < 1 || p.horizon > 24*30, "prediction horizon hours %d: must be 1 to 720", p.horizon)
	fault(p.refresh < 1 || p.refresh > 24*7, "refresh hours %d: must be 1 to 168", p.refresh)
	fault(!(p.threshold >= 0 && p.threshold <= 0.95), "confidence threshold %v: must be 0 to 0.95", p.threshold)
	fault(p.metric == "", "metric: must be named")
	const day = 24 * time.Hour
	bad := p.resolution < time.Minute || p.resolution > day || day%p.resolution != 0
	fault(bad, "resolution %v: must be one minute to a day, and part of a day", p.resolution)
	if !bad && p.days >= 1 {
		fault(int64(p.days) > maxBins*int64(p.resolution)/int64(day), "historical data days %d: at most %d averages of %v are kept", p.days, maxBins, p.resolution)
	}
	if len(p.history.Values) > 0 {
		err := p.history.Check()
		fault(err != nil, "history: %w", err)
		fault(err == nil && !bad && (p.history.Step > p.resolution || p.resolution%p.history.Step != 0), "history: its step is %v: the resolution %v must be a multiple of it", p.history.Step, p.resolution)
	}
	return errors.Join(errs...)
}

// complete fills in the ensemble.
func (p WorkloadPredictor) complete() (WorkloadPredictor, error) {
	if err := p.Validate(); err != nil {
		return p, err
	}
	if p.ensemble == nil {
		e, err := forecast.NewEnsemble(&forecast.Options{Workers: 1, MaxHistory: p.bins()})
		if err != nil {
			return p, err
		}
		p.ensemble = e
	}
	return p, nil
}

// bins is how many averages are remembered.
func (p *WorkloadPredictor) bins() int {
	return max(int(time.Duration(p.days)*24*time.Hour/p.resolution), 2)
}

// steps is how many averages are forecast: a horizon after the forecast has
// become as old as it gets.
func (p *WorkloadPredictor) steps() int {
	return int(time.Duration(p.horizon+p.refresh)*time.Hour/p.resolution) + 1
}

// outlook is a forecast as it is asked. It does not change.
type outlook struct {
	made     time.Time
	forecast *forecast.Forecast // nil: there is none
	upper    []float64          // what suffices with the wanted probability
	low      []float64          // central interval of 95 %
	high     []float64
	why      string // why it is not to be trusted; empty: it is
}

// predict forecasts what follows s.
func (p *WorkloadPredictor) predict(s forecast.Series, q float64, now time.Time) *outlook {
	o := &outlook{made: now}
	f, err := p.ensemble.Forecast(context.Background(), s, p.steps())
	if err != nil {
		o.why = err.Error()
		return o
	}
	o.forecast = f
	if o.upper, err = f.Quantile(q); err == nil {
		o.low, o.high, err = f.Interval(0.95)
	}
	switch {
	case err != nil:
		o.forecast, o.why = nil, err.Error()
	case f.Fallback != "":
		o.why = f.Fallback
	case f.Confidence() < p.threshold:
		o.why = fmt.Sprintf("intervals of %.3g %% held %.0f %% of the past, less than %.0f %%", 100*f.Backtest.Level, 100*f.Confidence(), 100*p.threshold)
	}
	return o
}

// trusted reports whether o is to be acted upon.
func (o *outlook) trusted() bool { return o != nil && o.why == "" }

// at interpolates values of the forecast at time t between the middles of its
// steps; NaN outside.
func (o *outlook) at(values []float64, t time.Time) float64 {
	i, ok := o.forecast.Index(t)
	if !ok {
		return math.NaN()
	}
	place := float64(t.Sub(o.forecast.Time(i)))/float64(o.forecast.Step) - 0.5
	j := i + 1
	if place < 0 {
		j, place = i-1, -place
	}
	if j < 0 || j >= len(values) {
		return values[i]
	}
	return values[i] + place*(values[j]-values[i])
}

// highest is the largest of values between two times, both included.
func (o *outlook) highest(values []float64, from, to time.Time) float64 {
	top := max(o.at(values, from), o.at(values, to)) // NaN stays NaN
	for t := o.forecast.Step / 2; ; t += o.forecast.Step {
		middle := o.forecast.Start.Add(t)
		if middle.After(to) {
			return top
		}
		if middle.After(from) {
			top = max(top, o.at(values, middle))
		}
	}
}
