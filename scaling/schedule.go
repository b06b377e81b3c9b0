package scaling

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Window is a time of day, on some days of the week, with its own bounds.
type Window struct {
	Name     string
	Days     []time.Weekday // none: every day. A window past midnight belongs to the day it opens
	From, To time.Duration  // since midnight by the clock on the wall, [From, To); To <= From: until To of the next day
	Location *time.Location // nil: UTC
	Min      int
	Max      int // 0: no maximum
}

func (w Window) validate() error {
	var errs []error
	if w.From < 0 || w.From >= 24*time.Hour || w.To < 0 || w.To > 24*time.Hour {
		errs = append(errs, fmt.Errorf("scaling: window %q: from %v to %v: must be within a day", w.Name, w.From, w.To))
	}
	if w.Min < 0 || w.Max < 0 || w.Max > 0 && w.Max < w.Min {
		errs = append(errs, fmt.Errorf("scaling: window %q: %d to %d: must be >= 0 and in order", w.Name, w.Min, w.Max))
	}
	for _, d := range w.Days {
		if d < time.Sunday || d > time.Saturday {
			errs = append(errs, fmt.Errorf("scaling: window %q: day %d: is none of the week", w.Name, d))
		}
	}
	return errors.Join(errs...)
}

// Open reports whether the window is open at t.
func (w Window) Open(t time.Time) bool {
	loc := w.Location
	if loc == nil {
		loc = time.UTC
	}
	t = t.In(loc)
	h, m, s := t.Clock()
	at := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(t.Nanosecond())
	today, yesterday := w.on(t.Weekday()), w.on((t.Weekday()+6)%7)
	if w.To > w.From {
		return today && at >= w.From && at < w.To
	}
	return today && at >= w.From || yesterday && at < w.To
}

func (w Window) on(d time.Weekday) bool { return len(w.Days) == 0 || slices.Contains(w.Days, d) }

type schedule struct{ windows []Window }

func (c schedule) name() string       { return "schedule" }
func (c schedule) lookback() Lookback { return Lookback{} }

func (c schedule) validate() error {
	var errs []error
	for _, w := range c.windows {
		errs = append(errs, w.validate())
	}
	return errors.Join(errs...)
}

func (c schedule) decide(s Signals, d Decision) Decision {
	var low, high *Window
	for i := range c.windows {
		w := &c.windows[i]
		if !w.Open(s.Now) {
			continue
		}
		if low == nil || w.Min > low.Min {
			low = w
		}
		if w.Max > 0 && (high == nil || w.Max < high.Max) {
			high = w
		}
	}
	if high != nil && d.Target > high.Max {
		d = clamped(d, high.Max, "at most %d by schedule %q, not %d", high.Max, high.Name, d.Target)
	}
	if low != nil && d.Target < low.Min {
		d = clamped(d, low.Min, "at least %d by schedule %q, not %d", low.Min, low.Name, d.Target)
	}
	if d.Target != s.Current {
		d.Unknown = false
	}
	return d
}
