package array

import "slices"

// MaskSelect returns a's elements where mask is true, in C order. The mask may
// cover the first axes only; then whole slices are kept: the result has one
// axis for the true places and a's other axes. NumPy: a[mask].
func MaskSelect[T Element](a Array[T], mask Array[bool]) Array[T] {
	places := masked("mask select", a, mask)
	rest := a.tail(mask.NDim())
	out := newArray[T]("mask select", append([]int{len(places)}, rest.shape()...))
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

// MaskFill sets a's elements, or slices, to v where mask is true.
// NumPy: a[mask] = v with a scalar.
func MaskFill[T Element](a Array[T], mask Array[bool], v T) {
	rest := a.tail(mask.NDim())
	for _, off := range masked("mask fill", a, mask) {
		wrap(a.data, off, rest.dims).fill(v)
	}
}

// MaskSet writes v, broadcast to the shape [MaskSelect] would return, to a's
// elements where mask is true. NumPy: a[mask] = v.
func MaskSet[T Element](a Array[T], mask Array[bool], v Array[T]) {
	places := masked("mask set", a, mask)
	rest := a.tail(mask.NDim())
	if SharesMemory(a, v) {
		v = Copy(v)
	}
	v = v.BroadcastTo(append([]int{len(places)}, rest.shape()...)...)
	for k, off := range places {
		assign(wrap(a.data, off, rest.dims), v.tailAt(k))
	}
}

// tailAt returns the view at position k of the first axis.
func (a Array[T]) tailAt(k int) Array[T] {
	t := a.tail(1)
	t.off += k * a.strides()[0]
	return t
}

// masked returns the offsets of a's places where mask is true.
func masked[T Element](op string, a Array[T], mask Array[bool]) []int {
	k := mask.NDim()
	if k > a.NDim() || !slices.Equal(mask.shape(), a.shape()[:k]) {
		failShape(op, "mask of shape %s for an array of shape %s", shapeText(mask.shape()), shapeText(a.shape()))
	}
	var places []int
	at := newOdometer(mask.shape(), a.strides()[:k], a.off)
	mask.each(func(off int) {
		if mask.data[off] {
			places = append(places, at.off)
		}
		at.next()
	})
	return places
}

// Compress returns a's slices along axis where the 1-d cond is true; a cond
// shorter than the axis drops the rest. NumPy: compress.
func Compress[T Element](a Array[T], cond Array[bool], axis int) Array[T] {
	axis = axisOf("compress", axis, a.NDim())
	if cond.NDim() != 1 || cond.Size() > a.shape()[axis] {
		failShape("compress", "condition of shape %s for axis %d of shape %s", shapeText(cond.shape()), axis, shapeText(a.shape()))
	}
	return Take(a, FlatNonzero(cond), axis)
}

// FlatNonzero returns the positions, counted in C order, of the elements that
// are not zero; NaN is not zero. NumPy: flatnonzero.
func FlatNonzero[T Element](a Array[T]) Array[int64] {
	var zero T
	out := []int64{}
	i := int64(0)
	a.each(func(off int) {
		if a.data[off] != zero {
			out = append(out, i)
		}
		i++
	})
	return FromSlice(out)
}

// Nonzero returns the indices of the elements that are not zero, one array per
// axis, in C order. NumPy: nonzero. It panics with a *ShapeError for a 0-d a.
func Nonzero[T Element](a Array[T]) []Array[int64] {
	if a.NDim() == 0 {
		failShape("nonzero", "a 0-d array has no axes")
	}
	return UnravelIndex(FlatNonzero(a), a.shape()...)
}

// ArgWhere returns the indices of the elements that are not zero, one row
// each. NumPy: argwhere.
func ArgWhere[T Element](a Array[T]) Array[int64] {
	flat := FlatNonzero(a)
	out := newArray[int64]("argwhere", []int{flat.Size(), a.NDim()})
	for k, idx := range UnravelIndex(flat, a.shape()...) {
		assign(out.Slice(All, At(k)), idx)
	}
	return out
}

// UnravelIndex returns the index along each axis of shape of positions counted
// in C order. NumPy: unravel_index. It panics with an *IndexError for a
// position outside shape.
func UnravelIndex(flat Array[int64], shape ...int) []Array[int64] {
	size := sizeOf("unravel index", shape)
	out := make([]Array[int64], len(shape))
	for k := range out {
		out[k] = ZerosLike(flat)
	}
	i := 0
	flat.each(func(off int) {
		at := flat.data[off]
		if at < 0 || at >= int64(size) {
			panic(&IndexError{Op: "unravel index", Index: int(at), Axis: 0, Len: size})
		}
		for k := len(shape) - 1; k >= 0; k-- {
			out[k].data[i] = at % int64(shape[k])
			at /= int64(shape[k])
		}
		i++
	})
	return out
}

// RavelMultiIndex returns the positions, counted in C order of shape, of
// indices given per axis; they broadcast. NumPy: ravel_multi_index. Unlike
// elsewhere a negative index is outside, as it is in NumPy.
func RavelMultiIndex(idx []Array[int64], shape []int, mode ...Mode) Array[int64] {
	m := modeOf("ravel multi index", mode)
	sizeOf("ravel multi index", shape)
	if len(idx) != len(shape) {
		failShape("ravel multi index", "%d index arrays for shape %s", len(idx), shapeText(shape))
	}
	all := BroadcastArrays(idx...)
	if len(all) == 0 {
		return Scalar[int64](0)
	}
	out := ZerosLike(all[0])
	for k, x := range all {
		i := 0
		x.each(func(off int) {
			v := x.data[off]
			if m == ModeRaise && v < 0 {
				panic(&IndexError{Op: "ravel multi index", Index: int(v), Axis: k, Len: shape[k]})
			}
			out.data[i] = out.data[i]*int64(shape[k]) + int64(pick("ravel multi index", m, v, k, shape[k]))
			i++
		})
	}
	return out
}
