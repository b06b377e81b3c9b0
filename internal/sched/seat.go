package sched

import (
	"runtime"
	"sync/atomic"
	"time"
)

const (
	// linger is how long a worker waits for another region: about what waking
	// a core anew would cost, so that waiting never costs more than twice what
	// the better choice would have.
	linger = 64 * time.Microsecond
	// courtesy is after how long a waiting goroutine lets others run.
	courtesy = 4 * time.Microsecond
	// patience is how long a caller watches its workers' last chunks before
	// it goes to sleep.
	patience = 20 * time.Microsecond
)

// seat is where one worker waits: nil while it is empty, idle while a worker
// waits, a region once one was offered and until the worker takes it.
type seat struct {
	r atomic.Pointer[region]
	_ [56]byte // a cache line for itself
}

var idle = new(region)

// offer gives r to the worker at this seat, if one waits.
func (s *seat) offer(r *region) bool {
	return s.r.Load() == idle && s.r.CompareAndSwap(idle, r)
}

// sit takes an empty seat and says which, or returns nil.
func (p *Pool) sit() (*seat, int) {
	for i := range p.seats {
		s := &p.seats[i]
		if s.r.Load() == nil && s.r.CompareAndSwap(nil, idle) {
			p.waiting.Add(1)
			return s, i
		}
	}
	return nil, 0
}

// await returns the region offered at a seat and leaves the seat. When none
// came in time it gives the worker's token back and returns nil.
func (p *Pool) await(s *seat) *region {
	r := watch(linger, func() *region {
		if r := s.r.Load(); r != idle {
			return r
		}
		return nil
	})
	if r == nil && s.r.CompareAndSwap(idle, nil) {
		p.waiting.Add(-1)
		p.free.Add(1)
		return nil
	}
	r = s.r.Load() // offered, perhaps at the last moment
	p.waiting.Add(-1)
	s.r.Store(nil)
	return r
}

// watch asks ready until it answers, or for about the given time, without
// giving up the processor for longer than others need it.
func watch(limit time.Duration, ready func() *region) *region {
	begin := clock()
	polite := begin
	for {
		for range 8 {
			if r := ready(); r != nil {
				return r
			}
			pause()
		}
		now := clock()
		if now-begin > int64(limit) {
			return nil
		}
		if now-polite > int64(courtesy) {
			runtime.Gosched()
			polite = now
		}
	}
}
