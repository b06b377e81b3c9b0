package special

import "math"

func besselI0(x float64) float64 { return besselI(0, math.Abs(x)) }

func besselI1(x float64) float64 { return math.Copysign(besselI(1, math.Abs(x)), x) }

// besselI is the power series (DLMF 10.25.2), all of whose terms are
// positive, up to 30 and Hankel's asymptotic series (10.40.1) beyond.
func besselI(n, x float64) float64 {
	if math.IsNaN(x) {
		return x
	}
	if x > 30 {
		return besselIFar(n, x)
	}
	t := x * x / 4
	term, sum := 1.0, 0.0
	for k := 1.0; ; k++ {
		sum += term
		term = float64(term * (t / (k * (k + n))))
		if !(term > eps/4*sum) {
			break
		}
	}
	if n == 1 {
		sum *= x / 2
	}
	return sum
}

func besselIFar(n, x float64) float64 {
	if math.IsInf(x, 1) {
		return x
	}
	term, sum := 1.0, 1.0
	for k := 1.0; k < 60 && math.Abs(term) > eps/4; k++ {
		j := float64(2*k) - 1
		term = float64(term * ((float64(j*j) - float64(4*n*n)) / (8 * k * x)))
		sum += term
	}
	half := exp(x / 2) // e^x itself may overflow where I(x) does not
	return half / math.Sqrt(2*math.Pi*x) * sum * half
}

func besselK0(x float64) float64 { return besselK(0, x) }

func besselK1(x float64) float64 { return besselK(1, x) }

func besselK(n, x float64) float64 {
	switch {
	case math.IsNaN(x) || x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(1)
	case x > 800: // e^-x is 0
		return 0
	case x > 1:
		return besselKFar(n, x)
	case n == 0:
		return besselK0Near(x)
	}
	return besselK1Near(x)
}

// terms is how many terms of a sum are computed by one vector call.
const terms = 16

// besselKFar is the integral of e^(-x cosh t) cosh nt over t > 0 (DLMF
// 10.32.9) by the trapezoidal rule, whose error falls as e^(-π²/h) near x = 1
// and as e^(-2π²/(h²x)) for large x; the steps below leave neither.
func besselKFar(n, x float64) float64 {
	h := min(0.2, 0.7/math.Sqrt(x))
	sum := 0.5
	for from := 1.0; ; from += terms {
		var s, e [terms]float64
		for i := range s {
			s[i] = (from + float64(i)) * h / 2
		}
		sinhs(s[:])
		for i, v := range s {
			e[i] = -2 * x * v * v // cosh t - 1 = 2 sinh²(t/2)
		}
		exps(e[:])
		for i, term := range e {
			if n == 1 {
				term = float64(term * (1 + float64(2*s[i]*s[i])))
			}
			sum += term
			if !(term > eps/4*sum) {
				return h * sum * exp(-x)
			}
		}
	}
}

// besselK0Near is DLMF 10.31.2.
func besselK0Near(x float64) float64 {
	t := x * x / 4
	l := -log(x/2) - euler
	term, harmonic, sum := 1.0, 0.0, 0.0
	for k := 1.0; ; k++ {
		sum += float64(term * (l + harmonic))
		harmonic += 1 / k
		term *= t / (k * k)
		if term < eps*eps {
			return sum
		}
	}
}

// besselK1Near is DLMF 10.31.1 for n = 1.
func besselK1Near(x float64) float64 {
	t := x * x / 4
	l := log(x/2) + euler
	term, harmonic, sum := 1.0, 0.0, 0.0
	for k := 1.0; ; k++ {
		sum += float64(term * (float64(2*l) - harmonic - harmonic - 1/k))
		harmonic += 1 / k
		term *= t / (k * (k + 1))
		if term < eps*eps {
			return 1/x + float64(x/4*sum)
		}
	}
}
