package headroom

import (
	"math"
	"time"
)

// state is all the policy knows. It does not change once it stands in a memo.
type state struct {
	at      time.Time
	every   time.Duration // between the last two steps
	level   float64
	gone    time.Time // since when there is no demand to speak of; zero: there is
	season  season
	reserve reserve
	due     []forecast // not yet held against what came, oldest first
}

// forecast is what is expected at a time.
type forecast struct {
	at        time.Time
	demand    float64
	deviation float64 // the standard one of what comes from demand
}

func first(now time.Time, demand float64) *state {
	return &state{at: now, level: demand, reserve: newReserve(demand)}
}

// learn is the state after a step. A clock that stood or went back teaches
// nothing.
func (p Policy) learn(before *state, now time.Time, demand float64) *state {
	s := *before
	passed := now.Sub(before.at)
	if passed <= 0 {
		return &s
	}
	s.at, s.every = now, passed
	s.judge(p, now, demand)
	usual := p.usual(s.season, now)
	s.level *= growth(p.usual(s.season, before.at), usual)
	s.notice(p, usual, demand)
	if s.gone.IsZero() || now.Sub(s.gone) > p.patience {
		s.level += weight(passed, p.memory) * (demand - s.level)
	}
	s.season = s.season.learn(p, now, demand)
	return &s
}

// weight is that of a new value in a mean with an exponential memory.
func weight(passed, memory time.Duration) float64 {
	return -math.Expm1(-float64(passed) / float64(memory))
}

// judge holds the forecasts that are due against what came; of several the
// last. Those made of demand that was gone say nothing.
func (s *state) judge(p Policy, now time.Time, demand float64) {
	last := -1
	for last+1 < len(s.due) && !s.due[last+1].at.After(now) {
		last++
	}
	if last < 0 {
		return
	}
	f := s.due[last]
	s.due = s.due[last+1:]
	if s.gone.IsZero() {
		s.reserve = s.reserve.learn(s.every, demand, f, outside(p.quantile))
	}
}

// forecast is what is expected at a time: the level, with what is usual from
// now to then. The dispersion is at least that of arrivals which know nothing
// of each other.
func (s *state) forecast(p Policy, at time.Time) forecast {
	f := forecast{at: at, demand: s.level * growth(p.usual(s.season, s.at), p.usual(s.season, at))}
	arrivals := 1 / max(s.every, time.Second).Seconds()
	f.deviation = math.Sqrt(max(s.reserve.dispersion, arrivals) * f.demand)
	return f
}

// maxGrowth is the most that the season may say about a start-up time.
const maxGrowth = 2

// expecting is the state with one more forecast to be judged.
func (s *state) expecting(f forecast) *state {
	if n := len(s.due); n > 0 && !f.at.After(s.due[n-1].at) {
		return s
	}
	due := make([]forecast, len(s.due), len(s.due)+1)
	copy(due, s.due)
	s.due = append(due, f)
	return s
}

// growth is by how much demand usually grows; 1 where that is not known.
func growth(now, then float64) float64 {
	if now > 0 && then > 0 {
		return min(then/now, maxGrowth)
	}
	return 1
}
