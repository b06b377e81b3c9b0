package breaker

import "time"

// buckets is how many parts a window has: what is counted leaves it a tenth at
// a time.
const buckets = 10

// window counts exactly over the last ten parts of a span, the running one
// included.
type window struct {
	width time.Duration // of a part; 0: nothing is counted
	part  int64         // the running one, counted from the beginning of time
	ok    [buckets]int64
	total [buckets]int64
	// sums over all parts
	okSum, totalSum int64
}

// advance forgets the parts that have left the window.
func (w *window) advance(now time.Duration) {
	part := int64(now / w.width)
	if part-w.part >= buckets {
		w.clear()
		w.part = part
		return
	}
	for w.part < part {
		w.part++
		i := w.part % buckets
		w.okSum -= w.ok[i]
		w.totalSum -= w.total[i]
		w.ok[i], w.total[i] = 0, 0
	}
}

// add counts a result and returns the sums.
func (w *window) add(now time.Duration, ok bool) (successes, total int64) {
	if w.width <= 0 {
		return 0, 0
	}
	w.advance(now)
	i := w.part % buckets
	if ok {
		w.ok[i]++
		w.okSum++
	}
	w.total[i]++
	w.totalSum++
	return w.okSum, w.totalSum
}

// sum returns the sums without counting.
func (w *window) sum(now time.Duration) (successes, total int64) {
	if w.width <= 0 {
		return 0, 0
	}
	w.advance(now)
	return w.okSum, w.totalSum
}

// clear forgets everything but the time.
func (w *window) clear() { *w = window{width: w.width, part: w.part} }
