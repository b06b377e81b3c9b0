package blas

import (
	"math"
	"math/cmplx"
)

// Scalar lists the element types of linear algebra.
type Scalar interface {
	float32 | float64 | complex64 | complex128
}

// Real lists the real element types.
type Real interface{ float32 | float64 }

// Complex lists the complex element types.
type Complex interface{ complex64 | complex128 }

// Scalars of every type are computed in float64 or complex128 on the way: a
// float32 algorithm loses nothing by it and needs no functions of its own.

// IsComplex reports whether T is complex.
func IsComplex[T Scalar]() bool {
	var x T
	switch any(x).(type) {
	case complex64, complex128:
		return true
	}
	return false
}

// IsSingle reports whether T is made of float32.
func IsSingle[T Scalar]() bool {
	var x T
	switch any(x).(type) {
	case float32, complex64:
		return true
	}
	return false
}

// Eps returns the relative machine precision of T as LAPACK defines it, half
// the distance from 1 to the next number: 2⁻⁵³ or 2⁻²⁴.
func Eps[T Scalar]() float64 {
	if IsSingle[T]() {
		return 0x1p-24
	}
	return 0x1p-53
}

// SafeMin returns the least number of T whose reciprocal does not overflow.
func SafeMin[T Scalar]() float64 {
	if IsSingle[T]() {
		return 0x1p-126
	}
	return 0x1p-1022
}

// Complex128 returns x as a complex128.
func Complex128[T Scalar](x T) complex128 {
	switch x := any(x).(type) {
	case float64:
		return complex(x, 0)
	case float32:
		return complex(float64(x), 0)
	case complex128:
		return x
	case complex64:
		return complex128(x)
	}
	panic("blas: unreachable element type")
}

// FromComplex returns z in T; a real T drops the imaginary part.
func FromComplex[T Scalar](z complex128) T {
	var t T
	switch p := any(&t).(type) {
	case *float64:
		*p = real(z)
	case *float32:
		*p = float32(real(z))
	case *complex128:
		*p = z
	case *complex64:
		*p = complex64(z)
	}
	return t
}

// FromReal returns x in T.
func FromReal[T Scalar](x float64) T {
	var t T
	switch p := any(&t).(type) {
	case *float64:
		*p = x
	case *float32:
		*p = float32(x)
	case *complex128:
		*p = complex(x, 0)
	case *complex64:
		*p = complex(float32(x), 0)
	}
	return t
}

// Re returns the real part.
func Re[T Scalar](x T) float64 {
	switch x := any(x).(type) {
	case float64:
		return x
	case float32:
		return float64(x)
	case complex128:
		return real(x)
	case complex64:
		return float64(real(x))
	}
	panic("blas: unreachable element type")
}

// Im returns the imaginary part, zero for a real T.
func Im[T Scalar](x T) float64 {
	switch x := any(x).(type) {
	case complex128:
		return imag(x)
	case complex64:
		return float64(imag(x))
	}
	return 0
}

// Conj returns the complex conjugate; a real x is returned as it is.
func Conj[T Scalar](x T) T {
	switch p := any(&x).(type) {
	case *complex128:
		*p = complex(real(*p), -imag(*p))
	case *complex64:
		*p = complex(real(*p), -imag(*p))
	}
	return x
}

// Abs returns |x| without overflow in between.
func Abs[T Scalar](x T) float64 {
	switch x := any(x).(type) {
	case float64:
		return math.Abs(x)
	case float32:
		return math.Abs(float64(x))
	case complex128:
		return cmplx.Abs(x)
	case complex64:
		return cmplx.Abs(complex128(x))
	}
	panic("blas: unreachable element type")
}

// Abs1 returns |Re x| + |Im x|, by which BLAS chooses pivots.
func Abs1[T Scalar](x T) float64 { return math.Abs(Re(x)) + math.Abs(Im(x)) }

// Finite reports whether x has neither NaN nor infinity.
func Finite[T Scalar](x T) bool { return x-x == 0 }

// Mul returns x·y with every operation rounded. Bare products inside sums are
// for nobody who promises equal bits: compilers fuse them where the processor
// can.
func Mul[T Scalar](x, y T) T {
	switch x := any(x).(type) {
	case complex128:
		y := any(y).(complex128)
		return FromComplex[T](complex(float64(real(x)*real(y))-float64(imag(x)*imag(y)), float64(real(x)*imag(y))+float64(imag(x)*real(y))))
	case complex64:
		y := any(y).(complex64)
		return FromComplex[T](complex128(complex(float32(real(x)*real(y))-float32(imag(x)*imag(y)), float32(real(x)*imag(y))+float32(imag(x)*real(y)))))
	}
	return T(x * y)
}

// Div returns x/y. Complex quotients are formed by Smith's rule with scaling
// (Baudin and Smith, "A Robust Complex Division in Scilab", 2012), so nothing
// overflows in between.
func Div[T Scalar](x, y T) T {
	if !IsComplex[T]() {
		return x / y
	}
	return FromComplex[T](div(Complex128(x), Complex128(y)))
}

func div(x, y complex128) complex128 {
	a, b, c, d := real(x), imag(x), real(y), imag(y)
	ab, cd, s := math.Max(math.Abs(a), math.Abs(b)), math.Max(math.Abs(c), math.Abs(d)), 1.0
	const big, small, eps = math.MaxFloat64, 0x1p-1022, 0x1p-53
	const be = 2 / (eps * eps)
	if ab >= big/2 {
		a, b, s = a/2, b/2, s*2
	}
	if cd >= big/2 {
		c, d, s = c/2, d/2, s/2
	}
	if ab <= small*2/eps {
		a, b, s = a*be, b*be, s/be
	}
	if cd <= small*2/eps {
		c, d, s = c*be, d*be, s*be
	}
	if math.Abs(d) <= math.Abs(c) {
		p, q := quotient(a, b, c, d)
		return complex(p*s, q*s)
	}
	p, q := quotient(b, a, d, c)
	return complex(p*s, -q*s)
}

// quotient is (a+ib)/(c+id) for |d| <= |c|.
func quotient(a, b, c, d float64) (p, q float64) {
	r := d / c
	t := 1 / (c + float64(d*r))
	part := func(a, b float64) float64 {
		if r == 0 {
			return (a + float64(d*float64(b/c))) * t
		}
		if br := float64(b * r); br != 0 {
			return (a + br) * t
		}
		return float64(a*t) + float64(float64(b*t)*r)
	}
	return part(a, b), part(b, -a)
}
