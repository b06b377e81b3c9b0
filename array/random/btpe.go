package random

import "math"

// btpe draws binomial numbers by rejection from a triangle in the middle,
// parallelograms beside it and exponential tails (BTPE, Kachitvichyanukul and
// Schmeiser, 1988). The names are the paper's.
type btpe struct {
	n, m                      int64 // m: the mode
	r, q, npq                 float64
	p1, p2, p3, p4            float64 // areas, cumulated
	xm, xl, xr, c, laml, lamr float64
}

func newBTPE(n int64, p float64) *btpe {
	nf := float64(n)
	s := &btpe{n: n, r: p, q: 1 - p}
	s.npq = float64(float64(nf*s.r) * s.q)
	fm := float64(nf*s.r) + s.r
	s.m = int64(math.Floor(fm))
	s.p1 = math.Floor(float64(2.195*math.Sqrt(s.npq))-float64(4.6*s.q)) + 0.5
	s.xm = float64(s.m) + 0.5
	s.xl, s.xr = s.xm-s.p1, s.xm+s.p1
	s.c = 0.134 + 20.5/(15.3+float64(s.m))
	a := (fm - s.xl) / (fm - float64(s.xl*s.r))
	s.laml = float64(a * (1 + float64(a/2)))
	a = (s.xr - fm) / float64(s.xr*s.q)
	s.lamr = float64(a * (1 + float64(a/2)))
	s.p2 = float64(s.p1 * (1 + float64(2*s.c)))
	s.p3 = s.p2 + s.c/s.laml
	s.p4 = s.p3 + s.c/s.lamr
	return s
}

func (s *btpe) Draw(g *Generator) int64 {
	for {
		u := float64(g.Float64() * s.p4)
		v := g.Float64()
		if u <= s.p1 {
			return int64(math.Floor(s.xm - float64(s.p1*v) + u))
		}
		y, v, ok := s.propose(u, v)
		if ok && s.accept(y, v) {
			return y
		}
	}
}

// propose picks a value outside the triangle and scales v to its region.
func (s *btpe) propose(u, v float64) (int64, float64, bool) {
	switch {
	case u <= s.p2: // parallelograms
		x := s.xl + (u-s.p1)/s.c
		v = float64(v*s.c) + 1 - math.Abs(float64(s.m)-x+0.5)/s.p1
		return int64(math.Floor(x)), v, v <= 1
	case v == 0: // a logarithm that no integer holds
		return 0, 0, false
	case u <= s.p3: // left tail
		y := math.Floor(s.xl + log(v)/s.laml)
		return int64(y), float64(float64(v*(u-s.p2)) * s.laml), y >= 0
	}
	y := math.Floor(s.xr - log(v)/s.lamr)
	return int64(y), float64(float64(v*(u-s.p3)) * s.lamr), y <= float64(s.n)
}

// accept compares v with the density at y relative to the mode's.
func (s *btpe) accept(y int64, v float64) bool {
	k := y - s.m
	if k < 0 {
		k = -k
	}
	if k <= 20 || float64(k) >= float64(s.npq/2)-1 {
		return v <= s.ratio(y)
	}
	kf := float64(k)
	rho := float64(kf / s.npq * (float64(float64(kf*(kf/3+0.625))+0.16666666666666666)/s.npq + 0.5))
	t := float64(-kf*kf) / float64(2*s.npq)
	a := log(v)
	switch {
	case a < t-rho:
		return true
	case a > t+rho:
		return false
	}
	return a <= s.stirlingRatio(float64(y))
}

// ratio multiplies the density's quotients from the mode to y.
func (s *btpe) ratio(y int64) float64 {
	odds := s.r / s.q
	a := float64(odds * float64(s.n+1))
	f := 1.0
	for i := s.m + 1; i <= y; i++ {
		f *= a/float64(i) - odds
	}
	for i := y + 1; i <= s.m; i++ {
		f /= a/float64(i) - odds
	}
	return f
}

// stirlingRatio is the logarithm of ratio by Stirling's formula.
func (s *btpe) stirlingRatio(y float64) float64 {
	n, m := float64(s.n), float64(s.m)
	x1, f1, z, w := y+1, m+1, n+1-m, n-y+1
	tail := func(x float64) float64 {
		x2 := float64(x * x)
		return (13680 - (462-(132-(99-140/x2)/x2)/x2)/x2) / x / 166320
	}
	return float64(s.xm*log(f1/x1)) + float64((n-m+0.5)*log(z/w)) + float64((y-m)*log(float64(w*s.r)/float64(x1*s.q))) +
		tail(f1) + tail(z) + tail(x1) + tail(w)
}
