package kernel

// The exponential family.
//
// exp(x) = 2^n exp(r), n the integer nearest x/ln 2, |r| <= ln(2)/2. The
// integer comes from adding 1.5*2^52 (1.5*2^23 for float32), which leaves it
// in the low bits of the sum. ln 2 is split in a head with so few digits that
// n times it is exact and a tail (Cody and Waite, 1980). exp(r) - 1 is
// r + r^2 q(r) with q a minimax polynomial (testdata/remez.py).

const (
	log2e64 = 0x1.71547652b82fep+0
	ln2Hi64 = 0x1.62e42ffp-1
	ln2Lo64 = -0x1.718432a1b0e26p-35

	ln2Full64 = 0x1.62e42fefa39efp-1
	ln2Rest64 = 0x1.abc9e3b39803fp-56

	// expMagic64 leaves n + 2046 in the low 12 bits: twice the bias of the
	// exponent, to be shared between two factors.
	expMagic64 = 0x1.8p52 + 2046
	// oneMagic64 leaves n + 1023: the exponent field of 2^n itself.
	oneMagic64 = 0x1.8p52 + 1023

	log2e32 = 0x1.715476p+0
	ln2Hi32 = 0x1.62ep-1
	ln2Lo32 = 0x1.0bfbe8p-15

	expMagic32 = 0x1.8p23 + 254
	oneMagic32 = 0x1.8p23 + 127
)

const (
	expC1 = 0x1.555555555553ep-3
	expC2 = 0x1.5555555553b0fp-5
	expC3 = 0x1.1111111118d35p-7
	expC4 = 0x1.6c16c179fe2adp-10
	expC5 = 0x1.a01a0171a20bbp-13
	expC6 = 0x1.a019b39f1f031p-16
	expC7 = 0x1.71de978a17e57p-19
	expC8 = 0x1.2897632a3ae3ep-22
	expC9 = 0x1.ae48e76df62c8p-26
)

const (
	expD1  = 0x1.5555555555559p-3
	expD2  = 0x1.5555555555549p-5
	expD3  = 0x1.111111110f7e8p-7
	expD4  = 0x1.6c16c16c1ccf1p-10
	expD5  = 0x1.a01a01af77c10p-13
	expD6  = 0x1.a01a018302c95p-16
	expD7  = 0x1.71ddf94dbcd7ap-19
	expD8  = 0x1.27e52b3043ca7p-22
	expD9  = 0x1.af5d2c1419f9fp-26
	expD10 = 0x1.1ef5233d3353fp-29
)

const (
	expF1 = 0x1.5554b8p-3
	expF2 = 0x1.5555bap-5
	expF3 = 0x1.12237p-7
	expF4 = 0x1.6c556ap-10

	expG1 = 0x1.555554p-3
	expG2 = 0x1.5554eap-5
	expG3 = 0x1.1113acp-7
	expG4 = 0x1.6d4e3cp-10
	expG5 = 0x1.9c3298p-13
)

// expTail64 returns q(r) = (exp(r) - 1 - r)/r^2 for exp itself; r2 is r*r.
func expTail64(r, r2 float64) float64 {
	e := fma64(fma64(fma64(fma64(expC8, r2, expC6), r2, expC4), r2, expC2), r2, 0.5)
	o := fma64(fma64(fma64(fma64(expC9, r2, expC7), r2, expC5), r2, expC3), r2, expC1)
	return fma64(o, r, e)
}

// scale64 returns y * 2^n for km = n + expMagic64, in two factors, so that
// results below the normal range round once and those above overflow.
func scale64(y, km float64) float64 {
	u := bits64(km)
	h := u >> 1
	return float64(y * from64(h<<52) * from64((u-h)<<52))
}

// scale32 is scale64 for float32.
func scale32(y, km float32) float32 {
	u := bits32(km)
	h := u >> 1
	return float32(y * from32(h<<23) * from32((u-h)<<23))
}

// nearMagic64 leaves n + 512 in the low digits. Where it fits into ten of them
// 2^n is far from the ends of the range, and the rest of the bits is fixed:
// farMask64 has those that are 0.
const (
	nearMagic64 = 0x1.8p52 + 512
	farMask64   = 0xbcc7fffffffffc00

	nearMagic32 = 0x1.8p23 + 64
	farMask32   = 0xb4bfff80
)

// scaleNear64 returns y * 2^n for km = n + nearMagic64, y near 1.
func scaleNear64(y, km float64) float64 {
	return from64(bits64(y) + (bits64(km)-512)<<52)
}

// scaleNear32 is scaleNear64 for float32.
func scaleNear32(y, km float32) float32 {
	return from32(bits32(y) + (bits32(km)-64)<<23)
}

func expKernel64_rare(x float64) bool {
	return bits64(fma64(x, log2e64, nearMagic64))&farMask64 != 0
}

// expKernel64_fast is expKernel64 for |x| < 354.
func expKernel64_fast(x float64) float64 {
	km := fma64(x, log2e64, nearMagic64)
	return scaleNear64(expNear64(x, km-nearMagic64), km)
}

// expNear64 returns e^(x - n ln 2) for n the nearest to x/ln 2.
func expNear64(x, n float64) float64 {
	hi := fma64(n, -ln2Hi64, x)
	lo := float64(n * -ln2Lo64)
	r := hi + lo
	r2 := r * r
	return 1 + (hi + fma64(r2, expTail64(r, r2), lo))
}

func expKernel32_rare(x float32) bool {
	return bits32(fma32(x, log2e32, nearMagic32))&farMask32 != 0
}

// expKernel32_fast is expKernel32 for |x| < 44.
func expKernel32_fast(x float32) float32 {
	km := fma32(x, log2e32, nearMagic32)
	return scaleNear32(expNear32(x, km-nearMagic32), km)
}

// expNear32 is expNear64 for float32.
func expNear32(x, n float32) float32 {
	hi := fma32(n, -ln2Hi32, x)
	lo := float32(n * -ln2Lo32)
	r := hi + lo
	r2 := r * r
	q := fma32(fma32(fma32(fma32(expF4, r, expF3), r, expF2), r, expF1), r, 0.5)
	return 1 + (hi + fma32(r2, q, lo))
}

// expKernel64 returns e^x, error < 0.95 ULP, 0 below -745.14 and +Inf above
// 709.79.
func expKernel64(x float64) float64 {
	x = minlt64(710, x)
	x = maxgt64(-746, x)
	km := fma64(x, log2e64, expMagic64)
	return scale64(expNear64(x, km-expMagic64), km)
}

// expKernel32 is expKernel64 for float32.
func expKernel32(x float32) float32 {
	x = minlt32(89, x)
	x = maxgt32(-104, x)
	km := fma32(x, log2e32, expMagic32)
	return scale32(expNear32(x, km-expMagic32), km)
}

// exp2Kernel64 returns 2^x, exact for integral x, error < 0.95 ULP.
func exp2Kernel64(x float64) float64 {
	x = minlt64(1025, x)
	x = maxgt64(-1077, x)
	km := x + expMagic64
	f := x - (km - expMagic64)
	hi, lo := product(f, ln2Full64)
	lo = fma64(f, ln2Rest64, lo)
	r2 := hi * hi
	return scale64(1+(hi+fma64(r2, expTail64(hi, r2), lo)), km)
}

// expm1Kernel64 returns e^x - 1, error < 0.75 ULP. The sum is formed at half
// its size, so that it overflows no sooner than the result does.
func expm1Kernel64(x float64) float64 {
	v := minlt64(710, x)
	v = maxgt64(-40, v)
	km, p, pl := expParts64(v, 0)
	s := from64((bits64(km) - 1024) << 52) // 2^(n-1): 2046 - 1024 = 1023 - 1
	b, bl := fastSum(s, -0.5)
	e := fma64(s, p, b)
	el := fma64(s, p, b-e) + bl
	y := 2 * (e + fma64(s, pl, el))
	return sel64(abs64(x) < 0x1p-54, x, y)
}
