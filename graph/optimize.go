package graph

// pass is one improvement of a graph: run gives outputs that compute the same
// bits. It makes new nodes where something changes and leaves the old ones as
// they are. applies looks, quickly, whether there is anything to do, since most
// small graphs need nothing and should not pay for it.
type pass struct {
	name    string
	applies func(order []*Node) bool
	run     func(outputs []*Node) []*Node
}

// passes in the order they run. Simplify goes first so that the others see
// less, and again after layout, which brings views together; merge goes last
// because the others can make equal nodes.
var passes = []pass{
	{"fold", foldable, fold},
	{"simplify", simplifiable, simplify},
	{"layout", movable, layout},
	{"simplify", simplifiable, simplify},
	{"merge", mergeable, merge},
}

// Optimize returns outputs that compute the same bits as the given ones with
// less work: constants folded, common subexpressions merged, identities
// dropped, views moved to the leaves. Nodes that nothing needs any more are
// simply no longer reachable. Poisoned nodes are left alone.
//
// The bits are kept for every value, with one exception: an operation that
// does nothing but quiet a signalling NaN may be dropped. No arithmetic makes
// signalling NaNs.
func Optimize(outputs ...*Node) []*Node {
	order := Topological(outputs...)
	for _, p := range passes {
		if p.applies(order) {
			outputs = p.run(outputs)
			order = Topological(outputs...)
		}
	}
	return outputs
}

// mapNodes rebuilds a graph bottom up: every node is given its new operands
// and then to rule, which returns the node to use in its place. users tells
// rule how many operations use a node of the old graph.
func mapNodes(outputs []*Node, rule func(n *Node, users int) *Node) []*Node {
	order := Topological(outputs...)
	var index table
	var room [32]*Node
	var few [32]int32
	made, users := room[:0], few[:0]
	for i, n := range order {
		index.put(n, i)
		users = append(users, 0)
		for _, in := range n.inputs {
			users[index.at(in)]++
		}
	}
	for _, n := range outputs {
		if n != nil {
			users[index.at(n)]++
		}
	}
	for i, n := range order {
		m := n
		for k, in := range n.inputs {
			if now := made[index.at(in)]; now != in {
				if m == n {
					m = n.clone()
				}
				m.inputs[k] = now
			}
		}
		if m.kind == KindOp {
			m = rule(m, int(users[i]))
		}
		made = append(made, m)
	}
	out := make([]*Node, len(outputs))
	for i, n := range outputs {
		if n != nil {
			out[i] = made[index.at(n)]
		}
	}
	return out
}

// clone returns a copy with operands of its own, for mapNodes alone: shape,
// type and attributes stay right because new operands have the old types.
func (n *Node) clone() *Node {
	c := Node{op: n.op, shape: n.shape, in: n.in, attrs: n.attrs, leaf: n.leaf, kind: n.kind, dt: n.dt, weak: n.weak, depth: n.depth}
	if len(n.inputs) <= len(c.in) {
		c.inputs = c.in[:len(n.inputs)]
	} else {
		c.inputs = append([]*Node{}, n.inputs...)
	}
	return &c
}
