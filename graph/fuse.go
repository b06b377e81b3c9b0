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
	var stages []Stage
	for i, n := range f.order {
		if n.kind == KindOp && f.root[i] == stored {
			stages = append(stages, f.stage(n))
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
	index map[*Node]int
	users [][]int // by node: the operations on it
	root  []int   // by node: the stage it is part of, or stored or copied
	count []int   // by root: nodes in its stage so far
	keep  []bool  // outputs
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
	n := len(f.order)
	f.index = make(map[*Node]int, n)
	f.users, f.root, f.count, f.keep = make([][]int, n), make([]int, n), make([]int, n), make([]bool, n)
	for i, x := range f.order {
		f.index[x] = i
		for _, in := range x.inputs {
			j := f.index[in]
			if u := f.users[j]; len(u) == 0 || u[len(u)-1] != i {
				f.users[j] = append(u, i)
			}
		}
	}
	for _, o := range outputs {
		f.keep[f.index[o]] = true
	}
	return f
}

// assign goes from the outputs to the leaves and gives each node its stage. A
// node joins a stage when every use of it is there; then no way leads out of
// the stage and back in, so the stages can be ordered.
func (f *fuser) assign() {
	for i := len(f.order) - 1; i >= 0; i-- {
		n := f.order[i]
		f.root[i] = stored
		if n.kind != KindOp || n.op.kind != Elementwise || f.keep[i] {
			f.count[i] = 1
			continue
		}
		r := f.commonRoot(i)
		if r >= 0 && f.count[r] >= f.opts.MaxNodes {
			r = stored
		}
		if f.root[i] = r; r >= 0 {
			f.count[r]++
		} else {
			f.count[i] = 1
		}
	}
}

// commonRoot returns the one stage that holds all uses of node i, copied when
// there are several and the node is cheap, stored otherwise.
func (f *fuser) commonRoot(i int) int {
	n := f.order[i]
	found, several := stored, false
	for _, u := range f.users[i] {
		user := f.order[u]
		switch {
		case user.op.kind == Elementwise && slices.Equal(user.shape, n.shape):
		case user.op.kind == Reduction && f.opts.Sink(user):
		default:
			return stored
		}
		r := f.root[u]
		if r == stored {
			r = u
		}
		if r == copied || found != stored && r != found {
			several = true
		}
		found = r
	}
	if !several {
		return found
	}
	if cheap(n) {
		return copied
	}
	return stored
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
func (f *fuser) stage(n *Node) Stage {
	s := Stage{Kind: StageSingle, Output: n, Shape: n.shape}
	switch {
	case n.op.kind == View:
		s.Kind = StageView
	case n.op.kind == Elementwise:
		s.Kind = StageFused
	case n.op.kind == Reduction && f.opts.Sink(n):
		s.Kind, s.Sink, s.Shape = StageFused, n, n.inputs[0].shape
	}
	root := f.index[n]
	member := func(x *Node) bool {
		i := f.index[x]
		return x.kind == KindOp && (f.root[i] == root || f.root[i] == copied)
	}
	s.Nodes, s.Inputs = collect(n, member)
	return s
}

// collect walks from n through members, operands first, and lists the values
// that enter from outside.
func collect(n *Node, member func(*Node) bool) (nodes, inputs []*Node) {
	seen := map[*Node]bool{n: true}
	stack := []visit{{n: n}}
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next == len(top.n.inputs) {
			nodes = append(nodes, top.n)
			stack = stack[:len(stack)-1]
			continue
		}
		in := top.n.inputs[top.next]
		top.next++
		switch {
		case seen[in]:
		case member(in):
			seen[in] = true
			stack = append(stack, visit{n: in})
		case in.kind != KindScalar:
			seen[in] = true
			inputs = append(inputs, in)
		}
	}
	return nodes, inputs
}
