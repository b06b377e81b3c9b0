package loadbalancing

import (
	"errors"
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
