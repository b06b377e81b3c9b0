package breaker

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/internal/timeline"
)

// Builder describes a [Breaker]. It is an immutable value: each With method
// returns a changed copy, and Build may be called any number of times, for one
// breaker each. Use [New]: the zero Builder never trips and never waits.
type Builder struct {
	consecutive  int
	successRate  float64
	span         time.Duration
	minRequests  int
	base, most   time.Duration
	jitter       float64
	probeTimeout time.Duration
	clock        func() time.Time
	listeners    []func(Event)
}

// New describes a breaker that trips on 5 failures in a row, waits 1 s, 2 s,
// … 60 s, each ± 20 %, before it probes, and gives a probe a minute.
func New() Builder {
	return Builder{consecutive: 5, base: time.Second, most: time.Minute, jitter: 0.2, probeTimeout: time.Minute}
}

// WithConsecutiveFailures trips on n failures in a row; 0 switches this policy
// off.
func (b Builder) WithConsecutiveFailures(n int) Builder {
	b.consecutive = n
	return b
}

// WithSuccessRate trips where less than the given share of requests, in
// [0, 1], succeeded during the last window, once it holds minRequests of them.
// Counts are exact and leave the window a tenth of it at a time; after a
// window without requests minRequests must be reached anew. A rate of 0
// switches this policy off, which is the default.
func (b Builder) WithSuccessRate(rate float64, window time.Duration, minRequests int) Builder {
	b.successRate, b.span, b.minRequests = rate, window, minRequests
	return b
}

// WithBackoff sets how long the breaker stays open: base after a trip, twice
// as long after each probe that fails, at most most. Each time is spread by
// ± jitter, in [0, 1), so that many breakers do not probe at once. A probe that
// succeeds brings the time back to base.
func (b Builder) WithBackoff(base, most time.Duration, jitter float64) Builder {
	b.base, b.most, b.jitter = base, most, jitter
	return b
}

// WithProbeTimeout sets after how long a probe whose end is not told counts as
// lost, so that another is let through. It should be longer than requests may
// take: a slow answer is an answer.
func (b Builder) WithProbeTimeout(d time.Duration) Builder {
	b.probeTimeout = d
	return b
}

// WithClock sets the clock; the default is the runtime's monotonic one. A
// clock that jumps back stands still for the breaker.
func (b Builder) WithClock(now func() time.Time) Builder {
	b.clock = now
	return b
}

// WithListener adds a function that is told each change of state, in order and
// one at a time, by whoever brought it about. It may ask the breaker, and
// should be quick.
func (b Builder) WithListener(f func(Event)) Builder {
	b.listeners = append(slices.Clip(b.listeners), f)
	return b
}

// Check returns what Build would refuse.
func (b Builder) Check() error {
	var errs []error
	fail := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("breaker: "+format, args...))
		}
	}
	fail(b.consecutive < 0, "consecutive failures %d: must be >= 0", b.consecutive)
	fail(!(b.successRate >= 0 && b.successRate <= 1), "success rate %v: must be in [0, 1]", b.successRate)
	fail(b.successRate > 0 && b.span < buckets, "window %v: must be >= %dns", b.span, buckets)
	fail(b.minRequests < 0, "min requests %d: must be >= 0", b.minRequests)
	fail(b.base <= 0, "backoff base %v: must be > 0", b.base)
	fail(b.most < b.base, "backoff maximum %v: must be >= base %v", b.most, b.base)
	fail(!(b.jitter >= 0 && b.jitter < 1), "backoff jitter %v: must be in [0, 1)", b.jitter)
	for i, f := range b.listeners {
		fail(f == nil, "listener %d: must not be nil", i)
	}
	fail(b.probeTimeout <= 0, "probe timeout %v: must be > 0", b.probeTimeout)
	return errors.Join(errs...)
}

// Build returns a closed breaker, or an error that tells every fault at once.
func (b Builder) Build() (*Breaker, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	br := &Breaker{cfg: b, time: timeline.New(b.clock)}
	br.news.listeners = b.listeners
	if b.countsRate() {
		br.window.width = b.span / buckets
	}
	return br, nil
}

func (b Builder) countsRate() bool { return b.successRate > 0 }

// wait is how long the breaker stays open for the n-th time in a row, n >= 1.
func (b Builder) wait(n int) time.Duration {
	d := b.base
	for i := 1; i < n && d < b.most; i++ {
		d *= 2
		if d <= 0 { // overflowed
			d = b.most
		}
	}
	d = min(d, b.most)
	return time.Duration(float64(d) * (1 + b.jitter*(2*rand.Float64()-1)))
}
