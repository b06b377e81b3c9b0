package scaling

import (
	"iter"
	"time"
)

// Step is one round of a controller or a simulation.
type Step struct {
	At       time.Time   `json:"at"`
	Current  int         `json:"current"` // the size found
	Ready    int         `json:"ready"`
	Load     LoadMetrics `json:"load,omitempty"`
	Decision Decision    `json:"decision"`
	Asked    int         `json:"asked"`         // the size asked for at its end
	Err      error       `json:"-"`             // why it could not be done as decided
	Fault    string      `json:"err,omitempty"` // Err as text
}

// Past is what a policy saw and decided before. It is a view: the policies
// within a composition each see the steps with their own decisions.
// The zero Past is empty.
type Past struct {
	steps []Step // oldest first
	path  []int  // from the whole decision to that of the viewer
}

// NewPast returns the past of these steps, oldest first. It keeps the slice.
func NewPast(steps []Step) Past { return Past{steps: steps} }

func (p Past) part(i int) Past {
	path := make([]int, len(p.path)+1)
	copy(path, p.path)
	path[len(p.path)] = i
	return Past{p.steps, path}
}

// Len returns the number of steps.
func (p Past) Len() int { return len(p.steps) }

// Last returns the newest step, and false where there is none.
func (p Past) Last() (Step, bool) {
	if len(p.steps) == 0 {
		return Step{}, false
	}
	return p.view(len(p.steps) - 1), true
}

// Oldest returns the oldest step, and false where there is none.
func (p Past) Oldest() (Step, bool) {
	if len(p.steps) == 0 {
		return Step{}, false
	}
	return p.view(0), true
}

// All yields the steps, newest first.
func (p Past) All() iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for i := len(p.steps) - 1; i >= 0; i-- {
			if !yield(p.view(i)) {
				return
			}
		}
	}
}

// Since yields the steps after t, newest first. Steps that a clock put into
// the future are among them.
func (p Past) Since(t time.Time) iter.Seq[Step] {
	return func(yield func(Step) bool) {
		for i := len(p.steps) - 1; i >= 0; i-- {
			if p.steps[i].At.After(t) && !yield(p.view(i)) {
				return
			}
		}
	}
}

// Memo returns what the policy wanted to find again, nil where it decides for
// the first time.
func (p Past) Memo() any {
	if len(p.steps) == 0 {
		return nil
	}
	return p.view(len(p.steps) - 1).Decision.Memo
}

// view returns a step with the decision of the viewer.
func (p Past) view(i int) Step {
	s := p.steps[i]
	for _, k := range p.path {
		if k >= len(s.Decision.Parts) { // it was not asked then
			s.Decision = Decision{Target: s.Current, Unknown: true}
			break
		}
		s.Decision = s.Decision.Parts[k]
	}
	return s
}

// Trim returns the steps that a policy with this lookback may still want,
// and one before them, which tells that the past reaches back that far.
func Trim(steps []Step, now time.Time, l Lookback) []Step {
	keep := len(steps)
	for keep > 0 && (len(steps)-keep < l.Steps || steps[keep-1].At.After(now.Add(-l.Time))) {
		keep--
	}
	return steps[max(keep-1, 0):]
}
