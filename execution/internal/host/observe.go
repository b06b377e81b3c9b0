package host

import (
	"context"
	"sync/atomic"

	"github.com/scicore-go/scicore/observability"
)

// watch returns who hears of the stages of this run, or nil. If it hears of
// workers too, those of the pool tell it from now on.
func (r *run) watch() observability.Listener {
	l := observability.ListenerOf(r.ctx)
	if w, ok := l.(observability.WorkListener); ok {
		t := &teller{to: w}
		r.env.Pool = r.env.Pool.Watched(t)
		return t
	}
	return l
}

// observed runs step i and tells the listener, if there is one.
func (r *run) observed(s *step, i int, l observability.Listener) error {
	if l == nil {
		return r.step(s)
	}
	ctx := r.ctx
	r.ctx = l.BeginStage(ctx, i)
	err := r.step(s)
	l.EndStage(i, err)
	r.ctx = ctx
	return err
}

// teller hears of workers, which know no stages, and passes it on with the
// stage at hand.
type teller struct {
	to    observability.WorkListener
	stage atomic.Int64
}

func (t *teller) Planned(p *observability.Plan) { t.to.Planned(p) }

func (t *teller) BeginStage(ctx context.Context, i int) context.Context {
	t.stage.Store(int64(i))
	ctx = t.to.BeginStage(ctx, i)
	t.to.BeginWork(i, 0)
	return ctx
}

func (t *teller) EndStage(i int, err error) {
	t.to.EndWork(i, 0)
	t.to.EndStage(i, err)
}

func (t *teller) End(o observability.Outcome) { t.to.End(o) }

// BeginWork implements sched.Watcher.
func (t *teller) BeginWork(worker int) { t.to.BeginWork(int(t.stage.Load()), worker) }

// EndWork implements sched.Watcher.
func (t *teller) EndWork(worker int) { t.to.EndWork(int(t.stage.Load()), worker) }
