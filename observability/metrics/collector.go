package metrics

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/observability/metrics/system"
)

// DefaultInterval is how often a Collector collects, where its options do not
// say otherwise.
const DefaultInterval = time.Minute

// Metrics is what a service is doing, from the machine to the business. What
// is not collected is nil.
type Metrics struct {
	Time        time.Time        `json:"time"`
	System      *system.Snapshot `json:"system,omitempty"`
	Application *Application     `json:"app,omitempty"`
	Business    *Business        `json:"business,omitempty"`
}

// Sink is where metrics are sent.
type Sink struct {
	Name string
	// Send gets each snapshot in turn. It must end with the context, which
	// lasts SinkTimeout, and must not change what it gets.
	Send func(context.Context, Metrics) error
}

// Clock tells the time and waits; it is there for tests.
type Clock interface {
	Now() time.Time
	// After returns a channel that gets a value after d, unless stopped.
	After(d time.Duration) (fires <-chan time.Time, stop func())
}

// CollectorOptions say what a Collector collects, how often, and where it
// goes. At least one of System, Application and Business must be there.
type CollectorOptions struct {
	System      *system.Collector
	Application *ApplicationCollector
	Business    *BusinessCollector

	Interval    time.Duration // 0: DefaultInterval
	Sinks       []Sink
	SinkTimeout time.Duration // 0: half the interval
	Clock       Clock         // nil: the system's
}

// Collector takes metrics of a service at intervals (the MetricsCollector of
// the source documents) and hands them on. It is safe for concurrent use.
type Collector struct {
	o       CollectorOptions
	latest  atomic.Pointer[Metrics]
	running atomic.Bool

	mu    sync.Mutex
	stats CollectorStats
}

// CollectorStats are counts since a Collector was made.
type CollectorStats struct {
	Collections int64                `json:"collections"`
	Incomplete  int64                `json:"incomplete"` // collections in which something could not be read
	Missed      int64                `json:"missed"`     // intervals that passed while collecting or sending
	Sinks       map[string]SinkStats `json:"sinks,omitempty"`
}

// SinkStats are counts of one sink.
type SinkStats struct {
	Sent      int64  `json:"sent"`
	Failed    int64  `json:"failed"` // errors and panics
	Slow      int64  `json:"slow"`   // took longer than SinkTimeout
	LastError string `json:"lastError,omitempty"`
}

// ErrRunning: Run was called while it ran.
var ErrRunning = errors.New("metrics: the collector is running already")

// NewCollector returns a Collector that has collected nothing yet. The error
// names everything that is wrong with the options.
func NewCollector(o CollectorOptions) (*Collector, error) {
	var errs []error
	if o.System == nil && o.Application == nil && o.Business == nil {
		errs = append(errs, errors.New("nothing to collect: system, application and business are nil"))
	}
	if o.Interval < 0 || o.SinkTimeout < 0 {
		errs = append(errs, fmt.Errorf("interval %v, sink timeout %v: must be >= 0", o.Interval, o.SinkTimeout))
	}
	c := &Collector{o: o, stats: CollectorStats{Sinks: map[string]SinkStats{}}}
	c.o.Sinks = append([]Sink(nil), o.Sinks...)
	for i, s := range c.o.Sinks {
		if _, twice := c.stats.Sinks[s.Name]; s.Name == "" || twice || s.Send == nil {
			errs = append(errs, fmt.Errorf("sink %d, %q: must have a name of its own and a function", i, s.Name))
		}
		c.stats.Sinks[s.Name] = SinkStats{}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("metrics: %w", err)
	}
	if c.o.Interval == 0 {
		c.o.Interval = DefaultInterval
	}
	if c.o.SinkTimeout == 0 {
		c.o.SinkTimeout = c.o.Interval / 2
	}
	if c.o.Clock == nil {
		c.o.Clock = systemClock{}
	}
	return c, nil
}

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (systemClock) After(d time.Duration) (<-chan time.Time, func()) {
	t := time.NewTimer(d)
	return t.C, func() { t.Stop() }
}

// Collect takes metrics once, sends them nowhere, and keeps them as the
// latest. The error joins what could not be read; the rest stands.
func (c *Collector) Collect(ctx context.Context) (Metrics, error) {
	if ctx.Err() != nil {
		return Metrics{}, context.Cause(ctx)
	}
	m := Metrics{Time: c.o.Clock.Now()}
	var errs []error
	if c.o.System != nil {
		s, err := c.o.System.Collect(ctx)
		errs = append(errs, err)
		if !s.Time.IsZero() {
			m.System = &s
		}
	}
	if c.o.Application != nil {
		a := c.o.Application.Snapshot()
		m.Application = &a
	}
	if c.o.Business != nil {
		b, err := c.o.Business.Collect(ctx)
		errs = append(errs, err)
		m.Business = &b
	}
	err := errors.Join(errs...)
	if ctx.Err() != nil {
		return m, err // half of it: not what should be shown
	}
	c.latest.Store(&m)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Collections++
	if err != nil {
		c.stats.Incomplete++
	}
	return m, err
}

// Latest returns what was collected last, if anything was.
func (c *Collector) Latest() (Metrics, bool) {
	m := c.latest.Load()
	if m == nil {
		return Metrics{}, false
	}
	return *m, true
}

// Stats returns counts.
func (c *Collector) Stats() CollectorStats {
	c.mu.Lock()
	defer c.mu.Unlock()
	s := c.stats
	s.Sinks = make(map[string]SinkStats, len(c.stats.Sinks))
	for name, one := range c.stats.Sinks {
		s.Sinks[name] = one
	}
	return s
}

// Run collects at once and then at each interval, and calls the sinks one
// after the other, on the caller's goroutine. It ends with the context and
// returns its cause. What cannot be read and what sinks do is counted and
// never ends it; intervals that pass meanwhile are left out, not made up for.
func (c *Collector) Run(ctx context.Context) error {
	if !c.running.CompareAndSwap(false, true) {
		return ErrRunning
	}
	defer c.running.Store(false)
	next := c.o.Clock.Now()
	for {
		m, _ := c.Collect(ctx) // counted, and in the snapshot
		for _, s := range c.o.Sinks {
			if ctx.Err() == nil {
				c.send(ctx, s, m)
			}
		}
		next = c.following(next)
		fires, stop := c.o.Clock.After(next.Sub(c.o.Clock.Now()))
		select {
		case <-ctx.Done():
			stop()
			return context.Cause(ctx)
		case <-fires:
		}
	}
}

// following returns the first multiple of the interval after the time that
// was due which is still to come. A clock that was put back is followed.
func (c *Collector) following(due time.Time) time.Time {
	now := c.o.Clock.Now()
	if now.Before(due) {
		return now.Add(c.o.Interval)
	}
	missed := int64(now.Sub(due) / c.o.Interval)
	c.mu.Lock()
	c.stats.Missed += missed
	c.mu.Unlock()
	return due.Add(time.Duration(missed+1) * c.o.Interval)
}

func (c *Collector) send(ctx context.Context, s Sink, m Metrics) {
	ctx, cancel := context.WithTimeout(ctx, c.o.SinkTimeout)
	defer cancel()
	begun := c.o.Clock.Now()
	err := guard(ctx, s, m)
	slow := c.o.Clock.Now().Sub(begun) > c.o.SinkTimeout || ctx.Err() == context.DeadlineExceeded
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.stats.Sinks[s.Name]
	if slow {
		one.Slow++
	}
	if err == nil {
		one.Sent++
	} else {
		one.Failed++
		one.LastError = err.Error()
	}
	c.stats.Sinks[s.Name] = one
}

// guard turns the panic of a sink into an error.
func guard(ctx context.Context, s Sink, m Metrics) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &PanicError{p, debug.Stack()}
		}
	}()
	return s.Send(ctx, m)
}
