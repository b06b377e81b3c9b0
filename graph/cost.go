package graph

// Cost returns the work of one node when nothing is fused: leaves and views
// cost nothing.
func (n *Node) Cost() Cost {
	if n.kind != KindOp {
		return Cost{}
	}
	in := make([]Type, len(n.inputs))
	for i, x := range n.inputs {
		in[i] = Type{x.dt, x.shape}
	}
	out := Type{n.dt, n.shape}
	if n.op.cost != nil {
		return n.op.cost(in, out, n.attrs)
	}
	w := n.op.weight
	if n.op.kind == Opaque {
		w = 1
	}
	return Cost{w * float64(numel(n.shape)), typesBytes(in) + out.bytes()}
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
