package host

import (
	"context"
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
)

// Schedule is a plan made ready for CPUs. It is immutable and safe for
// concurrent use.
type Schedule struct {
	outputs []*graph.Node
	steps   []step
}

// step is one stage; its values are dropped after their last use, so that the
// collector may have them.
type step struct {
	stage *graph.Stage
	fused *fused
	drop  []*graph.Node
}

// NewSchedule compiles the stages of a plan.
func NewSchedule(stages []graph.Stage, outputs []*graph.Node) *Schedule {
	s := &Schedule{outputs: outputs, steps: make([]step, len(stages))}
	last := map[*graph.Node]int{}
	for i := range stages {
		st := &stages[i]
		s.steps[i].stage = st
		if st.Kind == graph.StageFused {
			s.steps[i].fused = compile(st)
		}
		for _, in := range st.Inputs {
			last[in] = i
		}
	}
	for _, o := range outputs {
		delete(last, o)
	}
	for n, i := range last {
		if n.Kind() == graph.KindOp {
			s.steps[i].drop = append(s.steps[i].drop, n)
		}
	}
	return s
}

// run is one evaluation of a schedule.
type run struct {
	ctx    context.Context
	env    nd.Env
	inputs map[string]array.Any
	values map[*graph.Node]nd.View
	fresh  map[*graph.Node]array.Any // outputs that own their memory
}

// Run evaluates the schedule. Cancelling ctx stops it within a few
// milliseconds; env.Done is set from it.
func (s *Schedule) Run(ctx context.Context, env nd.Env, inputs map[string]array.Any) ([]array.Any, error) {
	env.Done = ctx.Done()
	r := &run{ctx: ctx, env: env, inputs: inputs,
		values: make(map[*graph.Node]nd.View, len(s.steps)), fresh: make(map[*graph.Node]array.Any, len(s.outputs))}
	for _, o := range s.outputs {
		if o.Kind() == graph.KindOp && o.Op().Kind() != graph.View {
			r.fresh[o] = nil
		}
	}
	l := r.watch()
	for i := range s.steps {
		st := &s.steps[i]
		if err := r.observed(st, i, l); err != nil {
			return nil, fmt.Errorf("execution: stage %d of %d, %v: %w", i+1, len(s.steps), st.stage.Output.Op(), err)
		}
		for _, n := range st.drop {
			delete(r.values, n)
		}
	}
	out := make([]array.Any, len(s.outputs))
	for i, o := range s.outputs {
		a, err := r.output(s.outputs[:i], out, o)
		if err != nil {
			return nil, err
		}
		out[i] = a
	}
	return out, nil
}

// output returns the array of an output: its own, or a copy where the value
// belongs to an input, to a constant or to an output before it.
func (r *run) output(before []*graph.Node, done []array.Any, o *graph.Node) (array.Any, error) {
	a := r.fresh[o]
	for _, b := range before {
		if b == o {
			a = nil
		}
	}
	if a != nil {
		return a, nil
	}
	a = array.FromRaw(allocRaw(o.DType(), o.Shape()))
	if !nd.Copy(r.env, a.Raw(), r.value(o)) {
		return nil, fmt.Errorf("execution: %w", r.ctx.Err())
	}
	return a, nil
}

// value returns the view of a leaf, or of a node computed before.
func (r *run) value(n *graph.Node) nd.View {
	switch n.Kind() {
	case graph.KindParam:
		return r.inputs[n.Name()].Raw()
	case graph.KindOp:
		return r.values[n]
	}
	return n.Raw()
}

// place returns the memory for a node's value.
func (r *run) place(n *graph.Node) nd.View {
	if _, isOutput := r.fresh[n]; isOutput {
		a := newResult(n)
		r.fresh[n] = a
		return a.Raw()
	}
	if n.Op().Kind() == graph.Elementwise {
		return allocRaw(n.DType(), n.Shape())
	}
	return alloc(n.DType(), n.Shape())
}

func (r *run) step(s *step) error {
	n := s.stage.Output
	ok, err := true, error(nil)
	switch s.stage.Kind {
	case graph.StageView:
		r.values[n], ok = viewOf(r.env, n, r.value(n.Inputs()[0]))
	case graph.StageFused:
		dst := r.place(n)
		r.values[n] = dst
		ok = r.fused(s, dst)
	default:
		r.values[n], err = r.single(n)
	}
	if err == nil && !ok {
		err = r.ctx.Err()
	}
	return err
}

func (r *run) fused(s *step, dst nd.View) bool {
	f := s.fused
	in := make([]nd.View, len(f.leaves))
	for i, n := range f.leaves {
		in[i] = r.value(n)
	}
	switch {
	case f.sink == nil:
		return f.prog.Elementwise(r.env, dst, in)
	case f.prog == nil:
		return reduceInto(r.env, f.sink, dst, r.value(f.sink.Inputs()[0]))
	}
	shape, sp, ok := s.stage.Shape, f.split, false
	if sp.last {
		ok = f.prog.Reduce(r.env, f.red, dst, shape, sp.width, in)
	} else {
		ok = f.prog.ReduceOuter(r.env, f.red, dst, shape, sp.batch, sp.rows, sp.width, in)
	}
	if ok && f.mean {
		ok = divide(r.env, dst, folded(f.sink))
	}
	return ok
}
