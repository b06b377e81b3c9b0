package scaling

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"
)

// Where a [ControllerBuilder] is told nothing.
const (
	DefaultPeriod  = 15 * time.Second
	DefaultTimeout = 10 * time.Second
)

// MaxSteps is how many steps a controller remembers at most, however far its
// policy wants to look back.
const MaxSteps = 100_000

// ControllerBuilder describes a [Controller]. It is an immutable value: each
// With method returns a changed copy.
type ControllerBuilder struct {
	policy    Policy
	source    Source
	events    []EventSource
	actuator  Actuator
	clock     Clock
	period    time.Duration
	timeout   time.Duration
	past      []Step
	listeners []func(Step)
	logger    *slog.Logger
}

// NewController returns the description of a controller of policy p.
func NewController(p Policy) ControllerBuilder {
	return ControllerBuilder{policy: p, clock: SystemClock{}, period: DefaultPeriod, timeout: DefaultTimeout}
}

func (b ControllerBuilder) clone() ControllerBuilder {
	b.events = slices.Clip(b.events)
	b.listeners = slices.Clip(b.listeners)
	return b
}

// WithSource sets where the load comes from. Without one there are only
// events and the time.
func (b ControllerBuilder) WithSource(s Source) ControllerBuilder {
	b = b.clone()
	b.source = s
	return b
}

// WithEvents adds sources of events besides the source of the load.
func (b ControllerBuilder) WithEvents(s ...EventSource) ControllerBuilder {
	b = b.clone()
	b.events = append(b.events, s...)
	return b
}

// WithActuator sets what is scaled.
func (b ControllerBuilder) WithActuator(a Actuator) ControllerBuilder {
	b = b.clone()
	b.actuator = a
	return b
}

// WithPeriod sets the time between steps, > 0; the default is 15 s.
func (b ControllerBuilder) WithPeriod(d time.Duration) ControllerBuilder {
	b = b.clone()
	b.period = d
	return b
}

// WithTimeout sets how long source and actuator each may take, > 0; the
// default is 10 s. One that does not heed its context holds up the step.
func (b ControllerBuilder) WithTimeout(d time.Duration) ControllerBuilder {
	b = b.clone()
	b.timeout = d
	return b
}

// WithClock sets the clock; the default is [SystemClock].
func (b ControllerBuilder) WithClock(c Clock) ControllerBuilder {
	b = b.clone()
	b.clock = c
	return b
}

// WithPast gives the controller steps of before, oldest first, such as those
// of the process it replaces.
func (b ControllerBuilder) WithPast(steps []Step) ControllerBuilder {
	b = b.clone()
	b.past = slices.Clone(steps)
	return b
}

// WithListener adds a function that is told each step, on the goroutine that
// takes them.
func (b ControllerBuilder) WithListener(f func(Step)) ControllerBuilder {
	b = b.clone()
	b.listeners = append(b.listeners, f)
	return b
}

// WithLogger logs each change of size and each fault; nil, the default, logs
// nothing.
func (b ControllerBuilder) WithLogger(l *slog.Logger) ControllerBuilder {
	b = b.clone()
	b.logger = l
	return b
}

// Build returns the controller, or an error that tells every fault at once.
// Nothing happens before its Run or Step.
func (b ControllerBuilder) Build() (*Controller, error) {
	errs := []error{validate(b.policy)}
	if b.actuator == nil {
		errs = append(errs, errors.New("scaling: controller: actuator: must not be nil"))
	}
	if b.clock == nil {
		errs = append(errs, errors.New("scaling: controller: clock: must not be nil"))
	}
	if b.period <= 0 {
		errs = append(errs, fmt.Errorf("scaling: controller: period %v: must be > 0", b.period))
	}
	if b.timeout <= 0 {
		errs = append(errs, fmt.Errorf("scaling: controller: timeout %v: must be > 0", b.timeout))
	}
	for i, f := range b.listeners {
		if f == nil {
			errs = append(errs, fmt.Errorf("scaling: controller: listener %d: must not be nil", i))
		}
	}
	for i, e := range b.events {
		if e == nil {
			errs = append(errs, fmt.Errorf("scaling: controller: events %d: must not be nil", i))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	b = b.clone()
	if e, ok := b.source.(EventSource); ok {
		b.events = append(b.events, e)
	}
	return &Controller{set: b, lookback: LookbackOf(b.policy), steps: b.past}, nil
}
