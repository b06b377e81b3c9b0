package random

import "math"

// sampler makes a Sampler of a function.
type sampler[T float64 | int64] func(g *Generator) T

// Draw draws one sample.
func (f sampler[T]) Draw(g *Generator) T { return f(g) }

// Uniform draws from [low, high): low + (high-low)·U. NumPy: uniform. It
// panics with an [*array.ValueError] if high-low is not finite.
func Uniform(low, high float64) Sampler[float64] {
	width := high - low
	if math.IsNaN(width) || math.IsInf(width, 0) {
		fail("uniform", "range %v to %v is not finite", low, high)
	}
	return sampler[float64](func(g *Generator) float64 { return low + float64(width*g.Float64()) })
}

// Normal draws from the normal distribution by a ziggurat of 256 layers.
// NumPy: normal. It panics with an [*array.ValueError] if sigma < 0.
func Normal(mean, sigma float64) Sampler[float64] {
	atLeast0("normal", "sigma", sigma)
	return sampler[float64](func(g *Generator) float64 { return mean + float64(sigma*g.NormFloat64()) })
}

// NormFloat64 returns a standard normal number. NumPy: standard_normal.
func (g *Generator) NormFloat64() float64 {
	for {
		r := g.src.Uint64()
		idx := r & 0xff
		r >>= 8
		mag := r >> 1 & (1<<52 - 1)
		x := float64(mag) * normalW[idx]
		if r&1 != 0 {
			x = -x
		}
		if mag < normalK[idx] {
			return x // 99.3 % end here
		}
		if idx == 0 {
			return g.normalTail(mag)
		}
		if float64((normalF[idx-1]-normalF[idx])*g.Float64())+normalF[idx] < exp(float64(-0.5*x)*x) {
			return x
		}
	}
}

// normalTail draws from beyond the lowest layer (Marsaglia, 1964).
func (g *Generator) normalTail(mag uint64) float64 {
	for {
		x := float64(-normalTailInv * log1p(-g.Float64()))
		y := -log1p(-g.Float64())
		if y+y > float64(x*x) {
			if mag>>8&1 != 0 {
				return -(normalTail + x)
			}
			return normalTail + x
		}
	}
}

// Exponential draws from the exponential distribution of mean scale by a
// ziggurat of 256 layers. NumPy: exponential. It panics with an
// [*array.ValueError] if scale < 0.
func Exponential(scale float64) Sampler[float64] {
	atLeast0("exponential", "scale", scale)
	return sampler[float64](func(g *Generator) float64 { return scale * g.ExpFloat64() })
}

// ExpFloat64 returns a standard exponential number. NumPy:
// standard_exponential.
func (g *Generator) ExpFloat64() float64 {
	for {
		r := g.src.Uint64() >> 3
		idx := r & 0xff
		r >>= 8
		x := float64(r) * expW[idx]
		if r < expK[idx] {
			return x // 98.9 % end here
		}
		if idx == 0 {
			return expTail - log1p(-g.Float64())
		}
		if float64((expF[idx-1]-expF[idx])*g.Float64())+expF[idx] < exp(-x) {
			return x
		}
	}
}

// Gamma draws from the gamma distribution (Marsaglia and Tsang, 2000; below
// shape 1 Ahrens and Dieter, 1974). NumPy: gamma. It panics with an
// [*array.ValueError] if a parameter is negative.
func Gamma(shape, scale float64) Sampler[float64] {
	atLeast0("gamma", "shape", shape)
	atLeast0("gamma", "scale", scale)
	return sampler[float64](func(g *Generator) float64 { return scale * g.gamma(shape) })
}

func (g *Generator) gamma(shape float64) float64 {
	switch {
	case shape == 1:
		return g.ExpFloat64()
	case shape == 0:
		return 0
	case shape < 1:
		return g.smallGamma(shape)
	}
	b := shape - 1.0/3
	c := 1 / math.Sqrt(float64(9*b))
	for {
		x, v := 0.0, 0.0
		for v <= 0 {
			x = g.NormFloat64()
			v = 1 + float64(c*x)
		}
		v = float64(v * v * v)
		u := g.Float64()
		x2 := float64(x * x)
		if u < 1-float64(float64(0.0331*x2)*x2) {
			return b * v
		}
		if log(u) < float64(float64(0.5*x)*x)+float64(b*(1-v+log(v))) {
			return b * v
		}
	}
}

func (g *Generator) smallGamma(shape float64) float64 {
	for {
		u, v := g.Float64(), g.ExpFloat64()
		if u <= 1-shape {
			if x := pow(u, 1/shape); x <= v {
				return x
			}
			continue
		}
		y := -log((1 - u) / shape)
		if x := pow(1-shape+float64(shape*y), 1/shape); x <= v+y {
			return x
		}
	}
}

// Chi2 draws from the chi-squared distribution. NumPy: chisquare. It panics
// with an [*array.ValueError] unless df > 0.
func Chi2(df float64) Sampler[float64] {
	positive("chi2", "df", df)
	return sampler[float64](func(g *Generator) float64 { return 2 * g.gamma(df/2) })
}

// StandardT draws from Student's distribution. NumPy: standard_t. It panics
// with an [*array.ValueError] unless df > 0.
func StandardT(df float64) Sampler[float64] {
	positive("standard t", "df", df)
	return sampler[float64](func(g *Generator) float64 {
		x := g.NormFloat64()
		return float64(math.Sqrt(df/2)*x) / math.Sqrt(g.gamma(df/2))
	})
}

// LogNormal draws numbers whose logarithm is normal. NumPy: lognormal. It
// panics with an [*array.ValueError] if sigma < 0.
func LogNormal(mean, sigma float64) Sampler[float64] {
	atLeast0("lognormal", "sigma", sigma)
	return sampler[float64](func(g *Generator) float64 { return exp(mean + float64(sigma*g.NormFloat64())) })
}

// Beta draws from the beta distribution (Jöhnk, 1964, where both parameters
// are at most 1; else from two gammas). NumPy: beta. It panics with an
// [*array.ValueError] unless a > 0 and b > 0.
func Beta(a, b float64) Sampler[float64] {
	positive("beta", "a", a)
	positive("beta", "b", b)
	return sampler[float64](func(g *Generator) float64 {
		if a <= 1 && b <= 1 {
			return g.johnk(a, b)
		}
		x := g.gamma(a)
		return x / (x + g.gamma(b))
	})
}

func (g *Generator) johnk(a, b float64) float64 {
	if a < 3e-103 && b < 3e-103 { // the distribution is at its two ends
		if float64((a+b)*g.Float64()) < a {
			return 1
		}
		return 0
	}
	for {
		u, v := g.Float64(), g.Float64()
		x, y := pow(u, 1/a), pow(v, 1/b)
		if x+y > 1 || u+v <= 0 {
			continue
		}
		if x+y > 0 {
			return x / (x + y)
		}
		lx, ly := log(u)/a, log(v)/b // both powers underflowed
		m := max(lx, ly)
		lx, ly = lx-m, ly-m
		return exp(lx - log(exp(lx)+exp(ly)))
	}
}

func atLeast0(op, name string, v float64) {
	if !(v >= 0) || math.IsInf(v, 0) {
		fail(op, "%s = %v, must be at least 0 and finite", name, v)
	}
}

func positive(op, name string, v float64) {
	if !(v > 0) || math.IsInf(v, 0) {
		fail(op, "%s = %v, must be positive and finite", name, v)
	}
}
