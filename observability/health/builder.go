package health

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"github.com/scicore-go/scicore/config"
)

// RegistryBuilder describes a [Registry]. It is an immutable value: each With
// method returns a changed copy, so that two descriptions may branch from one.
//
// The zero RegistryBuilder is that of [NewRegistry].
type RegistryBuilder struct {
	checks     []Check
	listeners  []func(Change)
	logger     *slog.Logger
	now        func() time.Time
	grace      time.Duration
	drainDelay time.Duration
	settings   *Settings
}

// NewRegistry returns a description with nothing set.
func NewRegistry() RegistryBuilder { return RegistryBuilder{} }

// clone is the only place that copies a builder: slices are clipped, so that
// appending to the copy never writes into the original.
func (b RegistryBuilder) clone() RegistryBuilder {
	b.checks = slices.Clip(b.checks)
	b.listeners = slices.Clip(b.listeners)
	return b
}

// WithCheck adds checks. More may be registered later.
func (b RegistryBuilder) WithCheck(c ...Check) RegistryBuilder {
	b = b.clone()
	b.checks = append(b.checks, c...)
	return b
}

// WithListener adds a function that is told each change, one at a time and in
// order, on a goroutine of its own. It may probe the registry. One that is slow
// delays no check and no probe.
func (b RegistryBuilder) WithListener(f func(Change)) RegistryBuilder {
	b = b.clone()
	b.listeners = append(b.listeners, f)
	return b
}

// WithLogger logs each change; nil, the default, logs nothing.
func (b RegistryBuilder) WithLogger(l *slog.Logger) RegistryBuilder {
	b = b.clone()
	b.logger = l
	return b
}

// WithClock sets the clock that stamps results and tells their age; the
// default is time.Now. Timeouts and periods are the runtime's timers whatever
// this clock says.
func (b RegistryBuilder) WithClock(now func() time.Time) RegistryBuilder {
	b = b.clone()
	b.now = now
	return b
}

// WithStartupGrace sets for how long after Build, >= 0, liveness passes
// (degraded) whatever its checks say, unless start-up completes before.
func (b RegistryBuilder) WithStartupGrace(d time.Duration) RegistryBuilder {
	b = b.clone()
	b.grace = d
	return b
}

// WithDrainDelay sets how long [Registry.Drain] waits, >= 0: the time that
// load balancers need to see that readiness is off.
func (b RegistryBuilder) WithDrainDelay(d time.Duration) RegistryBuilder {
	b = b.clone()
	b.drainDelay = d
	return b
}

// Build returns the registry, its periodic checks running, or an error that
// tells every fault at once.
func (b RegistryBuilder) Build() (*Registry, error) {
	if err := b.validate(); err != nil {
		return nil, err
	}
	r := &Registry{now: b.now, grace: b.grace, drainDelay: b.drainDelay, settings: b.settings}
	if r.now == nil {
		r.now = time.Now
	}
	r.built = r.now()
	r.news = newNews(b.logger, slices.Clone(b.listeners))
	r.ctx, r.cancel = context.WithCancel(context.Background())
	r.entries.Store(new([]*entry))
	for _, c := range b.checks {
		if err := r.Register(c); err != nil { // validate has seen to it that none comes
			r.Close(context.Background())
			return nil, err
		}
	}
	return r, nil
}

func (b RegistryBuilder) validate() error {
	var errs []error
	if b.settings != nil {
		if err := config.Validate("health settings", b.settings); err != nil {
			errs = append(errs, err)
		}
	}
	if b.grace < 0 {
		errs = append(errs, fmt.Errorf("health: startup grace %v: must be >= 0", b.grace))
	}
	if b.drainDelay < 0 {
		errs = append(errs, fmt.Errorf("health: drain delay %v: must be >= 0", b.drainDelay))
	}
	for i, f := range b.listeners {
		if f == nil {
			errs = append(errs, fmt.Errorf("health: listener %d: must not be nil", i))
		}
	}
	names := make(map[string]bool)
	for _, c := range b.checks {
		errs = append(errs, c.validate())
		if names[c.name] {
			errs = append(errs, fmt.Errorf("health: check %q: name: is given twice", c.name))
		}
		names[c.name] = true
	}
	return errors.Join(errs...)
}
