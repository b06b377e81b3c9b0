package blas

import (
	"math"
	"unsafe"
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

// kind tells the four types apart.
type kind int

const (
	isFloat32 kind = iota
	isFloat64
	isComplex64
	isComplex128
)

// kindOf costs nothing where sizes and alignments differ, since the compiler
// knows them for every instance of a generic function: complex64 is aligned
// like its parts. On 32-bit machines so is float64.
func kindOf[T Scalar]() kind {
	var x T
	switch {
	case unsafe.Sizeof(x) == 4:
		return isFloat32
	case unsafe.Sizeof(x) == 16:
		return isComplex128
	case unsafe.Alignof(float64(0)) == 8 && unsafe.Alignof(x) == 8:
		return isFloat64
	case unsafe.Alignof(float64(0)) == 8:
		return isComplex64
	}
	if _, ok := any(x).(float64); ok {
		return isFloat64
	}
	return isComplex64
}

// as returns the bits of a number known to be of type T as such.
func as[T, F Scalar](x F) T { return *(*T)(unsafe.Pointer(&x)) }

// IsComplex reports whether T is complex.
func IsComplex[T Scalar]() bool { return kindOf[T]() >= isComplex64 }

// IsSingle reports whether T is made of float32.
func IsSingle[T Scalar]() bool { return kindOf[T]()&1 == 0 }

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
	switch kindOf[T]() {
	case isFloat64:
		return complex(as[float64](x), 0)
	case isFloat32:
		return complex(float64(as[float32](x)), 0)
	case isComplex128:
		return as[complex128](x)
	}
	return complex128(as[complex64](x))
}

// FromComplex returns z in T; a real T drops the imaginary part.
func FromComplex[T Scalar](z complex128) T {
	switch kindOf[T]() {
	case isFloat64:
		return as[T](real(z))
	case isFloat32:
		return as[T](float32(real(z)))
	case isComplex128:
		return as[T](z)
	}
	return as[T](complex64(z))
}

// FromReal returns x in T.
func FromReal[T Scalar](x float64) T {
	switch kindOf[T]() {
	case isFloat64:
		return as[T](x)
	case isFloat32:
		return as[T](float32(x))
	case isComplex128:
		return as[T](complex(x, 0))
	}
	return as[T](complex(float32(x), 0))
}

// Re returns the real part.
func Re[T Scalar](x T) float64 {
	switch kindOf[T]() {
	case isFloat64:
		return as[float64](x)
	case isFloat32:
		return float64(as[float32](x))
	case isComplex128:
		return real(as[complex128](x))
	}
	return float64(real(as[complex64](x)))
}

// Im returns the imaginary part, zero for a real T.
func Im[T Scalar](x T) float64 {
	switch kindOf[T]() {
	case isComplex128:
		return imag(as[complex128](x))
	case isComplex64:
		return float64(imag(as[complex64](x)))
	}
	return 0
}

// Conj returns the complex conjugate; a real x is returned as it is.
func Conj[T Scalar](x T) T {
	switch kindOf[T]() {
	case isComplex128:
		z := as[complex128](x)
		return as[T](complex(real(z), -imag(z)))
	case isComplex64:
		z := as[complex64](x)
		return as[T](complex(real(z), -imag(z)))
	}
	return x
}

// Abs returns |x| without overflow in between.
func Abs[T Scalar](x T) float64 {
	if IsComplex[T]() {
		return hypotOf(Complex128(x))
	}
	return math.Abs(Re(x))
}

func hypotOf(z complex128) float64 { return Hypot(real(z), imag(z)) }

// Abs1 returns |Re x| + |Im x|, by which BLAS chooses pivots.
func Abs1[T Scalar](x T) float64 { return math.Abs(Re(x)) + math.Abs(Im(x)) }

// Finite reports whether x has neither NaN nor infinity.
func Finite[T Scalar](x T) bool { return x-x == 0 }

// Mul returns x·y with every operation rounded. Bare products inside sums are
// for nobody who promises equal bits: compilers fuse them where the processor
// can.
func Mul[T Scalar](x, y T) T {
	switch kindOf[T]() {
	case isComplex128:
		x, y := as[complex128](x), as[complex128](y)
		return as[T](complex(float64(real(x)*real(y))-float64(imag(x)*imag(y)), float64(real(x)*imag(y))+float64(imag(x)*real(y))))
	case isComplex64:
		x, y := as[complex64](x), as[complex64](y)
		return as[T](complex(float32(real(x)*real(y))-float32(imag(x)*imag(y)), float32(real(x)*imag(y))+float32(imag(x)*real(y))))
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
