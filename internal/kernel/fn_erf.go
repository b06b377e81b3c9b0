package kernel

// The error function and its complement.
//
// erf(x) = x + x p(x^2) for |x| < 0.7; beyond, erfc(x) = e^(-x^2) w(x) with
// w a table of polynomials, all of it carried with the rounding errors, since
// e^(-x^2) spans the whole range of exponents.

const (
	erfC0  = 0x1.06eba8214db69p-3
	erfC1  = -0x1.812746b037a1fp-2
	erfC2  = 0x1.ce2f21a0454dap-4
	erfC3  = -0x1.b82ce31345debp-6
	erfC4  = 0x1.565bcd2a73ef4p-8
	erfC5  = -0x1.c02db8d355832p-11
	erfC6  = 0x1.f9a3a9eb44a19p-14
	erfC7  = -0x1.f4db12413847ep-17
	erfC8  = 0x1.ba4182de25b1bp-20
	erfC9  = -0x1.6176f8ab1132ap-23
	erfC10 = 0x1.01abf0fedcc3fp-26
	erfC11 = -0x1.23b0e11f55b07p-30

	erfSplit = 0.7
)

// erfPoly64 returns p(x^2) of erf(x) = x + x p(x^2).
func erfPoly64(x float64) float64 {
	return poly12(x*x, erfC0, erfC1, erfC2, erfC3, erfC4, erfC5, erfC6, erfC7, erfC8, erfC9, erfC10, erfC11)
}

// erfcTail64 returns erfc(v) for v >= 1/2.
func erfcTail64(v float64) float64 {
	w := maxgt64(0.5, minlt64(v, 27.5))
	i := bits64(w)>>49 - 0x1ff0
	t := w - from64(bits64(w)>>49<<49|1<<48)
	g := t * t
	e := fma64(fma64(fma64(fma64(erfcW11[i], g, erfcW9[i]), g, erfcW7[i]), g, erfcW5[i]), g, erfcW3[i])
	o := fma64(fma64(fma64(erfcW10[i], g, erfcW8[i]), g, erfcW6[i]), g, erfcW4[i])
	r := fma64(t, fma64(g, fma64(o, t, e), fma64(t, erfcW2[i], erfcW1[i])), erfcWL[i])
	c, cl := fastSum(erfcW0[i], r)

	h, l := product(-v, v)
	big := h < -746
	h = maxgt64(-746, h)
	km, p, pl := expParts64(h, sel64(big, 0, l))
	y := fma64(c, p, c)
	yl := fma64(c, p, c-y) + fma64(c, pl, fma64(cl, p, cl))
	return scale64(y+yl, km)
}

// erfcKernel64 returns 1 - erf(x), error < 0.85 ULP.
func erfcKernel64(x float64) float64 {
	v := abs64(x)
	h := 1 - x
	small := h + fma64(-x, erfPoly64(x), 1-h-x)
	tail := erfcTail64(v)
	return sel64(v < 0.5, small, sel64(x > 0, tail, 2-tail))
}

// erfKernel64 returns the error function of x, error < 0.8 ULP.
func erfKernel64(x float64) float64 {
	v := abs64(x)
	y := sel64(v < erfSplit, fma64(v, erfPoly64(v), v), 1-erfcTail64(v))
	return copysign64(y, x)
}
