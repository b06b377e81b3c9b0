package scaling

import (
	"fmt"
	"time"
)

// stabilization follows the Kubernetes autoscaler: growing to the least, and
// shrinking to the most, of what was wanted within a window.
type stabilization struct{ up, down time.Duration }

func (w stabilization) name() string       { return "stabilization" }
func (w stabilization) lookback() Lookback { return Lookback{Time: max(w.up, w.down)} }

func (w stabilization) validate() error { return durations("stabilization", w.up, w.down) }

func durations(what string, up, down time.Duration) error {
	if up < 0 || down < 0 {
		return fmt.Errorf("scaling: %s up %v, down %v: must be >= 0", what, up, down)
	}
	return nil
}

func (w stabilization) decide(s Signals, d Decision) Decision {
	least, most := w.wanted(s, d.Target)
	target := min(max(s.Current, least), most)
	switch {
	case target == d.Target:
		return d
	case d.Target > target:
		return clamped(d, target, "held at %d, not %d: no more was wanted throughout %v", target, d.Target, w.up)
	}
	return clamped(d, target, "held at %d, not %d: as much was wanted within %v", target, d.Target, w.down)
}

// wanted returns the least wanted in the window for growing and the most in
// that for shrinking, the present wish among them.
func (w stabilization) wanted(s Signals, now int) (least, most int) {
	least, most = now, now
	for past := range s.Past.part(0).All() {
		if past.At.After(s.Now.Add(-w.up)) {
			least = min(least, past.Decision.Target)
		}
		if past.At.After(s.Now.Add(-w.down)) {
			most = max(most, past.Decision.Target)
		}
	}
	first, ok := s.Past.Oldest()
	if !ok {
		first = Step{At: s.Now, Current: s.Current}
	}
	if first.At.After(s.Now.Add(-w.up)) {
		least = min(least, first.Current)
	}
	if first.At.After(s.Now.Add(-w.down)) {
		most = max(most, first.Current)
	}
	return least, most
}

// consecutive asks for the same direction several steps in a row.
type consecutive struct{ up, down int }

func (c consecutive) name() string       { return "consecutive" }
func (c consecutive) lookback() Lookback { return Lookback{Steps: max(c.up, c.down) - 1} }

func (c consecutive) validate() error {
	if c.up < 1 || c.down < 1 {
		return fmt.Errorf("scaling: consecutive steps up %d, down %d: must be >= 1", c.up, c.down)
	}
	return nil
}

func (c consecutive) decide(s Signals, d Decision) Decision {
	change := d.Target - s.Current
	if change == 0 {
		return d
	}
	want, seen := direction(change, c.up, c.down), 1
	for past := range s.Past.part(0).All() {
		before := past.Decision.Target - past.Current
		if seen >= want || before == 0 || (before > 0) != (change > 0) {
			break
		}
		seen++
	}
	if seen < want {
		return held(s, d, "to %d wanted in %d of %d steps", d.Target, seen, want)
	}
	return d
}

// cooldown waits after a change of size.
type cooldown struct{ up, down time.Duration }

func (c cooldown) name() string       { return "cooldown" }
func (c cooldown) lookback() Lookback { return Lookback{Time: max(c.up, c.down)} }
func (c cooldown) validate() error    { return durations("cooldown", c.up, c.down) }

func (c cooldown) decide(s Signals, d Decision) Decision {
	change := d.Target - s.Current
	if change == 0 {
		return d
	}
	wait := direction(change, c.up, c.down)
	for past := range s.Past.Since(s.Now.Add(-wait)) {
		if past.Asked != past.Current {
			return held(s, d, "to %d waits: %d to %d was %v ago, of %v", d.Target, past.Current, past.Asked, s.Now.Sub(past.At), wait)
		}
	}
	return d
}
