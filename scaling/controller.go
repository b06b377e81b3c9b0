package scaling

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"
)

// Controller holds something at the size its policy wants. It is safe for
// concurrent use; steps are taken one at a time.
type Controller struct {
	set ControllerBuilder

	turn     sync.Mutex // held for a whole step
	lookback Lookback   // of the policy when it was last asked

	mu    sync.Mutex
	steps []Step
}

// Run takes a step at once and then one every period, or sooner when a source
// wakes it, until ctx ends. It returns the context's error. What fails is in
// the steps, and the next is taken all the same.
func (c *Controller) Run(ctx context.Context) error {
	wake := c.wakers()
	for {
		c.Step(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		tick, stop := c.set.clock.After(c.set.period)
		cases := append(slices.Clip(wake), receive(tick), receive(ctx.Done()))
		chosen, _, open := reflect.Select(cases)
		stop()
		if chosen < len(wake) && !open { // a closed channel would wake without end
			wake = slices.Delete(wake, chosen, chosen+1)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
}

func (c *Controller) wakers() (cases []reflect.SelectCase) {
	sources := make([]any, 0, len(c.set.events)+1)
	for _, e := range c.set.events {
		sources = append(sources, e)
	}
	if _, also := c.set.source.(EventSource); !also {
		sources = append(sources, c.set.source)
	}
	for _, s := range sources {
		if w, ok := s.(Waker); ok {
			cases = append(cases, receive(w.Wake()))
		}
	}
	return cases
}

func receive[T any](c <-chan T) reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
}

// Step measures, decides and acts once. What went wrong is in the step's Err.
func (c *Controller) Step(ctx context.Context) Step {
	c.turn.Lock()
	defer c.turn.Unlock()
	now := c.now()
	status, err := c.status(ctx)
	if err != nil {
		return c.failed(now, fmt.Errorf("scaling: status: %w", err))
	}
	load, err := c.load(ctx)
	events, lost := c.events(ctx)
	step := Step{At: now, Current: status.Desired, Ready: status.Ready, Load: load, Asked: status.Desired, Err: errors.Join(err, lost)}
	step.Decision = c.decide(step, events)
	if ctx.Err() == nil {
		step = c.act(ctx, step)
	}
	return c.record(step)
}

// now is the clock's time, but never before that of the last step.
func (c *Controller) now() time.Time {
	now := c.set.clock.Now()
	if last, ok := c.Last(); ok && now.Before(last.At) {
		return last.At
	}
	return now
}

func (c *Controller) status(ctx context.Context) (s Status, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.set.timeout)
	defer cancel()
	defer caught(&err)
	s, err = c.set.actuator.Status(ctx)
	if err == nil && (s.Desired < 0 || s.Ready < 0) {
		err = fmt.Errorf("%d desired, %d ready: must be >= 0", s.Desired, s.Ready)
	}
	s.Ready = min(s.Ready, max(s.Desired, 0)) // what is still stopping serves no more
	return s, err
}

// load measures. Where it cannot, there are no metrics, and policies that
// want some answer Unknown.
func (c *Controller) load(ctx context.Context) (l LoadMetrics, err error) {
	if c.set.source == nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.set.timeout)
	defer cancel()
	defer func() {
		if err != nil {
			l, err = nil, fmt.Errorf("scaling: load: %w", err)
		}
	}()
	defer caught(&err)
	return c.set.source.Load(ctx)
}

func (c *Controller) events(ctx context.Context) (all []Event, err error) {
	for _, source := range c.set.events {
		got, e := c.eventsOf(ctx, source)
		all = append(all, got...)
		if e != nil {
			err = errors.Join(err, fmt.Errorf("scaling: events: %w", e))
		}
	}
	return all, err
}

func (c *Controller) eventsOf(ctx context.Context, source EventSource) (got []Event, err error) {
	ctx, cancel := context.WithTimeout(ctx, c.set.timeout)
	defer cancel()
	defer caught(&err)
	return source.Events(ctx)
}

// decide asks the policy; one that panics decides nothing.
func (c *Controller) decide(step Step, events []Event) (d Decision) {
	s := Signals{Now: step.At, Current: step.Current, Ready: step.Ready, Load: step.Load, Events: events, Past: NewPast(c.Steps())}
	defer func() {
		if r := recover(); r != nil {
			d = Unknown(s, "policy panicked: %v", r)
			d.Policy = nameOf(c.set.policy)
		}
	}()
	c.lookback = LookbackOf(c.set.policy) // a policy may have other settings by now
	d = ask(c.set.policy, s)
	if step.Err != nil {
		d.Reason += " (" + inline(step.Err) + ")"
	}
	if last, ok := c.Last(); ok && last.Asked != step.Current {
		d.Reason += fmt.Sprintf(" (found %d where %d was asked for)", step.Current, last.Asked)
	}
	return d
}

// inline is an error on one line, for a reason.
func inline(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

func (c *Controller) act(ctx context.Context, step Step) Step {
	target := step.Decision.Target
	if step.Decision.Unknown || target == step.Current {
		return step
	}
	ctx, cancel := context.WithTimeout(ctx, c.set.timeout)
	defer cancel()
	if err := c.scale(ctx, target); err != nil {
		err = fmt.Errorf("scaling: scale from %d to %d: %w", step.Current, target, err)
		step.Err = errors.Join(step.Err, err)
		step.Decision.Reason += " (" + inline(err) + ")"
		return step
	}
	step.Asked = target
	return step
}

func (c *Controller) scale(ctx context.Context, target int) (err error) {
	defer caught(&err)
	return c.set.actuator.Scale(ctx, target)
}

// caught turns a panic of what the host gave us into an error.
func caught(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("panicked: %v", r)
	}
}

// failed is a step that found no size: nothing is decided.
func (c *Controller) failed(now time.Time, err error) Step {
	step := Step{At: now, Err: err}
	if last, ok := c.Last(); ok {
		step.Current, step.Ready, step.Asked = last.Asked, last.Ready, last.Asked
	}
	step.Decision = Unknown(Signals{Current: step.Current}, "%v", err)
	if p, ok := c.Last(); ok { // what policies remember outlives a fault
		step.Decision.Memo, step.Decision.Parts = p.Decision.Memo, p.Decision.Parts
	}
	return c.record(step)
}

func (c *Controller) record(step Step) Step {
	if step.Err != nil {
		step.Fault = step.Err.Error()
	}
	c.mu.Lock()
	// Policies and callers hold clipped slices: what is appended is not theirs.
	kept := Trim(c.steps, step.At, c.lookback)
	if len(kept) >= MaxSteps {
		kept = kept[len(kept)-MaxSteps+1:]
	}
	c.steps = append(kept, step)
	c.mu.Unlock()
	c.log(step)
	for _, f := range c.set.listeners {
		f(step)
	}
	return step
}

func (c *Controller) log(step Step) {
	switch {
	case c.set.logger == nil:
	case step.Err != nil:
		c.set.logger.Warn("scaling step", slog.Int("current", step.Current), slog.Int("target", step.Decision.Target),
			slog.String("reason", step.Decision.Reason), slog.Any("error", step.Err))
	case step.Asked != step.Current:
		c.set.logger.Info("scaled", slog.Int("current", step.Current), slog.Int("target", step.Asked), slog.String("reason", step.Decision.Reason))
	}
}

// Last returns the last step, and false before the first.
func (c *Controller) Last() (Step, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.steps) == 0 {
		return Step{}, false
	}
	return c.steps[len(c.steps)-1], true
}

// Steps returns the steps that are remembered, oldest first: as many as the
// policy looks back upon. The caller must not change them.
func (c *Controller) Steps() []Step {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clip(c.steps)
}
