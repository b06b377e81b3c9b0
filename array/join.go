package array

import "slices"

// Concatenate joins arrays along an axis they have; the other lengths must
// agree. NumPy: concatenate.
func Concatenate[T Element](axis int, arrays ...Array[T]) Array[T] {
	return join("concatenate", axis, arrays)
}

func join[T Element](op string, axis int, arrays []Array[T]) Array[T] {
	if len(arrays) == 0 {
		failShape(op, "no arrays")
	}
	first := arrays[0]
	axis = axisOf(op, axis, first.NDim())
	shape := slices.Clone(first.shape())
	shape[axis] = 0
	for _, a := range arrays {
		s := a.shape()
		if len(s) != len(shape) || !slices.Equal(s[:axis], shape[:axis]) || !slices.Equal(s[axis+1:], shape[axis+1:]) {
			badShape(op, "lengths differ outside the joined axis", first.shape(), s)
		}
		shape[axis] += s[axis] // cannot overflow: the arrays exist, or sizeOf finds the size too large
		sizeOf(op, shape)
	}
	out := newArray[T](op, shape)
	at := 0
	for _, a := range arrays {
		n := a.shape()[axis]
		assign(out.window(axis, at, n), a)
		at += n
	}
	return out
}

// window returns the view of n positions of an axis from start on.
func (a Array[T]) window(axis, start, n int) Array[T] {
	d := slices.Clone(a.norm())
	d[axis] = n
	off := a.off
	if n > 0 {
		off += start * d[len(d)/2+axis]
	}
	return wrap(a.data, off, d)
}

// Stack joins arrays of one shape along a new axis, whose place in the result
// is axis. NumPy: stack.
func Stack[T Element](axis int, arrays ...Array[T]) Array[T] {
	if len(arrays) == 0 {
		failShape("stack", "no arrays")
	}
	first := arrays[0]
	axis = axisOf("stack", axis, first.NDim()+1)
	views := make([]Array[T], len(arrays))
	for i, a := range arrays {
		if !slices.Equal(a.shape(), first.shape()) {
			badShape("stack", "shapes differ", first.shape(), a.shape())
		}
		views[i] = a.ExpandDims(axis)
	}
	return join("stack", axis, views)
}

// VStack joins arrays by rows, along axis 0; a 1-d array is a row.
// NumPy: vstack.
func VStack[T Element](arrays ...Array[T]) Array[T] {
	return join("vstack", 0, mapArrays(arrays, Array[T].AtLeast2D))
}

// HStack joins arrays along axis 1, 1-d arrays along their only one.
// NumPy: hstack.
func HStack[T Element](arrays ...Array[T]) Array[T] {
	views := mapArrays(arrays, Array[T].AtLeast1D)
	if len(views) > 0 && views[0].NDim() == 1 {
		return join("hstack", 0, views)
	}
	return join("hstack", 1, views)
}

// DStack joins arrays along axis 2; a 1-d array of length n counts as
// (1, n, 1), a 2-d one of shape (m, n) as (m, n, 1). NumPy: dstack.
func DStack[T Element](arrays ...Array[T]) Array[T] {
	return join("dstack", 2, mapArrays(arrays, Array[T].AtLeast3D))
}

// ColumnStack joins 1-d arrays as columns, 2-d ones as they are.
// NumPy: column_stack.
func ColumnStack[T Element](arrays ...Array[T]) Array[T] {
	return join("column stack", 1, mapArrays(arrays, func(a Array[T]) Array[T] {
		if a.NDim() < 2 {
			return a.AtLeast2D().T()
		}
		return a
	}))
}

func mapArrays[T Element](arrays []Array[T], f func(Array[T]) Array[T]) []Array[T] {
	out := make([]Array[T], len(arrays))
	for i, a := range arrays {
		out[i] = f(a)
	}
	return out
}

// Block joins a table of arrays: each row along the last axis, then the rows
// along the one before. NumPy: block of lists of lists.
func Block[T Element](rows [][]Array[T]) Array[T] {
	nd := 2
	for _, r := range rows {
		for _, a := range r {
			nd = max(nd, a.NDim())
		}
	}
	joined := make([]Array[T], len(rows))
	for i, r := range rows {
		joined[i] = join("block", -1, mapArrays(r, func(a Array[T]) Array[T] { return a.padRank(nd) }))
	}
	return join("block", -2, joined)
}

// padRank puts axes of length one before a's until it has n.
func (a Array[T]) padRank(n int) Array[T] {
	if k := n - a.NDim(); k > 0 {
		return a.ExpandDims(upTo(k)...)
	}
	return a
}

// AtLeast1D returns a, as a view of shape (1,) if it is 0-d.
// NumPy: atleast_1d.
func (a Array[T]) AtLeast1D() Array[T] { return a.padRank(1) }

// AtLeast2D returns a with axes of length one put before its own until there
// are two. NumPy: atleast_2d.
func (a Array[T]) AtLeast2D() Array[T] { return a.padRank(2) }

// AtLeast3D returns a with three axes or more: shape (n) becomes (1, n, 1),
// (m, n) becomes (m, n, 1). NumPy: atleast_3d.
func (a Array[T]) AtLeast3D() Array[T] {
	if a.NDim() >= 3 {
		return a
	}
	return a.padRank(2).ExpandDims(2)
}

// Split returns n equal views along axis. NumPy: split. It panics with a
// *ShapeError if n does not divide the length.
func Split[T Element](a Array[T], n, axis int) []Array[T] {
	axis = axisOf("split", axis, a.NDim())
	if n < 1 || a.shape()[axis]%n != 0 {
		failShape("split", "%d parts do not divide axis %d of shape %s", n, axis, shapeText(a.shape()))
	}
	return ArraySplit(a, n, axis)
}

// ArraySplit returns n views along axis, the first ones longer by one where n
// does not divide the length. NumPy: array_split.
func ArraySplit[T Element](a Array[T], n, axis int) []Array[T] {
	axis = axisOf("array split", axis, a.NDim())
	if n < 1 {
		failShape("array split", "%d parts", n)
	}
	each, more := a.shape()[axis]/n, a.shape()[axis]%n
	out := make([]Array[T], n)
	at := 0
	for i := range out {
		k := each
		if i < more {
			k++
		}
		out[i] = a.window(axis, at, k)
		at += k
	}
	return out
}

// SplitAt returns the views along axis between the given positions, cut off
// and counted as slices are. NumPy: split with indices.
func SplitAt[T Element](a Array[T], positions []int, axis int) []Array[T] {
	axis = axisOf("split at", axis, a.NDim())
	n := a.shape()[axis]
	out := make([]Array[T], 0, len(positions)+1)
	start := 0
	for i := range len(positions) + 1 {
		ix := Range(start, Open)
		if i < len(positions) {
			ix = Range(start, positions[i])
			start = positions[i]
		}
		first, count, _ := ix.resolve(n)
		out = append(out, a.window(axis, first, count))
	}
	return out
}

// Append returns a with values joined at its end: flat and 1-d without an
// axis, along the axis otherwise. NumPy: append.
func Append[T Element](a, values Array[T], axis ...int) Array[T] {
	switch len(axis) {
	case 0:
		return join("append", 0, []Array[T]{a.Ravel(), values.Ravel()})
	case 1:
		return join("append", axis[0], []Array[T]{a, values})
	}
	badValue("append", "%d axes given", len(axis))
	return a
}

// Insert returns a copy of a with values put in along axis before the given
// positions, which count a's own elements. values broadcasts to the shape of
// the inserted slices. NumPy: insert.
func Insert[T Element](a Array[T], positions []int, values Array[T], axis int) Array[T] {
	axis = axisOf("insert", axis, a.NDim())
	n := a.shape()[axis]
	before := make([]int, n+1) // how many slices go before each position
	at := make([]int, len(positions))
	for k, p := range positions {
		at[k] = p
		if p < 0 {
			at[k] += n
		}
		if at[k] < 0 || at[k] > n {
			panic(&IndexError{Op: "insert", Index: p, Axis: axis, Len: n + 1})
		}
		before[at[k]]++
	}
	shape := slices.Clone(a.shape())
	shape[axis] = len(positions)
	values = values.BroadcastTo(shape...)
	shape[axis] += n
	out := newArray[T]("insert", shape)
	start := make([]int, n+1)
	to := 0
	for i := range n + 1 {
		start[i] = to
		to += before[i]
		if i < n {
			assign(out.window(axis, to, 1), a.window(axis, i, 1))
			to++
		}
	}
	for k, p := range at {
		assign(out.window(axis, start[p], 1), values.window(axis, k, 1))
		start[p]++
	}
	return out
}

// Delete returns a copy of a without the given positions of an axis; a
// position may be named twice. NumPy: delete.
func Delete[T Element](a Array[T], positions []int, axis int) Array[T] {
	axis = axisOf("delete", axis, a.NDim())
	keep := Ones[bool](a.shape()[axis])
	for _, p := range positions {
		keep.data[indexOf("delete", p, axis, a.shape()[axis])] = false
	}
	return Compress(a, keep, axis)
}
