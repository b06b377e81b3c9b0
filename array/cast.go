package array

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
)

// Cast returns a with its elements converted to R: array.Cast[float32](a). It
// always copies. Numbers become bool by a != 0; floats become integers by
// truncation, those out of range the nearest end of it and NaN 0; integers
// wrap; complex numbers lose their imaginary part. NumPy: astype.
func Cast[R, T Element](a Array[T]) Array[R] {
	out := allocLike[R](a)
	nd.Cast(eager(), out.view(), a.view())
	return out
}

// CastInto is [Cast] written into dst, to whose shape a broadcasts.
func CastInto[R, T Element](dst Array[R], a Array[T]) {
	a = ready("cast", dst, a)
	nd.Cast(eager(), dst.view(), a.view())
}

// CastAny returns a with its elements converted to R, as [Cast] does; an
// array of R itself comes back without a copy.
func CastAny[R Element](a Any) Array[R] {
	if t, ok := a.(Array[R]); ok {
		return t
	}
	v := a.Raw()
	out := allocRaw[R](v.Shape, v.Size())
	nd.Cast(eager(), out.view(), v)
	return out
}

// AsType returns a with elements of type dt, a itself if it has them. NumPy:
// astype with copy=False. It panics with a *DTypeError if dt is no element
// type.
func AsType(a Any, dt DType) Any {
	if a.DType() == dt {
		return a
	}
	out := NewAny(dt, a.Raw().Shape)
	nd.Cast(eager(), out.Raw(), a.Raw())
	return out
}

// ResultType returns the type in which elements of all the given types meet,
// by NumPy's promotion of arrays (NEP 50): bool < integers < floats < complex,
// the wider of one kind, the signed type that holds both of a signed and an
// unsigned one, and float64 where none does. NumPy: result_type. It is
// Invalid for no types.
func ResultType(types ...DType) DType {
	if len(types) == 0 {
		return dtype.Invalid
	}
	out := types[0]
	for _, t := range types[1:] {
		out = dtype.Promote(out, t)
	}
	return out
}

// Promote returns a and b converted to their common type, see [ResultType].
func Promote(a, b Any) (Any, Any) {
	dt := ResultType(a.DType(), b.DType())
	return AsType(a, dt), AsType(b, dt)
}

// FromRaw returns the array over the memory of v, which it shares. Like
// [Any.Raw] it is for this module's engines.
func FromRaw(v nd.View) Any {
	switch v.DT {
	case Bool:
		return fromRaw[bool](v)
	case Int8:
		return fromRaw[int8](v)
	case Int16:
		return fromRaw[int16](v)
	case Int32:
		return fromRaw[int32](v)
	case Int64:
		return fromRaw[int64](v)
	case Uint8:
		return fromRaw[uint8](v)
	case Uint16:
		return fromRaw[uint16](v)
	case Uint32:
		return fromRaw[uint32](v)
	case Uint64:
		return fromRaw[uint64](v)
	case Float32:
		return fromRaw[float32](v)
	case Float64:
		return fromRaw[float64](v)
	case Complex64:
		return fromRaw[complex64](v)
	case Complex128:
		return fromRaw[complex128](v)
	}
	badDType("raw", "no such element type", v.DT)
	return nil
}

func fromRaw[T Element](v nd.View) Array[T] {
	n := len(v.Shape)
	dims := make([]int, 2*n)
	copy(dims, v.Shape)
	copy(dims[n:], v.Strides)
	low, high := 0, 0
	for i, d := range v.Shape {
		switch step := v.Strides[i] * (d - 1); {
		case d == 0:
			return wrap[T](nil, 0, dims)
		case step < 0:
			low += step
		default:
			high += step
		}
	}
	first := unsafe.Add(v.Ptr, low*v.DT.Size())
	return wrap(unsafe.Slice((*T)(first), high-low+1), -low, dims)
}
