package progress

import (
	"context"
	"sync"
	"time"
)

// Sink is told how tasks stand. It is called by one goroutine at a time, of the
// work at Start and Done and of a timer in between, so it should return soon;
// Add never waits for it. It must not start or end tasks of its own context. A
// sink that panics is told no more.
type Sink interface {
	Report(u Update)
}

// SinkFunc makes a function a [Sink].
type SinkFunc func(u Update)

// Report calls f.
func (f SinkFunc) Report(u Update) { f(u) }

// Tee returns a sink that tells all of sinks, in order.
func Tee(sinks ...Sink) Sink {
	return SinkFunc(func(u Update) {
		for _, s := range sinks {
			s.Report(u)
		}
	})
}

// Options say how often and by which clock sinks are told. The zero Options
// are those of [With].
type Options struct {
	// Interval is the time between updates of a task that moves; <= 0: 100
	// milliseconds. Start and Done are told at once, whatever the interval; a
	// task that does not move is told once a second.
	Interval time.Duration

	// Smoothing is the time after which a past speed counts 1/e in the rate;
	// <= 0: 5 seconds.
	Smoothing time.Duration

	// Now is the clock for rates and times; nil: time.Now. The interval is the
	// runtime's whatever it says.
	Now func() time.Time
}

// still is how often a task that does not move is told.
const still = time.Second

// With returns a context whose tasks are told to sink. A nil sink silences the
// work below.
func With(ctx context.Context, sink Sink) context.Context { return Options{}.With(ctx, sink) }

// With returns a context whose tasks are told to sink, by these options.
func (o Options) With(ctx context.Context, sink Sink) context.Context {
	if sink == nil {
		return context.WithValue(ctx, scopeKey{}, &scope{})
	}
	if o.Interval <= 0 {
		o.Interval = 100 * time.Millisecond
	}
	if o.Smoothing <= 0 {
		o.Smoothing = 5 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return context.WithValue(ctx, scopeKey{}, &scope{root: &root{Options: o, sink: sink}})
}

// root keeps the tasks of one With.
type root struct {
	Options
	sink Sink

	mu    sync.Mutex // held while the sink is called: updates come in order
	live  []*Task    // in the order of their start
	last  uint64     // the id given last
	timer *time.Timer
	muted bool
}

func (r *root) begin(t *Task) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.last++
	t.id = r.last
	t.begun = r.Now()
	t.looked = t.begun
	r.live = append(r.live, t)
	r.tell(t, t.look(t.begun))
	if r.timer == nil {
		r.timer = time.AfterFunc(r.Interval, r.tick)
	} else if len(r.live) == 1 {
		r.timer.Reset(r.Interval)
	}
}

func (r *root) end(t *Task, state State, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !t.over {
		r.finish(t, r.Now(), state, err)
		r.drop()
	}
}

// finish tells the last of a task. The lock is held.
func (r *root) finish(t *Task, now time.Time, state State, err error) {
	t.over = true
	u := t.look(now)
	u.State, u.Err, u.Remaining, u.Rate = state, err, 0, 0
	if u.Elapsed > 0 {
		u.Rate = float64(u.Done) / u.Elapsed.Seconds()
	}
	r.tell(t, u)
}

// drop forgets ended tasks, and stops the timer after the last.
func (r *root) drop() {
	kept := r.live[:0]
	for _, t := range r.live {
		if !t.over {
			kept = append(kept, t)
		}
	}
	clear(r.live[len(kept):])
	r.live = kept
	if len(kept) == 0 {
		r.timer.Stop()
	}
}

// tick tells what has moved. It arms the timer anew when it is through, so
// that ticks never pile up behind a slow sink.
func (r *root) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.Now()
	for _, t := range r.live {
		if t.isOrphan(now, max(r.Interval, still)) {
			r.finish(t, now, Abandoned, context.Cause(t.ctx))
			continue
		}
		if u := t.look(now); t.worthTelling(u) {
			r.tell(t, u)
		}
	}
	if r.drop(); len(r.live) > 0 {
		r.timer.Reset(r.Interval)
	}
}

// tell calls the sink. The lock is held.
func (r *root) tell(t *Task, u Update) {
	t.told = u
	if r.muted {
		return
	}
	r.muted = true // for the case that the sink ends this goroutine
	defer func() {
		if recover() != nil {
			r.muted = true
		}
	}()
	r.sink.Report(u)
	r.muted = false
}

// look works out how a task stands.
func (t *Task) look(now time.Time) Update {
	done := t.done.Load()
	if d := now.Sub(t.looked); d != 0 {
		t.rate.observe(done-t.seen, d, t.root.Smoothing)
		t.seen, t.looked = done, now // also when the clock was put back
	}
	u := Update{
		ID: t.id, Parent: t.parent, Name: t.name, Unit: t.unit, Done: done, Total: t.total.Load(),
		Rate: max(0, t.rate.perSecond()), Elapsed: max(0, now.Sub(t.begun)), Remaining: -1, Time: now,
	}
	if note := t.note.Load(); note != nil {
		u.Note = *note
	}
	if u.Total >= 0 {
		u.Remaining = remaining(u.Total-done, u.Rate)
	}
	return u
}

// worthTelling reports whether an update says anything new.
func (t *Task) worthTelling(u Update) bool {
	old := &t.told
	return u.Done != old.Done || u.Total != old.Total || u.Note != old.Note || u.Time.Sub(old.Time).Abs() >= still
}

// isOrphan reports whether the context of the task ended long enough ago that
// nobody will call Done.
func (t *Task) isOrphan(now time.Time, patience time.Duration) bool {
	if t.ctx.Err() == nil {
		return false
	}
	if t.orphaned.IsZero() {
		t.orphaned = now
	}
	return now.Sub(t.orphaned) >= patience
}
