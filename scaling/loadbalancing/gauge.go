package loadbalancing

import (
	"math/bits"
	"slices"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/internal/timeline"
)

// Gauge is the node's side of [Prequal]: it counts the requests under way and
// says, when asked, how many they are and how long requests lately took that
// arrived when there were about as many. A server begins and ends every
// request at it and answers probes with its reading, which a caller hands to
// [Balancer.Observe]. It is safe for concurrent use.
type Gauge struct {
	clock *timeline.Line

	mu       sync.Mutex
	inFlight int
	levels   [gaugeLevels]gaugeLevel
}

const (
	gaugeLevels  = 8 * 29           // eight for each doubling, up to 2³¹ requests
	gaugeKeeps   = 8                // latencies kept at a level
	gaugeForgets = 10 * time.Second // after which a level says nothing any more
)

// gaugeLevel is what requests took that arrived when about as many were there.
type gaugeLevel struct {
	latest [gaugeKeeps]time.Duration
	n      int           // ever kept
	at     time.Duration // of the last
}

// NewGauge returns a gauge on a clock; nil is the runtime's monotonic one.
func NewGauge(clock func() time.Time) *Gauge {
	return &Gauge{clock: timeline.New(clock)}
}

// Arrival is a request that is under way at a [Gauge].
type Arrival struct {
	gauge *Gauge
	at    time.Duration
	found int // requests under way before it
}

// Begin counts a request.
func (g *Gauge) Begin() Arrival {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight++
	return Arrival{gauge: g, at: g.clock.Now(), found: g.inFlight - 1}
}

// End counts it no more and keeps what it took. It is to be called once.
func (a Arrival) End() {
	g := a.gauge
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inFlight--
	now := g.clock.Now()
	l := &g.levels[gaugeLevelOf(a.found)]
	l.latest[l.n%gaugeKeeps] = now - a.at
	l.n++
	l.at = now
}

// Reading is the number of requests under way and the median of what the
// latest requests took that came when there were as many; where none did in
// the last ten seconds, of the nearest number for which some did. It has no
// latency where none is known.
func (g *Gauge) Reading() Reading {
	g.mu.Lock()
	defer g.mu.Unlock()
	r := Reading{InFlight: g.inFlight}
	here := gaugeLevelOf(g.inFlight)
	for off := range gaugeLevels {
		for _, at := range [2]int{here - off, here + off} {
			if at < 0 || at >= gaugeLevels {
				continue
			}
			if l := &g.levels[at]; l.n > 0 && g.clock.Now()-l.at <= gaugeForgets {
				r.Latency = l.median()
				return r
			}
		}
	}
	return r
}

func (l *gaugeLevel) median() time.Duration {
	sorted := l.latest
	kept := sorted[:min(l.n, gaugeKeeps)]
	slices.Sort(kept)
	return kept[len(kept)/2]
}

// gaugeLevelOf is n itself below 16 and eight levels for each doubling above.
func gaugeLevelOf(n int) int {
	n = max(n, 0)
	if n < 16 {
		return n
	}
	shift := bits.Len(uint(n)) - 4
	return min(8*shift+n>>shift, gaugeLevels-1)
}
