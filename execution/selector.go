package execution

import (
	"errors"
	"fmt"
	"time"
)

// Candidate is an engine with what it said of a plan: an estimate, or the
// reason why it cannot run it.
type Candidate struct {
	Engine   Engine
	Estimate Estimate
	Err      error
}

// Decision is the engine a Selector chose and why.
type Decision struct {
	Engine     Engine
	Estimate   Estimate
	Reason     string
	Candidates []Candidate
}

// A Selector is a policy: it looks at what the engines said and decides. It
// has no state, no clock and no goroutine.
type Selector interface {
	Select(candidates []Candidate) (Decision, error)
}

// Fastest selects the engine with the smallest estimated duration; between
// equals the one registered first.
type Fastest struct{}

// Select implements [Selector].
func (Fastest) Select(cs []Candidate) (Decision, error) {
	best, next := -1, -1
	for i, c := range cs {
		switch {
		case c.Err != nil:
		case best < 0 || c.Estimate.Duration < cs[best].Estimate.Duration:
			best, next = i, best
		case next < 0 || c.Estimate.Duration < cs[next].Estimate.Duration:
			next = i
		}
	}
	if best < 0 {
		return Decision{}, refused(cs)
	}
	d := Decision{Engine: cs[best].Engine, Estimate: cs[best].Estimate, Candidates: cs}
	if next < 0 {
		d.Reason = "the only engine that can run the plan"
	} else {
		d.Reason = fmt.Sprintf("estimated %v, %s %v", Round(d.Estimate.Duration),
			cs[next].Engine.Name(), Round(cs[next].Estimate.Duration))
	}
	return d, nil
}

// Fixed always selects the engine with its name, and fails where that engine
// cannot run the plan or is not there.
type Fixed string

// Select implements [Selector].
func (name Fixed) Select(cs []Candidate) (Decision, error) {
	for _, c := range cs {
		if c.Engine.Name() != string(name) {
			continue
		}
		if c.Err != nil {
			return Decision{}, fmt.Errorf("execution: engine %q: %w", string(name), c.Err)
		}
		return Decision{Engine: c.Engine, Estimate: c.Estimate, Reason: "asked for by name", Candidates: cs}, nil
	}
	have := make([]string, 0, len(cs))
	for _, c := range cs {
		have = append(have, c.Engine.Name())
	}
	return Decision{}, &UnavailableError{What: fmt.Sprintf("engine %q", string(name)),
		Looked: fmt.Sprintf("the runtime has %q", have)}
}

// refused gathers why no candidate can run the plan.
func refused(cs []Candidate) error {
	if len(cs) == 0 {
		return &UnavailableError{What: "engine", Looked: "the runtime has none"}
	}
	errs := make([]error, 0, len(cs))
	for _, c := range cs {
		errs = append(errs, fmt.Errorf("engine %q: %w", c.Engine.Name(), c.Err))
	}
	return fmt.Errorf("execution: no engine can run the plan: %w", errors.Join(errs...))
}

// Consider asks every engine for its estimate of p.
func Consider(p *Plan, engines []Engine) []Candidate {
	cs := make([]Candidate, len(engines))
	for i, e := range engines {
		est, err := e.Estimate(p)
		cs[i] = Candidate{Engine: e, Estimate: est, Err: err}
	}
	return cs
}

// Round keeps three digits of a duration, for people.
func Round(d time.Duration) time.Duration {
	for unit := time.Duration(1); unit < time.Hour; unit *= 10 {
		if d < 1000*unit {
			return d.Round(unit)
		}
	}
	return d.Round(time.Second)
}
