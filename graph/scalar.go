package graph

import (
	"math"
	"strconv"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/dtype"
)

// Scalar is one element of any type. Scalars with the same type and the same
// bits are equal under ==.
type Scalar struct {
	bits [2]uint64 // the element as it lies in memory, zeros behind it
	dt   DType
}

// ScalarOf returns the scalar with value v.
func ScalarOf[T array.Element](v T) Scalar {
	s := Scalar{dt: dtype.Of[T]()}
	*(*T)(unsafe.Pointer(&s.bits)) = v
	return s
}

func (s *Scalar) pointer() unsafe.Pointer { return unsafe.Pointer(&s.bits) }

// scalarAt reads the element at p.
func scalarAt(dt DType, p unsafe.Pointer) Scalar {
	s := Scalar{dt: dt}
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&s.bits)), 16), unsafe.Slice((*byte)(p), dt.Size()))
	return s
}

// DType returns the element type, dtype.Invalid for the zero Scalar.
func (s Scalar) DType() DType { return s.dt }

// Value returns the element as its own Go type, nil for the zero Scalar.
func (s Scalar) Value() any {
	p := unsafe.Pointer(&s.bits)
	switch s.dt {
	case dtype.Bool:
		return *(*bool)(p)
	case dtype.Int8:
		return *(*int8)(p)
	case dtype.Int16:
		return *(*int16)(p)
	case dtype.Int32:
		return *(*int32)(p)
	case dtype.Int64:
		return *(*int64)(p)
	case dtype.Uint8:
		return *(*uint8)(p)
	case dtype.Uint16:
		return *(*uint16)(p)
	case dtype.Uint32:
		return *(*uint32)(p)
	case dtype.Uint64:
		return *(*uint64)(p)
	case dtype.Float32:
		return *(*float32)(p)
	case dtype.Float64:
		return *(*float64)(p)
	case dtype.Complex64:
		return *(*complex64)(p)
	case dtype.Complex128:
		return *(*complex128)(p)
	}
	return nil
}

// Int64 returns an integer or bool as int64 and whether it is one that fits.
func (s Scalar) Int64() (int64, bool) {
	switch v := s.Value().(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int8:
		return int64(v), true
	case int16:
		return int64(v), true
	case int32:
		return int64(v), true
	case int64:
		return v, true
	case uint8:
		return int64(v), true
	case uint16:
		return int64(v), true
	case uint32:
		return int64(v), true
	case uint64:
		return int64(v), v <= math.MaxInt64
	}
	return 0, false
}

// Complex128 returns the value as a complex128, rounded where it must be.
func (s Scalar) Complex128() complex128 {
	switch v := s.Value().(type) {
	case float32:
		return complex(float64(v), 0)
	case float64:
		return complex(v, 0)
	case complex64:
		return complex128(v)
	case complex128:
		return v
	case uint64:
		return complex(float64(v), 0)
	}
	i, _ := s.Int64()
	return complex(float64(i), 0)
}

// Float64 returns the real part of the value as a float64, rounded where it
// must be.
func (s Scalar) Float64() float64 { return real(s.Complex128()) }

// String prints the value, floats with as few digits as give them back.
func (s Scalar) String() string {
	switch v := s.Value().(type) {
	case nil:
		return "invalid"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case uint64:
		return strconv.FormatUint(v, 10)
	case float32:
		return floatText(float64(v), 32)
	case float64:
		return floatText(v, 64)
	case complex64:
		return complexText(complex128(v), 32)
	case complex128:
		return complexText(v, 64)
	}
	i, _ := s.Int64()
	return strconv.FormatInt(i, 10)
}

// floatText prints v so that it reads as a float, not an integer.
func floatText(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "nan"
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	}
	t := strconv.FormatFloat(v, 'g', -1, bits)
	for _, c := range t {
		if c == '.' || c == 'e' {
			return t
		}
	}
	return t + ".0"
}

func complexText(v complex128, bits int) string {
	return "complex(" + floatText(real(v), bits) + ", " + floatText(imag(v), bits) + ")"
}

// convert returns the scalar as an element of type to, with false where the
// value has no place there: a fraction in an integer, an integer out of range,
// an imaginary part in a real type. Floats round to the nearest.
func (s Scalar) convert(to DType) (Scalar, bool) {
	if s.dt == to {
		return s, true
	}
	switch {
	case to == dtype.Bool:
		return Scalar{}, false
	case to.IsInteger():
		return s.toInteger(to)
	case s.dt.IsComplex() && !to.IsComplex():
		return Scalar{}, false
	}
	c := s.Complex128()
	switch to {
	case dtype.Float32:
		return ScalarOf(float32(real(c))), true
	case dtype.Float64:
		return ScalarOf(real(c)), true
	case dtype.Complex64:
		return ScalarOf(complex64(c)), true
	case dtype.Complex128:
		return ScalarOf(c), true
	}
	return Scalar{}, false
}

func (s Scalar) toInteger(to DType) (Scalar, bool) {
	if !s.dt.IsInteger() && s.dt != dtype.Bool {
		return Scalar{}, false
	}
	if u, ok := s.Value().(uint64); ok && u > math.MaxInt64 {
		return Scalar{}, false // uint64 to uint64 is settled before
	}
	i, _ := s.Int64()
	bits := uint(8 * to.Size())
	if to.IsUnsigned() {
		if i < 0 || bits < 64 && uint64(i)>>bits != 0 {
			return Scalar{}, false
		}
	} else if top := i >> (bits - 1); top != 0 && top != -1 {
		return Scalar{}, false
	}
	switch to {
	case dtype.Int8:
		return ScalarOf(int8(i)), true
	case dtype.Int16:
		return ScalarOf(int16(i)), true
	case dtype.Int32:
		return ScalarOf(int32(i)), true
	case dtype.Int64:
		return ScalarOf(i), true
	case dtype.Uint8:
		return ScalarOf(uint8(i)), true
	case dtype.Uint16:
		return ScalarOf(uint16(i)), true
	case dtype.Uint32:
		return ScalarOf(uint32(i)), true
	}
	return ScalarOf(uint64(i)), true
}
