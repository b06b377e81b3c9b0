package loadbalancing

import (
	"math/bits"
	"slices"
)

// maglev places requests by key: equal keys go to the same node, in every
// process that has the same nodes, and when a node leaves, little more than
// its keys move (Eisenbud et al., Maglev, NSDI 2016).
type maglev struct{}

func (maglev) Name() string { return string(Maglev) }

func (maglev) NewPicker(v View, previous Picker) Picker {
	weights := weightsOf(v.Endpoints)
	if old, ok := previous.(*maglevPicker); ok && slices.Equal(old.endpoints, v.Endpoints) && slices.Equal(old.weights, weights) {
		return old
	}
	return &maglevPicker{
		endpoints: v.Endpoints,
		weights:   weights,
		nodes:     hotOf(v.Endpoints),
		random:    v.random(),
		table:     newSlots(maglevTable(identities(v.Endpoints), weights, tableSize(len(v.Endpoints))), len(v.Endpoints)),
	}
}

type maglevPicker struct {
	endpoints []*Endpoint
	weights   []int64
	nodes     []*hot
	table     slots
	random    random
}

func (p *maglevPicker) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p *maglevPicker) choose(r Request) *hot { return p.nodes[p.table.at(p.random.key(r.Key))] }

// slots is a table of node numbers, in two bytes each where they fit: how much
// of a table lies in a core's cache is what finding a key costs.
type slots struct {
	short []uint16
	long  []int32 // if short is nil
}

func newSlots(table []int32, nodes int) slots {
	if nodes > 1<<16 {
		return slots{long: table}
	}
	short := make([]uint16, len(table))
	for i, at := range table {
		short[i] = uint16(at)
	}
	return slots{short: short}
}

// at is the number of the node whose slot a key falls into.
func (s *slots) at(key uint64) int {
	if s.short != nil {
		return int(s.short[place(key, len(s.short))])
	}
	return int(s.long[place(key, len(s.long))])
}

// key is a request's key, and any where it has none.
func (r random) key(k uint64) uint64 {
	if k == 0 {
		k = r.next()
	}
	return k
}

// place maps a key to a slot, evenly.
func place(key uint64, slots int) int {
	hi, _ := bits.Mul64(mix(key), uint64(slots))
	return int(hi)
}

// tableSize is a prime: 65,537 as is usual, and otherwise the first of these
// that leaves every node ten slots, so that shares of equal nodes differ by a
// tenth at most. Each is about twice the one before. Keys move when it
// changes.
func tableSize(n int) int {
	for _, size := range tableSizes {
		if n <= size/10 {
			return size
		}
	}
	return tableSizes[len(tableSizes)-1]
}

var tableSizes = []int{65537, 131101, 262147, 524309, 1048583, 2097169, 4194319, 8388617}

// identities are numbers that stand for the nodes, the same in every process.
func identities(endpoints []*Endpoint) []uint64 {
	ids := make([]uint64, len(endpoints))
	for i, e := range endpoints {
		ids[i] = HashKey(e.ID())
	}
	return ids
}

func weightsOf(endpoints []*Endpoint) []int64 {
	weights := make([]int64, len(endpoints))
	for i, e := range endpoints {
		weights[i] = e.weight.Load()
	}
	return weights
}

// maglevTable fills a table of a prime number of slots. Every node prefers
// slots in an order of its own; in each round a node takes the first of them
// that is free, if its weight lets it have a turn in the round.
func maglevTable(ids []uint64, weights []int64, size int) []int32 {
	// Nodes take turns in the order of their identities, so that the table does
	// not depend on the order in which they were added.
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return compareUint(ids[a], ids[b]) })
	next, skip := make([]int, len(ids)), make([]int, len(ids))
	for i, id := range ids {
		next[i] = int(mix(id^0x9e3779b97f4a7c15) % uint64(size))
		skip[i] = int(mix(id^0xd1b54a32d192ed03)%uint64(size-1)) + 1
	}
	table := make([]int32, size)
	for i := range table {
		table[i] = -1
	}
	largest := slices.Max(weights)
	due := make([]int64, len(ids)) // weight saved up for a turn
	for filled := 0; ; {
		for _, i := range order {
			if due[i] += weights[i]; due[i] < largest {
				continue
			}
			due[i] -= largest
			for table[next[i]] >= 0 {
				next[i] = step(next[i], skip[i], size)
			}
			table[next[i]] = int32(i)
			if filled++; filled == size {
				return table
			}
		}
	}
}

func step(at, by, size int) int {
	if at += by; at >= size {
		at -= size
	}
	return at
}

func compareUint(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
