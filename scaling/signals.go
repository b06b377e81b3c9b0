package scaling

import (
	"encoding/json"
	"errors"
	"math"
	"time"
)

// Signals are all a policy may know.
type Signals struct {
	Now     time.Time
	Current int // the size asked for, what is still starting included
	Ready   int // of these, those that serve
	Load    LoadMetrics
	Events  []Event // since the step before, in order of arrival
	Past    Past    // what this policy saw and decided before
}

// Part returns s as the i-th policy within this one must see it: with its own
// decisions in the past. A policy that asks others and puts their answers
// into [Decision.Parts] gives each the signals of its place there.
func (s Signals) Part(i int) Signals {
	s.Past = s.Past.part(i)
	return s
}

// Names of metrics that policies and sources agree on. Utilisations are
// fractions of what was requested: 0.7 is 70 %.
const (
	CPU        = "cpu"
	Memory     = "memory"
	QueueDepth = "queue_depth"
	Requests   = "requests_per_second"
)

// LoadMetrics are measurements of one moment.
type LoadMetrics []Metric

// Metric returns the metric of that name, and false where there is none.
func (l LoadMetrics) Metric(name string) (Metric, bool) {
	for _, m := range l {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// Value returns the value of a metric, NaN where it is missing or wrong.
func (l LoadMetrics) Value(name string) float64 {
	m, ok := l.Metric(name)
	if !ok || m.Err != nil {
		return math.NaN()
	}
	return m.Value
}

// AvgCPU is the average CPU utilisation, NaN when unknown.
func (l LoadMetrics) AvgCPU() float64 { return l.Value(CPU) }

// AvgMemory is the average memory utilisation, NaN when unknown.
func (l LoadMetrics) AvgMemory() float64 { return l.Value(Memory) }

// QueueDepth is how many wait, NaN when unknown.
func (l LoadMetrics) QueueDepth() float64 { return l.Value(QueueDepth) }

// Kind is what the value of a metric is of.
type Kind uint8

const (
	PerReplica Kind = iota // an average over replicas: a utilisation, requests per replica
	Total                  // of the whole: a queue's depth, all requests
)

// Metric is one measurement.
type Metric struct {
	Name     string        `json:"name"`
	Kind     Kind          `json:"kind"`
	Value    float64       `json:"value"`
	At       time.Time     `json:"at,omitzero"`        // when measured; zero: now
	Window   time.Duration `json:"window,omitempty"`   // the time before At that it is an average of
	Replicas []Replica     `json:"replicas,omitempty"` // each one's, where the source knows
	Err      error         `json:"-"`                  // why there is no value
}

// Replica is a metric of one replica.
type Replica struct {
	ID    string       `json:"id,omitempty"`
	Value float64      `json:"value"` // NaN: not reported
	State ReplicaState `json:"state"`

	// Where the source knows: when it started, and when it last became ready
	// or ceased to be.
	Started time.Time `json:"started,omitzero"`
	Changed time.Time `json:"changed,omitzero"`

	// Where they are not the metric's: when its value was measured, and the
	// time before that it is an average of.
	At     time.Time     `json:"at,omitzero"`
	Window time.Duration `json:"window,omitempty"`
	// Weight of its value in an average, such as what it requested where the
	// value is a fraction of that; 0: 1.
	Weight float64 `json:"weight,omitempty"`
}

// MarshalJSON writes values that are not finite as null, and the error as
// text.
func (m Metric) MarshalJSON() ([]byte, error) {
	type plain Metric // without this method
	out := struct {
		plain
		Value *float64 `json:"value"`
		Err   string   `json:"err,omitempty"`
	}{plain: plain(m), Value: finite(m.Value)}
	if m.Err != nil {
		out.Err = m.Err.Error()
	}
	return json.Marshal(out)
}

// MarshalJSON writes values that are not finite as null.
func (r Replica) MarshalJSON() ([]byte, error) {
	type plain Replica // without this method
	return json.Marshal(struct {
		plain
		Value *float64 `json:"value"`
	}{plain(r), finite(r.Value)})
}

// UnmarshalJSON reads what MarshalJSON writes: null is NaN.
func (m *Metric) UnmarshalJSON(b []byte) error {
	type plain Metric
	in := struct {
		*plain
		Value *float64 `json:"value"`
		Err   string   `json:"err"`
	}{plain: (*plain)(m)}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	m.Value, m.Err = value(in.Value), nil
	if in.Err != "" {
		m.Err = errors.New(in.Err)
	}
	return nil
}

// UnmarshalJSON reads what MarshalJSON writes: null is NaN.
func (r *Replica) UnmarshalJSON(b []byte) error {
	type plain Replica
	in := struct {
		*plain
		Value *float64 `json:"value"`
	}{plain: (*plain)(r)}
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	r.Value = value(in.Value)
	return nil
}

func value(v *float64) float64 {
	if v == nil {
		return math.NaN()
	}
	return *v
}

func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// ReplicaState is what a replica is doing.
type ReplicaState uint8

const (
	Ready    ReplicaState = iota
	Starting              // not yet ready: its values say nothing about the load
	Failed                // gone for good: it does not count at all
	Stopping              // asked to end: it does not count at all
)

// Event is something that happened and that a policy may act upon.
type Event struct {
	Name  string            `json:"name"`
	Key   string            `json:"key,omitempty"` // two events of one name and key are one
	At    time.Time         `json:"at"`
	Attrs map[string]string `json:"attrs,omitempty"`
}
