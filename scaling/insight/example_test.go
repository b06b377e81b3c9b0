package insight_test

import (
	"fmt"

	"github.com/scicore-go/scicore/scaling/insight"
)

// Throughput of a service at several numbers of workers: past 28
// workers they cost each other more than they bring.
func ExampleFitUSL() {
	u, err := insight.FitUSL([]insight.Point{{1, 955}, {2, 1878}, {4, 3548}, {8, 6531}, {16, 9897}, {24, 11100}, {32, 11200}, {48, 9900}})
	if err != nil {
		panic(err)
	}
	fmt.Printf("contention %.3f, coherence %.5f\n", u.Sigma.Value, u.Kappa.Value)
	fmt.Printf("peak at %.0f, efficiency there %.2f\n", u.Peak(), u.Efficiency(u.Peak()))
	n, ok := u.SizeFor(9000)
	fmt.Printf("9000 a second at %.1f: %v\n", n, ok)
	// Output:
	// contention 0.015, coherence 0.00128
	// peak at 28, efficiency there 0.43
	// 9000 a second at 13.1: true
}

func ExampleServersFor() {
	q, err := insight.ServersFor(120, 0.05, 0.01) // 120 a second, 50 ms each, to wait 10 ms at most
	if err != nil {
		panic(err)
	}
	fmt.Printf("%d servers, used to %.0f %%, %.1f ms of waiting\n", q.Servers, 100*q.Utilization, 1000*q.Wait)
	// Output:
	// 8 servers, used to 75 %, 8.9 ms of waiting
}

func ExampleBottlenecks() {
	seen := []insight.Observation{
		{Throughput: 100, Resources: []insight.Use{{Name: "cpu", Utilization: 0.22}, {Name: "disk", Utilization: 0.30}}},
		{Throughput: 200, Resources: []insight.Use{{Name: "cpu", Utilization: 0.41}, {Name: "disk", Utilization: 0.61}}},
		{Throughput: 300, Resources: []insight.Use{{Name: "cpu", Utilization: 0.62}, {Name: "disk", Utilization: 0.89}}},
	}
	ranked, err := insight.Bottlenecks(seen)
	if err != nil {
		panic(err)
	}
	for _, b := range ranked {
		fmt.Printf("%s is %s: %s\n", b.Resource, b.State, b.Reason)
	}
	// Output:
	// disk is busy: used to 60 %, up to 89 %: full at 335.6 a second
	// cpu is free: used to 42 %: full at 491.7 a second
}
