package array

import "slices"

// offset returns the place in data of the element at idx.
func (a Array[T]) offset(op string, idx []int) int {
	shape, strides := a.shape(), a.strides()
	if len(idx) != len(shape) {
		// A copy: idx itself must not escape, or every call would allocate it.
		failShape(op, "%d indices %v for shape %s", len(idx), slices.Clone(idx), shapeText(shape))
	}
	off := a.off
	for k, i := range idx {
		if uint(i) >= uint(shape[k]) {
			i = indexOf(op, i, k, shape[k])
		}
		off += i * strides[k]
	}
	return off
}

// At returns the element at idx, one index per axis; negative ones count from
// the end. It panics with an *IndexError outside the array, as a slice does.
func (a Array[T]) At(idx ...int) T { return a.data[a.offset("at", idx)] }

// Set writes the element at idx; the rules are those of [Array.At].
func (a Array[T]) Set(v T, idx ...int) { a.data[a.offset("set", idx)] = v }

// Ptr returns the address of the element at idx; the rules are those of
// [Array.At].
func (a Array[T]) Ptr(idx ...int) *T { return &a.data[a.offset("ptr", idx)] }

// Item returns the element of an array of size one, whatever its rank.
// NumPy: item. It panics with a *ShapeError if there are none or several.
func (a Array[T]) Item() T {
	if n := a.Size(); n != 1 {
		failShape("item", "shape %s has %d elements, not one", shapeText(a.shape()), n)
	}
	return a.data[a.off]
}
