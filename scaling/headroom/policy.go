package headroom

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// Policy is the description of the policy and the policy itself. It is an
// immutable value: each With method returns a changed copy.
type Policy struct {
	metric   string
	capacity float64
	startup  time.Duration
	quantile float64
	season   time.Duration
	bin      time.Duration
	memory   time.Duration // of the level
	patience time.Duration // for demand that is gone
	events   []Event
}

// Where a [Policy] is told nothing.
const (
	DefaultQuantile = 0.97
	DefaultSeason   = 7 * 24 * time.Hour
	DefaultBin      = 15 * time.Minute
	DefaultMemory   = 10 * time.Minute
	DefaultPatience = time.Hour
)

// NewPolicy returns a policy for requests per second that lacks only the
// capacity of a replica.
func NewPolicy() Policy {
	return Policy{metric: scaling.Requests, quantile: DefaultQuantile, season: DefaultSeason, bin: DefaultBin,
		memory: DefaultMemory, patience: DefaultPatience}
}

// WithMetric sets which metric is the demand; the default is
// [scaling.Requests]. It must be what arrives, not what is served: a service
// at its limit serves no more, however much arrives.
func (p Policy) WithMetric(name string) Policy { p.metric = name; return p }

// WithCapacity sets how much demand one replica serves, > 0.
func (p Policy) WithCapacity(perReplica float64) Policy { p.capacity = perReplica; return p }

// WithStartup sets how long a replica takes from being asked for to serving.
func (p Policy) WithStartup(d time.Duration) Policy { p.startup = d; return p }

// WithQuantile sets the share of time, between 0.5 and 1, in which there shall
// be enough. With prices it is c/(c+r): c what a replica is missed for, r what
// it costs.
func (p Policy) WithQuantile(q float64) Policy { p.quantile = q; return p }

// WithSeason sets after what time demand resembles itself, and how finely that
// is kept; the default is a week, by the quarter of an hour. A season of 0
// leaves it out.
func (p Policy) WithSeason(season, bin time.Duration) Policy {
	p.season, p.bin = season, bin
	return p
}

// WithMemory sets over what time the present level is averaged.
func (p Policy) WithMemory(d time.Duration) Policy { p.memory = d; return p }

// WithPatience sets for how long demand that is gone is thought to come back
// at any moment.
func (p Policy) WithPatience(d time.Duration) Policy { p.patience = d; return p }

// WithEvents adds events that are known beforehand.
func (p Policy) WithEvents(e ...Event) Policy {
	p.events = append(slices.Clip(p.events), e...)
	return p
}

// Compose returns the policy with the layers that keep it from acting on
// every change: what is given up was not wanted for five minutes and is more
// than a tenth.
func (p Policy) Compose() scaling.Composition {
	return scaling.From(p).WithStabilization(0, 5*time.Minute).WithTolerances(0, 0.1)
}

// Build returns the policy, or an error that tells every fault at once.
func (p Policy) Build() (scaling.Policy, error) {
	if err := p.Validate(); err != nil {
		return nil, err
	}
	return p, nil
}

// maxBins is how many bins of a season are kept at most.
const maxBins = 100_000

// Validate tells every fault at once.
func (p Policy) Validate() error {
	var errs []error
	fault := func(wrong bool, format string, values ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf("headroom: "+format, values...))
		}
	}
	fault(p.metric == "", "metric: must have a name")
	fault(!(p.capacity > 0) || math.IsInf(p.capacity, 0), "capacity %v: must be > 0", p.capacity)
	fault(p.startup < 0, "start-up %v: must be >= 0", p.startup)
	fault(!(p.quantile >= 0.5 && p.quantile < 1), "quantile %v: must be at least 0.5 and less than 1", p.quantile)
	fault(p.memory <= 0, "memory %v: must be > 0", p.memory)
	fault(p.patience < 0, "patience %v: must be >= 0", p.patience)
	if p.season != 0 {
		fault(p.bin < time.Second || p.season < 2*p.bin || p.season%max(p.bin, 1) != 0 || p.season/max(p.bin, 1) > maxBins || p.bin%time.Millisecond != 0,
			"season %v in bins of %v: must be 2 to %d of them, of whole milliseconds from a second", p.season, p.bin, maxBins)
	}
	for _, e := range p.events {
		fault(!(e.Times > 0) || math.IsInf(e.Times, 0), "event %q: times %v: must be > 0", e.Name, e.Times)
		fault(!e.From.Before(e.To), "event %q: from %s to %s: must be in order", e.Name, e.From.Format(time.RFC3339), e.To.Format(time.RFC3339))
	}
	return errors.Join(errs...)
}

// String returns "headroom".
func (p Policy) String() string { return "headroom" }

// Decide forecasts and sizes.
func (p Policy) Decide(s scaling.Signals) scaling.Decision {
	if err := p.Validate(); err != nil {
		return scaling.Unknown(s, "%v", err)
	}
	before, known := s.Past.Memo().(*state)
	demand := s.Load.Value(p.metric)
	if !(demand >= 0) || math.IsInf(demand, 0) {
		d := scaling.Unknown(s, "%s is %v", p.metric, demand)
		if known {
			d.Memo = before
		}
		return d
	}
	now := first(s.Now, demand)
	if known {
		now = p.learn(before, s.Now, demand)
	}
	return p.size(now, demand)
}

// size is the decision in a state of knowledge.
func (p Policy) size(now *state, demand float64) scaling.Decision {
	at := now.at.Add(p.startup)
	then := now.forecast(p, at)
	reserve := now.reserve.factor(p.quantile) * then.deviation
	// What is given up is gone at once: it must not be needed before either.
	need := max(now.level, then.demand) + reserve
	target := int(min(math.Ceil(need/p.capacity-1e-9), math.MaxInt32))
	d := scaling.Scale(target, "%s %.4g; in %v %.4g, with reserve %.4g: %d of %.4g",
		p.metric, demand, p.startup, then.demand, need, target, p.capacity)
	if !now.gone.IsZero() {
		d.Reason += fmt.Sprintf("; demand is gone since %s", now.gone.Format(time.DateTime))
	}
	d.Confidence = now.reserve.confidence() * p.quantile
	d.Memo = now.expecting(then)
	return d
}
