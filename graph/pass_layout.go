package graph

import "slices"

// layout moves transposes, slices and reshapes through elementwise operations
// towards the leaves, where they are views of stored arrays and cost nothing,
// so that what lay before and behind the view can be fused. Only operations
// that nothing else uses are moved: otherwise they would be done twice.
func layout(outputs []*Node) []*Node {
	// A view goes down one operation a round; the bound keeps the work in
	// proportion to the graph, and a view left half-way is as right as before.
	for range 16 {
		next := pushViews(outputs)
		if slices.Equal(next, outputs) {
			break
		}
		outputs = next
	}
	return outputs
}

func movable(order []*Node) bool { return slices.ContainsFunc(order, pushable) }

func pushViews(outputs []*Node) []*Node {
	order := Topological(outputs...)
	if !movable(order) {
		return outputs
	}
	users := make(map[*Node]int, len(order))
	for _, n := range order {
		for _, in := range n.inputs {
			users[in]++
		}
	}
	for _, n := range outputs {
		users[n]++
	}
	// mapNodes hands out nodes with new operands; single tells of the old ones
	// which may be moved, by the view over them.
	single := make(map[*Node]bool)
	for _, n := range order {
		if pushable(n) && users[n.inputs[0]] == 1 {
			single[n.inputs[0]] = true
		}
	}
	return mapNodes(outputs, func(n *Node, _ int) *Node {
		if !pushable(n) || !single[n.inputs[0]] {
			return n
		}
		return pushView(n)
	})
}

// pushable reports whether n is a view of an elementwise operation that it can
// change places with.
func pushable(n *Node) bool {
	if n.kind != KindOp || n.op.kind != View || n.op == opBroadcastTo {
		return false
	}
	x := n.inputs[0]
	if x.kind != KindOp || x.op.kind != Elementwise {
		return false
	}
	if n.op == opReshape {
		// Operands that broadcast cannot be reshaped alike.
		for _, in := range x.inputs {
			if len(in.shape) > 0 && !slices.Equal(in.shape, x.shape) {
				return false
			}
		}
	}
	return true
}

// pushView turns view(op(a, b)) into op(view(a), view(b)).
func pushView(n *Node) *Node {
	x := n.inputs[0]
	inputs := make([]*Node, len(x.inputs))
	for i, in := range x.inputs {
		inputs[i] = viewOperand(n, in, len(x.shape))
	}
	return newOp(x.op, n.dt, n.shape, inputs, x.attrs)
}

// viewOperand applies the view n, of an operation with nd dimensions, to one
// of its operands, which may have fewer or broadcast.
func viewOperand(n, in *Node, nd int) *Node {
	switch {
	case len(in.shape) == 0:
		return in
	case n.op == opReshape:
		return reshape(in, n.shape)
	}
	lead := nd - len(in.shape)
	if n.op == opTranspose {
		if lead > 0 {
			in = reshape(in, slices.Concat(slices.Repeat([]int{1}, lead), in.shape))
		}
		axes, _ := n.attrs.Ints("axes")
		return transpose(in, axes)
	}
	start, _ := n.attrs.Ints("start")
	stop, _ := n.attrs.Ints("stop")
	step, _ := n.attrs.Ints("step")
	b, e, s := slices.Clone(start[lead:]), slices.Clone(stop[lead:]), slices.Clone(step[lead:])
	for i, d := range in.shape {
		if whole := n.inputs[0].shape[lead+i]; d == 1 && whole != 1 {
			b[i], e[i], s[i] = 0, 1, 1 // it broadcasts: its one element serves all
		}
	}
	return sliceNode(in, b, e, s)
}
