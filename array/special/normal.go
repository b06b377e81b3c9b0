package special

import "math"

// √½ in two parts.
const (
	rootHalf     = 0.7071067811865476
	rootHalfRest = -4.833646656726457e-17
)

// normCDF is erfc(-x/√2)/2. The rounding of -x/√2 would cost x² units in the
// last place, so what it drops goes in by the derivative of log erfc, between
// whose known bounds (DLMF 7.8.2) a close value is enough.
func normCDF(x float64) float64 {
	t := float64(-x * rootHalf)
	v := erfc(t) / 2
	if t < 0.5 || v == 0 {
		return v
	}
	d := math.FMA(-x, rootHalf, -t) - float64(x*rootHalfRest)
	return v * (1 - float64(d*(t+math.Sqrt(float64(t*t)+4/math.Pi))))
}

func logNormCDF(x float64) float64 {
	switch {
	case x > 0:
		return log1p(-normCDF(-x))
	case x > -6 || math.IsNaN(x):
		return log(normCDF(x))
	}
	t, m := -x, -x // Mills' ratio is 1/(t+1/(t+2/(t+3/…)))
	for k := 60.0; k > 0; k-- {
		m = t + k/m
	}
	return float64(-0.5*x*x) - lnSqrt2Pi - log(m)
}
