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
	end   func() // of the caller's own work
}

func (t *teller) Planned(p *observability.Plan) { t.to.Planned(p) }

func (t *teller) BeginStage(ctx context.Context, i int) context.Context {
	t.stage.Store(int64(i))
	ctx = t.to.BeginStage(ctx, i)
	t.end = t.to.Work(i, 0)
	return ctx
}

func (t *teller) EndStage(i int, err error) {
	t.end()
	t.to.EndStage(i, err)
}

func (t *teller) End(o observability.Outcome) { t.to.End(o) }

// Work implements sched.Watcher.
func (t *teller) Work(worker int) (end func()) { return t.to.Work(int(t.stage.Load()), worker) }
