package host

import (
	"unsafe"

	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// window returns the part of v that starts at the given indices and has the
// given shape.
func window(v nd.View, start, shape []int) nd.View {
	out := nd.View{Ptr: v.Ptr, DT: v.DT, Shape: shape, Strides: v.Strides}
	off := 0
	for i, s := range start {
		off += s * v.Strides[i]
	}
	if out.Size() > 0 { // an empty window may start past the memory
		out.Ptr = unsafe.Add(v.Ptr, off*v.DT.Size())
	}
	return out
}

// concatenate copies the operands one behind the other.
func concatenate(env nd.Env, n *graph.Node, dst nd.View, in []nd.View) bool {
	axis, _ := n.Attrs().Int("axis")
	start := make([]int, len(dst.Shape))
	for _, v := range in {
		if !nd.Copy(env, window(dst, start, v.Shape), v) {
			return false
		}
		start[axis] += v.Shape[axis]
	}
	return true
}

// pad fills dst with the second operand and copies the first into its middle.
func pad(env nd.Env, n *graph.Node, dst nd.View, in []nd.View) bool {
	before, _ := n.Attrs().Ints("before")
	return nd.Copy(env, dst, in[1]) && nd.Copy(env, window(dst, before, in[0].Shape), in[0])
}
