package progress

import (
	"context"
	"iter"
	"slices"
	"sync"
)

// Latest is a sink that keeps the last update of each task, for any number of
// readers, none of whom can hold up the work or another reader. The zero Latest
// is ready to use; it may serve several [With] only if their ids need not be
// told apart. It must not be copied.
type Latest struct {
	mu      sync.Mutex
	updates []Update // by id
	readers map[*Subscription]struct{}
}

// keepEnded is how many ended tasks are remembered.
const keepEnded = 64

// Report takes an update in.
func (l *Latest) Report(u Update) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i, found := slices.BinarySearchFunc(l.updates, u.ID, byID)
	if found {
		l.updates[i] = u
	} else {
		l.updates = slices.Insert(l.updates, i, u)
	}
	if u.State.Over() {
		l.updates = forget(l.updates, keepEnded)
	}
	for s := range l.readers {
		s.put(u)
	}
}

func byID(u Update, id uint64) int {
	switch {
	case u.ID < id:
		return -1
	case u.ID > id:
		return 1
	}
	return 0
}

// forget drops the oldest ended tasks beyond keep.
func forget(us []Update, keep int) []Update {
	ended := 0
	for i := range us {
		if us[i].State.Over() {
			ended++
		}
	}
	return slices.DeleteFunc(us, func(u Update) bool {
		if ended > keep && u.State.Over() {
			ended--
			return true
		}
		return false
	})
}

// Snapshot returns the last update of each task, oldest task first: all that
// run and the last 64 that ended.
func (l *Latest) Snapshot() []Update {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.updates)
}

// Updates yields the last update of each task, and from then on what is new,
// until ctx ends. A slow reader gets fewer updates, the latest of each task.
func (l *Latest) Updates(ctx context.Context) iter.Seq[Update] {
	return func(yield func(Update) bool) {
		s := l.Subscribe()
		defer s.Close()
		for {
			for _, u := range s.Take() {
				if !yield(u) {
					return
				}
			}
			select {
			case <-s.Ready():
			case <-ctx.Done():
				return
			}
		}
	}
}

// Subscribe returns a reader, who first finds what [Latest.Snapshot] tells. It
// must be closed.
func (l *Latest) Subscribe() *Subscription {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &Subscription{from: l, pending: make(map[uint64]int), ready: make(chan struct{}, 1)}
	for _, u := range l.updates {
		s.put(u)
	}
	if l.readers == nil {
		l.readers = make(map[*Subscription]struct{})
	}
	l.readers[s] = struct{}{}
	return s
}

// Subscription is a reader of a [Latest]: for each task at most one update
// waits, the latest.
type Subscription struct {
	from  *Latest
	ready chan struct{}

	mu      sync.Mutex
	queue   []Update
	pending map[uint64]int // where a task's update waits in queue
}

// maxPending bounds what waits for a reader: ended tasks beyond it are
// forgotten, the oldest first.
const maxPending = 4096

func (s *Subscription) put(u Update) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i, waiting := s.pending[u.ID]; waiting {
		s.queue[i] = u
	} else {
		s.pending[u.ID] = len(s.queue)
		s.queue = append(s.queue, u)
	}
	if len(s.queue) > maxPending {
		s.queue = forget(s.queue, maxPending/2)
		clear(s.pending)
		for i, u := range s.queue {
			s.pending[u.ID] = i
		}
	}
	select {
	case s.ready <- struct{}{}:
	default:
	}
}

// Ready returns a channel that has a value when there is something to take.
func (s *Subscription) Ready() <-chan struct{} { return s.ready }

// Take returns what is new since the last Take; it never waits.
func (s *Subscription) Take() []Update {
	s.mu.Lock()
	defer s.mu.Unlock()
	q := s.queue
	s.queue = nil
	clear(s.pending)
	return q
}

// Close ends the subscription.
func (s *Subscription) Close() {
	s.from.mu.Lock()
	defer s.from.mu.Unlock()
	delete(s.from.readers, s)
}
