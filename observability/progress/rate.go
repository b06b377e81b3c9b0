package progress

import (
	"math"
	"time"
)

// rate is an exponentially weighted mean of speeds, weighted by time, so that
// it does not depend on how often it is fed. What is not known yet has no
// weight: after the first observation the mean is that observation.
type rate struct {
	sum    float64 // weighted speeds
	weight float64 // of all observations, towards 1
}

// observe takes in n units in d, with tau as the time after which an
// observation counts 1/e.
func (r *rate) observe(n int64, d, tau time.Duration) {
	if d <= 0 {
		return
	}
	keep := math.Exp(-float64(d) / float64(tau))
	r.sum = keep*r.sum + (1-keep)*float64(n)/d.Seconds()
	r.weight = keep*r.weight + (1 - keep)
}

// perSecond returns the mean, 0 before anything was observed.
func (r *rate) perSecond() float64 {
	if r.weight == 0 {
		return 0
	}
	return r.sum / r.weight
}

// remaining returns how long n units take, < 0 if it cannot be told.
func remaining(n int64, perSecond float64) time.Duration {
	if n <= 0 {
		return 0
	}
	s := float64(n) / perSecond
	if !(perSecond > 0) || s > float64(math.MaxInt64)/float64(time.Second)/2 {
		return -1
	}
	return time.Duration(s * float64(time.Second))
}
