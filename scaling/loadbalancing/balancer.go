package loadbalancing

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
	"github.com/scicore-go/scicore/scaling/loadbalancing/internal/timeline"
)

// Balancer chooses a node for each request. It is safe for concurrent use;
// [New] describes one.
type Balancer struct {
	cfg     Builder
	clock   *timeline.Line
	decay   decay
	penalty time.Duration
	total   *atomic.Int64 // requests in flight at all nodes; nil unless the strategy needs it

	snap atomic.Pointer[snapshot]
	due  atomic.Int64 // when [Balancer.Maintain] has something to do

	mu       sync.Mutex
	nodes    []*Endpoint
	byID     map[string]*Endpoint
	stale    bool          // the snapshot must be built anew
	rotateAt time.Duration // when requests in flight age next
	tuneAt   time.Duration // when the picker adapts next
	sweepAt  time.Duration // when outliers are looked for next
	outliers OutlierDetection
	monitor  *monitor // nil unless monitoring
	checking sync.Mutex

	journal journal
}

// Pick chooses a node for a request. The only error is a [*NoNodesError].
func (b *Balancer) Pick(r Request) (Ticket, error) {
	s := b.snap.Load()
	if s.chooser != nil && r.Avoid == nil {
		h := s.chooser.choose(r)
		w := h.inflight.begin() // hot.begin, which is not inlined
		if w&countMask >= crowded {
			h.endpoint.rotate()
		}
		return Ticket{hot: h, generation: generationOf(w)}, nil
	}
	return s.pickSlowly(r)
}

// pickSlowly is Pick where something is out of the ordinary.
func (s *snapshot) pickSlowly(r Request) (Ticket, error) {
	if s.none != nil {
		return Ticket{}, s.none
	}
	for _, e := range s.probing {
		if slices.Contains(r.Avoid, e.ID()) {
			continue
		}
		if p, err := e.breaker.Allow(); err == nil {
			return Ticket{hot: e.hot, generation: e.account(), permit: p}, nil
		}
	}
	t := s.take(r)
	if t.among(r.Avoid) {
		t.hot.endpoint.end(t.generation)
		t = s.pickOther(r)
	}
	if t.hot == nil {
		return t, &NoNodesError{Known: len(s.endpoints)}
	}
	return t, nil
}

// attempts is how often a picker is asked again for a node that is not to be
// avoided, before all are looked at.
const attempts = 3

// pickOther avoids nodes. A hashing strategy is asked for the key's next
// places, which are the same every time.
func (s *snapshot) pickOther(r Request) Ticket {
	other := r
	for i := range uint64(attempts) {
		if r.Key != 0 {
			other.Key = max(mix(r.Key+i+1), 1)
		}
		t := s.take(other)
		if t.hot == nil || !t.among(r.Avoid) {
			return t
		}
		t.hot.endpoint.end(t.generation)
	}
	if e := s.least(r.Avoid); e != nil {
		return Ticket{hot: e.hot, generation: e.account()}
	}
	return s.take(r)
}

// least is the least loaded endpoint that is not to be avoided.
func (s *snapshot) least(avoid []string) *Endpoint {
	var best *Endpoint
	for i, at := 0, s.endpoints[0].owner.cfg.random.anywhere(len(s.endpoints)); i < len(s.endpoints); i++ {
		e := s.endpoints[(at+i)%len(s.endpoints)]
		if (best == nil || e.Load() < best.Load()) && !slices.Contains(avoid, e.ID()) {
			best = e
		}
	}
	return best
}

// take asks the picker and counts the request.
func (s *snapshot) take(r Request) Ticket {
	if s.reserver != nil {
		h, generation := s.reserver.reserve(r)
		return Ticket{hot: h, generation: generation}
	}
	e := s.picker.Pick(r)
	if e == nil {
		return Ticket{}
	}
	return Ticket{hot: e.hot, generation: e.account()}
}

// done takes in how a request went.
func (b *Balancer) done(t *Ticket, o Outcome) bool {
	e, now := t.hot.endpoint, b.clock.Now()
	counted := e.end(t.generation)
	if !counted {
		e.counts.late.Add(1)
	}
	b.learn(e, o, now)
	b.tellBreaker(t, o.Result)
	if f := b.snap.Load().feedback; f != nil {
		f.Done(e, o, now)
	}
	if e.draining.Load() && e.InFlight() == 0 {
		b.change(func() { b.settle(e) })
	}
	if int64(now) >= b.due.Load() && b.mu.TryLock() {
		b.maintain(now)
		b.unlock()
	}
	return counted
}

// learn counts an outcome and takes in its latency.
func (b *Balancer) learn(e *Endpoint, o Outcome, now time.Duration) {
	latency := o.Latency
	switch o.Result {
	case Success:
		e.counts.success.Add(1)
		if e.counts.consecutive.Load() != 0 {
			e.counts.consecutive.Store(0)
		}
	case RateLimited:
		e.counts.limited.Add(1)
		latency = max(latency, b.penalty)
	case Canceled:
		e.counts.canceled.Add(1)
		return
	default:
		e.counts.failure.Add(1)
		b.failed(e, now)
		latency = max(latency, b.penalty)
	}
	if latency > 0 {
		e.cost.observe(int64(now), latency, b.decay)
	}
}

func (b *Balancer) tellBreaker(t *Ticket, r Result) {
	br := t.hot.endpoint.breaker
	if br == nil {
		return
	}
	result := breaker.Failure
	switch r {
	case Success:
		result = breaker.Success
	case RateLimited:
		result = breaker.RateLimited
	case Canceled:
		result = breaker.Canceled
	}
	if t.permit != (breaker.Permit{}) {
		t.permit.Done(result)
		return
	}
	br.Record(result)
}

// Route picks a node, calls f with it, and tells the balancer how long that
// took and how it ended: no error is a success, [ErrOverloaded] means rate
// limited, and any error after ctx is done means canceled. It returns what f
// returns.
func (b *Balancer) Route(ctx context.Context, r Request, f func(context.Context, Node) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t, err := b.Pick(r)
	if err != nil {
		return err
	}
	result := Failure // of a panic as well
	begun := b.clock.Now()
	defer func() { t.Done(Outcome{Result: result, Latency: b.clock.Now() - begun}) }()
	err = f(ctx, t.Node())
	switch {
	case err == nil:
		result = Success
	case errors.Is(err, ErrOverloaded):
		result = RateLimited
	case ctx.Err() != nil:
		result = Canceled
	}
	return err
}
