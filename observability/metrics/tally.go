package metrics

import (
	"math"
	"math/bits"
	"time"

	"github.com/scicore-go/scicore/observability/internal/stripe"
)

// striped is a counter that many cores add to without sharing a cache line.
type striped = stripe.Counter

// tally is what evaluations of one series did: how many, for how long, with
// how much work. It is kept here rather than by an SDK, which takes a quarter
// of a microsecond for one histogram.
type tally struct{ cells stripe.Locked[work] }

// work is a tally, or the part of it in one cell.
type work struct {
	count       uint64
	buckets     [len(durationBuckets) + 1]uint64
	seconds     int64 // of all durations; whole ones apart, so that nothing is
	nanos       int64 // rounded and nothing overflows
	least, most time.Duration
	operations  float64 // a GPU does more in a day than an int64 counts
	bytes       float64
}

// add counts an evaluation and returns the bucket of its duration.
func (t *tally) add(d time.Duration, operations, bytes float64) (bucket int) {
	bucket = bucketOf(d)
	c := t.cells.Lock()
	w := &c.V
	if w.count++; w.count == 1 {
		w.least, w.most = d, d
	} else {
		w.least, w.most = min(w.least, d), max(w.most, d)
	}
	w.buckets[bucket]++
	if w.nanos += int64(d); w.nanos > 1<<62 || w.nanos < -1<<62 {
		w.carry()
	}
	if operations > 0 { // a counter never goes back, and a NaN would stay
		w.operations += operations
	}
	if bytes > 0 {
		w.bytes += bytes
	}
	c.Unlock()
	return bucket
}

// carry moves whole seconds to where they have room.
func (w *work) carry() {
	w.seconds += w.nanos / int64(time.Second)
	w.nanos %= int64(time.Second)
}

// load adds up the cells.
func (t *tally) load() work {
	var sum work
	t.cells.Each(func(w *work) {
		if w.count == 0 {
			return
		}
		if sum.count == 0 {
			sum.least, sum.most = w.least, w.most
		}
		sum.least, sum.most = min(sum.least, w.least), max(sum.most, w.most)
		sum.count += w.count
		for i, n := range w.buckets {
			sum.buckets[i] += n
		}
		w.carry()
		sum.seconds, sum.nanos = sum.seconds+w.seconds, sum.nanos+w.nanos
		sum.operations += w.operations
		sum.bytes += w.bytes
	})
	sum.carry()
	return sum
}

// total is the sum of all durations in seconds.
func (w *work) total() float64 { return float64(w.seconds) + float64(w.nanos)/1e9 }

// bucketOf returns the first bucket whose bound is not below d. A look at the
// length of d leaves two bounds to compare at most.
func bucketOf(d time.Duration) int {
	i := int(firstBucket[bits.Len64(uint64(max(d, 0)))])
	for i < len(durationBounds) && d > durationBounds[i] {
		i++
	}
	return i
}

// durationBounds are durationBuckets as durations; firstBucket is the first
// bucket for durations of so many bits.
var durationBounds, firstBucket = func() (b [len(durationBuckets)]time.Duration, first [65]uint8) {
	for i, s := range durationBuckets {
		b[i] = time.Duration(math.Round(s * 1e9))
	}
	for n := 1; n < len(first); n++ {
		for i := first[n-1]; int(i) < len(b) && bits.Len64(uint64(b[i])) < n; i++ {
			first[n] = i + 1
		}
		first[n] = max(first[n], first[n-1])
	}
	return b, first
}()

// ratios is the tally of how far estimates were off, of one engine.
type ratios struct{ cells stripe.Locked[ratio] }

type ratio struct {
	count       uint64
	buckets     [len(ratioBuckets) + 1]uint64
	sum         float64
	least, most float64
}

// add counts a ratio and returns its bucket.
func (r *ratios) add(x float64) (bucket int) {
	i := 0
	for i < len(ratioBuckets) && !(x <= ratioBuckets[i]) {
		i++
	}
	c := r.cells.Lock()
	w := &c.V
	if w.count++; w.count == 1 {
		w.least, w.most = x, x
	}
	w.least, w.most = min(w.least, x), max(w.most, x)
	w.buckets[i]++
	w.sum += x
	c.Unlock()
	return i
}

func (r *ratios) load() ratio {
	var sum ratio
	r.cells.Each(func(w *ratio) {
		if w.count == 0 {
			return
		}
		if sum.count == 0 {
			sum.least, sum.most = w.least, w.most
		}
		sum.least, sum.most = min(sum.least, w.least), max(sum.most, w.most)
		sum.count += w.count
		for i, n := range w.buckets {
			sum.buckets[i] += n
		}
		sum.sum += w.sum
	})
	return sum
}
