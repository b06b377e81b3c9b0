package headroom

import "time"

// Demand below absent of what is usual is gone; above back of it, it is there
// again.
const (
	absent = 0.1
	back   = 0.25
)

// notice finds out whether demand is gone or there again.
func (s *state) notice(p Policy, usual, demand float64) {
	missing := demand < absent*usual
	away := s.at.Sub(s.gone)
	switch {
	case !(usual > 0): // there is nothing to be missed
		s.gone = time.Time{}
	case s.gone.IsZero():
		if missing && s.level > back*usual {
			s.gone = s.at
		}
	case away > p.season: // then this is what demand is now
		s.gone, s.season.mean = time.Time{}, nil
	case demand > back*usual || !missing && away <= p.patience:
		s.gone = time.Time{}
		s.level = max(s.level, demand, usual)
	}
}
