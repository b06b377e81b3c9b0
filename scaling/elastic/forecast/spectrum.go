package forecast

import (
	"math"
	"math/cmplx"
	"slices"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Spectrum continues the strongest frequencies of the last whole seasons, added
// to their line: the second predictor of Netflix's Scryer.
type Spectrum struct {
	Season int // the history is cut to a multiple of it
	Keep   int // frequencies; 0 is 20
}

// Name is spectrum.
func (m Spectrum) Name() string { return "spectrum" }

// Forecast needs two seasons, at least eight values.
func (m Spectrum) Forecast(h History, horizon int) ([]float64, error) {
	s := max(m.Season, 1)
	if err := h.enough(m.Name(), max(2*s, 8)); err != nil {
		return nil, err
	}
	y := h.Values[len(h.Values)%s:]
	n := len(y)
	mu, slope := mean(y), line(y)
	mid := float64(n-1) / 2
	rest := make([]float64, n)
	for i, v := range y {
		rest[i] = v - mu - slope*(float64(i)-mid)
	}
	waves := strongest(rest, m.keep())
	out := make([]float64, horizon)
	for i := range out {
		// The line says where the level is now, and seldom where it goes.
		out[i] = mu + slope*mid
		for _, w := range waves {
			_, place := math.Modf(float64(w.k*(n+i)) / float64(n))
			out[i] += w.size * math.Cos(2*math.Pi*place+w.phase)
		}
	}
	return out, nil
}

func (m Spectrum) keep() int {
	if m.Keep <= 0 {
		return 20
	}
	return m.Keep
}

// wave is one frequency: k turns in the history.
type wave struct {
	k           int
	size, phase float64
}

// strongest are the keep largest waves of y, the largest first.
func strongest(y []float64, keep int) []wave {
	c := fourier.NewFFT(len(y)).Coefficients(nil, y)
	waves := make([]wave, 0, len(c))
	for k := 1; k < len(c) && 2*k < len(y); k++ {
		r, phase := cmplx.Polar(c[k])
		waves = append(waves, wave{k, 2 * r / float64(len(y)), phase})
	}
	slices.SortStableFunc(waves, func(a, b wave) int {
		switch {
		case a.size > b.size:
			return -1
		case a.size < b.size:
			return 1
		}
		return 0
	})
	return waves[:min(keep, len(waves))]
}
