package kernel

// The logarithms.
//
// x = 2^k (1+f) with sqrt(1/2) <= 1+f < sqrt(2). With s = f/(2+f),
//
//	log(1+f) = f - f^2/2 + s (f^2/2 + R(s^2)),
//
// R a minimax polynomial for 2 atanh(s)/s - 2 (the form of Ng's fdlibm). The
// large terms k ln2 and f are added with their rounding error kept, since
// they may nearly cancel.

const (
	sqrtHalfBits64 = 0x3fe6a09e667f3bcd
	oneBits64      = 0x3ff0000000000000
	mantMask64     = 0x000fffffffffffff
	minNormal64    = 0x1p-1022

	sqrtHalfBits32 = 0x3f3504f3
	oneBits32      = 0x3f800000
	mantMask32     = 0x007fffff
	minNormal32    = 0x1p-126
)

// The infinities and NaN, which Go constants cannot hold.
func inf64() float64 { return from64(0x7ff0000000000000) }
func nan64() float64 { return from64(0x7ff8000000000000) }
func inf32() float32 { return from32(0x7f800000) }
func nan32() float32 { return from32(0x7fc00000) }

const (
	logC0 = 0x1.5555555555592p-1
	logC1 = 0x1.999999997feebp-2
	logC2 = 0x1.24924941e57d9p-2
	logC3 = 0x1.c71c520ffcc0ep-3
	logC4 = 0x1.74663df87692cp-3
	logC5 = 0x1.39a1ca81d1ed4p-3
	logC6 = 0x1.2f0508ecee6e4p-3
)

const (
	logF0 = 0x1.555548p-2
	logF1 = -0x1.000006p-2
	logF2 = 0x1.99a4b6p-3
	logF3 = -0x1.555c4ep-3
	logF4 = 0x1.23376ap-3
	logF5 = -0x1.fc2208p-4
	logF6 = 0x1.e6f04ep-4
	logF7 = -0x1.de3c2p-4
	logF8 = 0x1.1457fap-4
)

// split64 returns k and m = x 2^-k in [sqrt(1/2), sqrt(2)) for x > 0 finite,
// subnormals included. The exponent becomes a float by putting it under the
// exponent of 2^52.
func split64(x float64) (k, m float64) {
	small := x < minNormal64
	x = sel64(small, x*0x1p54, x)
	bias := sel64(small, 0x1p52+1023+54, 0x1p52+1023)
	u := bits64(x) + (oneBits64 - sqrtHalfBits64)
	k = from64(u>>52|0x4330000000000000) - bias
	m = from64(u&mantMask64 + sqrtHalfBits64)
	return k, m
}

// split32 is split64 for float32.
func split32(x float32) (k, m float32) {
	small := x < minNormal32
	x = sel32(small, x*0x1p25, x)
	bias := sel32(small, 0x1p23+127+25, 0x1p23+127)
	u := bits32(x) + (oneBits32 - sqrtHalfBits32)
	k = from32(u>>23|0x4b000000) - bias
	m = from32(u&mantMask32 + sqrtHalfBits32)
	return k, m
}

// splitNormal64 is split64 without its care for subnormals.
func splitNormal64(x float64) (k, m float64) {
	u := bits64(x) + (oneBits64 - sqrtHalfBits64)
	k = from64(u>>52|0x4330000000000000) - (0x1p52 + 1023)
	m = from64(u&mantMask64 + sqrtHalfBits64)
	return k, m
}

// splitNormal32 is splitNormal64 for float32.
func splitNormal32(x float32) (k, m float32) {
	u := bits32(x) - sqrtHalfBits32
	k = cvtI32F32(ibits32(from32(u)) >> 23)
	m = from32(u&mantMask32 + sqrtHalfBits32)
	return k, m
}

// logEdges64 puts in what a logarithm is outside the positive numbers: y
// where 0 < x < Inf, -Inf at 0, NaN below, and x itself at +Inf and NaN.
func logEdges64(x, y float64) float64 {
	y = sel64(x < inf64(), y, x)
	return sel64(x <= 0, sel64(x < 0, nan64(), -inf64()), y)
}

// logEdges32 is logEdges64 for float32.
func logEdges32(x, y float32) float32 {
	y = sel32(x < inf32(), y, x)
	return sel32(x <= 0, sel32(x < 0, nan32(), -inf32()), y)
}

// logSeries64 returns R(z)/z of the form above: 2/3 + 2/5 z + 2/7 z^2 + ...,
// z up to 0.0295.
func logSeries64(z float64) float64 {
	w := z * z
	e := fma64(fma64(fma64(logC6, w, logC4), w, logC2), w, logC0)
	o := fma64(fma64(logC5, w, logC3), w, logC1)
	return fma64(o, z, e)
}

// logKernel64 returns the natural logarithm of x, error < 0.8 ULP; -Inf at
// 0, NaN below.
func logKernel64(x float64) float64 {
	k, m := split64(x)
	return logEdges64(x, logSplit64(k, m))
}

func logKernel64_rare(x float64) bool { return irregular64(x) }

// logKernel64_fast is logKernel64 for positive normal numbers.
func logKernel64_fast(x float64) float64 {
	k, m := splitNormal64(x)
	return logSplit64(k, m)
}

// logSplit64 returns log(2^k m).
func logSplit64(k, m float64) float64 {
	f := m - 1
	s := f / (2 + f)
	z := s * s
	h := 0.5 * f * f
	hi := fma64(k, ln2Hi64, f)
	lo := fma64(k, ln2Hi64, -hi) + f
	t := fma64(s, fma64(z, logSeries64(z), h), fma64(k, ln2Lo64, lo))
	return hi - fma64(0.5*f, f, -t)
}

// logKernel32 is logKernel64 for float32, without a division:
// log(1+f) = f - f^2/2 + f^3 p(f).
func logKernel32(x float32) float32 {
	k, m := split32(x)
	return logEdges32(x, logSplit32(k, m))
}

func logKernel32_rare(x float32) bool { return irregular32(x) }

// logKernel32_fast is logKernel32 for positive normal numbers.
func logKernel32_fast(x float32) float32 {
	k, m := splitNormal32(x)
	return logSplit32(k, m)
}

// logSplit32 returns log(2^k m).
func logSplit32(k, m float32) float32 {
	f := m - 1
	g := f * f
	e := fma32(fma32(fma32(fma32(logF8, g, logF6), g, logF4), g, logF2), g, logF0)
	o := fma32(fma32(fma32(logF7, g, logF5), g, logF3), g, logF1)
	hi := fma32(k, ln2Hi32, f)
	lo := fma32(k, ln2Hi32, -hi) + f
	t := fma32(f*g, fma32(o, f, e), fma32(k, ln2Lo32, lo))
	return hi - fma32(0.5*f, f, -t)
}

const (
	log10e64  = 0x1.bcb7b1526e50ep-2
	log10eLo  = 0x1.95355baaafad3p-57
	lg2Hi64   = 0x1.3441350ap-2 // log10(2), head
	lg2Lo64   = -0x1.0c0219dc1da99p-39
	lg2Full64 = 0x1.34413509f79fep-2
	log2eLo64 = 0x1.777d0ffda0d24p-56
)

// log2Kernel64 returns the logarithm to base 2, exact for powers of two,
// error < 0.75 ULP.
func log2Kernel64(x float64) float64 {
	k, m := split64(x)
	return logEdges64(x, log2Split64(k, m))
}

func log2Kernel64_rare(x float64) bool { return irregular64(x) }

// log2Kernel64_fast is log2Kernel64 for positive normal numbers.
func log2Kernel64_fast(x float64) float64 {
	k, m := splitNormal64(x)
	return log2Split64(k, m)
}

// log2Split64 returns k + log2(m).
func log2Split64(k, m float64) float64 {
	h, l := logPair64(m - 1)
	p, pl := product(h, log2e64)
	pl = fma64(l, log2e64, fma64(h, log2eLo64, pl))
	s, e := fastSum(k, p)
	return s + (e + pl)
}

// log10Kernel64 returns the logarithm to base 10, exact for powers of ten,
// error < 0.7 ULP.
func log10Kernel64(x float64) float64 {
	k, m := split64(x)
	return logEdges64(x, log10Split64(k, m))
}

func log10Kernel64_rare(x float64) bool { return irregular64(x) }

// log10Kernel64_fast is log10Kernel64 for positive normal numbers.
func log10Kernel64_fast(x float64) float64 {
	k, m := splitNormal64(x)
	return log10Split64(k, m)
}

// log10Split64 returns log10(2^k m).
func log10Split64(k, m float64) float64 {
	h, l := logPair64(m - 1)
	p, pl := product(h, log10e64)
	pl = fma64(l, log10e64, fma64(h, log10eLo, pl))
	s, e := fastSum(float64(k*lg2Hi64), p)
	return s + fma64(k, lg2Lo64, e+pl)
}

// log1pKernel64 returns log(1+x), error < 0.8 ULP; -Inf at -1, NaN below.
func log1pKernel64(x float64) float64 {
	u := 1 + x
	ul := maxgt64(x, 1) - u + minlt64(x, 1)
	y := logEdges64(u, logTwo64(u, ul, 0))
	return sel64(abs64(x) < 0x1p-54, x, y)
}
