package health

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Registry holds checks and answers probes. It is safe for concurrent use; one
// with periodic checks must be closed.
type Registry struct {
	now        func() time.Time
	built      time.Time
	grace      time.Duration
	drainDelay time.Duration
	settings   *Settings // for checks that do not set their own
	news       *news
	ctx        context.Context // of all runs
	cancel     context.CancelFunc

	started  atomic.Bool // start-up was complete once
	proven   atomic.Bool // and there were checks to say so
	notReady atomic.Bool
	draining atomic.Bool
	closed   atomic.Bool

	mu      sync.Mutex               // registration
	entries atomic.Pointer[[]*entry] // replaced, never written to
}

// Register adds a check. A periodic one starts at once.
func (r *Registry) Register(c Check) error {
	if err := c.validate(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed.Load() {
		return fmt.Errorf("health: check %q: %w", c.name, ErrClosed)
	}
	all := *r.entries.Load()
	if slices.ContainsFunc(all, func(e *entry) bool { return e.check.name == c.name }) {
		return fmt.Errorf("health: check %q: name: is registered already", c.name)
	}
	e := newEntry(r, c.under(r.settings).settle())
	grown := append(slices.Clip(all), e)
	r.entries.Store(&grown)
	e.begin()
	return nil
}

// Unregister takes a check out, cancels its run and reports whether there was
// one of that name. A run that hangs is not waited for.
func (r *Registry) Unregister(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := *r.entries.Load()
	i := slices.IndexFunc(all, func(e *entry) bool { return e.check.name == name })
	if i < 0 {
		return false
	}
	gone := all[i]
	rest := slices.Delete(slices.Clone(all), i, i+1)
	r.entries.Store(&rest)
	gone.end()
	return true
}

// Probe answers one probe, or [All]: it runs the checks whose results are too
// old, side by side, waits for them while ctx lasts, and sums up. Checks named
// in exclude are left out. Whatever ctx does, runs go on until their own
// timeout, and other probes share them.
func (r *Registry) Probe(ctx context.Context, p Probe, exclude ...string) Report {
	asked, unmatched := r.selection(r.widen(p), exclude)
	if !(p == Startup && r.started.Load()) {
		await(ctx, asked, r.now())
	}
	rep := r.sumUp(p, asked, unmatched)
	if p == Readiness && len(exclude) == 0 {
		r.news.ready(rep)
	}
	return rep
}

// ProbeCheck answers for one check that p asks, and reports whether there is
// one of that name. It runs the check under the same rules as
// [Registry.Probe].
func (r *Registry) ProbeCheck(ctx context.Context, p Probe, name string) (CheckReport, bool) {
	for _, e := range *r.entries.Load() {
		if e.check.name == name && e.check.probes&p != 0 {
			await(ctx, []*entry{e}, r.now())
			var c CheckReport
			e.report(r.now(), &c)
			return c, true
		}
	}
	return CheckReport{}, false
}

// Snapshot answers as [Registry.Probe] does from what is known already. It
// runs nothing and never waits.
func (r *Registry) Snapshot(p Probe, exclude ...string) Report {
	asked, unmatched := r.selection(r.widen(p), exclude)
	return r.sumUp(p, asked, unmatched)
}

// widen makes readiness wait for start-up.
func (r *Registry) widen(p Probe) Probe {
	if p == Readiness && !r.started.Load() {
		return p | Startup
	}
	return p
}

// await starts what is due before it waits for any.
func await(ctx context.Context, asked []*entry, now time.Time) {
	var flights []*flight
	for _, e := range asked {
		if f := e.refresh(now); f != nil {
			flights = append(flights, f)
		}
	}
	for _, f := range flights {
		select {
		case <-f.done:
		case <-ctx.Done():
			return
		}
	}
}

// SetReady says whether the host is willing to take work, apart from what the
// checks say. A new registry is willing. While draining, readiness stays off.
func (r *Registry) SetReady(ready bool) {
	r.notReady.Store(!ready)
	r.tellMode()
}

// Ready reports whether the host is willing to take work: not what the checks
// say.
func (r *Registry) Ready() bool { return r.mode() == "" }

// Drain turns readiness off for good and then waits, so that whoever sends
// work sees it before the service stops taking any: the drain delay, or until
// ctx ends, whose error it returns. Call it before shutting a server down.
func (r *Registry) Drain(ctx context.Context) error {
	r.draining.Store(true)
	r.tellMode()
	if r.drainDelay <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(r.drainDelay)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("health: drain delay of %v cut short: %w", r.drainDelay, ctx.Err())
	}
}

// tellMode lets listeners know that readiness went off. That it is on again is
// for the next probe to find.
func (r *Registry) tellMode() {
	if note := r.mode(); note != "" {
		r.news.ready(Report{Probe: Readiness, State: Unhealthy, Time: r.now(), Notes: []string{note}})
	}
}

// Close turns readiness off, stops periodic checks, cancels the runs under way
// and waits until they and the listeners have returned, or ctx ends: then the
// error names the checks that hang. Closing twice is closing once.
func (r *Registry) Close(ctx context.Context) error {
	r.mu.Lock()
	r.closed.Store(true)
	all := *r.entries.Load()
	r.mu.Unlock()
	r.cancel()
	r.tellMode()
	flights := make(map[string]*flight)
	for _, e := range all {
		if f := e.end(); f != nil {
			flights[e.check.name] = f
		}
	}
	var hung []string
	for name, f := range flights {
		if !ended(ctx, f.returned) {
			hung = append(hung, name)
		}
	}
	slices.Sort(hung)
	var errs []error
	if len(hung) > 0 {
		errs = append(errs, fmt.Errorf("health: close: checks still running: %s: %w", strings.Join(hung, ", "), ctx.Err()))
	}
	if !ended(ctx, r.news.close()) {
		errs = append(errs, fmt.Errorf("health: close: a listener still runs: %w", ctx.Err()))
	}
	return errors.Join(errs...)
}

// ended waits for a channel to be closed; one that is closed already counts
// even if ctx has ended.
func ended(ctx context.Context, c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
	}
	select {
	case <-c:
		return true
	case <-ctx.Done():
		return false
	}
}
