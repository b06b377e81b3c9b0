package setup

import (
	"context"
	"errors"
	"sync"
	"time"

	metricsotlp "github.com/scicore-go/scicore/observability/metrics/otlp"
	tracingotlp "github.com/scicore-go/scicore/observability/tracing/otlp"
)

// Stats are counts since Build, over all collectors there have been.
type Stats struct {
	Spans   tracingotlp.Stats // spans
	Metrics metricsotlp.Stats // requests
}

func (s Stats) plus(x Stats) Stats {
	return Stats{
		tracingotlp.Stats{Sent: s.Spans.Sent + x.Spans.Sent, Dropped: s.Spans.Dropped + x.Spans.Dropped,
			Failed: s.Spans.Failed + x.Spans.Failed, Waiting: s.Spans.Waiting + x.Spans.Waiting},
		metricsotlp.Stats{Sent: s.Metrics.Sent + x.Metrics.Sent, Failed: s.Metrics.Failed + x.Metrics.Failed},
	}
}

// Stats returns the counts.
func (t *Telemetry) Stats() Stats {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := t.retiring.stats()
	if p := t.spans.outlet.current(); p != nil {
		s = s.plus(Stats{Spans: p.Stats()})
	}
	if t.pusher != nil {
		s = s.plus(Stats{Metrics: t.pusher.to.Stats()})
	}
	return s
}

// forAsLongAsItTakes is the patience with senders where the caller's context
// bounds it.
const forAsLongAsItTakes time.Duration = -1

// retiring are senders that send what they have and then end, each on a
// goroutine of its own.
type retiring struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup

	mu   sync.Mutex
	here map[sender]func() Stats
	gone Stats // what those did that have ended
	errs []error
}

type sender interface {
	Shutdown(context.Context) error
}

func (r *retiring) open() {
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.here = map[sender]func() Stats{}
}

// add lets a sender end. What it could not send for want of patience is in
// the counts only; without a bound it is an error of wait.
func (r *retiring) add(s sender, stats func() Stats, patience time.Duration) {
	r.mu.Lock()
	r.here[s] = stats
	r.mu.Unlock()
	r.wg.Go(func() {
		ctx, cancel := r.ctx, context.CancelFunc(func() {})
		if patience != forAsLongAsItTakes {
			ctx, cancel = context.WithTimeout(ctx, patience)
		}
		defer cancel()
		err := s.Shutdown(ctx)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.gone = r.gone.plus(stats())
		delete(r.here, s)
		if patience == forAsLongAsItTakes && err != nil {
			r.errs = append(r.errs, err)
		}
	})
}

func (r *retiring) stats() Stats {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := r.gone
	for _, f := range r.here {
		s = s.plus(f())
	}
	return s
}

// wait returns when all have ended; when ctx ends before, they give up.
func (r *retiring) wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, r.cancel)
	r.wg.Wait()
	stop()
	r.cancel()
	if err := errors.Join(r.errs...); err == nil || ctx.Err() == nil {
		return err
	}
	return ctx.Err()
}
