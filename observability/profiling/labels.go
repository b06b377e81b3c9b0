package profiling

import (
	"context"
	"runtime/pprof"
	"strings"
	"sync/atomic"

	"github.com/scicore-go/scicore/observability"
)

// The labels of package runtime/pprof that [Labels] sets.
const (
	LabelDoor      = "scicore.door"      // the function that was called
	LabelEngine    = "scicore.engine"    // the engine chosen
	LabelOperation = "scicore.operation" // the operations of the stage, "mul+add+sum"
)

// Labels returns an observer that labels the goroutines of evaluations and of
// their workers. Labels that the host has set stay; when the evaluation ends
// the goroutine has those of its context again. It costs about a microsecond a
// stage.
func Labels() observability.Observer { return labels{} }

type labels struct{}

// Begin implements [observability.Observer].
func (labels) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	l := &labelled{host: ctx, door: pprof.WithLabels(ctx, pprof.Labels(LabelDoor, door))}
	pprof.SetGoroutineLabels(l.door)
	return l.door, l
}

// labelled is one evaluation.
type labelled struct {
	host  context.Context // with the labels of the host alone
	door  context.Context
	plan  *observability.Plan
	stage atomic.Pointer[context.Context] // with the labels of the stage that runs
}

func (l *labelled) Planned(p *observability.Plan) { l.plan = p }

func (l *labelled) BeginStage(ctx context.Context, i int) context.Context {
	ctx = pprof.WithLabels(ctx, pprof.Labels(LabelEngine, l.plan.Engine, LabelOperation, operations(l.plan, i)))
	l.stage.Store(&ctx)
	return ctx
}

// operations names a stage. Long chains are cut: they would make a label of
// their own each.
func operations(p *observability.Plan, i int) string {
	const most = 8
	ops := p.Stages[i].Operations
	if len(ops) > most {
		return strings.Join(ops[:most], "+") + "+…"
	}
	return strings.Join(ops, "+")
}

func (l *labelled) EndStage(int, error) {}

// Work implements [observability.WorkListener].
func (l *labelled) Work(_, worker int) (end func()) {
	pprof.SetGoroutineLabels(*l.stage.Load())
	after := l.door
	if worker > 0 {
		after = context.Background() // it serves others next
	}
	return func() { pprof.SetGoroutineLabels(after) }
}

func (l *labelled) End(observability.Outcome) { pprof.SetGoroutineLabels(l.host) }
