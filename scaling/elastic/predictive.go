package elastic

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// Where a [PredictiveScalerBuilder] is told nothing.
const (
	DefaultQuantile    = 0.9
	DefaultStartup     = 3 * time.Minute
	DefaultLead        = 5 * time.Minute
	DefaultMaxReplicas = 1000
)

// PredictiveScalerBuilder describes a [PredictiveScaler]. It is an immutable
// value: each With method returns a changed copy.
type PredictiveScalerBuilder struct {
	predictor     WorkloadPredictor
	capacity      float64
	quantile      float64
	startup, lead time.Duration
	most          int
	reactive      scaling.Policy
	actuator      scaling.Actuator
	forecastOnly  bool
}

// NewPredictiveScaler returns the description of a scaler with this predictor.
// It is forecast-only until told otherwise.
func NewPredictiveScaler(p WorkloadPredictor) PredictiveScalerBuilder {
	return PredictiveScalerBuilder{predictor: p, quantile: DefaultQuantile, startup: DefaultStartup, lead: DefaultLead, most: DefaultMaxReplicas, forecastOnly: true}
}

// WithCapacity sets how much load one replica is to carry, in the metric's unit,
// > 0: what it can carry, times the utilisation wanted.
func (b PredictiveScalerBuilder) WithCapacity(load float64) PredictiveScalerBuilder {
	b.capacity = load
	return b
}

// WithQuantile sets with which probability capacity is to suffice, 0.5 to 0.999.
func (b PredictiveScalerBuilder) WithQuantile(q float64) PredictiveScalerBuilder {
	b.quantile = q
	return b
}

// WithCosts sets the quantile by what a unit of load not served costs, beside a
// unit of capacity not used (the newsvendor's answer), both > 0.
func (b PredictiveScalerBuilder) WithCosts(under, over float64) PredictiveScalerBuilder {
	b.quantile = under / (under + over)
	return b
}

// WithStartup sets how long a new replica takes to serve, >= 0.
func (b PredictiveScalerBuilder) WithStartup(d time.Duration) PredictiveScalerBuilder {
	b.startup = d
	return b
}

// WithLead sets over how much time after the startup the load is to be carried,
// > 0: the controller's period at least.
func (b PredictiveScalerBuilder) WithLead(d time.Duration) PredictiveScalerBuilder {
	b.lead = d
	return b
}

// WithMaxReplicas bounds what a forecast may ask for, >= 1; what the reactive
// policy wants is not bounded by it.
func (b PredictiveScalerBuilder) WithMaxReplicas(n int) PredictiveScalerBuilder {
	b.most = n
	return b
}

// WithReactive sets the policy whose answer forecasts raise, and that alone
// scales in.
func (b PredictiveScalerBuilder) WithReactive(p scaling.Policy) PredictiveScalerBuilder {
	b.reactive = p
	return b
}

// WithActuator sets what PreScaleForLoad scales.
func (b PredictiveScalerBuilder) WithActuator(a scaling.Actuator) PredictiveScalerBuilder {
	b.actuator = a
	return b
}

// WithForecastOnly sets whether forecasts are told only, and nothing is done.
func (b PredictiveScalerBuilder) WithForecastOnly(on bool) PredictiveScalerBuilder {
	b.forecastOnly = on
	return b
}

// Build returns the scaler, or an error that tells every fault at once.
func (b PredictiveScalerBuilder) Build() (*PredictiveScaler, error) {
	p, err := b.predictor.complete()
	errs := []error{err}
	fault := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("elastic: "+format, values...))
		}
	}
	fault(!(b.capacity > 0) || math.IsInf(b.capacity, 1), "capacity %v: must be > 0", b.capacity)
	fault(!(b.quantile >= 0.5 && b.quantile <= 0.999), "quantile %v: must be 0.5 to 0.999", b.quantile)
	fault(b.startup < 0, "startup %v: must be >= 0", b.startup)
	fault(b.lead <= 0, "lead %v: must be > 0", b.lead)
	fault(b.most < 1, "max replicas %d: must be >= 1", b.most)
	if ahead := time.Duration(b.predictor.horizon) * time.Hour; err == nil {
		fault(b.startup > ahead || b.lead > ahead-b.startup, "startup %v and lead %v: the horizon is %v", b.startup, b.lead, ahead)
	}
	if v, ok := b.reactive.(scaling.Validator); ok {
		if err := v.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("elastic: reactive: %w", err))
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	b.predictor = p
	s := &PredictiveScaler{b: b}
	s.initial = b.predictor.remember()
	s.live = s.initial
	return s, nil
}

// Decide asks the reactive policy and raises its answer to what the forecast
// says will be needed when replicas started now have started. The load it saw and
// its forecast are its memo. It forecasts anew every few hours, which takes
// some tenths of a second.
func (s *PredictiveScaler) Decide(g scaling.Signals) scaling.Decision {
	m, ok := g.Past.Memo().(*memory)
	if !ok {
		m = s.initial
	}
	m = s.learn(m, g.Now, s.load(g))
	d := s.raise(g, s.ask(g), m)
	d.Memo = m
	return d
}

// ask is what the reactive policy wants; unknown without one.
func (s *PredictiveScaler) ask(g scaling.Signals) scaling.Decision {
	if s.b.reactive == nil {
		return scaling.Unknown(g, "no reactive policy")
	}
	d := s.b.reactive.Decide(g.Part(0))
	if d.Policy == "" {
		d.Policy = "reactive"
	}
	return d
}

// load is the demand that g tells, NaN where it does not.
func (s *PredictiveScaler) load(g scaling.Signals) float64 {
	metric, ok := g.Load.Metric(s.b.predictor.metric)
	if !ok || metric.Err != nil {
		return math.NaN()
	}
	if metric.Kind == scaling.PerReplica {
		return metric.Value * float64(g.Ready)
	}
	return metric.Value
}

// learn is m after a load at a time.
func (s *PredictiveScaler) learn(m *memory, now time.Time, load float64) *memory {
	p := &s.b.predictor
	return m.adapted(now, load, 1-s.b.quantile).with(p, now, load).refreshed(p, s.b.quantile, now)
}

// raise is the reactive decision, or more where the forecast says so.
func (s *PredictiveScaler) raise(g scaling.Signals, reactive scaling.Decision, m *memory) scaling.Decision {
	d := reactive
	d.Memo, d.Policy = nil, s.String()
	if s.b.reactive != nil {
		d.Parts = []scaling.Decision{reactive}
	}
	if !m.view.trusted() {
		d.Reason += " (no forecast: " + m.view.why + ")"
		return d
	}
	from := g.Now.Add(s.b.startup)
	load := s.predicted(m, from, from.Add(s.b.lead))
	if math.IsNaN(load.Provide) {
		d.Reason += " (no forecast: it does not reach this time)"
		return d
	}
	switch {
	case s.b.reactive == nil && load.Replicas <= g.Current:
		d = scaling.Stay(g, "%s: the present size suffices, and forecasts never scale in", load.Reason)
		d.Policy, d.Confidence = s.String(), load.Confidence
	case load.Replicas <= d.Target:
		d.Reason += fmt.Sprintf(" (forecast: %s)", load.Reason)
	case s.b.forecastOnly:
		d.Reason += fmt.Sprintf(" (forecast only: %s; would raise to %d)", load.Reason, load.Replicas)
	default:
		parts := d.Parts
		d = scaling.Scale(load.Replicas, "forecast: %s; otherwise %d: %s", load.Reason, reactive.Target, reactive.Reason)
		d.Parts, d.Policy, d.Confidence = parts, s.String(), load.Confidence
	}
	return d
}

// Lookback is one step, or what the reactive policy wants.
func (s *PredictiveScaler) Lookback() scaling.Lookback {
	l := scaling.Lookback{Steps: 1}
	if s.b.reactive != nil {
		r := scaling.LookbackOf(s.b.reactive)
		l = scaling.Lookback{Time: max(l.Time, r.Time), Steps: max(l.Steps, r.Steps)}
	}
	return l
}

// String is predictive.
func (s *PredictiveScaler) String() string { return "predictive" }
