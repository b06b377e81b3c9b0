package loadbalancing_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
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
