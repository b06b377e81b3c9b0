package health

import (
	"fmt"
	"strings"
)

// State is what is known about a check, or about all of them together.
type State uint8

// The states. The zero State is Unknown: what nobody has looked at is not
// healthy.
const (
	Unknown   State = iota // never looked, stale, or not to be told on this platform
	Healthy                // works
	Degraded               // works, but somebody should look
	Unhealthy              // does not work
)

var stateNames = [...]string{"unknown", "healthy", "degraded", "unhealthy"}

// String returns the state's name in lower case.
func (s State) String() string {
	if int(s) < len(stateNames) {
		return stateNames[s]
	}
	return fmt.Sprintf("state(%d)", uint8(s))
}

// MarshalText returns the state's name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a state's name.
func (s *State) UnmarshalText(text []byte) error {
	for i, name := range stateNames {
		if name == string(text) {
			*s = State(i)
			return nil
		}
	}
	return fmt.Errorf("health: state %q: must be one of %s", text, strings.Join(stateNames[:], ", "))
}

// Passes reports whether a probe with this state succeeds: Healthy and
// Degraded do.
func (s State) Passes() bool { return s == Healthy || s == Degraded }

// rank orders states from best to worst.
func (s State) rank() int {
	switch s {
	case Healthy:
		return 0
	case Degraded:
		return 1
	case Unknown:
		return 2
	}
	return 3
}

// Worse returns the worse of two states: Healthy, Degraded, Unknown,
// Unhealthy, from best to worst.
func (s State) Worse(t State) State {
	if t.rank() > s.rank() {
		return t
	}
	return s
}

// Probe names a question that an orchestrator asks, or a set of them.
type Probe uint8

// The probes of Kubernetes, and all of them together.
const (
	Startup   Probe = 1 << iota // has it come up? asked until the first yes
	Liveness                    // would a restart help?
	Readiness                   // may work be sent?

	All = Startup | Liveness | Readiness // everything there is to know
)

// String returns the probes' names, joined by "+".
func (p Probe) String() string {
	if p == All {
		return "all"
	}
	var names []string
	for i, name := range [...]string{"startup", "liveness", "readiness"} {
		if p&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if rest := p &^ All; rest != 0 || p == 0 {
		names = append(names, fmt.Sprintf("probe(%d)", uint8(rest)))
	}
	return strings.Join(names, "+")
}
