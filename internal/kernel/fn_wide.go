package kernel

// The float32 functions that are computed in float64 and rounded once. With
// 29 digits to spare the plain formulas will do: no second words, shorter
// polynomials, and no overflow or underflow on the way. The functions take
// and give float64; the loops around them convert.

const (
	expW0 = 0x1.00000008f9bb2p-1
	expW1 = 0x1.55555567459ddp-3
	expW2 = 0x1.55552feae7de1p-5
	expW3 = 0x1.1110c64f23533p-7
	expW4 = 0x1.6c648d7f99fcbp-10
	expW5 = 0x1.a1514a2af2ffdp-13
	expW6 = 0x1.44327be3ebc6dp-16
)

const (
	logW0 = 0x1.555555561e54ep-1
	logW1 = 0x1.999996a902b76p-2
	logW2 = 0x1.24941212a0391p-2
	logW3 = 0x1.c62b071f6f4b5p-3
	logW4 = 0x1.91166451cdbf7p-3
)

const (
	sinW0 = -0x1.5555554cb9022p-3
	sinW1 = 0x1.11110895a8bc7p-7
	sinW2 = -0x1.a00f9d1f061ccp-13
	sinW3 = 0x1.6cd836fc71387p-19
)

const (
	cosW0 = -0x1.ffffffffebfa6p-2
	cosW1 = 0x1.55555546f2ffbp-5
	cosW2 = -0x1.6c16b3ff5b063p-10
	cosW3 = 0x1.a00f10fc956eep-16
	cosW4 = -0x1.23d7e7d125585p-22
)

const (
	asinW0 = 0x1.555555479c4a6p-3
	asinW1 = 0x1.333340bc0c390p-4
	asinW2 = 0x1.6db24eb7bf156p-5
	asinW3 = 0x1.f2836dddaebe9p-6
	asinW4 = 0x1.66340ff3971d0p-6
	asinW5 = 0x1.527a7e3817edap-6
	asinW6 = 0x1.febe127ee8a2cp-10
	asinW7 = 0x1.0ddc25976b09fp-5
)

const (
	atanW0 = -0x1.5555554efdca4p-2
	atanW1 = 0x1.99999216d9c51p-3
	atanW2 = -0x1.2490c6ec42ba6p-3
	atanW3 = 0x1.c6d271b7d0a95p-4
	atanW4 = -0x1.7087454c1e3e4p-4
	atanW5 = 0x1.1e6fc3cb48332p-4
	atanW6 = -0x1.36ee71992eba4p-5
)

const (
	erfW0 = 0x1.20dd7504298b8p+0
	erfW1 = -0x1.812746af95d19p-2
	erfW2 = 0x1.ce2f21355dacfp-4
	erfW3 = -0x1.b82cc7d64afbbp-6
	erfW4 = 0x1.56585facfeef8p-8
	erfW5 = -0x1.bfb522fa137c1p-11
	erfW6 = 0x1.f0611cb1e09c2p-14
	erfW7 = -0x1.9425bbb6a4231p-17
)

// expWide returns n + oneMagic64, whose low bits are the exponent field of
// 2^n, and p with e^x = 2^n (1 + p), for |x| < 700.
func expWide(x float64) (km, p float64) {
	km = fma64(x, log2e64, oneMagic64)
	n := km - oneMagic64
	r := fma64(n, -ln2Full64, x)
	z := r * r
	e := fma64(fma64(fma64(expW6, z, expW4), z, expW2), z, expW0)
	o := fma64(fma64(expW5, z, expW3), z, expW1)
	return km, float64(r * fma64(r, fma64(o, r, e), 1))
}

// powerWide returns e^x for |x| < 700.
func powerWide(x float64) float64 {
	km, p := expWide(x)
	s := from64(bits64(km) << 52)
	return fma64(s, p, s)
}

// clampWide returns x within [-200, 200], beyond which e^x and its like have
// left the range of float32; NaN stays.
func clampWide(x float64) float64 {
	return maxgt64(-200, minlt64(200, x))
}

// splitWide is split64 without the subnormal numbers, which a float32 never is
// among float64.
func splitWide(x float64) (k, m float64) {
	u := bits64(x) + (oneBits64 - sqrtHalfBits64)
	k = from64(u>>52|0x4330000000000000) - (0x1p52 + 1023)
	return k, from64(u&mantMask64 + sqrtHalfBits64)
}

// mantissaWide returns log(1+f) for 1+f in [sqrt(1/2), sqrt(2)].
func mantissaWide(f float64) float64 {
	s := f / (2 + f)
	z := s * s
	w := z * z
	c := fma64(z, fma64(logW3, w, logW1), fma64(fma64(logW4, w, logW2), w, logW0))
	return float64(s * fma64(z, c, 2))
}

// log1pWide returns log(1+x) for x > -1, a number for NaN.
func log1pWide(x float64) float64 {
	k, m := splitWide(1 + x)
	return fma64(k, ln2Full64, mantissaWide(sel64(k == 0, x, m-1)))
}

// exp2Kernel32 is exp2Kernel64 for float32, to half an ULP.
func exp2Kernel32(x float64) float64 {
	x = clampWide(x)
	km := x + oneMagic64
	r := float64((x - (km - oneMagic64)) * ln2Full64)
	z := r * r
	e := fma64(fma64(fma64(expW6, z, expW4), z, expW2), z, expW0)
	o := fma64(fma64(expW5, z, expW3), z, expW1)
	p := fma64(z, fma64(o, r, e), r)
	s := from64(bits64(km) << 52)
	return fma64(s, p, s)
}

// expm1Kernel32 is expm1Kernel64 for float32, to half an ULP.
func expm1Kernel32(x float64) float64 {
	km, p := expWide(clampWide(x))
	s := from64(bits64(km) << 52)
	return copysign64(fma64(s, p, s-1), x)
}

// log2Kernel32 is log2Kernel64 for float32, to half an ULP.
func log2Kernel32(x float64) float64 {
	k, m := splitWide(x)
	return logEdges64(x, fma64(mantissaWide(m-1), log2e64, k))
}

// log10Kernel32 is log10Kernel64 for float32, to half an ULP.
func log10Kernel32(x float64) float64 {
	k, m := splitWide(x)
	return logEdges64(x, fma64(k, lg2Full64, float64(mantissaWide(m-1)*log10e64)))
}

// log1pKernel32 is log1pKernel64 for float32, to half an ULP.
func log1pKernel32(x float64) float64 {
	return sel64(x == 0, x, logEdges64(1+x, log1pWide(x)))
}

// tanKernel32 is tanKernel64 for float32, to half an ULP.
func tanKernel32(x float64) float64 {
	km := fma64(x, twoOverPi64, trigMagic64)
	n := km - trigMagic64
	r := fma64(n, -pi64B/2, fma64(n, -pi64A/2, x))
	z := r * r
	w := z * z
	s := fma64(w, fma64(sinW3, z, sinW2), fma64(sinW1, z, sinW0))
	s = fma64(float64(r*z), s, r)
	c := fma64(w, fma64(cosW4, w, fma64(cosW3, z, cosW2)), fma64(cosW1, z, cosW0))
	c = fma64(z, c, 1)
	odd := bits64(km)&1 != 0
	return sel64(x == 0, x, sel64(odd, -c, s)/sel64(odd, s, c))
}

func tanKernel32_slow(x float64) bool { return abs64(x) > trigMax64/2 }

// tanKernel32_slowpath is tan(x) for any x.
func tanKernel32_slowpath(x float64) float64 { return tanKernel64_slowpath(x) }

// asinPolyWide returns asin(s) for 0 <= s <= 1/2, z = s^2.
func asinPolyWide(s, z float64) float64 {
	return fma64(float64(s*z), poly8(z, asinW0, asinW1, asinW2, asinW3, asinW4, asinW5, asinW6, asinW7), s)
}

// asinKernel32 is asinKernel64 for float32, to half an ULP.
func asinKernel32(x float64) float64 {
	v := abs64(x)
	big := v > 0.5
	z := sel64(big, fma64(-0.5, v, 0.5), float64(v*v))
	y := asinPolyWide(sel64(big, sqrt64(z), v), z)
	return copysign64(sel64(big, fma64(-2, y, pio2Hi64), y), x)
}

// acosKernel32 is acosKernel64 for float32, to half an ULP.
func acosKernel32(x float64) float64 {
	v := abs64(x)
	big := v > 0.5
	z := sel64(big, fma64(-0.5, v, 0.5), float64(v*v))
	y := asinPolyWide(sel64(big, sqrt64(z), v), z)
	f := sel64(big, -2, -1)
	c := sel64(big, 2*pio2Hi64, pio2Hi64)
	f = sel64((x < 0) != big, -f, f)
	return fma64(f, y, sel64(big && x > 0, 0, c))
}

// atanWide returns m pi/4 + atan(n/d) for a quotient up to sqrt(2)-1.
func atanWide(m, n, d float64) float64 {
	t := n / d
	z := t * t
	p := poly8(z, atanW0, atanW1, atanW2, atanW3, atanW4, atanW5, atanW6, 0)
	return fma64(m, pio4Hi64, fma64(float64(t*z), p, t))
}

// atanKernel32 is atanKernel64 for float32, to half an ULP.
func atanKernel32(x float64) float64 {
	v := minlt64(0x1p300, abs64(x))
	mid, big := v > tanPi8, v > 1/tanPi8
	n := sel64(big, -1, sel64(mid, v-1, v))
	d := sel64(big, v, sel64(mid, v+1, 1))
	return copysign64(atanWide(sel64(big, 2, sel64(mid, 1, 0)), n, d), x)
}

// atan2Kernel32 is atan2Kernel64 for float32, to half an ULP.
func atan2Kernel32(y, x float64) float64 {
	v, w := abs64(y), abs64(x)
	swap := v > w
	a, b := sel64(swap, w, v), sel64(swap, v, w)
	a = sel64(b == inf64(), sel64(a == b, 1, 0), a)
	b = sel64(b == inf64() || b == 0, 1, b)
	mid := a > float64(tanPi8*b)
	n := sel64(mid, a-b, a)
	left := ibits64(x) < 0
	m := sel64(mid, 1, 0)
	m = sel64(swap, 2-m, m)
	m = sel64(left, 4-m, m)
	r := atanWide(m, sel64(swap != left, -n, n), sel64(mid, a+b, b))
	return copysign64(sel64(x != x || y != y, nan64(), r), y)
}

// sinhKernel32 is sinhKernel64 for float32, to half an ULP.
func sinhKernel32(x float64) float64 {
	km, p := expWide(minlt64(200, abs64(x)))
	s := from64(bits64(km) << 52)
	e := fma64(s, p, s-1)
	return copysign64(0.5*(e+e/(e+1)), x)
}

// coshKernel32 is coshKernel64 for float32, to half an ULP.
func coshKernel32(x float64) float64 {
	e := powerWide(minlt64(200, abs64(x)))
	return 0.5 * (e + 1/e)
}

// asinhKernel32 is asinhKernel64 for float32, to half an ULP.
func asinhKernel32(x float64) float64 {
	v := minlt64(0x1p200, abs64(x))
	z := v * v
	y := log1pWide(v + z/(1+sqrt64(1+float64(z))))
	return copysign64(sel64(abs64(x) < inf64(), y, x), x)
}

// acoshKernel32 is acoshKernel64 for float32, to half an ULP.
func acoshKernel32(x float64) float64 {
	t := x - 1
	y := sel64(x < inf64(), log1pWide(t+sqrt64(fma64(t, t, t+t))), x)
	return sel64(x < 1, nan64(), y)
}

// atanhKernel32 is atanhKernel64 for float32, to half an ULP.
func atanhKernel32(x float64) float64 {
	v := abs64(x)
	y := log1pWide((v + v) / (1 - v))
	return copysign64(sel64(v < 1, 0.5*y, sel64(v == 1, inf64(), nan64())), x)
}

// cbrtKernel32 is cbrtKernel64 for float32, to half an ULP.
func cbrtKernel32(x float64) float64 {
	v := abs64(x)
	a := sel64(v > 0 && v < inf64(), v, 1)
	i := from64(bits64(a)>>32|0x4330000000000000) - 0x1p52
	j := fma64(i, -1.0/3, cbrtStart+0x1p52)
	y := from64(bits64(j) << 32)
	y = cbrtStep(a, cbrtStep(a, y))
	return sel64(v < inf64() && x != 0, copysign64(a*float64(y*y), x), x)
}

// powKernel32 is powKernel64 for float32, to half an ULP.
func powKernel32(x, y float64) float64 {
	v := abs64(x)
	k, m := splitWide(sel64(v > 0 && v < inf64(), v, 1))
	h := fma64(k, ln2Full64, mantissaWide(m-1))
	w := maxgt64(-0x1p66, minlt64(0x1p66, y))
	return powEdges64(x, y, powerWide(clampWide(w*h)))
}

// hypotKernel32 is hypotKernel64 for float32, to half an ULP.
func hypotKernel32(x, y float64) float64 {
	r := sqrt64(fma64(x, x, float64(y*y)))
	return sel64(abs64(x) == inf64() || abs64(y) == inf64(), inf64(), r)
}

// erfPolyWide returns erf(x) for |x| <= 0.7.
func erfPolyWide(x float64) float64 {
	return float64(x * poly8(x*x, erfW0, erfW1, erfW2, erfW3, erfW4, erfW5, erfW6, erfW7))
}

// erfcTailWide returns erfc(v) for v >= 1/2.
func erfcTailWide(v float64) float64 {
	w := maxgt64(0.5, minlt64(v, 27.5))
	i := bits64(w)>>49 - 0x1ff0
	t := w - from64(bits64(w)>>49<<49|1<<48)
	g := t * t
	e := fma64(fma64(fma64(erfcW6[i], g, erfcW4[i]), g, erfcW2[i]), g, erfcW0[i])
	o := fma64(fma64(erfcW5[i], g, erfcW3[i]), g, erfcW1[i])
	return float64(fma64(o, t, e) * powerWide(maxgt64(-200, -float64(v*v))))
}

// erfcKernel32 is erfcKernel64 for float32, to half an ULP.
func erfcKernel32(x float64) float64 {
	v := abs64(x)
	tail := erfcTailWide(v)
	return sel64(v < 0.5, 1-erfPolyWide(x), sel64(x > 0, tail, 2-tail))
}

// erfKernel32 is erfKernel64 for float32, to half an ULP.
func erfKernel32(x float64) float64 {
	v := abs64(x)
	return copysign64(sel64(v < erfSplit, erfPolyWide(v), 1-erfcTailWide(v)), x)
}
