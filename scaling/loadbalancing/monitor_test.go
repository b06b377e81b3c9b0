package loadbalancing

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/leak"
)

func TestRiseAndFall(t *testing.T) {
	var down atomic.Bool
	lb := build(t, New().WithNodes(nodes(3)...).WithHealthChecks(HealthChecks{Probe: ProbeFunc(func(_ context.Context, n Node) error {
		if n.ID == "a1" && down.Load() {
			return errors.New("connection refused")
		}
		return nil
	})}))
	check := func(rounds int, want bool) {
		t.Helper()
		for range rounds {
			lb.CheckHealth(t.Context())
		}
		if m := lb.Metrics().Nodes[1]; m.InUse != want {
			t.Errorf("in use is %v: %s", m.InUse, m.State)
		}
	}
	check(1, true)
	down.Store(true)
	check(2, true)
	down.Store(false)
	check(1, true)
	down.Store(true)
	check(2, true) // the row began anew
	check(1, false)
	if s := lb.Metrics().Nodes[1].State; s != "unhealthy: connection refused" {
		t.Error(s)
	}
	down.Store(false)
	check(1, false)
	check(1, true)
	if got := story(lb, Unhealthy, Healthy); got != "a1 unhealthy, a1 healthy" {
		t.Error(got)
	}
}

func TestASuccessfulCheckReadmits(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(10)...).WithOutlierDetection(OutlierDetection{}).
		WithHealthChecks(HealthChecks{Probe: ProbeFunc(func(context.Context, Node) error { return nil })}))
	tell(lb, "a0", 5, Failure)
	lb.CheckHealth(t.Context())
	if got := story(lb, Ejected, Readmitted); got != "a0 ejected, a0 readmitted" {
		t.Error(got)
	}
}

func TestProbesThatHangOrPanic(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(3)...).WithHealthChecks(HealthChecks{
		Fall: 1, Timeout: 10 * time.Millisecond, Parallel: 1,
		Probe: ProbeFunc(func(ctx context.Context, n Node) error {
			switch n.ID {
			case "a0":
				<-ctx.Done()
				return ctx.Err()
			case "a1":
				panic("a bug")
			}
			return nil
		})}))
	lb.CheckHealth(t.Context())
	m := lb.Metrics()
	if !strings.Contains(m.Nodes[0].State, "deadline") || !strings.Contains(m.Nodes[1].State, "a bug") || m.Nodes[2].State != "in use" {
		t.Errorf("%+v", m.Nodes)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	lb.CheckHealth(ctx) // what we end ourselves says nothing
	if lb.Metrics().Nodes[2].State != "in use" {
		t.Error("a canceled round counts against nodes")
	}
}

func TestNodesThatLeaveDuringACheck(t *testing.T) {
	var lb *Balancer
	lb = build(t, New().WithNodes(nodes(2)...).WithHealthChecks(HealthChecks{Fall: 1, Probe: ProbeFunc(func(_ context.Context, n Node) error {
		if n.ID == "a0" {
			lb.RemoveNode("a0")
			lb.AddNode(Node{ID: "a0"}) // another node of that name
		}
		return errors.New("down")
	})}))
	lb.CheckHealth(t.Context())
	if s := lb.Metrics().Nodes[1].State; s != "in use" {
		t.Errorf("the new node is %s", s)
	}
}

func TestMonitoring(t *testing.T) {
	defer leak.Check(t)()
	var rounds atomic.Int64
	lb := build(t, New().WithNodes(nodes(2)...).WithLeakTimeout(time.Millisecond).
		WithHealthChecks(HealthChecks{Interval: time.Millisecond, Probe: ProbeFunc(func(context.Context, Node) error {
			rounds.Add(1)
			return nil
		})}))
	if err := lb.StartMonitoring(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := lb.StartMonitoring(context.Background()); !errors.Is(err, ErrMonitoring) {
		t.Errorf("started twice: %v", err)
	}
	ticket, err := lb.Pick(Request{})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "health checks", func() bool { return rounds.Load() > 5 })
	eventually(t, "the request to be given up", func() bool { return lb.Metrics().InFlight == 0 })
	ticket.Done(Outcome{})
	lb.StopMonitoring()
	lb.StopMonitoring()
	n := rounds.Load()
	ctx, cancel := context.WithCancel(context.Background())
	if err := lb.StartMonitoring(ctx); err != nil {
		t.Fatalf("started again: %v", err)
	}
	eventually(t, "health checks again", func() bool { return rounds.Load() > n })
	cancel()
	eventually(t, "the end by context", func() bool {
		lb.mu.Lock()
		defer lb.mu.Unlock()
		return lb.monitor == nil
	})
}

func TestStopDuringAProbe(t *testing.T) {
	defer leak.Check(t)()
	asked := make(chan struct{}, 10)
	lb := build(t, New().WithNodes(nodes(1)...).WithHealthChecks(HealthChecks{Timeout: time.Hour, Probe: ProbeFunc(func(ctx context.Context, _ Node) error {
		asked <- struct{}{}
		<-ctx.Done()
		return ctx.Err()
	})}))
	if err := lb.StartMonitoring(context.Background()); err != nil {
		t.Fatal(err)
	}
	<-asked
	lb.StopMonitoring()
	if s := lb.Metrics().Nodes[0].State; s != "in use" {
		t.Errorf("the node is %s", s)
	}
}

// eventually waits for a condition, long enough for the busiest machine.
func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited 20 s for %s", what)
		}
	}
}

func TestHealthChecksThatCannotBe(t *testing.T) {
	p := ProbeFunc(func(context.Context, Node) error { return nil })
	for _, h := range []HealthChecks{{}, {Probe: p, Interval: -1}, {Probe: p, Timeout: -1}, {Probe: p, Rise: -1}, {Probe: p, Fall: -1}, {Probe: p, Parallel: -1}} {
		if _, err := New().WithHealthChecks(h).Build(); err == nil {
			t.Errorf("%+v is accepted", h)
		}
	}
}

func TestReport(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(Node{ID: "a", Zone: "z"}, Node{ID: "b", Weight: 2}, Node{ID: "c"}).WithClock(c.now).
		WithLeakTimeout(time.Minute).WithOutlierDetection(OutlierDetection{}))
	lb.Maintain()
	tell(lb, "a", 25, Failure)
	tell(lb, "b", 10, Success)
	if _, err := lb.Pick(Request{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c.advance(time.Minute)
		lb.Maintain()
	}
	r := lb.Report()
	if r.Integrity != "ok" {
		t.Error(r.Integrity)
	}
	text := r.String()
	for _, want := range []string{"adaptive: 3 of 3 nodes in use, 36 picks, 0 in flight", "look at: a: 25 of 25 requests failed",
		"the end of 1 requests was never told", "ejected a: 5 failures in a row (limit 5); for 30s", "added b: by the host, weight 2"} {
		if !strings.Contains(text, want) {
			t.Errorf("%s\nhas no %q", text, want)
		}
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var back Report
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if back.Metrics.Nodes[1].ID != "b" || back.Metrics.Nodes[1].Successes != 10 || len(back.Decisions) != len(r.Decisions) || back.Findings[0] != r.Findings[0] {
		t.Errorf("through JSON: %+v", back)
	}
}

func TestReportsRememberTheLastDecisions(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(1)...))
	for i := range 2 * remembered {
		lb.SetWeight("a0", i+1)
	}
	d := lb.Report().Decisions
	if len(d) != remembered || d[len(d)-1].Reason != "by the host: from 255 to 256" || d[0].Reason != "by the host: from 128 to 129" {
		t.Errorf("%d decisions, from %q to %q", len(d), d[0].Reason, d[len(d)-1].Reason)
	}
	if r := build(t, New()).Report(); r.Findings[0] != "there are no nodes" || !strings.Contains(r.String(), "0 of 0 nodes") {
		t.Errorf("a report of nothing: %v", r)
	}
}

// Integrity finds what is broken on purpose.
func TestIntegrityFindsFaults(t *testing.T) {
	for want, corrupt := range map[string]func(*Balancer){
		"identities":            func(lb *Balancer) { delete(lb.byID, "a0") },
		"not found by":          func(lb *Balancer) { lb.byID["a0"] = lb.byID["a1"] },
		"weight of 3 of 1":      func(lb *Balancer) { lb.nodes[0].use(3 * weightUnit) },
		"written off":           func(lb *Balancer) { lb.nodes[1].inflight.detach() },
		"choose twice":          func(lb *Balancer) { lb.snap.Load().endpoints[0] = lb.snap.Load().endpoints[1] },
		"choose and draining":   func(lb *Balancer) { lb.nodes[0].state.drain = &drainage{} },
		"choose and unhealthy":  func(lb *Balancer) { lb.nodes[0].state.excluded = "unhealthy" },
		"is ejected from":       func(lb *Balancer) { lb.nodes[0].state.outlier.ejected = true },
		"weight -7: must be in": func(lb *Balancer) { lb.nodes[0].node.Store(&Node{ID: "a0", Weight: -7}) },
		"picker <nil>":          func(lb *Balancer) { s := *lb.snap.Load(); s.picker = nil; lb.snap.Store(&s) },
	} {
		lb := build(t, New().WithNodes(nodes(3)...))
		if err := lb.ValidateIntegrity(); err != nil {
			t.Fatal(err)
		}
		corrupt(lb)
		if err := lb.ValidateIntegrity(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
