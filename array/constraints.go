package array

// Signed lists the signed integers.
type Signed interface {
	int8 | int16 | int32 | int64
}

// Unsigned lists the unsigned integers.
type Unsigned interface {
	uint8 | uint16 | uint32 | uint64
}

// Integer lists the integers.
type Integer interface {
	Signed | Unsigned
}

// Bits lists the types of bitwise operations: the integers, and bool, on
// which they are logical.
type Bits interface {
	Integer | bool
}

// Float lists the real floating-point types.
type Float interface {
	float32 | float64
}

// Complex lists the complex types.
type Complex interface {
	complex64 | complex128
}

// Inexact lists the floating-point types, real and complex.
type Inexact interface {
	Float | Complex
}

// Real lists the ordered number types.
type Real interface {
	Integer | Float
}

// Ordered lists the types with an order: the real numbers, and bool with
// false before true.
type Ordered interface {
	Real | bool
}

// Number lists the types of arithmetic: everything but bool.
type Number interface {
	Real | Complex
}
