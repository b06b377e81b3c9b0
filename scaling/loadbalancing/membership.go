package loadbalancing

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// AddNode adds nodes: all of them, or none and an error that tells every
// fault. One call with many nodes costs little more than one with one.
func (b *Balancer) AddNode(nodes ...Node) (err error) {
	b.change(func() {
		if err = checkNodes(nodes, b.byID); err == nil {
			b.add(nodes, b.cfg.slowStart > 0)
		}
	})
	return err
}

// RemoveNode removes nodes at once: all of them, or none and an error that
// tells every fault. What is in flight there goes on, and its tickets may still
// be done. One call with many nodes costs little more than one with one. See
// [Balancer.Drain] for the gentle way.
func (b *Balancer) RemoveNode(ids ...string) (err error) {
	b.change(func() {
		gone := make(map[*Endpoint]bool, len(ids))
		var errs []error
		for _, id := range ids {
			if e := b.byID[id]; e != nil {
				gone[e] = true
			} else {
				errs = append(errs, fmt.Errorf("%w: %q", ErrUnknownNode, id))
			}
		}
		if err = errors.Join(errs...); err != nil || len(gone) == 0 {
			return
		}
		b.stale = true
		kept := make([]*Endpoint, 0, len(b.nodes)-len(gone)) // a new slice: snapshots hold the old one
		for _, e := range b.nodes {
			if gone[e] {
				b.remove(e)
			} else {
				kept = append(kept, e)
			}
		}
		b.nodes = kept
	})
	return err
}

// remove writes off a node that is on its way out of the list.
func (b *Balancer) remove(e *Endpoint) {
	id := e.ID()
	delete(b.byID, id)
	n := e.inflight.detach()
	if b.total != nil {
		b.total.Add(-n) // no load of the others
	}
	e.endDrain(fmt.Errorf("loadbalancing: node %q was removed, %d requests in flight", id, n))
	b.say(Removed, id, fmt.Sprintf("by the host, %d requests in flight", n))
}

// SetWeight changes a node's weight: 1…[MaxWeight], or 0 or [Standby] for a
// node that serves only while no other can.
func (b *Balancer) SetWeight(id string, weight int) error {
	if weight < Standby || weight > MaxWeight {
		return weightFault(id, weight)
	}
	return b.with(id, func(e *Endpoint) { b.reweigh(e, weight) })
}

// SetWeights changes the weights of several nodes at once, as
// [Balancer.SetWeight] does: of all of them, or of none and an error that tells
// every fault. Many cost little more than one.
func (b *Balancer) SetWeights(weights map[string]int) (err error) {
	b.change(func() {
		var errs []error
		for id, w := range weights {
			if b.byID[id] == nil {
				errs = append(errs, fmt.Errorf("%w: %q", ErrUnknownNode, id))
			} else if w < Standby || w > MaxWeight {
				errs = append(errs, weightFault(id, w))
			}
		}
		if err = errors.Join(errs...); err != nil {
			return
		}
		for _, e := range b.nodes { // in their order, which listeners see
			if w, ok := weights[e.ID()]; ok {
				b.stale = true
				b.reweigh(e, w)
			}
		}
	})
	return err
}

func weightFault(id string, weight int) error {
	return fmt.Errorf("loadbalancing: node %q: weight %d: must be in 0…%d", id, weight, MaxWeight)
}

func (b *Balancer) reweigh(e *Endpoint, weight int) {
	if weight == 0 {
		weight = Standby
	}
	n := e.Node()
	old := n.Weight
	n.Weight = weight
	e.node.Store(&n)
	b.say(Reweighted, n.ID, fmt.Sprintf("by the host: from %d to %d", old, weight))
}

// Sample returns n different nodes of those in use, at random, or all if there
// are fewer: whom to ask for a [Reading] next.
func (b *Balancer) Sample(n int) []Node {
	s := b.snap.Load()
	n = min(n, len(s.endpoints))
	if n <= 0 {
		return nil
	}
	// Floyd's sampling: one random number each, no list of all.
	chosen := make([]int, 0, n)
	nodes := make([]Node, 0, n)
	for top := len(s.endpoints) - n; top < len(s.endpoints); top++ {
		at := b.cfg.random.anywhere(top + 1)
		if slices.Contains(chosen, at) {
			at = top
		}
		chosen = append(chosen, at)
		nodes = append(nodes, s.endpoints[at].Node())
	}
	return nodes
}

// Drain sends a node no new requests and waits until those in flight there
// have ended, or ctx is done. The node stays known; [Balancer.Undrain] brings
// it back. It is an error if the node is removed or undrained meanwhile.
func (b *Balancer) Drain(ctx context.Context, id string) error {
	var d *drainage
	err := b.with(id, func(e *Endpoint) {
		if e.state.drain == nil {
			e.state.drain = &drainage{done: make(chan struct{})}
			e.draining.Store(true)
			b.say(Draining, id, fmt.Sprintf("by the host, %d requests in flight", e.InFlight()))
			b.rebuild() // before looking whether anything is in flight
			b.settle(e)
		}
		d = e.state.drain
	})
	if err != nil {
		return err
	}
	select {
	case <-d.done:
		return d.err
	case <-ctx.Done():
		return fmt.Errorf("loadbalancing: drain %q: %w", id, context.Cause(ctx))
	}
}

// Undrain sends a node requests again.
func (b *Balancer) Undrain(id string) error {
	return b.with(id, func(e *Endpoint) {
		if e.state.drain == nil {
			return
		}
		e.endDrain(fmt.Errorf("loadbalancing: node %q was undrained", id))
		b.ramp(e)
		b.say(Undrained, id, "by the host")
	})
}

// drainage is somebody waiting for a node to be idle.
type drainage struct {
	done chan struct{} // closed when that is decided
	over bool
	err  error // of those who wait; written before done is closed
}

// settle ends the wait for a node that is idle.
func (b *Balancer) settle(e *Endpoint) {
	if d := e.state.drain; d != nil && !d.over && e.InFlight() == 0 {
		d.over = true
		close(d.done)
		b.say(Drained, e.ID(), "nothing is in flight")
	}
}

// endDrain ends a drain that is not to be.
func (e *Endpoint) endDrain(err error) {
	d := e.state.drain
	if d == nil {
		return
	}
	e.state.drain = nil
	e.draining.Store(false)
	if !d.over {
		d.over, d.err = true, err
		close(d.done)
	}
}

// change runs f under the lock, builds a new snapshot if f left the old one
// stale, and tells listeners.
func (b *Balancer) change(f func()) {
	b.mu.Lock()
	defer b.journal.tell()
	defer b.mu.Unlock()
	f()
	if b.stale {
		b.rebuild()
	}
}

// with changes one node.
func (b *Balancer) with(id string, f func(*Endpoint)) (err error) {
	b.change(func() {
		e := b.byID[id]
		if e == nil {
			err = fmt.Errorf("%w: %q", ErrUnknownNode, id)
			return
		}
		b.stale = true
		f(e)
	})
	return err
}

// add makes endpoints of nodes that were checked.
func (b *Balancer) add(nodes []Node, ramp bool) {
	b.nodes = slices.Clip(b.nodes)
	b.stale = true
	parts := hotParts(len(nodes))
	for i, n := range nodes {
		n = n.normal()
		e := &Endpoint{hot: parts[i], owner: b}
		e.hot.endpoint = e
		e.node.Store(&n)
		if b.cfg.breaker != nil {
			e.breaker = b.newBreaker(e)
		}
		b.nodes = append(b.nodes, e)
		b.byID[n.ID] = e
		if ramp {
			b.ramp(e)
		}
		b.say(Added, n.ID, fmt.Sprintf("by the host, weight %d", n.Weight))
	}
}

// newBreaker makes a node's circuit breaker, whose changes change the
// snapshot.
func (b *Balancer) newBreaker(e *Endpoint) *breaker.Breaker {
	br, err := b.cfg.breaker.WithClock(b.cfg.clock).WithListener(func(ev breaker.Event) {
		b.change(func() {
			if b.byID[e.ID()] != e {
				return // removed
			}
			b.stale = true
			if ev.To == breaker.Closed {
				b.ramp(e)
			}
			b.say(Breaker, e.ID(), fmt.Sprintf("%v, was %v: %s", ev.To, ev.From, ev.Reason))
		})
	}).Build()
	if err != nil {
		panic(err) // the builder was checked
	}
	return br
}

// ramp begins a node's slow start.
func (b *Balancer) ramp(e *Endpoint) {
	e.state.ramping = b.cfg.slowStart > 0
	e.state.rampFrom = b.clock.Now()
}

func (b *Balancer) say(k Kind, node, reason string) {
	b.journal.add(Decision{Time: b.clock.Wall(), Kind: k, Node: node, Reason: reason})
}

// Nodes returns the nodes in the order in which they were added.
func (b *Balancer) Nodes() []Node {
	b.mu.Lock()
	defer b.mu.Unlock()
	nodes := make([]Node, len(b.nodes))
	for i, e := range b.nodes {
		nodes[i] = e.Node()
	}
	return nodes
}

// errNobody is what a snapshot without endpoints returns.
func (b *Balancer) errNobody() error {
	e := &NoNodesError{Known: len(b.nodes)}
	for _, n := range b.nodes {
		if n.state.drain != nil {
			e.Draining++
		}
	}
	return e
}
