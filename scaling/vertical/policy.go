package vertical

import (
	"context"
	"fmt"
	"math"

	"github.com/scicore-go/scicore/scaling"
)

// Names of the metrics that a [Policy] learns from, both totals.
const (
	CPUCores    = "cpu_cores"
	MemoryBytes = "memory_bytes"
)

// Policy is vertical scaling as a scaling.Policy: the size is the place of a
// profile among those of a scaler, by cost, from 0. It learns from the metrics
// [CPUCores] and [MemoryBytes] of each step; what it learned is in its
// decisions.
type Policy struct {
	ladder   ladder
	options  AnalyzerOptions
	patience int
}

// Policy returns the policy of the scaler; nil options are the defaults.
func (s *Scaler) Policy(o *AnalyzerOptions) (*Policy, error) {
	a, err := newAnalysis(o)
	if err != nil {
		return nil, err
	}
	return &Policy{s.ladder, a.set, s.patience}, nil
}

// String names the policy.
func (p *Policy) String() string { return "vertical" }

// memo is what the policy finds again; what it points to never changes.
type memo struct {
	learned *analysis
	streak  streak
}

// Decide learns from the load and decides.
func (p *Policy) Decide(s scaling.Signals) scaling.Decision {
	before, ok := s.Past.Memo().(memo)
	if !ok {
		fresh, err := newAnalysis(&p.options)
		if err != nil { // seen to when the policy was made
			return scaling.Unknown(s, "%v", err)
		}
		before.learned = fresh
	}
	d, after := p.decide(s, before)
	d.Memo = after
	return d
}

func (p *Policy) decide(s scaling.Signals, before memo) (scaling.Decision, memo) {
	cores, bytes := s.Load.Value(CPUCores), s.Load.Value(MemoryBytes)
	if !amount(cores) || !amount(bytes) {
		return scaling.Unknown(s, "%s is %v, %s is %v", CPUCores, cores, MemoryBytes, bytes), before
	}
	if s.Current < 0 || s.Current >= len(p.ladder) {
		return scaling.Unknown(s, "size %d is none of %d profiles", s.Current, len(p.ladder)), before
	}
	after := memo{before.learned.clone(), before.streak}
	if err := after.learned.observe(Sample{At: s.Now, CPUCores: cores, MemoryBytes: bytes}); err != nil {
		return scaling.Unknown(s, "%v", err), before
	}
	w, err := after.learned.workload()
	if err != nil {
		return scaling.Unknown(s, "%v", err), after
	}
	r := p.ladder.recommend(w, s.Current, p.patience, before.streak)
	if after.streak = r.streak; r.Changes() {
		after.streak = streak{}
	}
	d := scaling.Scale(p.ladder.find(r.Profile.name), "%s", r.Reason)
	d.Confidence = r.Confidence
	return d, after
}

// amount reports whether a value can be what something uses.
func amount(v float64) bool { return v >= 0 && !math.IsInf(v, 0) }

// Actuator returns the scaler as a scaling.Actuator of a controller whose
// policy is one of [Scaler.Policy].
func (s *Scaler) Actuator() scaling.Actuator { return actuator{s} }

type actuator struct{ *Scaler }

func (a actuator) Status(ctx context.Context) (scaling.Status, error) {
	if err := ctx.Err(); err != nil {
		return scaling.Status{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return scaling.Status{Desired: a.current, Ready: a.current}, nil
}

func (a actuator) Scale(ctx context.Context, target int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if target < 0 || target >= len(a.ladder) {
		return fmt.Errorf("%w: %d of %d", ErrUnknownProfile, target, len(a.ladder))
	}
	return a.ApplyProfile(ctx, a.ladder[target])
}
