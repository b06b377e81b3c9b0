package graph

import (
	"hash/maphash"
	"slices"

	"github.com/scicore-go/scicore/internal/kernel"
)

// merge makes one node of those that compute the same: same operation, same
// attributes, same operands, or constants with the same bits.
func merge(outputs []*Node) []*Node {
	order := Topological(outputs...)
	m := newMerger(len(order))
	for _, n := range order {
		m.add(n)
	}
	out := slices.Clone(outputs)
	for i, n := range outputs {
		if n != nil {
			out[i] = m.now[n]
		}
	}
	return out
}

// mergeable compares the nodes of a small graph by pairs, which takes no
// memory; large graphs are worth the tables anyway.
func mergeable(order []*Node) bool {
	if len(order) > 24 {
		return true
	}
	var m merger
	for i, a := range order {
		for _, b := range order[:i] {
			if m.same(a, b) {
				return true
			}
		}
	}
	return false
}

type merger struct {
	seed   maphash.Seed
	byHash map[uint64][]*Node // nodes kept so far
	now    map[*Node]*Node    // old node to the one in its place
	strict bool               // operands never change places
}

func newMerger(n int) *merger {
	return &merger{seed: maphash.MakeSeed(), byHash: make(map[uint64][]*Node, n), now: make(map[*Node]*Node, n)}
}

func (m *merger) add(n *Node) {
	c := n
	for i, in := range n.inputs {
		if now := m.now[in]; now != in {
			if c == n {
				c = n.clone()
			}
			c.inputs[i] = now
		}
	}
	h := m.hash(c)
	for _, k := range m.byHash[h] {
		if m.same(k, c) {
			m.now[n] = k
			return
		}
	}
	m.byHash[h] = append(m.byHash[h], c)
	m.now[n] = c
}

// hash mixes what makes two nodes candidates; same decides.
func (m *merger) hash(n *Node) uint64 {
	var h maphash.Hash
	h.SetSeed(m.seed)
	h.WriteByte(byte(n.kind))
	h.WriteByte(byte(n.dt))
	maphash.WriteComparable(&h, n.op)
	switch n.kind {
	case KindScalar:
		maphash.WriteComparable(&h, n.Scalar())
	case KindParam:
		h.WriteString(n.Name())
	case KindArray:
		maphash.WriteComparable(&h, n.Raw().Ptr)
	}
	for _, d := range n.shape {
		maphash.WriteComparable(&h, d)
	}
	for _, a := range n.attrs.list() {
		maphash.WriteComparable(&h, a.val.num)
		h.WriteString(a.val.text)
		for _, v := range a.val.ints {
			maphash.WriteComparable(&h, v)
		}
	}
	var sum uint64
	for i, in := range n.inputs {
		p := maphash.Comparable(m.seed, in)
		if !commutes(n) {
			p *= uint64(2*i + 1) // the order counts
		}
		sum += p
	}
	maphash.WriteComparable(&h, sum)
	return h.Sum64()
}

// commutes reports whether the operands may change places without changing a
// bit. Sums and products of floats do not quite: of two NaNs the first one's
// payload is passed on.
func commutes(n *Node) bool {
	if n.kind != KindOp || n.op.kind != Elementwise {
		return false
	}
	switch n.op.kern {
	case kernel.Eq, kernel.Ne, kernel.BitAnd, kernel.BitOr, kernel.BitXor:
		return true
	case kernel.Add, kernel.Mul, kernel.Min, kernel.Max, kernel.FMin, kernel.FMax:
		return n.dt.IsInteger()
	}
	return false
}

// same reports whether two nodes with merged operands compute the same.
func (m *merger) same(a, b *Node) bool {
	if a.kind != b.kind || a.dt != b.dt || a.op != b.op || !slices.Equal(a.shape, b.shape) {
		return false
	}
	switch a.kind {
	case KindScalar:
		return a.Scalar() == b.Scalar()
	case KindParam:
		return a.Name() == b.Name()
	case KindArray:
		v, w := a.Raw(), b.Raw()
		return v.Ptr == w.Ptr && slices.Equal(v.Strides, w.Strides)
	case KindPoisoned:
		return a == b
	}
	if !a.attrs.Equal(b.attrs) {
		return false
	}
	if slices.Equal(a.inputs, b.inputs) {
		return true
	}
	return !m.strict && commutes(a) && a.inputs[0] == b.inputs[1] && a.inputs[1] == b.inputs[0]
}
