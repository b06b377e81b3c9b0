package elastic

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"time"

	"github.com/scicore-go/scicore/internal/fault"
	"github.com/scicore-go/scicore/scaling"
)

// ErrUnavailable: there is no driver for what an URL asks for.
var ErrUnavailable = fault.ErrUnavailable

// Where events say nothing.
const (
	DefaultLeaseTimeout = 10 * time.Minute
	eventMaxReplicas    = 100
)

// Priority decides whose replicas are kept where not all fit below the
// maximum.
type Priority int

const (
	Low    Priority = -1
	Normal Priority = 0
	High   Priority = 1
)

// Action is what to do about an event. The zero Action is nothing.
type Action struct {
	Up       int           // replicas more, >= 0
	Timeout  time.Duration // for how long since the event; 0: [DefaultLeaseTimeout]
	Priority Priority
}

// NoAction does nothing about an event.
var NoAction = Action{}

// ScaleUp asks for n replicas more, for a while.
func ScaleUp(n int) Action { return Action{Up: n} }

// ScalingRule says what to do about events of one name. It is an immutable
// value: each With method returns a changed copy.
type ScalingRule struct {
	event  string
	action Action
}

// NewScalingRule returns a rule for events of a name that does nothing yet.
func NewScalingRule(event string) ScalingRule { return ScalingRule{event: event} }

// ScaleUp asks for n replicas more, >= 1.
func (r ScalingRule) ScaleUp(n int) ScalingRule { r.action.Up = n; return r }

// WithTimeout sets for how long since the event, > 0; the default is
// [DefaultLeaseTimeout].
func (r ScalingRule) WithTimeout(d time.Duration) ScalingRule {
	if r.action.Timeout = d; d == 0 {
		r.action.Timeout = -1 // 0 is not asked for by accident: Build refuses it
	}
	return r
}

// WithPriority sets the priority; the default is [Normal].
func (r ScalingRule) WithPriority(p Priority) ScalingRule { r.action.Priority = p; return r }

func (r ScalingRule) validate() error {
	if r.event == "" {
		return errors.New("elastic: rule: event must be given")
	}
	if err := r.action.validate(); err != nil {
		return fmt.Errorf("elastic: rule %q: %w", r.event, err)
	}
	if r.action.Up == 0 {
		return fmt.Errorf("elastic: rule %q: scales up by nothing", r.event)
	}
	return nil
}

func (a Action) validate() error {
	switch {
	case a.Up < 0 || a.Up > math.MaxInt32:
		return fmt.Errorf("up by %d: must be between 0 and %d", a.Up, math.MaxInt32)
	case a.Timeout < 0:
		return errors.New("timeout: must be > 0")
	case a.Priority < Low || a.Priority > High:
		return fmt.Errorf("priority %d: is none of Low, Normal, High", a.Priority)
	}
	return nil
}

// Driver opens the events at an URL.
type Driver func(ctx context.Context, u *url.URL) (scaling.EventSource, error)

// EventDrivenScalerBuilder describes an [EventDrivenScaler]. It is an
// immutable value: each With method returns a changed copy.
type EventDrivenScalerBuilder struct {
	base    scaling.Policy
	rules   []ScalingRule
	handler func(scaling.Event) Action
	max     int
	urls    []string
	sources []scaling.EventSource
	drivers map[string]Driver
}

// NewEventDrivenScaler describes a scaler with no rules, at most 100 replicas
// and a base of one.
func NewEventDrivenScaler() EventDrivenScalerBuilder {
	return EventDrivenScalerBuilder{max: eventMaxReplicas,
		base: scaling.PolicyFunc(func(scaling.Signals) scaling.Decision { return scaling.Scale(1, "1") })}
}

func (b EventDrivenScalerBuilder) clone() EventDrivenScalerBuilder {
	b.rules, b.urls, b.sources = slices.Clip(b.rules), slices.Clip(b.urls), slices.Clip(b.sources)
	drivers := make(map[string]Driver, len(b.drivers)+1)
	for scheme, d := range b.drivers {
		drivers[scheme] = d
	}
	b.drivers = drivers
	return b
}

// WithBase sets the policy that says what is wanted without events; it is
// shown the size without theirs. The default is one replica.
func (b EventDrivenScalerBuilder) WithBase(p scaling.Policy) EventDrivenScalerBuilder {
	b = b.clone()
	b.base = p
	return b
}

// WithScalingRules adds rules, one for each name of event.
func (b EventDrivenScalerBuilder) WithScalingRules(r ...ScalingRule) EventDrivenScalerBuilder {
	b = b.clone()
	b.rules = append(b.rules, r...)
	return b
}

// WithHandler sets what decides about events that have no rule. It must depend
// on nothing but the event.
func (b EventDrivenScalerBuilder) WithHandler(f func(scaling.Event) Action) EventDrivenScalerBuilder {
	b = b.clone()
	b.handler = f
	return b
}

// WithMaxReplicas sets what base and events together may ask for, >= 1; the
// default is 100.
func (b EventDrivenScalerBuilder) WithMaxReplicas(n int) EventDrivenScalerBuilder {
	b = b.clone()
	b.max = n
	return b
}

// WithEventSource adds a source by its URL. Its scheme needs a driver; the
// error of Build is [ErrUnavailable] where there is none.
func (b EventDrivenScalerBuilder) WithEventSource(url string) EventDrivenScalerBuilder {
	b = b.clone()
	b.urls = append(b.urls, url)
	return b
}

// WithDriver adds the driver of a scheme, such as that of [Bus.Driver] for
// "memory".
func (b EventDrivenScalerBuilder) WithDriver(scheme string, d Driver) EventDrivenScalerBuilder {
	b = b.clone()
	b.drivers[scheme] = d
	return b
}

// WithEvents adds sources that are open.
func (b EventDrivenScalerBuilder) WithEvents(s ...scaling.EventSource) EventDrivenScalerBuilder {
	b = b.clone()
	b.sources = append(b.sources, s...)
	return b
}

// Build opens the sources and returns the scaler, or an error that tells every
// fault at once; sources that were opened are then closed, where they are
// io.Closers.
func (b EventDrivenScalerBuilder) Build(ctx context.Context) (*EventDrivenScaler, error) {
	b = b.clone()
	errs := []error{b.validate()}
	s := &EventDrivenScaler{base: b.base, rules: make(map[string]Action), handler: b.handler, max: b.max, sources: b.sources}
	for _, r := range b.rules {
		s.rules[r.event] = r.action
	}
	for _, u := range b.urls {
		source, err := b.open(ctx, u)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		s.sources, s.opened = append(s.sources, source), append(s.opened, source)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (b EventDrivenScalerBuilder) validate() error {
	var errs []error
	if b.base == nil {
		errs = append(errs, errors.New("elastic: events: base must not be nil"))
	} else if v, ok := b.base.(scaling.Validator); ok {
		errs = append(errs, v.Validate())
	}
	if b.max < 1 {
		errs = append(errs, fmt.Errorf("elastic: events: at most %d replicas: must be >= 1", b.max))
	}
	seen := make(map[string]bool)
	for _, r := range b.rules {
		errs = append(errs, r.validate())
		if seen[r.event] {
			errs = append(errs, fmt.Errorf("elastic: rule %q: is given twice", r.event))
		}
		seen[r.event] = true
	}
	for i, s := range b.sources {
		if s == nil {
			errs = append(errs, fmt.Errorf("elastic: events: source %d must not be nil", i))
		}
	}
	return errors.Join(errs...)
}

func (b EventDrivenScalerBuilder) open(ctx context.Context, text string) (scaling.EventSource, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, fmt.Errorf("elastic: event source: %w", err)
	}
	d := b.drivers[u.Scheme]
	if d == nil {
		there := make([]string, 0, len(b.drivers))
		for scheme := range b.drivers {
			there = append(there, scheme)
		}
		slices.SortFunc(there, cmp.Compare[string])
		return nil, fmt.Errorf("%w: event source %s: no driver for scheme %q; there are %q: add one by WithDriver", ErrUnavailable, u.Redacted(), u.Scheme, there)
	}
	source, err := d(ctx, u)
	if err == nil && source == nil {
		err = errors.New("the driver returned nothing")
	}
	if err != nil {
		return nil, fmt.Errorf("elastic: event source %s: %w", u.Redacted(), err)
	}
	return source, nil
}
