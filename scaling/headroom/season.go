package headroom

import (
	"math"
	"time"
)

// season is what demand was at each time of the season, by bins.
type season struct {
	mean []float64 // of a bin over seasons, the newer the weightier; NaN: never seen. Shared: not to be changed
	bin  int64     // the one being summed, counted from 1970
	sum  float64
	n    int
}

// newest is the weight of the present season in the mean.
const newest = 0.4

// at is what is usual at a time, between the middles of bins on straight
// lines; NaN where it is not known.
func (c season) at(p Policy, t time.Time) float64 {
	if c.mean == nil {
		return math.NaN()
	}
	x := p.bins(t) - 0.5
	i := math.Floor(x)
	a, b := c.mean[c.index(int64(i))], c.mean[c.index(int64(i)+1)]
	return a + (b-a)*(x-i)
}

// bins is the time since the beginning of 1970 in bins.
func (p Policy) bins(t time.Time) float64 {
	return float64(t.UnixMilli()) / float64(p.bin.Milliseconds())
}

func (c season) index(bin int64) int {
	n := int64(len(c.mean))
	return int((bin%n + n) % n)
}

// Event is a time, From until To, in which demand is Times what it would be
// without: a holiday, a sale, an hour that the clock repeats.
type Event struct {
	Name     string
	From, To time.Time
	Times    float64
}

// times is what the events multiply demand by.
func (p Policy) times(t time.Time) float64 {
	n := 1.0
	for _, e := range p.events {
		if !t.Before(e.From) && t.Before(e.To) {
			n *= e.Times
		}
	}
	return n
}

// usual is what is usual at a time; NaN where it is not known.
func (p Policy) usual(c season, t time.Time) float64 { return c.at(p, t) * p.times(t) }

// learn takes demand in. A bin is learnt when it is over.
func (c season) learn(p Policy, now time.Time, demand float64) season {
	if p.season == 0 {
		return c
	}
	bin := int64(math.Floor(p.bins(now)))
	if bin != c.bin {
		c = c.close(int(p.season / p.bin))
		c.bin, c.sum, c.n = bin, 0, 0
	}
	c.sum += demand / p.times(now)
	c.n++
	return c
}

// close takes the bin that is over into the mean, unless there was next to
// nothing where there is something.
func (c season) close(bins int) season {
	if c.n == 0 {
		return c
	}
	mean := make([]float64, bins)
	if copy(mean, c.mean) == 0 {
		for i := range mean {
			mean[i] = math.NaN()
		}
	}
	c.mean = mean
	i, now := c.index(c.bin), c.sum/float64(c.n)
	switch usual := mean[i]; {
	case math.IsNaN(usual):
		mean[i] = now
	case now > back*usual:
		mean[i] += newest * (now - usual)
	}
	return c
}
