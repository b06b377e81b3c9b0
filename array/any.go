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
