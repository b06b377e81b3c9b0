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
	seen  map[*Node]struct{}
	stack []visit
	order []*Node
}

type visit struct {
	n    *Node
	next int // the operand to look at next
}

func (w *walker) enter(n *Node) {
	if _, ok := w.seen[n]; ok || n == nil {
		return
	}
	if w.seen == nil {
		w.seen = make(map[*Node]struct{}, 16)
	}
	w.seen[n] = struct{}{}
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
