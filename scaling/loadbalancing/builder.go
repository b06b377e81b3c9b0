package loadbalancing

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
	"github.com/scicore-go/scicore/scaling/loadbalancing/internal/timeline"
)

// Builder describes a [Balancer]. It is an immutable value: each With method
// returns a changed copy, so two descriptions may branch from one. Use [New].
type Builder struct {
	strategy    Strategy
	nodes       []Node
	clock       func() time.Time
	random      random
	listeners   []func(Decision)
	panicBelow  float64
	leakTimeout time.Duration
	slowStart   time.Duration
	breaker     *breaker.Builder
	outliers    *OutlierDetection
	health      *HealthChecks
}

// New describes a balancer without nodes that uses [Adaptive], routes to all
// nodes when fewer than half are fit, and gives requests up five minutes after
// they were picked.
func New() Builder {
	return Builder{strategy: Adaptive, panicBelow: 0.5, leakTimeout: 5 * time.Minute}
}

// clone is the only place that copies a builder: slices are clipped, so that
// appending to the copy never writes into the original.
func (b Builder) clone() Builder {
	b.nodes = slices.Clip(b.nodes)
	b.listeners = slices.Clip(b.listeners)
	return b
}

// WithAlgorithm sets how nodes are chosen: an [Algorithm] or any [Strategy].
func (b Builder) WithAlgorithm(s Strategy) Builder {
	b = b.clone()
	b.strategy = s
	return b
}

// WithNodes adds nodes. More may be added later.
func (b Builder) WithNodes(n ...Node) Builder {
	b = b.clone()
	b.nodes = append(b.nodes, n...)
	return b
}

// WithClock sets the clock; the default is the runtime's monotonic one. A
// clock that jumps back stands still for the balancer. Monitoring waits by the
// runtime's timers whatever this clock says.
func (b Builder) WithClock(now func() time.Time) Builder {
	b = b.clone()
	b.clock = now
	return b
}

// WithRandom sets where random numbers come from, all 64 bits of each; the
// default is the runtime's generator. With a source of its own and a clock of
// its own ([Builder.WithClock]) a balancer that one goroutine uses does the same
// each time, as a simulation wants. The source is called by picks, as many at
// once as there are.
func (b Builder) WithRandom(source func() uint64) Builder {
	b = b.clone()
	b.random = source
	return b
}

// WithListener adds a function that is told each [Decision], in order and one
// at a time, by whoever brought it about, often a request. It may ask the
// balancer and change it, and should be quick.
func (b Builder) WithListener(f func(Decision)) Builder {
	b = b.clone()
	b.listeners = append(b.listeners, f)
	return b
}

// WithPanicThreshold sets the share of fit nodes, in [0, 1], below which all
// nodes are used, fit or not; the default is 0.5. At 0 that happens only where
// none is fit: a balancer with nodes that are not draining never refuses.
func (b Builder) WithPanicThreshold(share float64) Builder {
	b = b.clone()
	b.panicBelow = share
	return b
}

// WithLeakTimeout sets how long a request counts as in flight if its end is
// not told: at least this long, at most twice. It must be longer than any
// request may take.
func (b Builder) WithLeakTimeout(d time.Duration) Builder {
	b = b.clone()
	b.leakTimeout = d
	return b
}

// WithSlowStart lets the weight of a node that is added, or fit again, grow
// from a tenth to the whole over this time; 0, the default, does not. Nodes
// given to the builder start with their whole weight.
func (b Builder) WithSlowStart(d time.Duration) Builder {
	b = b.clone()
	b.slowStart = d
	return b
}

// WithCircuitBreaker gives each node a breaker of this description. A node
// whose breaker is open is not chosen; one request at a time is sent there to
// find out when its time to wait is over. The breakers use the balancer's
// clock.
func (b Builder) WithCircuitBreaker(br breaker.Builder) Builder {
	b = b.clone()
	b.breaker = &br
	return b
}

// WithOutlierDetection ejects nodes that fail more than others, judged by what
// tickets tell. The zero OutlierDetection has the usual parameters.
func (b Builder) WithOutlierDetection(o OutlierDetection) Builder {
	b = b.clone()
	b.outliers = &o
	return b
}

// WithHealthChecks has nodes asked whether they are healthy, while monitoring
// runs or whenever [Balancer.CheckHealth] is called.
func (b Builder) WithHealthChecks(h HealthChecks) Builder {
	b = b.clone()
	b.health = &h
	return b
}

// Build returns a balancer, or an error that tells every fault at once.
func (b Builder) Build() (*Balancer, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	lb := &Balancer{cfg: b, clock: timeline.New(b.clock), byID: make(map[string]*Endpoint)}
	tau, penalty := costsOf(b.strategy)
	lb.decay, lb.penalty = newDecay(tau), penalty
	if accounting(b.strategy) {
		lb.total = new(atomic.Int64)
	}
	if b.outliers != nil {
		lb.outliers = b.outliers.normal()
	}
	lb.journal.listener = listener(b.listeners)
	lb.change(func() { lb.add(b.nodes, false) })
	return lb, nil
}

// costsOf are the constants of the moving averages: those of the strategy, if
// it has any.
func costsOf(s Strategy) (tau, penalty time.Duration) {
	if t, ok := unwrap(s).(interface {
		tuning() (time.Duration, time.Duration)
	}); ok {
		return t.tuning()
	}
	return PeakEWMA{}.tuning()
}

func listener(all []func(Decision)) func(Decision) {
	if len(all) == 0 {
		return nil
	}
	all = slices.Clone(all)
	return func(d Decision) {
		for _, f := range all {
			f(d)
		}
	}
}

func (b Builder) check() error {
	var errs []error
	fail := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("loadbalancing: "+format, args...))
		}
	}
	fail(b.strategy == nil, "algorithm: must not be nil")
	if c, ok := b.strategy.(checker); ok {
		errs = append(errs, c.check())
	}
	fail(!(b.panicBelow >= 0 && b.panicBelow <= 1), "panic threshold %v: must be in [0, 1]", b.panicBelow)
	fail(b.leakTimeout <= 0, "leak timeout %v: must be > 0", b.leakTimeout)
	fail(b.slowStart < 0, "slow start %v: must be >= 0", b.slowStart)
	for i, f := range b.listeners {
		fail(f == nil, "listener %d: must not be nil", i)
	}
	if b.breaker != nil {
		errs = append(errs, b.breaker.Check())
	}
	if b.outliers != nil {
		errs = append(errs, b.outliers.check())
	}
	if b.health != nil {
		errs = append(errs, b.health.check())
	}
	errs = append(errs, checkNodes(b.nodes, nil))
	return errors.Join(errs...)
}

// checkNodes tells every fault of nodes to add to those known.
func checkNodes(nodes []Node, known map[string]*Endpoint) error {
	var errs []error
	seen := make(map[string]bool, len(nodes))
	for _, n := range nodes {
		if err := n.check(); err != nil {
			errs = append(errs, err)
		}
		if known[n.ID] != nil || seen[n.ID] {
			errs = append(errs, fmt.Errorf("%w: %q", ErrDuplicate, n.ID))
		}
		seen[n.ID] = true
	}
	return errors.Join(errs...)
}
