package special

import "math"

const (
	lnSqrt2Pi = 0.9189385332046728
	euler     = 0.5772156649015329
	eps       = 0x1p-53
	tiny      = 1e-300
)

// stirlingTerms are B(2k)/(2k(2k-1)), the series of [stirling].
var stirlingTerms = [...]float64{
	0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953,
	0.0008417508417508417, -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242,
}

// stirling returns what Stirling's formula for log Γ(x) lacks, for x >= 10
// (DLMF 5.11.1). Differences of log Γ are taken through it, for there the
// large terms cancel on paper and not in floating point.
func stirling(x float64) float64 {
	return series(stirlingTerms[:], 1/(x*x)) / x
}

// series returns c[0] + c[1] t + c[2] t^2 + ….
func series(c []float64, t float64) float64 {
	s := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		s = float64(s*t) + c[i]
	}
	return s
}

func logBeta(a, b float64) float64 {
	p, q := min(a, b), max(a, b)
	switch {
	case math.IsNaN(p) || math.IsNaN(q) || p < 0:
		return math.NaN()
	case p == 0 || math.IsInf(q, 1):
		return infinite(p, q)
	case p >= 10:
		c := stirling(p) + stirling(q) - stirling(p+q)
		return float64(-0.5*log(q)) + lnSqrt2Pi + c - float64((p-0.5)*log1p(q/p)) - float64(q*log1p(p/q))
	case q >= 10:
		c := stirling(q) - stirling(p+q)
		return lgamma(p) + c + p - float64(p*log(p+q)) - float64((q-0.5)*log1p(p/q))
	case p < 1e-290: // Γ(p) overflows; B(p, q) is 1/p to the last bit
		return -log(p)
	}
	return log(gamma(p) / gamma(p+q) * gamma(q))
}

// infinite is log B where p is 0 or q is +Inf.
func infinite(p, q float64) float64 {
	switch {
	case p == 0 && math.IsInf(q, 1):
		return math.NaN()
	case p == 0:
		return math.Inf(1)
	}
	return math.Inf(-1)
}

func beta(a, b float64) float64 {
	p, q := min(a, b), max(a, b)
	if !(p > 0) || q > 1e300 || p < 1e-290 || p+q > 170 {
		return exp(logBeta(a, b))
	}
	return gamma(p) / gamma(p+q) * gamma(q)
}

func comb(n, k float64) float64 {
	switch {
	case math.IsNaN(n) || math.IsNaN(k):
		return math.NaN()
	case k < 0 || n < 0 || k > n:
		return 0
	case math.IsInf(n, 1):
		return combInfinite(k)
	}
	if k == math.Floor(k) && n == math.Floor(n) {
		k = min(k, n-k)
	}
	if k <= 64 && k == math.Floor(k) {
		v := 1.0
		for i := 1.0; i <= k; i++ {
			v = v * (n - k + i) / i // a whole number at each step, exact below 2^53
		}
		return v
	}
	return exp(-log1p(n) - logBeta(n-k+1, k+1))
}

func combInfinite(k float64) float64 {
	switch {
	case k == 0:
		return 1
	case math.IsInf(k, 1):
		return math.NaN()
	}
	return math.Inf(1)
}

func factorial(n float64) float64 {
	if n < 0 {
		return 0
	}
	if n > 170.7 {
		return math.Inf(1)
	}
	if n != math.Floor(n) || n > 170 {
		return gamma(n + 1)
	}
	// A product in two parts: what rounding drops is carried along.
	hi, lo := 1.0, 0.0
	for i := 2.0; i <= n; i++ {
		p := float64(hi * i)
		e := math.FMA(hi, i, -p) + float64(lo*i)
		hi = p + e
		lo = e - (hi - p)
	}
	return hi
}
