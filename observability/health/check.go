package health

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Check describes a named check. It is an immutable value: each With method
// returns a changed copy. Faults are told, all at once, when the check is
// registered.
type Check struct {
	name       string
	run        Func
	timeout    time.Duration
	maxAge     time.Duration
	period     time.Duration
	staleAfter time.Duration
	probes     Probe
	optional   bool
	dependency bool
	insist     bool
	ownTimeout bool // set by WithTimeout, not by settings
	ownMaxAge  bool
	failures   int
	successes  int
	faults     []error
}

// Defaults of a check.
const (
	DefaultTimeout = 5 * time.Second // how long a run may take
	DefaultMaxAge  = time.Second     // how long a result answers further probes
	// DefaultAnswerTimeout is how long an answer over HTTP waits for checks.
	DefaultAnswerTimeout = 10 * time.Second
)

// NewCheck describes a check: critical, asked by readiness probes, run when a
// result is older than [DefaultMaxAge], given [DefaultTimeout]. The name has
// letters, digits and "._:-", and is unique in a registry.
func NewCheck(name string, run Func) Check {
	return Check{
		name: name, run: run,
		timeout: DefaultTimeout, maxAge: DefaultMaxAge,
		probes: Readiness, failures: 1, successes: 1,
	}
}

func (c Check) clone() Check {
	c.faults = slices.Clip(c.faults)
	return c
}

// Name returns the check's name.
func (c Check) Name() string { return c.name }

// WithName changes the name.
func (c Check) WithName(name string) Check {
	c = c.clone()
	c.name = name
	return c
}

// WithTimeout sets how long a run may take, > 0.
func (c Check) WithTimeout(d time.Duration) Check {
	c = c.clone()
	c.timeout, c.ownTimeout = d, true
	return c
}

// WithMaxAge sets how old a result may be to answer a probe without a new
// run, >= 0.
func (c Check) WithMaxAge(d time.Duration) Check {
	c = c.clone()
	c.maxAge, c.ownMaxAge = d, true
	return c
}

// WithPeriod runs the check in the background, at once and then each d, > 0.
// Probes take the last result and never wait.
func (c Check) WithPeriod(d time.Duration) Check {
	c = c.clone()
	c.period = d
	if d <= 0 {
		c.faults = append(c.faults, fmt.Errorf("period %v: must be > 0", d))
	}
	return c
}

// WithStaleAfter sets the age from which a result counts as Unknown, > 0. The
// default is three periods and the timeout, or for a check without period a
// minute, at least three maximum ages and the timeout.
func (c Check) WithStaleAfter(d time.Duration) Check {
	c = c.clone()
	c.staleAfter = d
	if d <= 0 {
		c.faults = append(c.faults, fmt.Errorf("stale after %v: must be > 0", d))
	}
	return c
}

// WithProbes sets which probes ask the check.
func (c Check) WithProbes(p Probe) Check {
	c = c.clone()
	c.probes = p
	return c
}

// WithOptional makes the check one that the service can do without: when it
// fails, the whole is Degraded.
func (c Check) WithOptional() Check {
	c = c.clone()
	c.optional = true
	return c
}

// WithDependency says that the check looks at another system. It must not
// take part in liveness: restarting this process does not mend another.
func (c Check) WithDependency() Check {
	c = c.clone()
	c.dependency = true
	return c
}

// WithDependencyInLiveness insists that the check of another system may take
// part in liveness.
func (c Check) WithDependencyInLiveness() Check {
	c = c.clone()
	c.insist = true
	return c
}

// WithThresholds sets how many results in a row must be worse than the
// reported state before it gets worse, and better before it gets better; both
// >= 1. The first result of all counts at once.
func (c Check) WithThresholds(failures, successes int) Check {
	c = c.clone()
	c.failures, c.successes = failures, successes
	return c
}

// WithFault records what is wrong with the check's own settings. Functions
// that make checks use it, so that registering tells all faults together. A
// nil err is none.
func (c Check) WithFault(err error) Check {
	if err == nil {
		return c
	}
	c = c.clone()
	c.faults = append(c.faults, err)
	return c
}

// validate returns every fault, each naming the check, field, value and rule.
func (c Check) validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !validName(c.name) {
		bad("name: must be 1 to 100 letters, digits or any of \"._:-\", and begin with a letter or digit")
	}
	if c.run == nil {
		bad("function: must not be nil")
	}
	if c.timeout <= 0 {
		bad("timeout %v: must be > 0", c.timeout)
	}
	if c.maxAge < 0 {
		bad("max age %v: must be >= 0", c.maxAge)
	}
	if c.probes == 0 || c.probes&^All != 0 {
		bad("probes %v: must be some of Startup, Liveness and Readiness", c.probes)
	}
	if c.probes&Liveness != 0 && c.dependency && !c.insist {
		bad("probes %v: a dependency in liveness restarts this process for the fault of another; WithDependencyInLiveness if you insist", c.probes)
	}
	if c.failures < 1 || c.successes < 1 {
		bad("thresholds %d and %d: must be >= 1", c.failures, c.successes)
	}
	for i, err := range append(errs, c.faults...) {
		if i < len(errs) {
			errs[i] = fmt.Errorf("health: check %q: %w", c.name, err)
		} else {
			errs = append(errs, fmt.Errorf("health: check %q: %w", c.name, err))
		}
	}
	return errors.Join(errs...)
}

// settle fills in what follows from other settings.
func (c Check) settle() Check {
	if c.staleAfter == 0 {
		if c.period > 0 {
			c.staleAfter = 3*c.period + c.timeout
		} else {
			c.staleAfter = max(time.Minute, 3*c.maxAge+c.timeout)
		}
	}
	return c
}

func validName(s string) bool {
	for i := range len(s) {
		switch b := s[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9':
		case i > 0 && (b == '.' || b == '_' || b == ':' || b == '-'):
		default:
			return false
		}
	}
	return 0 < len(s) && len(s) <= 100
}
