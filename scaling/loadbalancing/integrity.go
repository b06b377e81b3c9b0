package loadbalancing

import (
	"errors"
	"fmt"
)

// ValidateIntegrity checks that what the balancer holds agrees with itself: it
// returns nil, or an error that tells every contradiction. None is expected,
// whatever callers do; it is for health endpoints and for tests.
func (b *Balancer) ValidateIntegrity() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	fail := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("loadbalancing: integrity: "+format, args...))
	}
	b.validateNodes(fail)
	b.validateSnapshot(fail)
	b.validateEjections(fail)
	return errors.Join(errs...)
}

func (b *Balancer) validateNodes(fail func(string, ...any)) {
	if len(b.nodes) != len(b.byID) {
		fail("%d nodes, %d identities", len(b.nodes), len(b.byID))
	}
	for _, e := range b.nodes {
		id := e.ID()
		if b.byID[id] != e {
			fail("node %q is not found by its identity", id)
		}
		if err := e.Node().check(); err != nil {
			fail("node %q: %v", id, err)
		}
		if w, most := e.Weight(), float64(max(1, e.Node().Weight)); !(w > 0 && w <= most) {
			fail("node %q uses a weight of %v of %v", id, w, most)
		}
		if e.inflight.word.Load()&detached != 0 {
			fail("node %q is written off", id)
		}
	}
}

func (b *Balancer) validateSnapshot(fail func(string, ...any)) {
	s := b.snap.Load()
	if (s.none == nil) != (len(s.endpoints) > 0) || (s.picker == nil) != (s.none != nil) {
		fail("%d nodes to choose among, picker %T, error %v", len(s.endpoints), s.picker, s.none)
	}
	seen := make(map[*Endpoint]bool, len(s.endpoints))
	for _, e := range s.endpoints {
		id := e.ID()
		switch {
		case seen[e]:
			fail("node %q is there to choose twice", id)
		case b.byID[id] != e:
			fail("node %q is there to choose and not known", id)
		case e.state.drain != nil:
			fail("node %q is there to choose and draining", id)
		case e.state.excluded != "" && !s.panicking:
			fail("node %q is there to choose and %s", id, e.state.excluded)
		}
		seen[e] = true
	}
}

// validateEjections holds ejections against their limit, which nodes that were
// removed since may have lowered.
func (b *Balancer) validateEjections(fail func(string, ...any)) {
	for _, e := range b.nodes {
		o := &e.state.outlier
		if o.ejected && (b.cfg.outliers == nil || o.until < o.since) {
			fail("node %q is ejected from %v until %v", e.ID(), o.since, o.until)
		}
	}
}
