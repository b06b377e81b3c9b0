package loadbalancing

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// weightedRoundRobin gives every node its share of turns by weight, spread as
// evenly as can be: the turns of one round are laid out beforehand, and a pick
// is one step through them.
type weightedRoundRobin struct{}

func (weightedRoundRobin) Name() string { return string(WeightedRoundRobin) }

func (weightedRoundRobin) NewPicker(v View, previous Picker) Picker {
	weights := make([]int64, len(v.Endpoints))
	for i, e := range v.Endpoints {
		weights[i] = e.weight.Load()
	}
	order := schedule(reduce(weights))
	p := &weightedPicker{round: make([]*hot, len(order))}
	for i, k := range order {
		p.round[i] = v.Endpoints[k].hot
	}
	p.inverse = math.MaxUint64/uint64(len(order)) + 1
	if old, ok := previous.(counted); ok {
		p.turns.takeOver(old.counter())
	}
	if v.random() != nil {
		return weightedInOrder{p}
	}
	return p
}

type weightedPicker struct {
	round   []*hot
	inverse uint64 // ⌈2⁶⁴/len(round)⌉
	turns   turns
}

func (p *weightedPicker) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p *weightedPicker) choose(Request) *hot { return p.at(p.turns.next()) }

// at takes the turn modulo the length of the round as [roundRobinPicker] does.
func (p *weightedPicker) at(turn uint64) *hot {
	i, _ := bits.Mul64(p.inverse*uint64(uint32(turn)), uint64(len(p.round)))
	return p.round[i]
}

func (p *weightedPicker) counter() *turns { return &p.turns }

type weightedInOrder struct{ *weightedPicker }

func (p weightedInOrder) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p weightedInOrder) choose(Request) *hot { return p.at(p.turns.nextInOrder()) }

// longestRound is the most turns of a round, unless there are more nodes.
// Weights whose sum is larger are rounded to it: their shares are off by at
// most 1/longestRound.
const longestRound = 1 << 17

// reduce divides weights by what they have in common and scales them so that
// a round is not too long.
func reduce(weights []int64) []int64 {
	var common, sum int64
	for _, w := range weights {
		common = gcd(common, w)
	}
	for i := range weights {
		weights[i] /= common
		sum += weights[i]
	}
	limit := max(longestRound, 4*int64(len(weights)))
	if sum > limit {
		apportion(weights, sum, limit)
	}
	return weights
}

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// apportion replaces weights of a given sum by whole numbers of turns of about
// the given limit: each is its exact share rounded down, the largest
// remainders get one more, and nobody gets none.
func apportion(weights []int64, sum, limit int64) {
	type rest struct {
		i int
		r uint64
	}
	rests := make([]rest, len(weights))
	left := limit
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(w), uint64(limit))
		q, r := bits.Div64(hi, lo, uint64(sum))
		weights[i], rests[i] = int64(q), rest{i, r}
		left -= int64(q)
	}
	slices.SortStableFunc(rests, func(a, b rest) int { return cmp.Compare(b.r, a.r) })
	for _, r := range rests[:left] {
		weights[r.i]++
	}
	for i, w := range weights {
		weights[i] = max(w, 1)
	}
}

// schedule lays out one round: node i gets weights[i] turns. Its k-th turn
// falls into the window [⌊k·W/w⌋, ⌈(k+1)·W/w⌉), W being the sum of weights, so
// after any number of turns a node has had its exact share to within one turn.
// Earliest deadline first finds such an order whenever there is one, and there
// is: these are periodic jobs that use one processor fully.
func schedule(weights []int64) []int32 {
	var sum int64
	for _, w := range weights {
		sum += w
	}
	order := make([]int32, 0, sum)
	if sum == int64(len(weights)) { // one turn each, in turn
		for i := range weights {
			order = append(order, int32(i))
		}
		return order
	}
	waiting := &jobs{less: func(a, b *job) bool { return a.release < b.release || a.release == b.release && a.node < b.node }}
	ready := &jobs{less: func(a, b *job) bool { return a.deadline < b.deadline || a.deadline == b.deadline && a.node < b.node }}
	for i, w := range weights {
		ready.push(job{node: int32(i), deadline: ceilDiv(sum, w)})
	}
	for t := range sum {
		for len(waiting.list) > 0 && waiting.list[0].release <= t {
			ready.push(waiting.pop())
		}
		j := ready.pop()
		order = append(order, j.node)
		w := weights[j.node]
		if j.turn++; j.turn < w {
			j.release = j.turn * sum / w
			j.deadline = ceilDiv((j.turn+1)*sum, w)
			waiting.push(j)
		}
	}
	return order
}

func ceilDiv(a, b int64) int64 { return (a + b - 1) / b }

// job is a node's next turn.
type job struct {
	release, deadline int64
	turn              int64
	node              int32
}

// jobs is a heap of turns. (That of container/heap allocates for each of up to
// some hundred thousand turns of a round.)
type jobs struct {
	list []job
	less func(a, b *job) bool
}

func (h *jobs) push(j job) {
	h.list = append(h.list, j)
	for i := len(h.list) - 1; i > 0; {
		up := (i - 1) / 2
		if !h.less(&h.list[i], &h.list[up]) {
			return
		}
		h.list[i], h.list[up] = h.list[up], h.list[i]
		i = up
	}
}

func (h *jobs) pop() job {
	first, n := h.list[0], len(h.list)-1
	h.list[0], h.list = h.list[n], h.list[:n]
	for i := 0; ; {
		least := i
		for down := 2*i + 1; down <= 2*i+2 && down < n; down++ {
			if h.less(&h.list[down], &h.list[least]) {
				least = down
			}
		}
		if least == i {
			return first
		}
		h.list[i], h.list[least] = h.list[least], h.list[i]
		i = least
	}
}
