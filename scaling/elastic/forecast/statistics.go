package forecast

import (
	"math"
	"slices"
)

// mean of y; 0 of nothing.
func mean(y []float64) float64 {
	sum := 0.0
	for _, v := range y {
		sum += v
	}
	return sum / float64(max(len(y), 1))
}

// deviation is the standard deviation of y.
func deviation(y []float64) float64 {
	mu, sum := mean(y), 0.0
	for _, v := range y {
		sum += (v - mu) * (v - mu)
	}
	return math.Sqrt(sum / float64(max(len(y), 1)))
}

// lowest is the smallest of y.
func lowest(y []float64) float64 { return slices.Min(y) }

// median of y, which it sorts; 0 of nothing.
func median(y []float64) float64 {
	if len(y) == 0 {
		return 0
	}
	slices.Sort(y)
	return (y[(len(y)-1)/2] + y[len(y)/2]) / 2
}

// profile is the mean of y at each place of a season of m steps, the first
// value being at place 0; 0 where there is no value.
func profile(y []float64, m int) []float64 {
	out, n := make([]float64, m), make([]float64, m)
	for i, v := range y {
		out[i%m] += v
		n[i%m]++
	}
	for i := range out {
		out[i] /= max(n[i], 1)
	}
	return out
}

// logName names models that may work on logarithms.
func logName(name string, log bool) string {
	if log {
		return name + "-log"
	}
	return name
}

// inLogs runs f on the logarithms of h if log is true, and turns its result back.
func inLogs(log bool, h History, f func(History) ([][]float64, error)) ([][]float64, error) {
	if !log {
		return f(h)
	}
	if lowest(h.Values) <= 0 {
		return nil, ErrNotPositive
	}
	l := make([]float64, len(h.Values))
	for i, v := range h.Values {
		l[i] = math.Log(v)
	}
	h.Values = l
	out, err := f(h)
	for _, o := range out {
		for i, v := range o {
			o[i] = math.Exp(v)
		}
	}
	return out, err
}

// span is the smallest and the largest of y.
func span(y []float64) (low, high float64) { return slices.Min(y), slices.Max(y) }
