package graph

import "slices"

// simplerView drops views that change nothing and joins two of a kind.
func simplerView(n *Node) *Node {
	x := n.inputs[0]
	if n.op != opTranspose && n.op != opSlice && slices.Equal(x.shape, n.shape) {
		return x
	}
	switch n.op {
	case opTranspose:
		return simplerTranspose(n, x)
	case opSlice:
		return simplerSlice(n, x)
	case opReshape:
		if x.op == opReshape {
			return newOp(opReshape, n.dt, n.shape, x.inputs, n.attrs)
		}
	case opBroadcastTo:
		if x.op == opBroadcastTo {
			return newOp(opBroadcastTo, n.dt, n.shape, x.inputs, n.attrs)
		}
	}
	return n
}

func simplerTranspose(n, x *Node) *Node {
	axes, _ := n.attrs.Ints("axes")
	if slices.IsSorted(axes) {
		return x
	}
	if x.op != opTranspose {
		return n
	}
	inner, _ := x.attrs.Ints("axes")
	joined := make([]int, len(axes))
	for i, a := range axes {
		joined[i] = inner[a]
	}
	return newOp(opTranspose, n.dt, n.shape, x.inputs, Attrs{}.WithInts("axes", joined...))
}

// simplerSlice drops a slice that keeps all in order, and slices what the
// inner slice was taken from.
func simplerSlice(n, x *Node) *Node {
	start, _ := n.attrs.Ints("start")
	step, _ := n.attrs.Ints("step")
	if slices.Equal(x.shape, n.shape) && !slices.ContainsFunc(step, func(s int) bool { return s < 0 }) {
		return x
	}
	if x.op != opSlice || slices.Contains(n.shape, 0) {
		return n
	}
	b0, _ := x.attrs.Ints("start")
	s0, _ := x.attrs.Ints("step")
	b, e, s := make([]int, len(start)), make([]int, len(start)), make([]int, len(start))
	for i := range b {
		b[i], s[i] = b0[i]+start[i]*s0[i], step[i]*s0[i]
		e[i] = b[i] + (n.shape[i]-1)*s[i] + sign(s[i])
	}
	return sliceNode(x.inputs[0], b, e, s)
}
