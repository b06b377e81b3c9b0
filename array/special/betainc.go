package special

import "math"

// betaInc is the regularised incomplete beta function: a factor in front and
// the continued fraction DLMF 8.17.22, on the side of the mean where the
// fraction converges fast.
func betaInc(a, b, x float64) float64 {
	switch {
	case math.IsNaN(a+b+x) || !(a > 0 && b > 0) || x < 0 || x > 1:
		return math.NaN()
	case x == 0:
		return 0
	case x == 1:
		return 1
	case math.IsInf(a, 1) && math.IsInf(b, 1):
		return math.NaN()
	case math.IsInf(a, 1):
		return 0
	case math.IsInf(b, 1):
		return 1
	}
	if x <= (a+1)/(a+b+2) {
		return clip(betaLower(a, b, x, 1-x))
	}
	return clip(1 - betaLower(b, a, 1-x, x))
}

func clip(p float64) float64 { return min(max(p, 0), 1) }

// betaLower is I_x(a, b) for x below about the mean; y is 1-x.
func betaLower(a, b, x, y float64) float64 {
	return betaFactor(a, b, x, y) / a * betaFraction(a, b, x)
}

// betaFactor returns x^a y^b / B(a, b). For large a and b the powers are taken
// about the mean, where their logarithms nearly vanish, so that no digits are
// lost to their size.
func betaFactor(a, b, x, y float64) float64 {
	if min(a, b) < 10 {
		return exp(float64(a*log(x)) + float64(b*logOf(y, x)) - logBeta(a, b))
	}
	n := a + b
	d := math.FMA(x, b, -a*y) // n(x - a/n)
	e := float64(a*logLess(x*(n/a), d/a)) + float64(b*logLess(y*(n/b), -d/b))
	c := stirling(a) + stirling(b) - stirling(n)
	return math.Sqrt(a/(2*math.Pi)*(b/n)) * exp(e-c)
}

// logOf returns log y where y = 1-x.
func logOf(y, x float64) float64 {
	if x < 0.5 {
		return log1p(-x)
	}
	return log(y)
}

// logLess returns log(u) - t where u = 1+t.
func logLess(u, t float64) float64 {
	if math.Abs(t) > 0.4 {
		return log(u) - t
	}
	// log(1+t) = 2 artanh(r) with r = t/(2+t), and 2r - t = -rt.
	r := t / (2 + t)
	r2, s, p := r*r, 0.0, r*r*r
	for k := 3.0; ; k += 2 {
		term := p / k
		s += term
		if math.Abs(term) <= eps/4*math.Abs(s) {
			return float64(2*s) - float64(r*t)
		}
		p *= r2
	}
}

// betaFraction evaluates the continued fraction by Lentz's method; NaN where
// it does not converge, for it takes about √max(a, b) steps.
func betaFraction(a, b, x float64) float64 {
	c, d := 1.0, 1/nonzero(1-float64((a+b)*x)/(a+1))
	h := d
	for m := 1.0; m < 2e4; m++ {
		twice := float64(2 * m)
		t := m * (b - m) * x / ((a + twice - 1) * (a + twice))
		d = 1 / nonzero(1+float64(t*d))
		c = nonzero(1 + t/c)
		h *= d * c
		t = -(a + m) * (a + b + m) * x / ((a + twice) * (a + twice + 1))
		d = 1 / nonzero(1+float64(t*d))
		c = nonzero(1 + t/c)
		step := float64(d * c)
		h *= step
		if math.Abs(step-1) <= 2*eps {
			return h
		}
	}
	return math.NaN()
}

func nonzero(v float64) float64 {
	if math.Abs(v) < tiny {
		return tiny
	}
	return v
}

// betaIncInv finds x by bisection on the bits where Newton's steps leave the
// bracket, by Newton's steps in log x otherwise.
func betaIncInv(a, b, p float64) float64 {
	switch {
	case math.IsNaN(a+b+p) || !(a > 0 && b > 0) || math.IsInf(a+b, 1) || p < 0 || p > 1:
		return math.NaN()
	case p == 0 || p == 1:
		return p
	}
	return invert(a/(a+b), 0, 1, p, func(x float64) (value, slope float64) {
		return betaInc(a, b, x), betaFactor(a, b, x, 1-x) / (x * (1 - x))
	})
}

// invert solves f(x) = p for an increasing f between lo and hi, from x on:
// Newton's steps, and a halving of the bracket (of its logarithms where its
// ends are far apart) where one falls outside or stalls.
func invert(x, lo, hi, p float64, f func(float64) (value, slope float64)) float64 {
	for range 300 {
		v, slope := f(x)
		if math.IsNaN(v) {
			return v
		}
		switch {
		case v == p:
			return x
		case v < p:
			lo = x
		default:
			hi = x
		}
		next := x - float64(v/slope*log(v/p)) // a step in log p, exact for powers
		if v > 0.5 {
			next = x - (v-p)/slope
		}
		if !(next > lo && next < hi) {
			next = between(lo, hi)
		}
		if math.Abs(next-x) <= eps*x || next == lo || next == hi {
			return next
		}
		x = next
	}
	return x
}

func between(lo, hi float64) float64 {
	if hi > 4*lo {
		return math.Sqrt(max(lo, 0x1p-1074)) * math.Sqrt(hi)
	}
	return lo + float64((hi-lo)/2)
}
