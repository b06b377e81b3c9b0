package metrics

import (
	"math"
	"sync/atomic"
	"unsafe"
)

// stripes is how many cells a counter has: enough that the cores of a large
// machine rarely meet in one.
const stripes = 16

// striped is a counter that many cores add to without sharing a cache line.
type striped struct {
	cells [stripes]struct {
		n atomic.Int64
		_ [120]byte // two cache lines: the prefetcher fetches pairs
	}
}

// add adds n to the cell of the goroutine at hand.
func (s *striped) add(n int64) { s.cells[stripe()].n.Add(n) }

// load sums the cells. What is added meanwhile may be in the sum or not.
func (s *striped) load() int64 {
	var sum int64
	for i := range s.cells {
		sum += s.cells[i].n.Load()
	}
	return sum
}

// work counts what evaluations did, striped alike.
type work struct {
	cells [stripes]struct {
		count      atomic.Int64
		operations number
		bytes      number
		_          [104]byte
	}
}

func (w *work) add(operations, bytes float64) {
	c := &w.cells[stripe()]
	c.count.Add(1)
	c.operations.add(operations)
	c.bytes.add(bytes)
}

func (w *work) load() (count int64, operations, bytes float64) {
	for i := range w.cells {
		c := &w.cells[i]
		count += c.count.Load()
		operations += c.operations.load()
		bytes += c.bytes.load()
	}
	return count, operations, bytes
}

// number is a float64 that is added to: a GPU does more operations in a day
// than an int64 counts.
type number struct{ bits atomic.Uint64 }

func (n *number) add(x float64) {
	if !(x > 0) {
		return // a counter never goes back, and a NaN would stay
	}
	for {
		old := n.bits.Load()
		if n.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+x)) {
			return
		}
	}
}

func (n *number) load() float64 { return math.Float64frombits(n.bits.Load()) }

// stripe tells goroutines apart by where their stacks lie, which costs less
// than asking for a random number and keeps a goroutine at its cell.
func stripe() uint64 {
	var here byte
	at := uint64(uintptr(unsafe.Pointer(&here))) >> 11
	return at * 0x9e3779b97f4a7c15 >> (64 - 4)
}
