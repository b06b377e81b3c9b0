package horizontal

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// Kind is what the target of a metric is compared with.
type Kind uint8

const (
	// Utilization is a fraction of what each replica requested, 0.7 for 70 %.
	Utilization Kind = iota
	// Average is an amount per replica: requests per second of each, or a
	// total, such as a queue's depth, shared out among them.
	Average
	// Value is an amount of the whole, whatever the number of replicas.
	Value
)

// MetricTarget is what a metric is to be held at. It is a policy: as many
// replicas as hold it there, counted as the Kubernetes autoscaler counts.
type MetricTarget struct {
	Metric string
	Kind   Kind
	Target float64

	ToleranceUp, ToleranceDown float64 // fractions of the target to which nothing is done

	// Where a source tells when replicas started: one that was never ready
	// does not count for InitialReadiness after its start, and for CPU no
	// measurement from before it was ready within CPUInitialization of it.
	InitialReadiness  time.Duration
	CPUInitialization time.Duration
}

// As in Kubernetes.
const (
	DefaultTolerance         = 0.1
	DefaultInitialReadiness  = 30 * time.Second
	DefaultCPUInitialization = 5 * time.Minute
)

func newTarget(metric string, kind Kind, target float64) MetricTarget {
	return MetricTarget{metric, kind, target, DefaultTolerance, DefaultTolerance, DefaultInitialReadiness, DefaultCPUInitialization}
}

// String names the metric.
func (m MetricTarget) String() string { return m.Metric }

// Validate tells every fault at once.
func (m MetricTarget) Validate() error {
	var errs []error
	fault := func(wrong bool, format string, values ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf("horizontal: metric %q: "+format, append([]any{m.Metric}, values...)...))
		}
	}
	fault(m.Metric == "", "must have a name")
	fault(m.Kind > Value, "kind %d: is none of Utilization, Average, Value", m.Kind)
	fault(!(m.Target > 0) || math.IsInf(m.Target, 0), "target %v: must be > 0", m.Target)
	fault(m.Kind == Utilization && m.Target > 1, "target %v: must be at most 1, the whole of what was requested", m.Target)
	for _, f := range []float64{m.ToleranceUp, m.ToleranceDown} {
		fault(!(f >= 0 && f <= 1), "tolerance %v: must be between 0 and 1", f)
	}
	fault(m.InitialReadiness < 0 || m.CPUInitialization < 0, "readiness %v, initialization %v: must be >= 0", m.InitialReadiness, m.CPUInitialization)
	return errors.Join(errs...)
}

// Decide counts replicas.
func (m MetricTarget) Decide(s scaling.Signals) scaling.Decision {
	if err := m.Validate(); err != nil {
		return scaling.Unknown(s, "%v", err)
	}
	got, ok := s.Load.Metric(m.Metric)
	switch {
	case !ok:
		return scaling.Unknown(s, "%s is not measured", m.Metric)
	case got.Err != nil:
		return scaling.Unknown(s, "%s: %v", m.Metric, got.Err)
	case len(got.Replicas) > 0:
		return m.ofReplicas(s, got)
	case !(got.Value >= 0) || math.IsInf(got.Value, 0):
		return scaling.Unknown(s, "%s is %v", m.Metric, got.Value)
	case m.Kind == Average && got.Kind == scaling.Total:
		return m.shared(s, got.Value)
	case m.Kind == Value || got.Kind == scaling.Total:
		return m.whole(s, got.Value)
	}
	return m.averaged(s, got.Value)
}

// within reports whether a ratio to the target is one to do nothing about.
func (m MetricTarget) within(ratio float64) bool {
	return ratio >= 1-m.ToleranceDown-1e-9 && ratio <= 1+m.ToleranceUp+1e-9
}

// shared is for a total of which each replica is to have the target.
func (m MetricTarget) shared(s scaling.Signals, total float64) scaling.Decision {
	if s.Current > 0 && m.within(total/(m.Target*float64(s.Current))) {
		return scaling.Stay(s, "%s %.4g in all, %.4g each: within tolerance", m.Metric, total, m.Target)
	}
	n := ceil(total / m.Target)
	return scaling.Scale(n, "%s %.4g in all, %.4g each: %d to %d", m.Metric, total, m.Target, s.Current, n)
}

// whole is for a value that the size brings to the target.
func (m MetricTarget) whole(s scaling.Signals, value float64) scaling.Decision {
	ratio := value / m.Target
	if s.Current == 0 { // from nothing there is no ratio to anything
		n := ceil(ratio)
		return scaling.Scale(n, "%s %.4g of %.4g: from 0 to %d", m.Metric, value, m.Target, n)
	}
	if s.Ready == 0 { // nor to what does not yet serve
		return scaling.Stay(s, "%s %.4g of %.4g, but no replica is ready", m.Metric, value, m.Target)
	}
	return m.scaled(s, value, ratio, s.Ready)
}

// averaged is for a mean of the replicas that are ready. Of those still
// starting it is known that they are, and no more.
func (m MetricTarget) averaged(s scaling.Signals, mean float64) scaling.Decision {
	if s.Ready == 0 {
		return scaling.Unknown(s, "%s: no replica is ready", m.Metric)
	}
	ratio := mean / m.Target
	if starting := s.Current - s.Ready; starting > 0 && ratio > 1 {
		return m.recounted(s, ratio, ratio*float64(s.Ready), s.Current)
	}
	return m.scaled(s, mean, ratio, s.Ready)
}

func (m MetricTarget) scaled(s scaling.Signals, value, ratio float64, ready int) scaling.Decision {
	if m.within(ratio) {
		return scaling.Stay(s, "%s %.4g of %.4g: within tolerance", m.Metric, value, m.Target)
	}
	n := ceil(ratio * float64(ready))
	return scaling.Scale(n, "%s %.4g of %.4g: %d to %d", m.Metric, value, m.Target, s.Current, n)
}

// ofReplicas is for a metric of each replica.
func (m MetricTarget) ofReplicas(s scaling.Signals, got scaling.Metric) scaling.Decision {
	g := m.group(s, got)
	if g.ready.n == 0 {
		return scaling.Unknown(s, "%s: measured at no replica that is ready", m.Metric)
	}
	mean := g.ready.mean()
	ratio := mean / m.Target
	up := ratio > 1
	if g.missing.n == 0 && (g.starting.n == 0 || !up) {
		return m.scaled(s, mean, ratio, g.ready.n)
	}
	// What is not known is taken to be what moves the size least.
	all := g.ready.and(g.missing)
	switch {
	case up:
		all = all.and(g.starting) // at nothing, like what is missing
	case ratio < 1:
		all.sum += g.missing.weight * m.full()
	}
	return m.recounted(s, ratio, all.mean()/m.Target*float64(all.n), all.n)
}

// full is what a replica that is not measured is taken to use when the others
// say that there are too many.
func (m MetricTarget) full() float64 {
	if m.Kind == Utilization {
		return max(1, m.Target)
	}
	return m.Target
}

// recounted decides by the ratio that is left with assumptions about those who
// were not measured: in units of the target, sum for counted replicas.
func (m MetricTarget) recounted(s scaling.Signals, before, sum float64, counted int) scaling.Decision {
	ratio := sum / float64(counted)
	if m.within(ratio) || (before < 1) != (ratio < 1) {
		return scaling.Stay(s, "%s %.3g of the target, %.3g with those not measured: nothing to do", m.Metric, before, ratio)
	}
	n := ceil(sum)
	if (ratio < 1) == (n > s.Current) && n != s.Current {
		return scaling.Stay(s, "%s %.3g of the target with %d replicas: %d would go the other way", m.Metric, ratio, counted, n)
	}
	return scaling.Scale(n, "%s %.3g of the target, %.3g with those not measured: %d to %d", m.Metric, before, ratio, s.Current, n)
}

// groups are replicas by what is known of them.
type groups struct{ ready, starting, missing group }

// group is some replicas: how many, and the sums of their weights and of their
// values by weight.
type group struct {
	n           int
	weight, sum float64
}

func (g group) mean() float64 { return g.sum / g.weight }

func (g group) and(o group) group { return group{g.n + o.n, g.weight + o.weight, g.sum + o.sum} }

// add takes a replica in, with its value or with none.
func (g *group) add(r scaling.Replica, value float64) {
	w := r.Weight
	if !(w > 0) || math.IsInf(w, 0) {
		w = 1
	}
	*g = g.and(group{1, w, w * value})
}

func (m MetricTarget) group(s scaling.Signals, got scaling.Metric) (g groups) {
	for _, r := range got.Replicas {
		switch {
		case r.State == scaling.Failed || r.State == scaling.Stopping:
		case m.starting(s, got, r):
			g.starting.add(r, 0)
		case !(r.Value >= 0) || math.IsInf(r.Value, 0):
			g.missing.add(r, 0)
		default:
			g.ready.add(r, r.Value)
		}
	}
	return g
}

// starting reports whether what a replica measures is not yet load.
func (m MetricTarget) starting(s scaling.Signals, got scaling.Metric, r scaling.Replica) bool {
	notReady := r.State == scaling.Starting
	if r.Started.IsZero() {
		return notReady
	}
	if got.Name == scaling.CPU && r.Started.Add(m.CPUInitialization).After(s.Now) {
		at, window := measured(s, got, r)
		return notReady || at.Before(r.Changed.Add(window))
	}
	return notReady && r.Changed.Before(r.Started.Add(m.InitialReadiness))
}

// measured is when a replica was measured, and the time that its value is an
// average of.
func measured(s scaling.Signals, got scaling.Metric, r scaling.Replica) (at time.Time, window time.Duration) {
	at, window = s.Now, got.Window
	if !got.At.IsZero() {
		at = got.At
	}
	if !r.At.IsZero() {
		at, window = r.At, r.Window
	}
	return at, window
}

// ceil is the least number of replicas not less than x, whatever rounding did
// to it.
func ceil(x float64) int { return int(min(math.Ceil(x-1e-9), math.MaxInt32)) }
