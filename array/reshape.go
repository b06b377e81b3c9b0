package array

import (
	"fmt"
	"slices"
)

// Reshape returns the elements in C order under another shape, of which one
// length may be -1 and is worked out. NumPy: reshape. The result is a view
// where the layout allows it, which a contiguous array always does, and a copy
// otherwise; [Array.ReshapeView] never copies.
func (a Array[T]) Reshape(shape ...int) Array[T] {
	shape, err := a.fitShape(shape)
	if err != nil {
		failShape("reshape", "%v", err)
	}
	if v, ok := a.tryReshape(shape); ok {
		return v
	}
	b := Copy(a)
	v, _ := b.tryReshape(shape)
	return v
}

// ReshapeView is [Array.Reshape] that never copies: it returns an error if the
// shape does not fit, or if the layout has no view of that shape.
func (a Array[T]) ReshapeView(shape ...int) (Array[T], error) {
	shape, err := a.fitShape(shape)
	if err != nil {
		return Array[T]{}, fmt.Errorf("reshape view: %w", err)
	}
	v, ok := a.tryReshape(shape)
	if !ok {
		return Array[T]{}, fmt.Errorf("reshape view: shape %s with strides %v has no view of shape %s",
			shapeText(a.shape()), a.strides(), shapeText(shape))
	}
	return v, nil
}

// Ravel returns the elements in C order as a 1-d array: a view where the
// layout allows it, a copy otherwise. NumPy: ravel.
func (a Array[T]) Ravel() Array[T] { return a.Reshape(a.Size()) }

// Flatten returns a 1-d copy of the elements in C order. NumPy: flatten.
func Flatten[T Element](a Array[T]) Array[T] { return FromSlice(ToSlice(a)) }

// fitShape fills in -1 and checks the count.
func (a Array[T]) fitShape(shape []int) ([]int, error) {
	size := a.Size()
	shape = slices.Clone(shape)
	hole := slices.Index(shape, -1)
	if hole >= 0 {
		shape[hole] = 1
	}
	n, err := countOf("shape", shape)
	if err != nil {
		return nil, err
	}
	if hole >= 0 {
		if n > 0 && size%n == 0 {
			shape[hole] = size / n
			return shape, nil
		}
		shape[hole] = -1
	} else if n == size {
		return shape, nil
	}
	return nil, fmt.Errorf("%d elements of shape %s do not fit shape %s", size, shapeText(a.shape()), shapeText(shape))
}

// tryReshape returns the view of shape if there is one. Old and new axes are
// matched in groups of equal size; a group of old axes that runs through
// memory with one stride can be cut anew in any way.
func (a Array[T]) tryReshape(shape []int) (Array[T], bool) {
	dims := make([]int, 2*len(shape))
	copy(dims, shape)
	if a.IsContiguous() {
		fillStrides(dims)
		return wrap(a.data, a.off, dims), true
	}
	oldShape, oldStrides := dropOnes(a.shape(), a.strides())
	newStrides := dims[len(shape):]
	i, j := 0, 0
	for i < len(oldShape) {
		oldN, newN := oldShape[i], 1
		i0, j0 := i, j
		for i++; ; {
			if newN < oldN {
				newN *= shape[j]
				j++
			} else if oldN < newN {
				oldN *= oldShape[i]
				i++
			} else {
				break
			}
		}
		for k := i0; k < i-1; k++ {
			if oldStrides[k] != oldShape[k+1]*oldStrides[k+1] {
				return Array[T]{}, false
			}
		}
		s := oldStrides[i-1]
		for k := j - 1; k >= j0; k-- {
			newStrides[k] = s
			s *= shape[k]
		}
	}
	return wrap(a.data, a.off, dims), true // axes of length one left over keep stride 0
}

// dropOnes leaves out the axes of length one.
func dropOnes(shape, strides []int) (s, t []int) {
	for i, n := range shape {
		if n != 1 {
			s, t = append(s, n), append(t, strides[i])
		}
	}
	return s, t
}
