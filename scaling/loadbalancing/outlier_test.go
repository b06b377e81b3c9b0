package loadbalancing

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// story is the decisions of some kinds, as "node kind".
func story(lb *Balancer, kinds ...Kind) string {
	var list []string
	for _, d := range lb.Report().Decisions {
		for _, k := range kinds {
			if d.Kind == k {
				list = append(list, strings.TrimSpace(d.Node+" "+string(k)))
			}
		}
	}
	return strings.Join(list, ", ")
}

// tell ends n requests at a node, whatever the strategy would choose.
func tell(lb *Balancer, id string, n int, r Result) {
	lb.mu.Lock()
	e := lb.byID[id]
	lb.mu.Unlock()
	for range n {
		t := Ticket{hot: e.hot, generation: e.begin()}
		t.Done(Outcome{Latency: time.Millisecond, Result: r})
	}
}

func TestFailuresInARowEject(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(10)...).WithClock(c.now).WithOutlierDetection(OutlierDetection{}))
	lb.Maintain()
	tell(lb, "a3", 4, Failure)
	tell(lb, "a3", 1, Success)
	tell(lb, "a3", 4, Failure)
	if got := story(lb, Ejected); got != "" {
		t.Fatalf("after four in a row: %s", got)
	}
	tell(lb, "a3", 1, Failure)
	if got := serve(t, lb, 500, Request{}, fine)["a3"]; got != 0 {
		t.Errorf("ejected, and had %d requests", got)
	}
	m := lb.Metrics().Nodes[3]
	if m.InUse || !strings.Contains(m.State, "5 failures in a row") {
		t.Errorf("%+v", m)
	}
	c.advance(30*time.Second - 1)
	lb.Maintain()
	if lb.Metrics().Nodes[3].InUse {
		t.Error("back a nanosecond early")
	}
	c.advance(1)
	lb.Maintain()
	if !lb.Metrics().Nodes[3].InUse {
		t.Error("not back after its time")
	}
	if got := story(lb, Ejected, Readmitted); got != "a3 ejected, a3 readmitted" {
		t.Error(got)
	}
}

// The time grows with ejections and shrinks with intervals without one.
func TestEjectionsGrowAndShrink(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(10)...).WithClock(c.now).
		WithOutlierDetection(OutlierDetection{Interval: time.Hour, MaxEjection: 75 * time.Second}))
	lb.Maintain()
	for _, want := range []time.Duration{30, 60, 75, 75} {
		tell(lb, "a0", 5, Failure)
		if got := lb.nodes[0].state.outlier.until - lb.nodes[0].state.outlier.since; got != want*time.Second {
			t.Fatalf("ejected for %v, want %v", got, want*time.Second)
		}
		c.advance(want * time.Second)
		lb.Maintain()
	}
	for want := 3; want >= 0; want-- {
		c.advance(time.Hour)
		lb.Maintain()
		if got := lb.nodes[0].state.outlier.times; got != want {
			t.Fatalf("counts %d ejections, want %d", got, want)
		}
	}
}

func TestSuccessRateEjects(t *testing.T) {
	for name, c := range map[string]struct {
		hosts, requests, failures int
		want                      bool
	}{
		"an outlier":       {10, 100, 60, true},
		"too few requests": {10, 99, 60, false},
		"too few hosts":    {4, 100, 60, false},
		"within the rest":  {10, 100, 0, false},
	} {
		clock := newClock()
		lb := build(t, New().WithNodes(nodes(c.hosts)...).WithClock(clock.now).
			WithOutlierDetection(OutlierDetection{Consecutive: -1}))
		lb.Maintain()
		for i, n := range nodes(c.hosts) {
			bad := i % 2 // some noise
			if i == 0 {
				bad = c.failures
			}
			tell(lb, n.ID, c.requests-bad, Success)
			tell(lb, n.ID, bad, Failure)
		}
		clock.advance(10 * time.Second)
		lb.Maintain()
		got := story(lb, Ejected)
		if c.want != (got == "a0 ejected") {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// The limit is the mean less 1.9 standard deviations of the population, worked
// out by hand: rates 1, 1, 1, 1, 0.5 have mean 0.9 and deviation 0.2, so the
// limit is 0.52.
func TestSuccessRateLimit(t *testing.T) {
	mean, stdev := spread([]tally{{rate: 1}, {rate: 1}, {rate: 1}, {rate: 1}, {rate: 0.5}})
	if math.Abs(mean-0.9) > 1e-12 || math.Abs(stdev-0.2) > 1e-12 {
		t.Errorf("mean %v, standard deviation %v", mean, stdev)
	}
}

func TestFailureShareEjects(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(6)...).WithClock(c.now).
		WithOutlierDetection(OutlierDetection{Consecutive: -1, StdevFactor: -1, FailureShare: 0.85}))
	lb.Maintain()
	for i, n := range nodes(6) {
		bad := 50
		if i == 2 {
			bad = 90
		}
		tell(lb, n.ID, 100-bad, Success)
		tell(lb, n.ID, bad, RateLimited)
	}
	c.advance(10 * time.Second)
	lb.Maintain()
	if got := story(lb, Ejected); got != "a2 ejected" {
		t.Errorf("%q", got)
	}
}

// Not more than a share of the nodes is ejected, but always one may be.
func TestTooManyOutliersAreSpared(t *testing.T) {
	for n, want := range map[int]string{
		3:  "a0 ejected, a1 spared, a2 spared",
		20: "a0 ejected, a1 ejected, a2 spared",
	} {
		lb := build(t, New().WithNodes(nodes(n)...).WithOutlierDetection(OutlierDetection{}))
		for _, id := range []string{"a0", "a1", "a2", "a2"} {
			tell(lb, id, 7, Failure)
		}
		if got := story(lb, Ejected, Spared); got != want {
			t.Errorf("%d nodes: %s, want %s", n, got, want)
		}
	}
}

func TestOneNodeEjectedIsUsedAllTheSame(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(1)...).WithOutlierDetection(OutlierDetection{}))
	tell(lb, "a0", 5, Failure)
	if got := serve(t, lb, 3, Request{}, fine); got["a0"] != 3 || !lb.Metrics().Panic {
		t.Errorf("%v, panic %v", got, lb.Metrics().Panic)
	}
}

func TestPanicUsesAll(t *testing.T) {
	for _, a := range everyAlgorithm() {
		down := 0
		lb := build(t, New().WithAlgorithm(a).WithNodes(nodes(10)...).
			WithHealthChecks(HealthChecks{Fall: 1, Rise: 1, Probe: ProbeFunc(func(_ context.Context, n Node) error {
				if int(n.ID[1]-'0') < down {
					return context.DeadlineExceeded
				}
				return nil
			})}))
		for _, c := range []struct {
			down   int
			panics bool
		}{{0, false}, {5, false}, {6, true}, {10, true}, {5, false}, {0, false}} {
			down = c.down
			lb.CheckHealth(t.Context())
			if err := lb.ValidateIntegrity(); err != nil {
				t.Fatal(err)
			}
			got := serve(t, lb, 3000, Request{}, fine)
			if m := lb.Metrics(); m.Panic != c.panics {
				t.Errorf("%s: %d of 10 down: panic is %v", a.Name(), c.down, m.Panic)
			}
			want := 10 - c.down
			if c.panics {
				want = 10
			}
			if len(got) != want {
				t.Errorf("%s: %d of 10 down: %d nodes had requests, want %d", a.Name(), c.down, len(got), want)
			}
		}
		if got := story(lb, PanicOn, PanicOff); got != "panic on, panic off" {
			t.Errorf("%s: %s", a.Name(), got)
		}
	}
}

func TestOutlierDetectionThatCannotBe(t *testing.T) {
	for _, o := range []OutlierDetection{{Interval: -1}, {BaseEjection: -1}, {MaxEjection: -1}, {MaxEjected: 2}, {MaxEjected: math.NaN()},
		{StdevFactor: math.NaN()}, {FailureShare: -1}, {Enforce: 2}, {MinHosts: -1}} {
		if _, err := New().WithOutlierDetection(o).Build(); err == nil {
			t.Errorf("%+v is accepted", o)
		}
	}
}

func TestBreakersTakeNodesOut(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(4)...).WithClock(c.now).
		WithCircuitBreaker(breaker.New().WithConsecutiveFailures(3).WithBackoff(time.Second, time.Minute, 0)))
	tell(lb, "a1", 3, Failure)
	if got := serve(t, lb, 200, Request{}, fine)["a1"]; got != 0 {
		t.Fatalf("its breaker is open, and it had %d requests", got)
	}
	c.advance(time.Second)
	lb.Maintain()
	probe, err := lb.Pick(Request{})
	if err != nil || probe.Node().ID != "a1" {
		t.Fatalf("the first request after its time goes to %q, %v", probe.Node().ID, err)
	}
	if got := serve(t, lb, 100, Request{}, fine)["a1"]; got != 0 {
		t.Errorf("beside the probe it had %d requests", got)
	}
	probe.Done(Outcome{Result: Failure})
	c.advance(time.Second)
	lb.Maintain()
	if got := serve(t, lb, 100, Request{}, fine)["a1"]; got != 0 {
		t.Errorf("after a failed probe it had %d requests within two seconds", got)
	}
	c.advance(time.Second)
	lb.Maintain()
	if got := serve(t, lb, 1, Request{}, fine)["a1"]; got != 1 {
		t.Error("no second probe")
	}
	c.advance(2 * time.Minute) // for the cost of its failures to decay
	if got := serve(t, lb, 400, Request{}, fine)["a1"]; got < 50 {
		t.Errorf("recovered, and had %d of 400 requests", got)
	}
	m := lb.Metrics().Nodes[1]
	if m.Breaker == nil || m.Breaker.State != breaker.Closed || m.Breaker.Trips != 1 {
		t.Errorf("%+v", m.Breaker)
	}
}

// A probe whose end is never told is lost after the breaker's probe timeout.
func TestLostProbeOfABreaker(t *testing.T) {
	c := newClock()
	lb := build(t, New().WithNodes(nodes(3)...).WithClock(c.now).
		WithCircuitBreaker(breaker.New().WithConsecutiveFailures(1).WithBackoff(time.Second, time.Minute, 0).WithProbeTimeout(time.Second)))
	tell(lb, "a0", 1, Failure)
	for range 3 {
		c.advance(time.Second)
		lb.Maintain()
		if ticket, _ := lb.Pick(Request{}); ticket.Node().ID != "a0" {
			t.Fatalf("the probe went to %s", ticket.Node().ID)
		}
	}
}
