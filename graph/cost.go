package graph

import (
	"math"
	"slices"
	"sync/atomic"
)

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
// shared node counted once. Of a single small graph it is remembered.
func Estimate(outputs ...*Node) Cost {
	if len(outputs) == 1 && outputs[0] != nil {
		return outputs[0].estimate()
	}
	return estimate(slices.Clone(outputs)) // outputs stay on the caller's stack
}

func (n *Node) estimate() Cost {
	if c, known := n.work.load(); known {
		return c
	}
	var few census
	c := few.of(n)
	n.work.store(c)
	return c
}

// census adds up a graph of few operations without allocating.
type census struct {
	seen  [16]*Node
	count int
	cost  Cost
}

func (c *census) of(n *Node) Cost {
	if c.visit(n) {
		return c.cost
	}
	return estimate([]*Node{n})
}

// visit reports whether there was room for all operations.
func (c *census) visit(n *Node) bool {
	if n == nil || n.kind != KindOp || slices.Contains(c.seen[:c.count], n) {
		return true
	}
	if c.count == len(c.seen) {
		return false
	}
	c.seen[c.count] = n
	c.count++
	c.cost = c.cost.Plus(n.Cost())
	for _, in := range n.inputs {
		if !c.visit(in) {
			return false
		}
	}
	return true
}

func estimate(outputs []*Node) Cost {
	var c Cost
	for _, n := range Topological(outputs...) {
		c = c.Plus(n.Cost())
	}
	return c
}

// work remembers a Cost whose numbers are whole and below 2^32, as those of
// graphs are for which adding them up would be felt. It is one word, the bytes
// below, 0 where nothing is known.
type work struct{ word atomic.Uint64 }

func (w *work) load() (c Cost, known bool) {
	v := w.word.Load()
	return Cost{FLOPs: float64(v >> 32), Bytes: float64(v & math.MaxUint32)}, v != 0
}

func (w *work) store(c Cost) {
	flops, bytes := uint64(c.FLOPs), uint64(c.Bytes)
	if c.FLOPs >= 0 && c.FLOPs <= math.MaxUint32 && c.Bytes >= 0 && c.Bytes <= math.MaxUint32 &&
		float64(flops) == c.FLOPs && float64(bytes) == c.Bytes {
		w.word.Store(flops<<32 | bytes)
	}
}
