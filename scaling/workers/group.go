package workers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// ErrClosed: the workers were closed.
var ErrClosed = errors.New("workers: closed")

// How long a worker that ended by itself waits before it starts again: twice
// as long each time, unless it ran for longer than the longest wait.
const (
	firstWait   = 100 * time.Millisecond
	longestWait = 30 * time.Second
)

// worker is one that runs, or waits to run again.
type worker struct {
	id     int
	drain  context.CancelFunc // it shall end
	ended  chan struct{}      // it has, for good
	ready  bool
	leaves bool
}

// group keeps a number of workers running. run is one life of a worker: it
// calls ready when it serves and returns when it has ended, which it must soon
// after its context is done.
type group struct {
	run func(ctx context.Context, id int, ready func()) error

	mu      sync.Mutex
	closed  bool
	target  int
	workers []*worker // those that stay come first, oldest first
	faults  int64
	last    error
}

// Status returns how many are wanted and how many serve.
func (g *group) Status(ctx context.Context) (scaling.Status, error) {
	if err := ctx.Err(); err != nil {
		return scaling.Status{}, err
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	s := scaling.Status{Desired: g.target}
	for _, w := range g.workers {
		if w.ready && !w.leaves {
			s.Ready++
		}
	}
	return s, nil
}

// Scale starts workers or lets the youngest end. It does not wait for either.
func (g *group) Scale(ctx context.Context, target int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if target < 0 {
		return fmt.Errorf("workers: scale to %d: must be >= 0", target)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return ErrClosed
	}
	g.resize(target)
	return nil
}

// resize has the lock.
func (g *group) resize(target int) {
	g.target = target
	var stay []*worker
	for _, w := range g.workers {
		if !w.leaves {
			stay = append(stay, w)
		}
	}
	for _, w := range stay[min(target, len(stay)):] {
		w.leaves = true
		w.drain()
	}
	for n := len(stay); n < target; n++ {
		g.start()
	}
}

// start takes the lowest number that is free.
func (g *group) start() {
	id := 0
	for slices.ContainsFunc(g.workers, func(w *worker) bool { return w.id == id }) {
		id++
	}
	ctx, cancel := context.WithCancel(context.Background())
	w := &worker{id: id, drain: cancel, ended: make(chan struct{})}
	g.workers = append(g.workers, w)
	go g.keep(ctx, w)
}

// keep runs a worker until it shall end.
func (g *group) keep(ctx context.Context, w *worker) {
	defer close(w.ended)
	defer g.remove(w)
	defer w.drain()
	wait := firstWait
	for ctx.Err() == nil {
		began := time.Now()
		err := g.live(ctx, w)
		g.ended(w, err)
		if time.Since(began) > longestWait {
			wait = firstWait
		}
		t := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
		wait = min(2*wait, longestWait)
	}
}

// live is one life; a panic is an error.
func (g *group) live(ctx context.Context, w *worker) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("workers: worker %d panicked: %v", w.id, r)
		}
	}()
	return g.run(ctx, w.id, func() {
		g.mu.Lock()
		w.ready = true
		g.mu.Unlock()
	})
}

func (g *group) ended(w *worker, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	w.ready = false
	if !w.leaves {
		g.faults++
		g.last = err
		if err == nil {
			g.last = fmt.Errorf("workers: worker %d ended by itself", w.id)
		}
	}
}

func (g *group) remove(w *worker) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.workers = slices.DeleteFunc(g.workers, func(o *worker) bool { return o == w })
}

// Faults returns how often a worker that was to stay has ended, and why the
// last one did.
func (g *group) Faults() (int64, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.faults, g.last
}

// Leaving returns how many are finishing what they do.
func (g *group) Leaving() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := 0
	for _, w := range g.workers {
		if w.leaves {
			n++
		}
	}
	return n
}

// Close lets all end and waits until they have, or until ctx ends.
func (g *group) Close(ctx context.Context) error {
	g.mu.Lock()
	g.closed = true
	g.resize(0)
	rest := slices.Clone(g.workers)
	g.mu.Unlock()
	for _, w := range rest {
		select {
		case <-w.ended:
		case <-ctx.Done():
			return fmt.Errorf("workers: close: worker %d is still at it: %w", w.id, ctx.Err())
		}
	}
	return nil
}
