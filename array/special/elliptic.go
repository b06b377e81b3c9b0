package special

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

func ellipticK(m float64) float64 {
	switch {
	case m == 1:
		return math.Inf(1)
	case math.IsInf(m, -1):
		return 0
	case !(m < 1):
		return math.NaN()
	}
	a, b := 1.0, math.Sqrt(1-m) // K = π/2 over their mean, DLMF 19.8.5
	for math.Abs(a-b) > 1e-8*a {
		a, b = (a+b)/2, math.Sqrt(a)*math.Sqrt(b)
	}
	return math.Pi / (a + b)
}

func ellipticE(m float64) float64 {
	switch {
	case math.IsInf(m, -1):
		return math.Inf(1)
	case m < 0:
		return mathext.CompleteE(-m/(1-m)) * math.Sqrt(1-m)
	}
	return mathext.CompleteE(m)
}

// Beyond these an incomplete integral has no digits, or Carlson's forms no end.
const (
	farthestPhi = 1e15
	farthestM   = -1e12
)

func ellipticF(phi, m float64) float64 {
	return incomplete(phi, m, ellipticK, func(phi float64) float64 {
		s, x, y := carlson(phi, m)
		return s * mathext.EllipticRF(x, y, 1)
	})
}

func ellipticEInc(phi, m float64) float64 {
	return incomplete(phi, m, ellipticE, func(phi float64) float64 {
		s, x, y := carlson(phi, m)
		return s * (mathext.EllipticRF(x, y, 1) - float64(m/3*s*s*mathext.EllipticRD(x, y, 1)))
	})
}

// carlson returns sin φ, cos² φ and 1-m sin² φ, the last without cancellation
// near m = 1 (DLMF 19.25.5, 19.25.9).
func carlson(phi, m float64) (s, x, y float64) {
	s, c := sin(phi), cos(phi)
	return s, c * c, float64(c*c) + float64((1-m)*s*s)
}

// incomplete takes phi to within π/2 of 0: a turn by π adds twice the
// complete integral.
func incomplete(phi, m float64, complete, within func(float64) float64) float64 {
	switch {
	case !(m <= 1 && m >= farthestM):
		return math.NaN()
	case math.IsInf(phi, 0):
		return phi
	case !(math.Abs(phi) <= farthestPhi):
		return math.NaN()
	case math.Abs(phi) < 1e-8/math.Sqrt(1+math.Abs(m)):
		return phi // the next term is m phi³/6
	case math.Abs(phi) <= math.Pi/2:
		return within(phi)
	}
	n := math.Round(phi / math.Pi)
	// π in two parts, so that many turns keep the rest's digits.
	rest := math.FMA(-n, 1.2246467991473532e-16, math.FMA(-n, math.Pi, phi))
	return float64(2*n*complete(m)) + within(rest)
}
