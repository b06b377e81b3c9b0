package scaling

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// Budget is what may be spent within each period of time. Periods begin at
// multiples of Period since Start; the units of money are the host's.
type Budget struct {
	CostPerHour float64 // of one replica, from when it is asked for
	Limit       float64 // of one period
	Period      time.Duration
	Start       time.Time // the beginning of some period; zero: midnight UTC of the first day of 1970
}

// spending is what was spent in the current period, as of a moment.
type spending struct {
	period int64
	at     time.Time
	amount float64
}

type budget struct{ Budget }

func (b budget) name() string       { return "budget" }
func (b budget) lookback() Lookback { return Lookback{Steps: 1} }

func (b budget) validate() error {
	var errs []error
	if !(b.CostPerHour > 0) || math.IsInf(b.CostPerHour, 0) {
		errs = append(errs, fmt.Errorf("scaling: budget: cost per hour %v: must be > 0", b.CostPerHour))
	}
	if !(b.Limit >= 0) || math.IsInf(b.Limit, 0) {
		errs = append(errs, fmt.Errorf("scaling: budget: limit %v: must be >= 0", b.Limit))
	}
	if b.Period <= 0 {
		errs = append(errs, fmt.Errorf("scaling: budget: period %v: must be > 0", b.Period))
	}
	return errors.Join(errs...)
}

func (b budget) decide(s Signals, d Decision) Decision {
	spent, end := b.spent(s)
	d.Memo = spent
	rest := b.Limit - spent.amount
	affordable := max(0, math.Floor(rest/(b.CostPerHour*end.Sub(s.Now).Hours())+1e-9))
	if float64(d.Target) > affordable {
		d = clamped(d, int(affordable), "%.4g of %.4g is left until %s: at most %d, not %d",
			max(rest, 0), b.Limit, end.Format(time.RFC3339), int(affordable), d.Target)
		d.Unknown = false
	}
	return d
}

// spent returns the spending up to now, and when the period ends. What was
// asked for at the last step was paid for since.
func (b budget) spent(s Signals) (spending, time.Time) {
	origin := b.Start
	if origin.IsZero() {
		origin = time.Unix(0, 0).UTC()
	}
	period := int64(math.Floor(float64(s.Now.Sub(origin)) / float64(b.Period)))
	begin := origin.Add(time.Duration(period) * b.Period)
	now := spending{period: period, at: s.Now}
	last, ok := s.Past.Last()
	before, known := last.Decision.Memo.(spending)
	if !ok || !known {
		return now, begin.Add(b.Period)
	}
	if before.period > period { // a clock that went back is given nothing anew
		return before, origin.Add(time.Duration(before.period+1) * b.Period)
	}
	from := before.at
	if before.period == period {
		now.amount = before.amount
	} else {
		from = begin
	}
	if s.Now.After(from) {
		now.amount += float64(last.Asked) * b.CostPerHour * s.Now.Sub(from).Hours()
	} else {
		now.at = before.at // a clock that went back is not paid twice
	}
	return now, begin.Add(b.Period)
}
