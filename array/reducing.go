package array

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
	"github.com/scicore-go/scicore/internal/nd"
)

// axisRoom is how many axes a reduction handles without allocating.
const axisRoom = 16

// overAxes appends to room the axes of a reduction counted from the first:
// all of them if the caller gave none.
func overAxes(op string, room []int, axes []int, ndim int) []int {
	if len(axes) == 0 {
		for i := range ndim {
			room = append(room, i)
		}
		return room
	}
	for _, ax := range axes {
		i := axisOf(op, ax, ndim)
		for _, before := range room {
			if before == i {
				panic(&AxisError{Op: op, Axis: ax, NDim: ndim, Msg: "axis given twice"})
			}
		}
		room = append(room, i)
	}
	return room
}

// reducedShape returns shape without the axes.
func reducedShape(shape, axes []int) []int {
	out := make([]int, 0, len(shape))
	for i, d := range shape {
		if !contains(axes, i) {
			out = append(out, d)
		}
	}
	return out
}

func contains(axes []int, i int) bool {
	for _, ax := range axes {
		if ax == i {
			return true
		}
	}
	return false
}

// checkReduced panics unless dst is a destination for the reduction of a: a's
// shape with the axes left out, or of length one.
func checkReduced[R Element](op string, dst Array[R], shape, axes []int) {
	checkDst(op, dst)
	d := dst.shape()
	keep := len(d) == len(shape)
	ok := keep || len(d) == len(shape)-len(axes)
	for i, k := 0, 0; ok && i < len(shape); i++ {
		gone := contains(axes, i)
		switch {
		case gone && !keep:
			continue
		case gone:
			ok = d[k] == 1
		default:
			ok = d[k] == shape[i]
		}
		k++
	}
	if !ok {
		badShape(op, "the destination does not have the reduced shape", d, shape)
	}
}

// checkSome panics if a reduction that has no value for no elements meets
// none.
func checkSome(op string, r kernel.Reduction, shape, axes []int) {
	if !r.NeedsElements() {
		return
	}
	out := 1
	for i, d := range shape {
		if !contains(axes, i) {
			out *= d
		}
	}
	for _, ax := range axes {
		if shape[ax] == 0 && out > 0 {
			badShape(op, "no elements along the reduced axes", shape)
		}
	}
}

// reduce computes r over a, converted to the type dt first.
func reduce[R, T Element](r kernel.Reduction, dt dtype.DType, a Array[T], axes []int) Array[R] {
	var room [axisRoom]int
	ax := overAxes(r.String(), room[:0], axes, a.NDim())
	checkSome(r.String(), r, a.shape(), ax)
	shape := reducedShape(a.shape(), ax)
	out := newArray[R](r.String(), shape)
	nd.ReduceAs(eager(), r, dt, out.view(), a.view(), ax)
	return out
}

func reduceInto[R, T Element](r kernel.Reduction, dt dtype.DType, dst Array[R], a Array[T], axes []int) {
	var room [axisRoom]int
	ax := overAxes(r.String(), room[:0], axes, a.NDim())
	checkSome(r.String(), r, a.shape(), ax)
	checkReduced(r.String(), dst, a.shape(), ax)
	a = apartReduced(dst, a)
	nd.ReduceAs(eager(), r, dt, dst.view(), a.view(), ax)
}

// apartReduced returns a, or a copy if it shares memory with the destination
// of a reduction.
func apartReduced[R, T Element](dst Array[R], a Array[T]) Array[T] {
	d0, d1 := span(dst.view())
	a0, a1 := span(a.view())
	if a0 < d1 && d0 < a1 && SharesMemory(dst, a) {
		return Copy(a)
	}
	return a
}

// directBytes is the size up to which a whole contiguous array is folded by
// this goroutine: sharing out less costs more than it saves.
const directBytes = 2 << 20

// directLen is flatLen of arrays of elements of the given size that are folded
// at once, and 0 for others.
func directLen(dims []int, size uintptr) int {
	if n := flatLen(dims); n <= directBytes/int(size) {
		return n
	}
	return 0
}

// reduceAll returns r over all elements of a.
func reduceAll[R, T Element](r kernel.Reduction, a Array[T]) (out R) {
	if n := directLen(a.dims, unsafe.Sizeof(*new(T))); n > 0 {
		kernel.Reduce(cpu.Best, r, dtype.Of[T](), unsafe.Pointer(&out), a.first(), n)
		return out
	}
	return reduceAllSlow[R](r, a)
}

//go:noinline
func reduceAllSlow[R, T Element](r kernel.Reduction, a Array[T]) R {
	return reduce[R](r, dtype.Of[T](), a, nil).data[0]
}
