package scicore

import (
	"context"
	"errors"
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability"
)

// Binding gives a parameter of an expression its array.
type Binding struct {
	name  string
	value array.Any
}

// Bind binds the parameter with the given name, made by [graph.Param], to a.
func Bind(name string, a array.Any) Binding { return Binding{name, a} }

// ErrInput is the sentinel of errors about inputs that are missing, unknown,
// given twice, or of another shape or type than the parameter they are for.
var ErrInput = execution.ErrInput

// Eval computes e on the runtime of the context and returns a fresh array: an
// engine is chosen, elementwise chains are fused, and the result has the same
// bits whichever CPU engine ran it. The parameters of e are bound by inputs.
//
// An expression that could not be built returns its first fault. Work over the
// memory limit returns a *memory.LimitError before anything is allocated, and
// a context that ends stops the work within milliseconds.
func Eval[T array.Element](ctx context.Context, e graph.Expr[T], inputs ...Binding) (array.Array[T], error) {
	rt, err := RuntimeOf(ctx)
	if err != nil {
		return array.Array[T]{}, err
	}
	var out array.Any
	if len(inputs) == 0 {
		out, err = rt.evalOne(ctx, e.Node())
	} else {
		out, err = rt.evalBound(ctx, inputs, e.Node())
	}
	if err != nil {
		return array.Array[T]{}, err
	}
	a, ok := array.As[T](out)
	if !ok {
		return array.Array[T]{}, fmt.Errorf("scicore: eval: engine returned %s elements", out.DType())
	}
	return a, nil
}

// evalOne computes a node without inputs: a small graph at once, others by a
// plan.
func (r *Runtime) evalOne(ctx context.Context, n *graph.Node) (array.Any, error) {
	s, small := execution.AsSmall(n)
	if !small {
		ctx, w := r.watch(ctx, "eval")
		return first(r.eval(ctx, w, nil, []*graph.Node{n}))
	}
	var l observability.Listener
	var attention observability.Attention
	if r.direct != nil {
		if _, l, attention = r.direct.BeginDirect(ctx, "eval"); attention >= observability.Timed {
			return r.timeSmall(ctx, s, l, attention)
		}
	}
	out, err := r.evalSmall(ctx, s)
	if attention == observability.Ends || err != nil && attention == observability.Faults {
		l.End(direct(err))
	}
	return out, err
}

// evalSmall computes a graph without a plan.
func (r *Runtime) evalSmall(ctx context.Context, s execution.Small) (array.Any, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("scicore: eval: %w", err)
	}
	return s.Run(r.costs, r.budget)
}

func (r *Runtime) evalBound(ctx context.Context, inputs []Binding, n *graph.Node) (array.Any, error) {
	ctx, w := r.watch(ctx, "eval")
	return first(r.eval(ctx, w, inputs, []*graph.Node{n}))
}

func first(out []array.Any, err error) (array.Any, error) {
	if err != nil {
		return nil, err
	}
	return out[0], nil
}

// EvalNodes computes several nodes of one graph together: what they share is
// computed once.
func EvalNodes(ctx context.Context, inputs []Binding, nodes ...*graph.Node) ([]array.Any, error) {
	rt, err := RuntimeOf(ctx)
	if err != nil {
		return nil, err
	}
	ctx, w := rt.watch(ctx, "eval")
	return rt.eval(ctx, w, inputs, nodes)
}

func bindings(inputs []Binding) (execution.Inputs, error) {
	if len(inputs) == 0 {
		return nil, nil
	}
	in := make(execution.Inputs, len(inputs))
	var errs []error
	for _, b := range inputs {
		if _, twice := in[b.name]; twice {
			errs = append(errs, fmt.Errorf("input %q: given twice", b.name))
		}
		in[b.name] = b.value
	}
	if len(errs) > 0 {
		return nil, fmt.Errorf("scicore: %w: %w", ErrInput, errors.Join(errs...))
	}
	return in, nil
}

// eval runs nodes by a plan and a chosen engine.
func (r *Runtime) eval(ctx context.Context, w watch, inputs []Binding, nodes []*graph.Node) (out []array.Any, err error) {
	defer func() { w.end(err) }()
	in, err := bindings(inputs)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("scicore: eval: %w", err)
	}
	p, err := execution.NewPlan(nodes...)
	if err != nil {
		return nil, err
	}
	d, err := r.decide(p, in)
	if err != nil {
		return nil, err
	}
	w.planned(p, d, false)
	return r.run(w.carry(ctx), p, d, in)
}

// decide checks the inputs of a plan and chooses its engine.
func (r *Runtime) decide(p *execution.Plan, in execution.Inputs) (execution.Decision, error) {
	if err := p.CheckInputs(in); err != nil {
		return execution.Decision{}, err
	}
	if limit := r.set.memory; limit > 0 && p.PeakBytes() > limit {
		// Before engines are asked: estimating may measure the machine.
		return execution.Decision{}, &memory.LimitError{Op: "eval", Want: p.PeakBytes(), InUse: r.budget.InUse(), Limit: limit}
	}
	return r.selector.Select(execution.Consider(p, r.engines))
}

// run reserves the memory of a plan and runs it on the engine chosen.
func (r *Runtime) run(ctx context.Context, p *execution.Plan, d execution.Decision, in execution.Inputs) ([]array.Any, error) {
	if err := r.budget.Reserve("eval", d.Estimate.Peak); err != nil {
		return nil, err
	}
	defer r.budget.Release(d.Estimate.Peak)
	return d.Engine.Run(ctx, p, in)
}

// Prepared is a computation planned once and run many times, with new inputs
// each time. It is safe for concurrent use.
type Prepared struct {
	rt   *Runtime
	plan *execution.Plan
}

// Prepare plans nodes on the runtime of the context.
func Prepare(ctx context.Context, nodes ...*graph.Node) (*Prepared, error) {
	rt, err := RuntimeOf(ctx)
	if err != nil {
		return nil, err
	}
	p, err := execution.NewPlan(nodes...)
	if err != nil {
		return nil, err
	}
	return &Prepared{rt: rt, plan: p}, nil
}

// Run computes the prepared nodes with their parameters bound by inputs.
func (p *Prepared) Run(ctx context.Context, inputs ...Binding) (out []array.Any, err error) {
	ctx, w := p.rt.watch(ctx, "run")
	defer func() { w.end(err) }()
	in, err := bindings(inputs)
	if err != nil {
		return nil, err
	}
	d, err := p.rt.decide(p.plan, in)
	if err != nil {
		return nil, err
	}
	w.planned(p.plan, d, true)
	return p.rt.run(w.carry(ctx), p.plan, d, in)
}

// Explain describes the plan and the choice of engine.
func (p *Prepared) Explain() Explanation { return p.rt.explain(p.plan) }
