package array

import (
	"unsafe"

	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/raw"
)

// DType is an element type at run time, named as NumPy names it.
type DType = dtype.DType

// The element types.
const (
	Bool       = dtype.Bool
	Int8       = dtype.Int8
	Int16      = dtype.Int16
	Int32      = dtype.Int32
	Int64      = dtype.Int64
	Uint8      = dtype.Uint8
	Uint16     = dtype.Uint16
	Uint32     = dtype.Uint32
	Uint64     = dtype.Uint64
	Float32    = dtype.Float32
	Float64    = dtype.Float64
	Complex64  = dtype.Complex64
	Complex128 = dtype.Complex128
)

// Element lists the Go types an Array can hold.
type Element = dtype.Element

// Array is an n-d array of T: a shape, strides and a window on a slice.
//
// An Array is a small value and is passed as one. Its shape never changes;
// copies of it and views made from it share the elements, so writing through
// one is seen through all. Reading from several goroutines is safe; writing
// needs the caller's own order.
//
// The zero Array is a 1-d array of length 0.
type Array[T Element] struct {
	data []T   // the whole slice this array is a window on
	off  int   // index in data of the element (0, …, 0)
	dims []int // shape, then strides in elements; never written after it is made
}

// wrap builds an Array; it takes over dims (shape, then strides).
func wrap[T Element](data []T, off int, dims []int) Array[T] {
	return Array[T]{data: data, off: off, dims: dims}
}

// alloc returns a new C-contiguous array of zeros with the given shape, whose
// size the caller has checked with sizeOf.
func alloc[T Element](shape []int, size int) Array[T] {
	dims := make([]int, 2*len(shape))
	copy(dims, shape)
	fillStrides(dims)
	return Array[T]{data: raw.Zeros[T](size), dims: dims}
}

// allocRaw is alloc without the zeros: the caller writes every element before
// anybody reads one.
func allocRaw[T Element](shape []int, size int) Array[T] {
	dims := make([]int, 2*len(shape))
	copy(dims, shape)
	fillStrides(dims)
	return Array[T]{data: raw.Slice[T](size), dims: dims}
}

// fillStrides sets the second half of dims to the C-order strides of the
// first half.
func fillStrides(dims []int) {
	n := len(dims) / 2
	s := 1
	for i := n - 1; i >= 0; i-- {
		dims[n+i] = s
		s *= dims[i]
	}
}

var emptyDims = []int{0, 1}

// norm gives the zero Array its dims.
func (a Array[T]) norm() []int {
	if a.dims == nil {
		return emptyDims
	}
	return a.dims
}

// shape returns the shape without a copy: it must not be written.
func (a Array[T]) shape() []int { d := a.norm(); return d[: len(d)/2 : len(d)/2] }

// strides returns the strides without a copy: they must not be written.
func (a Array[T]) strides() []int { d := a.norm(); return d[len(d)/2:] }

// view returns the array as the n-d layer sees it.
func (a Array[T]) view() nd.View {
	v := nd.View{DT: dtype.Of[T](), Shape: a.shape(), Strides: a.strides()}
	if a.off < len(a.data) {
		v.Ptr = unsafe.Pointer(&a.data[a.off])
	}
	return v
}
