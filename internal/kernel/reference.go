package kernel

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

type float interface{ float32 | float64 }

type signed interface{ int8 | int16 | int32 | int64 }

type integer interface {
	signed | uint8 | uint16 | uint32 | uint64
}

type realNumber interface{ integer | float }

// slice views n elements at p.
func slice[T any](p unsafe.Pointer, n int) []T { return unsafe.Slice((*T)(p), n) }

// operands views the two operands of a binary kernel of n elements. A
// one-element operand is read through an index mask of 0, a vector through -1.
func operands[T any](m Mode, a, b unsafe.Pointer, n int) (x, y []T, mx, my int) {
	nx, ny := n, n
	mx, my = -1, -1
	if m == SV || m == SS {
		nx, mx = 1, 0
	}
	if m == VS || m == SS {
		ny, my = 1, 0
	}
	return slice[T](a, nx), slice[T](b, ny), mx, my
}

// each sets dst[i] = f(a[i]).
func each[R, T any](dst, a unsafe.Pointer, n int, f func(T) R) {
	d, x := slice[R](dst, n), slice[T](a, n)
	for i := range d {
		d[i] = f(x[i])
	}
}

// zip sets dst[i] = f(a[i], b[i]).
func zip[R, T any](m Mode, dst, a, b unsafe.Pointer, n int, f func(T, T) R) {
	d := slice[R](dst, n)
	x, y, mx, my := operands[T](m, a, b, n)
	for i := range d {
		d[i] = f(x[i&mx], y[i&my])
	}
}

// refUnary is the meaning of Unary.
func refUnary(op Op, dt dtype.DType, dst, a unsafe.Pointer, n int) {
	switch dt {
	case dtype.Bool:
		boolUnary(op, dst, a, n)
	case dtype.Int8:
		intUnary[int8](op, dst, a, n)
	case dtype.Int16:
		intUnary[int16](op, dst, a, n)
	case dtype.Int32:
		intUnary[int32](op, dst, a, n)
	case dtype.Int64:
		intUnary[int64](op, dst, a, n)
	case dtype.Uint8:
		intUnary[uint8](op, dst, a, n)
	case dtype.Uint16:
		intUnary[uint16](op, dst, a, n)
	case dtype.Uint32:
		intUnary[uint32](op, dst, a, n)
	case dtype.Uint64:
		intUnary[uint64](op, dst, a, n)
	case dtype.Float32:
		float32Unary(op, dst, a, n)
	case dtype.Float64:
		float64Unary(op, dst, a, n)
	case dtype.Complex64:
		complex64Unary(op, dst, a, n)
	case dtype.Complex128:
		complex128Unary(op, dst, a, n)
	}
}

// refBinary is the meaning of Binary.
func refBinary(op Op, dt dtype.DType, m Mode, dst, a, b unsafe.Pointer, n int) {
	switch dt {
	case dtype.Bool:
		boolBinary(op, m, dst, a, b, n)
	case dtype.Int8:
		intBinary[int8](op, m, dst, a, b, n)
	case dtype.Int16:
		intBinary[int16](op, m, dst, a, b, n)
	case dtype.Int32:
		intBinary[int32](op, m, dst, a, b, n)
	case dtype.Int64:
		intBinary[int64](op, m, dst, a, b, n)
	case dtype.Uint8:
		intBinary[uint8](op, m, dst, a, b, n)
	case dtype.Uint16:
		intBinary[uint16](op, m, dst, a, b, n)
	case dtype.Uint32:
		intBinary[uint32](op, m, dst, a, b, n)
	case dtype.Uint64:
		intBinary[uint64](op, m, dst, a, b, n)
	case dtype.Float32:
		float32Binary(op, m, dst, a, b, n)
	case dtype.Float64:
		float64Binary(op, m, dst, a, b, n)
	case dtype.Complex64:
		complex64Binary(op, m, dst, a, b, n)
	case dtype.Complex128:
		complex128Binary(op, m, dst, a, b, n)
	}
}

// refTernary is the meaning of Ternary.
func refTernary(dt dtype.DType, dst, a, b, c unsafe.Pointer, n int) {
	switch dt {
	case dtype.Int8, dtype.Uint8:
		zip3(dst, a, b, c, n, fmaInt[uint8])
	case dtype.Int16, dtype.Uint16:
		zip3(dst, a, b, c, n, fmaInt[uint16])
	case dtype.Int32, dtype.Uint32:
		zip3(dst, a, b, c, n, fmaInt[uint32])
	case dtype.Int64, dtype.Uint64:
		zip3(dst, a, b, c, n, fmaInt[uint64])
	case dtype.Float32:
		zip3(dst, a, b, c, n, fma32)
	case dtype.Float64:
		zip3(dst, a, b, c, n, fma64)
	case dtype.Complex64:
		zip3(dst, a, b, c, n, func(x, y, z complex64) complex64 {
			return complex64(cmul(complex128(x), complex128(y)) + complex128(z))
		})
	case dtype.Complex128:
		zip3(dst, a, b, c, n, func(x, y, z complex128) complex128 { return cmul(x, y) + z })
	}
}

func fmaInt[T integer](x, y, z T) T { return x*y + z }

func zip3[T any](dst, a, b, c unsafe.Pointer, n int, f func(x, y, z T) T) {
	d, x, y, z := slice[T](dst, n), slice[T](a, n), slice[T](b, n), slice[T](c, n)
	for i := range d {
		d[i] = f(x[i], y[i], z[i])
	}
}
