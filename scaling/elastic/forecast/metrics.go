package forecast

import "math"

// MASE is the mean absolute error of f against actual, in units of what
// repeating the season before would have missed on average within history
// (Hyndman and Koehler 2006). Gaps, NaN, are passed over. It is 0 for a forecast
// without error, and +Inf where only history is without error.
func MASE(actual, f, history []float64, season int) float64 {
	return scaled(absoluteError(actual, f), naiveError(history, season))
}

func scaled(err, scale float64) float64 {
	if err == 0 {
		return 0
	}
	return err / scale
}

// SMAPE is the symmetric mean absolute percentage error as in M4:
// 200·|a-f|/(|a|+|f|), between 0 and 200. Gaps are passed over, 0 forecast as 0
// is no error.
func SMAPE(actual, f []float64) float64 {
	sum, n := 0.0, 0
	for i, a := range actual {
		if math.IsNaN(a) {
			continue
		}
		n++
		if e := math.Abs(a - f[i]); e > 0 {
			sum += 200 * e / (math.Abs(a) + math.Abs(f[i]))
		}
	}
	return sum / float64(max(n, 1))
}

// MSIS is the mean scaled interval score as in M4: the width of intervals, plus
// 2/alpha times what lies outside them, in units of MASE's. alpha is 0.05 for
// intervals of 95 %.
func MSIS(actual, low, high, history []float64, season int, alpha float64) float64 {
	sum, n := 0.0, 0
	for i, a := range actual {
		if !math.IsNaN(a) {
			n++
			sum += high[i] - low[i] + 2/alpha*(max(low[i]-a, 0)+max(a-high[i], 0))
		}
	}
	return scaled(sum/float64(max(n, 1)), naiveError(history, season))
}

// Coverage is the share of actual values from low to high, gaps passed over.
func Coverage(actual, low, high []float64) float64 {
	in, n := 0, 0
	for i, a := range actual {
		if !math.IsNaN(a) {
			n++
			if low[i] <= a && a <= high[i] {
				in++
			}
		}
	}
	return float64(in) / float64(max(n, 1))
}

// absoluteError is the mean absolute difference, gaps passed over.
func absoluteError(actual, f []float64) float64 {
	sum, n := 0.0, 0
	for i, a := range actual {
		if !math.IsNaN(a) {
			n++
			sum += math.Abs(a - f[i])
		}
	}
	return sum / float64(max(n, 1))
}

// naiveError is the mean absolute difference of values a season apart.
func naiveError(history []float64, season int) float64 {
	if season = max(season, 1); len(history) <= season {
		season = 1
	}
	if len(history) < 2 {
		return 0
	}
	return absoluteError(gapsOf(history[season:], history), history)
}

// gapsOf is a, NaN where b is.
func gapsOf(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i, v := range a {
		out[i] = v
		if math.IsNaN(b[i]) {
			out[i] = b[i]
		}
	}
	return out
}
