package loadbalancing

import (
	"errors"
	"math"
	"slices"
	"testing"
	"time"
)

func TestHotAndCold(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithAlgorithm(Prequal{Reuse: 1, HotQuantile: 0.75}).WithNodes(nodes(4)...).WithClock(c.now))
	// Three quarters of 2, 3, 4, 9 are 4 and less: only a3 is hot, however fast.
	for id, r := range map[string]Reading{
		"a0": {2, 30 * time.Millisecond},
		"a1": {3, 10 * time.Millisecond},
		"a2": {4, 20 * time.Millisecond},
		"a3": {9, time.Millisecond},
	} {
		if err := lb.Observe(id, r); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"a1", "a2", "a0", "a3"} {
		if ticket, _ := lb.Pick(Request{}); ticket.Node().ID != want {
			t.Errorf("picked %s, want %s", ticket.Node().ID, want)
		}
	}
	if err := lb.Observe("x", Reading{}); !errors.Is(err, ErrUnknownNode) {
		t.Error(err)
	}
}

func TestAllHotIsByRequestsInFlight(t *testing.T) {
	p := &prequalPicker{cfg: Prequal{HotQuantile: 0.01, Reuse: 2}.normal()}
	var e [3]Endpoint
	for i, n := range []int{1, 7, 5} {
		p.put(pooled{endpoint: &e[i], Reading: Reading{n, time.Duration(10-n) * time.Second}}, 0)
	}
	p.publish()
	// 1 is the quantile itself and cold; then 5, then 7.
	for i, want := range []*Endpoint{&e[0], &e[0], &e[2], &e[2], &e[1], &e[1]} {
		if p.Pick(Request{}) != want {
			t.Errorf("pick %d", i)
		}
	}
}

func TestReadingsAge(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithAlgorithm(ProbePool).WithNodes(nodes(3)...).WithClock(c.now))
	p := lb.snap.Load().picker.(*prequalPicker)
	for range 5 {
		lb.Observe("a1", Reading{1, time.Millisecond})
	}
	if len(p.pool) != 1 {
		t.Errorf("%d readings of one node", len(p.pool))
	}
	c.advance(time.Second + 1)
	lb.Maintain()
	if len(p.pool) != 0 || len(p.ranking.Load().order) != 0 {
		t.Errorf("%d readings after a second", len(p.pool))
	}
	got := serve(t, lb, 300, Request{}, func(string) Outcome { c.advance(time.Millisecond); return fine("") })
	if len(got) != 3 {
		t.Errorf("without readings all are used: %v", got)
	}
}

func TestPoolIsBounded(t *testing.T) {
	lb := build(t, New().WithAlgorithm(Prequal{PoolSize: 5}).WithNodes(nodes(50)...))
	serve(t, lb, 1000, Request{}, func(string) Outcome { return Outcome{Latency: time.Millisecond, InFlight: 3} })
	if n := len(lb.snap.Load().picker.(*prequalPicker).pool); n > 5 {
		t.Errorf("%d readings", n)
	}
	for i := range 45 {
		if err := lb.RemoveNode(nodes(50)[i].ID); err != nil {
			t.Fatal(err)
		}
	}
	serve(t, lb, 200, Request{}, fine) // no request goes to a node that left
	if err := lb.ValidateIntegrity(); err != nil {
		t.Error(err)
	}
}

func TestPrequalShunsTheSlow(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithAlgorithm(ProbePool).WithNodes(nodes(10)...).WithClock(c.now))
	got := serve(t, lb, 5000, Request{}, func(id string) Outcome {
		c.advance(time.Millisecond)
		if id == "a0" {
			return Outcome{Latency: 200 * time.Millisecond}
		}
		return fine(id)
	})
	if got["a0"] > 250 {
		t.Errorf("the slow one had %d of 5000", got["a0"])
	}
}

func TestPrequalThatCannotBe(t *testing.T) {
	for _, s := range []Prequal{{PoolSize: -1}, {MaxAge: -1}, {Reuse: -1}, {HotQuantile: 2}, {HotQuantile: -1}} {
		if _, err := New().WithAlgorithm(s).Build(); err == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}

// readings puts one of each node into the pool of a balancer and returns its
// picker.
func readings(t *testing.T, s Prequal, c *clock, all ...Reading) (*Balancer, *prequalPicker) {
	t.Helper()
	lb := build(t, New().WithAlgorithm(s).WithNodes(nodes(len(all))...).WithClock(c.now))
	for i, r := range all {
		if err := lb.Observe(nodes(len(all))[i].ID, r); err != nil {
			t.Fatal(err)
		}
	}
	return lb, lb.snap.Load().picker.(*prequalPicker)
}

func TestReadingsCountWhatTheyPlaced(t *testing.T) {
	const ms = time.Millisecond
	// The quickest is chosen until it would be the busiest, and what came in
	// between does not let it be chosen anew.
	lb, p := readings(t, Prequal{Reuse: 3, HotQuantile: 0.6}, newClock(), Reading{2, 1 * ms}, Reading{4, 2 * ms}, Reading{3, 3 * ms})
	for i, want := range []string{"a0", "a0"} {
		if ticket, _ := lb.Pick(Request{}); ticket.Node().ID != want {
			t.Errorf("pick %d: %s, want %s", i, ticket.Node().ID, want)
		}
	}
	lb.Observe("a2", Reading{3, 3 * ms})
	for _, q := range p.pool {
		if q.endpoint.ID() == "a0" && (q.InFlight != 4 || q.uses != 1) {
			t.Errorf("after two picks %d in flight and %d to go", q.InFlight, q.uses)
		}
	}
	lb.Pick(Request{}) // the third and last
	lb.Observe("a2", Reading{3, 3 * ms})
	for _, q := range p.pool {
		if q.endpoint.ID() == "a0" {
			t.Error("a reading that has placed its three is still there")
		}
	}
}

func TestOldestAndWorstAreDropped(t *testing.T) {
	const ms = time.Millisecond
	lb, p := readings(t, Prequal{Reuse: 100, HotQuantile: 0.8}, newClock(), Reading{1, 5 * ms}, Reading{1, 1 * ms}, Reading{9, 1 * ms}, Reading{1, 7 * ms}, Reading{1, 6 * ms}, Reading{1, 2 * ms})
	ids := func() (list []string) {
		for _, q := range p.pool {
			list = append(list, q.endpoint.ID())
		}
		return list
	}
	// Six readings pay for two drops, a pick each: the oldest, then the hot one.
	lb.Pick(Request{})
	lb.Observe("a5", Reading{1, 2 * ms})
	if got := ids(); !slices.Equal(got, []string{"a1", "a2", "a3", "a4", "a5"}) {
		t.Errorf("the oldest is dropped: %v", got)
	}
	lb.Pick(Request{})
	lb.Observe("a5", Reading{1, 2 * ms})
	if got := ids(); !slices.Equal(got, []string{"a1", "a3", "a4", "a5"}) {
		t.Errorf("the worst is dropped: %v", got)
	}
}

func TestReuseFormula(t *testing.T) {
	p := &prequalPicker{cfg: Prequal{}.normal(), endpoints: make([]*Endpoint, 100), flow: newFlow()}
	draw := uint64(0)
	p.random = func() uint64 { draw += math.MaxUint64 / 1000; return draw }
	sum := 0
	for range 1000 {
		sum += p.reuse()
	}
	// (1+1) / ((1 − 16/100)·3 − 1) = 1.3158
	if sum < 1310 || sum > 1322 {
		t.Errorf("a thousand readings place %d, want 1316", sum)
	}
	p.endpoints = p.endpoints[:16] // no more nodes than readings
	if n := p.reuse(); n != mostReuse {
		t.Errorf("without an answer of the formula %d", n)
	}
}

func TestFailingNodesAreNotBelieved(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithAlgorithm(ProbePool).WithNodes(nodes(10)...).WithClock(c.now))
	got := make(map[string]int)
	for i := range 2000 {
		c.advance(time.Millisecond)
		for _, n := range lb.Sample(3) {
			r := Reading{5, 20 * time.Millisecond}
			if n.ID == "a0" { // says that it is idle and quick
				r = Reading{0, time.Microsecond}
			}
			lb.Observe(n.ID, r)
		}
		ticket, err := lb.Pick(Request{})
		if err != nil {
			t.Fatal(err)
		}
		if i > 1000 {
			got[ticket.Node().ID]++
		}
		o := Outcome{Latency: 20 * time.Millisecond}
		if ticket.Node().ID == "a0" {
			o = Outcome{Result: Failure, Latency: time.Millisecond}
		}
		ticket.Done(o)
	}
	if got["a0"] > 20 { // of a thousand
		t.Errorf("the failing one had %d of 1000", got["a0"])
	}
}

func TestWhatIsSeenDoesNotMixWithWhatIsSaid(t *testing.T) {
	c := newClock()
	lb, p := readings(t, Prequal{}, c, Reading{5, time.Millisecond}, Reading{6, time.Millisecond}, Reading{7, time.Millisecond})
	ticket, _ := lb.Pick(Request{})
	ticket.Done(Outcome{Latency: time.Millisecond})
	for _, q := range p.pool {
		if q.InFlight < 5 {
			t.Errorf("%s has %d in flight by what this balancer sees", q.endpoint.ID(), q.InFlight)
		}
	}
	c.advance(2 * time.Second) // nobody says anything any more
	ticket, _ = lb.Pick(Request{})
	ticket.Done(Outcome{Latency: time.Millisecond})
	if len(p.pool) != 2 {
		t.Errorf("%d readings", len(p.pool))
	}
}
