package loadbalancing

import "sync/atomic"

// inflight counts the requests under way at a node and forgets those whose
// end is never told. One word holds it all:
//
//	detached (1 bit) | generation (7) | in flight from the generation before (28) | from this one (28)
//
// A pick adds one to the lowest field and keeps the generation it found there.
// An end takes one from the field of its generation. [inflight.rotate] begins
// a generation: what was in flight from the one before is given up. So a
// request whose end is never told counts for at least one period and at most
// two, and everything is one atomic operation on one word: no count is ever
// lost between two fields, and none goes below zero.
type inflight struct{ word atomic.Uint64 }

const (
	countBits = 28
	countMask = 1<<countBits - 1
	genShift  = 2 * countBits
	genMask   = 1<<7 - 1
	detached  = 1 << 63
	// crowded is the count at which a generation ends early, long before the
	// field is full: only a caller that never tells ends gets there.
	crowded = 1 << 27
)

func currentOf(w uint64) uint64  { return w & countMask }
func previousOf(w uint64) uint64 { return w >> countBits & countMask }
func generationOf(w uint64) uint8 {
	return uint8(w >> genShift & genMask)
}

// load is the number of requests under way.
func (f *inflight) load() int64 {
	w := f.word.Load()
	return int64(w&countMask + w>>countBits&countMask)
}

// begin counts a request and returns the word it has made.
func (f *inflight) begin() uint64 { return f.word.Add(1) }

// end takes back a request. counted is false where the request was given up
// before, or ended before; attached is false where it was written off by
// detach.
func (f *inflight) end(generation uint8) (counted, attached bool) {
	for {
		w := f.word.Load()
		next := w
		switch generation {
		case generationOf(w):
			if currentOf(w) == 0 {
				return false, false
			}
			next--
		case (generationOf(w) - 1) & genMask:
			if previousOf(w) == 0 {
				return false, false
			}
			next -= 1 << countBits
		default:
			return false, false
		}
		if f.word.CompareAndSwap(w, next) {
			return true, w&detached == 0
		}
	}
}

// rotate begins a generation and returns how many requests were given up, and
// whether they had been written off by detach.
func (f *inflight) rotate() (leaked int64, attached bool) {
	for {
		w := f.word.Load()
		next := w&detached | uint64(generationOf(w)+1)&genMask<<genShift | currentOf(w)<<countBits
		if f.word.CompareAndSwap(w, next) {
			return int64(previousOf(w)), w&detached == 0
		}
	}
}

// detach writes off what is in flight and returns it: what ends from now on is
// known to be written off.
func (f *inflight) detach() int64 {
	w := f.word.Or(detached)
	return int64(currentOf(w) + previousOf(w))
}
