package loadbalancing

import (
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// rampSteps is how many steps a slow start takes.
const rampSteps = 20

// tuner is a picker with something to adapt now and then, and soon again where
// it does not know enough yet.
type tuner interface{ tune() (settled bool) }

const (
	tuneEvery = 100 * time.Millisecond
	tuneSoon  = 5 * time.Millisecond
)

// Maintain does what is due by the clock: it lets weights grow, ends
// ejections and looks for new outliers, has breakers tried again, and gives up
// requests whose end is overdue. The end of a request does the same when
// something is due, and so does monitoring; whoever has neither, or simulates,
// calls it.
func (b *Balancer) Maintain() {
	b.change(func() { b.maintain(b.clock.Now()) })
}

// maintain is called with the lock held.
func (b *Balancer) maintain(now time.Duration) {
	next := time.Duration(math.MaxInt64)
	if now >= b.rotateAt {
		if b.rotateAt > 0 {
			b.age()
		}
		b.rotateAt = now + b.cfg.leakTimeout
	}
	next = min(next, b.rotateAt)
	next = min(next, b.tune(now), b.rampAndProbe(now), b.sweep(now))
	if b.stale {
		b.rebuild()
	}
	b.due.Store(int64(next))
}

// tune adapts the picker and returns when to do so again.
func (b *Balancer) tune(now time.Duration) time.Duration {
	t, ok := b.snap.Load().picker.(tuner)
	if !ok {
		return math.MaxInt64
	}
	if now >= b.tuneAt {
		b.tuneAt = now + tuneEvery
		if !t.tune() {
			b.tuneAt = now + tuneSoon
		}
	}
	return b.tuneAt
}

// rampAndProbe finds weights that grow and breakers that want to be tried, and
// returns when to look again.
func (b *Balancer) rampAndProbe(now time.Duration) time.Duration {
	next := time.Duration(math.MaxInt64)
	if b.cfg.slowStart == 0 && b.cfg.breaker == nil {
		return next
	}
	for _, e := range b.nodes {
		if e.state.ramping {
			b.stale = true
			next = min(next, now+b.cfg.slowStart/rampSteps)
		}
		if e.breaker == nil || e.state.probing || e.breaker.State() == breaker.Closed {
			continue
		}
		wait := e.breaker.RetryIn()
		b.stale = b.stale || wait == 0
		next = min(next, now+wait)
	}
	return next
}

// age gives up what has been in flight for too long.
func (b *Balancer) age() {
	for _, e := range b.nodes {
		e.rotate()
		b.settle(e)
	}
}

// unlock ends what change begins, for who could take the lock without waiting.
func (b *Balancer) unlock() {
	b.mu.Unlock()
	b.journal.tell()
}
