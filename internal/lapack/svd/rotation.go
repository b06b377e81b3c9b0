package svd

import (
	"math"

	"github.com/scicore-go/scicore/internal/blas"
)

const (
	eps     = 0x1p-53
	safeMin = 0x1p-1022
)

// givens returns a rotation with (c s; -s c)·(f; g) = (r; 0), without overflow
// or harmful underflow in between. LAPACK: dlartg.
func givens(f, g float64) (c, s, r float64) {
	switch {
	case g == 0:
		return 1, 0, f
	case f == 0:
		return 0, math.Copysign(1, g), math.Abs(g)
	}
	fa, ga := math.Abs(f), math.Abs(g)
	if fa < 0x1p500 && ga < 0x1p500 && fa > 0x1p-500 && ga > 0x1p-500 {
		return givensIn(f, g)
	}
	u := math.Ldexp(1, min(max(math.Ilogb(max(fa, ga)), -1022), 1022))
	c, s, r = givensIn(f/u, g/u)
	return c, s, r * u
}

func givensIn(f, g float64) (c, s, r float64) {
	d := math.Sqrt(float64(f*f) + float64(g*g))
	c = math.Abs(f) / d
	r = math.Copysign(d, f)
	return c, g / r, r
}

// singular2 returns the singular values of (f g; 0 h) to nearly full relative
// accuracy. LAPACK: dlas2.
func singular2(f, g, h float64) (small, large float64) {
	f, g, h = math.Abs(f), math.Abs(g), math.Abs(h)
	lo, hi := math.Min(f, h), math.Max(f, h)
	if lo == 0 {
		if hi == 0 {
			return 0, g
		}
		return 0, blas.Hypot(hi, g)
	}
	p, q := 1+lo/hi, (hi-lo)/hi
	if g < hi {
		r := float64((g / hi) * (g / hi))
		c := 2 / (math.Sqrt(float64(p*p)+r) + math.Sqrt(float64(q*q)+r))
		return lo * c, hi / c
	}
	t := hi / g
	if t == 0 {
		// hi/g underflows: the values are lo·hi/g and g, but for terms that
		// do not show.
		return (lo * hi) / g, g
	}
	x, y := float64(p*t), float64(q*t)
	c := 1 / (math.Sqrt(1+float64(x*x)) + math.Sqrt(1+float64(y*y)))
	return float64(2 * float64(lo*c*t)), g / (c + c)
}

// svd2 holds the decomposition of (f g; 0 h):
//
//	(cl sl; -sl cl)·(f g; 0 h)·(cr -sr; sr cr) = diag(large, small)
//
// The values carry signs.
type svd2 struct{ small, large, cl, sl, cr, sr float64 }

// triangle2 decomposes (f g; 0 h), every result to nearly full relative
// accuracy. J. Demmel and W. Kahan, "Accurate singular values of bidiagonal
// matrices", SIAM J. Sci. Stat. Comput. 11 (1990); LAPACK: dlasv2.
func triangle2(f, g, h float64) (r svd2) {
	if g == 0 && math.Abs(f) >= math.Abs(h) {
		return svd2{small: h, large: f, cl: 1, cr: 1}
	}
	if math.Abs(h) > math.Abs(f) {
		// Reversing rows and columns transposes the triangle.
		t := dominant2(h, g, f)
		r = svd2{t.small, t.large, t.sr, t.cr, t.sl, t.cl}
	} else {
		r = dominant2(f, g, h)
	}
	// Signs follow from those of the element that counts most.
	sign := func(x float64) float64 { return math.Copysign(1, x) }
	var s float64
	switch a := math.Abs(g); {
	case a > math.Abs(f) && a > math.Abs(h):
		s = sign(r.sr) * sign(r.cl) * sign(g)
	case math.Abs(f) >= math.Abs(h):
		s = sign(r.cr) * sign(r.cl) * sign(f)
	default:
		s = sign(r.sr) * sign(r.sl) * sign(h)
	}
	r.large = math.Copysign(r.large, s)
	r.small = math.Copysign(r.small, s*sign(f)*sign(h))
	return r
}

// dominant2 is triangle2 for |f| >= |h|, up to signs of the values.
func dominant2(f, g, h float64) (r svd2) {
	fa, ga, ha := math.Abs(f), math.Abs(g), math.Abs(h)
	switch {
	case ga == 0:
		return svd2{small: ha, large: fa, cl: 1, cr: 1}
	case ga > fa && fa/ga < eps:
		r.large, r.cl, r.sr = ga, 1, 1
		if ha > 1 {
			r.small = fa / (ga / ha)
		} else {
			r.small = fa / ga * ha
		}
		r.sl, r.cr = h/g, f/g
		return r
	}
	d := fa - ha
	l := d / fa
	if d == fa {
		l = 1
	}
	m, t := g/f, 2-l
	mm := float64(m * m)
	s, q := math.Sqrt(float64(t*t)+mm), math.Abs(m)
	if l != 0 {
		q = math.Sqrt(float64(l*l) + mm)
	}
	a := float64(0.5 * (s + q))
	r.small, r.large = ha/a, fa*a
	switch {
	case mm != 0:
		t = (m/(s+t) + m/(q+l)) * (1 + a)
	case l == 0:
		t = math.Copysign(2, f) * math.Copysign(1, g)
	default:
		t = g/math.Copysign(d, f) + m/t
	}
	w := math.Sqrt(float64(t*t) + 4)
	r.cr, r.sr = 2/w, t/w
	r.cl = (r.cr + float64(r.sr*m)) / a
	r.sl = h / f * r.sr / a
	return r
}
