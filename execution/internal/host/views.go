package host

import (
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/raw"
)

// viewOf applies a view operation: no element moves, except where a reshape
// needs its operand without gaps. It returns false when cancelled.
func viewOf(env nd.Env, n *graph.Node, v nd.View) (nd.View, bool) {
	switch n.Op().Name() {
	case "transpose":
		axes, _ := n.Attrs().Ints("axes")
		return transposed(v, axes), true
	case "broadcast_to":
		return broadcast(v, n.Shape()), true
	case "slice":
		return sliced(v, n), true
	}
	if v.Contiguous() {
		return nd.Contig(v.Ptr, v.DT, n.Shape()), true
	}
	packed := allocRaw(v.DT, v.Shape)
	ok := nd.Copy(env, packed, v)
	return nd.Contig(packed.Ptr, v.DT, n.Shape()), ok
}

func transposed(v nd.View, axes []int) nd.View {
	out := nd.View{Ptr: v.Ptr, DT: v.DT, Shape: make([]int, len(axes)), Strides: make([]int, len(axes))}
	for i, a := range axes {
		out.Shape[i], out.Strides[i] = v.Shape[a], v.Strides[a]
	}
	return out
}

func broadcast(v nd.View, shape []int) nd.View {
	out := nd.View{Ptr: v.Ptr, DT: v.DT, Shape: shape, Strides: make([]int, len(shape))}
	lead := len(shape) - len(v.Shape)
	for i, d := range v.Shape {
		if d != 1 {
			out.Strides[lead+i] = v.Strides[i]
		}
	}
	return out
}

func sliced(v nd.View, n *graph.Node) nd.View {
	start, _ := n.Attrs().Ints("start")
	step, _ := n.Attrs().Ints("step")
	out := nd.View{Ptr: v.Ptr, DT: v.DT, Shape: n.Shape(), Strides: make([]int, len(step))}
	off := 0
	for i := range step {
		out.Strides[i] = v.Strides[i] * step[i]
		off += start[i] * v.Strides[i]
	}
	if out.Size() > 0 { // an empty view may start past its memory
		out.Ptr = unsafe.Add(v.Ptr, off*v.DT.Size())
	}
	return out
}

// alloc returns memory for a value, zeroed and without pointers; the view
// keeps it alive.
func alloc(dt dtype.DType, shape []int) nd.View {
	v := nd.Contig(nil, dt, shape)
	if n := v.Size(); n > 0 {
		v.Ptr = unsafe.Pointer(unsafe.SliceData(make([]uint64, (n*dt.Size()+7)/8)))
	}
	return v
}

// allocRaw is alloc without the zeros, for values that are written whole.
func allocRaw(dt dtype.DType, shape []int) nd.View {
	v := nd.Contig(nil, dt, shape)
	if n := v.Size(); n > 0 {
		v.Ptr = raw.Bytes((n*dt.Size() + 7) &^ 7)
	}
	return v
}

// newResult returns the array for the value of a node. That of an elementwise
// operation is not cleared, because it is written whole.
func newResult(n *graph.Node) array.Any {
	if n.Op().Kind() == graph.Elementwise {
		return array.FromRaw(allocRaw(n.DType(), n.Shape()))
	}
	return array.NewAny(n.DType(), n.Shape())
}
