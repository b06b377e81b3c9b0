// Package dtype names the element types of arrays and knows their sizes and
// NumPy's promotion rules (NEP 50).
//
// It sits below everything, so that kernels, arrays, graphs and wire formats
// speak of element types with one word.
package dtype

import "fmt"

// DType is an element type. The zero value is Invalid.
type DType uint8

// The element types, ordered by kind and then by size.
const (
	Invalid DType = iota
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	Complex64
	Complex128
	numDTypes
)

// Count is one more than the largest valid DType: the length of a table
// indexed by DType.
const Count = int(numDTypes)

var names = [Count]string{"invalid", "bool", "int8", "int16", "int32", "int64",
	"uint8", "uint16", "uint32", "uint64", "float32", "float64", "complex64", "complex128"}

var sizes = [Count]uint8{0, 1, 1, 2, 4, 8, 1, 2, 4, 8, 4, 8, 8, 16}

// String returns NumPy's name of the type, "float64" for Float64.
func (d DType) String() string {
	if int(d) < Count {
		return names[d]
	}
	return fmt.Sprintf("dtype(%d)", uint8(d))
}

// Size returns the bytes one element takes, 0 for an invalid type.
func (d DType) Size() int {
	if int(d) < Count {
		return int(sizes[d])
	}
	return 0
}

// Valid reports whether d names an element type.
func (d DType) Valid() bool { return d > Invalid && d < numDTypes }

// IsFloat reports whether d is float32 or float64.
func (d DType) IsFloat() bool { return d == Float32 || d == Float64 }

// IsComplex reports whether d is complex64 or complex128.
func (d DType) IsComplex() bool { return d == Complex64 || d == Complex128 }

// IsSigned reports whether d is a signed integer.
func (d DType) IsSigned() bool { return d >= Int8 && d <= Int64 }

// IsUnsigned reports whether d is an unsigned integer.
func (d DType) IsUnsigned() bool { return d >= Uint8 && d <= Uint64 }

// IsInteger reports whether d is an integer; bool is none.
func (d DType) IsInteger() bool { return d >= Int8 && d <= Uint64 }

// Parse returns the type with NumPy's name s.
func Parse(s string) (DType, error) {
	for i := 1; i < Count; i++ {
		if names[i] == s {
			return DType(i), nil
		}
	}
	return Invalid, fmt.Errorf("dtype: unknown element type %q", s)
}

// Element lists the Go types an array can hold: exactly these, no named
// types over them, so that the dtype is known from the type alone.
type Element interface {
	bool | int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 |
		float32 | float64 | complex64 | complex128
}

// Of returns the DType of T.
func Of[T Element]() DType {
	var z T
	switch any(z).(type) {
	case bool:
		return Bool
	case int8:
		return Int8
	case int16:
		return Int16
	case int32:
		return Int32
	case int64:
		return Int64
	case uint8:
		return Uint8
	case uint16:
		return Uint16
	case uint32:
		return Uint32
	case uint64:
		return Uint64
	case float32:
		return Float32
	case float64:
		return Float64
	case complex64:
		return Complex64
	default:
		return Complex128
	}
}

// Promote returns the type NumPy's array-array promotion gives a and b.
func Promote(a, b DType) DType {
	if a == b {
		return a
	}
	if !a.Valid() || !b.Valid() {
		return Invalid
	}
	if a > b {
		a, b = b, a // a now comes first in bool < int < uint < float < complex
	}
	switch {
	case a == Bool:
		return b
	case b.IsComplex():
		return promoteComplex(a, b)
	case b.IsFloat():
		return promoteFloat(a, b)
	case a.IsSigned() && b.IsUnsigned():
		return promoteSigns(a, b)
	default: // same kind of integer: the wider, which is the later
		return b
	}
}

// promoteComplex: complex64 keeps only what float32 keeps.
func promoteComplex(a, b DType) DType {
	if b == Complex128 || a == Complex64 {
		return b
	}
	if promoteFloat(a, Float32) == Float32 {
		return Complex64
	}
	return Complex128
}

// promoteFloat: float32 holds integers of up to 16 bits.
func promoteFloat(a, b DType) DType {
	if b == Float64 || a.Size() <= 2 || a == Float32 {
		return b
	}
	return Float64
}

// promoteSigns: the signed type that holds both, float64 when none does.
func promoteSigns(s, u DType) DType {
	if s.Size() > u.Size() {
		return s
	}
	switch u {
	case Uint8:
		return Int16
	case Uint16:
		return Int32
	case Uint32:
		return Int64
	}
	return Float64
}
