package array

import "iter"

// Zip iterates over the elements of a and b, broadcast to one shape, in C
// order. NumPy: nditer([a, b]). Shapes that do not broadcast are a *ShapeError.
//
//	for x, y := range array.Zip(a, b) { … }
func Zip[A, B Element](a Array[A], b Array[B]) iter.Seq2[A, B] {
	shape := commonShape("zip", [][]int{a.shape(), b.shape()})
	a, b = a.BroadcastTo(shape...), b.BroadcastTo(shape...)
	return func(yield func(A, B) bool) {
		twoOffsets(a, b, func(i, j int) bool { return yield(a.data[i], b.data[j]) })
	}
}

// ZipPointers iterates over the addresses of dst's elements and the elements of
// a, broadcast to dst's shape, in C order: for writing in place what depends on
// both. NumPy: nditer([dst, a], op_flags=[["readwrite"], ["readonly"]]).
func ZipPointers[D, A Element](dst Array[D], a Array[A]) iter.Seq2[*D, A] {
	checkDst("zip", dst)
	a = a.BroadcastTo(dst.shape()...)
	return func(yield func(*D, A) bool) {
		twoOffsets(dst, a, func(i, j int) bool { return yield(&dst.data[i], a.data[j]) })
	}
}

// ZipAll iterates over any number of arrays of one type, broadcast to one
// shape, in C order: an index and the elements there. Both slices are written
// again for the next. NumPy: nditer with multi_index. Arrays of several types
// go through [BroadcastArrays] and [Array.At].
func ZipAll[T Element](arrays ...Array[T]) iter.Seq2[[]int, []T] {
	shapes := make([][]int, len(arrays))
	for k, a := range arrays {
		shapes[k] = a.shape()
	}
	shape := commonShape("zip", shapes)
	size := sizeOf("zip", shape)
	if len(arrays) == 0 {
		size = 0
	}
	return func(yield func([]int, []T) bool) {
		walk := make([]odometer, len(arrays))
		for k, a := range arrays {
			walk[k] = newOdometer(shape, a.BroadcastTo(shape...).strides(), a.off)
		}
		values := make([]T, len(arrays))
		for range size {
			for k := range walk {
				values[k] = arrays[k].data[walk[k].off]
			}
			if !yield(walk[0].idx, values) {
				return
			}
			for k := range walk {
				walk[k].next()
			}
		}
	}
}

// twoOffsets iterates over the offsets of two arrays of one shape.
func twoOffsets[A, B Element](a Array[A], b Array[B], yield func(i, j int) bool) {
	n := a.Size()
	i, j := newOdometer(a.shape(), a.strides(), a.off), newOdometer(b.shape(), b.strides(), b.off)
	for range n {
		if !yield(i.off, j.off) {
			return
		}
		i.next()
		j.next()
	}
}
