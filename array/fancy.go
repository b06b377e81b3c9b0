package array

import "slices"

// Mode says what an index outside its axis means.
type Mode int

const (
	ModeRaise Mode = iota // a panic with an *IndexError; -1 is the last, and so on
	ModeWrap              // the index modulo the length
	ModeClip              // the nearest end; negative is the first
)

// pick returns index i of an axis of length n under a mode.
func pick(op string, mode Mode, i int64, axis, n int) int {
	if uint64(i) < uint64(n) {
		return int(i)
	}
	if n == 0 || mode == ModeRaise {
		if i < -int64(n) || i >= int64(n) || n == 0 {
			panic(&IndexError{Op: op, Index: int(i), Axis: axis, Len: n})
		}
		return int(i) + n
	}
	if mode == ModeClip {
		return int(max(0, min(i, int64(n)-1)))
	}
	if i %= int64(n); i < 0 {
		i += int64(n)
	}
	return int(i)
}

func modeOf(op string, mode []Mode) Mode {
	switch len(mode) {
	case 0:
		return ModeRaise
	case 1:
		return mode[0]
	}
	badValue(op, "%d modes given", len(mode))
	return ModeRaise
}

// Take returns a's slices at the given indices of an axis: the axis is
// replaced by all axes of idx. NumPy: take.
func Take[T Element](a Array[T], idx Array[int64], axis int, mode ...Mode) Array[T] {
	axis = axisOf("take", axis, a.NDim())
	m, n := modeOf("take", mode), a.shape()[axis]
	shape := slices.Concat(a.shape()[:axis], idx.shape(), a.shape()[axis+1:])
	out := newArray[T]("take", shape)
	picks := make([]int, 0, idx.Size())
	idx.each(func(off int) { picks = append(picks, pick("take", m, idx.data[off], axis, n)) })
	if len(out.data) == 0 {
		return out
	}
	// Seen as outer × axis × inner; a is made to run through memory that way.
	a = AsContiguous(a)
	inner := 1
	for _, d := range a.shape()[axis+1:] {
		inner *= d
	}
	to := out.data
	for from := a.data[a.off : a.off+a.Size()]; len(from) > 0; from = from[n*inner:] {
		if inner == 1 {
			for k, i := range picks {
				to[k] = from[i]
			}
		} else {
			for k, i := range picks {
				copy(to[k*inner:(k+1)*inner], from[i*inner:])
			}
		}
		to = to[len(picks)*inner:]
	}
	return out
}

// Put writes v, repeated as often as needed, to the elements of a at the given
// positions in C order. NumPy: put. Where an index comes twice the last wins.
func Put[T Element](a Array[T], idx Array[int64], v Array[T], mode ...Mode) {
	m, n := modeOf("put", mode), a.Size()
	if idx.Size() == 0 {
		return
	}
	if v.Size() == 0 {
		failShape("put", "no values for %d indices", idx.Size())
	}
	if SharesMemory(a, v) {
		v = Copy(v)
	}
	values := AsContiguous(v).Ravel()
	at := a.flatOffsets()
	k := 0
	idx.each(func(off int) {
		a.data[at(pick("put", m, idx.data[off], 0, n))] = values.data[values.off+k%values.Size()]
		k++
	})
}

// flatOffsets returns the function from a position in C order to its offset.
func (a Array[T]) flatOffsets() func(int) int {
	if a.IsContiguous() {
		return func(i int) int { return a.off + i }
	}
	shape, strides := a.shape(), a.strides()
	return func(i int) int {
		off := a.off
		for k := len(shape) - 1; k >= 0; k-- {
			off += i % shape[k] * strides[k]
			i /= shape[k]
		}
		return off
	}
}

// TakeAlongAxis returns the elements that idx names along one axis: out[…, k,
// …] = a[…, idx[…, k, …], …]. Apart from that axis idx and a broadcast to one
// shape. NumPy: take_along_axis; the indices are those of ArgSort and ArgMax.
func TakeAlongAxis[T Element](a Array[T], idx Array[int64], axis int) Array[T] {
	a, idx, axis = alongAxis("take along axis", a, idx, axis)
	out := newArray[T]("take along axis", idx.shape())
	i := 0
	a.eachAlong(idx, axis, "take along axis", func(off int) { out.data[i] = a.data[off]; i++ })
	return out
}

// PutAlongAxis writes v, broadcast to idx's shape, to the elements that idx
// names along one axis: a[…, idx[…, k, …], …] = v[…, k, …]. NumPy:
// put_along_axis. Where an index comes twice the last wins.
func PutAlongAxis[T Element](a Array[T], idx Array[int64], v Array[T], axis int) {
	b, idx, axis := alongAxis("put along axis", a, idx, axis)
	if !slices.Equal(b.shape(), a.shape()) {
		failShape("put along axis", "indices of shape %s broadcast the destination of shape %s", shapeText(idx.shape()), shapeText(a.shape()))
	}
	if SharesMemory(a, v) {
		v = Copy(v)
	}
	values := AsContiguous(v.BroadcastTo(idx.shape()...))
	i := values.off
	a.eachAlong(idx, axis, "put along axis", func(off int) { a.data[off] = values.data[i]; i++ })
}

// alongAxis broadcasts a and idx apart from axis.
func alongAxis[T Element](op string, a Array[T], idx Array[int64], axis int) (Array[T], Array[int64], int) {
	axis = axisOf(op, axis, a.NDim())
	if idx.NDim() != a.NDim() {
		failShape(op, "indices of shape %s for an array of shape %s", shapeText(idx.shape()), shapeText(a.shape()))
	}
	x, y := slices.Clone(a.shape()), slices.Clone(idx.shape())
	x[axis], y[axis] = 1, 1
	shape := commonShape(op, [][]int{x, y})
	x, y = slices.Clone(shape), shape
	x[axis], y[axis] = a.shape()[axis], idx.shape()[axis]
	return a.BroadcastTo(x...), idx.BroadcastTo(y...), axis
}

// eachAlong calls f with the offset in a that every index of idx names.
func (a Array[T]) eachAlong(idx Array[int64], axis int, op string, f func(off int)) {
	if idx.Size() == 0 {
		return
	}
	n, step := a.shape()[axis], a.strides()[axis]
	still := slices.Clone(a.strides()) // where the odometer alone moves
	still[axis] = 0
	at := newOdometer(idx.shape(), still, a.off)
	idx.each(func(off int) {
		f(at.off + pick(op, ModeRaise, idx.data[off], axis, n)*step)
		at.next()
	})
}

// Gather returns a[idx[0], idx[1], …]: the index arrays broadcast to one shape
// and name positions of a's first axes; the axes they leave follow. NumPy:
// advanced indexing with integer arrays on leading axes.
func Gather[T Element](a Array[T], idx ...Array[int64]) Array[T] {
	places, shape := gathered("gather", a, idx)
	rest := a.tail(len(idx))
	out := newArray[T]("gather", append(shape, rest.shape()...))
	n := rest.Size()
	for k, off := range places {
		if n == 1 {
			out.data[k] = a.data[off]
			continue
		}
		assign(wrap(out.data, k*n, contiguousDims(rest.shape())), wrap(a.data, off, rest.dims))
	}
	return out
}

// Scatter writes v, broadcast to the shape [Gather] would return, to
// a[idx[0], idx[1], …]. Where a position comes twice the last wins.
func Scatter[T Element](a Array[T], v Array[T], idx ...Array[int64]) {
	places, shape := gathered("scatter", a, idx)
	rest := a.tail(len(idx))
	if SharesMemory(a, v) {
		v = Copy(v)
	}
	v = AsContiguous(v.BroadcastTo(append(shape, rest.shape()...)...))
	n := rest.Size()
	for k, off := range places {
		if n == 1 {
			a.data[off] = v.data[v.off+k]
			continue
		}
		assign(wrap(a.data, off, rest.dims), wrap(v.data, v.off+k*n, contiguousDims(rest.shape())))
	}
}

// tail returns a's view at index 0 of its first k axes; it reads no element.
func (a Array[T]) tail(k int) Array[T] { return a.reorder(upTo(a.NDim())[k:]) }

func contiguousDims(shape []int) []int {
	dims := make([]int, 2*len(shape))
	copy(dims, shape)
	fillStrides(dims)
	return dims
}

// gathered returns the offsets in a that the index arrays name, and their
// common shape.
func gathered[T Element](op string, a Array[T], idx []Array[int64]) (places, shape []int) {
	if len(idx) > a.NDim() {
		failShape(op, "%d index arrays for shape %s", len(idx), shapeText(a.shape()))
	}
	shapes := make([][]int, len(idx))
	for k, x := range idx {
		shapes[k] = x.shape()
	}
	shape = commonShape(op, shapes)
	places = make([]int, sizeOf(op, shape))
	for i := range places {
		places[i] = a.off
	}
	for k, x := range idx {
		x = x.BroadcastTo(shape...)
		n, step, i := a.shape()[k], a.strides()[k], 0
		x.each(func(off int) {
			places[i] += pick(op, ModeRaise, x.data[off], k, n) * step
			i++
		})
	}
	return places, shape
}
