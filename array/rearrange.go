package array

import "slices"

// Flip returns the view with the given axes reversed, all without any.
// NumPy: flip.
func (a Array[T]) Flip(axes ...int) Array[T] {
	if len(axes) == 0 {
		axes = upTo(a.NDim())
	}
	d := slices.Clone(a.norm())
	off, n := a.off, len(d)/2
	for _, ax := range axesOf("flip", axes, n) {
		off += max(d[ax]-1, 0) * d[n+ax]
		d[n+ax] = -d[n+ax]
	}
	return wrap(a.data, off, d)
}

// Rot90 returns the view turned k quarter turns in the plane of two axes, the
// first two unless given, from the first towards the second. NumPy: rot90.
func (a Array[T]) Rot90(k int, axes ...int) Array[T] {
	i, j := 0, 1
	switch len(axes) {
	case 0:
	case 2:
		i, j = axes[0], axes[1]
	default:
		badValue("rot90", "needs two axes, got %v", axes)
	}
	p := axesOf("rot90", []int{i, j}, a.NDim())
	switch ((k % 4) + 4) % 4 {
	case 1:
		return a.Flip(p[1]).SwapAxes(p[0], p[1])
	case 2:
		return a.Flip(p...)
	case 3:
		return a.SwapAxes(p[0], p[1]).Flip(p[1])
	}
	return a
}

// Roll returns a copy of a shifted along each of the axes, what leaves at one
// end coming in at the other. Without axes the elements move in C order.
// NumPy: roll.
func Roll[T Element](a Array[T], shift int, axes ...int) Array[T] {
	if len(axes) == 0 {
		return RollAxes(a.Ravel(), []int{shift}, []int{0}).Reshape(a.shape()...)
	}
	shifts := make([]int, len(axes))
	for i := range shifts {
		shifts[i] = shift
	}
	return RollAxes(a, shifts, axes)
}

// RollAxes is [Roll] with its own shift for each axis; shifts of an axis named
// twice add up.
func RollAxes[T Element](a Array[T], shifts, axes []int) Array[T] {
	if len(shifts) != len(axes) {
		failShape("roll", "%d shifts for %d axes", len(shifts), len(axes))
	}
	turn := make([]int, a.NDim())
	for i, ax := range axes {
		ax = axisOf("roll", ax, a.NDim())
		if n := a.shape()[ax]; n > 0 {
			turn[ax] = ((turn[ax]+shifts[i]%n)%n + n) % n
		}
	}
	out := ZerosLike(a)
	rollInto(out, a, turn, 0)
	return out
}

// rollInto copies the blocks that stay together: two per axis that turns.
func rollInto[T Element](dst, src Array[T], turn []int, axis int) {
	for axis < len(turn) && turn[axis] == 0 {
		axis++
	}
	if axis == len(turn) {
		assign(dst, src)
		return
	}
	n, k := src.shape()[axis], turn[axis]
	rollInto(dst.window(axis, k, n-k), src.window(axis, 0, n-k), turn, axis+1)
	rollInto(dst.window(axis, 0, k), src.window(axis, n-k, k), turn, axis+1)
}

// Tile returns a repeated reps[k] times along axis k; where reps and a differ
// in length, ones are put before the shorter. NumPy: tile.
func Tile[T Element](a Array[T], reps ...int) Array[T] {
	a = a.padRank(len(reps))
	n := a.NDim()
	shape := slices.Clone(a.shape())
	var grid, view []int // a's axes with one for the repeats before each
	for k := range n {
		r := 1
		if i := k - (n - len(reps)); i >= 0 {
			r = reps[i]
		}
		if r < 0 {
			failShape("tile", "repeats %v", reps)
		}
		if shape[k] != 0 && r > maxSize/shape[k] {
			badShape("tile", "too many elements", a.shape(), reps)
		}
		grid = append(grid, r, shape[k])
		view = append(view, 2*k)
		shape[k] *= r
	}
	out := newArray[T]("tile", shape)
	assign(out.Reshape(grid...), a.ExpandDims(view...).BroadcastTo(grid...))
	return out
}

// Repeat returns a with every slice along axis n times in a row.
// NumPy: repeat.
func Repeat[T Element](a Array[T], n, axis int) Array[T] {
	axis = axisOf("repeat", axis, a.NDim())
	if n < 0 {
		badValue("repeat", "%d times", n)
	}
	shape := slices.Clone(a.shape())
	if shape[axis] != 0 && n > maxSize/shape[axis] {
		badShape("repeat", "too many elements", shape)
	}
	shape[axis] *= n
	out := newArray[T]("repeat", shape)
	grid := slices.Insert(slices.Clone(a.shape()), axis+1, n)
	assign(out.Reshape(grid...), a.ExpandDims(axis+1).BroadcastTo(grid...))
	return out
}

// RepeatEach returns a with slice k along axis counts[k] times in a row.
// NumPy: repeat with an array of counts.
func RepeatEach[T Element](a Array[T], counts []int, axis int) Array[T] {
	axis = axisOf("repeat", axis, a.NDim())
	if len(counts) != a.shape()[axis] {
		failShape("repeat", "%d counts for axis %d of shape %s", len(counts), axis, shapeText(a.shape()))
	}
	total := 0
	for _, c := range counts {
		if c < 0 || total > maxSize-c {
			badValue("repeat", "counts %v", counts)
		}
		total += c
	}
	shape := slices.Clone(a.shape())
	shape[axis] = total
	out := newArray[T]("repeat", shape)
	at := 0
	for k, c := range counts {
		part := out.window(axis, at, c)
		assign(part, a.window(axis, k, 1).BroadcastTo(part.shape()...))
		at += c
	}
	return out
}

// Resize returns an array of the given shape filled with a's elements in C
// order, over and over if a has fewer. NumPy: resize. An empty a gives zeros.
func Resize[T Element](a Array[T], shape ...int) Array[T] {
	out := newArray[T]("resize", shape)
	from, _ := AsContiguous(a).Data()
	if len(from) == 0 {
		return out
	}
	for to := out.data; len(to) > 0; {
		to = to[copy(to, from):]
	}
	return out
}

// Trim says at which ends [TrimZeros] cuts.
type Trim int

const (
	TrimBoth Trim = iota
	TrimFront
	TrimBack
)

// TrimZeros returns the view of a 1-d array without the zeros at its ends.
// NumPy: trim_zeros.
func (a Array[T]) TrimZeros(ends Trim) Array[T] {
	if a.NDim() != 1 {
		failShape("trim zeros", "needs 1 dimension, got shape %s", shapeText(a.shape()))
	}
	var zero T
	lo, hi := 0, a.Size()
	step := a.strides()[0]
	for ends != TrimBack && lo < hi && a.data[a.off+lo*step] == zero {
		lo++
	}
	for ends != TrimFront && hi > lo && a.data[a.off+(hi-1)*step] == zero {
		hi--
	}
	return a.window(0, lo, hi-lo)
}
