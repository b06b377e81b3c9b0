package special

import "math"

// emTerms are B(2k)/(2k)!, of the Euler-Maclaurin formula.
var emTerms = [...]float64{
	0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05, -8.267195767195768e-07,
	2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13,
	8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19,
	3.534707039629467e-21,
}

// zeta is Riemann's: by its functional equation on the left (DLMF 25.4.1).
func zeta(s float64) float64 {
	switch {
	case math.IsNaN(s) || math.IsInf(s, -1):
		return math.NaN()
	case s == 1:
		return math.Inf(1)
	case s > -1: // where 1-s would lose the digits of s
		return eulerMaclaurin(s, 1)
	case s < -260: // beyond every value that float64 holds
		return zetaFar(s)
	}
	u := 1 - s
	half := exp2(-u) * 2 // in two parts: Γ(u) alone may overflow
	v := float64(sinPi(s/2) * eulerMaclaurin(u, 1))
	if u < 170 {
		return v * half * gamma(u) * pow(math.Pi, -u)
	}
	return v * 2 * exp(lgamma(u)-float64(u*log(2*math.Pi)))
}

func zetaFar(s float64) float64 {
	sine := sinPi(s / 2)
	if sine == 0 {
		return 0
	}
	return math.Copysign(math.Inf(1), sine)
}

func hurwitz(s, q float64) float64 {
	switch {
	case math.IsNaN(s+q) || s < 1:
		return math.NaN()
	case s == 1:
		return math.Inf(1)
	case q == 0:
		return math.Inf(1)
	case q < 0:
		return math.NaN()
	case math.IsInf(q, 1):
		return 0
	}
	return eulerMaclaurin(s, q)
}

// eulerMaclaurin returns the sum of (k+q)^-s over k = 0, 1, …, continued to
// -1 < s < 1: the first terms, and the Euler-Maclaurin formula for the others
// (DLMF 25.11.5). The first terms are added last, the largest at the end.
func eulerMaclaurin(s, q float64) float64 {
	powers := ladder{q: q, s: s}
	first := powers.at(0)
	if math.IsInf(s, 1) || math.IsInf(first, 1) {
		return first
	}
	n, w, p := 0, q, first
	for (n < 12 && w <= 30 || w < s) && p > eps/16*first {
		n++
		w = q + float64(n)
		p = powers.at(n)
	}
	sum := float64(p * (0.5 + w/(s-1)))
	if p > eps/16*first {
		sum += float64(p * correction(s, w))
	}
	for k := n - 1; k >= 0; k-- {
		sum += powers.at(k)
	}
	return sum
}

// ladder computes (k+q)^-s for k = 0, 1, … some at a time, as they are wanted.
type ladder struct {
	q, s float64
	p    [4 * terms]float64
	have int
}

func (l *ladder) at(k int) float64 {
	if k >= len(l.p) {
		return pow(l.q+float64(k), -l.s)
	}
	for ; l.have <= k; l.have += terms {
		next := l.p[l.have : l.have+terms]
		for i := range next {
			next[i] = l.q + float64(l.have+i)
		}
		pows(next, -l.s)
	}
	return l.p[k]
}

// correction is the formula's series of derivatives at w, over w^-s.
func correction(s, w float64) float64 {
	rise, sum := s/w, 0.0
	for k, c := range emTerms {
		term := float64(c * rise)
		sum += term
		if math.Abs(term) < eps/4 {
			break
		}
		j := float64(2*k + 1)
		rise *= (s + j) / w * ((s + j + 1) / w)
	}
	return sum
}
