package kernel

import (
	"math"
	"unsafe"
)

// Complex operations are computed in complex128; complex64 rounds the result.

// complexOp returns a unary operation with a complex result.
func complexOp(op Op) func(complex128) complex128 {
	switch op {
	case Neg:
		return func(z complex128) complex128 { return -z }
	case Square:
		return func(z complex128) complex128 { return cmul(z, z) }
	case Reciprocal:
		return func(z complex128) complex128 { return cdiv(1, z) }
	case Sqrt:
		return csqrt
	case Exp:
		return cexp
	case Log:
		return clog
	case Sin:
		return csin
	case Cos:
		return ccos
	case Tan:
		return ctan
	case Sinh:
		return csinh
	case Cosh:
		return ccosh
	case Tanh:
		return ctanh
	case Exp2:
		return cexp2
	case Expm1:
		return cexpm1
	case Log2:
		return clog2
	case Log10:
		return clog10
	case Log1p:
		return clog1p
	case Asin:
		return casin
	case Acos:
		return cacos
	case Atan:
		return catan
	case Asinh:
		return casinh
	case Acosh:
		return cacosh
	case Atanh:
		return catanh
	case Conj:
		return func(z complex128) complex128 { return complex(real(z), -imag(z)) }
	}
	return nil
}

// complexReal returns a unary operation with a real result.
func complexReal(op Op) func(complex128) float64 {
	switch op {
	case CAbs:
		return func(z complex128) float64 { return binary64(Hypot).call(real(z), imag(z)) }
	case Arg:
		return func(z complex128) float64 { return binary64(Atan2).call(imag(z), real(z)) }
	case Real:
		return func(z complex128) float64 { return real(z) }
	case Imag:
		return func(z complex128) float64 { return imag(z) }
	}
	return nil
}

// complexTest returns a predicate: NaN or infinite in either part, finite in
// both.
func complexTest(op Op) func(complex128) bool {
	switch op {
	case IsNaN:
		return func(z complex128) bool { return isNaN64(real(z)) || isNaN64(imag(z)) }
	case IsInf:
		return func(z complex128) bool { return isInf64(real(z)) || isInf64(imag(z)) }
	case IsFinite:
		return func(z complex128) bool { return isFinite64(real(z)) && isFinite64(imag(z)) }
	}
	return nil
}

// complexBinary returns a binary operation with a complex result.
func complexBinary(op Op) func(x, y complex128) complex128 {
	switch op {
	case Add:
		return func(x, y complex128) complex128 { return x + y }
	case Sub:
		return func(x, y complex128) complex128 { return x - y }
	case Mul:
		return cmul
	case Div:
		return cdiv
	case Pow:
		return cpow
	}
	return nil
}

// cmul multiplies by the schoolbook formula, each product rounded.
func cmul(x, y complex128) complex128 {
	a, b, c, d := real(x), imag(x), real(y), imag(y)
	return complex(float64(a*c)-float64(b*d), float64(a*d)+float64(b*c))
}

// cdiv divides by Smith's method (Comm. ACM 5, 1962), as NumPy does.
func cdiv(x, y complex128) complex128 {
	a, b, c, d := real(x), imag(x), real(y), imag(y)
	switch {
	case c == 0 && d == 0:
		return complex(a/math.Abs(c), b/math.Abs(d))
	case math.Abs(c) >= math.Abs(d):
		r := d / c
		s := 1 / (c + float64(d*r))
		return complex(float64(a+float64(b*r))*s, float64(b-float64(a*r))*s)
	default:
		r := c / d
		s := 1 / (d + float64(c*r))
		return complex(float64(float64(a*r)+b)*s, float64(float64(b*r)-a)*s)
	}
}

// cpow is x**y: repeated products for whole exponents below 100, else the
// principal value exp(y log x) in polar form. 0 to a power without a limit is
// NaN.
func cpow(x, y complex128) complex128 {
	n := real(y)
	switch {
	case y == 0:
		return 1
	case x == 0 && n > 0 && imag(y) == 0:
		return 0
	case x == 0:
		return complex(math.NaN(), math.NaN())
	case imag(y) == 0 && math.Abs(n) < 100 && n == math.Trunc(n):
		p := cpowInt(x, int(math.Abs(n)))
		if n < 0 {
			return cdiv(1, p)
		}
		return p
	}
	r, phi := hypotKernel64(real(x), imag(x)), binary64(Atan2).call(imag(x), real(x))
	logR := logAbs(abs64(real(x)), abs64(imag(x)))
	size := binary64(Pow).call(r, n)
	if imag(y) != 0 {
		size = float64(size * expKernel64(-imag(y)*phi))
	}
	angle := float64(n*phi) + float64(imag(y)*logR)
	return complex(size*cos64(angle), size*sin64(angle))
}

// cpowInt multiplies by squaring, n > 0.
func cpowInt(x complex128, n int) complex128 {
	p := complex128(1)
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			p = cmul(p, x)
		}
		x = cmul(x, x)
	}
	return p
}

func complex128Unary(op Op, dst, a unsafe.Pointer, n int) {
	switch ops[op].class {
	case ToBool:
		each(dst, a, n, complexTest(op))
	case ToReal:
		each(dst, a, n, complexReal(op))
	default:
		each(dst, a, n, complexOp(op))
	}
}

func complex64Unary(op Op, dst, a unsafe.Pointer, n int) {
	x := slice[complex64](a, n)
	switch ops[op].class {
	case ToBool:
		f := complexTest(op)
		for i, d := 0, slice[bool](dst, n); i < n; i++ {
			d[i] = f(complex128(x[i]))
		}
	case ToReal:
		f := complexReal(op)
		for i, d := 0, slice[float32](dst, n); i < n; i++ {
			d[i] = float32(f(complex128(x[i])))
		}
	default:
		f := complexOp(op)
		for i, d := 0, slice[complex64](dst, n); i < n; i++ {
			d[i] = complex64(f(complex128(x[i])))
		}
	}
}

func complex128Binary(op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	switch op {
	case Eq:
		zip(m, dst, a, b, n, func(x, y complex128) bool { return x == y })
	case Ne:
		zip(m, dst, a, b, n, func(x, y complex128) bool { return x != y })
	default:
		zip(m, dst, a, b, n, complexBinary(op))
	}
}

func complex64Binary(op Op, m Mode, dst, a, b unsafe.Pointer, n int) {
	switch op {
	case Eq:
		zip(m, dst, a, b, n, func(x, y complex64) bool { return x == y })
	case Ne:
		zip(m, dst, a, b, n, func(x, y complex64) bool { return x != y })
	default:
		f := complexBinary(op)
		d := slice[complex64](dst, n)
		x, y, mx, my := operands[complex64](m, a, b, n)
		for i := range d {
			d[i] = complex64(f(complex128(x[i&mx]), complex128(y[i&my])))
		}
	}
}
