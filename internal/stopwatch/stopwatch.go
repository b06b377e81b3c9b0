package stopwatch

import (
	"sync/atomic"
	"time"
)

// Watch is a time being measured.
type Watch struct {
	start int64 // of the counter, or of the monotonic clock
	scale *scale
}

// scale turns readings of the counter into time.
type scale struct {
	nanos float64 // of one tick
	until int64   // when to look whether it is still right
}

// known is the scale, nil where there is none or none yet.
var known atomic.Pointer[scale]

// Start begins to measure.
func Start() Watch {
	if s := known.Load(); s != nil {
		if t := ticks(); t < s.until {
			return Watch{t, s}
		}
	}
	return startSlowly()
}

// Elapsed returns the time since Start, never less than 0.
func (w Watch) Elapsed() time.Duration {
	if w.scale == nil {
		return nanos() - time.Duration(w.start)
	}
	return max(0, time.Duration(float64(ticks()-w.start)*w.scale.nanos))
}

// startSlowly looks at the monotonic clock, and whether it is time to compare
// the counter with it.
func startSlowly() Watch {
	now := nanos()
	if following.due(now) {
		following.look()
	}
	return Watch{start: int64(now)}
}

// epoch is what the monotonic clock is read from: a look at that one alone is
// cheaper than at the one on the wall too.
var epoch = time.Now()

func nanos() time.Duration { return time.Since(epoch) }
