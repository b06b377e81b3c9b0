package array

import (
	"github.com/scicore-go/scicore/internal/nd"
)

// Any is an array whose element type is known only at run time: each
// Array[T] is one, and nothing else is. A type switch or [As] gives the typed
// array back.
type Any interface {
	// DType returns the element type.
	DType() DType
	// Shape returns a copy of the shape.
	Shape() []int
	// NDim returns the number of dimensions.
	NDim() int
	// Size returns the number of elements.
	Size() int
	// Raw returns the array as this module's engines see it. Its type is
	// internal: the method is of no use outside the module.
	Raw() nd.View

	sealed()
}

// As returns a as an Array[T], false if its elements are of another type.
func As[T Element](a Any) (Array[T], bool) {
	t, ok := a.(Array[T])
	return t, ok
}

func (a Array[T]) sealed() {}

// Raw returns the array as this module's engines see it.
func (a Array[T]) Raw() nd.View { return a.view() }

// NewAny returns a C-contiguous array of zeros whose element type is known
// only at run time. It panics with a [*ShapeError] or [*DTypeError].
func NewAny(dt DType, shape []int) Any {
	size := sizeOf("new", shape)
	switch dt {
	case Bool:
		return alloc[bool](shape, size)
	case Int8:
		return alloc[int8](shape, size)
	case Int16:
		return alloc[int16](shape, size)
	case Int32:
		return alloc[int32](shape, size)
	case Int64:
		return alloc[int64](shape, size)
	case Uint8:
		return alloc[uint8](shape, size)
	case Uint16:
		return alloc[uint16](shape, size)
	case Uint32:
		return alloc[uint32](shape, size)
	case Uint64:
		return alloc[uint64](shape, size)
	case Float32:
		return alloc[float32](shape, size)
	case Float64:
		return alloc[float64](shape, size)
	case Complex64:
		return alloc[complex64](shape, size)
	case Complex128:
		return alloc[complex128](shape, size)
	}
	badDType("new", "no such element type", dt)
	return nil
}
