package loadbalancing

import (
	"fmt"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// snapshot is what a pick needs, immutable but for what endpoints count. A
// pick works with the one it loaded, so that a node may get a request that
// began before it left.
type snapshot struct {
	picker    Picker
	chooser   chooser // if a pick need only ask this; else nil
	reserver  reserver
	feedback  Feedback
	endpoints []*Endpoint // to choose among
	probing   []*Endpoint // whose breakers want to be tried
	none      error       // if there is nobody to choose
	panicking bool
}

// reserver is a picker that counts the request at the node itself, because it
// keeps a limit that must hold however many pick at once.
type reserver interface {
	reserve(Request) (*hot, uint8)
}

// accounting reports whether a strategy needs the requests in flight at all
// nodes.
func accounting(s Strategy) bool {
	a, ok := unwrap(s).(interface{ accounts() bool })
	return ok && a.accounts()
}

// rebuild replaces the snapshot. It is called with the lock held.
func (b *Balancer) rebuild() {
	b.stale = false
	b.due.Store(0) // what is due may have changed
	old := b.snap.Load()
	s := &snapshot{}
	known := b.judge(s)
	for _, e := range b.nodes {
		b.weigh(e)
	}
	if len(s.endpoints) == 0 {
		s.none = b.errNobody()
	} else {
		var previous Picker
		if old != nil {
			previous = old.picker
		}
		s.picker = b.cfg.strategy.NewPicker(View{Endpoints: s.endpoints, Known: known, Panic: s.panicking}, previous)
	}
	s.feedback, _ = s.picker.(Feedback)
	s.reserver, _ = s.picker.(reserver)
	if s.none == nil && s.reserver == nil && len(s.probing) == 0 && b.total == nil {
		s.chooser = chooserOf(s.picker)
	}
	if was := old != nil && old.panicking; was != s.panicking {
		b.sayPanic(s.panicking, known)
	}
	b.snap.Store(s)
}

// judge finds who may be chosen, and returns all who could if they were fit.
func (b *Balancer) judge(s *snapshot) (known []*Endpoint) {
	var primaries, standbys, fit, fitStandbys []*Endpoint
	for _, e := range b.nodes {
		if e.state.drain != nil {
			e.state.excluded = "draining"
			continue
		}
		e.state.excluded = b.unfit(e)
		if e.state.probing = e.wantsProbe(); e.state.probing {
			s.probing = append(s.probing, e)
		}
		list, good := &primaries, &fit
		if e.node.Load().Weight == Standby {
			list, good = &standbys, &fitStandbys
		}
		*list = append(*list, e)
		if e.state.excluded == "" {
			*good = append(*good, e)
		}
	}
	if len(primaries) == 0 {
		primaries, fit = standbys, fitStandbys
	}
	if len(fit) == 0 && len(fitStandbys) > 0 {
		s.endpoints = fitStandbys
		return primaries
	}
	s.endpoints = fit
	if len(primaries) > 0 && (len(fit) == 0 || float64(len(fit)) < b.cfg.panicBelow*float64(len(primaries))) {
		s.endpoints, s.panicking = primaries, true
	}
	return primaries
}

// unfit tells why a node that is not draining may not be chosen.
func (b *Balancer) unfit(e *Endpoint) string {
	if e.breaker != nil {
		if s := e.breaker.State(); s != breaker.Closed {
			return "circuit breaker " + s.String()
		}
	}
	if e.state.outlier.ejected {
		return "ejected: " + e.state.outlier.reason
	}
	if e.state.health.down {
		return "unhealthy: " + e.state.health.reason
	}
	return ""
}

// wantsProbe reports whether a breaker that is not closed is due to be tried.
func (e *Endpoint) wantsProbe() bool {
	return e.breaker != nil && e.breaker.State() != breaker.Closed && e.breaker.RetryIn() == 0
}

func (b *Balancer) sayPanic(on bool, known []*Endpoint) {
	fit := 0
	for _, e := range known {
		if e.state.excluded == "" {
			fit++
		}
	}
	kind := PanicOff
	if on {
		kind = PanicOn
	}
	b.say(kind, "", fmt.Sprintf("%d of %d nodes are fit (threshold %.3g %%)", fit, len(known), 100*b.cfg.panicBelow))
}

// weigh sets the weight in use: the configured one, or during slow start what
// has grown of it, from a tenth on.
func (b *Balancer) weigh(e *Endpoint) {
	weight := int64(max(1, e.node.Load().Weight)) * weightUnit
	if e.state.ramping {
		grown := float64(b.clock.Now()-e.state.rampFrom) / float64(b.cfg.slowStart)
		if grown >= 1 {
			e.state.ramping = false
		} else {
			weight = max(1, int64(float64(weight)*max(0.1, grown)))
		}
	}
	if weight != e.weight.Load() {
		e.use(weight)
	}
}
