package forecast

import (
	"fmt"
	"math"
)

// SeasonalNaive repeats the last Season steps; season 1 repeats the last value.
type SeasonalNaive struct{ Season int }

// Name is snaive-24 for a season of 24 steps.
func (m SeasonalNaive) Name() string { return fmt.Sprintf("snaive-%d", m.Season) }

// Forecast needs one season.
func (m SeasonalNaive) Forecast(h History, horizon int) ([]float64, error) {
	s := max(m.Season, 1)
	if err := h.enough(m.Name(), s); err != nil {
		return nil, err
	}
	return repeat(h.Values[len(h.Values)-s:], horizon), nil
}

func repeat(season []float64, horizon int) []float64 {
	out := make([]float64, horizon)
	for i := range out {
		out[i] = season[i%len(season)]
	}
	return out
}

// MeanOfSeasons repeats the mean of the last Count seasons, place by place:
// of the last seven days by hour, say. The median shrugs off one holiday in
// three weeks.
type MeanOfSeasons struct {
	Season, Count int
	Median        bool
}

// Name is mean-7x24 for seven seasons of 24 steps, or median-7x24.
func (m MeanOfSeasons) Name() string {
	if m.Median {
		return fmt.Sprintf("median-%dx%d", m.Count, m.Season)
	}
	return fmt.Sprintf("mean-%dx%d", m.Count, m.Season)
}

// Forecast needs Count seasons.
func (m MeanOfSeasons) Forecast(h History, horizon int) ([]float64, error) {
	s, c := max(m.Season, 1), max(m.Count, 1)
	if err := h.enough(m.Name(), s*c); err != nil {
		return nil, err
	}
	y := h.Values[len(h.Values)-s*c:]
	if !m.Median {
		return repeat(profile(y, s), horizon), nil
	}
	p, place := make([]float64, s), make([]float64, c)
	for i := range p {
		for k := range place {
			place[k] = y[k*s+i]
		}
		p[i] = median(place)
	}
	return repeat(p, horizon), nil
}

// LevelledMean repeats the mean of the last Count seasons, moved towards the
// level of the last Recent steps: by the ratio to the power of Damping where
// values are above zero, by the difference times Damping otherwise. The ratio
// is kept between 1/2 and 2.
type LevelledMean struct {
	Season, Count, Recent int
	Damping               float64
}

// Name is levelled-2x168 for two seasons of 168 steps.
func (m LevelledMean) Name() string { return fmt.Sprintf("levelled-%dx%d", m.Count, m.Season) }

// Forecast needs Count seasons.
func (m LevelledMean) Forecast(h History, horizon int) ([]float64, error) {
	s, c := max(m.Season, 1), max(m.Count, 1)
	out, err := MeanOfSeasons{Season: s, Count: c}.Forecast(h, horizon)
	if err != nil {
		return nil, err
	}
	y := h.Values[len(h.Values)-s*c:]
	recent := min(max(m.Recent, 1), s)
	p := profile(y, s)
	now, then := mean(y[len(y)-recent:]), mean(p[s-recent:])
	if lowest(y) <= 0 {
		for i := range out {
			out[i] += m.Damping * (now - then)
		}
		return out, nil
	}
	r := math.Pow(min(max(now/then, 0.5), 2), m.Damping)
	for i := range out {
		out[i] *= r
	}
	return out, nil
}
