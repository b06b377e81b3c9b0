package health

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// entry is a registered check: the run under way, the last outcome, and the
// timer of a periodic one.
type entry struct {
	check  Check
	reg    *Registry
	ctx    context.Context // ends when the check is taken out or the registry closed
	cancel context.CancelFunc
	last   atomic.Pointer[outcome] // nil before the first result

	mu     sync.Mutex
	flight *flight // the run under way, hung or not; never more than one
	judge  judge
	timer  *time.Timer
	over   bool // taken out or closed: nothing starts, nothing is published
}

// outcome is what the last result left behind. It is immutable.
type outcome struct {
	state     State // after thresholds
	result    Result
	at        time.Time
	took      time.Duration
	runs      int64
	failures  int64     // results that do not pass
	pending   int       // results in a row that have not changed the state yet
	hungSince time.Time // when the run began that has not returned, or zero
}

// flight is one run of a check.
type flight struct {
	begun    time.Time
	done     chan struct{} // closed when probes may read the outcome
	returned chan struct{} // closed when the goroutine has ended
	alarm    *time.Timer
	hung     bool // the timeout has passed
}

func newEntry(r *Registry, c Check) *entry {
	e := &entry{check: c, reg: r}
	e.ctx, e.cancel = context.WithCancel(r.ctx)
	return e
}

// begin starts a periodic check's rhythm.
func (e *entry) begin() {
	if e.check.period <= 0 {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.launch()
	e.timer = time.AfterFunc(e.check.period, e.tick)
}

// tick runs a periodic check, unless the last run is still under way.
func (e *entry) tick() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.over {
		return
	}
	switch {
	case e.flight == nil:
		e.launch()
	case e.flight.hung:
		e.stillOut()
	}
	e.timer.Reset(e.check.period)
}

// refresh sees to it that a fresh result comes, and returns the run to wait
// for, nil if there is none.
func (e *entry) refresh(now time.Time) *flight {
	if e.check.period > 0 || e.fresh(now) {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.over || e.fresh(e.reg.now()): // another probe was faster
		return nil
	case e.flight == nil:
		e.launch()
	case e.flight.hung:
		e.stillOut()
		return nil
	}
	return e.flight
}

// fresh reports whether the last result may answer a probe. One from the
// future may not: the clock was put back, and its age is not known.
func (e *entry) fresh(now time.Time) bool {
	o := e.last.Load()
	if o == nil {
		return false
	}
	age := now.Sub(o.at)
	return age >= 0 && age < e.check.maxAge
}

// launch starts a run. The lock is held.
func (e *entry) launch() {
	f := &flight{begun: e.reg.now(), done: make(chan struct{}), returned: make(chan struct{})}
	e.flight = f
	ctx, cancel := context.WithTimeout(e.ctx, e.check.timeout)
	f.alarm = time.AfterFunc(e.check.timeout, func() { e.expire(f) })
	go e.fly(ctx, cancel, f)
}

// fly calls the check. Whatever the check does, the run lands: it returns,
// panics, or ends its goroutine.
func (e *entry) fly(ctx context.Context, cancel context.CancelFunc, f *flight) {
	defer close(f.returned)
	defer cancel()
	result := Fail(errGoexit)
	defer func() {
		if p := recover(); p != nil {
			result = panicked(p)
		}
		e.land(f, result.tidy())
	}()
	result = e.check.run(ctx)
}

// land takes in what a run found.
func (e *entry) land(f *flight, r Result) {
	f.alarm.Stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	e.flight = nil
	switch {
	case f.hung:
		e.landLate(f, r)
	case e.over:
		close(f.done)
	default:
		e.publish(f, r, time.Time{})
		close(f.done)
	}
}

// landLate completes the report of a run that was given up: its failure has
// been counted, only what it said in the end is new.
func (e *entry) landLate(f *flight, r Result) {
	if e.over {
		return
	}
	o := *e.last.Load()
	took := e.reg.now().Sub(f.begun)
	late := r.Err
	if late == nil {
		late = fmt.Errorf("%v after %v: %s", r.State, took.Round(time.Millisecond), r.Message)
		if r.Message == "" {
			late = fmt.Errorf("%v after %v", r.State, took.Round(time.Millisecond))
		}
	}
	o.result = Fail(&TimeoutError{Timeout: e.check.timeout, Waited: took, Late: late}).tidy()
	o.result.State = Unhealthy // whatever the late error says
	o.took, o.hungSince = took, time.Time{}
	e.last.Store(&o)
}

// expire gives up waiting for a run. Its goroutine goes on; no other is
// started before it returns.
func (e *entry) expire(f *flight) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.flight != f || f.hung {
		return
	}
	f.hung = true
	if !e.over {
		e.publish(f, Fail(&TimeoutError{Timeout: e.check.timeout, Waited: e.check.timeout}), f.begun)
	}
	close(f.done)
}

// stillOut counts a run that could not start because the last one hangs. The
// lock is held.
func (e *entry) stillOut() {
	f := e.flight
	waited := e.reg.now().Sub(f.begun)
	e.publish(f, Fail(&TimeoutError{Timeout: e.check.timeout, Waited: waited}), f.begun)
}

// publish makes a result known. The lock is held.
func (e *entry) publish(f *flight, r Result, hungSince time.Time) {
	o := &outcome{result: r, at: e.reg.now(), hungSince: hungSince}
	o.took = max(0, o.at.Sub(f.begun))
	if old := e.last.Load(); old != nil {
		o.runs, o.failures = old.runs, old.failures
	}
	o.runs++
	if !r.State.Passes() {
		o.failures++
	}
	before := e.judge.state
	changed := e.judge.observe(r.State, e.check.failures, e.check.successes)
	o.state, o.pending = e.judge.state, max(e.judge.worse, e.judge.better)
	e.last.Store(o)
	if changed {
		e.reg.news.tell(Change{Check: e.check.name, From: before, To: o.state, Result: r, Time: o.at})
	}
}

// end stops the rhythm and cancels the run under way, which is returned.
func (e *entry) end() *flight {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.over = true
	e.cancel()
	if e.timer != nil {
		e.timer.Stop()
	}
	return e.flight
}
