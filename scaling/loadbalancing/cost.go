package loadbalancing

import (
	"math"
	"math/bits"
	"sync/atomic"
	"time"
)

// cost is the peak-sensitive moving average of a node's latency, after
// Finagle's PeakEwma: a latency above the average replaces it at once, one
// below draws it down with time constant tau, and without any it decays.
//
// What is kept is not the cost c at time t but
//
//	key = log2(c) + t / (tau·ln 2)
//
// in fixed point. Decay alone leaves the key as it is, so two nodes are
// compared as of now by comparing their keys: a pick decays costs without a
// clock, without an exponential and without writing.
type cost struct {
	key   atomic.Int64 // 0: nothing observed yet
	stamp atomic.Int64 // time of the last observation
}

// decay is a time constant in the units that cost needs.
type decay struct{ perNano float64 } // 1 / (tau·ln 2)

func newDecay(tau time.Duration) decay { return decay{math.Log2E / float64(tau)} }

// observe takes in one latency, at least a nanosecond.
func (c *cost) observe(now int64, latency time.Duration, d decay) {
	// Each observer takes the time since the one before, so concurrent ones
	// share it out instead of counting it twice.
	elapsed := max(0, now-c.stamp.Swap(now))
	x := float64(max(latency, 1))
	drawn := x * (1 - math.Exp2(-float64(elapsed)*d.perNano))
	at := float64(now) * d.perNano
	for {
		old := c.key.Load()
		next := x
		if old != 0 {
			if decayed := math.Exp2(float64(old)/fixedOne - at); decayed > x {
				next = decayed + drawn
			}
		}
		key := int64(math.Round((math.Log2(next) + at) * fixedOne))
		if key == 0 {
			key = 1 // 0 means that nothing was observed
		}
		if c.key.CompareAndSwap(old, key) {
			return
		}
	}
}

// at is the cost at a time; 0 where nothing was observed.
func (c *cost) at(now int64, d decay) time.Duration {
	key := c.key.Load()
	if key == 0 {
		return 0
	}
	x := math.Exp2(float64(key)/fixedOne - float64(now)*d.perNano)
	return time.Duration(min(x, float64(math.MaxInt64/2)))
}

// Loads of nodes of which nothing is known: the first request goes there at
// once, the others wait for its latency.
const (
	untried = math.MinInt64 / 2
	trying  = math.MaxInt64 / 2
)

// logs[n] is log2(n+1) in fixed point.
var logs = func() (t [1024]int64) {
	for i := range t {
		t[i] = fixedLog2(float64(i + 1))
	}
	return t
}()

// logInFlight is log2(n+1) in fixed point, of the ten leading bits of n+1.
func logInFlight(n int64) int64 {
	if uint64(n) < uint64(len(logs)) {
		return logs[n]
	}
	return logMany(n)
}

func logMany(n int64) int64 {
	shift := bits.Len64(uint64(n+1)) - 10
	return logs[(n+1)>>shift-1] + int64(shift)*fixedOne
}
