package loadbalancing_test

import (
	"context"
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
