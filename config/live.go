package config

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Live holds settings that can be loaded again while the program runs. A
// reading with a fault changes nothing: the last good settings stay. It is
// safe for concurrent use and has no goroutine of its own; see [Live.Watch].
type Live[T any] struct {
	src      Source
	defaults T
	current  atomic.Pointer[T]

	mu        sync.Mutex // one reload at a time
	status    Status
	read      prints
	listeners []func(old, new T)
}

// Status tells how loading went.
type Status struct {
	Generation int       // 1 for the first settings, one more for each that replaced them
	Loaded     time.Time // when the current settings were loaded
	Failed     time.Time // when the last reading failed; zero if it did not
	Err        error     // why: an *Error, or nil
}

// Open loads the settings for the first time; a fault is an error here.
func Open[T any](src Source, defaults T) (*Live[T], error) {
	l := &Live[T]{src: src, defaults: defaults}
	if _, err := l.reload(); err != nil {
		return nil, err
	}
	return l, nil
}

// Current returns the settings in force. What it points to is never changed.
func (l *Live[T]) Current() *T { return l.current.Load() }

// Status tells how the last loading went.
func (l *Live[T]) Status() Status {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

// OnChange adds a function that is called after each change, on the goroutine
// that loads, with the settings before and after. It must not reload.
func (l *Live[T]) OnChange(f func(old, new T)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.listeners = append(l.listeners, f)
}

// Reload reads all sources again, as on a signal. With a fault in them the
// settings stay and the error tells the faults.
func (l *Live[T]) Reload() error {
	_, err := l.reload()
	return err
}

func (l *Live[T]) reload() (changed bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	next, read, err := loadAll(l.src, l.defaults)
	l.read = read
	if err != nil {
		l.status.Err, l.status.Failed = err, time.Now()
		return false, err
	}
	old := l.current.Load()
	l.current.Store(&next)
	l.status = Status{Generation: l.status.Generation + 1, Loaded: time.Now()}
	if old != nil {
		for _, f := range l.listeners {
			f(*old, next)
		}
	}
	return true, nil
}

// Watch looks at the files each interval, those of [FileUser] too, and loads
// again when the content of one changed, until ctx ends; it returns ctx's error. It looks at contents,
// not at times, so that files replaced through links, as Kubernetes does with
// its maps and secrets, are seen, and a half-written file that does not load
// is read again once it is whole. report hears of every attempt: nil or why
// the settings stayed; it may be nil.
func (l *Live[T]) Watch(ctx context.Context, interval time.Duration, report func(error)) error {
	if interval <= 0 {
		return fmt.Errorf("scicore: configuration: watch: interval %v: must be > 0", interval)
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
		if !l.moved() {
			continue
		}
		if err := l.Reload(); report != nil {
			report(err)
		}
	}
}

// moved reports whether a file has other content than when it was last read.
func (l *Live[T]) moved() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for path, before := range l.read {
		if printOf(readBounded(path)) != before {
			return true
		}
	}
	return false
}
