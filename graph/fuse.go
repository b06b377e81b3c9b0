package graph

import "slices"

// StageKind tells how a stage is run.
type StageKind uint8

const (
	// StageFused: elementwise nodes evaluated together, tile by tile, over the
	// stage's shape, and optionally one reduction of the last of them.
	StageFused StageKind = iota + 1
	// StageView: one view of an earlier value; no element moves.
	StageView
	// StageSingle: one operation on whole values.
	StageSingle
)

// String returns the kind's name.
func (k StageKind) String() string {
	if k >= StageFused && k <= StageSingle {
		return [...]string{"fused", "view", "single"}[k-StageFused]
	}
	return "invalid"
}

// Stage is one step of a schedule: it reads whole values and makes one.
type Stage struct {
	Kind StageKind
	// Nodes are the operations done here, operands first; the last is Output.
	// A cheap node may stand in several stages rather than being stored.
	Nodes []*Node
	// Inputs are the values read: arrays, parameters and outputs of earlier
	// stages, each once, in order of first use. Scalar constants are not
	// listed; they stand in the nodes.
	Inputs []*Node
	// Output is the value made.
	Output *Node
	// Sink is the reduction that ends a fused stage, nil where there is none.
	Sink *Node
	// Shape is what a fused stage iterates over: its elementwise nodes have
	// this shape, its inputs broadcast to it.
	Shape []int
}

// Cost returns the work of the stage: the FLOPs of its nodes, the bytes of its
// inputs and its output.
func (s *Stage) Cost() Cost {
	var c Cost
	for _, n := range s.Nodes {
		c.FLOPs += n.Cost().FLOPs
	}
	if s.Kind == StageView {
		return c
	}
	if s.Kind == StageSingle {
		c.Bytes = s.Output.Cost().Bytes
		return c
	}
	for _, in := range s.Inputs {
		c.Bytes += in.bytes()
	}
	c.Bytes += s.Output.bytes()
	return c
}

func (n *Node) bytes() float64 { return Type{n.dt, n.shape}.bytes() }

// FuseOptions bounds what Fuse puts into one stage. The zero value of a field
// stands for its default.
type FuseOptions struct {
	// Sink tells whether a reduction may end a fused stage; the default takes
	// [FusesAsSink].
	Sink func(*Node) bool
	// MaxNodes is the largest number of nodes in a fused stage, 64 by default:
	// beyond it tiles of intermediate values no longer stay in the cache.
	MaxNodes int
}

// FusesAsSink reports whether n is a reduction that needs its operand's
// elements only once and in order.
func FusesAsSink(n *Node) bool {
	if n.kind != KindOp || n.op.kind != Reduction {
		return false
	}
	switch n.op.name {
	case "sum", "prod", "mean", "min", "max", "any", "all", "count_nonzero", "nansum", "argmin", "argmax":
		return true
	}
	return false
}

// Fuse cuts a graph into stages, operands before the stages on them. Every
// operation is in a stage; leaves are not. opts may be nil. A graph with a
// poisoned node gives that node's error.
func Fuse(outputs []*Node, opts *FuseOptions) ([]Stage, error) {
	if err := FirstError(outputs...); err != nil {
		return nil, err
	}
	f := newFuser(outputs, opts)
	f.assign()
	count := 0
	for i, n := range f.order {
		if n.kind == KindOp && f.state[i].root == stored {
			count++
		}
	}
	stages := make([]Stage, 0, count)
	for i, n := range f.order {
		if n.kind == KindOp && f.state[i].root == stored {
			stages = append(stages, f.stage(i, n))
		}
	}
	return stages, nil
}

// Where a node's value goes.
const (
	stored = -1 // made by a stage of its own
	copied = -2 // cheap: made again in every stage that wants it
)

type fuser struct {
	opts  FuseOptions
	order []*Node
	index table
	state []fuseState // by node
}

// fuseState is what is known of a node's uses, which are seen before it.
type fuseState struct {
	root    int  // the stage it is part of, or stored or copied
	count   int  // of a root: nodes in its stage so far
	user    int  // the stage that its uses so far are in
	used    bool // there is a use
	several bool // uses are in several stages
	whole   bool // a use needs all of it, or it is an output
}

func newFuser(outputs []*Node, opts *FuseOptions) *fuser {
	f := &fuser{order: Topological(outputs...)}
	if opts != nil {
		f.opts = *opts
	}
	if f.opts.Sink == nil {
		f.opts.Sink = FusesAsSink
	}
	if f.opts.MaxNodes <= 0 {
		f.opts.MaxNodes = 64
	}
	f.state = make([]fuseState, len(f.order))
	for i, x := range f.order {
		f.index.put(x, i)
	}
	for _, o := range outputs {
		f.state[f.index.at(o)].whole = true
	}
	return f
}

// assign goes from the outputs to the leaves and gives each node its stage. A
// node joins a stage when every use of it is there; then no way leads out of
// the stage and back in, so the stages can be ordered.
func (f *fuser) assign() {
	for i := len(f.order) - 1; i >= 0; i-- {
		n, s := f.order[i], &f.state[i]
		if n.kind != KindOp {
			continue
		}
		if s.root = f.place(n, s); s.root >= 0 {
			f.state[s.root].count++
		} else {
			s.count = 1
		}
		for k, in := range n.inputs {
			if in.kind == KindOp && !slices.Contains(n.inputs[:k], in) {
				f.use(i, &f.state[f.index.at(in)], in)
			}
		}
	}
}

// place decides where a node goes once all its uses are known.
func (f *fuser) place(n *Node, s *fuseState) int {
	switch {
	case n.op.kind != Elementwise || s.whole || !s.used:
		return stored
	case s.several && cheap(n):
		return copied
	case s.several || f.state[s.user].count >= f.opts.MaxNodes:
		return stored
	}
	return s.user
}

// use records that operation i reads the value in.
func (f *fuser) use(i int, s *fuseState, in *Node) {
	user := f.order[i]
	elementwise := user.op.kind == Elementwise && slices.Equal(user.shape, in.shape)
	if !elementwise && !(user.op.kind == Reduction && f.opts.Sink(user)) {
		s.whole = true
		return
	}
	r := f.state[i].root
	if r == stored {
		r = i
	}
	s.several = s.several || r == copied || s.used && r != s.user
	s.user, s.used = r, true
}

// cheap reports whether computing n again moves no more memory than loading
// it: one light operation on at most one array.
func cheap(n *Node) bool {
	if n.op.weight > 1 {
		return false
	}
	arrays := 0
	for i, in := range n.inputs {
		switch {
		case in.kind == KindOp:
			return false
		case in.kind != KindScalar && !slices.Contains(n.inputs[:i], in):
			arrays++
		}
	}
	return arrays <= 1
}

// stage collects what is computed together with the stored node n.
func (f *fuser) stage(root int, n *Node) Stage {
	s := Stage{Kind: StageSingle, Output: n, Shape: n.shape}
	switch {
	case n.op.kind == View:
		s.Kind = StageView
	case n.op.kind == Elementwise:
		s.Kind = StageFused
	case n.op.kind == Reduction && f.opts.Sink(n):
		s.Kind, s.Sink, s.Shape = StageFused, n, n.inputs[0].shape
	}
	s.Nodes, s.Inputs = f.collect(root, n)
	return s
}

// collect walks from n through the nodes of its stage, operands first, and
// lists the values that enter from outside.
func (f *fuser) collect(root int, n *Node) (nodes, inputs []*Node) {
	var seen table
	var room [16]visit
	stack := append(room[:0], visit{n: n})
	nodes = make([]*Node, 0, f.state[root].count)
	inputs = make([]*Node, 0, 2)
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == len(top.n.inputs) {
			nodes = append(nodes, top.n)
			stack = stack[:len(stack)-1]
			continue
		}
		in := top.n.inputs[top.next]
		top.next++
		if in.kind == KindScalar || seen.at(in) >= 0 {
			continue
		}
		seen.put(in, 0)
		if in.kind == KindOp {
			if r := f.state[f.index.at(in)].root; r == root || r == copied {
				stack = append(stack, visit{n: in})
				continue
			}
		}
		inputs = append(inputs, in)
	}
	return nodes, inputs
}
