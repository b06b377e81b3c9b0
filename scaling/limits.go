package scaling

import (
	"errors"
	"fmt"
	"math"
)

type limits struct{ min, max int }

func (l limits) name() string       { return "limits" }
func (l limits) lookback() Lookback { return Lookback{} }

func (l limits) validate() error {
	switch {
	case l.min < 0:
		return fmt.Errorf("scaling: limits: minimum %d: must be >= 0", l.min)
	case l.max < l.min:
		return fmt.Errorf("scaling: limits: maximum %d: must be >= minimum %d", l.max, l.min)
	}
	return nil
}

func (l limits) decide(s Signals, d Decision) Decision {
	switch {
	case d.Target < l.min:
		d = clamped(d, l.min, "at least %d, not %d", l.min, d.Target)
	case d.Target > l.max:
		d = clamped(d, l.max, "at most %d, not %d", l.max, d.Target)
	}
	if d.Target != s.Current {
		d.Unknown = false // the bounds are known even where the load is not
	}
	return d
}

type tolerance struct{ up, down float64 }

func (t tolerance) name() string       { return "tolerance" }
func (t tolerance) lookback() Lookback { return Lookback{} }

func (t tolerance) validate() error {
	var errs []error
	wrong := func(f float64) bool { return !(f >= 0 && f <= 1) }
	if wrong(t.up) {
		errs = append(errs, fmt.Errorf("scaling: tolerance %v: must be between 0 and 1", t.up))
	}
	if wrong(t.down) && math.Float64bits(t.down) != math.Float64bits(t.up) { // WithTolerance gives one number for both
		errs = append(errs, fmt.Errorf("scaling: tolerance %v: must be between 0 and 1", t.down))
	}
	return errors.Join(errs...)
}

func (t tolerance) decide(s Signals, d Decision) Decision {
	if s.Current == 0 || d.Target == s.Current {
		return d
	}
	change := float64(d.Target)/float64(s.Current) - 1
	if allowed := direction(change, t.up, t.down); math.Abs(change) <= allowed+1e-9 {
		return held(s, d, "to %d is a change of %.3g %%, within the tolerance of %.3g %%", d.Target, 100*change, 100*allowed)
	}
	return d
}

func direction[T int | float64, V any](change T, up, down V) V {
	if change > 0 {
		return up
	}
	return down
}

type increments struct{ up, down int }

func (i increments) name() string       { return "increments" }
func (i increments) lookback() Lookback { return Lookback{} }

func (i increments) validate() error {
	if i.up < 0 || i.down < 0 {
		return fmt.Errorf("scaling: increments +%d, -%d: must be >= 0", i.up, i.down)
	}
	return nil
}

func (i increments) decide(s Signals, d Decision) Decision {
	low, high := s.Current-i.down, s.Current+i.up
	switch {
	case d.Target > high:
		return clamped(d, high, "by at most %d a step, not to %d", i.up, d.Target)
	case d.Target < low:
		return clamped(d, max(low, 0), "by at most %d a step, not to %d", i.down, d.Target)
	}
	return d
}

type forecastOnly struct{}

func (forecastOnly) name() string       { return "forecast only" }
func (forecastOnly) lookback() Lookback { return Lookback{} }
func (forecastOnly) validate() error    { return nil }

func (forecastOnly) decide(s Signals, d Decision) Decision {
	if d.Target == s.Current {
		return d
	}
	return held(s, d, "forecast only: would be %d", d.Target)
}
