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
// the fewest in flight. A reading counts the requests that it has placed since
// as in flight. For every three readings a request drops one, in turn the
// oldest and the worst, so that the pool is not what nobody wants. With fewer
// than two readings left the better of two random nodes is chosen as
// [Adaptive] does.
//
// Readings come from [Balancer.Observe], with which a host reports what nodes
// say when they are asked, and from [Outcome.InFlight]; they know of the load
// that other clients put on the nodes, which is what this strategy is for. The
// paper asks three random nodes for each request: [Balancer.Sample] names them,
// and a [Gauge] is how they know. A node that fails is taken for as slow as
// this balancer finds it, whatever it says. Where nodes have reported nothing
// for a MaxAge, each request that ends leaves the readings of two random nodes
// as this balancer sees them; for one balancer alone [Adaptive] is the better
// choice.
type Prequal struct {
	PoolSize int           // readings kept; 0 is 16
	MaxAge   time.Duration // after which they are dropped; 0 is 1 s
	// Reuse is the requests that one reading may place; 0: as many as the
	// paper's formula has for the readings that come in for each request, from 1
	// to 16.
	Reuse       int
	HotQuantile float64 // in (0, 1]; 0 is 2^-¼, 0.84
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
	s.HotQuantile = cmp.Or(s.HotQuantile, math.Exp2(-0.25))
	return s
}

// Name returns "prequal".
func (Prequal) Name() string { return string(ProbePool) }

func (s Prequal) check() error {
	s = s.normal()
	if s.PoolSize < 1 || s.MaxAge < 0 || s.Reuse < 0 || !(s.HotQuantile > 0 && s.HotQuantile <= 1) {
		return fmt.Errorf("loadbalancing: prequal: pool size %d, age %v: must be positive; reuse %d: must be >= 0; hot quantile %v: must be in (0, 1]",
			s.PoolSize, s.MaxAge, s.Reuse, s.HotQuantile)
	}
	return nil
}

// NewPicker returns a picker that keeps the readings of nodes that stay.
func (s Prequal) NewPicker(v View, previous Picker) Picker {
	if len(v.Endpoints) == 1 {
		return only{v.Endpoints[0]}
	}
	p := &prequalPicker{cfg: s.normal(), endpoints: v.Endpoints, draws: draws{hotOf(v.Endpoints), v.random()}, flow: newFlow(), reported: math.MinInt64 / 2}
	if old, ok := previous.(*prequalPicker); ok {
		p.takeOver(old)
	}
	p.publish()
	return p
}

type prequalPicker struct {
	cfg       Prequal
	endpoints []*Endpoint
	draws
	ranking atomic.Pointer[ranking]

	mu       sync.Mutex
	pool     []pooled // oldest first
	flow     flow
	credit   int           // readings that came and have not dropped another yet
	worst    bool          // whether the worst is to be dropped next, not the oldest
	reported time.Duration // when a node last said something of itself
}

// pooled is a reading in the pool.
type pooled struct {
	endpoint *Endpoint
	Reading
	at   time.Duration
	uses int // requests that it may still place
}

func (p *prequalPicker) takeOver(old *prequalPicker) {
	stays := make(map[*Endpoint]bool, len(p.endpoints))
	for _, e := range p.endpoints {
		stays[e] = true
	}
	old.mu.Lock()
	defer old.mu.Unlock()
	old.settle()
	p.flow, p.credit, p.worst, p.reported = old.flow, old.credit, old.worst, old.reported
	for _, q := range old.pool {
		if stays[q.endpoint] {
			p.pool = append(p.pool, q)
		}
	}
}

// ranking is the order in which the pool is to be used: what that many picks
// choose if no reading comes between them.
type ranking struct {
	order []*Endpoint
	_     [64]byte
	turn  atomic.Uint64
	_     [64]byte
}

// Pick uses the best reading that is left, and where none is, takes the better
// of two nodes by what is seen of them.
func (p *prequalPicker) Pick(Request) *Endpoint {
	if e := p.reading(); e != nil {
		return e
	}
	return p.better().endpoint
}

func (p *prequalPicker) choose(Request) *hot {
	if e := p.reading(); e != nil {
		return e.hot
	}
	return p.better()
}

// reading is that of the pick's turn; nil if none is left.
func (p *prequalPicker) reading() *Endpoint {
	r := p.ranking.Load()
	if i := r.turn.Add(1) - 1; i < uint64(len(r.order)) {
		return r.order[i]
	}
	return nil
}

// Done pools what the node said of itself if it did, and where nodes say
// nothing, what is seen of two random ones. Where another goroutine is at the
// pool, this outcome is left out.
func (p *prequalPicker) Done(e *Endpoint, o Outcome, now time.Duration) {
	if !p.mu.TryLock() {
		return
	}
	defer p.mu.Unlock()
	switch {
	case o.InFlight > 0 && o.Result == Success:
		p.reported = now
		p.take(now, p.explored(now, pooled{endpoint: e, Reading: Reading{o.InFlight, e.cost.at(int64(now), e.owner.decay)}})...)
	case now-p.reported > p.cfg.MaxAge:
		a, b := pair(p.random.next(), len(p.endpoints))
		p.take(now, seen(p.endpoints[a], now), seen(p.endpoints[b], now))
	}
}

// explored adds a random node of which there is no reading. Answers tell only
// of nodes that get requests: those that do not would never be heard of again.
// The latency that one answer took says more about the request than about the
// node, so it is the average here.
func (p *prequalPicker) explored(now time.Duration, told pooled) []pooled {
	e := p.endpoints[p.random.anywhere(len(p.endpoints))]
	if e == told.endpoint || slices.ContainsFunc(p.pool, func(q pooled) bool { return q.endpoint == e }) {
		return []pooled{told}
	}
	other := seen(e, now)
	other.InFlight = max(other.InFlight, p.quantile(0.5)) // others use it as well
	return []pooled{other, told}
}

// seen is a node as this balancer sees it. That places one request: it is
// little to go by, and no news of what others do.
func seen(e *Endpoint, now time.Duration) pooled {
	return pooled{endpoint: e, uses: 1, Reading: Reading{int(e.InFlight()), e.cost.at(int64(now), e.owner.decay)}}
}

// observe pools a reading that was reported.
func (p *prequalPicker) observe(e *Endpoint, r Reading, now time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.reported = now
	p.take(now, pooled{endpoint: e, Reading: r})
}

// take pools readings and ranks the pool anew.
func (p *prequalPicker) take(now time.Duration, readings ...pooled) {
	p.settle()
	for _, q := range readings {
		p.put(q, now)
	}
	p.publish()
}

// put replaces the node's older reading, and drops what is too old or too
// much. A node that fails, which often is quick, and idle, is as slow as it is
// found to be.
func (p *prequalPicker) put(q pooled, now time.Duration) {
	if q.at = now; q.uses == 0 {
		q.uses = p.reuse()
	}
	if q.endpoint.counts.consecutive.Load() > 0 {
		q.Latency = max(q.Latency, q.endpoint.cost.at(int64(now), q.endpoint.owner.decay))
	}
	kept := p.pool[:0]
	for _, o := range p.pool {
		if o.endpoint != q.endpoint && now-o.at <= p.cfg.MaxAge {
			kept = append(kept, o)
		}
	}
	if len(kept) >= p.cfg.PoolSize {
		kept = slices.Delete(kept, 0, 1+len(kept)-p.cfg.PoolSize)
	}
	p.pool = append(kept, q)
	p.flow.reading()
	p.credit = min(p.credit+1, 2*readingsPerDrop)
}

// readingsPerDrop is the readings that come in for each one that is dropped:
// the paper's three probes and one removal for each query, which keeps the
// proportion where fewer come in.
const readingsPerDrop = 3

// settle takes in what was picked since the pool was ranked.
func (p *prequalPicker) settle() {
	r := p.ranking.Load()
	if r == nil {
		return
	}
	picks := r.turn.Load()
	p.flow.picked(picks)
	for _, e := range r.order[:min(picks, uint64(len(r.order)))] {
		p.use(e)
	}
	for ; picks > 0 && p.credit >= readingsPerDrop; picks-- {
		p.credit -= readingsPerDrop
		p.drop()
	}
}

// use counts a request that a reading placed.
func (p *prequalPicker) use(e *Endpoint) {
	for i := range p.pool {
		if q := &p.pool[i]; q.endpoint == e {
			q.InFlight++
			if q.uses--; q.uses <= 0 {
				p.pool = slices.Delete(p.pool, i, i+1)
			}
			return
		}
	}
}

// leastReadings is how many a choice needs to be one.
const leastReadings = 2

// drop drops a reading, in turn the oldest and the worst.
func (p *prequalPicker) drop() {
	if len(p.pool) <= leastReadings {
		return
	}
	at, hot := 0, p.hot()
	if p.worst {
		for i := range p.pool {
			if p.pool[i].rank(hot) > p.pool[at].rank(hot) {
				at = i
			}
		}
	}
	p.worst = !p.worst
	p.pool = slices.Delete(p.pool, at, at+1)
}

// tune drops readings that are too old where no requests end.
func (p *prequalPicker) tune() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.endpoints[0].owner.clock.Now()
	if len(p.pool) > 0 && now-p.pool[0].at > p.cfg.MaxAge {
		p.settle()
		p.pool = slices.DeleteFunc(p.pool, func(q pooled) bool { return now-q.at > p.cfg.MaxAge })
		p.publish()
	}
	return true
}

// publish ranks the pool: it does what picks would do, one after the other.
func (p *prequalPicker) publish() {
	r := &ranking{}
	if len(p.pool) >= leastReadings {
		r.order = p.rank()
	}
	p.ranking.Store(r)
}

// rank makes as many choices as the pool is large; picks seldom need more of
// them until the next reading comes.
func (p *prequalPicker) rank() []*Endpoint {
	var keep [32]candidate
	left, hot := keep[:0], p.hot()
	for i := range p.pool {
		q := &p.pool[i]
		left = append(left, candidate{q.rank(hot), q.InFlight, q.uses, i})
	}
	order := make([]*Endpoint, 0, p.cfg.PoolSize)
	for len(left) > 0 && len(order) < p.cfg.PoolSize {
		best := 0
		for i := range left {
			if left[i].rank < left[best].rank {
				best = i
			}
		}
		c := &left[best]
		q := p.pool[c.at]
		order = append(order, q.endpoint)
		c.inFlight++
		q.InFlight = c.inFlight
		c.rank = q.rank(hot)
		if c.uses--; c.uses <= 0 {
			left[best] = left[len(left)-1]
			left = left[:len(left)-1]
		}
	}
	return order
}

// candidate is a reading while the pool is ranked.
type candidate struct {
	rank           int64
	inFlight, uses int
	at             int // in the pool
}

// rank is the rule as a number, the lower the better: cold by latency, then
// hot by requests in flight.
func (q *pooled) rank(hot int) int64 {
	const hottest = math.MaxInt64 / 2
	if q.InFlight > hot {
		return hottest + min(int64(q.InFlight), hottest)
	}
	return min(int64(q.Latency), hottest-1)
}

// hot is the number of requests in flight above which a node is hot.
func (p *prequalPicker) hot() int {
	if len(p.pool) == 0 {
		return math.MaxInt
	}
	return p.quantile(p.cfg.HotQuantile)
}

// quantile is of the requests in flight in the pool; 0 where it is empty.
func (p *prequalPicker) quantile(share float64) int {
	if len(p.pool) == 0 {
		return 0
	}
	var few [32]int
	counts := few[:0]
	for i := range p.pool {
		counts = append(counts, p.pool[i].InFlight)
	}
	slices.Sort(counts)
	return counts[int(math.Ceil(share*float64(len(counts))))-1]
}

// mostReuse is the most requests that a reading places where the formula has
// no answer: few come in, or there are hardly more nodes than readings.
const mostReuse = 16

// reuse is how many requests a new reading may place: max(1, (1+δ) /
// ((1−m/n)·probes − dropped)) with δ = 1, m readings in a full pool, n nodes,
// and what comes in and is dropped for each request. What is behind the point
// is rounded at random, so that the mean is right.
func (p *prequalPicker) reuse() int {
	if p.cfg.Reuse > 0 {
		return p.cfg.Reuse
	}
	fresh := 1 - float64(p.cfg.PoolSize)/float64(len(p.endpoints))
	surplus := p.flow.perPick() * (fresh - 1.0/readingsPerDrop)
	if surplus <= 2.0/mostReuse {
		return mostReuse
	}
	uses := max(1, 2/surplus)
	whole := int(uses)
	if float64(p.random.next()>>11)/(1<<53) < uses-float64(whole) {
		whole++
	}
	return whole
}

// flow is how many readings come in for each pick, lately.
type flow struct{ readings, picks float64 }

// memory is the number of readings that flow remembers.
const memory = 64

// newFlow begins at the paper's three.
func newFlow() flow { return flow{memory, memory / 3.0} }

func (f *flow) reading() {
	f.readings += 1 - f.readings/memory
	f.picks -= f.picks / memory
}

func (f *flow) picked(n uint64) { f.picks += float64(n) }

func (f *flow) perPick() float64 { return f.readings / max(f.picks, 1) }

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
