package kernel

// Powers and roots.

const (
	logP0 = 0x1.2492492492363p-2
	logP1 = 0x1.c71c71c747eb8p-3
	logP2 = 0x1.745d172bc69c5p-3
	logP3 = 0x1.3b13ba5bcc8f5p-3
	logP4 = 0x1.110f1bd7f1d29p-3
	logP5 = 0x1.e2659e3322383p-4
	logP6 = 0x1.a506378e438d4p-4
	logP7 = 0x1.ecb9cae64614bp-4

	twoThirdsHi64 = 0x1.5555555555555p-1
	twoThirdsLo64 = 0x1.5555555555555p-55
	twoFifths64   = 0x1.999999999999ap-2
)

// logDouble64 returns log(x) as a pair good to about 2^-68 of it, for x > 0
// finite: k ln 2 + 2s + s z (2/3 + z (2/5 + z p(z))), s = f/(2+f), z = s^2,
// the terms that matter in two words.
func logDouble64(x float64) (h, l float64) {
	k, m := split64(x)
	f := m - 1
	d, dl := fastSum(2, f)
	s, sl := quotient(f, 0, d, dl)
	z, zl := product(s, s)
	zl = fma64(s+s, sl, zl)
	q, ql := fastSum(twoFifths64, float64(z*poly8(z, logP0, logP1, logP2, logP3, logP4, logP5, logP6, logP7)))
	t, tl := product(z, q)
	tl = fma64(z, ql, fma64(zl, q, tl))
	p, pl := fastSum(twoThirdsHi64, t)
	pl += tl + twoThirdsLo64
	b, bl := product(z, p)
	bl = fma64(z, pl, fma64(zl, p, bl))
	c, cl := product(s, b)
	cl = fma64(s, bl, fma64(sl, b, cl))
	g, gl := fastSum(s+s, c)
	gl += fma64(2, sl, cl)
	h, l = fastSum(float64(k*ln2Hi64), g)
	return fastSum(h, fma64(k, ln2Lo64, l+gl))
}

// powKernel64 returns x^y, error < 0.7 ULP, with the special cases of Annex F:
// the sign of an odd power of a negative number, NaN for other powers of one,
// 1 for any power of 1 and the zeroth power of anything.
func powKernel64(x, y float64) float64 {
	v := abs64(x)
	u := sel64(v > 0 && v < inf64(), v, 1)
	h, l := logDouble64(u)
	w := minlt64(0x1p66, y) // any larger power overflows or underflows as well
	w = maxgt64(-0x1p66, w)
	p, pl := product(w, h)
	return powEdges64(x, y, expSum64(p, fma64(w, l, pl)))
}

// powEdges64 returns x^y from r = |x|^y, which counts for |x| neither 0 nor
// infinite.
func powEdges64(x, y, r float64) float64 {
	zero, inf := x == 0, abs64(x) == inf64()
	whole := y == rint64(y)
	odd := whole && rint64(0.5*y) != 0.5*y
	r = sel64(zero || inf, sel64(zero != (y < 0), 0, inf64()), r)
	r = sel64(odd, copysign64(r, x), r)
	r = sel64(x < 0 && !whole && !inf, nan64(), r)
	r = sel64(x != x || y != y, nan64(), r)
	return sel64(x == 1 || y == 0, 1, r)
}

// cbrtKernel64 returns the cube root of x, error < 0.6 ULP. A root of 1/x
// from the exponent, two steps of order four, then one of Newton on the root
// itself with the remainder formed exactly (after Kahan).
func cbrtKernel64(x float64) float64 {
	v := abs64(x)
	small := v < 0x1p-900
	v = sel64(small, float64(v*0x1p600), v)
	v = sel64(v > 0x1p900, float64(v*0x1p-600), v)
	a := sel64(v > 0 && v < inf64(), v, 1)
	// The bits of a, halved in number, are about 2^20 log2(a) + const: the
	// root's are -1/3 of that away from those of 1.
	i := from64(bits64(a)>>32|0x4330000000000000) - 0x1p52
	j := fma64(i, -1.0/3, cbrtStart+0x1p52)
	y := from64(bits64(j) << 32)
	y = cbrtStep(a, y)
	y = cbrtStep(a, y)
	c := a * float64(y*y)
	q, ql := product(c, c)
	e := fma64(q, c, -a) + float64(ql*c)
	c = fma64(e, float64(y*y)*(-1.0/3), c)
	c = sel64(small, float64(c*0x1p-200), c)
	c = sel64(abs64(x) > 0x1p900, float64(c*0x1p200), c)
	return sel64(abs64(x) < inf64() && x != 0, copysign64(c, x), x)
}

// cbrtStart makes the first guess good to 3.5 percent.
const cbrtStart = 0x553ef0ff

// cbrtStep improves y, an approximation of the cube root of 1/a: with
// e = 1 - a y^3 it is y (1-e)^(-1/3).
func cbrtStep(a, y float64) float64 {
	e := fma64(float64(a*y), float64(-y*y), 1)
	t := fma64(fma64(e, 14.0/81, 2.0/9), e, 1.0/3)
	return fma64(float64(y*e), t, y)
}

// hypotKernel64 returns sqrt(x^2 + y^2) without undue overflow or underflow,
// error < 0.7 ULP; +Inf if either operand is infinite, even beside a NaN.
func hypotKernel64(x, y float64) float64 {
	v, w := abs64(x), abs64(y)
	a, b := sel64(v > w, v, w), sel64(v > w, w, v)
	up, down := a > 0x1p500, a < 0x1p-400
	scale := sel64(up, 0x1p-600, sel64(down, 0x1p600, 1))
	back := sel64(up, 0x1p600, sel64(down, 0x1p-600, 1))
	a1, b1 := float64(a*scale), float64(b*scale)
	p, pl := product(a1, a1)
	q, ql := product(b1, b1)
	h, l := fastSum(p, q)
	r, rl := rootPair(h, l+(pl+ql))
	s := float64((r + rl) * back)
	s = sel64(x != x || y != y, nan64(), s)
	return sel64(v == inf64() || w == inf64(), inf64(), s)
}
