package sched

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
)

// region is one call of For in flight.
type region struct {
	spans   []span // the chunks, one span for each worker
	done    <-chan struct{}
	body    func(int)
	state   atomic.Int64  // workers inside, and the flags below
	empty   chan struct{} // closed by the last worker, where the caller sleeps
	stopped atomic.Bool
	fault   atomic.Pointer[Fault]
	watcher Watcher
}

// span is a run of chunks that one worker does first. Work on the same memory
// that comes again finds it in the cache of the same core.
type span struct {
	next atomic.Int64
	end  int64
	_    [48]byte // a cache line for itself
}

// newRegion divides chunks among workers.
func newRegion(done <-chan struct{}, chunks, workers int, body func(int)) *region {
	r := &region{done: done, body: body, spans: make([]span, workers)}
	for i := range r.spans {
		r.spans[i].next.Store(int64(i * chunks / workers))
		r.spans[i].end = int64((i + 1) * chunks / workers)
	}
	return r
}

const (
	shut   = 1 << 32 // no worker may enter any more
	asleep = 1 << 33 // the caller waits on empty
)

// enter lets a worker in, unless all chunks were done before it came.
func (r *region) enter() bool {
	for {
		s := r.state.Load()
		if s&shut != 0 {
			return false
		}
		if r.state.CompareAndSwap(s, s+1) {
			return true
		}
	}
}

// leave is the end of a worker's part.
func (r *region) leave() {
	if r.state.Add(-1) == shut|asleep {
		close(r.empty)
		runtime.Gosched() // the caller runs here at once
	}
}

// close keeps late workers out and waits until those inside have left.
func (r *region) close() {
	if r.state.Or(shut) == 0 {
		return
	}
	if watch(patience, func() *region {
		if r.state.Load() == shut {
			return r
		}
		return nil
	}) != nil {
		return
	}
	r.empty = make(chan struct{})
	if r.state.Or(asleep) != shut {
		<-r.empty
	}
}

// watched is work on a worker's goroutine.
func (r *region) watched(at int) {
	if r.watcher == nil {
		r.work(at)
		return
	}
	end := r.watcher.Work(at)
	r.work(at) // catches panics
	end()
}

// work runs chunks until none is left, the region is cancelled or a chunk
// panics: those of span at first, then what the others have left.
func (r *region) work(at int) {
	defer r.catch()
	for k := range r.spans {
		s := &r.spans[(at+k)%len(r.spans)]
		for s.next.Load() < s.end {
			i := s.next.Add(1) - 1
			if i >= s.end {
				break
			}
			if r.stopped.Load() || closed(r.done) {
				r.stopped.Store(true)
				return
			}
			r.body(int(i))
		}
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
