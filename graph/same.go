package graph

// Same reports whether two nodes are the same computation: equal operations
// with equal attributes on equal operands down to equal leaves. Parameters are
// equal by name and type, scalars by their bits, arrays when they are the same
// elements in memory.
func Same(a, b *Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	m := newMerger(0)
	m.strict = true
	for _, n := range Topological(a, b) {
		m.add(n)
	}
	return m.now[a] == m.now[b]
}
