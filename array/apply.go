package array

// Map returns f of every element. NumPy: vectorize. The functions of this
// package are many times faster where there is one for the purpose.
func Map[T, U Element](a Array[T], f func(T) U) Array[U] {
	out := alloc[U](a.shape(), a.Size())
	i := 0
	a.each(func(off int) { out.data[i] = f(a.data[off]); i++ })
	return out
}

// Map2 returns f of the elements of a and b, broadcast to one shape.
func Map2[T, U, V Element](a Array[T], b Array[U], f func(T, U) V) Array[V] {
	shape := commonShape("map2", [][]int{a.shape(), b.shape()})
	out := newArray[V]("map2", shape)
	a, b = a.BroadcastTo(shape...), b.BroadcastTo(shape...)
	at := newOdometer(shape, b.strides(), b.off)
	i := 0
	a.each(func(off int) {
		out.data[i] = f(a.data[off], b.data[at.off])
		at.next()
		i++
	})
	return out
}

// MapInto writes f of every element of a, broadcast to dst's shape, to dst,
// which may be a itself.
func MapInto[T, U Element](dst Array[U], a Array[T], f func(T) U) {
	a = a.BroadcastTo(dst.shape()...)
	if Overlaps(dst, a) == Partial {
		a = Copy(a)
	}
	at := newOdometer(dst.shape(), dst.strides(), dst.off)
	a.each(func(off int) {
		dst.data[at.off] = f(a.data[off])
		at.next()
	})
}

// Apply replaces every element by f of it.
func Apply[T Element](a Array[T], f func(T) T) {
	a.each(func(off int) { a.data[off] = f(a.data[off]) })
}

// MapLines returns f of every 1-d line along an axis, which the result lacks.
// NumPy: apply_along_axis of a function with one result.
func MapLines[T, U Element](a Array[T], axis int, f func(line Array[T]) U) Array[U] {
	axis = axisOf("map lines", axis, a.NDim())
	shape := append(append([]int{}, a.shape()[:axis]...), a.shape()[axis+1:]...)
	out := newArray[U]("map lines", shape)
	i := 0
	for _, line := range a.Lines(axis) {
		out.data[i] = f(line)
		i++
	}
	return out
}
