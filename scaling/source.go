package scaling

import (
	"context"
	"time"
)

// Source measures the load. An error means that nothing is known; a metric
// with an error of its own, that this one is not.
//
// A Source may also be an [EventSource] or a [Waker].
type Source interface {
	Load(ctx context.Context) (LoadMetrics, error)
}

// SourceFunc is a function that is a source.
type SourceFunc func(ctx context.Context) (LoadMetrics, error)

// Load calls f.
func (f SourceFunc) Load(ctx context.Context) (LoadMetrics, error) { return f(ctx) }

// EventSource tells what happened since it was asked before.
type EventSource interface {
	Events(ctx context.Context) ([]Event, error)
}

// Waker has something to tell now: its channel makes a controller take a step
// before its period is over.
type Waker interface {
	Wake() <-chan struct{}
}

// Actuator changes the size of something.
type Actuator interface {
	// Status returns the size.
	Status(ctx context.Context) (Status, error)
	// Scale asks for a size. It may return before the size is reached.
	Scale(ctx context.Context, target int) error
}

// Status is the size of something.
type Status struct {
	Desired int `json:"desired"` // asked for
	Ready   int `json:"ready"`   // serving now
}

// Clock is the time a controller lives by.
type Clock interface {
	Now() time.Time
	// After returns a channel that receives once d has passed, and a function
	// that gives it up.
	After(d time.Duration) (<-chan time.Time, func())
}

// SystemClock is the clock of the machine.
type SystemClock struct{}

// Now returns time.Now.
func (SystemClock) Now() time.Time { return time.Now() }

// After returns the channel of a timer.
func (SystemClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}
