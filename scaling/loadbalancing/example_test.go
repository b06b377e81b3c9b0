package loadbalancing_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

func Example() {
	lb, err := loadbalancing.New().
		WithAlgorithm(loadbalancing.RoundRobin).
		WithNodes(
			loadbalancing.Node{ID: "node1", URL: "http://node1:8000"},
			loadbalancing.Node{ID: "node2", URL: "http://node2:8000"},
		).
		Build()
	if err != nil {
		panic(err)
	}
	for range 3 {
		ticket, err := lb.Pick(loadbalancing.Request{})
		if err != nil {
			panic(err)
		}
		fmt.Println(ticket.Node().URL)
		ticket.Done(loadbalancing.Outcome{Latency: 12 * time.Millisecond})
	}
	// Output:
	// http://node1:8000
	// http://node2:8000
	// http://node1:8000
}

func ExampleBalancer_Route() {
	lb, _ := loadbalancing.New().WithNodes(loadbalancing.Node{ID: "node1", URL: "http://node1:8000"}).Build()
	err := lb.Route(context.Background(), loadbalancing.Request{}, func(ctx context.Context, n loadbalancing.Node) error {
		fmt.Println("asking", n.URL)
		return nil
	})
	fmt.Println(err, lb.Metrics().Nodes[0].Successes)
	// Output:
	// asking http://node1:8000
	// <nil> 1
}

// Nodes come, go, weigh more and are drained while requests are picked.
func ExampleBalancer_AddNode() {
	lb, _ := loadbalancing.New().WithAlgorithm(loadbalancing.WeightedRoundRobin).Build()
	err := lb.AddNode(
		loadbalancing.Node{ID: "node1", URL: "http://node1:8000", Weight: 3},
		loadbalancing.Node{ID: "node2", URL: "http://node2:8000"},
		loadbalancing.Node{ID: "node3", URL: "http://node3:8000"},
	)
	fmt.Println(err)
	fmt.Println(lb.AddNode(loadbalancing.Node{ID: "node1"}))
	fmt.Println(lb.SetWeight("node1", 2))
	fmt.Println(lb.Drain(context.Background(), "node2")) // returns when nothing is in flight there
	fmt.Println(lb.RemoveNode("node2"))
	for range 6 {
		t, _ := lb.Pick(loadbalancing.Request{})
		fmt.Print(t.Node().ID, " ")
		t.Done(loadbalancing.Outcome{})
	}
	// Output:
	// <nil>
	// loadbalancing: node exists: "node1"
	// <nil>
	// <nil>
	// <nil>
	// node1 node1 node3 node1 node1 node3
}

func ExampleBalancer_Metrics() {
	lb, _ := loadbalancing.New().
		WithAlgorithm(loadbalancing.LeastConnections).
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}).
		Build()
	for range 10 {
		lb.Pick(loadbalancing.Request{}) // and its end is never told
	}
	m := lb.Metrics()
	fmt.Println(m.Algorithm, m.Picks, m.InFlight, m.Fairness)
	for _, n := range m.Nodes {
		fmt.Println(n.ID, n.State, n.InFlight, n.Share)
	}
	fmt.Println(lb.ValidateIntegrity())
	// Output:
	// least connections 10 10 1
	// a in use 5 0.5
	// b in use 5 0.5
	// <nil>
}

// With the clock given, nothing depends on how long the example takes.
func ExampleBalancer_Report() {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	lb, _ := loadbalancing.New().
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}).
		WithClock(func() time.Time { return now }).
		WithOutlierDetection(loadbalancing.OutlierDetection{Consecutive: 2}).
		Build()
	for lb.Metrics().InUse == 2 {
		t, _ := lb.Pick(loadbalancing.Request{Avoid: []string{"b"}})
		t.Done(loadbalancing.Outcome{Result: loadbalancing.Failure, Latency: time.Millisecond})
	}
	fmt.Print(lb.Report())
	// Output:
	// adaptive: 1 of 2 nodes in use, 2 picks, 0 in flight, fairness 1.0000, integrity ok
	// node  weight  picks  share    in flight  failed  latency  state
	// a     1       2      100.0 %  0          2       5s       ejected: 2 failures in a row (limit 2)
	// b     1       0      0.0 %    0          0       0s       in use
	// look at: a: ejected: 2 failures in a row (limit 2)
	// 12:00:00.000 added a: by the host, weight 1
	// 12:00:00.000 added b: by the host, weight 1
	// 12:00:00.000 ejected a: 2 failures in a row (limit 2); for 30s
}

// Active checks, circuit breakers and outlier detection side by side, run in
// the background until monitoring stops.
func ExampleBalancer_StartMonitoring() {
	lb, err := loadbalancing.New().
		WithAlgorithm(loadbalancing.Adaptive).
		WithNodes(loadbalancing.Node{ID: "node1", HealthURL: "http://node1:8000/health"}).
		WithHealthChecks(loadbalancing.HealthChecks{
			Interval: 5 * time.Second,
			Timeout:  2 * time.Second,
			Probe: loadbalancing.ProbeFunc(func(ctx context.Context, n loadbalancing.Node) error {
				return nil // package httpprobe asks over HTTP
			}),
		}).
		WithCircuitBreaker(breaker.New()).
		WithOutlierDetection(loadbalancing.OutlierDetection{}).
		WithSlowStart(30 * time.Second).
		Build()
	if err != nil {
		panic(err)
	}
	fmt.Println(lb.StartMonitoring(context.Background()))
	fmt.Println(lb.StartMonitoring(context.Background()))
	lb.StopMonitoring()
	// Output:
	// <nil>
	// loadbalancing: monitoring already runs
}

// Equal keys go to the same node, and no node gets more than 1.25 times its
// share of what is in flight.
func ExampleBoundedLoad() {
	lb, _ := loadbalancing.New().
		WithAlgorithm(loadbalancing.BoundedLoad{Factor: 1.25}).
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}, loadbalancing.Node{ID: "c"}, loadbalancing.Node{ID: "d"}).
		Build()
	key := loadbalancing.HashKey("a key that everybody wants")
	most := int64(0)
	for range 40 {
		t, _ := lb.Pick(loadbalancing.Request{Key: key})
		most = max(most, t.Endpoint().InFlight())
	}
	fmt.Println(most) // of 10 on average
	// Output: 13
}

func ExampleZoneAware() {
	lb, _ := loadbalancing.New().
		WithAlgorithm(loadbalancing.ZoneAware{Local: "eu-1", Strategy: loadbalancing.RoundRobin, MinNodes: 3}).
		WithNodes(
			loadbalancing.Node{ID: "near1", Zone: "eu-1"}, loadbalancing.Node{ID: "near2", Zone: "eu-1"},
			loadbalancing.Node{ID: "far", Zone: "eu-2"},
		).
		Build()
	for range 4 {
		t, _ := lb.Pick(loadbalancing.Request{})
		fmt.Print(t.Node().ID, " ")
		t.Done(loadbalancing.Outcome{})
	}
	// Output: near1 near2 near1 near2
}

// Readings that nodes give of themselves, as Prequal wants them.
func ExamplePrequal() {
	lb, _ := loadbalancing.New().
		WithAlgorithm(loadbalancing.Prequal{Reuse: 1}).
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}).
		Build()
	lb.Observe("a", loadbalancing.Reading{InFlight: 3, Latency: 40 * time.Millisecond})
	lb.Observe("b", loadbalancing.Reading{InFlight: 3, Latency: 15 * time.Millisecond})
	t, _ := lb.Pick(loadbalancing.Request{})
	fmt.Println(t.Node().ID)
	// Output: b
}

// Equal keys go to the same node, in every process that has the same nodes, and
// when one leaves, hardly any other key moves.
func ExampleAlgorithm() {
	fmt.Println(loadbalancing.Maglev == loadbalancing.Algorithm("maglev")) // as a file of settings has it
	nodes := []loadbalancing.Node{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}, {ID: "e"}}
	build := func() *loadbalancing.Balancer {
		lb, err := loadbalancing.New().WithAlgorithm(loadbalancing.Maglev).WithNodes(nodes...).Build()
		if err != nil {
			panic(err)
		}
		return lb
	}
	place := func(lb *loadbalancing.Balancer, user int) string {
		t, err := lb.Pick(loadbalancing.Request{Key: loadbalancing.HashKey(fmt.Sprint("user ", user))})
		if err != nil {
			panic(err)
		}
		defer t.Done(loadbalancing.Outcome{})
		return t.Node().ID
	}
	here, there := build(), build()
	same, before := true, map[int]string{}
	for user := range 1000 {
		before[user] = place(here, user)
		same = same && place(there, user) == before[user]
	}
	fmt.Println("two processes agree:", same)
	if err := here.RemoveNode("c"); err != nil {
		panic(err)
	}
	moved, others := 0, 0
	for user, was := range before {
		switch now := place(here, user); {
		case was == "c":
			moved++
		case now != was:
			others++
		}
	}
	fmt.Println("a fifth of the keys had to move:", moved > 150 && moved < 250)
	fmt.Println("and few others did:", others < 100)
	// Output:
	// true
	// two processes agree: true
	// a fifth of the keys had to move: true
	// and few others did: true
}

// What a node says of itself is worth more than what one client sees of it.
func ExampleBalancer_Observe() {
	lb, err := loadbalancing.New().WithAlgorithm(loadbalancing.ProbePool).
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}).Build()
	if err != nil {
		panic(err)
	}
	fmt.Println(lb.Observe("a", loadbalancing.Reading{InFlight: 90, Latency: 80 * time.Millisecond}))
	fmt.Println(lb.Observe("b", loadbalancing.Reading{InFlight: 2, Latency: 10 * time.Millisecond}))
	fmt.Println(lb.Observe("c", loadbalancing.Reading{}))
	t, err := lb.Pick(loadbalancing.Request{})
	if err != nil {
		panic(err)
	}
	fmt.Println(t.Node().ID)
	// Output:
	// <nil>
	// <nil>
	// loadbalancing: unknown node: "c"
	// b
}

// A node is drained before it is worked on, and brought back after.
func ExampleBalancer_Undrain() {
	lb, err := loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin).
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}).Build()
	if err != nil {
		panic(err)
	}
	four := func() (ids []string) {
		for range 4 {
			t, err := lb.Pick(loadbalancing.Request{})
			if err != nil {
				panic(err)
			}
			ids = append(ids, t.Node().ID)
			t.Done(loadbalancing.Outcome{})
		}
		return ids
	}
	if err := lb.Drain(context.Background(), "b"); err != nil { // returns when nothing is in flight there
		panic(err)
	}
	fmt.Println(four())
	if err := lb.Undrain("b"); err != nil {
		panic(err)
	}
	fmt.Println(four())
	// Output:
	// [a a a a]
	// [a b a b]
}

// Weights change while requests are picked. A standby serves only when no
// other node can.
func ExampleBalancer_SetWeight() {
	lb, err := loadbalancing.New().WithAlgorithm(loadbalancing.WeightedRoundRobin).WithNodes(
		loadbalancing.Node{ID: "large", Weight: 3}, loadbalancing.Node{ID: "small"},
		loadbalancing.Node{ID: "spare", Weight: loadbalancing.Standby}).Build()
	if err != nil {
		panic(err)
	}
	shares := func(n int) map[string]int {
		got := map[string]int{}
		for range n {
			t, err := lb.Pick(loadbalancing.Request{})
			if err != nil {
				panic(err)
			}
			got[t.Node().ID]++
			t.Done(loadbalancing.Outcome{})
		}
		return got
	}
	fmt.Println(shares(400))
	fmt.Println(lb.SetWeight("large", 1), lb.SetWeight("small", loadbalancing.Standby))
	fmt.Println(shares(400))
	fmt.Println(lb.RemoveNode("large"))
	fmt.Println(shares(400))
	fmt.Println(lb.SetWeight("small", loadbalancing.MaxWeight+1))
	// Output:
	// map[large:300 small:100]
	// <nil> <nil>
	// map[large:400]
	// <nil>
	// map[small:200 spare:200]
	// loadbalancing: node "small": weight 1048577: must be in 0…1048576
}

// The default strategy with other constants: what was slow is forgotten
// sooner, and a failure is held against a node for less.
func ExamplePeakEWMA() {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	lb, err := loadbalancing.New().
		WithClock(func() time.Time { return now }).
		WithAlgorithm(loadbalancing.PeakEWMA{Decay: time.Second, Penalty: 500 * time.Millisecond}).
		WithNodes(loadbalancing.Node{ID: "a"}, loadbalancing.Node{ID: "b"}).
		Build()
	if err != nil {
		panic(err)
	}
	fail := func(avoid string) {
		t, err := lb.Pick(loadbalancing.Request{Avoid: []string{avoid}})
		if err != nil {
			panic(err)
		}
		t.Done(loadbalancing.Outcome{Result: loadbalancing.Failure, Latency: time.Millisecond})
	}
	fail("a") // b answers errors, in a millisecond
	to := map[string]int{}
	for range 100 {
		t, err := lb.Pick(loadbalancing.Request{})
		if err != nil {
			panic(err)
		}
		to[t.Node().ID]++
		t.Done(loadbalancing.Outcome{Latency: 20 * time.Millisecond})
	}
	fmt.Println(to["a"] > 90, to["b"] < 10)
	// Output: true true
}

// Without a node to choose the error tells how many there are and why none
// serves.
func ExampleNoNodesError() {
	lb, err := loadbalancing.New().WithNodes(loadbalancing.Node{ID: "a"}).Build()
	if err != nil {
		panic(err)
	}
	if err := lb.Drain(context.Background(), "a"); err != nil {
		panic(err)
	}
	_, err = lb.Pick(loadbalancing.Request{})
	var none *loadbalancing.NoNodesError
	fmt.Println(errors.Is(err, loadbalancing.ErrNoNodes), errors.As(err, &none), none.Known, none.Draining)
	// Output: true true 1 1
}

// longest is a strategy of one's own: always the node whose name is longest.
type longest struct{}

func (longest) Name() string { return "longest name" }

func (longest) NewPicker(v loadbalancing.View, _ loadbalancing.Picker) loadbalancing.Picker {
	best := v.Endpoints[0]
	for _, e := range v.Endpoints {
		if len(e.ID()) > len(best.ID()) {
			best = e
		}
	}
	return always{best}
}

type always struct{ e *loadbalancing.Endpoint }

func (a always) Pick(loadbalancing.Request) *loadbalancing.Endpoint { return a.e }

// A strategy of one's own is held to the rules by package loadbalancingtest.
func ExampleStrategy() {
	lb, err := loadbalancing.New().WithAlgorithm(longest{}).
		WithNodes(loadbalancing.Node{ID: "ann"}, loadbalancing.Node{ID: "maximilian"}, loadbalancing.Node{ID: "eve"}).Build()
	if err != nil {
		panic(err)
	}
	var s loadbalancing.Strategy = longest{}
	t, err := lb.Pick(loadbalancing.Request{})
	fmt.Println(s.Name(), "is", t.Node().ID, err)
	// Output: longest name is maximilian <nil>
}
