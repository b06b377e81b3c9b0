package graph

// Cost returns the work of one node when nothing is fused: leaves and views
// cost nothing.
func (n *Node) Cost() Cost {
	if n.kind != KindOp {
		return Cost{}
	}
	if n.op.cost != nil {
		return n.op.cost(inputTypes(n), Type{n.dt, n.shape}, n.attrs)
	}
	w := n.op.weight
	if n.op.kind == Opaque {
		w = 1
	}
	c := Cost{w * float64(numel(n.shape)), n.bytes()}
	if n.op.reads > 0 {
		c.FLOPs = n.op.reads * float64(numel(n.inputs[0].shape))
	}
	for _, x := range n.inputs {
		c.Bytes += x.bytes()
	}
	return c
}

func inputTypes(n *Node) []Type {
	in := make([]Type, len(n.inputs))
	for i, x := range n.inputs {
		in[i] = Type{x.dt, x.shape}
	}
	return in
}

// Estimate returns the work of a whole graph when nothing is fused, every
// shared node counted once.
func Estimate(outputs ...*Node) Cost {
	var c Cost
	for _, n := range Topological(outputs...) {
		c = c.Plus(n.Cost())
	}
	return c
}
