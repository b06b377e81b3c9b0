package stopwatch

import (
	"math"
	"sync"
	"sync/atomic"
	"time"
)

const (
	firstSpan  = 20 * time.Millisecond // from which the rate is taken first
	span       = time.Second           // between looks from then on
	tolerance  = 1e-3                  // twice what the kernel may slew its clock by
	sharpness  = time.Microsecond      // within which both clocks are read
	maxRestart = 3
)

// reading is both clocks at one moment.
type reading struct {
	ticks int64
	nanos time.Duration
}

// follower compares the counter with the monotonic clock.
type follower struct {
	next  atomic.Int64 // when to look again, by the monotonic clock; math.MaxInt64: never
	mu    sync.Mutex
	begun bool
	fresh bool // the rate is still to be taken from first
	first reading
	last  reading
	wrong int // how often measuring began anew
}

var following follower

func (f *follower) due(now time.Duration) bool { return int64(now) >= f.next.Load() }

// look compares the clocks, unless somebody else is doing so.
func (f *follower) look() {
	if !f.mu.TryLock() {
		return
	}
	defer f.mu.Unlock()
	if s := known.Load(); s != nil && ticks() < s.until || !f.due(nanos()) {
		return // somebody else has just looked
	}
	if !f.begun {
		if f.begun, f.fresh = true, true; !trusted() {
			f.next.Store(math.MaxInt64)
			return
		}
	}
	if r, ok := both(); ok {
		known.Store(f.follow(r))
	}
}

// follow takes a reading and returns the scale from now on, nil if there is
// none.
func (f *follower) follow(r reading) *scale {
	switch {
	case f.last == reading{}:
		f.begin(r)
		return nil
	case f.fresh:
		f.fresh = false
	case !f.agree(r):
		f.wrong++
		if f.begin(r); f.wrong >= maxRestart {
			f.next.Store(math.MaxInt64)
		}
		return nil
	}
	if r.ticks <= f.first.ticks {
		f.begin(r)
		return nil
	}
	nanos := float64(r.nanos-f.first.nanos) / float64(r.ticks-f.first.ticks)
	f.last = r
	f.next.Store(int64(r.nanos)) // due as soon as until has come
	return &scale{nanos: nanos, until: r.ticks + int64(float64(span)/nanos)}
}

// begin measures from r on.
func (f *follower) begin(r reading) {
	f.first, f.last, f.fresh = r, r, true
	f.next.Store(int64(r.nanos + firstSpan))
}

// agree reports whether the counter ran since the last reading as it did
// before.
func (f *follower) agree(r reading) bool {
	before := float64(f.last.nanos-f.first.nanos) / float64(f.last.ticks-f.first.ticks)
	want := float64(float64(r.ticks-f.last.ticks) * before)
	got := float64(r.nanos - f.last.nanos)
	return math.Abs(want-got) <= tolerance*got
}

// both reads both clocks; false where something came between each time.
func both() (reading, bool) {
	for range 8 {
		before := nanos()
		t := ticks()
		if after := nanos(); after-before < sharpness {
			return reading{t, before + (after-before)/2}, true
		}
	}
	return reading{}, false
}
