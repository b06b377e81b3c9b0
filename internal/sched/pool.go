// Package sched splits work over a bounded number of workers.
//
// A Pool owns tokens, not goroutines: a parallel region takes the tokens that
// are free, runs its chunks on that many goroutines beside the caller's own,
// and gives the tokens back. Who ran a chunk never changes a result, so taking
// fewer workers is always allowed.
//
// Waking a sleeping core costs tens of microseconds, as much as many a region
// takes. So a worker that has finished waits a moment, [linger], at its seat
// for the next region, which then starts within a fraction of a microsecond.
// After that it ends: nothing persists, a Pool needs no Close and leaks
// nothing. Regions that nest or run at the same time share the tokens and
// never oversubscribe the machine.
package sched

import (
	"fmt"
	"runtime"
	"sync/atomic"
	"time"
)

// Pool bounds the workers of all regions that run on it. A nil Pool runs
// everything on the calling goroutine. A Pool is safe for concurrent use.
type Pool struct {
	*crew
	watcher Watcher // nil: nobody watches
}

// crew is what all pools made from one by Watched share.
type crew struct {
	workers int
	free    atomic.Int64 // tokens for goroutines beside the callers' own
	seats   []seat       // where workers wait for the next region
	waiting atomic.Int64 // workers at their seats
	asked   atomic.Int64 // when Hot was called last
}

// New returns a pool of n workers, the caller of a region being one of them.
// It panics if n < 1.
func New(n int) *Pool {
	if n < 1 {
		panic(fmt.Sprintf("sched: %d workers: must be >= 1", n))
	}
	// More workers than processors make sense only while they run.
	p := &Pool{crew: &crew{workers: n, seats: make([]seat, min(n, runtime.GOMAXPROCS(0))-1)}}
	p.free.Store(int64(n - 1))
	return p
}

// A Watcher hears of the workers beside the caller: Work is called on the
// worker's own goroutine before its part of a region, and what it returns
// after it. Workers are numbered from 1; regions that nest may have workers of
// the same number at the same time.
type Watcher interface {
	Work(worker int) (end func())
}

// Watched returns a pool with the same workers and tokens whose regions w
// hears of.
func (p *Pool) Watched(w Watcher) *Pool {
	if p == nil {
		return nil
	}
	return &Pool{crew: p.crew, watcher: w}
}

// Workers returns how many goroutines a region runs on at most.
func (p *Pool) Workers() int {
	if p == nil {
		return 1
	}
	return p.workers
}

// Hot reports whether a region of a few microseconds may be worth its start:
// a worker is waiting, or this is one of several such regions in a row, so
// that the worker which comes too late for this one helps with the next. A
// single short piece of work is done sooner alone.
func (p *Pool) Hot() bool {
	if p == nil || p.workers == 1 {
		return false
	}
	now := clock()
	last := p.asked.Swap(now)
	return p.waiting.Load() > 0 || last != 0 && now-last < int64(linger)
}

// For calls body once for each chunk in [0, chunks), on up to Workers
// goroutines in no fixed order, and returns when all have returned. Once done
// is closed no further chunk starts and For returns false; a nil done never
// closes. A panic in a worker is raised again in the caller as a *Fault, after
// the other workers have stopped.
func (p *Pool) For(done <-chan struct{}, chunks int, body func(chunk int)) bool {
	if p == nil || p.workers == 1 || chunks <= 1 {
		return serial(done, chunks, body)
	}
	workers := min(p.workers, chunks)
	r := newRegion(done, chunks, workers, body)
	r.watcher = p.watcher
	if p.recruit(r, workers-1) == 0 {
		return serial(done, chunks, body)
	}
	r.work(0)
	r.close()
	if f := r.fault.Load(); f != nil {
		panic(f)
	}
	return !r.stopped.Load()
}

// recruit offers r to up to want workers, those that wait first, and returns
// how many there were.
func (p *Pool) recruit(r *region, want int) int {
	got := 0
	for i := 0; got < want && i < len(p.seats) && p.waiting.Load() > 0; i++ {
		if p.seats[i].offer(r) {
			got++
		}
	}
	fresh := p.acquire(want - got)
	for i := range fresh {
		go p.worker(r, 1+got+i)
	}
	return got + fresh
}

// acquire takes up to want tokens and returns how many it got.
func (p *Pool) acquire(want int) int {
	for {
		have := p.free.Load()
		got := min(have, int64(want))
		if got <= 0 {
			return 0
		}
		if p.free.CompareAndSwap(have, have-got) {
			return int(got)
		}
	}
}

// worker holds a token and works on r, from span at on, and on what it is
// offered within the linger after that.
func (p *Pool) worker(r *region, at int) {
	for r != nil {
		joined := r.enter()
		if joined {
			r.watched(at)
		}
		s, place := p.sit() // before leaving: the caller finds its workers back
		if s == nil {
			p.free.Add(1)
		}
		if joined {
			r.leave()
		}
		if s == nil {
			return
		}
		r, at = p.await(s), 1+place
	}
}

func serial(done <-chan struct{}, chunks int, body func(int)) bool {
	for i := range chunks {
		if closed(done) {
			return false
		}
		body(i)
	}
	return true
}

func closed(done <-chan struct{}) bool {
	if done == nil {
		return false
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}

var start = time.Now()

// clock returns nanoseconds since the package was loaded.
func clock() int64 { return int64(time.Since(start)) }
