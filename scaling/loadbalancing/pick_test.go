package loadbalancing

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"
)

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Unix(1_000_000, 0)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// nodes makes n nodes a0, a1, … of weight 1.
func nodes(n int) []Node {
	list := make([]Node, n)
	for i := range list {
		list[i] = Node{ID: fmt.Sprintf("a%d", i)}
	}
	return list
}

func build(t testing.TB, b Builder) *Balancer {
	t.Helper()
	lb, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return lb
}

// serve picks and ends n requests and counts where they went.
func serve(t testing.TB, lb *Balancer, n int, r Request, end func(id string) Outcome) map[string]int {
	t.Helper()
	got := make(map[string]int)
	for range n {
		ticket, err := lb.Pick(r)
		if err != nil {
			t.Fatal(err)
		}
		id := ticket.Node().ID
		got[id]++
		if !ticket.Done(end(id)) {
			t.Fatalf("the ticket of %q did not count", id)
		}
	}
	return got
}

func fine(string) Outcome { return Outcome{Latency: 10 * time.Millisecond} }

func TestRoundRobinTakesTurns(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 10, 1000} {
		lb := build(t, New().WithAlgorithm(RoundRobin).WithNodes(nodes(n)...))
		for id, c := range serve(t, lb, 5*n, Request{}, fine) {
			if c != 5 {
				t.Errorf("%d nodes: %s had %d turns of 5", n, id, c)
			}
		}
	}
}

func TestRoundRobinGoesOnAfterAChange(t *testing.T) {
	lb := build(t, New().WithAlgorithm(RoundRobin).WithNodes(nodes(4)...))
	for range 200 { // without taking the count over, a0 would never have a turn
		if err := lb.SetWeight("a1", 1+len(lb.Nodes())%2); err != nil {
			t.Fatal(err)
		}
		serve(t, lb, 1, Request{}, fine)
	}
	if m := lb.Metrics(); m.Fairness < 0.99 && m.Nodes[0].Picks != 50 {
		t.Errorf("a0 had %d of 200 turns", m.Nodes[0].Picks)
	}
}

func TestNoNodes(t *testing.T) {
	for _, a := range everyAlgorithm() {
		lb := build(t, New().WithAlgorithm(a))
		_, err := lb.Pick(Request{})
		var typed *NoNodesError
		if !errors.Is(err, ErrNoNodes) || !errors.As(err, &typed) || typed.Known != 0 {
			t.Errorf("%s: pick of nobody: %v", a.Name(), err)
		}
		if err := lb.AddNode(Node{ID: "a"}); err != nil {
			t.Fatal(err)
		}
		serve(t, lb, 3, Request{}, fine)
		if err := lb.Drain(context.Background(), "a"); err != nil {
			t.Fatal(err)
		}
		if _, err = lb.Pick(Request{}); !errors.As(err, &typed) || typed.Known != 1 || typed.Draining != 1 {
			t.Errorf("%s: pick of one that drains: %v", a.Name(), err)
		}
	}
}

func TestDoneTwice(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(1)...))
	first, _ := lb.Pick(Request{})
	second, _ := lb.Pick(Request{})
	copied := first
	if !first.Done(Outcome{}) || first.Done(Outcome{}) {
		t.Error("the first end must count, the second not")
	}
	if n := lb.Metrics().Nodes[0]; n.InFlight != 1 || n.Repeated != 1 || n.Successes != 1 {
		t.Errorf("after Done twice: %+v", n)
	}
	// A copy takes the place of another request, never more than there are.
	copied.Done(Outcome{})
	copied.used = false
	copied.Done(Outcome{})
	second.Done(Outcome{})
	if n := lb.Metrics().Nodes[0]; n.InFlight != 0 || n.Late != 2 || n.Picks != 2 {
		t.Errorf("after Done on copies: %+v", n)
	}
	var zero Ticket
	if zero.Done(Outcome{}) || zero.Endpoint() != nil || zero.Node() != (Node{}) {
		t.Error("the zero ticket is of no node")
	}
}

func TestDoneNever(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(1)...).WithClock(c.now).WithLeakTimeout(time.Minute))
	lb.Maintain()
	late, _ := lb.Pick(Request{})
	for range 9 {
		lb.Pick(Request{})
	}
	c.advance(time.Minute)
	lb.Maintain()
	if n := lb.Metrics().Nodes[0]; n.InFlight != 10 || n.Leaked != 0 {
		t.Fatalf("after one period: %+v", n)
	}
	kept, _ := lb.Pick(Request{})
	c.advance(time.Minute)
	lb.Maintain()
	if n := lb.Metrics().Nodes[0]; n.InFlight != 1 || n.Leaked != 10 || n.Picks != 11 {
		t.Fatalf("after two periods: %+v", n)
	}
	if late.Done(Outcome{}) {
		t.Error("a request that was given up counts as in flight")
	}
	if n := lb.Metrics().Nodes[0]; n.InFlight != 1 || n.Late != 1 || n.Successes != 1 || n.Picks != 11 {
		t.Errorf("after a late end: %+v", n)
	}
	if !kept.Done(Outcome{}) {
		t.Error("a request of the period before is not given up")
	}
}

func TestInFlightNeverOverflows(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(1)...))
	e := lb.nodes[0]
	e.inflight.word.Store(crowded - 1)
	lb.Pick(Request{})
	if n := e.InFlight(); n != crowded {
		t.Fatalf("%d in flight", n)
	}
	e.inflight.word.Add(crowded - 1)
	lb.Pick(Request{})
	if n := e.InFlight(); n != crowded || e.counts.leaked.Load() != crowded {
		t.Errorf("%d in flight, %d given up", n, e.counts.leaked.Load())
	}
}

func TestGenerationsComeRound(t *testing.T) {
	var f inflight
	for i := range 1000 {
		g := generationOf(f.begin())
		if counted, attached := f.end(g); !counted || !attached {
			t.Fatalf("generation %d: %v %v", i, counted, attached)
		}
		g = generationOf(f.begin())
		f.rotate()
		if counted, _ := f.end(g); !counted {
			t.Fatalf("generation %d: not counted one later", i)
		}
		g = generationOf(f.begin())
		f.rotate()
		if n, _ := f.rotate(); n != 1 {
			t.Fatalf("generation %d: %d given up", i, n)
		}
		if counted, _ := f.end(g); counted || f.load() != 0 {
			t.Fatalf("generation %d: counted two later", i)
		}
	}
}

func TestCostFollowsPeaksAndForgets(t *testing.T) {
	const tau = 10 * time.Second
	d := newDecay(tau)
	var c cost
	near := func(now, want time.Duration) {
		t.Helper()
		if got := c.at(int64(now), d); math.Abs(float64(got-want)) > 1e-4*float64(want) {
			t.Errorf("at %v: %v, want %v", now, got, want)
		}
	}
	now := time.Hour
	c.observe(int64(now), 100*time.Millisecond, d)
	near(now, 100*time.Millisecond)
	near(now+tau, time.Duration(math.Round(1e8/math.E)))
	c.observe(int64(now), time.Second, d) // a peak, at once
	near(now, time.Second)
	// Below the average: decay and what is new, as the recurrence has it.
	w := math.Exp(-0.5)
	now += tau / 2
	c.observe(int64(now), 200*time.Millisecond, d)
	near(now, time.Duration(w*1e9+(1-w)*200e6))
	// A clock that went back counts as no time.
	before := c.at(int64(now), d)
	c.observe(int64(now-time.Minute), time.Nanosecond, d)
	if got := c.at(int64(now), d); got > before || got < before/2 {
		t.Errorf("%v after an observation from the past, was %v", got, before)
	}
}

// What decides is the cost as of now, although no pick looks at a clock.
func TestKeysCompareDecayedCosts(t *testing.T) {
	d := newDecay(10 * time.Second)
	var a, b cost
	a.observe(0, time.Second, d)
	b.observe(int64(30*time.Second), 60*time.Millisecond, d)
	// a has decayed to 49.8 ms by now.
	if a.at(int64(30*time.Second), d) >= b.at(int64(30*time.Second), d) || a.key.Load() >= b.key.Load() {
		t.Error("a must be below b")
	}
}

func TestLatencyThatIsNone(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(2)...))
	nan := math.NaN()
	for _, l := range []time.Duration{0, -1, math.MinInt64, time.Duration(int64(nan))} {
		serve(t, lb, 4, Request{}, func(string) Outcome { return Outcome{Latency: l} })
	}
	for _, n := range lb.Metrics().Nodes {
		if n.Latency != 0 || n.Successes == 0 {
			t.Errorf("%+v", n)
		}
	}
	serve(t, lb, 4, Request{}, func(string) Outcome { return Outcome{Latency: math.MaxInt64, Result: Result(200)} })
	for _, n := range lb.Metrics().Nodes {
		if n.Latency <= 0 {
			t.Errorf("latency %v after the longest there is", n.Latency)
		}
	}
}

// everyAlgorithm is each strategy that has a name.
func everyAlgorithm() []Strategy {
	var list []Strategy
	for a := range algorithms {
		list = append(list, a)
	}
	return list
}

func TestAdaptiveShunsSlowAndFailing(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(10)...).WithClock(c.now))
	got := serve(t, lb, 20000, Request{}, func(id string) Outcome {
		c.advance(100 * time.Microsecond)
		switch id {
		case "a0":
			return Outcome{Latency: 100 * time.Millisecond} // ten times slower
		case "a1":
			return Outcome{Latency: time.Millisecond, Result: Failure} // and fast at it
		case "a2":
			return Outcome{Latency: time.Millisecond, Result: RateLimited}
		}
		return Outcome{Latency: 10 * time.Millisecond}
	})
	for _, id := range []string{"a0", "a1", "a2"} {
		if got[id] > 20 || got[id] == 0 {
			t.Errorf("%s had %d of 20000", id, got[id])
		}
	}
}

func TestWeightsCountByPressure(t *testing.T) {
	for _, a := range []Strategy{LeastConnections, Adaptive} {
		lb := build(t, New().WithAlgorithm(a).WithNodes(Node{ID: "big", Weight: 3}, Node{ID: "small"}))
		// Latencies are all alike, so requests in flight settle at 3 to 1.
		serve(t, lb, 10, Request{}, fine)
		for range 400 {
			lb.Pick(Request{})
		}
		m := lb.Metrics()
		if n := m.Nodes[0].InFlight; n < 290 || n > 310 {
			t.Errorf("%s: %d of 400 in flight at three quarters of the weight", a.Name(), n)
		}
	}
}
