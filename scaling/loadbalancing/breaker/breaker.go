package breaker

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/internal/timeline"
)

// State is what a breaker does with requests.
type State uint8

const (
	Closed   State = iota // lets them through
	Open                  // refuses them
	HalfOpen              // one is under way as a probe, the others are refused
)

// String returns the name of the state.
func (s State) String() string {
	switch s {
	case Closed:
		return "closed"
	case Open:
		return "open"
	case HalfOpen:
		return "half-open"
	}
	return "unknown"
}

// Result is how a request ended.
type Result uint8

const (
	Success     Result = iota
	Failure            // counts for both policies
	RateLimited        // refused for want of capacity: counts for the success rate, and fails a probe
	Canceled           // says nothing; a probe that ends so is repeated by the next request
)

// ErrOpen is the sentinel of every [*OpenError].
var ErrOpen = errors.New("breaker: open")

// OpenError reports that a request was refused.
type OpenError struct {
	State      State         // Open or HalfOpen
	RetryAfter time.Duration // until the next probe may be let through; 0: after the one under way
	Reason     string        // why the breaker tripped
}

func (e *OpenError) Error() string {
	if e.State == HalfOpen {
		return fmt.Sprintf("breaker: half-open: a probe is under way (%s)", e.Reason)
	}
	return fmt.Sprintf("breaker: open for another %v (%s)", e.RetryAfter.Round(time.Millisecond), e.Reason)
}

// Is makes errors.Is(err, ErrOpen) true.
func (e *OpenError) Is(target error) bool { return target == ErrOpen }

// Breaker is a circuit breaker. It is safe for concurrent use; [Builder]
// makes it.
type Breaker struct {
	cfg  Builder
	time *timeline.Line

	// now is the epoch times four plus the state. Each change of state begins
	// an epoch, and permits carry the epoch they were given in: what began in
	// another one is not counted.
	now    atomic.Uint64
	streak atomic.Int64 // failures in a row; written under mu, read without

	mu        sync.Mutex
	window    window
	retryAt   time.Duration // when an open breaker lets a probe through, or a probe counts as lost
	attempts  int           // openings since the breaker was last closed
	reason    string        // of the last trip
	trips     int64
	since     time.Duration
	lastEvent Event

	news news
}

func pack(epoch uint64, s State) uint64 { return epoch<<2 | uint64(s) }

// State returns the state. An open breaker whose time is over is open until
// somebody asks for the probe.
func (b *Breaker) State() State { return State(b.now.Load() & 3) }

// Permit is the right to make one request and to tell how it ended. It is a
// value. The zero Permit tells nobody.
type Permit struct {
	b     *Breaker
	epoch uint64
}

// Probe reports whether the request decides a half-open breaker.
func (p Permit) Probe() bool { return p.b != nil && p.b.now.Load() == pack(p.epoch, HalfOpen) }

// Allow lets a request through or returns an [*OpenError].
func (b *Breaker) Allow() (Permit, error) {
	if w := b.now.Load(); State(w&3) == Closed {
		return Permit{b, w >> 2}, nil
	}
	p, err := b.probe()
	b.news.tell()
	return p, err
}

// probe lets a request through where one is due to find out.
func (b *Breaker) probe() (Permit, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := b.now.Load()
	state, epoch := State(w&3), w>>2
	if state == Closed {
		return Permit{b, epoch}, nil
	}
	now := b.time.Now()
	if now < b.retryAt {
		e := &OpenError{State: state, Reason: b.reason}
		if state == Open {
			e.RetryAfter = b.retryAt - now
		}
		return Permit{}, e
	}
	reason := "the time to wait is over: one probe is let through"
	if state == HalfOpen {
		reason = "the probe did not end in time: another is let through"
	}
	b.retryAt = now + b.cfg.probeTimeout
	b.change(HalfOpen, now, reason)
	return Permit{b, epoch + 1}, nil
}

// Done tells how the request ended. A permit of an epoch that is over, and a
// second call during a probe, count for nothing.
func (p Permit) Done(r Result) {
	if p.b == nil || r == Canceled && !p.Probe() {
		return
	}
	p.b.done(p.epoch, r)
}

// Record tells how a request ended for which no permit was asked. It counts
// only while the breaker is closed.
func (b *Breaker) Record(r Result) {
	if w := b.now.Load(); State(w&3) == Closed && r != Canceled {
		b.done(w>>2, r)
	}
}

func (b *Breaker) done(epoch uint64, r Result) {
	if r == Success && !b.cfg.countsRate() && b.streak.Load() == 0 && b.now.Load() == pack(epoch, Closed) {
		return // nothing to change
	}
	b.mu.Lock()
	if w := b.now.Load(); w>>2 == epoch {
		now := b.time.Now()
		switch State(w & 3) {
		case Closed:
			b.count(r, now)
		case HalfOpen:
			b.conclude(r, now)
		}
	}
	b.mu.Unlock()
	b.news.tell()
}

// count takes in a result of a closed breaker and trips where a policy says
// so. Where both do, the row of failures is the reason.
func (b *Breaker) count(r Result, now time.Duration) {
	switch r {
	case Success:
		b.streak.Store(0)
	case Failure:
		b.streak.Add(1)
	}
	ok, total := b.window.add(now, r == Success)
	if n := b.streak.Load(); b.cfg.consecutive > 0 && n >= int64(b.cfg.consecutive) {
		b.trip(now, fmt.Sprintf("%d failures in a row (limit %d)", n, b.cfg.consecutive))
		return
	}
	if b.cfg.countsRate() && r != Success && total >= int64(b.cfg.minRequests) && float64(ok) < b.cfg.successRate*float64(total) {
		b.trip(now, fmt.Sprintf("success rate %.3g %% of %d requests (limit %.3g %%)",
			100*float64(ok)/float64(total), total, 100*b.cfg.successRate))
	}
}

// conclude takes in the result of the probe.
func (b *Breaker) conclude(r Result, now time.Duration) {
	switch r {
	case Success:
		b.attempts = 0
		b.clear()
		b.change(Closed, now, "the probe succeeded")
	case Canceled:
		b.retryAt = now
		b.change(Open, now, "the probe was canceled: the next request is one")
	default:
		b.open(now, "the probe failed: "+b.reason)
	}
}

func (b *Breaker) trip(now time.Duration, reason string) {
	b.reason = reason
	b.trips++
	b.clear()
	b.open(now, reason)
}

// open refuses requests for the next of the growing times.
func (b *Breaker) open(now time.Duration, reason string) {
	b.attempts++
	wait := b.cfg.wait(b.attempts)
	b.retryAt = now + wait
	b.change(Open, now, fmt.Sprintf("%s; open for %v", reason, wait.Round(time.Millisecond)))
}

func (b *Breaker) clear() {
	b.streak.Store(0)
	b.window.clear()
}

// change begins an epoch.
func (b *Breaker) change(to State, now time.Duration, reason string) {
	w := b.now.Load()
	b.now.Store(pack(w>>2+1, to))
	b.since = now
	b.lastEvent = Event{Time: b.time.Wall(), From: State(w & 3), To: to, Reason: reason}
	b.news.add(b.lastEvent)
}

// RetryIn returns how long it takes until a probe may be let through: 0 where
// the breaker is closed or a probe is due.
func (b *Breaker) RetryIn() time.Duration {
	if b.State() == Closed {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.State() == Closed {
		return 0
	}
	return max(0, b.retryAt-b.time.Now())
}

// Do calls f if the breaker lets it, and tells the breaker how it ended: nil
// is a success, an error a failure unless ctx is done.
func (b *Breaker) Do(ctx context.Context, f func(context.Context) error) error {
	p, err := b.Allow()
	if err != nil {
		return err
	}
	result := Failure // of a panic as well
	defer func() { p.Done(result) }()
	err = f(ctx)
	if err == nil {
		result = Success
	} else if ctx.Err() != nil {
		result = Canceled
	}
	return err
}

// Status is a breaker as it is.
type Status struct {
	State       State         `json:"state"`
	For         time.Duration `json:"for"`         // in this state
	RetryIn     time.Duration `json:"retry_in"`    // until a probe may be let through
	Consecutive int64         `json:"consecutive"` // failures in a row
	Successes   int64         `json:"successes"`   // in the window
	Requests    int64         `json:"requests"`    // in the window
	Trips       int64         `json:"trips"`       // since the breaker was built
	Last        Event         `json:"last_event"`  // the last change of state
}

// Status returns the breaker as it is.
func (b *Breaker) Status() Status {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.time.Now()
	s := Status{State: b.State(), For: now - b.since, Consecutive: b.streak.Load(), Trips: b.trips, Last: b.lastEvent}
	if s.State != Closed {
		s.RetryIn = max(0, b.retryAt-now)
	}
	s.Successes, s.Requests = b.window.sum(now)
	return s
}
