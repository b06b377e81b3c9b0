package kernel

// The hyperbolic functions, from e^|x| - 1 or from the two halves of the
// exponential, with the rounding errors that would show carried along.

// tanhKernel64 returns tanh(x), error < 0.9 ULP. With E = (e^(2|x|) - 1)/2 it
// is E/(E+1). E = 2^n P + (2^n - 1)/2, where P = (e^r - 1)/2 is taken from
// half of r, the coefficients doubled accordingly. E and E+1 are sums of two
// words, and the quotient of the heads is corrected by its remainder.
func tanhKernel64(x float64) float64 {
	v := minlt64(20, abs64(x))
	km := fma64(v, 2*log2e64, oneMagic64)
	n := km - oneMagic64
	hi := fma64(n, -ln2Hi64/2, v)
	lo := float64(n * (-ln2Lo64 / 2))
	r := hi + lo
	z := float64(r * r)
	q0 := fma64(fma64(fma64(fma64(expD10*0x1p11, z, expD8*0x1p9), z, expD6*0x1p7), z, expD4*0x1p5), z, expD2*0x1p3)
	q1 := fma64(fma64(fma64(fma64(expD9*0x1p10, z, expD7*0x1p8), z, expD5*0x1p6), z, expD3*0x1p4), z, expD1*0x1p2)
	p, pl := fastSum(hi, z+fma64(float64(z*r), fma64(q0, r, q1), lo))
	s := from64(bits64(km) << 52)
	h := fma64(0.5, s, -0.5)
	e := fma64(s, p, h)
	el := fma64(s, pl, fma64(s, p, h-e))
	d, dl := fastSum(maxgt64(e, 1), minlt64(e, 1))
	i := 1 / d
	q := e * i
	y := fma64(i, fma64(-q, d, e)+fma64(-q, dl+el, el), q)
	return from64(bits64(y) | bits64(x)&signMask64)
}

// tanhKernel32 returns tanh(x), error < 0.8 ULP, by a table: on each of
// fifteen intervals, two to the octave, tanh(b+d) is a polynomial in d. b is
// such that tanh(b) lies close to a float32, and d is a small part of b, so
// that only the last sum rounds noticeably. In the first interval b is 0. At
// the upper end tanh is 1.
func tanhKernel32(x float32) float32 {
	v := minlt32(10, abs32(x))
	i := bits32(maxgt32(0x1p-4, v)) >> 22 & 15
	d := v - tanhTB[i]
	z := d * d
	q := fma32(z, fma32(tanhT7[i], d, tanhT6[i]), fma32(tanhT5[i], d, tanhT4[i]))
	q = fma32(z, q, fma32(tanhT3[i], d, tanhT2[i]))
	y := tanhT0[i] + fma32(z, q, float32(d*tanhT1[i]))
	return from32(bits32(y) | bits32(x)&signMask32)
}

const (
	signMask64 = 1 << 63
	signMask32 = 1 << 31
)

// hyperParts64 prepares sinh and cosh of v >= 0: v = n ln 2 + r + rl with
// sinh(r) = r + s and cosh(r) = 1 + c, and 2^(n-2) and 2^(-n-2). It stops at
// 710.6, where both have overflowed.
func hyperParts64(v float64) (r, rl, s, c, up, down float64) {
	v = minlt64(710.6, v)
	km := fma64(v, log2e64, oneMagic64)
	n := km - oneMagic64
	r0 := fma64(n, -ln2Hi64, v)
	r, rl = fastSum(r0, float64(n*-ln2Lo64))
	z := r * r
	e := fma64(fma64(fma64(fma64(fma64(expD10, z, expD8), z, expD6), z, expD4), z, expD2), z, 0.5)
	o := fma64(fma64(fma64(fma64(expD9, z, expD7), z, expD5), z, expD3), z, expD1)
	s = float64(float64(r*z) * o)
	c = float64(z * e)
	up = from64((bits64(km) - 2) << 52)
	down = from64((bits64(oneMagic64-minlt64(n, 100)) - 2) << 52)
	return r, rl, s, c, up, down
}

// sinhKernel64 returns sinh(x), error < 0.8 ULP, from
// sinh(v) = (2^n - 2^-n)/2 cosh(r) + (2^n + 2^-n)/2 sinh(r).
func sinhKernel64(x float64) float64 {
	v := abs64(x)
	r, rl, s, c, up, down := hyperParts64(v)
	a, b := up-down, up+down
	al := up - a - down
	h := fma64(b, r, a)
	l := fma64(b, r, a-h) + al
	l = fma64(a, c, fma64(b, s, fma64(rl, fma64(a, r, b), l)))
	y := 2 * (h + l)
	return copysign64(sel64(v < 0x1p-28, v, y), x)
}

// coshKernel64 returns cosh(x), error < 0.8 ULP, from
// cosh(v) = (2^n + 2^-n)/2 cosh(r) + (2^n - 2^-n)/2 sinh(r).
func coshKernel64(x float64) float64 {
	r, rl, s, c, up, down := hyperParts64(abs64(x))
	a, b := up-down, up+down
	bl := up - b + down
	h := fma64(a, r, b)
	l := fma64(a, r, b-h) + bl
	l = fma64(b, c, fma64(a, s, fma64(rl, fma64(b, r, a), l)))
	return 2 * (h + l)
}

const (
	asinhC0  = 0x1.5555555555541p-3
	asinhC1  = -0x1.33333333307eap-4
	asinhC2  = 0x1.6db6db6bac01cp-5
	asinhC3  = -0x1.f1c71bab7b111p-6
	asinhC4  = 0x1.6e8b8cd084fa0p-6
	asinhC5  = -0x1.1c4d32135654ep-6
	asinhC6  = 0x1.c97319d14224bp-7
	asinhC7  = -0x1.794318395a9e6p-7
	asinhC8  = 0x1.386f2ea068383p-7
	asinhC9  = -0x1.e95eac7799ffep-8
	asinhC10 = 0x1.374aed89ec9e2p-8
	asinhC11 = -0x1.c2d02138fd5b5p-10
)

const (
	acoshC0  = 0x1.5555555555541p-4
	acoshC1  = -0x1.333333333074ap-6
	acoshC2  = 0x1.6db6db6ba60cap-8
	acoshC3  = -0x1.f1c71ba9e98dap-10
	acoshC4  = 0x1.6e8b8cb5c40f3p-11
	acoshC5  = -0x1.1c4d312bc2e19p-12
	acoshC6  = 0x1.c97313ec18677p-14
	acoshC7  = -0x1.79432fe6c2d43p-15
	acoshC8  = 0x1.38704e6de1cf1p-16
	acoshC9  = -0x1.e966f6f03e9efp-18
	acoshC10 = 0x1.3758a366f9ba4p-19
	acoshC11 = -0x1.c2f13fd503096p-22
)

// rootPair returns sqrt(h+l) as a pair, for h >= 0; the rest is 0 at 0.
func rootPair(h, l float64) (r, rl float64) {
	r = sqrt64(h)
	rl = float64((fma64(-r, r, h) + l) * (0.5 / maxgt64(r, 0x1p-500)))
	return r, rl
}

// asinhKernel64 returns asinh(x), error < 0.8 ULP: an odd polynomial up to
// 1/2, log(x + sqrt(x^2+1)) with the sum in two words beyond, log(2x) where
// the 1 no longer counts.
func asinhKernel64(x float64) float64 {
	v := abs64(x)
	z := v * v
	p := poly12(z, asinhC0, asinhC1, asinhC2, asinhC3, asinhC4, asinhC5,
		asinhC6, asinhC7, asinhC8, asinhC9, asinhC10, asinhC11)
	small := fma64(-float64(v*z), p, v)

	huge := v > 0x1p30
	w := minlt64(0x1p30, v)
	q, ql := product(w, w)
	// One of the summands of q + 1 is the larger.
	g := q + 1
	gl := maxgt64(q, 1) - g + minlt64(q, 1) + ql
	r, rl := rootPair(g, gl)
	u, ul := fastSum(r, w)
	u = sel64(huge, v, u)
	ul = sel64(huge, 0, ul+rl)
	y := logEdges64(u, logTwo64(u, ul, sel64(huge, 1, 0)))
	return copysign64(sel64(v < 0.5, small, y), x)
}

// acoshKernel64 returns acosh(x), error < 0.8 ULP; NaN below 1. Up to 3/2 it
// is sqrt(2t) times a polynomial in t = x-1, then log(x + sqrt(x^2-1)).
func acoshKernel64(x float64) float64 {
	t := x - 1
	p := poly12(t, acoshC0, acoshC1, acoshC2, acoshC3, acoshC4, acoshC5,
		acoshC6, acoshC7, acoshC8, acoshC9, acoshC10, acoshC11)
	s, sl := rootPair(t+t, 0)
	small := s + fma64(-float64(s*t), p, sl)

	huge := x > 0x1p30
	w := minlt64(0x1p30, x)
	q, ql := product(w, w)
	g, gl := fastSum(q, -1)
	r, rl := rootPair(g, gl+ql)
	u, ul := fastSum(w, r)
	u = sel64(huge, x, u)
	ul = sel64(huge, 0, ul+rl)
	y := logEdges64(u, logTwo64(u, ul, sel64(huge, 1, 0)))
	return sel64(x < 1, nan64(), sel64(x < 1.5, small, y))
}

// atanhKernel64 returns atanh(x), error < 0.8 ULP; infinite at +-1, NaN
// beyond. It is half the logarithm of (1+x)/(1-x) = 2^k m, whose
// s = (m-1)/(m+1) is a quotient of sums that are known to two words.
func atanhKernel64(x float64) float64 {
	v := abs64(x)
	k, _ := split64((1 + v) / (1 - v))
	k = minlt64(k, 60)
	e := from64(bits64(k+oneMagic64) << 52)
	p, pl := fastSum(1, v)
	q, ql := fastSum(1, -v)
	n, nl := fastSum(p-float64(e*q), pl-float64(e*ql))
	d, dl := fastSum(p, float64(e*q))
	s, sl := quotient(n, nl, d, dl+fma64(e, ql, pl))
	z := s * s
	c := fma64(float64(s*z), logSeries64(z), sl+sl)
	h, l := fastSum(float64(k*ln2Hi64), s+s)
	y := 0.5 * (h + (c + fma64(k, ln2Lo64, l)))
	y = sel64(v < 0x1p-28, v, y)
	y = sel64(v < 1, y, sel64(v == 1, inf64(), nan64()))
	return copysign64(y, x)
}
