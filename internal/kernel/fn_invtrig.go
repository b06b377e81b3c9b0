package kernel

// The inverse trigonometric functions.
//
// asin(s) = s + s z p(z), z = s^2, for |s| <= 1/2; beyond that
// asin(x) = pi/2 - 2 asin(sqrt((1-|x|)/2)). atan(t) = t - t z p(z) for
// |t| <= sqrt(2)-1; other arguments are a multiple of pi/4 away, and t is a
// quotient kept in two words.

const (
	asinC0  = 0x1.5555555555387p-3
	asinC1  = 0x1.333333336f878p-4
	asinC2  = 0x1.6db6db41d48bbp-5
	asinC3  = 0x1.f1c72c6d1594bp-6
	asinC4  = 0x1.6e89ef7f447fap-6
	asinC5  = 0x1.1c6c276ac28a6p-6
	asinC6  = 0x1.c6f884639010ap-7
	asinC7  = 0x1.8ee4797c18e2fp-7
	asinC8  = 0x1.aab53d39718c1p-8
	asinC9  = 0x1.40b0c86cac3c7p-6
	asinC10 = -0x1.0af313c29f70cp-6
	asinC11 = 0x1.05cdbda65f162p-5
)

const (
	atanC0  = 0x1.555555555553dp-2
	atanC1  = -0x1.999999999589bp-3
	atanC2  = 0x1.24924922af0e9p-3
	atanC3  = -0x1.c71c70e6d235dp-4
	atanC4  = 0x1.745cf8f495cb6p-4
	atanC5  = -0x1.3b111adecb125p-4
	atanC6  = 0x1.10ebcb6a98960p-4
	atanC7  = -0x1.df1032fc6046dp-5
	atanC8  = 0x1.9cd55bd973667p-5
	atanC9  = -0x1.37d7177573d5ep-5
	atanC10 = 0x1.255f4818d5f14p-6
)

const (
	pio2Hi64 = 0x1.921fb54442d18p+0
	pio2Lo64 = 0x1.1a62633145c07p-54
	pio4Hi64 = pio2Hi64 / 2
	pio4Lo64 = pio2Lo64 / 2

	tanPi8 = 0x1.a827999fcef32p-2 // sqrt(2) - 1
)

// asinParts64 returns s + sl and t with asin(s+sl) = s + t for s = |x| up to
// 1/2 and s + sl = sqrt((1-|x|)/2) beyond.
func asinParts64(v float64) (s, t float64, big bool) {
	big = v > 0.5
	h := fma64(-0.5, v, 0.5)
	r, rl := rootPair(maxgt64(0, h), 0)
	z := sel64(big, h, float64(v*v))
	s = sel64(big, r, v)
	p := poly12(z, asinC0, asinC1, asinC2, asinC3, asinC4, asinC5,
		asinC6, asinC7, asinC8, asinC9, asinC10, asinC11)
	t = fma64(float64(s*z), p, sel64(big, rl, 0))
	return s, t, big
}

// asinKernel64 returns asin(x), error < 0.8 ULP; NaN outside [-1, 1].
func asinKernel64(x float64) float64 {
	v := abs64(x)
	s, t, big := asinParts64(v)
	h, hl := fastSum(pio2Hi64, float64(-2*s))
	y := sel64(big, h+fma64(-2, t, hl+pio2Lo64), s+t)
	return copysign64(sel64(v > 1, nan64(), y), x)
}

// acosKernel64 returns acos(x), error < 0.8 ULP; NaN outside [-1, 1].
func acosKernel64(x float64) float64 {
	v := abs64(x)
	s, t, big := asinParts64(v)
	neg := x < 0
	// pi - 2(s+t), pi/2 - (s+t), pi/2 + (s+t) and 2(s+t).
	f := sel64(big, -2, -1)
	c := sel64(big, 2, 1)
	f = sel64(neg != big, -f, f)
	c = sel64(big && !neg, 0, c)
	h, hl := fastSum(float64(c*pio2Hi64), float64(f*s))
	y := h + fma64(f, t, fma64(c, pio2Lo64, hl))
	return sel64(v > 1, nan64(), y)
}

// atanSum64 returns m pi/4 + sign(q) atan((n+nl)/(d+dl)), q being +1 or -1,
// where the quotient is at most sqrt(2)-1 in magnitude.
func atanSum64(m, q, n, nl, d, dl float64) float64 {
	t, tl := quotient(n, nl, d, dl)
	t, tl = float64(t*q), float64(tl*q)
	z := t * t
	p := poly12(z, atanC0, atanC1, atanC2, atanC3, atanC4, atanC5,
		atanC6, atanC7, atanC8, atanC9, atanC10, 0)
	k, kl := product(m, pio4Hi64)
	h, hl := fastSum(k, t)
	c := fma64(-tl, z, tl) + fma64(m, pio4Lo64, kl)
	return h + fma64(-float64(t*z), p, hl+c)
}

// atanKernel64 returns atan(x), error < 0.7 ULP. The tangent of |x| - pi/4 is
// (|x|-1)/(|x|+1), that of |x| - pi/2 is -1/|x|.
func atanKernel64(x float64) float64 {
	v := abs64(x)
	w := minlt64(0x1p64, v)
	mid, big := w > tanPi8, w > 1/tanPi8
	s, sl := fastSum(maxgt64(w, 1), minlt64(w, 1))
	d := w - 1 // exact from 1/2 on
	dl := sel64(w < 1, -1-d+w, 0)
	n := sel64(big, -1, sel64(mid, d, w))
	nl := sel64(mid && !big, dl, 0)
	e := sel64(big, w, sel64(mid, s, 1))
	el := sel64(mid && !big, sl, 0)
	y := atanSum64(sel64(big, 2, sel64(mid, 1, 0)), 1, n, nl, e, el)
	return copysign64(sel64(v < 0x1p-28, v, y), x)
}

// atan2Kernel64 returns the angle of the point (x, y), error < 0.7 ULP, with
// the quadrants and signs of Annex F. The angle is taken to the nearer axis
// and to the diagonal where that is nearer still.
func atan2Kernel64(y, x float64) float64 {
	v, w := abs64(y), abs64(x)
	swap := v > w
	a, b := sel64(swap, w, v), sel64(swap, v, w)
	a = sel64(b == inf64(), sel64(a == b, 1, 0), a)
	b = sel64(b == inf64() || b == 0, 1, b)
	scale := sel64(b > 0x1p500, 0x1p-600, sel64(b < 0x1p-400, 0x1p600, 1))
	a1, b1 := float64(a*scale), float64(b*scale)
	mid := a1 > float64(tanPi8*b1)
	s, sl := fastSum(b1, a1)
	d, dl := fastSum(-b1, a1)
	n, nl := sel64(mid, d, a1), sel64(mid, dl, 0)
	e, el := sel64(mid, s, b1), sel64(mid, sl, 0)
	left := ibits64(x) < 0
	m := sel64(mid, 1, 0)
	m = sel64(swap, 2-m, m)
	m = sel64(left, 4-m, m)
	r := atanSum64(m, sel64(swap != left, -1, 1), n, nl, e, el)
	// A small quotient on the right is the angle itself.
	r = sel64(m == 0 && a1 < float64(0x1p-300*b1), a/b, r)
	return copysign64(sel64(x != x || y != y, nan64(), r), y)
}
