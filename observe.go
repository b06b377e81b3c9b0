package scicore

import (
	"context"
	"errors"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/internal/stopwatch"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability"
)

// watch is one evaluation as observers hear of it. Where nobody listens it is
// empty, nothing is measured, and its methods return at once.
type watch struct {
	listener observability.Listener
	brief    bool // the listener wants to hear of the end alone
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
	if _, brief := l.(observability.BriefListener); brief {
		return ctx, watch{listener: l, brief: true, outcome: observability.Outcome{Door: door}}
	}
	return ctx, watch{listener: l, outcome: observability.Outcome{Door: door, Start: time.Now()}}
}

// carry returns the context that engines find the listener in. One evaluation
// may run inside a stage of another, whose listener must not hear of it.
func (w *watch) carry(ctx context.Context) context.Context {
	l := w.listener
	if w.brief {
		l = nil
	}
	if observability.ListenerOf(ctx) == l {
		return ctx
	}
	return observability.WithListener(ctx, l)
}

// planned tells of a plan and its engine; a plan made beforehand took no time.
func (w *watch) planned(p *execution.Plan, d execution.Decision, beforehand bool) {
	if w.listener == nil {
		return
	}
	if w.outcome.Engine = d.Engine.Name(); w.brief {
		return
	}
	o := p.Describe(d)
	if !beforehand {
		o.Planning = time.Since(w.outcome.Start)
	}
	w.outcome.Plan, w.outcome.FLOPs, w.outcome.Bytes = o, o.FLOPs, o.Bytes
	w.listener.Planned(o)
}

// end ends the evaluation.
func (w *watch) end(err error) {
	if w.listener == nil {
		return
	}
	if w.outcome.Err = err; !w.brief {
		w.outcome.Duration = time.Since(w.outcome.Start)
	}
	if err != nil {
		w.outcome.Fault = faultOf(err)
	}
	w.listener.End(w.outcome)
}

// timeSmall computes a small graph for a listener that wants to know how long it
// took.
func (r *Runtime) timeSmall(ctx context.Context, s execution.Small, l observability.Listener, attention observability.Attention) (array.Any, error) {
	var start time.Time
	if attention >= observability.Everything {
		start = time.Now()
	}
	clock := stopwatch.Start()
	out, err := r.evalSmall(ctx, s)
	took := clock.Elapsed()
	c := s.Cost()
	var kind observability.Fault
	if err != nil {
		kind = faultOf(err)
	}
	l.End(observability.Outcome{Door: "eval", Engine: observability.Direct, Start: start, Duration: took,
		FLOPs: c.FLOPs, Bytes: c.Bytes, Err: err, Fault: kind})
	return out, err
}

// direct is how the evaluation of a small graph ended.
func direct(err error) observability.Outcome {
	o := observability.Outcome{Door: "eval", Engine: observability.Direct, Err: err}
	if err != nil {
		o.Fault = faultOf(err)
	}
	return o
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
