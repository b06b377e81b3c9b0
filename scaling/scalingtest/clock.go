// Package scalingtest is for tests of what scales: a clock that is moved by
// hand, an actuator and a source in memory, and the suites that every
// actuator and source must pass.
package scalingtest

import (
	"sync"
	"time"
)

// Clock is a scaling.Clock that stands until it is moved.
type Clock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[*timer]bool
	armed  chan struct{}
}

type timer struct {
	at time.Time
	c  chan time.Time
}

// NewClock returns a clock that stands at t.
func NewClock(t time.Time) *Clock {
	return &Clock{now: t, timers: make(map[*timer]bool), armed: make(chan struct{})}
}

// Now returns where the clock stands.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After returns a channel that receives when the clock has been moved by d.
func (c *Clock) After(d time.Duration) (<-chan time.Time, func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := &timer{c.now.Add(d), make(chan time.Time, 1)}
	c.timers[t] = true
	close(c.armed)
	c.armed = make(chan struct{})
	return t.c, func() {
		c.mu.Lock()
		delete(c.timers, t)
		c.mu.Unlock()
	}
}

// Advance moves the clock and fires what is due. A negative d moves it back.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	for t := range c.timers {
		if !t.at.After(c.now) {
			delete(c.timers, t)
			t.c <- c.now
		}
	}
}

// Wait blocks until someone waits for the clock, or a minute has passed by
// the real one; it reports whether someone does.
func (c *Clock) Wait() bool {
	limit := time.NewTimer(time.Minute)
	defer limit.Stop()
	for {
		c.mu.Lock()
		waiting, armed := len(c.timers) > 0, c.armed
		c.mu.Unlock()
		if waiting {
			return true
		}
		select {
		case <-armed:
		case <-limit.C:
			return false
		}
	}
}
