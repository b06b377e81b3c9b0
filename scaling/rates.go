package scaling

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Select says which of several rates holds.
type Select uint8

const (
	Fastest  Select = iota // the one that allows the larger change
	Slowest                // the one that allows the smaller
	Disabled               // no change in this direction
)

// Rate allows a change of Replicas or of Percent, whichever is set, within a
// Period. Changes made in the period before count against it. Percent is of
// the size at the beginning of the period and rounds to the larger change.
type Rate struct {
	Replicas int
	Percent  float64
	Period   time.Duration
}

// Rates are the rates of one direction; none allow any change.
type Rates struct {
	Select Select
	Of     []Rate
}

// rates are the scaling policies of the Kubernetes autoscaler's behavior.
type rates struct{ up, down Rates }

func (r rates) name() string { return "rates" }

func (r rates) lookback() Lookback {
	var l Lookback
	for _, rate := range append(append([]Rate(nil), r.up.Of...), r.down.Of...) {
		l.Time = max(l.Time, rate.Period)
	}
	return l
}

func (r rates) validate() error { return errors.Join(r.up.validate("up"), r.down.validate("down")) }

func (r Rates) validate(which string) error {
	var errs []error
	if r.Select > Disabled {
		errs = append(errs, fmt.Errorf("scaling: rates %s: select %d: is none of Fastest, Slowest, Disabled", which, r.Select))
	}
	for i, rate := range r.Of {
		if rate.Period <= 0 {
			errs = append(errs, fmt.Errorf("scaling: rates %s: rate %d: period %v: must be > 0", which, i, rate.Period))
		}
		if (rate.Replicas > 0) == (rate.Percent > 0) || rate.Replicas < 0 || !(rate.Percent >= 0) || math.IsInf(rate.Percent, 0) {
			errs = append(errs, fmt.Errorf("scaling: rates %s: rate %d: %d replicas, %v %%: one of them must be > 0, the other 0", which, i, rate.Replicas, rate.Percent))
		}
	}
	return errors.Join(errs...)
}

func (r rates) decide(s Signals, d Decision) Decision {
	switch {
	case d.Target > s.Current:
		if limit := r.up.limit(s, +1); d.Target > limit {
			return clamped(d, limit, "rates allow %d, not %d", limit, d.Target)
		}
	case d.Target < s.Current:
		if limit := r.down.limit(s, -1); d.Target < limit {
			return clamped(d, limit, "rates allow %d, not %d", limit, d.Target)
		}
	}
	return d
}

// limit is how far the size may go in a direction; never back across the
// present size, whatever was changed before.
func (r Rates) limit(s Signals, sign int) int {
	if r.Select == Disabled {
		return s.Current
	}
	if len(r.Of) == 0 {
		return max(0, sign*math.MaxInt)
	}
	change, found := 0, false
	for _, rate := range r.Of {
		c := sign * (rate.reach(s, sign) - s.Current)
		if !found || (r.Select == Fastest) == (c > change) {
			change, found = c, true
		}
	}
	return s.Current + sign*max(change, 0)
}

// reach is the size that a rate allows, given what changed in its period.
func (r Rate) reach(s Signals, sign int) int {
	start := s.Current
	for past := range s.Past.Since(s.Now.Add(-r.Period)) {
		start -= past.Asked - past.Current
	}
	if r.Replicas > 0 {
		return start + sign*r.Replicas
	}
	n := float64(start) * (1 + float64(sign)*r.Percent/100)
	if sign > 0 {
		return int(min(math.Ceil(n-1e-9), math.MaxInt32))
	}
	return int(max(math.Floor(n+1e-9), 0))
}
