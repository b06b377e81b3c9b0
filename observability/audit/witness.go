package audit

import (
	"context"
	"fmt"
	"time"
)

// witnessing calls the host's witness apart from the committer.
type witnessing struct {
	next  chan Checkpoint // at most one waits, the newest
	quit  chan struct{}
	ended chan struct{}
}

func startWitness(f func(context.Context, Checkpoint) error, timeout time.Duration, stats *counters) *witnessing {
	w := &witnessing{next: make(chan Checkpoint, 1), quit: make(chan struct{}), ended: make(chan struct{})}
	call := func(c Checkpoint) {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		if err := guarded(ctx, f, c); err != nil {
			stats.witnessErrors.Add(1)
			err = fmt.Errorf("audit: witness: %w", err)
			stats.background.Store(&err)
			return
		}
		stats.witnessed.Store(c.Size)
	}
	go func() {
		defer close(w.ended)
		for {
			select {
			case c := <-w.next:
				call(c)
			case <-w.quit:
				select {
				case c := <-w.next:
					call(c)
				default:
				}
				return
			}
		}
	}()
	return w
}

// guarded calls the host's function; a panic in it is an error of the call.
func guarded(ctx context.Context, f func(context.Context, Checkpoint) error, c Checkpoint) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f(ctx, c)
}

// offer puts c in place of an older checkpoint that waits. Only the committer
// calls it.
func (w *witnessing) offer(c Checkpoint) {
	select {
	case <-w.next:
	default:
	}
	w.next <- c
}

// stop waits for the last checkpoint to be offered and taken.
func (w *witnessing) stop() {
	close(w.quit)
	<-w.ended
}
