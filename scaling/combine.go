package scaling

import (
	"errors"
	"fmt"
	"strings"
)

// Max takes the largest of several targets. While one is unknown nothing
// shrinks.
func Max(p ...Policy) Composition { return compose("max", p, largest) }

// Min takes the smallest of several targets. While one is unknown nothing
// grows.
func Min(p ...Policy) Composition { return compose("min", p, smallest) }

// All moves only where all agree on the direction, and no further than the
// most reluctant. One that is unknown does not agree.
func All(p ...Policy) Composition { return compose("all", p, unanimous) }

// Any moves as soon as one wants to: up as far as the boldest, and down, as
// far as the boldest, where none wants up. One that is unknown has no wish,
// but nothing shrinks while there is one.
func Any(p ...Policy) Composition { return compose("any", p, boldest) }

func compose(name string, p []Policy, choose func(Signals, []Decision) Decision) Composition {
	return Composition{base: &several{name, append([]Policy(nil), p...), choose}}
}

// several is one decision made of many.
type several struct {
	name   string
	of     []Policy
	choose func(Signals, []Decision) Decision
}

func (m *several) String() string { return m.name }

func (m *several) Decide(s Signals) Decision {
	parts := make([]Decision, len(m.of))
	for i, p := range m.of {
		parts[i] = ask(p, s.Part(i))
	}
	d := m.choose(s, parts)
	d.Policy, d.Parts = m.name, parts
	return d
}

func (m *several) Lookback() Lookback {
	var l Lookback
	for _, p := range m.of {
		l = l.max(LookbackOf(p))
	}
	return l
}

func (m *several) Validate() error {
	if len(m.of) == 0 {
		return fmt.Errorf("scaling: %s: of no policies", m.name)
	}
	var errs []error
	for i, p := range m.of {
		if err := validate(p); err != nil {
			errs = append(errs, fmt.Errorf("scaling: %s: policy %d: %w", m.name, i, err))
		}
	}
	return errors.Join(errs...)
}

func validate(p Policy) error {
	if p == nil {
		return errors.New("scaling: policy: must not be nil")
	}
	if v, ok := p.(Validator); ok {
		return v.Validate()
	}
	return nil
}

func largest(s Signals, parts []Decision) Decision {
	d, unknown := pick(s, parts, func(a, b int) bool { return a > b })
	if unknown != "" && !d.Unknown && d.Target < s.Current {
		return held(s, d, "not below %d while unknown: %s", s.Current, unknown)
	}
	return d
}

func smallest(s Signals, parts []Decision) Decision {
	d, unknown := pick(s, parts, func(a, b int) bool { return a < b })
	if unknown != "" && !d.Unknown && d.Target > s.Current {
		return held(s, d, "not above %d while unknown: %s", s.Current, unknown)
	}
	return d
}

// pick returns the known decision that is better than all others, and what is
// said by the unknown ones. With none known the decision is unknown.
func pick(s Signals, parts []Decision, better func(a, b int) bool) (best Decision, unknown string) {
	var why []string
	found := false
	for _, d := range parts {
		switch {
		case d.Unknown:
			why = append(why, d.Policy+": "+d.Reason)
		case !found || better(d.Target, best.Target):
			best, found = d, true
		}
	}
	unknown = strings.Join(why, "; ")
	if !found {
		return Unknown(s, "%s", unknown), unknown
	}
	return best, unknown
}

func unanimous(s Signals, parts []Decision) Decision {
	least, found := Decision{}, false
	for _, d := range parts {
		switch {
		case d.Unknown:
			return Unknown(s, "%s: %s", d.Policy, d.Reason)
		case d.Target == s.Current:
			return Stay(s, "%s: %s", d.Policy, d.Reason)
		case found && (d.Target > s.Current) != (least.Target > s.Current):
			return Stay(s, "%s wants %d, %s wants %d", least.Policy, least.Target, d.Policy, d.Target)
		case !found || abs(d.Target-s.Current) < abs(least.Target-s.Current):
			least, found = d, true
		}
	}
	if !found {
		return Unknown(s, "no policy")
	}
	return least
}

func boldest(s Signals, parts []Decision) Decision {
	up, unknown := pick(s, parts, func(a, b int) bool { return a > b })
	if up.Unknown || up.Target > s.Current {
		return up
	}
	down, _ := pick(s, parts, func(a, b int) bool { return a < b })
	if unknown != "" && down.Target < s.Current {
		return held(s, down, "not below %d while unknown: %s", s.Current, unknown)
	}
	return down
}

func abs(n int) int { return max(n, -n) }

// held is d, kept at the present size.
func held(s Signals, d Decision, why string, values ...any) Decision {
	return clamped(d, s.Current, why, values...)
}

// clamped is d with another target, and why.
func clamped(d Decision, target int, why string, values ...any) Decision {
	d.Reason = fmt.Sprintf("%s (%s)", d.Reason, fmt.Sprintf(why, values...))
	d.Target = target
	return d
}
