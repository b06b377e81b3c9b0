package loadbalancing

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Prequal chooses from a pool of recent readings of nodes, hot and cold
// (Wydrowski et al., Load is not what you should balance, NSDI 2024): a node
// with more requests in flight than the HotQuantile of the pool is hot; the
// cold node with the lowest latency is chosen, or if all are hot, the one with
// the fewest in flight.
//
// Readings come from [Balancer.Observe], with which a host reports what nodes
// say when they are asked, and from [Outcome.InFlight]; they know of the load
// that other clients put on the nodes, which is what this strategy is for.
// Where nodes report nothing, each request that ends leaves the readings of
// two random nodes as this balancer sees them. For one balancer alone
// [Adaptive] is the better choice.
type Prequal struct {
	PoolSize    int           // readings kept; 0 is 16
	MaxAge      time.Duration // after which they are dropped; 0 is 1 s
	Reuse       int           // requests that one reading may place; 0 is 2
	HotQuantile float64       // in (0, 1]; 0 is 0.84
}

// Reading is what a node says about itself, or is seen to do.
type Reading struct {
	InFlight int           // requests under way there, from all callers
	Latency  time.Duration // of recent requests, at about that load
}

// normal fills in defaults.
func (s Prequal) normal() Prequal {
	s.PoolSize = cmp.Or(s.PoolSize, 16)
	s.MaxAge = cmp.Or(s.MaxAge, time.Second)
	s.Reuse = cmp.Or(s.Reuse, 2)
	s.HotQuantile = cmp.Or(s.HotQuantile, 0.84)
	return s
}

// Name returns "prequal".
func (Prequal) Name() string { return string(ProbePool) }

func (s Prequal) check() error {
	s = s.normal()
	if s.PoolSize < 1 || s.MaxAge < 0 || s.Reuse < 1 || !(s.HotQuantile > 0 && s.HotQuantile <= 1) {
		return fmt.Errorf("loadbalancing: prequal: pool size %d, age %v, reuse %d: must be positive; hot quantile %v: must be in (0, 1]",
			s.PoolSize, s.MaxAge, s.Reuse, s.HotQuantile)
	}
	return nil
}

// NewPicker returns a picker that keeps the readings of nodes that stay.
func (s Prequal) NewPicker(v View, previous Picker) Picker {
	p := &prequalPicker{cfg: s.normal(), endpoints: v.Endpoints, random: v.random()}
	old, ok := previous.(*prequalPicker)
	if ok {
		stays := make(map[*Endpoint]bool, len(v.Endpoints))
		for _, e := range v.Endpoints {
			stays[e] = true
		}
		old.mu.Lock()
		for _, r := range old.pool {
			if stays[r.endpoint] {
				p.pool = append(p.pool, r)
			}
		}
		old.mu.Unlock()
	}
	p.publish()
	return p
}

type prequalPicker struct {
	cfg       Prequal
	endpoints []*Endpoint
	random    random
	ranking   atomic.Pointer[ranking]

	mu   sync.Mutex
	pool []pooled // oldest first
}

// pooled is a reading in the pool.
type pooled struct {
	endpoint *Endpoint
	Reading
	at time.Duration
}

// ranking is the pool in the order in which it is to be used.
type ranking struct {
	order []*Endpoint // each as often as it may be used
	_     [64]byte
	turn  atomic.Uint64
	_     [64]byte
}

// Pick uses the best reading that is left, and a random node where none is.
func (p *prequalPicker) Pick(Request) *Endpoint {
	r := p.ranking.Load()
	if i := r.turn.Add(1) - 1; i < uint64(len(r.order)) {
		return r.order[i]
	}
	return p.endpoints[p.random.anywhere(len(p.endpoints))]
}

// Done pools the node's own reading if there is one, and otherwise what is
// seen of two random nodes. Where another goroutine is at the pool, this
// outcome is left out.
func (p *prequalPicker) Done(e *Endpoint, o Outcome, now time.Duration) {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	if o.InFlight > 0 && o.Result == Success {
		p.put(e, Reading{o.InFlight, o.Latency}, now)
	} else {
		for range 2 {
			e := p.endpoints[p.random.anywhere(len(p.endpoints))]
			p.put(e, Reading{int(e.InFlight()), e.cost.at(int64(now), e.owner.decay)}, now)
		}
	}
	p.publish()
}

// observe pools a reading that was reported.
func (p *prequalPicker) observe(e *Endpoint, r Reading, now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.put(e, r, now)
	p.publish()
}

// put replaces the node's older reading, and drops what is too old or too
// much.
func (p *prequalPicker) put(e *Endpoint, r Reading, now time.Duration) {
	p.pool = slices.DeleteFunc(p.pool, func(q pooled) bool { return q.endpoint == e || now-q.at > p.cfg.MaxAge })
	if len(p.pool) >= p.cfg.PoolSize {
		p.pool = slices.Delete(p.pool, 0, 1+len(p.pool)-p.cfg.PoolSize)
	}
	p.pool = append(p.pool, pooled{e, r, now})
}

// tune drops readings that are too old where no requests end.
func (p *prequalPicker) tune() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.endpoints[0].owner.clock.Now()
	n := len(p.pool)
	p.pool = slices.DeleteFunc(p.pool, func(q pooled) bool { return now-q.at > p.cfg.MaxAge })
	if len(p.pool) != n {
		p.publish()
	}
	return true
}

// publish ranks the pool: cold by latency, then hot by requests in flight.
func (p *prequalPicker) publish() {
	hot := p.hot()
	ranked := slices.Clone(p.pool)
	slices.SortStableFunc(ranked, func(a, b pooled) int {
		ahot, bhot := a.InFlight > hot, b.InFlight > hot
		switch {
		case ahot != bhot && ahot:
			return 1
		case ahot != bhot:
			return -1
		case ahot:
			return cmp.Compare(a.InFlight, b.InFlight)
		}
		return cmp.Compare(a.Latency, b.Latency)
	})
	r := &ranking{order: make([]*Endpoint, 0, len(ranked)*p.cfg.Reuse)}
	for _, q := range ranked {
		for range p.cfg.Reuse {
			r.order = append(r.order, q.endpoint)
		}
	}
	p.ranking.Store(r)
}

// hot is the number of requests in flight above which a node is hot.
func (p *prequalPicker) hot() int {
	if len(p.pool) == 0 {
		return math.MaxInt
	}
	counts := make([]int, len(p.pool))
	for i, q := range p.pool {
		counts[i] = q.InFlight
	}
	slices.Sort(counts)
	return counts[int(math.Ceil(p.cfg.HotQuantile*float64(len(counts))))-1]
}

// Observe reports what a node said about its load, for strategies that use it
// ([Prequal]); the others take no notice. Latencies and numbers below zero are
// zero.
func (b *Balancer) Observe(id string, r Reading) error {
	r = Reading{max(0, r.InFlight), max(0, r.Latency)}
	b.mu.Lock()
	e := b.byID[id]
	b.mu.Unlock()
	if e == nil {
		return fmt.Errorf("%w: %q", ErrUnknownNode, id)
	}
	if p, ok := b.snap.Load().picker.(*prequalPicker); ok {
		p.observe(e, r, b.clock.Now())
	}
	return nil
}
