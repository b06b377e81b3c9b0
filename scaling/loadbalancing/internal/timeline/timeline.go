// Package timeline is time that never goes back, from clocks that may.
package timeline

import (
	"sync"
	"time"
)

// Line is the time since it was made.
type Line struct {
	base time.Time
	wall func() time.Time // nil: the runtime's monotonic clock

	mu   sync.Mutex
	last time.Time
	sum  time.Duration
}

// New begins a line on a clock; nil is the runtime's.
func New(wall func() time.Time) *Line {
	l := &Line{wall: wall, base: time.Now()}
	if wall != nil {
		l.last = wall()
	}
	return l
}

// Now is the time since the beginning. Where a given clock jumps back, time
// stands still for one reading and goes on from there: it is the sum of the
// clock's steps forward.
func (l *Line) Now() time.Duration {
	if l.wall == nil {
		return time.Since(l.base)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	w := l.wall()
	if step := w.Sub(l.last); step > 0 {
		l.sum += step
	}
	l.last = w
	return l.sum
}

// Wall is the clock's own reading, to show to people.
func (l *Line) Wall() time.Time {
	if l.wall == nil {
		return time.Now()
	}
	return l.wall()
}
