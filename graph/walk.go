package graph

// Topological returns every node that the outputs need, each once, operands
// before the operations on them. The order is the same on every call. It does
// not recurse, so deep graphs are no danger.
func Topological(outputs ...*Node) []*Node {
	var seen table
	var room [16]visit
	order, stack := make([]*Node, 0, 16), room[:0]
	for _, n := range outputs {
		if n == nil || seen.at(n) >= 0 {
			continue
		}
		seen.put(n, 0)
		stack = append(stack, visit{n: n})
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(top.n.inputs) {
				order = append(order, top.n)
				stack = stack[:len(stack)-1]
				continue
			}
			in := top.n.inputs[top.next]
			top.next++
			if in != nil && seen.at(in) < 0 {
				seen.put(in, 0)
				stack = append(stack, visit{n: in})
			}
		}
	}
	return order
}

// visit is a node on the way down and the operand to look at next.
type visit struct {
	n    *Node
	next int
}

// table maps nodes to small integers. Few nodes are kept in a list, which is
// quicker than a map and costs no allocation of its own.
type table struct {
	few  [16]*Node
	vals [16]int
	n    int
	many map[*Node]int
}

// at returns the value of n, -1 where there is none.
func (t *table) at(n *Node) int {
	if t.many != nil {
		if v, ok := t.many[n]; ok {
			return v
		}
		return -1
	}
	for i := range t.n {
		if t.few[i] == n {
			return t.vals[i]
		}
	}
	return -1
}

// put adds n, which is not there yet.
func (t *table) put(n *Node, v int) {
	switch {
	case t.many != nil:
		t.many[n] = v
	case t.n < len(t.few):
		t.few[t.n], t.vals[t.n] = n, v
		t.n++
	default:
		t.many = make(map[*Node]int, 4*len(t.few))
		for i, x := range t.few {
			t.many[x] = t.vals[i]
		}
		t.many[n] = v
	}
}

// Params returns the parameters the outputs need, in the order met; two nodes
// of one name are both there.
func Params(outputs ...*Node) []*Node {
	var out []*Node
	for _, n := range Topological(outputs...) {
		if n.kind == KindParam {
			out = append(out, n)
		}
	}
	return out
}

// FirstError returns the error of the first poisoned node the outputs need, in
// topological order, or of an output that is nil.
func FirstError(outputs ...*Node) error {
	for _, n := range outputs {
		if n == nil {
			return &Error{Reason: "the graph has a nil output"}
		}
		if n.kind == KindPoisoned {
			return n.Err()
		}
	}
	for _, n := range Topological(outputs...) {
		if err := n.Err(); err != nil {
			return err
		}
	}
	return nil
}
