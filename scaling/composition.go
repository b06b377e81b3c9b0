package scaling

import (
	"errors"
	"slices"
	"time"
)

// Composition is a policy with layers around it. It is an immutable value:
// each With method returns a changed copy, with one more layer outside the
// others. Layers act in the order in which they are written.
//
// A Composition is a policy itself, so that one may stand within another;
// Build, or that of what it stands in, tells everything that is wrong with
// it. What is wrong and was never built decides nothing.
type Composition struct {
	base   Policy
	layers []layer
}

// layer is what stands around a policy.
type layer interface {
	// decide returns its own decision, made from that of the policy within.
	decide(s Signals, inner Decision) Decision
	lookback() Lookback
	validate() error
	name() string
}

// From returns a composition of one policy, to put layers around.
func From(p Policy) Composition { return Composition{base: p} }

func (c Composition) with(l layer) Composition {
	c.layers = append(slices.Clip(c.layers), l)
	return c
}

// Build returns the policy, or an error that tells every fault at once.
func (c Composition) Build() (Policy, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return c.nested(), nil
}

// Validate tells every fault at once.
func (c Composition) Validate() error {
	errs := []error{validate(c.base)}
	for _, l := range c.layers {
		errs = append(errs, l.validate())
	}
	return errors.Join(errs...)
}

// Decide asks the policy and passes what it says through the layers.
func (c Composition) Decide(s Signals) Decision {
	if err := c.Validate(); err != nil {
		return Unknown(s, "%v", err)
	}
	return c.nested().Decide(s)
}

// Lookback is that of the policy and all layers.
func (c Composition) Lookback() Lookback { return LookbackOf(c.nested()) }

// String names the outermost layer.
func (c Composition) String() string { return nameOf(c.nested()) }

// nested is the composition as policies within each other.
func (c Composition) nested() Policy {
	p := c.base
	for _, l := range c.layers {
		p = within{p, l}
	}
	return p
}

// within is a policy in one layer: its decision is part 0 of the layer's.
type within struct {
	inner Policy
	layer layer
}

func (w within) String() string { return w.layer.name() }

func (w within) Decide(s Signals) Decision {
	inner := ask(w.inner, s.Part(0))
	d := inner
	d.Memo = nil
	d.Policy = w.layer.name()
	d = w.layer.decide(s, d)
	d.Parts = []Decision{inner}
	return d
}

func (w within) Lookback() Lookback {
	return LookbackOf(w.inner).max(w.layer.lookback())
}

// WithLimits keeps the target between min and max, both included; what is
// unknown too, so that a size out of bounds is put right.
func (c Composition) WithLimits(min, max int) Composition { return c.with(limits{min, max}) }

// WithTolerance ignores changes by less than or just a fraction of the present
// size, 0.1 of ten replicas being one.
func (c Composition) WithTolerance(fraction float64) Composition {
	return c.with(tolerance{fraction, fraction})
}

// WithTolerances is WithTolerance with a fraction for each direction.
func (c Composition) WithTolerances(up, down float64) Composition {
	return c.with(tolerance{up, down})
}

// WithStabilization grows only to the least of what was wanted within the
// last up, and shrinks only to the most of what was wanted within the last
// down. A window that reaches back before the first step counts the size
// found there as wanted.
func (c Composition) WithStabilization(up, down time.Duration) Composition {
	return c.with(stabilization{up, down})
}

// WithConsecutive waits for up steps in a row that want to grow before it
// grows, and for down steps that want to shrink before it shrinks. The
// present step counts.
func (c Composition) WithConsecutive(up, down int) Composition {
	return c.with(consecutive{up, down})
}

// WithCooldown does not grow within up of the last change of size, nor shrink
// within down of it.
func (c Composition) WithCooldown(up, down time.Duration) Composition {
	return c.with(cooldown{up, down})
}

// WithIncrements grows by at most up and shrinks by at most down in one step;
// 0 forbids that direction.
func (c Composition) WithIncrements(up, down int) Composition {
	return c.with(increments{up, down})
}

// WithRates limits how much the size may change within periods of time.
func (c Composition) WithRates(up, down Rates) Composition {
	return c.with(rates{up, down})
}

// WithSchedule keeps the target within the bounds of those windows that are
// open; where several are, within all of them, the highest minimum going
// before the lowest maximum.
func (c Composition) WithSchedule(w ...Window) Composition {
	return c.with(schedule{slices.Clone(w)})
}

// WithBudget keeps the target to what the rest of a budget can pay for.
func (c Composition) WithBudget(b Budget) Composition { return c.with(budget{b}) }

// WithForecastOnly changes nothing: the reason tells what would have been done.
func (c Composition) WithForecastOnly() Composition { return c.with(forecastOnly{}) }
