package horizontal

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// HPAPolicy describes a policy with the semantics of the Kubernetes
// HorizontalPodAutoscaler (autoscaling/v2). It is an immutable value: each
// With method returns a changed copy.
//
// The largest size that any metric asks for is taken. While one of several is
// unknown, the others may make the service grow and not shrink. Sizes outside
// the limits are put right whatever is known of the load. A service of no
// replicas is switched off, unless none is within its limits.
type HPAPolicy struct {
	min, max                   int
	targets                    []MetricTarget
	toleranceUp, toleranceDown float64
	readiness, initialization  time.Duration
	stabilizeUp, stabilizeDown time.Duration
	ratesUp, ratesDown         scaling.Rates
}

// DefaultScaleUp is as in Kubernetes: by 100 % or by 4 in 15 seconds,
// whichever is more.
func DefaultScaleUp() scaling.Rates {
	return scaling.Rates{Of: []scaling.Rate{{Percent: 100, Period: 15 * time.Second}, {Replicas: 4, Period: 15 * time.Second}}}
}

// DefaultScaleDown is as in Kubernetes: down to the minimum at once.
func DefaultScaleDown() scaling.Rates {
	return scaling.Rates{Of: []scaling.Rate{{Percent: 100, Period: 15 * time.Second}}}
}

// HPA returns a policy of 1 to 10 replicas with the defaults of Kubernetes and
// no metric yet: a tolerance of 0.1, what was wanted in the last 300 seconds
// before it shrinks, 100 % or 4 replicas in 15 seconds upwards.
func HPA() HPAPolicy {
	return HPAPolicy{min: 1, max: 10, toleranceUp: DefaultTolerance, toleranceDown: DefaultTolerance,
		readiness: DefaultInitialReadiness, initialization: DefaultCPUInitialization,
		stabilizeDown: 300 * time.Second, ratesUp: DefaultScaleUp(), ratesDown: DefaultScaleDown()}
}

// WithReplicas sets the limits; a minimum of 0 lets the service be scaled to
// nothing and back, for which it needs a metric that is there without it.
func (h HPAPolicy) WithReplicas(min, max int) HPAPolicy { h.min, h.max = min, max; return h }

// WithUtilization holds a utilisation at a fraction in (0, 1] of what was
// requested, such as scaling.CPU at 0.7.
func (h HPAPolicy) WithUtilization(metric string, target float64) HPAPolicy {
	return h.with(newTarget(metric, Utilization, target))
}

// WithAverage holds a metric at an amount per replica.
func (h HPAPolicy) WithAverage(metric string, target float64) HPAPolicy {
	return h.with(newTarget(metric, Average, target))
}

// WithValue holds a metric of the whole at a value.
func (h HPAPolicy) WithValue(metric string, target float64) HPAPolicy {
	return h.with(newTarget(metric, Value, target))
}

func (h HPAPolicy) with(m MetricTarget) HPAPolicy {
	h.targets = append(slices.Clip(h.targets), m)
	return h
}

// WithTolerances sets the fractions of a target, upwards and downwards, to
// which nothing is done.
func (h HPAPolicy) WithTolerances(up, down float64) HPAPolicy {
	h.toleranceUp, h.toleranceDown = up, down
	return h
}

// WithReadiness sets for how long after its start a replica that was never
// ready is left out of account, and within what time no CPU measurement from
// before it was ready counts.
func (h HPAPolicy) WithReadiness(initial, cpuInitialization time.Duration) HPAPolicy {
	h.readiness, h.initialization = initial, cpuInitialization
	return h
}

// WithScaleUp sets the behaviour upwards: how long it must have been wanted,
// and how fast it may go.
func (h HPAPolicy) WithScaleUp(stabilization time.Duration, r scaling.Rates) HPAPolicy {
	h.stabilizeUp, h.ratesUp = stabilization, r
	return h
}

// WithScaleDown sets the behaviour downwards.
func (h HPAPolicy) WithScaleDown(stabilization time.Duration, r scaling.Rates) HPAPolicy {
	h.stabilizeDown, h.ratesDown = stabilization, r
	return h
}

// Validate tells every fault at once.
func (h HPAPolicy) Validate() error {
	var errs []error
	if len(h.targets) == 0 {
		errs = append(errs, errors.New("horizontal: hpa: has no metric"))
	}
	if h.max < 1 {
		errs = append(errs, fmt.Errorf("horizontal: hpa: maximum %d: must be > 0", h.max))
	}
	if h.min == 0 && !slices.ContainsFunc(h.targets, func(m MetricTarget) bool { return m.Kind != Utilization }) {
		errs = append(errs, errors.New("horizontal: hpa: minimum 0: needs a metric that is there without replicas"))
	}
	return errors.Join(append(errs, h.composed().Validate())...)
}

// Build returns the policy, or an error that tells every fault at once.
func (h HPAPolicy) Build() (scaling.Policy, error) {
	if err := h.Validate(); err != nil {
		return nil, err
	}
	p, err := h.composed().Build()
	if err != nil {
		return nil, err
	}
	return switchedOff{p, h.min}, nil
}

func (h HPAPolicy) limits() (min, max int) { return h.min, h.max }

func (h HPAPolicy) composed() scaling.Composition {
	targets := make([]scaling.Policy, len(h.targets))
	for i, m := range h.targets {
		m.ToleranceUp, m.ToleranceDown = h.toleranceUp, h.toleranceDown
		m.InitialReadiness, m.CPUInitialization = h.readiness, h.initialization
		targets[i] = m
	}
	return scaling.Max(targets...).
		WithStabilization(h.stabilizeUp, h.stabilizeDown).
		WithRates(h.ratesUp, h.ratesDown).
		WithLimits(h.min, h.max)
}

// switchedOff leaves a service alone that has no replicas though it is to have
// some: someone took them away.
type switchedOff struct {
	of  scaling.Policy
	min int
}

func (o switchedOff) String() string             { return "hpa" }
func (o switchedOff) Lookback() scaling.Lookback { return scaling.LookbackOf(o.of) }

func (o switchedOff) Decide(s scaling.Signals) scaling.Decision {
	inner := o.of.Decide(s.Part(0))
	d := inner
	if s.Current == 0 && o.min > 0 {
		d = scaling.Stay(s, "switched off: 0 replicas, not within its limits")
	}
	d.Policy, d.Parts, d.Memo = o.String(), []scaling.Decision{inner}, nil
	return d
}
