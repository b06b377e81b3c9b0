package elastic

import (
	"math"
	"slices"
	"time"

	"github.com/scicore-go/scicore/scaling/elastic/forecast"
)

// memory is what a predictor knows of the past: averages of the load, the newest
// still open, and the forecast made of them. It does not change: what is learned
// makes a new one, so it may be kept in the past of a policy.
type memory struct {
	start  time.Time // of the first average
	bins   []float64 // closed averages, NaN where nothing was measured
	sum, n float64   // of the open average, which follows them
	view   *outlook  // nil before the first
	margin float64   // how much of the distance from middle to quantile is wanted
}

// Margins adapt: a value above what was provided raises the margin, all others
// lower it, such that the share above comes to what is wanted (adaptive conformal
// inference, Gibbs and Candès 2021, on the logarithm).
const (
	marginRate = 0.03
	marginLow  = 0.5
	marginHigh = 4
)

// remember is the memory of a history.
func (p *WorkloadPredictor) remember() *memory {
	m := &memory{margin: 1}
	if len(p.history.Values) == 0 {
		return m
	}
	s := p.history
	per := int(p.resolution / s.Step)
	// What does not fill the first average is left out; averages begin at
	// multiples of the resolution, as those to come will.
	first := s.Start.Truncate(p.resolution)
	if first.Before(s.Start) {
		first = first.Add(p.resolution)
	}
	skip := int((first.Sub(s.Start) + s.Step - 1) / s.Step)
	for i := skip; i+per <= len(s.Values); i += per {
		one := forecast.Series{Step: s.Step, Values: s.Values[i : i+per]}.Resample(per)
		m.bins = append(m.bins, one.Values[0])
	}
	m.start = first
	if drop := len(m.bins) - p.bins(); drop > 0 {
		m.start, m.bins = m.start.Add(time.Duration(drop)*p.resolution), m.bins[drop:]
	}
	return m
}

// with is m and a value of the load; NaN is no value, though time goes on. A
// value a little older than the open average is left out; after a clock was put
// back further, what it had run ahead is forgotten.
func (m *memory) with(p *WorkloadPredictor, at time.Time, v float64) *memory {
	next := *m
	if len(m.bins) == 0 && m.n == 0 || at.Before(m.start) {
		next = memory{start: at.Truncate(p.resolution), margin: m.margin, view: m.view}
	}
	i := int(at.Sub(next.start) / p.resolution)
	switch behind := len(next.bins) - i; {
	case behind == 1:
		return m
	case behind > 1:
		next.bins, next.sum, next.n = next.bins[:i:i], 0, 0
	case behind < 0:
		next.close(p, i)
	}
	if v >= 0 && !math.IsInf(v, 1) {
		next.sum += v
		next.n++
	}
	return &next
}

// close ends the open average and those after it, which saw nothing, so that
// average i is open.
func (m *memory) close(p *WorkloadPredictor, i int) {
	keep := p.bins()
	if i-len(m.bins) > keep { // all that is known is too old
		m.start, m.bins = m.start.Add(time.Duration(i)*p.resolution), nil
		m.sum, m.n = 0, 0
		return
	}
	bins := make([]float64, 0, i)
	bins = append(bins, m.bins...)
	bins = append(bins, m.sum/m.n) // nothing of nothing is NaN
	for len(bins) < i {
		bins = append(bins, math.NaN())
	}
	if drop := len(bins) - keep; drop > 0 {
		bins = slices.Clip(bins[drop:])
		m.start = m.start.Add(time.Duration(drop) * p.resolution)
	}
	m.bins, m.sum, m.n = bins, 0, 0
}

// refreshed is m with a forecast that is not too old.
func (m *memory) refreshed(p *WorkloadPredictor, q float64, now time.Time) *memory {
	if m.view != nil {
		age, limit := now.Sub(m.view.made), time.Duration(p.refresh)*time.Hour
		if m.view.forecast == nil || m.view.forecast.Fallback != "" {
			limit = min(limit, time.Hour) // there may soon be enough history
		}
		if age >= 0 && age < limit {
			return m
		}
	}
	next := *m
	next.view = p.predict(forecast.Series{Start: m.start, Step: p.resolution, Values: m.bins}, q, now)
	return &next
}

// adapted is m with the margin after value v; miss is the wanted share above.
func (m *memory) adapted(at time.Time, v, miss float64) *memory {
	if !m.view.trusted() || math.IsNaN(v) {
		return m
	}
	provided := m.provide(at, at, m.level())
	if math.IsNaN(provided) || v < outageShare*m.view.at(m.view.forecast.Values, at) {
		return m // nothing was forecast, or an outage, which says nothing
	}
	next := *m
	e := -miss
	if v > provided {
		e = 1 - miss
	}
	next.margin = min(max(m.margin*math.Exp(marginRate*e), marginLow), marginHigh)
	return &next
}

// What a recent load may change in a forecast, and what is no load.
const (
	outageShare = 0.1 // of the forecast: less is an outage
	levelLow    = 0.7
	levelHigh   = 2
	mostOver    = 2.5 // times the forecast are never provided for
)

// recent is how many averages the level is seen from.
const recent = 3

// level is how the load of the last averages, and of the open one, compares to
// its forecast; 1 where that is not known. Above 1 it is the mean. Below 1 it is
// that of the highest average of several, since one at the edge of an outage says
// little, and what is provided is no more than the forecast's anyway.
func (m *memory) level() float64 {
	seen, told, highest, n := 0.0, 0.0, 0.0, 0
	take := func(i int, v float64) {
		at := m.start.Add(time.Duration(i) * m.view.forecast.Step)
		if w, ok := m.view.forecast.At(at); ok && w > 0 && v >= outageShare*w {
			seen, told, highest = seen+v, told+w, max(highest, v/w)
			n++
		}
	}
	for i := max(0, len(m.bins)-recent); i < len(m.bins); i++ {
		take(i, m.bins[i])
	}
	if m.n > 0 {
		take(len(m.bins), m.sum/m.n)
	}
	switch {
	case n < 2:
		return 1
	case seen > told:
		return min(seen/told, levelHigh)
	}
	return max(min(highest, 1), levelLow)
}

// provide is the load to be ready for between two times.
func (m *memory) provide(from, to time.Time, level float64) float64 {
	middle := m.view.highest(m.view.forecast.Values, from, to)
	upper := m.view.highest(m.view.upper, from, to)
	return level * min(middle+m.margin*max(upper-middle, 0), mostOver*middle)
}
