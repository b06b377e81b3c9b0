package insight

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// line is ordinary least squares of y on x with the 95 % interval of the
// slope. What cannot have a slope of its own, less than three points or one x,
// goes through the origin without an interval.
func line(x, y []float64) (slope Estimate, intercept float64) {
	n := float64(len(x))
	mx, my := 0.0, 0.0
	for i := range x {
		mx += x[i] / n
		my += y[i] / n
	}
	sxx, sxy := 0.0, 0.0
	for i := range x {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - my)
	}
	if len(x) < 3 || sxx <= 1e-12*mx*mx*n {
		if mx == 0 {
			return Estimate{}, my
		}
		return Estimate{my / mx, my / mx, my / mx}, 0
	}
	b := sxy / sxx
	rest := 0.0
	for i := range x {
		r := y[i] - my - b*(x[i]-mx)
		rest += r * r
	}
	half := distuv.StudentsT{Sigma: 1, Nu: n - 2}.Quantile(0.975) * math.Sqrt(rest/(n-2)/sxx)
	return Estimate{b, b - half, b + half}, math.Max(0, my-b*mx)
}
