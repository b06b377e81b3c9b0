package setup

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/scaling"
)

// Status tells how changing went.
type Status struct {
	Generation int       // 1 for the first settings, one more for each that replaced them
	Applied    time.Time // when those in force were put there
	Failed     time.Time // when the last change failed; zero if it did not
	Err        error     // why; the settings before it are in force
}

// Policy is a scaling.Policy whose settings may be exchanged while a controller
// asks it. Between two changes it is pure, as all policies are. Other limits,
// targets and windows are applied to the past there is. Settings of another
// shape, such as one metric more or a forecast, look back on nothing at first:
// a window that something must be wanted throughout begins again, so that
// nothing shrinks the sooner for a change of settings. It is safe for
// concurrent use.
type Policy struct {
	now atomic.Pointer[version]

	mu     sync.Mutex
	status Status
}

// version is what is in force. It does not change.
type version struct {
	shape    string
	settings Scaling
	policy   scaling.Policy
}

// NewPolicy returns the policy of a section, or an error that tells every fault
// at once.
func NewPolicy(s Scaling) (*Policy, error) {
	p := &Policy{}
	if err := p.Apply(s); err != nil {
		return nil, err
	}
	return p, nil
}

// Apply puts other settings in force, for decisions from now on: all of them,
// or with an error none.
func (p *Policy) Apply(s Scaling) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	err := config.Validate("settings", &s)
	var built scaling.Policy
	if err == nil {
		built, err = s.build()
	}
	if err != nil {
		p.status.Err, p.status.Failed = err, time.Now()
		return err
	}
	p.status = Status{Generation: p.status.Generation + 1, Applied: time.Now()}
	p.now.Store(&version{s.shape(), s, built})
	return nil
}

// Status tells how the last change went.
func (p *Policy) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.status
}

// Settings returns what is in force. What it points to must not be changed.
func (p *Policy) Settings() Scaling { return p.now.Load().settings }

// Controller describes a controller of the policy, with the section's period
// and timeout. These stay as they are when the section changes.
func (p *Policy) Controller() scaling.ControllerBuilder {
	s := p.Settings()
	return scaling.NewController(p).WithPeriod(s.Period).WithTimeout(s.Timeout)
}

// String names the policy.
func (p *Policy) String() string { return "settings" }

// Lookback is that of the settings in force.
func (p *Policy) Lookback() scaling.Lookback { return scaling.LookbackOf(p.now.Load().policy) }

// Decide asks the policy of the settings in force, which is shown what was
// decided by them.
func (p *Policy) Decide(s scaling.Signals) scaling.Decision {
	v := p.now.Load()
	past, changed := v.own(s.Past)
	s.Past = past
	inner := v.policy.Decide(s.Part(0))
	d := inner
	if changed {
		d.Reason += " (the first by settings of another shape)"
	}
	d.Policy, d.Parts, d.Memo = p.String(), []scaling.Decision{inner}, v.shape
	return d
}

// own is the past as far as it was decided by settings of this shape, in whose
// decisions each policy finds its own; changed where the last one was not.
func (v *version) own(past scaling.Past) (own scaling.Past, changed bool) {
	first, ok := past.Oldest()
	if !ok {
		return past, false
	}
	if first.Decision.Memo == v.shape {
		return past, false
	}
	var steps []scaling.Step
	for s := range past.All() { // newest first
		if s.Decision.Memo != v.shape {
			break
		}
		steps = append(steps, s)
	}
	slices.Reverse(steps)
	return scaling.NewPast(steps), len(steps) == 0
}
