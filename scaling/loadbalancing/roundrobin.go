package loadbalancing

import (
	"math"
	"math/bits"
	"sync/atomic"
	"unsafe"
)

// turns counts picks in several cells, so that cores do not wait for each
// other's cache line. One goroutine keeps to one cell as long as its stack
// stays where it is, and each cell gives every node its turn: over all of them
// a node is ahead or behind by at most one turn for each cell in use.
type turns struct {
	cells [turnCells]struct {
		n atomic.Uint64
		_ [120]byte // two cache lines: the prefetcher fetches pairs
	}
}

const turnCells = 8

// next returns the number of this pick, from 0.
func (t *turns) next() uint64 {
	var here byte
	// Stacks are at least 2 KB and differ in the bits above.
	at := uint64(uintptr(unsafe.Pointer(&here))) >> 11 * 0x9e3779b97f4a7c15 >> 61
	return t.cells[at].n.Add(1) - 1
}

// nextInOrder is next where all turns are counted in one cell, so that a balancer
// that must do the same each time does.
func (t *turns) nextInOrder() uint64 { return t.cells[0].n.Add(1) - 1 }

// takeOver goes on where other turns were.
func (t *turns) takeOver(old *turns) {
	for i := range t.cells {
		t.cells[i].n.Store(old.cells[i].n.Load())
	}
}

// roundRobin gives every node its turn.
type roundRobin struct{}

func (roundRobin) Name() string { return string(RoundRobin) }

func (roundRobin) NewPicker(v View, previous Picker) Picker {
	p := &roundRobinPicker{nodes: hotOf(v.Endpoints)}
	p.inverse = math.MaxUint64/uint64(len(v.Endpoints)) + 1
	if old, ok := previous.(counted); ok {
		p.turns.takeOver(old.counter())
	}
	if v.random() != nil {
		return roundRobinInOrder{p}
	}
	return p
}

type roundRobinPicker struct {
	nodes   []*hot
	inverse uint64 // ⌈2⁶⁴/n⌉; 0 for one endpoint
	turns   turns
}

func (p *roundRobinPicker) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p *roundRobinPicker) choose(Request) *hot { return p.at(p.turns.next()) }

// at takes the turn modulo n by two multiplications (Lemire, Kaser, Kurz:
// Faster remainder by direct computation, 2019), which is exact for 32-bit
// turns and cheaper than a division.
func (p *roundRobinPicker) at(turn uint64) *hot {
	i, _ := bits.Mul64(p.inverse*uint64(uint32(turn)), uint64(len(p.nodes)))
	return p.nodes[i]
}

func (p *roundRobinPicker) counter() *turns { return &p.turns }

// counted is a picker that counts turns, which the next one goes on with.
type counted interface{ counter() *turns }

type roundRobinInOrder struct{ *roundRobinPicker }

func (p roundRobinInOrder) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p roundRobinInOrder) choose(Request) *hot { return p.at(p.turns.nextInOrder()) }
