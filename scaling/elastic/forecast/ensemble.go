package forecast

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Options of an Ensemble; the zero value of each means its default.
type Options struct {
	Models     []Model              // nil: DefaultModels of the seasons found
	Seasons    []int                // in steps; nil: found by Seasons
	Origins    []int                // how many values before the end to forecast from in the backtest; nil: DefaultOrigins
	Top        int                  // models that share the weight; 0: 8
	Level      float64              // of the intervals whose coverage is measured; 0: 0.95
	MaxHistory int                  // values looked at; 0: eight of the longest season, 5000 without one
	Ignore     func(time.Time) bool // steps to learn nothing from: holidays, load tests; nil: none
	Workers    int                  // goroutines in a call; 0: GOMAXPROCS
}

// Defaults of Options.
const (
	defaultTop       = 8
	defaultLevel     = 0.95
	defaultSeasons   = 8
	defaultUnseason  = 5000
	maxHorizon       = 100_000
	sharpness        = 4 // weights are 1/score^4
	backtestOrigins  = 13
	leastTrainSeason = 1.5 // longest seasons before the first origin
)

// Ensemble forecasts by many models, weighed by a backtest on the series at
// hand. It is immutable and may be used by several goroutines.
type Ensemble struct{ o Options }

// NewEnsemble checks options; nil means defaults. Its error joins a *ValueError
// for each field that breaks a rule.
func NewEnsemble(o *Options) (*Ensemble, error) {
	var e Ensemble
	if o != nil {
		e.o = *o
		e.o.Models, e.o.Seasons, e.o.Origins = slices.Clone(o.Models), slices.Clone(o.Seasons), slices.Clone(o.Origins)
	}
	if err := e.o.check(); err != nil {
		return nil, err
	}
	setDefault(&e.o.Top, defaultTop)
	setDefault(&e.o.Level, defaultLevel)
	setDefault(&e.o.Workers, runtime.GOMAXPROCS(0))
	slices.Sort(e.o.Seasons)
	return &e, nil
}

func setDefault[T int | float64](v *T, to T) {
	if *v == 0 {
		*v = to
	}
}

// DefaultModels are those of an Ensemble for a day and a week of these lengths
// in steps; one season only, or none, leaves models out.
func DefaultModels(seasons []int) []Model {
	h := History{Seasons: seasons}
	d, w := h.day(), h.week()
	ms := []Model{SeasonalNaive{1}, DampedTrend{}, Theta{d}}
	if d > 1 {
		ms = append(ms, SeasonalNaive{d}, MeanOfSeasons{Season: d, Count: 7},
			HoltWinters{Season: d}, HoltWinters{Season: d, Multiplicative: true},
			Spectrum{Season: w})
	}
	if w > d {
		ms = append(ms, SeasonalNaive{w}, MeanOfSeasons{Season: w, Count: 2}, MeanOfSeasons{Season: w, Count: 3, Median: true},
			LevelledMean{Season: w, Count: 2, Recent: d, Damping: 0.5},
			HoltWinters{Season: w}, HoltWinters{Season: w, Multiplicative: true},
			DoubleSeasonal{Short: d, Long: w}, DoubleSeasonal{Short: d, Long: w, Log: true},
			Card{})
	}
	for _, log := range []bool{false, true} {
		ms = append(ms, Autoregression{Log: log})
		if d > 1 {
			ms = append(ms, Autoregression{Log: log, Seasonal: true})
		}
	}
	return ms
}

// DefaultOrigins are how many values before the end a backtest of n values
// forecasts from: a horizon, and whole days before that up to twelve, as far as
// one and a half of the longest season is left to learn from. With hours and a
// horizon of 48 these are 48, 72, 96, …, 336.
func DefaultOrigins(n int, seasons []int, horizon int) []int {
	h := History{Seasons: seasons}
	stride := h.day()
	if stride == 1 {
		stride = max(1, horizon/2)
	}
	least := max(int(leastTrainSeason*float64(h.week())), 10)
	var out []int
	for k := range backtestOrigins {
		if back := horizon + k*stride; n-back >= least {
			out = append(out, back)
		}
	}
	return out
}

// run is one call of Forecast.
type run struct {
	*Ensemble
	series  Series
	horizon int
	c       cleaned
	h       History
	origins []int // values known, ascending; the last is all
	trials  []trial
	notes   []string
}

// trial is what one model forecast.
type trial struct {
	model  Model
	err    error
	f      [][]float64 // by origin
	errors []float64   // scaled mean absolute error by origin but the last
	score  float64     // their mean
}

// Forecast returns what comes after s, horizon steps long, and the backtest it
// rests on. Bad series are ErrNoValues or a *ValueError; a series too short for
// a backtest, or constant, is forecast by a simple rule that Forecast.Fallback
// names. ctx is looked at between models.
func (e *Ensemble) Forecast(ctx context.Context, s Series, horizon int) (*Forecast, error) {
	r, err := e.prepare(s, horizon)
	if err != nil {
		return nil, err
	}
	if why := r.simple(); why != "" {
		return r.fallback(why)
	}
	if err := r.try(ctx); err != nil {
		return nil, err
	}
	return r.combine()
}

// Backtest is Forecast for those who want to know only how it would have done.
func (e *Ensemble) Backtest(ctx context.Context, s Series, horizon int) (*Backtest, error) {
	f, err := e.Forecast(ctx, s, horizon)
	if err != nil {
		return nil, err
	}
	return &f.Backtest, nil
}

// prepare cuts and cleans the series.
func (e *Ensemble) prepare(s Series, horizon int) (*run, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if horizon < 1 || horizon > maxHorizon {
		return nil, &ValueError{"horizon", horizon, fmt.Sprintf("must be 1 to %d", maxHorizon)}
	}
	r := &run{Ensemble: e, horizon: horizon}
	seasons := e.seasons(s)
	r.series = e.cut(s, seasons)
	var skip func(int) bool
	if e.o.Ignore != nil {
		skip = func(i int) bool { return e.o.Ignore(r.series.Time(i)) }
	}
	r.c = clean(r.series.Values, seasons, skip)
	if r.c.tail == len(r.c.values) {
		return nil, fmt.Errorf("%w: all are ignored", ErrNoValues)
	}
	r.h = History{r.c.values, seasons}
	r.origins = e.from(len(r.c.values), seasons, horizon)
	r.note()
	return r, nil
}

// seasons are the ones given or found that the series holds twice.
func (e *Ensemble) seasons(s Series) []int {
	if e.o.Seasons == nil {
		return Seasons(s)
	}
	return slices.DeleteFunc(slices.Clone(e.o.Seasons), func(m int) bool { return 2*m > len(s.Values) })
}

// cut is the end of s that is looked at.
func (e *Ensemble) cut(s Series, seasons []int) Series {
	limit := e.o.MaxHistory
	if limit == 0 {
		limit = defaultUnseason
		if len(seasons) > 0 {
			limit = max(defaultSeasons*seasons[len(seasons)-1], 100)
		}
	}
	if drop := len(s.Values) - limit; drop > 0 && Series.Check(Series{s.Start, s.Step, s.Values[drop:]}) == nil {
		s = Series{s.Time(drop), s.Step, s.Values[drop:]}
	}
	return s
}

// from are the origins of n values, ascending and ending with n.
func (e *Ensemble) from(n int, seasons []int, horizon int) []int {
	back := e.o.Origins
	if back == nil {
		back = DefaultOrigins(n, seasons, horizon)
	}
	out := []int{n}
	for _, b := range back {
		if n-b > 0 {
			out = append(out, n-b)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// note says what was done to the series.
func (r *run) note() {
	for _, n := range []struct {
		count int
		what  string
	}{
		{r.c.gaps, "gaps filled"}, {r.c.outages, "values of outages treated as gaps"},
		{r.c.outliers, "outliers drawn in"}, {r.c.tail, "values at the end not measured"},
	} {
		if n.count > 0 {
			r.notes = append(r.notes, fmt.Sprintf("%d %s", n.count, n.what))
		}
	}
}

// try runs every model from every origin, models side by side.
func (r *run) try(ctx context.Context) error {
	models := r.o.Models
	if models == nil {
		models = DefaultModels(r.h.Seasons)
	}
	r.trials = make([]trial, len(models))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(r.o.Workers, len(models)) {
		wg.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(models) && ctx.Err() == nil; i = next.Add(1) - 1 {
				r.trials[i] = r.trial(models[i])
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// trial runs one model and scores it.
func (r *run) trial(m Model) trial {
	t := trial{model: m, score: math.Inf(1)}
	t.f, t.err = rolling(m, r.h, r.origins, r.horizon)
	if t.err == nil {
		t.err = r.tame(t.f)
	}
	if t.err != nil {
		return t
	}
	tests := r.origins[:len(r.origins)-1]
	t.score = 0
	for i, o := range tests {
		e := r.scaledError(t.f[i], o)
		t.errors = append(t.errors, e)
		t.score += e / float64(len(tests))
	}
	return t
}

// tame draws forecasts into what the history makes believable: as far outside
// its range as the range is wide. What is no number at all is an error.
func (r *run) tame(fs [][]float64) error {
	for i, f := range fs {
		low, high := span(r.h.Values[:r.origins[i]])
		wide := high - low
		low, high = low-wide, high+wide
		if r.c.positive {
			low = max(low, 0)
		}
		if len(f) != r.horizon {
			return fmt.Errorf("%w: %d values for a horizon of %d", ErrUnstable, len(f), r.horizon)
		}
		for k, v := range f {
			if math.IsNaN(v) {
				return ErrUnstable
			}
			f[k] = min(max(v, low), high)
		}
	}
	return nil
}

// scaledError is how wrong f, a forecast from origin o, was, in units of what
// repeating a day misses; only what was measured counts.
func (r *run) scaledError(f []float64, o int) float64 {
	return absoluteError(r.truth(o), f) / r.unit(o)
}

// truth is what was measured from o on, outliers drawn in.
func (r *run) truth(o int) []float64 {
	to := min(o+r.horizon, len(r.h.Values))
	return gapsOf(r.h.Values[o:to], r.c.measured[o:to])
}

// unit is what repeating a day misses before origin o, never 0.
func (r *run) unit(o int) float64 {
	u := naiveError(r.h.Values[:o], r.h.day())
	if u == 0 {
		low, high := span(r.h.Values)
		u = (high - low) * 1e-9
	}
	return u
}
