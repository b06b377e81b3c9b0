package array

import (
	"slices"

	"github.com/scicore-go/scicore/internal/dtype"
)

// DType returns the element type.
func (a Array[T]) DType() DType { return dtype.Of[T]() }

// NDim returns the number of dimensions.
func (a Array[T]) NDim() int { return len(a.norm()) / 2 }

// Shape returns a copy of the shape.
func (a Array[T]) Shape() []int { return slices.Clone(a.shape()) }

// Strides returns a copy of the strides, counted in elements.
func (a Array[T]) Strides() []int { return slices.Clone(a.strides()) }

// Dim returns the length of one axis; a negative axis counts from the last.
func (a Array[T]) Dim(axis int) int {
	s := a.shape()
	if axis < 0 {
		axis += len(s)
	}
	return s[axis]
}

// Size returns the number of elements.
func (a Array[T]) Size() int {
	n := 1
	for _, d := range a.shape() {
		n *= d
	}
	return n
}
