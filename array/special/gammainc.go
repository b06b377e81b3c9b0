package special

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

func gammaInc(a, x float64) float64 {
	switch {
	case math.IsNaN(a+x) || a < 0 || x < 0 || a == 0 && x == 0:
		return math.NaN()
	case a == 0:
		return 1
	case x == 0 || math.IsInf(a, 1):
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	return mathext.GammaIncReg(a, x)
}

func gammaIncC(a, x float64) float64 {
	switch {
	case math.IsNaN(a+x) || a < 0 || x < 0 || a == 0 && x == 0:
		return math.NaN()
	case a == 0:
		return 0
	case x == 0 || math.IsInf(a, 1):
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	return mathext.GammaIncRegComp(a, x)
}

func gammaIncInv(a, p float64) float64 {
	switch {
	case math.IsNaN(a+p) || a <= 0 || math.IsInf(a, 1) || p < 0 || p > 1:
		return math.NaN()
	case p == 0:
		return 0
	case p == 1:
		return math.Inf(1)
	}
	x := max(a, tiny)
	return invert(x, 0, math.MaxFloat64, p, func(x float64) (value, slope float64) {
		return gammaInc(a, x), gammaDensity(a, x)
	})
}

// gammaDensity is the slope of P(a, x) in x: x^(a-1) e^-x / Γ(a).
func gammaDensity(a, x float64) float64 {
	if a < 10 {
		return exp(float64((a-1)*log(x)) - x - lgamma(a))
	}
	return math.Sqrt(a/(2*math.Pi)) / x * exp(float64(a*logLess(x/a, (x-a)/a))-stirling(a))
}
