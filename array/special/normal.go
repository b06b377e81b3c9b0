package special

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// √½ in two parts.
const (
	rootHalf     = 0.7071067811865476
	rootHalfRest = -4.833646656726457e-17
)

// normCDF is erfc(-x/√2)/2. The rounding of -x/√2 would cost x² units in the
// last place, so what it drops goes in by the derivative of log erfc, between
// whose known bounds (DLMF 7.8.2) a close value is enough.
func normCDF(x float64) float64 {
	t := -x * rootHalf
	v := math.Erfc(t) / 2
	if t < 0.5 || v == 0 {
		return v
	}
	d := math.FMA(-x, rootHalf, -t) - x*rootHalfRest
	return v * (1 - d*(t+math.Sqrt(t*t+4/math.Pi)))
}

func logNormCDF(x float64) float64 {
	switch {
	case x > 0:
		return math.Log1p(-normCDF(-x))
	case x > -6 || math.IsNaN(x):
		return math.Log(normCDF(x))
	}
	t, m := -x, -x // Mills' ratio is 1/(t+1/(t+2/(t+3/…)))
	for k := 60.0; k > 0; k-- {
		m = t + k/m
	}
	return -0.5*x*x - lnSqrt2Pi - math.Log(m)
}

func normPPF(p float64) float64 {
	if !(p >= 0 && p <= 1) {
		return math.NaN()
	}
	return mathext.NormalQuantile(p)
}

func erfcInv(x float64) float64 {
	if !(x >= 0 && x <= 2) {
		return math.NaN()
	}
	if x > 0.5 {
		return math.Erfinv(1 - x)
	}
	return -normPPF(x/2) * rootHalf
}
