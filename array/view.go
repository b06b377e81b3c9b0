package array

import "slices"

// T returns the view with the axes in reverse order. NumPy: T.
func (a Array[T]) T() Array[T] {
	d := slices.Clone(a.norm())
	n := len(d) / 2
	slices.Reverse(d[:n])
	slices.Reverse(d[n:])
	return wrap(a.data, a.off, d)
}

// Permute returns the view whose k-th axis is a's axis axes[k]; without axes
// it is [Array.T]. NumPy: transpose. It panics if axes is no permutation.
func (a Array[T]) Permute(axes ...int) Array[T] {
	if len(axes) == 0 {
		return a.T()
	}
	if len(axes) != a.NDim() {
		failShape("permute", "axes %v for %d dimensions", axes, a.NDim())
	}
	return a.reorder(axesOf("permute", axes, a.NDim()))
}

// reorder returns the view of the given axes; a's others are dropped.
func (a Array[T]) reorder(axes []int) Array[T] {
	shape, strides := a.shape(), a.strides()
	d := make([]int, 2*len(axes))
	for k, ax := range axes {
		d[k], d[len(axes)+k] = shape[ax], strides[ax]
	}
	return wrap(a.data, a.off, d)
}

// SwapAxes returns the view with two axes exchanged. NumPy: swapaxes.
func (a Array[T]) SwapAxes(i, j int) Array[T] {
	n := a.NDim()
	i, j = axisOf("swap axes", i, n), axisOf("swap axes", j, n)
	axes := upTo(n)
	axes[i], axes[j] = j, i
	return a.reorder(axes)
}

// MoveAxis returns the view with axis from moved to place to, the others in
// their order. NumPy: moveaxis.
func (a Array[T]) MoveAxis(from, to int) Array[T] { return a.MoveAxes([]int{from}, []int{to}) }

// MoveAxes returns the view with axis from[k] moved to place to[k], the others
// in their order. NumPy: moveaxis with lists.
func (a Array[T]) MoveAxes(from, to []int) Array[T] {
	n := a.NDim()
	if len(from) != len(to) {
		failShape("move axes", "%d axes %v to %d places %v", len(from), from, len(to), to)
	}
	src, dst := axesOf("move axes", from, n), axesOf("move axes", to, n)
	axes := make([]int, n)
	for i := range axes {
		axes[i] = -1
	}
	for k, d := range dst {
		axes[d] = src[k]
	}
	next := 0
	for i := range axes {
		if axes[i] >= 0 {
			continue
		}
		for slices.Contains(src, next) {
			next++
		}
		axes[i] = next
		next++
	}
	return a.reorder(axes)
}

func upTo(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// Squeeze returns the view without the given axes, which must have length one;
// without axes, without all that have. NumPy: squeeze.
func (a Array[T]) Squeeze(axes ...int) Array[T] {
	shape := a.shape()
	drop := axesOf("squeeze", axes, len(shape))
	for _, ax := range drop {
		if shape[ax] != 1 {
			failShape("squeeze", "axis %d of shape %s has length %d, not one", ax, shapeText(shape), shape[ax])
		}
	}
	var keep []int
	for ax, n := range shape {
		if len(axes) == 0 && n != 1 || len(axes) > 0 && !slices.Contains(drop, ax) {
			keep = append(keep, ax)
		}
	}
	return a.reorder(keep)
}

// ExpandDims returns the view with axes of length one put in, at the places
// that axes names in the result. NumPy: expand_dims.
func (a Array[T]) ExpandDims(axes ...int) Array[T] {
	shape, strides := a.shape(), a.strides()
	n := len(shape) + len(axes)
	put := axesOf("expand dims", axes, n)
	d := make([]int, 2*n)
	from := 0
	for k := range n {
		if slices.Contains(put, k) {
			d[k] = 1
			continue
		}
		d[k], d[n+k] = shape[from], strides[from]
		from++
	}
	return wrap(a.data, a.off, d)
}

// BroadcastTo returns the view that repeats a along axes of length one, and
// along new first axes, to fill shape. NumPy: broadcast_to. Repeated elements
// are the same memory: writing one writes all its copies.
func (a Array[T]) BroadcastTo(shape ...int) Array[T] {
	if slices.Equal(a.shape(), shape) {
		return a
	}
	sizeOf("broadcast", shape)
	old, strides := a.shape(), a.strides()
	lead := len(shape) - len(old)
	if lead < 0 {
		failShape("broadcast", "shape %s does not broadcast to %s", shapeText(old), shapeText(shape))
	}
	d := make([]int, 2*len(shape))
	copy(d, shape)
	for i, n := range old {
		switch to := shape[lead+i]; {
		case n == to:
			d[len(shape)+lead+i] = strides[i]
		case n != 1:
			failShape("broadcast", "shape %s does not broadcast to %s", shapeText(old), shapeText(shape))
		}
	}
	return wrap(a.data, a.off, d)
}

// BroadcastArrays returns views of all arrays broadcast to their common shape.
// NumPy: broadcast_arrays.
func BroadcastArrays[T Element](arrays ...Array[T]) []Array[T] {
	shapes := make([][]int, len(arrays))
	for i, a := range arrays {
		shapes[i] = a.shape()
	}
	shape := commonShape("broadcast arrays", shapes)
	out := make([]Array[T], len(arrays))
	for i, a := range arrays {
		out[i] = a.BroadcastTo(shape...)
	}
	return out
}

// commonShape is the broadcast of shapes.
func commonShape(op string, shapes [][]int) []int {
	var out []int
	for _, s := range shapes {
		if lead := len(s) - len(out); lead > 0 {
			out = append(slices.Clone(s[:lead]), out...)
		}
		base := len(out) - len(s)
		for i, n := range s {
			switch have := out[base+i]; {
			case have == 1:
				out[base+i] = n
			case n != 1 && n != have:
				failShape(op, "shapes do not broadcast: %s", shapesText(shapes))
			}
		}
	}
	return out
}

func shapesText(shapes [][]int) string {
	s := ""
	for i, sh := range shapes {
		if i > 0 {
			s += " and "
		}
		s += shapeText(sh)
	}
	return s
}

// Diagonal returns the view of the k-th diagonal of two axes, the first two
// unless given; it becomes the last axis. NumPy: diagonal.
func (a Array[T]) Diagonal(k int, axes ...int) Array[T] {
	i, j := 0, 1
	switch len(axes) {
	case 0:
	case 2:
		i, j = axes[0], axes[1]
	default:
		failShape("diagonal", "needs two axes, got %v", axes)
	}
	if a.NDim() < 2 {
		failShape("diagonal", "needs 2 dimensions or more, got shape %s", shapeText(a.shape()))
	}
	two := axesOf("diagonal", []int{i, j}, a.NDim())
	return diagonalOf(a, k, two[0], two[1])
}

// diagonalOf is Diagonal of checked axes.
func diagonalOf[T Element](a Array[T], k, i, j int) Array[T] {
	shape, strides := a.shape(), a.strides()
	rows, cols, off := shape[i], shape[j], a.off
	n := 0
	switch {
	case k >= 0 && k < cols:
		n = min(rows, cols-k)
		off += k * strides[j]
	case k < 0 && -k < rows && k != Open:
		n = min(rows+k, cols)
		off -= k * strides[i]
	}
	if n == 0 {
		off = a.off
	}
	var keep []int
	for ax := range shape {
		if ax != i && ax != j {
			keep = append(keep, ax)
		}
	}
	b := a.reorder(keep)
	m := len(keep)
	d := make([]int, 2*m+2)
	copy(d, b.dims[:m])
	d[m] = n
	copy(d[m+1:], b.dims[m:])
	d[2*m+1] = strides[i] + strides[j]
	return wrap(a.data, off, d)
}

// SlidingWindowView returns the view of all windows of the given lengths that
// slide along axes (one per length; without axes, window has one length per
// axis of a): the axes shrink to the window positions, and one axis per window
// length is added at the end. NumPy: sliding_window_view. Windows share
// elements: writing to one writes to its neighbours.
func (a Array[T]) SlidingWindowView(window []int, axes ...int) Array[T] {
	n := a.NDim()
	if len(axes) == 0 {
		axes = upTo(n)
	}
	if len(axes) != len(window) {
		failShape("sliding window", "%d lengths %v for %d axes", len(window), window, len(axes))
	}
	shape := slices.Clone(a.shape())
	strides := slices.Clone(a.strides())
	for k, w := range window {
		ax := axisOf("sliding window", axes[k], n)
		if w < 0 || w > shape[ax] {
			failShape("sliding window", "window %v does not fit axis %d of shape %s", window, ax, shapeText(a.shape()))
		}
		shape[ax] -= w - 1
		shape = append(shape, w)
		strides = append(strides, strides[ax])
	}
	return wrap(a.data, a.off, append(shape, strides...))
}
