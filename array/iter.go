package array

import (
	"iter"
	"slices"
)

// NDIndex iterates over all indices of a shape in C order. The slice it yields
// is written again for the next index. NumPy: ndindex.
func NDIndex(shape ...int) iter.Seq[[]int] {
	own := slices.Clone(shape)
	size := sizeOf("ndindex", own)
	return func(yield func([]int) bool) {
		o := newOdometer(own, make([]int, len(own)), 0)
		for range size {
			if !yield(o.idx) {
				return
			}
			o.next()
		}
	}
}

// offsets iterates over the elements' offsets in C order.
func (a Array[T]) offsets(yield func(int) bool) {
	n := a.Size()
	o := newOdometer(a.shape(), a.strides(), a.off)
	for range n {
		if !yield(o.off) {
			return
		}
		o.next()
	}
}

// Values iterates over the elements in C order. NumPy: flat.
func (a Array[T]) Values() iter.Seq[T] {
	return func(yield func(T) bool) {
		a.offsets(func(off int) bool { return yield(a.data[off]) })
	}
}

// Pointers iterates over the addresses of the elements in C order, for
// writing in place.
func (a Array[T]) Pointers() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		a.offsets(func(off int) bool { return yield(&a.data[off]) })
	}
}

// Enumerate iterates over indices and elements in C order. The index slice is
// written again for the next element. NumPy: ndenumerate.
func (a Array[T]) Enumerate() iter.Seq2[[]int, T] {
	return func(yield func([]int, T) bool) {
		n := a.Size()
		o := newOdometer(a.shape(), a.strides(), a.off)
		for range n {
			if !yield(o.idx, a.data[o.off]) {
				return
			}
			o.next()
		}
	}
}

// Along iterates over the views at each position of an axis, which they lack.
func (a Array[T]) Along(axis int) iter.Seq2[int, Array[T]] {
	axis = axisOf("along", axis, a.NDim())
	n, step := a.shape()[axis], a.strides()[axis]
	rest := a.reorder(slices.Delete(upTo(a.NDim()), axis, axis+1))
	return func(yield func(int, Array[T]) bool) {
		for i := range n {
			if !yield(i, wrap(a.data, a.off+i*step, rest.dims)) {
				return
			}
		}
	}
}

// Lines iterates over the 1-d views that run along an axis, in C order of the
// other axes; with it go their indices there, a slice that is written again.
func (a Array[T]) Lines(axis int) iter.Seq2[[]int, Array[T]] {
	axis = axisOf("lines", axis, a.NDim())
	rest := a.reorder(slices.Delete(upTo(a.NDim()), axis, axis+1))
	dims := []int{a.shape()[axis], a.strides()[axis]}
	return func(yield func([]int, Array[T]) bool) {
		n := rest.Size()
		o := newOdometer(rest.shape(), rest.strides(), a.off)
		for range n {
			if !yield(o.idx, wrap(a.data, o.off, dims)) {
				return
			}
			o.next()
		}
	}
}
