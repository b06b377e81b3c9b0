package main

import (
	"math"
	"runtime"
	"time"
)

// Figure is one measurement of one implementation.
type Figure struct {
	Work    string  `json:"work"`    // what is done: "add"
	DType   string  `json:"dtype"`   // element type
	N       int     `json:"n"`       // elements, or order of a matrix
	Threads int     `json:"threads"` // threads it may use
	Impl    string  `json:"impl"`    // who did it
	Nanos   float64 `json:"ns"`      // of one call, the shortest seen
	Allocs  float64 `json:"allocs"`  // Go allocations per call, -1 where unknown
}

// budget is how long one figure is measured for, at least.
var budget = 80 * time.Millisecond

// measure returns the shortest time of one call of f over many batches, and
// the allocations of a call. The shortest is what the work takes when nothing
// else runs; peers are measured the same way.
func measure(f func()) (nanos, allocs float64) {
	if d := timed(1, f); d > time.Second {
		d = min(d, timed(1, f)) // long work needs no more
		return float64(d), -1
	}
	batch := 1
	for {
		if d := timed(batch, f); d > 200*time.Microsecond || batch >= 1<<20 {
			break
		}
		batch *= 2
	}
	least := math.Inf(1)
	runs := 0
	for start := time.Now(); runs < 3 || time.Since(start) < budget; runs++ {
		least = min(least, float64(timed(batch, f))/float64(batch))
	}
	return least, allocations(f, least)
}

func timed(batch int, f func()) time.Duration {
	start := time.Now()
	for range batch {
		f()
	}
	return time.Since(start)
}

// allocations counts allocations per call, over few calls when they are long.
func allocations(f func(), nanos float64) float64 {
	calls := 10
	if nanos > 1e6 {
		calls = 1
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range calls {
		f()
	}
	runtime.ReadMemStats(&after)
	return math.Round(float64(after.Mallocs-before.Mallocs)/float64(calls)*10) / 10
}
