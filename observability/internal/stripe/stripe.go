// Package stripe spreads what many cores write to over cells that lie apart,
// so that they rarely meet in a cache line.
package stripe

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// Count is how many cells there are: enough that the cores of a large machine
// rarely meet in one.
const Count = 1 << log

const log = 4

// Hint returns the number of the cell of the goroutine at hand. It tells
// goroutines apart by where their stacks lie, which costs less than asking for
// a random number and keeps a goroutine at its cell.
func Hint() uint64 {
	var here byte
	at := uint64(uintptr(unsafe.Pointer(&here))) >> 11
	return at * 0x9e3779b97f4a7c15 >> (64 - log)
}

// Counter is a number that many cores add to.
type Counter struct {
	cells [Count]struct {
		n atomic.Int64
		_ [120]byte // two cache lines: the prefetcher fetches pairs
	}
}

// Add adds n.
func (c *Counter) Add(n int64) { c.cells[Hint()].n.Add(n) }

// Load sums the cells. What is added meanwhile may be in the sum or not.
func (c *Counter) Load() int64 {
	var sum int64
	for i := range c.cells {
		sum += c.cells[i].n.Load()
	}
	return sum
}

// Locked is values that are added to under locks that nobody waits for: a cell
// that is taken is passed by for the next. For more than two numbers that is
// cheaper than an atomic operation on each, and they are read as of one moment.
type Locked[V any] struct {
	cells [Count]Cell[V]
}

// Cell is one of the values.
type Cell[V any] struct {
	mu sync.Mutex
	V  V
	_  [128]byte
}

// Lock returns a cell that nobody else uses until Unlock.
func (l *Locked[V]) Lock() *Cell[V] {
	h := Hint()
	for i := range uint64(Count) {
		if c := &l.cells[(h+i)%Count]; c.mu.TryLock() {
			return c
		}
	}
	c := &l.cells[h] // all at once: as many goroutines as cells, or bad luck
	c.mu.Lock()
	return c
}

// Unlock gives the cell back.
func (c *Cell[V]) Unlock() { c.mu.Unlock() }

// Each calls f with every value, one after the other, while nobody writes it.
func (l *Locked[V]) Each(f func(*V)) {
	for i := range l.cells {
		c := &l.cells[i]
		c.mu.Lock()
		f(&c.V)
		c.mu.Unlock()
	}
}
