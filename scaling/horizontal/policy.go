package horizontal

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/scicore-go/scicore/scaling"
)

// ScalingPolicy describes a policy that grows and shrinks by steps, once the
// load has asked for it several times in a row. It is an immutable value: each
// With method returns a changed copy. Utilisations are in percent.
type ScalingPolicy struct {
	min, max           int
	targets            []MetricTarget
	queues             []queue
	periodsUp          int
	periodsDown        int
	stepUp, stepDown   int
	limitUp, limitDown bool
	faults             []error
}

// NewPolicy returns a policy of 1 to 10 replicas that grows at once and
// shrinks after 5 periods, by as many as are wanted, and has no metric yet.
func NewPolicy() ScalingPolicy {
	return ScalingPolicy{min: 1, max: 10, periodsUp: 1, periodsDown: 5}
}

// WithMinReplicas sets the least number of replicas.
func (p ScalingPolicy) WithMinReplicas(n int) ScalingPolicy { p.min = n; return p }

// WithMaxReplicas sets the largest number of replicas.
func (p ScalingPolicy) WithMaxReplicas(n int) ScalingPolicy { p.max = n; return p }

// WithTargetCPUUtilization holds the CPU at a percentage of what was
// requested, from 1 to 100.
func (p ScalingPolicy) WithTargetCPUUtilization(percent float64) ScalingPolicy {
	return p.withPercent(scaling.CPU, percent)
}

// WithTargetMemoryUtilization holds memory at a percentage of what was
// requested, from 1 to 100.
func (p ScalingPolicy) WithTargetMemoryUtilization(percent float64) ScalingPolicy {
	return p.withPercent(scaling.Memory, percent)
}

func (p ScalingPolicy) withPercent(metric string, percent float64) ScalingPolicy {
	if percent > 0 && percent < 1 {
		p.faults = append(slices.Clip(p.faults), fmt.Errorf("horizontal: target %s utilization %v %%: must be from 1 to 100; %v would be %v", metric, percent, percent, 100*percent))
	}
	return p.with(newTarget(metric, Utilization, percent/100))
}

// WithTargetValue holds any metric at an amount per replica: of a total, such
// as a queue's depth, each gets that much.
func (p ScalingPolicy) WithTargetValue(metric string, perReplica float64) ScalingPolicy {
	return p.with(newTarget(metric, Average, perReplica))
}

// with takes a target, in place of one of the same metric.
func (p ScalingPolicy) with(m MetricTarget) ScalingPolicy {
	p.targets = slices.Clone(p.targets)
	if i := slices.IndexFunc(p.targets, func(o MetricTarget) bool { return o.Metric == m.Metric }); i >= 0 {
		p.targets[i] = m
	} else {
		p.targets = append(p.targets, m)
	}
	return p
}

// WithQueueDepth grows by up while more than high wait, and lets the service
// shrink by down while fewer than low do and no other metric minds.
func (p ScalingPolicy) WithQueueDepth(low, high float64, up, down int) ScalingPolicy {
	p.queues = append(slices.Clip(p.queues), queue{scaling.QueueDepth, low, high, up, down})
	return p
}

// WithScaleUpThreshold sets for how many periods in a row the load must ask
// for more.
func (p ScalingPolicy) WithScaleUpThreshold(periods int) ScalingPolicy {
	p.periodsUp = periods
	return p
}

// WithScaleDownThreshold sets for how many periods in a row the load must ask
// for less.
func (p ScalingPolicy) WithScaleDownThreshold(periods int) ScalingPolicy {
	p.periodsDown = periods
	return p
}

// WithScaleUpIncrement sets how many replicas are added at a time at most.
func (p ScalingPolicy) WithScaleUpIncrement(n int) ScalingPolicy {
	p.stepUp, p.limitUp = n, true
	return p
}

// WithScaleDownIncrement sets how many replicas are removed at a time at most.
func (p ScalingPolicy) WithScaleDownIncrement(n int) ScalingPolicy {
	p.stepDown, p.limitDown = n, true
	return p
}

// Validate tells every fault at once.
func (p ScalingPolicy) Validate() error {
	errs := slices.Clone(p.faults)
	if len(p.targets)+len(p.queues) == 0 {
		errs = append(errs, errors.New("horizontal: policy: has no metric"))
	}
	if p.limitUp && p.stepUp < 1 || p.limitDown && p.stepDown < 1 {
		errs = append(errs, fmt.Errorf("horizontal: policy: increments +%d, -%d: must be >= 1", p.stepUp, p.stepDown))
	}
	return errors.Join(append(errs, p.Compose().Validate())...)
}

// Build returns the policy, or an error that tells every fault at once.
func (p ScalingPolicy) Build() (scaling.Policy, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p.Compose().Build()
}

func (p ScalingPolicy) limits() (min, max int) { return p.min, p.max }

// Compose returns the policy as a composition, to put further layers around.
func (p ScalingPolicy) Compose() scaling.Composition {
	var of []scaling.Policy
	for _, m := range p.targets {
		of = append(of, m)
	}
	for _, q := range p.queues {
		of = append(of, q)
	}
	up, down := p.max, p.max
	if p.limitUp {
		up = p.stepUp
	}
	if p.limitDown {
		down = p.stepDown
	}
	return scaling.Max(of...).WithConsecutive(p.periodsUp, p.periodsDown).WithIncrements(max(up, 0), max(down, 0)).WithLimits(p.min, p.max)
}

// queue grows while it is long and does not mind shrinking while it is short.
type queue struct {
	metric    string
	low, high float64
	up, down  int
}

func (q queue) String() string { return q.metric }

func (q queue) Validate() error {
	if !(q.low >= 0 && q.low < q.high) || q.up < 0 || q.down < 0 {
		return fmt.Errorf("horizontal: %s from %v to %v, +%d, -%d: must be in order and >= 0", q.metric, q.low, q.high, q.up, q.down)
	}
	return nil
}

func (q queue) Decide(s scaling.Signals) scaling.Decision {
	depth := s.Load.Value(q.metric)
	switch {
	case !(depth >= 0) || math.IsInf(depth, 0):
		return scaling.Unknown(s, "%s is %v", q.metric, depth)
	case depth > q.high:
		return scaling.Scale(s.Current+q.up, "%s %.4g, more than %.4g: %d more", q.metric, depth, q.high, q.up)
	case depth < q.low:
		return scaling.Scale(max(s.Current-q.down, 0), "%s %.4g, less than %.4g: %d fewer", q.metric, depth, q.low, q.down)
	}
	return scaling.Stay(s, "%s %.4g, between %.4g and %.4g", q.metric, depth, q.low, q.high)
}
