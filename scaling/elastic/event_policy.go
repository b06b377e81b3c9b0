package elastic

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/scicore-go/scicore/scaling"
)

// EventDrivenScaler is a policy that adds, to what its base wants, replicas on
// lease: each event grants some until its time is over. It is immutable; what
// is on lease is in its decisions.
//
// Two events of one name and key are one lease, which lasts as long as that of
// the later one. Events without a key are each their own. An event from the
// future counts as of now, one whose time is over already not at all.
type EventDrivenScaler struct {
	base    scaling.Policy
	rules   map[string]Action
	handler func(scaling.Event) Action
	max     int
	sources []scaling.EventSource
	opened  []scaling.EventSource
}

// Sources returns where events come from, for a controller.
func (e *EventDrivenScaler) Sources() []scaling.EventSource { return slices.Clone(e.sources) }

// Controller describes a controller of this policy, with its sources.
func (e *EventDrivenScaler) Controller() scaling.ControllerBuilder {
	return scaling.NewController(e).WithEvents(e.sources...)
}

// Close closes the sources that Build opened, where they are io.Closers.
func (e *EventDrivenScaler) Close() error {
	var errs []error
	for _, s := range e.opened {
		if c, ok := s.(io.Closer); ok {
			errs = append(errs, c.Close())
		}
	}
	return errors.Join(errs...)
}

// String names the policy.
func (e *EventDrivenScaler) String() string { return "events" }

// Lookback is that of the base.
func (e *EventDrivenScaler) Lookback() scaling.Lookback { return scaling.LookbackOf(e.base) }

// lease is replicas granted until a time.
type lease struct {
	name, key string // key "" is a lease that no other event extends
	until     time.Time
	up        int
	priority  Priority
}

// leases are those that hold, and what they added to the last decision. They
// never change once they are in a decision.
type leases struct {
	held  []lease
	added int
}

// Decide asks the base and adds what is on lease.
func (e *EventDrivenScaler) Decide(s scaling.Signals) scaling.Decision {
	before, _ := s.Past.Memo().(leases)
	now := e.grant(before.held, s)
	inner := s.Part(0)
	inner.Current = max(0, s.Current-before.added) // without what events added
	inner.Ready = min(s.Ready, inner.Current)
	base := e.base.Decide(inner)
	d := e.sum(base, now)
	d.Parts = []scaling.Decision{base}
	d.Memo = leases{now, d.Target - min(max(base.Target, 0), e.max)}
	return d
}

// grant takes in new events and lets go of what is over.
func (e *EventDrivenScaler) grant(held []lease, s scaling.Signals) []lease {
	now := make([]lease, 0, len(held)+len(s.Events))
	keyed := make(map[[2]string]int, len(held)+len(s.Events))
	add := func(l lease) {
		if !l.until.After(s.Now) {
			return
		}
		if l.key == "" {
			now = append(now, l)
			return
		}
		id := [2]string{l.name, l.key}
		if at, known := keyed[id]; !known {
			keyed[id] = len(now)
			now = append(now, l)
		} else if l.until.After(now[at].until) {
			now[at] = l
		}
	}
	for _, l := range held {
		add(l)
	}
	for _, event := range s.Events {
		a, ok := e.action(event)
		if !ok {
			continue
		}
		at := event.At
		if at.IsZero() || at.After(s.Now) {
			at = s.Now
		}
		add(lease{event.Name, event.Key, at.Add(a.Timeout), a.Up, a.Priority})
	}
	return e.worth(now)
}

func (e *EventDrivenScaler) action(event scaling.Event) (Action, bool) {
	a, ok := e.rules[event.Name]
	if !ok && e.handler != nil {
		a = e.handler(event)
		ok = a.validate() == nil
	}
	if a.Timeout == 0 {
		a.Timeout = DefaultLeaseTimeout
	}
	return a, ok && a.Up > 0
}

// worth keeps the leases that can ever matter: of each priority those that
// last longest, until they reach the maximum by themselves. What is left out
// ends before any of them does, so that a storm of events costs no memory, and
// no sorting of all that came.
func (e *EventDrivenScaler) worth(all []lease) []lease {
	var best [High - Low + 1]longest
	for i := range all {
		best[all[i].priority-Low].add(&all[i], e.max)
	}
	var kept []lease
	for i := range best {
		for _, l := range best[i].leases {
			kept = append(kept, *l)
		}
	}
	slices.SortStableFunc(kept, func(a, b lease) int {
		return cmp.Or(cmp.Compare(b.priority, a.priority), before(&a, &b))
	})
	return kept
}

// before orders leases of one priority: those that last longer come first.
func before(a, b *lease) int {
	return cmp.Or(b.until.Compare(a.until), cmp.Compare(a.name, b.name), cmp.Compare(a.key, b.key))
}

// longest is a heap of leases, the last in order on top, and their sum.
type longest struct {
	leases []*lease
	sum    int
}

// add takes a lease in, and lets go of those that the others reach most
// without.
func (h *longest) add(l *lease, most int) {
	if h.sum >= most && before(l, h.leases[0]) >= 0 {
		return
	}
	h.sum += l.up
	h.leases = append(h.leases, l)
	for i := len(h.leases) - 1; i > 0; {
		up := (i - 1) / 2
		if before(h.leases[i], h.leases[up]) <= 0 {
			break
		}
		h.leases[i], h.leases[up] = h.leases[up], h.leases[i]
		i = up
	}
	for h.sum-h.leases[0].up >= most {
		h.sum -= h.leases[0].up
		h.pop()
	}
}

// pop drops the last in order.
func (h *longest) pop() {
	n := len(h.leases) - 1
	h.leases[0], h.leases = h.leases[n], h.leases[:n]
	for i := 0; ; {
		last := i
		for _, down := range [2]int{2*i + 1, 2*i + 2} {
			if down < n && before(h.leases[down], h.leases[last]) > 0 {
				last = down
			}
		}
		if last == i {
			return
		}
		h.leases[i], h.leases[last] = h.leases[last], h.leases[i]
		i = last
	}
}

// sum adds the leases to the base, the most important first.
func (e *EventDrivenScaler) sum(base scaling.Decision, held []lease) scaling.Decision {
	d := base
	d.Policy = "events"
	target := min(max(base.Target, 0), e.max)
	added := make(map[string]int)
	var names []string
	missing := 0
	for _, l := range held {
		n := min(l.up, e.max-target)
		missing += l.up - n
		if n == 0 {
			continue
		}
		if added[l.name] == 0 {
			names = append(names, l.name)
		}
		added[l.name] += n
		target += n
	}
	d.Target = target
	if len(names) == 0 && missing == 0 {
		return d
	}
	d.Unknown = false // what is on lease is known, whatever the base sees
	if base.Unknown {
		d.Confidence = 1
	}
	var b strings.Builder
	b.WriteString(base.Reason)
	for _, n := range names {
		fmt.Fprintf(&b, ", %d more by %s", added[n], n)
	}
	if missing > 0 {
		fmt.Fprintf(&b, ", %d that events want are above the most of %d", missing, e.max)
	}
	d.Reason = b.String()
	return d
}
