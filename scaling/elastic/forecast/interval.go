package forecast

import (
	"math"
	"slices"
)

// residuals are what forecasts missed, as the quantiles of the next one: a
// scale for every step and the distribution of misses in units of it
// (split conformal prediction). The misses of an origin are divided by scales
// that leave that origin out, so that the distribution knows how uncertain the
// scales are.
type residuals struct {
	scale  []float64 // by step
	scores []float64 // all misses in units of their scales, ascending
	byStep [][]float64
}

// smoothSteps is over how many steps on either side scales are averaged, and
// common how much of a scale is that of all steps.
const (
	smoothSteps = 1
	common      = 0.3
)

// newResiduals takes misses by origin and step, NaN where nothing was measured.
func newResiduals(missed [][]float64) residuals {
	horizon := len(missed[0])
	r := residuals{scale: scales(missed, -1, horizon), byStep: make([][]float64, horizon)}
	for i, m := range missed {
		s := r.scale
		if len(missed) > 2 {
			s = scales(missed, i, horizon)
		}
		for k, v := range m {
			if !math.IsNaN(v) {
				u := 0.0
				if v != 0 {
					u = v / s[k]
				}
				r.scores = append(r.scores, u)
				r.byStep[k] = append(r.byStep[k], u)
			}
		}
	}
	slices.Sort(r.scores)
	return r
}

// scales are the mean absolute misses by step, smoothed, of all origins but one.
func scales(missed [][]float64, but, horizon int) []float64 {
	sum, n := make([]float64, horizon), make([]float64, horizon)
	total, count := 0.0, 0.0
	for i, m := range missed {
		if i == but {
			continue
		}
		for k, v := range m {
			if !math.IsNaN(v) {
				sum[k] += math.Abs(v)
				n[k]++
				total += math.Abs(v)
				count++
			}
		}
	}
	all := total / max(count, 1)
	out := make([]float64, horizon)
	for k := range out {
		s, c := 0.0, 0.0
		for j := max(0, k-smoothSteps); j <= min(horizon-1, k+smoothSteps); j++ {
			s += sum[j]
			c += n[j]
		}
		out[k] = all
		if c > 0 {
			out[k] = common*all + (1-common)*s/c
		}
		out[k] = max(out[k], math.SmallestNonzeroFloat64)
	}
	return out
}

// widen is how much of the share outside an interval is taken off for the
// misses being few and alike within an origin.
const widen = 0.8

// quantile of a miss at step k.
func (r *residuals) quantile(q float64, k int) float64 {
	if len(r.scores) == 0 {
		return 0
	}
	if q < 0.5 {
		q *= widen
	} else {
		q = 1 - (1-q)*widen
	}
	return r.scale[k] * sorted(r.scores, q)
}

// sorted is the quantile q of ascending y, between its neighbours.
func sorted(y []float64, q float64) float64 {
	at := q*float64(len(y)+1) - 1
	i := int(math.Floor(at))
	switch {
	case i < 0:
		return y[0]
	case i+1 >= len(y):
		return y[len(y)-1]
	}
	return y[i] + (at-float64(i))*(y[i+1]-y[i])
}

// coverage is the share of misses within the central interval of a level: all,
// and by step.
func (r *residuals) coverage(level float64) (all float64, byStep []float64) {
	low, high := (1-level)/2, (1+level)/2
	byStep = make([]float64, len(r.scale))
	in, n := 0, 0
	for k, us := range r.byStep {
		hits := 0
		for _, u := range us {
			if x := u * r.scale[k]; r.quantile(low, k) <= x && x <= r.quantile(high, k) {
				hits++
			}
		}
		in, n = in+hits, n+len(us)
		byStep[k] = float64(hits) / float64(max(len(us), 1))
	}
	return float64(in) / float64(max(n, 1)), byStep
}
