package scicore

import (
	"context"
	"errors"
	"time"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability"
)

// watch is one evaluation as observers hear of it. Where nobody listens it is
// empty, nothing is measured, and its methods return at once.
type watch struct {
	listener observability.Listener
	outcome  observability.Outcome
}

// watch begins an evaluation. The context it returns is the evaluation's.
func (r *Runtime) watch(ctx context.Context, door string) (context.Context, watch) {
	if r.observer == nil {
		return ctx, watch{}
	}
	ctx, l := r.observer.Begin(ctx, door)
	if l == nil {
		return ctx, watch{}
	}
	return ctx, watch{listener: l, outcome: observability.Outcome{Door: door, Start: time.Now()}}
}

// carry returns the context that engines find the listener in. One evaluation
// may run inside a stage of another, whose listener must not hear of it.
func (w *watch) carry(ctx context.Context) context.Context {
	if observability.ListenerOf(ctx) == w.listener {
		return ctx
	}
	return observability.WithListener(ctx, w.listener)
}

// planned tells of a plan and its engine; a plan made beforehand took no time.
func (w *watch) planned(p *execution.Plan, d execution.Decision, beforehand bool) {
	if w.listener == nil {
		return
	}
	o := p.Describe(d)
	if !beforehand {
		o.Planning = time.Since(w.outcome.Start)
	}
	w.outcome.Plan, w.outcome.Engine, w.outcome.FLOPs, w.outcome.Bytes = o, o.Engine, o.FLOPs, o.Bytes
	w.listener.Planned(o)
}

// direct ends the evaluation of a graph that ran without a plan.
func (w *watch) direct(n *graph.Node, err error) {
	if w.listener == nil {
		return
	}
	c := execution.SmallCost(n)
	w.outcome.Engine, w.outcome.FLOPs, w.outcome.Bytes = observability.Direct, c.FLOPs, c.Bytes
	w.end(err)
}

// end ends the evaluation.
func (w *watch) end(err error) {
	if w.listener == nil {
		return
	}
	w.outcome.Duration, w.outcome.Err = time.Since(w.outcome.Start), err
	if err != nil {
		w.outcome.Fault = faultOf(err)
	}
	w.listener.End(w.outcome)
}

// faultOf says which kind of error an evaluation ended in. A request that
// fails for what it carries is the request's fault, whatever lies below.
func faultOf(err error) observability.Fault {
	for _, k := range []struct {
		target error
		fault  observability.Fault
	}{
		{context.Canceled, observability.FaultCanceled},
		{context.DeadlineExceeded, observability.FaultDeadline},
		{memory.ErrLimit, observability.FaultMemory},
		{ErrInput, observability.FaultInput},
		{ErrRequest, observability.FaultRequest},
		{fault.ErrUnavailable, observability.FaultUnavailable},
	} {
		if errors.Is(err, k.target) {
			return k.fault
		}
	}
	return observability.FaultOther
}
