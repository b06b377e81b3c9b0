// Package nd runs kernels over n-d views of any strides.
//
// It is the one road between what users hold (arrays, graphs) and the
// kernels: eager array functions and the CPU engines both call it. It works on
// dtype-erased views, coalesces dimensions, hands the longest inner runs to
// the kernels, gathers strided runs through small tiles, splits large work
// over a pool and looks at the cancellation channel between pieces.
//
// Shapes and types are the caller's duty: nd trusts them. Nothing here changes
// a bit of a result with the tier, the pool or the cut into pieces.
package nd

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/sched"
)

// Env says who does the work: on which kernel tier, over which pool, and
// until when.
type Env struct {
	Tier cpu.Tier
	Pool *sched.Pool
	Done <-chan struct{} // nil: never cancelled
}

// View is an n-d window on memory. Ptr addresses the element at index
// (0, …, 0); strides count elements and may be zero or negative. A View keeps
// its memory alive through Ptr.
type View struct {
	Ptr     unsafe.Pointer
	DT      dtype.DType
	Shape   []int
	Strides []int
}

// Size returns the number of elements.
func (v View) Size() int {
	n := 1
	for _, d := range v.Shape {
		n *= d
	}
	return n
}

// Contiguous reports whether the elements follow each other in C order
// without gaps. Dimensions of length one may have any stride; an empty view
// is contiguous.
func (v View) Contiguous() bool {
	if v.Size() == 0 {
		return true
	}
	want := 1
	for i := len(v.Shape) - 1; i >= 0; i-- {
		switch d := v.Shape[i]; {
		case d != 1 && v.Strides[i] != want:
			return false
		default:
			want *= d
		}
	}
	return true
}

// Contig returns the C-contiguous view of shape on ptr.
func Contig(ptr unsafe.Pointer, dt dtype.DType, shape []int) View {
	strides := make([]int, len(shape))
	n := 1
	for i := len(shape) - 1; i >= 0; i-- {
		strides[i] = n
		n *= shape[i]
	}
	return View{Ptr: ptr, DT: dt, Shape: shape, Strides: strides}
}

// alloc returns a new C-contiguous view of zeros.
func alloc(dt dtype.DType, shape []int) View {
	words := (prod(shape)*dt.Size() + 7) / 8
	return Contig(unsafe.Pointer(unsafe.SliceData(make([]uint64, max(words, 1)))), dt, shape)
}

// permute returns v with its dimensions in another order.
func (v View) permute(perm []int) View {
	shape, strides := make([]int, len(perm)), make([]int, len(perm))
	for i, p := range perm {
		shape[i], strides[i] = v.Shape[p], v.Strides[p]
	}
	v.Shape, v.Strides = shape, strides
	return v
}

// Drop returns item i of dimension k, without the dimension.
func (v View) Drop(k, i int) View {
	v.Ptr = unsafe.Add(v.Ptr, i*v.Strides[k]*v.DT.Size())
	shape, strides := make([]int, 0, len(v.Shape)), make([]int, 0, len(v.Shape))
	v.Shape = append(append(shape, v.Shape[:k]...), v.Shape[k+1:]...)
	v.Strides = append(append(strides, v.Strides[:k]...), v.Strides[k+1:]...)
	return v
}

// Narrow returns items lo to lo+n of dimension k, lo being within it.
func (v View) Narrow(k, lo, n int) View {
	v.Ptr = unsafe.Add(v.Ptr, lo*v.Strides[k]*v.DT.Size())
	v.Shape = append([]int{}, v.Shape...)
	v.Shape[k] = n
	return v
}

// Under returns v with n dimensions of length one behind its own.
func (v View) Under(n int) View {
	shape, strides := make([]int, len(v.Shape)+n), make([]int, len(v.Shape)+n)
	copy(shape, v.Shape)
	copy(strides, v.Strides)
	for i := len(v.Shape); i < len(shape); i++ {
		shape[i] = 1
	}
	v.Shape, v.Strides = shape, strides
	return v
}
