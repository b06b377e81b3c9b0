package loadbalancing

import (
	"math"
	"math/bits"
	"sync/atomic"
)

// turn counts picks on a cache line of its own.
type turn struct {
	_ [120]byte
	n atomic.Uint64
	_ [120]byte
}

// roundRobin gives every node its turn.
type roundRobin struct{}

func (roundRobin) Name() string { return string(RoundRobin) }

func (roundRobin) NewPicker(v View, previous Picker) Picker {
	p := &roundRobinPicker{endpoints: v.Endpoints}
	p.inverse = math.MaxUint64/uint64(len(v.Endpoints)) + 1
	if old, ok := previous.(*roundRobinPicker); ok {
		p.turn.n.Store(old.turn.n.Load()) // goes on where the old one was
	}
	return p
}

type roundRobinPicker struct {
	endpoints []*Endpoint
	inverse   uint64 // ⌈2⁶⁴/n⌉; 0 for one endpoint
	turn      turn
}

// Pick takes the turn modulo n by two multiplications (Lemire, Kaser, Kurz:
// Faster remainder by direct computation, 2019), which is exact for 32-bit
// turns and cheaper than a division.
func (p *roundRobinPicker) Pick(Request) *Endpoint {
	t := uint64(uint32(p.turn.n.Add(1) - 1))
	i, _ := bits.Mul64(p.inverse*t, uint64(len(p.endpoints)))
	return p.endpoints[i]
}
