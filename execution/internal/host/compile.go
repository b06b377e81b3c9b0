package host

import (
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/dtype"
	"github.com/scicore-go/scicore/internal/kernel"
)

// fused is a fused stage ready to run.
type fused struct {
	prog   *Program      // nil: the sink reduces an input as it is
	leaves []*graph.Node // the inputs of prog, scalar constants among them
	sink   *graph.Node   // the reduction at the end, or nil
	red    kernel.Reduction
	mean   bool // the sum is divided by the count
	split  split
}

// compile turns a fused stage into a Program.
func compile(s *graph.Stage) *fused {
	f := &fused{sink: s.Sink}
	c := compiler{value: map[*graph.Node]int{}}
	body := s.Nodes
	if s.Sink != nil {
		body = body[:len(body)-1]
		f.red, f.mean = sinkOf(s.Sink)
		f.split = splitAxes(s.Shape, axesOf(s.Sink))
	}
	for _, n := range s.Inputs {
		c.leaf(n)
	}
	for _, n := range body { // scalar constants, which no stage lists
		for _, in := range n.Inputs() {
			if in.Kind() == graph.KindScalar {
				c.leaf(in)
			}
		}
	}
	for _, n := range body {
		c.node(n)
	}
	if f.mean {
		c.castTo(f.sink.Inputs()[0], f.sink.DType())
	}
	f.leaves = c.leaves
	if len(c.b.p.instrs) > 0 {
		f.prog = c.b.Build()
	}
	return f
}

type compiler struct {
	b      Builder
	value  map[*graph.Node]int
	leaves []*graph.Node
}

func (c *compiler) leaf(n *graph.Node) {
	if _, seen := c.value[n]; !seen {
		c.value[n] = c.b.Input(n.DType())
		c.leaves = append(c.leaves, n)
	}
}

func (c *compiler) node(n *graph.Node) {
	in := n.Inputs()
	args := make([]int, len(in))
	for i, x := range in {
		args[i] = c.value[x]
	}
	switch op := n.Op(); {
	case op.Kernel() != kernel.OpInvalid:
		c.value[n] = c.b.Op(op.Kernel(), args...)
	case op.Name() == "cast":
		c.value[n] = c.b.Cast(n.DType(), args[0])
	default: // "where": Capable has refused everything else
		c.value[n] = c.b.Select(args[0], args[1], args[2])
	}
}

// castTo adds a conversion of the last value, if it is of another type.
func (c *compiler) castTo(n *graph.Node, dt dtype.DType) {
	if n.DType() != dt {
		c.b.Cast(dt, c.value[n])
	}
}

// reductions maps the names of reductions that one kernel does; mean is a sum
// and a division.
var reductions = map[string]kernel.Reduction{
	"sum": kernel.RedSum, "prod": kernel.RedProd, "mean": kernel.RedSum,
	"min": kernel.RedMin, "max": kernel.RedMax, "nanmin": kernel.RedFMin, "nanmax": kernel.RedFMax,
	"any": kernel.RedAny, "all": kernel.RedAll, "count_nonzero": kernel.RedCount,
	"nansum": kernel.RedNaNSum, "nanprod": kernel.RedNaNProd,
	"argmin": kernel.RedArgMin, "argmax": kernel.RedArgMax,
}

func sinkOf(n *graph.Node) (r kernel.Reduction, mean bool) {
	return reductions[n.Op().Name()], n.Op().Name() == "mean"
}

// axesOf returns the axes a reduction folds, all of them if it names none.
func axesOf(n *graph.Node) []int {
	if axes, ok := n.Attrs().Ints("axis"); ok {
		return axes
	}
	all := make([]int, n.Inputs()[0].NDim())
	for i := range all {
		all[i] = i
	}
	return all
}

// split is how the axes of a reduction cut its shape.
type split struct {
	ok                 bool
	last               bool // the reduced axes are the last: rows of width reduce
	batch, rows, width int  // otherwise rows fold, for each batch and column
}

// splitAxes tells whether the reduced axes stand together, axes of length one
// apart, which is what fused reductions can do.
func splitAxes(shape, axes []int) split {
	s := split{ok: true, batch: 1, rows: 1, width: 1}
	state := 0 // 0: before, 1: in, 2: behind the reduced axes
	for i, d := range shape {
		reduced := contains(axes, i)
		switch {
		case d == 1:
			continue
		case reduced && state == 2:
			return split{}
		case reduced:
			state = 1
			s.rows *= d
		case state == 0:
			s.batch *= d
		default:
			state = 2
			s.width *= d
		}
	}
	if s.last = state != 2; s.last {
		s.width, s.rows = s.rows, 1
	}
	return s
}

func contains(list []int, x int) bool {
	for _, v := range list {
		if v == x {
			return true
		}
	}
	return false
}

// CanSink reports whether a reduction can end a fused stage here.
func CanSink(n *graph.Node) bool {
	r, known := reductions[n.Op().Name()]
	if !known {
		return false
	}
	s := splitAxes(n.Inputs()[0].Shape(), axesOf(n))
	return s.ok && (s.last || !r.IsArg())
}
