package simulate

import (
	"math"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// event is something that happens at a time that was foreseen.
type event struct {
	at    time.Duration
	order uint64 // of those at the same time, the one that was foreseen first
	kind  kind
	i     int // server
	query *query
	probe *inquiry
}

type kind uint8

const (
	arrive  kind = iota // a new query at a client
	reach               // a query reaches its server
	finish              // a query has had its work
	respond             // an answer reaches its client
	expire              // a deadline
	ask                 // a question reaches a server
	tell                // its answer reaches the client
	level               // antagonists go to another level
	burst               // they begin or end a burst
	weigh               // weights are set
	nothing
)

// inquiry is a probe on its way.
type inquiry struct {
	client, server int
	told           loadbalancing.Reading
}

func (e *event) before(f *event) bool {
	return e.at < f.at || e.at == f.at && e.order < f.order
}

// agenda is the events to come. Most come a fixed time after they are
// foreseen, the network's or the deadline, and stand in line; of each server
// there is one at a time, when its next query ends; a heap holds the others.
type agenda struct {
	order   uint64
	network line
	late    line
	ends    []event // by server
	first   int     // of the ends; -1: not known
	others  heap
}

// line is events in the order in which they come.
type line struct {
	events []event
	head   int
}

func (l *line) add(e event) { l.events = append(l.events, e) }

func (l *line) first() *event {
	if l.head == len(l.events) {
		return &never
	}
	return &l.events[l.head]
}

func (l *line) pop() {
	l.events[l.head] = event{}
	if l.head++; l.head > 1024 && 2*l.head > len(l.events) {
		l.events = append(l.events[:0], l.events[l.head:]...)
		l.head = 0
	}
}

var never = event{at: math.MaxInt64, order: math.MaxUint64, kind: nothing}

func newAgenda(servers int) agenda {
	a := agenda{ends: make([]event, servers), first: -1}
	for i := range a.ends {
		a.ends[i] = never
	}
	return a
}

func (a *agenda) number(e event) event {
	e.order = a.order
	a.order++
	return e
}

func (a *agenda) add(e event)      { a.others.add(a.number(e)) }
func (a *agenda) send(e event)     { a.network.add(a.number(e)) }
func (a *agenda) deadline(e event) { a.late.add(a.number(e)) }

// ends sets when a query ends at a server next, in place of what was foreseen.
func (a *agenda) end(i int, at time.Duration) {
	a.ends[i] = a.number(event{at: at, kind: finish, i: i})
	a.first = -1
}

func (a *agenda) endless(i int) {
	a.ends[i] = never
	a.first = -1
}

// next takes out the event that comes first.
func (a *agenda) next() event {
	if a.first < 0 {
		a.first = 0
		for i := range a.ends {
			if a.ends[i].before(&a.ends[a.first]) {
				a.first = i
			}
		}
	}
	best := &a.ends[a.first]
	for _, e := range [3]*event{a.network.first(), a.late.first(), a.others.first()} {
		if e.before(best) {
			best = e
		}
	}
	e := *best
	switch best {
	case a.network.first():
		a.network.pop()
	case a.late.first():
		a.late.pop()
	case a.others.first():
		a.others.pop()
	case &a.ends[a.first]:
		a.endless(a.first)
	}
	return e
}

// heap is a binary heap.
type heap struct{ events []event }

func (h *heap) first() *event {
	if len(h.events) == 0 {
		return &never
	}
	return &h.events[0]
}

func (h *heap) add(e event) {
	h.events = append(h.events, e)
	for i := len(h.events) - 1; i > 0; {
		parent := (i - 1) / 2
		if !h.events[i].before(&h.events[parent]) {
			break
		}
		h.events[i], h.events[parent] = h.events[parent], h.events[i]
		i = parent
	}
}

func (h *heap) pop() {
	last := len(h.events) - 1
	h.events[0] = h.events[last]
	h.events = h.events[:last]
	for i := 0; ; {
		least := 2*i + 1
		if least >= last {
			return
		}
		if least+1 < last && h.events[least+1].before(&h.events[least]) {
			least++
		}
		if !h.events[least].before(&h.events[i]) {
			return
		}
		h.events[i], h.events[least] = h.events[least], h.events[i]
		i = least
	}
}
