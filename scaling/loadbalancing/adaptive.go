package loadbalancing

import (
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"
)

// PeakEWMA chooses the better of two random nodes by latency × requests in
// flight ÷ weight. The latency is a moving average that jumps to a peak at
// once and forgets it slowly (Finagle's PeakEwma); a failure or a refusal
// counts as a latency of Penalty, without which a node that fails fast would
// look like the fastest and draw all traffic. Where both nodes cost more than
// four times the median, two others are drawn. It is what [Adaptive] names.
type PeakEWMA struct {
	// Decay is the time constant of forgetting; 0 is 10 s. A node ten times
	// slower than the others is tried again after 2.3 of them.
	Decay time.Duration
	// Penalty is the latency that a failure counts as, if it took less; 0 is
	// 5 s.
	Penalty time.Duration
}

// Usual parameters of [PeakEWMA].
const (
	defaultDecay   = 10 * time.Second
	defaultPenalty = 5 * time.Second
)

// Name returns "adaptive".
func (PeakEWMA) Name() string { return string(Adaptive) }

func (s PeakEWMA) check() error {
	if s.Decay < 0 || s.Penalty < 0 {
		return fmt.Errorf("loadbalancing: peak EWMA: decay %v, penalty %v: must not be negative", s.Decay, s.Penalty)
	}
	return nil
}

// tuning is the strategy's parameters with defaults filled in.
func (s PeakEWMA) tuning() (decay, penalty time.Duration) {
	decay, penalty = s.Decay, s.Penalty
	if decay <= 0 {
		decay = defaultDecay
	}
	if penalty <= 0 {
		penalty = defaultPenalty
	}
	return decay, penalty
}

// NewPicker returns a picker; what it knows about nodes is kept with them.
func (PeakEWMA) NewPicker(v View, _ Picker) Picker {
	if len(v.Endpoints) == 1 {
		return only{v.Endpoints[0]}
	}
	p := &adaptivePicker{draws: draws{hotOf(v.Endpoints), v.random()}}
	p.tune()
	return p
}

type adaptivePicker struct {
	draws
	limit atomic.Int64 // cost above which a node is poor
}

// redraws is how many times two poor nodes are drawn again. Of ten nodes, three
// of them poor, one draw in fifteen is of two poor ones; three draws in a row
// are so one time in 3375.
const redraws = 2

func (p *adaptivePicker) Pick(r Request) *Endpoint { return p.choose(r).endpoint }

func (p *adaptivePicker) choose(Request) *hot {
	best := p.better()
	for range redraws {
		if best.cost.key.Load() <= p.limit.Load() {
			break
		}
		if other := p.better(); other.load() < best.load() {
			best = other
		}
	}
	return best
}

// draws are nodes to draw two of.
type draws struct {
	nodes  []*hot
	random random
}

// better is the one of two random nodes with the smaller load.
func (d *draws) better() *hot {
	i, j := pair(d.random.next(), len(d.nodes))
	a, b := d.nodes[i], d.nodes[j]
	m, n := a.inflight.load(), b.inflight.load()
	k, l := a.cost.key.Load(), b.cost.key.Load()
	if k == 0 || l == 0 || m|n >= int64(len(logs)) {
		return lower(a, b, a.load(), b.load())
	}
	return lower(a, b, k+logs[m]+a.bias.Load(), l+logs[n]+b.bias.Load())
}

// sample is of how many endpoints tune takes the median.
const sample = 63

// tune sets the limit to four times the median cost, of a sample where there
// are many nodes. It is called now and then, not by picks: the limit is read
// by every pick and should stay in everybody's cache. It is false while most
// endpoints have not been tried, so that the median says little.
func (p *adaptivePicker) tune() bool {
	costs := make([]int64, 0, sample)
	n := len(p.nodes)
	for i := range min(n, sample) {
		at := i
		if n > sample {
			at = p.random.anywhere(n)
		}
		if key := p.nodes[at].cost.key.Load(); key != 0 {
			costs = append(costs, key)
		}
	}
	limit := int64(math.MaxInt64)
	if len(costs) > 0 {
		slices.Sort(costs)
		limit = costs[(len(costs)-1)/2] + 2*fixedOne
	}
	p.limit.Store(limit)
	return 2*len(costs) >= min(n, sample)
}

// only has no choice.
type only struct{ endpoint *Endpoint }

func (p only) Pick(Request) *Endpoint { return p.endpoint }

func (p only) choose(Request) *hot { return p.endpoint.hot }
