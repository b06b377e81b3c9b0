package kernel

// Functions of one complex number, on the module's own real functions, so
// that they give the same bits on every machine. Infinities, NaN and the
// signs of zeros follow annex G of the C standard, which NumPy follows too.
// The error of each is a few ULP of the result's magnitude.

// expLimit is where exp(x) is about to overflow; beyond, it is formed as the
// product of two halves around the small factor.
const expLimit = 709

// expTimes returns exp(x)/d times c, for any x.
func expTimes(x, d, c float64) float64 {
	if x <= expLimit {
		return expKernel64(x) / d * c
	}
	e := expKernel64(x / 2)
	return e / d * c * e
}

func sin64(x float64) float64 { return unary64(Sin).call(x) }
func cos64(x float64) float64 { return unary64(Cos).call(x) }
func tan64(x float64) float64 { return unary64(Tan).call(x) }

// cexp is exp(x) (cos y + i sin y).
func cexp(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case y == 0:
		return complex(expKernel64(x), y)
	case isFinite64(y):
		return complex(expTimes(x, 1, cos64(y)), expTimes(x, 1, sin64(y)))
	case x == -inf64():
		return 0
	case x == inf64():
		return complex(x, nan64())
	}
	return complex(nan64(), nan64())
}

// clog is log|z| + i arg z.
func clog(z complex128) complex128 {
	x, y := real(z), imag(z)
	return complex(logAbs(abs64(x), abs64(y)), binary64(Atan2).call(y, x))
}

// logAbs is the logarithm of hypot(x, y). Near 1 it comes from x^2 + y^2 - 1,
// summed in two words; at the ends of the range the operands are scaled.
func logAbs(x, y float64) float64 {
	h, l := max(x, y), min(x, y)
	r := hypotKernel64(x, y)
	switch {
	case r >= 0.7 && r <= 1.7:
		p, pl := product(h, h)
		q, ql := product(l, l)
		s := p - 1
		sl := float64(p-(s+1)) + pl + ql
		t := s + q
		u := t - s
		sl += float64(s-(t-u)) + float64(q-u)
		return 0.5 * log1pKernel64(t+sl)
	case h > 0x1p1022 && isFinite64(h):
		return logKernel64(hypotKernel64(x/4, y/4)) + 2*ln2
	case h < 0x1p-969 && h > 0:
		return logKernel64(hypotKernel64(x*0x1p54, y*0x1p54)) - 54*ln2
	}
	return logKernel64(r)
}

const ln2 = 0.693147180559945309417232121458176568

// csqrt takes the root t of (|x|+|z|)/2, which cannot cancel, for the larger
// part; the other is y/2t.
func csqrt(z complex128) complex128 {
	x, y := real(z), imag(z)
	h := max(abs64(x), abs64(y))
	switch {
	case isInf64(y):
		return complex(inf64(), y)
	case h == 0:
		return complex(0, y)
	case isInf64(x) && x > 0:
		return complex(x, copysign64(sel64(y == y, 0, y), y))
	case isInf64(x):
		return complex(sel64(y == y, 0, y), copysign64(inf64(), y))
	case x != x || y != y:
		return complex(nan64(), nan64())
	case h > 0x1p1020:
		r := csqrt(complex(x/16, y/16))
		return complex(4*real(r), 4*imag(r))
	case h < 0x1p-960:
		r := csqrt(complex(x*0x1p60, y*0x1p60))
		return complex(real(r)*0x1p-30, imag(r)*0x1p-30)
	}
	t := sqrt64(float64(0.5 * (abs64(x) + hypotKernel64(x, y))))
	if x >= 0 {
		return complex(t, y/(2*t))
	}
	return complex(abs64(y)/(2*t), copysign64(t, y))
}

// csinh is sinh x cos y + i cosh x sin y.
func csinh(z complex128) complex128 {
	x, y := real(z), imag(z)
	v := abs64(x)
	switch {
	case y == 0:
		return complex(sinhKernel64(x), y)
	case !isFinite64(y) && (x == 0 || v == inf64()):
		return complex(x, nan64())
	case !isFinite64(y):
		return complex(nan64(), nan64())
	case v > expLimit:
		return complex(expTimes(v, 2, copysign64(cos64(y), x*cos64(y))), expTimes(v, 2, sin64(y)))
	}
	return complex(sinhKernel64(x)*cos64(y), coshKernel64(x)*sin64(y))
}

// ccosh is cosh x cos y + i sinh x sin y.
func ccosh(z complex128) complex128 {
	x, y := real(z), imag(z)
	v := abs64(x)
	switch {
	case y == 0:
		return complex(coshKernel64(x), float64(copysign64(1, x)*y))
	case !isFinite64(y) && x == 0:
		return complex(nan64(), x)
	case !isFinite64(y) && v == inf64():
		return complex(v, nan64())
	case !isFinite64(y):
		return complex(nan64(), nan64())
	case v > expLimit:
		return complex(expTimes(v, 2, cos64(y)), expTimes(v, 2, copysign64(sin64(y), x*sin64(y))))
	}
	return complex(coshKernel64(x)*cos64(y), sinhKernel64(x)*sin64(y))
}

// ctanh is Kahan's (Branch Cuts for Complex Elementary Functions, 1987), which
// neither overflows nor cancels.
func ctanh(z complex128) complex128 {
	x, y := real(z), imag(z)
	v := abs64(x)
	switch {
	case y == 0:
		return complex(tanhKernel64(x), y)
	case v == inf64() && !isFinite64(y):
		return complex(copysign64(1, x), copysign64(0, y))
	case !isFinite64(y) && x == 0:
		return complex(x, nan64())
	case !isFinite64(y) || x != x:
		return complex(nan64(), nan64())
	case v > 22:
		return complex(copysign64(1, x), 4*sin64(y)*cos64(y)*expKernel64(-2*v))
	}
	t, s := tan64(y), sinhKernel64(x)
	b := fma64(t, t, 1)
	d := fma64(float64(b*s), s, 1)
	return complex(b*sqrt64(fma64(s, s, 1))*s/d, t/d)
}

// The circular functions are the hyperbolic ones of iz.

func csin(z complex128) complex128 {
	r := csinh(complex(-imag(z), real(z)))
	return complex(imag(r), -real(r))
}

func ccos(z complex128) complex128 { return ccosh(complex(-imag(z), real(z))) }

func ctan(z complex128) complex128 {
	r := ctanh(complex(-imag(z), real(z)))
	return complex(imag(r), -real(r))
}
