package kernel

import (
	"math"
	"math/bits"
)

// Sine and cosine.
//
// x = n pi + r, |r| <= pi/2; the sign of sin(r) changes with n. pi (or pi/2
// times an odd number, for the cosine) is taken off in three pieces: the
// first product and difference are exact because x and the product lie close,
// the second piece has so few digits that its product with n is exact, so the
// rest r + l is good to twice the precision even next to a zero. All pieces are
// positive, which keeps the sign of a zero. Then
//
//	sin(r) = r (1 + u),  u = z (p(z) - 1/8),  z = r^2,
//
// where the rounding errors of z and u are carried along, as |u| reaches 0.36
// and r exceeds 1. Above trigMax the reduction needs more digits of pi: the
// slow road does it in integers (Payne and Hanek, 1983).

const (
	invPi64 = 0x1.45f306dc9c883p-2
	pi64A   = 0x1.921fb54442d18p+1
	pi64B   = 0x1.1a626331p-53
	pi64C   = 0x1.1701b839a2520p-87

	trigMagic64 = 0x1.8p52
	trigMax64   = 0x1p20 * math.Pi

	invPi32 = 0x1.45f306p-2
	pi32A   = 0x1.921fb4p+1
	pi32B   = 0x1.444p-23
	pi32C   = 0x1.68c234p-38

	trigMagic32 = 0x1.8p23
	trigMax32   = 0x1p12 * math.Pi
)

const (
	sinC0 = -0x1.5555555555554p-5
	sinC1 = 0x1.11111111110cbp-7
	sinC2 = -0x1.a01a01a015172p-13
	sinC3 = 0x1.71de3a52c135dp-19
	sinC4 = -0x1.ae6454e4c010bp-26
	sinC5 = 0x1.6123d159920c2p-33
	sinC6 = -0x1.ae44ae0ba4387p-41
	sinC7 = 0x1.8852a40de9d93p-49
)

const (
	sinF0 = -0x1.555556p-5
	sinF1 = 0x1.11111ap-7
	sinF2 = -0x1.a01bfcp-13
	sinF3 = 0x1.71ee92p-19
	sinF4 = -0x1.a4c89ep-26
)

// nearTrig64 leaves n + 2^20 in the low digits. Where that fits into 21 of them
// the other bits are fixed: farTrig64 has those that are 0. n keeps its parity.
const (
	nearTrig64 = trigMagic64 + 1<<20
	farTrig64  = 0xbcc7ffffffe00000

	nearTrig32 = trigMagic32 + 1<<11
	farTrig32  = 0xb4bff000
)

// sinReduced64 returns sin(h-l) for |h| <= pi/2 and l a small rest of h. The
// order of the operations keeps the sign of a zero: every correction is +0
// then, and is subtracted.
func sinReduced64(h, l float64) float64 {
	s, c := sinPair64(h, l)
	return s - c
}

// sinPair64 returns sin(h-l) as a difference s - c.
func sinPair64(h, l float64) (s, c float64) {
	z := h * h
	zl := fma64(h, h, -z)
	w := z * z
	e := fma64(fma64(fma64(sinC6, w, sinC4), w, sinC2), w, sinC0)
	o := fma64(fma64(fma64(sinC7, w, sinC5), w, sinC3), w, sinC1)
	a := fma64(z, fma64(o, z, e), 0)
	u := fma64(z, -0.125, a)
	ul := fma64(zl, 0.149, fma64(z, 0.125, u)-a) // zl (p - 1/8), closely enough
	s = fma64(h, u, h)
	t := fma64(h, -u, s-h)
	k := fma64(u, 2.75, 1) // cos(h), closely enough for l
	return s, fma64(l, k, fma64(h, ul, t))
}

// sinReduced32 is sinReduced64 for float32.
func sinReduced32(h, l float32) float32 {
	z := h * h
	zl := fma32(h, h, -z)
	p := fma32(fma32(fma32(fma32(sinF4, z, sinF3), z, sinF2), z, sinF1), z, sinF0)
	a := fma32(z, p, 0)
	u := fma32(z, -0.125, a)
	ul := fma32(zl, 0.149, fma32(z, 0.125, u)-a)
	s := fma32(h, u, h)
	t := fma32(h, -u, s-h)
	c := fma32(u, 2.75, 1)
	return s - fma32(l, c, fma32(h, ul, t))
}

// sinKernel64 returns sin(x), error < 0.85 ULP; NaN at infinities.
func sinKernel64(x float64) float64 {
	km := fma64(x, invPi64, trigMagic64)
	return sinMultiple64(x, km, km-trigMagic64)
}

func sinKernel64_rare(x float64) bool {
	return bits64(fma64(x, invPi64, nearTrig64))&farTrig64 != 0
}

// sinKernel64_fast is sinKernel64 for |x| < 2^20 pi.
func sinKernel64_fast(x float64) float64 {
	km := fma64(x, invPi64, nearTrig64)
	return sinMultiple64(x, km, km-nearTrig64)
}

// sinMultiple64 returns sin(x) for n the integer nearest x/pi, whose parity km
// has.
func sinMultiple64(x, km, n float64) float64 {
	r := fma64(n, -pi64A, x)
	h := fma64(n, -pi64B, r)
	l := fma64(n, pi64C, fma64(n, pi64B, h-r))
	y := sinReduced64(h, l)
	return from64(bits64(y) ^ bits64(km)<<63)
}

// cosKernel64 returns cos(x), error < 0.85 ULP; NaN at infinities. x is
// reduced by an odd multiple of pi/2. The first difference is not exact for
// x below the first zero, hence d.
func cosKernel64(x float64) float64 {
	km := fma64(x, invPi64, -0.5) + (trigMagic64 + 1)
	return cosMultiple64(x, km, km-(trigMagic64+1)+0.5)
}

func cosKernel64_rare(x float64) bool {
	return bits64(fma64(x, invPi64, -0.5)+(nearTrig64+1))&farTrig64 != 0
}

// cosKernel64_fast is cosKernel64 for |x| < 2^20 pi, and a little less.
func cosKernel64_fast(x float64) float64 {
	km := fma64(x, invPi64, -0.5) + (nearTrig64 + 1)
	return cosMultiple64(x, km, km-(nearTrig64+1)+0.5)
}

// cosMultiple64 returns cos(x) for n the odd half nearest x/pi; km has the
// parity of n + 1/2.
func cosMultiple64(x, km, n float64) float64 {
	r := fma64(n, -pi64A, x)
	d := fma64(n, -pi64A, -r) + x
	h := fma64(n, -pi64B, r)
	l := fma64(n, pi64C, fma64(n, pi64B, h-r)-d)
	y := sinReduced64(h, l)
	return from64(bits64(y) ^ bits64(km)<<63)
}

// sinKernel32 is sinKernel64 for float32.
func sinKernel32(x float32) float32 {
	km := fma32(x, invPi32, trigMagic32)
	return sinMultiple32(x, km, km-trigMagic32)
}

func sinKernel32_rare(x float32) bool {
	return bits32(fma32(x, invPi32, nearTrig32))&farTrig32 != 0
}

// sinKernel32_fast is sinKernel32 for |x| < 2^11 pi.
func sinKernel32_fast(x float32) float32 {
	km := fma32(x, invPi32, nearTrig32)
	return sinMultiple32(x, km, km-nearTrig32)
}

// sinMultiple32 is sinMultiple64 for float32.
func sinMultiple32(x, km, n float32) float32 {
	r := fma32(n, -pi32A, x)
	h := fma32(n, -pi32B, r)
	l := fma32(n, pi32C, fma32(n, pi32B, h-r))
	y := sinReduced32(h, l)
	return from32(bits32(y) ^ bits32(km)<<31)
}

// cosKernel32 is cosKernel64 for float32.
func cosKernel32(x float32) float32 {
	km := fma32(x, invPi32, -0.5) + (trigMagic32 + 1)
	return cosMultiple32(x, km, km-(trigMagic32+1)+0.5)
}

func cosKernel32_rare(x float32) bool {
	return bits32(fma32(x, invPi32, -0.5)+(nearTrig32+1))&farTrig32 != 0
}

// cosKernel32_fast is cosKernel32 for |x| < 2^11 pi, and a little less.
func cosKernel32_fast(x float32) float32 {
	km := fma32(x, invPi32, -0.5) + (nearTrig32 + 1)
	return cosMultiple32(x, km, km-(nearTrig32+1)+0.5)
}

// cosMultiple32 is cosMultiple64 for float32.
func cosMultiple32(x, km, n float32) float32 {
	r := fma32(n, -pi32A, x)
	d := fma32(n, -pi32A, -r) + x
	h := fma32(n, -pi32B, r)
	l := fma32(n, pi32C, fma32(n, pi32B, h-r)-d)
	y := sinReduced32(h, l)
	return from32(bits32(y) ^ bits32(km)<<31)
}

// The arguments too large for three pieces of pi.
func sinKernel64_slow(x float64) bool { return abs64(x) > trigMax64 }
func cosKernel64_slow(x float64) bool { return abs64(x) > trigMax64 }
func sinKernel32_slow(x float32) bool { return abs32(x) > trigMax32 }
func cosKernel32_slow(x float32) bool { return abs32(x) > trigMax32 }

// sinKernel64_slowpath is sin(x) for any x.
func sinKernel64_slowpath(x float64) float64 {
	if math.IsInf(x, 0) {
		return nan64()
	}
	h, l, q := reduceQuarter(x)
	return sinQuarter(h, l, q)
}

// cosKernel64_slowpath is cos(x) for any x.
func cosKernel64_slowpath(x float64) float64 {
	if math.IsInf(x, 0) {
		return nan64()
	}
	h, l, q := reduceQuarter(x)
	return sinQuarter(h, l, q+1)
}

// sinKernel32_slowpath is sin(x) for any x, by way of float64.
func sinKernel32_slowpath(x float32) float32 {
	if y := float64(x); sinKernel64_slow(y) {
		return float32(sinKernel64_slowpath(y))
	}
	return float32(sinKernel64(float64(x)))
}

// cosKernel32_slowpath is cos(x) for any x, by way of float64.
func cosKernel32_slowpath(x float32) float32 {
	if y := float64(x); cosKernel64_slow(y) {
		return float32(cosKernel64_slowpath(y))
	}
	return float32(cosKernel64(float64(x)))
}

// sinQuarter returns sin(h + l + q pi/2) for |h| <= pi/4.
func sinQuarter(h, l float64, q int) float64 {
	if q&1 != 0 {
		// Move to the nearer even quarter, where sin is evaluated.
		c, cl := pi64A/2, pi64B/2
		if h > 0 {
			c, cl, q = -c, -cl, q+1
		} else {
			q--
		}
		s := c + h
		l += h - (s - c) + cl
		h = s
	}
	y := sinReduced64(h, -l)
	if q&2 != 0 {
		return -y
	}
	return y
}

// twoOverPi holds the binary digits of 2/pi after the point.
var twoOverPi = [...]uint64{
	0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
	0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484,
	0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f,
	0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d, 0x7527bac7ebe5f17b,
	0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab, 0xf0cfbc209af4361d,
	0xa9e391615ee61b08, 0x6599855f14a06840,
}

// digits64 returns 64 digits of 2/pi from number i on, where the digits in
// front of the point, of negative numbers, are zeros.
func digits64(i int) uint64 {
	if i < 0 {
		return twoOverPi[0] >> uint(-i)
	}
	w, s := i>>6, uint(i&63)
	return twoOverPi[w]<<s | twoOverPi[w+1]>>(64-s)
}

// reduceQuarter returns x = h + l + q pi/2 with |h| <= pi/4 and q modulo 4,
// for finite |x| >= 2^10. It multiplies the 53 digits of x with those digits
// of 2/pi that decide the product modulo 4 and 190 digits after the point.
func reduceQuarter(x float64) (h, l float64, q int) {
	u := math.Float64bits(x)
	m, e := u&mantMask64|1<<52, int(u>>52&0x7ff)-1075
	// m 2^e times the digit with number i weighs m 2^(e-1-i); from i = e-2
	// on that is below 4.
	i := e - 2
	_, p0 := bits.Mul64(m, digits64(i))
	h1, p1 := bits.Mul64(m, digits64(i+64))
	h2, p2 := bits.Mul64(m, digits64(i+128))
	h3, _ := bits.Mul64(m, digits64(i+192))
	p2, c := bits.Add64(p2, h3, 0)
	p1, c = bits.Add64(p1, h2, c)
	p0, _ = bits.Add64(p0, h1, c)
	// p0.p1.p2 is x 2/pi modulo 4 with two digits in front of the point.
	q = int(p0 >> 62)
	f0, f1, f2 := p0<<2|p1>>62, p1<<2|p2>>62, p2<<2
	neg := f0>>63 == 1
	if neg { // nearer to the next quarter
		q++
		f2, c = bits.Sub64(0, f2, 0)
		f1, c = bits.Sub64(0, f1, c)
		f0, _ = bits.Sub64(0, f0, c)
	}
	a, b := fraction(f0, f1, f2)
	h = a * (pi64A / 2)
	l = math.FMA(a, pi64A/2, -h) + math.FMA(a, pi64B/2, b*(pi64A/2))
	if neg != (x < 0) {
		h, l = -h, -l
	}
	if x < 0 {
		q = -q
	}
	return h, l, q & 3
}

// fraction returns 0.f0.f1.f2 as the sum of two floats.
func fraction(f0, f1, f2 uint64) (a, b float64) {
	e := 0
	for f0 == 0 && e < 128 {
		f0, f1, f2, e = f1, f2, 0, e+64
	}
	s := uint(bits.LeadingZeros64(f0))
	f0, f1 = f0<<s|f1>>(64-s), f1<<s|f2>>(64-s)
	e += int(s)
	a = math.Ldexp(float64(f0>>11), -53-e)
	b = math.Ldexp(float64(f0<<53|f1>>11), -53-64-e)
	return a, b
}

const (
	twoOverPi64 = 0x1.45f306dc9c883p-1

	tanS0 = -0x1.5555555555549p-3
	tanS1 = 0x1.111111110f8a4p-7
	tanS2 = -0x1.a01a019c15b32p-13
	tanS3 = 0x1.71de357aaaff0p-19
	tanS4 = -0x1.ae5e68380d8bdp-26
	tanS5 = 0x1.5d938321783adp-33

	tanC0 = 0x1.555555555554cp-5
	tanC1 = -0x1.6c16c16c1521dp-10
	tanC2 = 0x1.a01a019cbf0d9p-16
	tanC3 = -0x1.27e4f812658bbp-22
	tanC4 = 0x1.1ee9f110c68fep-29
	tanC5 = -0x1.8fb10a2846de4p-37
)

// tanReduced64 returns tan(h+l), or -1/tan(h+l) where odd holds, for
// |h| <= pi/4: a quotient of sine and cosine, each in two words.
func tanReduced64(h, l float64, odd bool) float64 {
	z, zl := product(h, h)
	a := z * poly6(z, tanS0, tanS1, tanS2, tanS3, tanS4, tanS5)
	s := fma64(h, a, h)
	sl := fma64(h, a, h-s) + fma64(float64(h*zl), -0.161, fma64(l, -0.5*z, l))
	c := fma64(-0.5, z, 1)
	cl := fma64(-0.5, z, 1-c) - fma64(l, h, 0.5*zl)
	cl = fma64(float64(z*z), poly6(z, tanC0, tanC1, tanC2, tanC3, tanC4, tanC5), cl)
	c, cl = fastSum(c, cl)
	t, tl := quotient(sel64(odd, -c, s), sel64(odd, -cl, sl), sel64(odd, s, c), sel64(odd, sl, cl))
	return t + tl
}

// tanKernel64 returns tan(x), error < 0.9 ULP; NaN at infinities.
func tanKernel64(x float64) float64 {
	km := fma64(x, twoOverPi64, trigMagic64)
	n := km - trigMagic64
	r := fma64(n, -pi64A/2, x)
	h := fma64(n, -pi64B/2, r)
	l := fma64(n, -pi64C/2, fma64(n, -pi64B/2, r-h))
	y := tanReduced64(h, l, bits64(km)&1 != 0)
	return sel64(abs64(x) < 0x1p-28, x, y)
}

func tanKernel64_slow(x float64) bool { return abs64(x) > trigMax64/2 }

// tanKernel64_slowpath is tan(x) for any x.
func tanKernel64_slowpath(x float64) float64 {
	if math.IsInf(x, 0) {
		return nan64()
	}
	h, l, q := reduceQuarter(x)
	return tanReduced64(h, l, q&1 != 0)
}
