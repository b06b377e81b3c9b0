// Package sched splits work over a bounded number of workers.
//
// A Pool owns tokens, not goroutines: a parallel region takes the tokens that
// are free, runs its chunks on that many goroutines beside the caller's own,
// and gives the tokens back. Nothing persists between regions, so a Pool needs
// no Close and leaks nothing; regions that nest or run at the same time share
// the tokens and never oversubscribe the machine. Who ran a chunk never
// changes a result, so taking fewer workers is always allowed.
package sched

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Pool bounds the workers of all regions that run on it. A nil Pool runs
// everything on the calling goroutine. A Pool is safe for concurrent use.
type Pool struct {
	workers int
	free    atomic.Int64 // tokens for goroutines beside the callers' own
}

// New returns a pool of n workers, the caller of a region being one of them.
// It panics if n < 1.
func New(n int) *Pool {
	if n < 1 {
		panic(fmt.Sprintf("sched: %d workers: must be >= 1", n))
	}
	p := &Pool{workers: n}
	p.free.Store(int64(n - 1))
	return p
}

// Workers returns how many goroutines a region runs on at most.
func (p *Pool) Workers() int {
	if p == nil {
		return 1
	}
	return p.workers
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

// For calls body once for each chunk in [0, chunks), on up to Workers
// goroutines in no fixed order, and returns when all have returned. Once done
// is closed no further chunk starts and For returns false; a nil done never
// closes. A panic in a worker is raised again in the caller as a *Fault, after
// the other workers have stopped.
func (p *Pool) For(done <-chan struct{}, chunks int, body func(chunk int)) bool {
	helpers := 0
	if p != nil && chunks > 1 {
		helpers = p.acquire(min(p.workers, chunks) - 1)
	}
	if helpers == 0 {
		return serial(done, chunks, body)
	}
	r := &region{chunks: int64(chunks), done: done, body: body}
	r.wg.Add(helpers)
	for range helpers {
		go func() {
			defer r.wg.Done()
			defer p.free.Add(1) // before Done: the caller finds its tokens back
			r.work()
		}()
	}
	r.work()
	r.wg.Wait()
	if f := r.fault.Load(); f != nil {
		panic(f)
	}
	return !r.stopped.Load()
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

// region is one call of For in flight.
type region struct {
	next    atomic.Int64
	chunks  int64
	done    <-chan struct{}
	body    func(int)
	wg      sync.WaitGroup
	stopped atomic.Bool
	fault   atomic.Pointer[Fault]
}

// work runs chunks until none is left, the region is cancelled or a chunk
// panics.
func (r *region) work() {
	defer r.catch()
	for {
		i := r.next.Add(1) - 1
		if i >= r.chunks {
			return
		}
		if r.stopped.Load() || closed(r.done) {
			r.stopped.Store(true)
			return
		}
		r.body(int(i))
	}
}

func (r *region) catch() {
	v := recover()
	if v == nil {
		return
	}
	f, ok := v.(*Fault) // a region inside this one has wrapped it already
	if !ok {
		f = &Fault{Value: v, Stack: debug.Stack()}
	}
	r.fault.CompareAndSwap(nil, f)
	r.stopped.Store(true)
}

// Fault carries a panic from a worker to the caller of For, with the stack
// of the goroutine where it happened.
type Fault struct {
	Value any
	Stack []byte
}

// Error makes a Fault an error, so that a recovering host can report it.
func (f *Fault) Error() string {
	return fmt.Sprintf("%v\n\nworker stack:\n%s", f.Value, f.Stack)
}

// Unwrap returns the panic value if it was an error.
func (f *Fault) Unwrap() error {
	err, _ := f.Value.(error)
	return err
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
