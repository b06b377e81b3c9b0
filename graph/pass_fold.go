package graph

import (
	"slices"

	"github.com/scicore-go/scicore/internal/cpu"
	"github.com/scicore-go/scicore/internal/nd"
)

// fold computes elementwise operations on small constants. The kernels give
// the same bits here as where the graph runs.
//
// Arrays share their elements with their owner, who may change them before
// the graph runs; so only scalars are folded.
func fold(outputs []*Node) []*Node {
	return mapNodes(outputs, func(n *Node, _ int) *Node {
		if !constant(n) {
			return n
		}
		return ScalarNode(foldScalar(n))
	})
}

func foldable(order []*Node) bool { return slices.ContainsFunc(order, constant) }

// constant reports whether n is an elementwise operation on scalars alone.
func constant(n *Node) bool {
	return n.kind == KindOp && n.op.kind == Elementwise && allScalars(n.inputs)
}

func allScalars(in []*Node) bool {
	for _, x := range in {
		if x.kind != KindScalar {
			return false
		}
	}
	return len(in) > 0
}

// foldScalar computes an elementwise operation on scalars.
func foldScalar(n *Node) Scalar {
	out := Scalar{dt: n.dt}
	dst := nd.View{Ptr: out.pointer(), DT: n.dt}
	elementwise(nd.Env{Tier: cpu.Best}, n, dst, func(i int) nd.View { return n.inputs[i].Raw() })
	return out
}

// elementwise runs the kernel of an elementwise node on views that broadcast
// to dst.
func elementwise(env nd.Env, n *Node, dst nd.View, in func(int) nd.View) bool {
	switch {
	case n.op == opCast:
		return nd.Cast(env, dst, in(0))
	case n.op == opWhere:
		return nd.Select(env, dst, in(0), in(1), in(2))
	}
	switch n.op.kern.Arity() {
	case 1:
		return nd.Unary(env, n.op.kern, dst, in(0))
	case 2:
		return nd.Binary(env, n.op.kern, dst, in(0), in(1))
	}
	return nd.Ternary(env, n.op.kern, dst, in(0), in(1), in(2))
}
