package scalingtest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// Actuator is a scaling.Actuator in memory: replicas that take a while to
// start, by its clock. It is safe for concurrent use.
type Actuator struct {
	clock   scaling.Clock
	startup time.Duration

	mu      sync.Mutex
	started []time.Time // when each replica was asked for, oldest first
	fail    error
	calls   int
}

// NewActuator returns an actuator with n replicas, which are ready at once;
// later ones are ready after startup.
func NewActuator(clock scaling.Clock, n int, startup time.Duration) *Actuator {
	a := &Actuator{clock: clock, startup: startup}
	for range n {
		a.started = append(a.started, clock.Now().Add(-startup))
	}
	return a
}

// Fail makes every further call fail with err; nil mends it.
func (a *Actuator) Fail(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.fail = err
}

// Calls returns how often Scale was called.
func (a *Actuator) Calls() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls
}

// Status counts the replicas.
func (a *Actuator) Status(ctx context.Context) (scaling.Status, error) {
	if err := ctx.Err(); err != nil {
		return scaling.Status{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.fail != nil {
		return scaling.Status{}, a.fail
	}
	s := scaling.Status{Desired: len(a.started)}
	now := a.clock.Now()
	for _, at := range a.started {
		if !at.Add(a.startup).After(now) {
			s.Ready++
		}
	}
	return s, nil
}

// Scale starts replicas, or stops the newest.
func (a *Actuator) Scale(ctx context.Context, target int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if target < 0 {
		return fmt.Errorf("scalingtest: target %d: must be >= 0", target)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls++
	if a.fail != nil {
		return a.fail
	}
	for len(a.started) < target {
		a.started = append(a.started, a.clock.Now())
	}
	a.started = a.started[:target]
	return nil
}

// Source is a scaling.Source in memory that says what it was told. It is
// safe for concurrent use.
type Source struct {
	mu     sync.Mutex
	load   scaling.LoadMetrics
	err    error
	events []scaling.Event
	wake   chan struct{}
}

// NewSource returns a source of this load.
func NewSource(load ...scaling.Metric) *Source {
	return &Source{load: load, wake: make(chan struct{}, 1)}
}

// Set changes the load.
func (s *Source) Set(load ...scaling.Metric) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.load, s.err = load, nil
}

// Fail makes the source fail until it is set.
func (s *Source) Fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

// Load returns what was set.
func (s *Source) Load(ctx context.Context) (scaling.LoadMetrics, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.load, s.err
}

// Emit tells events and wakes who listens.
func (s *Source) Emit(e ...scaling.Event) {
	s.mu.Lock()
	s.events = append(s.events, e...)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default: // whoever is to wake has not yet done so
	}
}

// Events returns what was emitted since the call before.
func (s *Source) Events(ctx context.Context) ([]scaling.Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.events
	s.events = nil
	return e, nil
}

// Wake receives when there are events.
func (s *Source) Wake() <-chan struct{} { return s.wake }
