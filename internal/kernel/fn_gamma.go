package kernel

// The gamma function and the logarithm of its magnitude.
//
// For w >= 8, Stirling's series gives
//
//	lgamma(w) = (w - 1/2)(log(w) - 1) + c + u (1/12 + z p(z)), u = 1/w, z = u^2.
//
// Positive v < 8 is moved to w = v + 8; the product v (v+1) ... (v+7) makes
// that good. Negative arguments are reflected: gamma(-v) gamma(v) =
// -pi / (v sin(pi v)). Everything is carried in two words.

const (
	stirling0 = -0x1.6c16c16c14072p-9
	stirling1 = 0x1.a01a0174cf985p-11
	stirling2 = -0x1.3813438b5a9a3p-11
	stirling3 = 0x1.b92795c7bf86dp-11
	stirling4 = -0x1.ef0d7725440edp-10
	stirling5 = 0x1.49664fd4884fdp-8

	twelfthHi64   = 0x1.5555555555555p-4
	twelfthLo64   = 0x1.5555555555555p-58
	stirlingCHi64 = 0x1.acfe390c97d69p-2 // log(2 pi)/2 - 1/2
	stirlingCLo64 = 0x1.3494bc9001442p-56
	logPiHi64     = 0x1.250d048e7a1bdp+0
	logPiLo64     = 0x1.7abf2ad8d5088p-57

	// 1 - euler and -euler, the slopes of lgamma at 2 and at 1.
	slopeTwoHi64 = 0x1.b0ee6072093cep-2
	slopeTwoLo64 = 0x1.6cb90701fbfabp-58
	slopeOneHi64 = -0x1.2788cfc6fb619p-1
	slopeOneLo64 = 0x1.6cb90701fbfabp-58
)

const (
	lgOne0  = 0x1.a51a6625307d3p-1
	lgOne1  = -0x1.9a4d55beab2d7p-2
	lgOne2  = 0x1.151322ac7d8b8p-2
	lgOne3  = -0x1.a8b9c17aa6179p-3
	lgOne4  = 0x1.5b40cb0f9deb3p-3
	lgOne5  = -0x1.2703a1dcc2b80p-3
	lgOne6  = 0x1.010b3824d902bp-3
	lgOne7  = -0x1.c80671e41dfd1p-4
	lgOne8  = 0x1.99fd173795213p-4
	lgOne9  = -0x1.74891a1e32fefp-4
	lgOne10 = 0x1.5933b555de280p-4
	lgOne11 = -0x1.3e1a3a0c3f2bcp-4
)

const (
	lgTwo0  = 0x1.4a34cc4a60fa6p-2
	lgTwo1  = -0x1.13e001a557607p-4
	lgTwo2  = 0x1.51322ac7dd7bfp-6
	lgTwo3  = -0x1.e404fc217387ap-8
	lgTwo4  = 0x1.7add6dd01b0ecp-9
	lgTwo5  = -0x1.38ac60042b03fp-10
	lgTwo6  = 0x1.0b3e39f3c0909p-11
	lgTwo7  = -0x1.d3a005ad751b9p-13
	lgTwo8  = 0x1.678c145eeb884p-14
	lgTwo9  = -0x1.9f98987e33bfcp-14
	lgTwo10 = 0x1.44e0f599ce870p-10
	lgTwo11 = 0x1.8241582003af9p-8
)

// twoSum returns a + b and its rounding error, whichever is larger.
func twoSum(a, b float64) (h, l float64) {
	h = a + b
	t := h - a
	l = a - (h - t) + (b - t)
	return h, l
}

// mulPair multiplies two pairs.
func mulPair(a, al, b, bl float64) (h, l float64) {
	h, l = product(a, b)
	return fastSum(h, fma64(a, bl, fma64(al, b, l)))
}

// rising8 returns v (v+1) ... (v+7): with q = v (v+7) it is
// q (q+6) (q+10) (q+12).
func rising8(v float64) (h, l float64) {
	a, al := product(v, v)
	b, bl := product(7, v)
	q, ql := twoSum(b, a)
	q, ql = fastSum(q, ql+(al+bl))
	c, cl := twoSum(q, 6)
	d, dl := twoSum(q, 10)
	e, el := twoSum(q, 12)
	h, l = mulPair(q, ql, c, cl+ql)
	b, bl = mulPair(d, dl+ql, e, el+ql)
	return mulPair(h, l, b, bl)
}

// stirling64 returns lgamma(w + wl) * scale for w >= 8, scale being 1 or, to
// put off overflow, a power of two below it.
func stirling64(w, wl, scale float64) (h, l float64) {
	g, gl := logDouble64(w)
	u := 1 / w
	gl = fma64(wl, u, gl)
	g, e := fastSum(g, -1)
	gl += e
	a, al := fastSum(w, -0.5)
	al = float64((al + wl) * scale)
	a = float64(a * scale)
	h, l = product(a, g)
	l = fma64(a, gl, fma64(al, g, l))
	h, l = fastSum(h, l)

	ul := float64(u * fma64(-u, w, 1))
	z := u * u
	s, sl := fastSum(twelfthHi64, float64(z*poly6(z, stirling0, stirling1, stirling2, stirling3, stirling4, stirling5)))
	t, tl := product(u, s)
	tl = fma64(u, sl+twelfthLo64, fma64(ul, s, tl))
	c, cl := fastSum(stirlingCHi64, t)
	cl += tl + stirlingCLo64
	h, e = fastSum(h, c)
	return fastSum(h, l+(e+cl))
}

// sinPiPair returns sin(pi v) as a pair and whether it is to be negated, for
// v >= 0.
func sinPiPair(v float64) (h, l float64, neg bool) {
	n := rint64(v)
	r := v - n
	a, al := product(r, pi64A)
	al = fma64(r, pi64B, al)
	h, l = sinPair64(a, -al)
	return h, -l, rint64(0.5*n) != 0.5*n
}

// gammaArg64 returns w + wl >= 8 and the product p + pl that divides
// gamma(w+wl) to give gamma(v), v > 0.
func gammaArg64(v float64) (w, wl, p, pl float64) {
	small := v < 8
	s := sel64(small, v, 1)
	p, pl = rising8(s)
	w, wl = twoSum(v, sel64(small, 8, 0))
	return w, wl, sel64(small, p, 1), sel64(small, pl, 0)
}

// gammaKernel64 returns gamma(x), error < 0.8 ULP; NaN at negative integers
// and -Inf, an infinity of x's sign at zeros.
func gammaKernel64(x float64) float64 {
	t := abs64(x)
	v := maxgt64(0x1p-60, minlt64(185, t))
	w, wl, p, pl := gammaArg64(v)
	km, e, el := expParts64(stirling64(w, wl, 1))
	e, c := fastSum(1, e)
	el += c

	neg := x < 0
	s, sl, odd := sinPiPair(t)
	s, sl = mulPair(s, sl, v, 0)
	s, sl = mulPair(s, sl, e, el)
	a, al := mulPair(p, pl, pi64A, pi64B)
	n, nl := sel64(neg, a, e), sel64(neg, al, el)
	d, dl := sel64(neg, s, p), sel64(neg, sl, pl)
	y, yl := quotient(n, nl, d, dl)
	y = scale64(y+yl, sel64(neg, expMagic64-(km-expMagic64), km))
	y = sel64(neg != (neg && odd), -y, y)
	y = sel64(neg && t == rint64(t), nan64(), y)
	y = sel64(t < 0x1p-60, 1/x, y)
	return sel64(x != x, x, y)
}

// lgammaKernel64 returns the logarithm of the magnitude of gamma(x); +Inf at
// the poles and at infinities. The error is < 0.8 ULP for x > 0. Below, it is
// that or 2^-55 absolutely, whichever is larger: next to its zeros there the
// function is a difference of large terms.
func lgammaKernel64(x float64) float64 {
	v := abs64(x)
	// gamma(v) = gamma(w)/p and gamma(-v) = pi/(v sin(pi v)) p/gamma(w): first
	// the logarithm of p or of its quotient by v sin(pi v). Next to 0 both
	// signs give the same.
	neg := x < -0x1p-60
	s, sl, _ := sinPiPair(v)
	s, sl = mulPair(s, sl, v, 0)
	s, sl = sel64(neg, s, 1), sel64(neg, sl, 0)
	p, pl := rising8(sel64(v < 8, v, 1))
	p, pl = sel64(v < 8, p, 1), sel64(v < 8, pl, 0)
	q, ql := quotient(p, pl, s, sl)
	ql = float64(copysign64(1, q) * ql)
	q = abs64(q)
	g, gl := logDouble64(sel64(q > 0 && q < inf64(), q, 1))
	gl += ql / q

	scale := sel64(v > 0x1p600, 0x1p-20, 1)
	w, wl := twoSum(minlt64(v, 0x1p1023), sel64(v < 8, 8, 0))
	h, l := stirling64(w, wl, scale)
	f := sel64(neg, -1, 1)
	a, al := twoSum(float64(f*h), float64(-f*g))
	b, bl := twoSum(a, sel64(neg, logPiHi64, 0))
	y := b + (al + bl + float64(f*(l-gl)) + sel64(neg, logPiLo64, 0))
	y = sel64(v > 0x1p600, float64((h+l)*0x1p20), y)

	y = sel64(abs64(x-1) < 0x1p-4, lgammaOne64(x-1), y)
	y = sel64(abs64(x-2) < 0x1p-4, lgammaTwo64(x-2), y)
	y = sel64(v == inf64() || v == 0 || x < 0 && v == rint64(v), inf64(), y)
	return sel64(x != x, x, y)
}

// lgammaOne64 returns lgamma(1+t) for |t| <= 1/16.
func lgammaOne64(t float64) float64 {
	p := poly12(t, lgOne0, lgOne1, lgOne2, lgOne3, lgOne4, lgOne5, lgOne6, lgOne7, lgOne8, lgOne9, lgOne10, lgOne11)
	return fma64(t, slopeOneHi64, fma64(float64(t*t), p, t*slopeOneLo64))
}

// lgammaTwo64 returns lgamma(2+t) for |t| <= 1/16.
func lgammaTwo64(t float64) float64 {
	p := poly12(t, lgTwo0, lgTwo1, lgTwo2, lgTwo3, lgTwo4, lgTwo5, lgTwo6, lgTwo7, lgTwo8, lgTwo9, lgTwo10, lgTwo11)
	return fma64(t, slopeTwoHi64, fma64(float64(t*t), p, t*slopeTwoLo64))
}
