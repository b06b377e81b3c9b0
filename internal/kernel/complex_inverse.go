package kernel

// Inverse functions of one complex number, and the exponentials and
// logarithms to other bases. Branch cuts and special values are those of annex
// G of the C standard. Both parts of the inverse functions are within a few ULP
// of their own size, close to the cuts and at the ends of the range too; the
// others are as complex.go says.

const (
	halfPi    = 1.57079632679489661923132169163975144
	quarterPi = halfPi / 2
	ln10      = 2.30258509299404568401799145468436421
)

// casin is asin z.
func casin(z complex128) complex128 {
	r := casinh(complex(imag(z), real(z)))
	return complex(imag(r), real(r))
}

// catan is atan z.
func catan(z complex128) complex128 {
	r := catanh(complex(imag(z), real(z)))
	return complex(imag(r), real(r))
}

// casinh is i asin(-iz): the arc sine with the parts exchanged.
func casinh(z complex128) complex128 {
	x, y := real(z), imag(z)
	u, v := abs64(x), abs64(y)
	switch {
	case x != x || y != y:
		return casinhNaN(x, y)
	case u == inf64():
		return complex(x, copysign64(sel64(v == inf64(), quarterPi, 0), y))
	case v == inf64():
		return complex(copysign64(inf64(), x), copysign64(halfPi, y))
	case u == 0 && v == 0:
		return z
	}
	a := newArc(v, u)
	sine, _ := a.angles()
	return complex(copysign64(a.height(), x), copysign64(sine, y))
}

func casinhNaN(x, y float64) complex128 {
	switch {
	case isInf64(x):
		return complex(x, nan64())
	case isInf64(y):
		return complex(inf64(), nan64())
	case y == 0:
		return complex(x, y)
	}
	return complex(nan64(), nan64())
}

// cacos is acos z.
func cacos(z complex128) complex128 {
	x, y := real(z), imag(z)
	u, v := abs64(x), abs64(y)
	switch {
	case x != x || y != y:
		return cacosNaN(x, y)
	case u == inf64() || v == inf64():
		return complex(binary64(Atan2).call(v, x), copysign64(inf64(), -y))
	}
	a := newArc(u, v)
	_, cosine := a.angles()
	if x < 0 {
		cosine = 2*halfPi - cosine
	}
	return complex(cosine, copysign64(a.height(), -y))
}

func cacosNaN(x, y float64) complex128 {
	switch {
	case isInf64(x):
		return complex(nan64(), inf64())
	case isInf64(y):
		return complex(nan64(), -y)
	case x == 0:
		return complex(halfPi, nan64())
	}
	return complex(nan64(), nan64())
}

// cacosh is acosh z: acos z turned to the right half plane.
func cacosh(z complex128) complex128 {
	r := cacos(z)
	return complex(abs64(imag(r)), copysign64(real(r), imag(z)))
}

// arc is a point of the first quadrant whose arc sine and cosine are wanted:
// asin = sine + i height, acos = cosine - i height (Hull, Fairgrieve and Tang,
// "Implementing the complex arcsine and arccosine functions using exception
// handling", 1997). With r and s the distances to -1 and 1 and a their mean,
// height = acosh a, sine = asin(x/a), cosine = acos(x/a), each in a form that
// does not cancel.
type arc struct{ x, y, r, s, a float64 }

func newArc(x, y float64) arc {
	r, s := hypotKernel64(x+1, y), hypotKernel64(x-1, y)
	return arc{x, y, r, s, float64(0.5*r) + float64(0.5*s)}
}

// Beyond these bounds squares overflow or lose their bits.
const (
	arcMin = 0x1p-509
	arcMax = 0x1p508
	ulp1   = 0x1p-52
)

// ordinary reports whether the general forms hold.
func (c arc) ordinary() bool { return c.x >= arcMin && c.x <= arcMax && c.y >= arcMin && c.y <= arcMax }

// angles returns the arc sine and the arc cosine of x/a.
func (c arc) angles() (sine, cosine float64) {
	x, y := c.x, c.y
	switch {
	case c.ordinary():
		return c.plainAngles()
	case x == 1 && y < arcMin:
		return halfPi - sqrt64(y), sqrt64(y)
	case y <= ulp1*abs64(x-1) && x < 1:
		return asinKernel64(x), acosKernel64(x)
	case y <= ulp1*abs64(x-1):
		return halfPi, y / sqrtProduct(x-1, x+1)
	case float64(ulp1*y)-1 >= x:
		return x / y, halfPi
	case x > 1:
		return atanKernel64(x / y), atanKernel64(y / x)
	}
	return x / hypotKernel64(1, y), halfPi // x is tiny
}

func (c arc) plainAngles() (sine, cosine float64) {
	x, y := c.x, c.y
	if b := x / c.a; b <= 0.6417 {
		return asinKernel64(b), acosKernel64(b)
	}
	sum := c.a + x
	var other float64 // a^2 - x^2 = other^2
	if x <= 1 {
		other = sqrt64(float64(0.5*sum) * (float64(y*y)/(c.r+(x+1)) + (c.s + (1 - x))))
	} else {
		other = y * sqrt64(float64(0.5*(sum/(c.r+(x+1))))+float64(0.5*(sum/(c.s+(x-1)))))
	}
	return atanKernel64(x / other), atanKernel64(other / x)
}

// height returns acosh a.
func (c arc) height() float64 {
	x, y := c.x, c.y
	switch {
	case c.ordinary():
		return c.plainHeight()
	case x == 1 && y < arcMin:
		return sqrt64(y)
	case y <= ulp1*abs64(x-1) && x < 1:
		return y / sqrtProduct(1-x, 1+x)
	case y <= ulp1*abs64(x-1) && x <= arcMax:
		return log1pKernel64((x - 1) + sqrtProduct(x-1, x+1))
	case y <= ulp1*abs64(x-1):
		return ln2 + logKernel64(x)
	case float64(ulp1*y)-1 >= x:
		return ln2 + logKernel64(y)
	case x > 1:
		q := x / y
		return ln2 + logKernel64(y) + float64(0.5*log1pKernel64(q*q))
	}
	return asinhKernel64(y) // x is tiny
}

func (c arc) plainHeight() float64 {
	x, y := c.x, c.y
	if c.a > 1.5 {
		return logKernel64(c.a + sqrtProduct(c.a-1, c.a+1))
	}
	less := float64(y*y) / (c.r + (x + 1))
	if x < 1 {
		less += float64(y*y) / (c.s + (1 - x))
	} else {
		less += c.s + (x - 1)
	}
	less = float64(0.5 * less) // a - 1
	return log1pKernel64(less + sqrtProduct(less, c.a+1))
}

// sqrtProduct is the root of a product that may overflow.
func sqrtProduct(a, b float64) float64 {
	if b > 0x1p500 {
		return sqrt64(a) * sqrt64(b)
	}
	return sqrt64(float64(a * b))
}

// catanh is atanh z: the real part is log1p(4x/((x-1)^2 + y^2))/4.
func catanh(z complex128) complex128 {
	x, y := real(z), imag(z)
	u, v := abs64(x), abs64(y)
	switch {
	case x != x || y != y:
		return catanhNaN(x, y)
	case u == inf64() || v == inf64():
		return complex(copysign64(0, x), copysign64(halfPi, y))
	case v == 0 && u <= 1:
		return complex(atanhKernel64(x), y)
	case u == 0:
		return complex(x, atanKernel64(y))
	case u > 0x1p55 || v > 0x1p55:
		return complex(copysign64(reciprocalPart(u, v), x), copysign64(halfPi, y))
	case u < 0x1p-28 && v < 0x1p-28:
		return z
	}
	return complex(copysign64(catanhReal(u, v), x), copysign64(catanhImag(u, v), y))
}

func catanhNaN(x, y float64) complex128 {
	switch {
	case isInf64(x):
		return complex(copysign64(0, x), nan64())
	case isInf64(y):
		return complex(0, copysign64(halfPi, y))
	case x == 0:
		return complex(x, nan64())
	}
	return complex(nan64(), nan64())
}

// reciprocalPart is x/(x^2 + y^2).
func reciprocalPart(x, y float64) float64 {
	h := max(x, y)
	x, y = x/h, y/h
	return x / (float64(x*x) + float64(y*y)) / h
}

func catanhReal(x, y float64) float64 {
	if x == 1 && y < 0x1p-500 {
		return float64(0.5 * (ln2 - logKernel64(y)))
	}
	d := x - 1
	q := float64(d * d)
	if y > 0x1p-500 {
		q += float64(y * y)
	}
	return float64(0.25 * log1pKernel64(4*x/q))
}

func catanhImag(x, y float64) float64 {
	if x == 1 { // a factor y goes out
		return float64(0.5 * binary64(Atan2).call(2, -y))
	}
	c := float64((1 - x) * (1 + x))
	if y > 0x1p-500 {
		c -= float64(y * y)
	}
	return float64(0.5 * binary64(Atan2).call(2*y, c))
}

// clog2 is log z / log 2; on the axes its real part is that of the real
// function.
func clog2(z complex128) complex128 {
	r := clog(z)
	return complex(realLog(z, real(r), 1/ln2, Log2), float64(imag(r)*(1/ln2)))
}

// clog10 is log z / log 10.
func clog10(z complex128) complex128 {
	r := clog(z)
	return complex(realLog(z, real(r), 1/ln10, Log10), float64(imag(r)*(1/ln10)))
}

// realLog is the logarithm of |z|: natural times scale, or op on an axis.
func realLog(z complex128, natural, scale float64, op Op) float64 {
	x, y := abs64(real(z)), abs64(imag(z))
	if x == 0 || y == 0 {
		return unary64(op).call(x + y)
	}
	return float64(natural * scale)
}

// clog1p is log(1 + z). Where 1 + x is not exact, |1+z|^2 - 1 is summed in two
// words.
func clog1p(z complex128) complex128 {
	x, y := real(z), imag(z)
	one := 1 + x
	if !isFinite64(x) || !isFinite64(y) || x <= -0.5 || max(abs64(x), abs64(y)) > 4 {
		return clog(complex(one, y))
	}
	p, pl := product(x, x)
	q, ql := product(y, y)
	s, sl := twoSum(2*x, p)
	t, tl := twoSum(s, q)
	u := t + (tl + sl + pl + ql)
	re := float64(0.5 * log1pKernel64(u))
	if u == 0 { // squares have vanished beside nothing
		re = x
	}
	return complex(re, binary64(Atan2).call(y, one))
}

// cexpm1 is exp z - 1: expm1 x cos y - 2 sin^2(y/2) + i exp x sin y.
func cexpm1(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case y == 0:
		return complex(expm1Kernel64(x), y)
	case !(abs64(x) < 1) || !isFinite64(y):
		r := cexp(z)
		return complex(real(r)-1, imag(r))
	}
	h := sin64(0.5 * y)
	p, pl := product(expm1Kernel64(x), cos64(y))
	q, ql := product(2*h, h)
	return complex(float64(p-q)+float64(pl-ql), float64(expKernel64(x)*sin64(y)))
}

// cexp2 is 2^x (cos(y log 2) + i sin(y log 2)), the angle in two words.
func cexp2(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case y == 0:
		return complex(exp2Kernel64(x), y)
	case !isFinite64(x) || !isFinite64(y):
		return cexp(z)
	}
	const ln2Low = 0x1.abc9e3b39803fp-56
	w, wl := product(y, ln2)
	wl = fma64(y, ln2Low, wl)
	c, s := cos64(w), sin64(w)
	c, s = fma64(-wl, s, c), fma64(wl, c, s)
	if x <= 1023 {
		e := exp2Kernel64(x)
		return complex(float64(e*c), float64(e*s))
	}
	e := exp2Kernel64(0.5 * x) // 2^x may overflow where the product does not
	return complex(float64(e*c)*e, float64(e*s)*e)
}
