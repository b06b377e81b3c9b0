package kernel

// Shared parts of the elementary functions: polynomials, and numbers carried
// as the unevaluated sum of two floats (Dekker, 1971), here a pair h, l with
// |l| about half an ulp of h or less.

// poly6 returns c0 + c1 z + ... + c5 z^5, even and odd powers in two chains.
func poly6(z, c0, c1, c2, c3, c4, c5 float64) float64 {
	w := z * z
	e := fma64(fma64(c4, w, c2), w, c0)
	o := fma64(fma64(c5, w, c3), w, c1)
	return fma64(o, z, e)
}

// poly8 is poly6 with eight terms.
func poly8(z, c0, c1, c2, c3, c4, c5, c6, c7 float64) float64 {
	w := z * z
	e := fma64(fma64(fma64(c6, w, c4), w, c2), w, c0)
	o := fma64(fma64(fma64(c7, w, c5), w, c3), w, c1)
	return fma64(o, z, e)
}

// poly12 is poly6 with twelve terms.
func poly12(z, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11 float64) float64 {
	w := z * z
	e := fma64(fma64(fma64(fma64(fma64(c10, w, c8), w, c6), w, c4), w, c2), w, c0)
	o := fma64(fma64(fma64(fma64(fma64(c11, w, c9), w, c7), w, c5), w, c3), w, c1)
	return fma64(o, z, e)
}

// fastSum returns a + b and its rounding error for |a| >= |b| or a = 0.
func fastSum(a, b float64) (h, l float64) {
	h = a + b
	l = a - h + b
	return h, l
}

// product returns a*b and its rounding error.
func product(a, b float64) (h, l float64) {
	h = float64(a * b)
	l = fma64(a, b, -h)
	return h, l
}

// quotient returns (n + nl)/(d + dl) as a pair, in one division.
func quotient(n, nl, d, dl float64) (h, l float64) {
	i := 1 / d
	h = float64(n * i)
	l = float64(i * (fma64(-h, d, n) + fma64(-h, dl, nl)))
	return h, l
}

// expParts64 returns e^(h+l) as 2^n (1 + p + pl), |p| <= 0.42, in the form
// km = n + expMagic64, for -746 <= h <= 710.
func expParts64(h, l float64) (km, p, pl float64) {
	km = fma64(h, log2e64, expMagic64)
	n := km - expMagic64
	c := fma64(n, -ln2Lo64, l)
	r, rl := fastSum(fma64(n, -ln2Hi64, h), c)
	// r + r^2/2 in two words, then the rest of the series.
	z := r * r
	zl := fma64(r, r, -z)
	p, pl = fastSum(r, float64(0.5*z))
	q0 := fma64(fma64(fma64(fma64(expD10, z, expD8), z, expD6), z, expD4), z, expD2)
	q1 := fma64(fma64(fma64(fma64(expD9, z, expD7), z, expD5), z, expD3), z, expD1)
	pl = fma64(0.5, zl, fma64(rl, r, rl)) + pl
	return km, p, fma64(float64(z*r), fma64(q0, r, q1), pl)
}

// expSum64 returns e^(h+l) rounded once, except below the normal range.
func expSum64(h, l float64) float64 {
	big := abs64(h) > 750
	h = maxgt64(-746, minlt64(710, h))
	l = sel64(big, 0, l)
	km, p, pl := expParts64(h, l)
	y, e := fastSum(1, p)
	return scale64(y+(e+pl), km)
}

// logTerm64 returns the third term of log(1+f) = f - f^2/2 + t with an error
// of a few ulps of t.
func logTerm64(f float64) float64 {
	s := f / (2 + f)
	z := s * s
	return float64(s * fma64(z, logSeries64(z), 0.5*f*f))
}

// logPair64 returns log(1+f) as a pair good to 2^-60 of it, for 1+f in
// [sqrt(1/2), sqrt(2)].
func logPair64(f float64) (h, l float64) {
	g, gl := product(0.5*f, f)
	h, l = fastSum(f, -g)
	return h, logTerm64(f) - gl + l
}

// logTwo64 returns log(u+ul) + a ln 2 for u > 0 and ul at most half an ulp of
// 1 + u. Where u is near 1, ul may be the larger part of u - 1.
func logTwo64(u, ul, a float64) float64 {
	k, m := split64(u)
	c := from64(bits64(oneMagic64-minlt64(k, 900)) << 52)
	f, fl := fastSum(m-1, float64(ul*c))
	k += a
	hi := fma64(k, ln2Hi64, f)
	lo := fma64(k, ln2Hi64, -hi) + f
	// fl enters by the derivative, 1/(1+f) to four terms.
	d := fma64(-f, fma64(-f, fma64(-f, fl, fl), fl), fl)
	t := logTerm64(f) + fma64(k, ln2Lo64, lo+d)
	return hi - fma64(0.5*f, f, -t)
}
