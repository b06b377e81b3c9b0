package loadbalancing

import (
	"fmt"
	"math/bits"
	"slices"
	"sync/atomic"
)

// BoundedLoad places requests by key as [Maglev] does, but no node gets more
// than its bound of requests in flight: what it has no room for goes to the
// key's next places (Mirrokni, Thorup, Zadimoghaddam: Consistent hashing with
// bounded loads, 2018; the next places are random jumps as in Chen, Coleman,
// Shrivastava, 2021, so that a full node does not fill its neighbour).
//
// When a request is placed at a node of weight w, the requests in flight there
// are at most ⌈Factor · m · w/W⌉, m being those in flight at all nodes, this
// one included, and W the weight of all nodes in use. The bound holds however
// many pick at once.
type BoundedLoad struct {
	Factor float64 // above 1 and at most 1024; 0 is 1.25
}

const (
	defaultFactor = 1.25
	factorUnit    = 1 << 16
)

// Name returns "bounded load".
func (BoundedLoad) Name() string { return string(ConsistentHash) }

func (s BoundedLoad) check() error {
	if s.Factor != 0 && !(s.Factor > 1 && s.Factor <= 1024) {
		return fmt.Errorf("loadbalancing: bounded load: factor %v: must be above 1, at most 1024", s.Factor)
	}
	return nil
}

func (BoundedLoad) accounts() bool { return true }

// NewPicker returns a picker; its ring is taken over if nothing changed.
func (s BoundedLoad) NewPicker(v View, previous Picker) Picker {
	if s.Factor == 0 {
		s.Factor = defaultFactor
	}
	weights := weightsOf(v.Endpoints)
	p := &boundedPicker{endpoints: v.Endpoints, weights: weights, places: make([]bounds, len(weights)), total: v.Endpoints[0].owner.total, random: v.random()}
	factor := uint64(s.Factor * factorUnit)
	for i, w := range weights {
		p.places[i] = bounds{v.Endpoints[i].hot, factor * uint64(w)}
		p.whole += uint64(w) * factorUnit
	}
	if old, ok := previous.(*boundedPicker); ok && slices.Equal(old.endpoints, v.Endpoints) && slices.Equal(old.weights, weights) {
		p.ring = old.ring
	} else {
		p.ring = newSlots(ring(identities(v.Endpoints), weights), len(weights))
	}
	return p
}

type boundedPicker struct {
	endpoints []*Endpoint
	weights   []int64
	places    []bounds
	whole     uint64 // weight of all nodes times factorUnit
	ring      slots
	total     *atomic.Int64
	random    random
}

// bounds is a node and what its bound is made of.
type bounds struct {
	node  *hot
	share uint64 // factor times weight, in factorUnits
}

// Pick is where the key wants to go, room or not.
func (p *boundedPicker) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p *boundedPicker) choose(r Request) *hot { return p.places[p.ring.at(p.random.key(r.Key))].node }

// jumps is how many places of a key are tried before all nodes are, in turn.
const jumps = 16

// passes is how often all nodes are tried. At any moment some node has room;
// to miss it in every pass, others must have taken it in every pass, or the
// nodes must all be gone.
const passes = 1000

// reserve counts the request in the total first: so what is in flight at nodes
// is never more than the total that bounds are made of.
func (p *boundedPicker) reserve(r Request) (*hot, uint8) {
	m := uint64(max(1, p.total.Add(1)))
	if r.Key == 0 {
		r.Key = max(p.random.next(), 1)
	}
	for i := range uint64(jumps) {
		b := &p.places[p.ring.at(r.Key+i*0x9e3779b97f4a7c15)]
		if generation, ok := b.take(m, p.whole); ok {
			return b.node, generation
		}
	}
	return p.sweep(r, m)
}

func (p *boundedPicker) sweep(r Request, m uint64) (*hot, uint8) {
	at := p.ring.at(r.Key)
	for range passes {
		for range p.places {
			if at++; at == len(p.places) {
				at = 0
			}
			if generation, ok := p.places[at].take(m, p.whole); ok {
				return p.places[at].node, generation
			}
		}
	}
	p.total.Add(-1)
	return nil, 0
}

// take counts a request at the node if it has room: if those under way are
// fewer than factor·m·w/W, and with this one at most that, rounded up. Both
// sides are multiplied by W, so that they are whole numbers, of 128 bits: a
// rounding error would be a request too many, and a division costs as much as
// the rest.
func (b *bounds) take(m, whole uint64) (generation uint8, ok bool) {
	hi, lo := bits.Mul64(b.share, m)
	f := &b.node.inflight
	for {
		w := f.word.Load()
		n := currentOf(w) + previousOf(w)
		nhi, nlo := bits.Mul64(n, whole)
		_, borrow := bits.Sub64(nlo, lo, 0)
		if _, borrow = bits.Sub64(nhi, hi, borrow); borrow == 0 || n >= crowded || w&detached != 0 {
			return 0, false
		}
		if f.word.CompareAndSwap(w, w+1) {
			return generationOf(w), true
		}
	}
}

// ring is a hash ring as a table: slot i holds the owner of the ring's point
// i/len, so finding it is one access, and as on any ring only the keys of a
// node move when it comes or goes.
func ring(ids []uint64, weights []int64) []int32 {
	perNode, slots := ringSize(len(ids))
	// A point is its place in the upper bits and its node below, so that
	// numbers are all there is to sort.
	var points []uint64
	for i, id := range ids {
		n := int64(perNode) * weights[i] / weightUnit
		for k := range max(1, min(n, 16*int64(perNode))) {
			points = append(points, mix(id+uint64(k)*0x9e3779b97f4a7c15)&^nodeMask|uint64(i))
		}
	}
	slices.Sort(points)
	table := make([]int32, slots)
	shift := bits.LeadingZeros64(uint64(slots)) + 1
	next := 0
	for i := range table {
		for next < len(points) && points[next] < uint64(i)<<shift {
			next++
		}
		table[i] = int32(points[next%len(points)] & nodeMask)
	}
	return table
}

// nodeMask is the bits of a point that tell its node.
const nodeMask = 1<<24 - 1

// ringSize is how many points a node of weight 1 has and how many slots a
// ring, at least 32 for each node. Where it changes, keys move.
func ringSize(n int) (perNode, slots int) {
	if n <= 2048 {
		return 64, 1 << 17
	}
	return 16, 1 << (5 + bits.Len(uint(n-1)))
}
