package kernel

import (
	"math"
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
)

// refCast is the meaning of Cast.
func refCast(to, from dtype.DType, dst, src unsafe.Pointer, n int) {
	switch from {
	case dtype.Bool:
		castBool(to, dst, src, n)
	case dtype.Int8:
		castReal[int8](to, dst, src, n)
	case dtype.Int16:
		castReal[int16](to, dst, src, n)
	case dtype.Int32:
		castReal[int32](to, dst, src, n)
	case dtype.Int64:
		castReal[int64](to, dst, src, n)
	case dtype.Uint8:
		castReal[uint8](to, dst, src, n)
	case dtype.Uint16:
		castReal[uint16](to, dst, src, n)
	case dtype.Uint32:
		castReal[uint32](to, dst, src, n)
	case dtype.Uint64:
		castReal[uint64](to, dst, src, n)
	case dtype.Float32:
		castFloat[float32](to, dst, src, n)
	case dtype.Float64:
		castFloat[float64](to, dst, src, n)
	case dtype.Complex64:
		castComplex64(to, dst, src, n)
	case dtype.Complex128:
		castComplex128(to, dst, src, n)
	}
}

// castBool reads bools, whose bytes are 0 and 1.
func castBool(to dtype.DType, dst, src unsafe.Pointer, n int) {
	if to == dtype.Bool {
		copy(slice[bool](dst, n), slice[bool](src, n))
		return
	}
	castReal[uint8](to, dst, src, n)
}

// castReal covers every target of an integer; of a float all but integers.
func castReal[S realNumber](to dtype.DType, dst, src unsafe.Pointer, n int) {
	switch to {
	case dtype.Bool:
		each(dst, src, n, func(x S) bool { return x != 0 })
	case dtype.Int8, dtype.Uint8:
		convert[uint8, S](dst, src, n)
	case dtype.Int16, dtype.Uint16:
		convert[uint16, S](dst, src, n)
	case dtype.Int32, dtype.Uint32:
		convert[uint32, S](dst, src, n)
	case dtype.Int64, dtype.Uint64:
		convert[uint64, S](dst, src, n)
	case dtype.Float32:
		convert[float32, S](dst, src, n)
	case dtype.Float64:
		convert[float64, S](dst, src, n)
	case dtype.Complex64:
		each(dst, src, n, func(x S) complex64 { return complex(float32(x), 0) })
	case dtype.Complex128:
		each(dst, src, n, func(x S) complex128 { return complex(float64(x), 0) })
	}
}

func convert[R, S realNumber](dst, src unsafe.Pointer, n int) {
	d, x := slice[R](dst, n), slice[S](src, n)
	for i := range d {
		d[i] = R(x[i])
	}
}

// castFloat truncates to integers within their range.
func castFloat[S float](to dtype.DType, dst, src unsafe.Pointer, n int) {
	switch to {
	case dtype.Int8:
		truncate[int8, S](dst, src, n, math.MinInt8, math.MaxInt8)
	case dtype.Int16:
		truncate[int16, S](dst, src, n, math.MinInt16, math.MaxInt16)
	case dtype.Int32:
		truncate[int32, S](dst, src, n, math.MinInt32, math.MaxInt32)
	case dtype.Int64:
		truncate[int64, S](dst, src, n, math.MinInt64, math.MaxInt64)
	case dtype.Uint8:
		truncate[uint8, S](dst, src, n, 0, math.MaxUint8)
	case dtype.Uint16:
		truncate[uint16, S](dst, src, n, 0, math.MaxUint16)
	case dtype.Uint32:
		truncate[uint32, S](dst, src, n, 0, math.MaxUint32)
	case dtype.Uint64:
		truncate[uint64, S](dst, src, n, 0, math.MaxUint64)
	default:
		castReal[S](to, dst, src, n)
	}
}

// truncate converts towards zero; values beyond lo or hi give lo or hi, NaN 0.
func truncate[R integer, S float](dst, src unsafe.Pointer, n int, lo, hi R) {
	d, x := slice[R](dst, n), slice[S](src, n)
	low, high := float64(lo), float64(hi) // high may round up: then it is itself beyond
	for i := range d {
		switch v := float64(x[i]); {
		case v != v:
			d[i] = 0
		case v <= low:
			d[i] = lo
		case v >= high:
			d[i] = hi
		default:
			d[i] = R(v)
		}
	}
}

func castComplex64(to dtype.DType, dst, src unsafe.Pointer, n int) {
	switch to {
	case dtype.Complex64:
		copy(slice[complex64](dst, n), slice[complex64](src, n))
	case dtype.Complex128:
		each(dst, src, n, func(x complex64) complex128 { return complex128(x) })
	case dtype.Bool:
		each(dst, src, n, func(x complex64) bool { return x != 0 })
	default:
		throughReal[complex64, float32](to, dtype.Float32, dst, src, n, func(z complex64) float32 { return real(z) })
	}
}

func castComplex128(to dtype.DType, dst, src unsafe.Pointer, n int) {
	switch to {
	case dtype.Complex128:
		copy(slice[complex128](dst, n), slice[complex128](src, n))
	case dtype.Complex64:
		each(dst, src, n, func(x complex128) complex64 { return complex64(x) })
	case dtype.Bool:
		each(dst, src, n, func(x complex128) bool { return x != 0 })
	default:
		throughReal[complex128, float64](to, dtype.Float64, dst, src, n, func(z complex128) float64 { return real(z) })
	}
}

// throughReal casts the real parts, a small buffer at a time.
func throughReal[C complex64 | complex128, F float](to, part dtype.DType, dst, src unsafe.Pointer, n int, re func(C) F) {
	var buf [64]F
	x := slice[C](src, n)
	for i := 0; i < n; i += len(buf) {
		k := min(n-i, len(buf))
		for j, c := range x[i : i+k] {
			buf[j] = re(c)
		}
		refCast(to, part, unsafe.Add(dst, i*to.Size()), unsafe.Pointer(&buf), k)
	}
}
