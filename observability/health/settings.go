package health

import (
	"fmt"
	"time"

	"github.com/scicore-go/scicore/config"
)

// Settings are the section [health] of a service's settings: what an operator
// decides. They are read when the registry is built.
//
//	[health]
//	check_timeout = "2s"
//	max_age       = "5s"
//	drain_delay   = "10s"
type Settings struct {
	// CheckTimeout is how long a run of a check may take, and MaxAge how long
	// a result answers further probes, where a check does not say otherwise.
	CheckTimeout time.Duration `toml:"check_timeout"`
	MaxAge       time.Duration `toml:"max_age"`
	// AnswerTimeout is how long an answer waits for checks; it is for
	// healthhttp.Options.
	AnswerTimeout time.Duration `toml:"answer_timeout"`
	StartupGrace  time.Duration `toml:"startup_grace"`
	DrainDelay    time.Duration `toml:"drain_delay"`
}

// DefaultSettings returns what holds without settings, to load over.
func DefaultSettings() Settings {
	return Settings{CheckTimeout: DefaultTimeout, MaxAge: DefaultMaxAge, AnswerTimeout: DefaultAnswerTimeout}
}

// maxSetting is longer than any probe or any ending of a service.
const maxSetting = time.Hour

// Check implements [config.Checker].
func (s *Settings) Check(f *config.Faults) {
	for _, d := range []struct {
		key      string
		value    time.Duration
		positive bool
	}{
		{"check_timeout", s.CheckTimeout, true}, {"max_age", s.MaxAge, false}, {"answer_timeout", s.AnswerTimeout, true},
		{"startup_grace", s.StartupGrace, false}, {"drain_delay", s.DrainDelay, false},
	} {
		switch {
		case d.value > maxSetting:
			f.Add(d.key, d.value, fmt.Sprintf("must be at most %v", maxSetting))
		case d.positive && d.value <= 0:
			f.Add(d.key, d.value, "must be > 0")
		case d.value < 0:
			f.Add(d.key, d.value, "must be >= 0")
		}
	}
}

// WithSettings sets grace and delay, and the timeout and the maximum age of
// all checks that do not set their own, whenever they are registered. It
// reports what the settings break when the registry is built.
func (b RegistryBuilder) WithSettings(s Settings) RegistryBuilder {
	b = b.clone()
	b.grace, b.drainDelay = s.StartupGrace, s.DrainDelay
	b.settings = &s
	return b
}

// under returns the check with what it does not set itself.
func (c Check) under(s *Settings) Check {
	if s == nil {
		return c
	}
	if !c.ownTimeout {
		c.timeout = s.CheckTimeout
	}
	if !c.ownMaxAge {
		c.maxAge = s.MaxAge
	}
	return c
}
