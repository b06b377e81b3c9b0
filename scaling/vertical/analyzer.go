package vertical

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sync"
	"time"
)

// Resources are amounts of what a workload uses or needs.
type Resources struct {
	CPUCores    float64 `json:"cpuCores"`
	MemoryBytes float64 `json:"memoryBytes"`
}

func (r Resources) String() string {
	return fmt.Sprintf("%.3g cores, %.3g GiB", r.CPUCores, r.MemoryBytes/gib)
}

// Sample is what was used at a time.
type Sample struct {
	At          time.Time
	CPUCores    float64 // seconds of processor time a second
	MemoryBytes float64
	OutOfMemory bool // it was ended for want of memory while it used MemoryBytes
}

// Workload is what is needed, as far as samples tell.
type Workload struct {
	// Target is what suffices nine times out of ten for the processor, and for
	// the peaks of nine in ten days for memory.
	Target Resources `json:"target"`
	// Lower and Upper bound what could be needed; they narrow as samples come.
	Lower Resources `json:"lower"`
	Upper Resources `json:"upper"`
	// Confidence grows without bound: 1 is a day of samples, one a minute.
	Confidence float64       `json:"confidence"`
	Samples    int           `json:"samples"`
	Lifespan   time.Duration `json:"lifespan"` // from the first sample to the last
}

// AnalyzerOptions are the parameters of a [WorkloadAnalyzer]; a zero field
// means the value of the vertical pod autoscaler, in parentheses.
type AnalyzerOptions struct {
	HalfLife       time.Duration `json:"halfLife"`       // of a sample's weight (24 h)
	MemoryInterval time.Duration `json:"memoryInterval"` // of which only the peak counts (24 h)
	TargetQuantile float64       `json:"targetQuantile"` // (0.9)
	LowerQuantile  float64       `json:"lowerQuantile"`  // (0.5)
	UpperQuantile  float64       `json:"upperQuantile"`  // (0.95)
	SafetyMargin   float64       `json:"safetyMargin"`   // on top of all, negative: none (0.15)
	Min            Resources     `json:"min"`            // never less (0.025 cores, 250 MiB)
}

// ErrSample is the sentinel of samples that are none.
var ErrSample = errors.New("vertical: sample")

// ErrNoSamples is what an analyzer answers that has seen nothing.
var ErrNoSamples = errors.New("vertical: nothing was sampled yet")

// WorkloadAnalyzer learns from samples what a workload needs. It is safe for
// concurrent use.
type WorkloadAnalyzer struct {
	mu sync.Mutex
	analysis
}

// analysis is the state of an analyzer, without its lock.
type analysis struct {
	set         AnalyzerOptions
	cpu, memory *Histogram
	peak        float64 // in the current interval of memory
	peakAt      time.Time
	peakEnd     time.Time
	first, last time.Time
	samples     int
}

// NewWorkloadAnalyzer returns an analyzer that has seen nothing; nil options
// are the defaults.
func NewWorkloadAnalyzer(o *AnalyzerOptions) (*WorkloadAnalyzer, error) {
	a, err := newAnalysis(o)
	if err != nil {
		return nil, err
	}
	return &WorkloadAnalyzer{analysis: *a}, nil
}

func newAnalysis(o *AnalyzerOptions) (*analysis, error) {
	set := AnalyzerOptions{}
	if o != nil {
		set = *o
	}
	set.defaults()
	if err := set.validate(); err != nil {
		return nil, err
	}
	cpu, err := NewHistogram(0.01, 1000, 1.05, set.HalfLife)
	if err != nil {
		return nil, err
	}
	memory, err := NewHistogram(1e7, 1e12, 1.05, set.HalfLife)
	if err != nil {
		return nil, err
	}
	return &analysis{set: set, cpu: cpu, memory: memory}, nil
}

func (o *AnalyzerOptions) defaults() {
	or(&o.HalfLife, 24*time.Hour)
	or(&o.MemoryInterval, 24*time.Hour)
	or(&o.TargetQuantile, 0.9)
	or(&o.LowerQuantile, 0.5)
	or(&o.UpperQuantile, 0.95)
	or(&o.SafetyMargin, 0.15)
	or(&o.Min.CPUCores, 0.025)
	or(&o.Min.MemoryBytes, 250<<20)
}

func or[T comparable](v *T, unset T) {
	var zero T
	if *v == zero {
		*v = unset
	}
}

func (o *AnalyzerOptions) validate() error {
	var errs []error
	if o.HalfLife < 0 || o.MemoryInterval < 0 {
		errs = append(errs, fmt.Errorf("vertical: analyzer: half-life %v, memory interval %v: must be > 0", o.HalfLife, o.MemoryInterval))
	}
	for _, q := range []float64{o.LowerQuantile, o.TargetQuantile, o.UpperQuantile} {
		if !(q > 0 && q <= 1) {
			errs = append(errs, fmt.Errorf("vertical: analyzer: quantile %v: must be within (0, 1]", q))
		}
	}
	if o.LowerQuantile > o.TargetQuantile || o.TargetQuantile > o.UpperQuantile {
		errs = append(errs, fmt.Errorf("vertical: analyzer: quantiles %v, %v, %v: must be in order", o.LowerQuantile, o.TargetQuantile, o.UpperQuantile))
	}
	if math.IsNaN(o.SafetyMargin) || math.IsInf(o.SafetyMargin, 0) || !(o.Min.CPUCores >= 0) || !(o.Min.MemoryBytes >= 0) {
		errs = append(errs, fmt.Errorf("vertical: analyzer: safety margin %v, minimum %v: must be finite and >= 0", o.SafetyMargin, o.Min))
	}
	return errors.Join(errs...)
}

// Observe counts a sample. Samples may come a little out of order; one of
// memory that is older than its interval counts only for the processor.
func (a *WorkloadAnalyzer) Observe(s Sample) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.observe(s)
}

func (a *analysis) observe(s Sample) error {
	if !(s.CPUCores >= 0) || !(s.MemoryBytes >= 0) || math.IsInf(s.CPUCores, 0) || math.IsInf(s.MemoryBytes, 0) || s.At.IsZero() {
		return fmt.Errorf("%w: %v cores, %v bytes at %v: must be finite, >= 0 and of a time", ErrSample, s.CPUCores, s.MemoryBytes, s.At)
	}
	if err := a.cpu.Add(s.CPUCores, 1, s.At); err != nil {
		return err
	}
	memory := s.MemoryBytes
	if s.OutOfMemory {
		memory = max(memory*1.2, memory+100<<20)
	}
	if err := a.remember(memory, s.At); err != nil {
		return err
	}
	if a.first.IsZero() || s.At.Before(a.first) {
		a.first = s.At
	}
	if s.At.After(a.last) {
		a.last = s.At
	}
	a.samples++
	return nil
}

// remember counts memory: of each interval only its peak.
func (a *analysis) remember(bytes float64, at time.Time) error {
	switch begin := a.peakEnd.Add(-a.set.MemoryInterval); {
	case a.peakEnd.IsZero() || !at.Before(a.peakEnd):
		a.peakEnd = at.Truncate(a.set.MemoryInterval).Add(a.set.MemoryInterval)
	case at.Before(begin) || bytes <= a.peak:
		return nil
	default:
		if err := a.memory.Remove(a.peak, 1, a.peakAt); err != nil {
			return err
		}
	}
	a.peak, a.peakAt = bytes, a.peakEnd
	return a.memory.Add(a.peak, 1, a.peakAt)
}

// Workload returns what is needed. Before the first sample the error is
// [ErrNoSamples].
func (a *WorkloadAnalyzer) Workload() (Workload, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.workload()
}

func (a *analysis) workload() (Workload, error) {
	if a.samples == 0 {
		return Workload{}, ErrNoSamples
	}
	w := Workload{Samples: a.samples, Lifespan: a.last.Sub(a.first)}
	w.Confidence = min(w.Lifespan.Hours()/24, float64(a.samples)/(24*60))
	at := func(q, factor float64) Resources {
		f := (1 + max(a.set.SafetyMargin, 0)) * factor
		return Resources{
			CPUCores:    max(a.cpu.Percentile(q)*f, a.set.Min.CPUCores),
			MemoryBytes: max(a.memory.Percentile(q)*f, a.set.Min.MemoryBytes),
		}
	}
	// One sample has no lifespan: its bounds are as wide as a minute's.
	c := max(w.Confidence, 1.0/(24*60))
	w.Target = at(a.set.TargetQuantile, 1)
	w.Lower = at(a.set.LowerQuantile, math.Pow(1+0.001/c, -2))
	w.Upper = at(a.set.UpperQuantile, 1+1/c)
	return w, nil
}

func (a *analysis) clone() *analysis {
	c := *a
	c.cpu, c.memory = a.cpu.Clone(), a.memory.Clone()
	return &c
}

// learned is how an analyzer is written down.
type learned struct {
	Options     AnalyzerOptions `json:"options"`
	CPU         *Histogram      `json:"cpu"`
	Memory      *Histogram      `json:"memory"`
	Peak        float64         `json:"peak"`
	PeakEnd     time.Time       `json:"peakEnd,omitzero"`
	First, Last time.Time
	Samples     int `json:"samples"`
}

// MarshalJSON writes what the analyzer has learned.
func (a *WorkloadAnalyzer) MarshalJSON() ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return json.Marshal(learned{a.set, a.cpu, a.memory, a.peak, a.peakEnd, a.first, a.last, a.samples})
}

// UnmarshalJSON makes the analyzer go on from what another has learned.
func (a *WorkloadAnalyzer) UnmarshalJSON(b []byte) error {
	var l learned
	if err := json.Unmarshal(b, &l); err != nil {
		return fmt.Errorf("vertical: analyzer: %w", err)
	}
	fresh, err := newAnalysis(&l.Options)
	if err != nil {
		return err
	}
	if l.CPU == nil || l.Memory == nil || l.Samples < 0 || !(l.Peak >= 0) {
		return fmt.Errorf("vertical: analyzer: histograms missing, or %d samples, peak %v", l.Samples, l.Peak)
	}
	// Merging refuses histograms of other buckets.
	if err := errors.Join(fresh.cpu.Merge(l.CPU), fresh.memory.Merge(l.Memory)); err != nil {
		return err
	}
	fresh.peak, fresh.peakAt, fresh.peakEnd = l.Peak, l.PeakEnd, l.PeakEnd
	fresh.first, fresh.last, fresh.samples = l.First, l.Last, l.Samples
	a.mu.Lock()
	defer a.mu.Unlock()
	a.analysis = *fresh
	return nil
}
