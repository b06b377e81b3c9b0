package forecast

import (
	"math"
	"slices"
)

// combine weighs the trials and makes the forecast of them.
func (r *run) combine() (*Forecast, error) {
	tests := len(r.origins) - 1
	w := r.floored(r.weights(-1), -1)
	if w == nil {
		return r.fallback("no model carries the series")
	}
	spread := make([][]float64, tests)
	for i := range tests {
		spread[i] = r.missed(r.blend(r.floored(r.weights(i), i), i), i)
	}
	f := r.begin(r.blend(w, tests))
	f.residuals = newResiduals(spread)
	r.finish(f)
	r.report(f, w)
	return f, nil
}

// weights of the trials by their scores: the inverse fourth power of the best
// few. Origin without is left out of the scores, so that what is measured there
// was not chosen by it; -1 leaves none out.
func (r *run) weights(without int) []float64 {
	order := make([]int, len(r.trials))
	score := make([]float64, len(r.trials))
	for i := range r.trials {
		order[i] = i
		score[i] = r.trials[i].scoreWithout(without)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case score[a] < score[b]:
			return -1
		case score[a] > score[b]:
			return 1
		}
		return 0
	})
	best := score[order[0]]
	if math.IsInf(best, 1) {
		return nil
	}
	w, sum := make([]float64, len(order)), 0.0
	for _, i := range order[:min(r.o.Top, len(order))] {
		// One that is never wrong has all the weight.
		w[i] = math.Pow((best+1e-12)/(score[i]+1e-12), sharpness)
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

func (t *trial) scoreWithout(origin int) float64 {
	if t.err != nil || origin < 0 || len(t.errors) < 2 {
		return t.score
	}
	n := float64(len(t.errors))
	return max(0, (t.score*n-t.errors[origin])/(n-1))
}

// floored is w, or all weight on the best repetition of a season where the
// mixture was worse than that in the backtest.
func (r *run) floored(w []float64, without int) []float64 {
	if w == nil {
		return nil
	}
	floor, at := r.floor(without)
	if at < 0 || r.blended(w, without) <= floor {
		return w
	}
	w = make([]float64, len(w))
	w[at] = 1
	return w
}

// floor is the best score of a repetition of a season, and whose; -1 if there
// is none.
func (r *run) floor(without int) (float64, int) {
	best, at := math.Inf(1), -1
	for i := range r.trials {
		t := &r.trials[i]
		if _, ok := t.model.(SeasonalNaive); ok && t.err == nil {
			if s := t.scoreWithout(without); s < best {
				best, at = s, i
			}
		}
	}
	return best, at
}

// blended is the score of the mixture.
func (r *run) blended(w []float64, without int) float64 {
	sum, n := 0.0, 0.0
	for i, o := range r.origins[:len(r.origins)-1] {
		if i != without || len(r.origins) < 3 {
			sum += r.scaledError(r.blend(w, i), o)
			n++
		}
	}
	return sum / n
}

// blend is the weighted mean of the forecasts from origin i.
func (r *run) blend(w []float64, i int) []float64 {
	out := make([]float64, r.horizon)
	for k, t := range r.trials {
		if w[k] > 0 {
			for j, v := range t.f[i] {
				out[j] += w[k] * v
			}
		}
	}
	return out
}

// missed is measured minus forecast from origin i; NaN where nothing was
// measured. Outliers are not drawn in here: they are what intervals are for.
func (r *run) missed(f []float64, i int) []float64 {
	out := make([]float64, r.horizon)
	for k := range out {
		out[k] = math.NaN()
		if t := r.origins[i] + k; t < len(r.c.measured) {
			out[k] = r.c.measured[t] - f[k]
		}
	}
	return out
}
