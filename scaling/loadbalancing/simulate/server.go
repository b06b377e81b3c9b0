package simulate

import (
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// server is one server: its queries share its cores equally. All that every
// one of them has had is one number, served; a query ends when that reaches
// what it was on arrival and the query's work.
type server struct {
	m       *Machine
	others  *antagonist
	gauge   *loadbalancing.Gauge
	queries byEnd
	served  float64       // core time that a query has had that was here from the beginning
	at      time.Duration // as of

	// For reports, lately: core time and queries.
	used, answered, failed float64
}

// cores is what n queries have together.
func (s *server) cores(n int) float64 {
	want, left := float64(n), s.m.Cores-s.others.uses()
	switch {
	case left >= s.m.Allocation:
		return min(want, left)
	case want <= s.m.Allocation:
		return want
	}
	return s.m.Allocation * (1 - s.m.Hobble)
}

// advance lets the queries run until now.
func (s *server) advance(now time.Duration) {
	if n := len(s.queries); n > 0 {
		had := s.cores(n) * (now - s.at).Seconds()
		s.used += had
		s.served += had / float64(n)
	}
	s.at = now
}

// next is how long it takes until a query ends if nothing changes.
func (s *server) next() (time.Duration, bool) {
	n := len(s.queries)
	if n == 0 {
		return 0, false
	}
	left := max(0, s.queries[0].end-s.served) * float64(n) / s.cores(n)
	// Rounded up, so that it has ended then.
	return time.Duration(left*1e9) + 1, true
}

func (s *server) add(q *query) {
	q.end = s.served + q.work
	s.queries.push(q)
}

func (s *server) remove(q *query) { s.queries.remove(q.place) }

// ended takes out the queries that have had their work.
func (s *server) ended(yield func(*query)) {
	for len(s.queries) > 0 && s.queries[0].end <= s.served+1e-12 {
		yield(s.queries.remove(0))
	}
}

// query is one query on its way.
type query struct {
	client, server int
	step           int
	sent           time.Duration
	work           float64 // core time, in seconds
	ticket         loadbalancing.Ticket
	arrival        loadbalancing.Arrival
	state          state
	told           int     // queries under way when it was answered
	end            float64 // of what a server has served
	place          int     // in the heap
}

type state uint8

const (
	sent state = iota
	running
	answered // on its way back
	over
)

// byEnd is a heap.
type byEnd []*query

func (h byEnd) swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].place, h[j].place = i, j
}

func (h *byEnd) push(q *query) {
	q.place = len(*h)
	*h = append(*h, q)
	h.up(q.place)
}

func (h *byEnd) remove(i int) *query {
	last := len(*h) - 1
	h.swap(i, last)
	q := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	if i < last {
		h.down(i)
		h.up(i)
	}
	return q
}

func (h byEnd) up(i int) {
	for i > 0 && h[i].end < h[(i-1)/2].end {
		h.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
}

func (h byEnd) down(i int) {
	for {
		least := 2*i + 1
		if least >= len(h) {
			return
		}
		if least+1 < len(h) && h[least+1].end < h[least].end {
			least++
		}
		if h[i].end <= h[least].end {
			return
		}
		h.swap(i, least)
		i = least
	}
}
