package graph

// Topological returns every node that the outputs need, each once, operands
// before the operations on them. The order is the same on every call. It does
// not recurse, so deep graphs are no danger.
func Topological(outputs ...*Node) []*Node {
	var w walker
	for _, n := range outputs {
		w.visit(n)
	}
	return w.order
}

// walker is a depth-first walk with its own stack.
type walker struct {
	seen  table
	stack []visit
	order []*Node
}

type visit struct {
	n    *Node
	next int // the operand to look at next
}

func (w *walker) enter(n *Node) {
	if n == nil || w.seen.at(n) >= 0 {
		return
	}
	w.seen.put(n, 0)
	w.stack = append(w.stack, visit{n: n})
}

func (w *walker) visit(n *Node) {
	w.enter(n)
	for len(w.stack) > 0 {
		top := &w.stack[len(w.stack)-1]
		if top.next < len(top.n.inputs) {
			top.next++
			w.enter(top.n.inputs[top.next-1])
			continue
		}
		w.order = append(w.order, top.n)
		w.stack = w.stack[:len(w.stack)-1]
	}
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
