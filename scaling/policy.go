package scaling

import (
	"fmt"
	"math"
	"time"
)

// Policy decides how large something should be: how many replicas, workers,
// or which of several sizes. Decide must depend on nothing but its argument,
// and must be safe for concurrent use.
type Policy interface {
	Decide(s Signals) Decision
}

// PolicyFunc is a function that is a policy.
type PolicyFunc func(s Signals) Decision

// Decide calls f.
func (f PolicyFunc) Decide(s Signals) Decision { return f(s) }

// Decision is what a policy wants and why.
type Decision struct {
	// Target is the wanted size, >= 0.
	Target int `json:"target"`
	// Reason says why, with the values: "cpu 0.83 of 0.70: 6 to 8".
	Reason string `json:"reason"`
	// Confidence is between 0 and 1; 1 where nothing was estimated.
	Confidence float64 `json:"confidence"`
	// Unknown: the policy could not tell. Target is then the present size.
	Unknown bool `json:"unknown,omitempty"`
	// Policy names who decided.
	Policy string `json:"policy,omitempty"`
	// Parts are the decisions this one was made from, in the order of the
	// policies that made them.
	Parts []Decision `json:"parts,omitempty"`
	// Memo is what the policy wants to find again in the past of its next
	// decision. It must not change once returned.
	Memo any `json:"-"`
}

// Scale returns the decision for a target, known for certain.
func Scale(target int, reason string, values ...any) Decision {
	return Decision{Target: target, Reason: sprint(reason, values), Confidence: 1}
}

// Stay returns the decision to remain at the present size.
func Stay(s Signals, reason string, values ...any) Decision {
	return Scale(s.Current, reason, values...)
}

// Unknown returns the decision of a policy that cannot tell: the present
// size, and whoever composes it knows that it is no opinion.
func Unknown(s Signals, reason string, values ...any) Decision {
	return Decision{Target: s.Current, Reason: sprint(reason, values), Unknown: true}
}

func sprint(format string, values []any) string {
	if len(values) == 0 {
		return format
	}
	return fmt.Sprintf(format, values...)
}

// Lookback is how much of the past a policy wants to see: all steps within
// Time, and at least Steps of them.
type Lookback struct {
	Time  time.Duration
	Steps int
}

func (l Lookback) max(o Lookback) Lookback {
	return Lookback{max(l.Time, o.Time), max(l.Steps, o.Steps)}
}

// A policy may also tell how much of the past it wants, and what is wrong
// with it; what holds policies asks for both.
type (
	// Rememberer is a policy that looks back. One that does not implement it
	// is shown its last step.
	Rememberer interface{ Lookback() Lookback }
	// Validator is a policy that can be built wrong.
	Validator interface{ Validate() error }
)

// LookbackOf returns what p wants to see of the past.
func LookbackOf(p Policy) Lookback {
	if r, ok := p.(Rememberer); ok {
		return r.Lookback().max(Lookback{Steps: 1})
	}
	return Lookback{Steps: 1}
}

// ask is how one policy asks another: an answer that is none becomes Unknown.
func ask(p Policy, s Signals) Decision {
	d := p.Decide(s)
	if d.Policy == "" {
		d.Policy = nameOf(p)
	}
	if d.Target < 0 {
		return fault(s, d, fmt.Sprintf("target %d is negative", d.Target))
	}
	if math.IsNaN(d.Confidence) || d.Confidence < 0 || d.Confidence > 1 {
		return fault(s, d, fmt.Sprintf("confidence %v is not between 0 and 1", d.Confidence))
	}
	return d
}

func fault(s Signals, d Decision, what string) Decision {
	u := Unknown(s, "%s", what)
	u.Policy, u.Parts, u.Memo = d.Policy, d.Parts, d.Memo
	return u
}

func nameOf(p Policy) string {
	if n, ok := p.(fmt.Stringer); ok {
		return n.String()
	}
	return fmt.Sprintf("%T", p)
}
