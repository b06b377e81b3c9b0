package special

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

func airyAi(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 110 || x < -1e5: // 0 to the last bit; no digit of the phase left
		return airyFar(x)
	case x > 12:
		z, rest := airyExponent(x)
		return exp(-z) * (1 - rest) * airySeries(-1/z) / (2 * math.SqrtPi * math.Sqrt(math.Sqrt(x)))
	}
	return real(mathext.AiryAi(complex(x, 0)))
}

func airyFar(x float64) float64 {
	if x > 0 || math.IsInf(x, -1) {
		return 0
	}
	return math.NaN()
}

// airyBi is DLMF 9.2.10, whose two terms are conjugates on the real line.
func airyBi(x float64) float64 {
	switch {
	case math.IsNaN(x):
		return x
	case x > 110:
		return math.Inf(1)
	case x < -1e5:
		return airyFar(x)
	case x > 12:
		z, rest := airyExponent(x)
		half := exp(z / 2) // e^z itself may overflow
		return half * (1 + rest) * airySeries(1/z) / (math.SqrtPi * math.Sqrt(math.Sqrt(x))) * half
	}
	const sin60 = 0.866025403784438646763723170752936183
	w := mathext.AiryAi(complex(float64(-0.5*x), float64(sin60*x)))
	return 2 * (float64(sin60*real(w)) - float64(0.5*imag(w)))
}

// airyExponent returns 2/3 x^(3/2) in two parts: a rounding of it is as large
// an error of the function.
func airyExponent(x float64) (z, rest float64) {
	r := math.Sqrt(x)
	p := float64(x * r)
	low := math.FMA(x, r, -p) + float64(x*(math.FMA(-r, r, x)/(2*r)))
	z = 2 * p / 3
	return z, math.FMA(-3, z, 2*p)/3 + float64(2*low)/3
}

// airySeries is the asymptotic series DLMF 9.7.5 and 9.7.7 in t = ±1/z. From
// x = 12 on it reaches the last bit before it turns.
func airySeries(t float64) float64 {
	term, sum := 1.0, 1.0
	for k := 0.0; k < 40 && math.Abs(term) > eps/4; k++ {
		term = float64(term * (t * (float64(6*k) + 1) * (float64(6*k) + 3) * (float64(6*k) + 5) / (216 * (k + 1) * (float64(2*k) + 1))))
		sum += term
	}
	return sum
}
