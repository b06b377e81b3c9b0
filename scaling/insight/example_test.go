package insight_test

import (
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
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

// What a week would have cost and why: from the steps that a controller
// remembers.
func ExampleCosts() {
	monday := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	var steps []scaling.Step
	for hour := range 49 { // two days: ten replicas, busy from 8 to 20
		cpu := 0.14
		if h := hour % 24; h >= 8 && h < 20 {
			cpu = 0.7
		}
		steps = append(steps, scaling.Step{At: monday.Add(time.Duration(hour) * time.Hour), Current: 10, Ready: 10, Asked: 10,
			Load: scaling.LoadMetrics{{Name: scaling.CPU, Value: cpu}}})
	}
	report, err := insight.Costs(steps, insight.CostOptions{CostPerHour: 0.5, Target: 0.7, Min: 2})
	if err != nil {
		panic(err)
	}
	fmt.Print(report)
	// Output:
	// 2026-03-02T00:00:00Z to 2026-03-04T00:00:00Z: spent 240.00, needed 144.00 (1.67 ×), idle 96.00
	// 480.0 replica hours, 0 changes, short for 0s, unknown for 0s
	// - 40 % was paid above what cpu at 70 % needs: 50 % of it between 00:00 and 06:00 UTC, where a schedule would help
}

// Two of the three tell the third; all three tell whether the measurements are
// of one steady system.
func ExampleLittle() {
	l, err := insight.Little{Rate: 200, Residence: 0.05}.Solve()
	fmt.Println(l.Concurrency, "at once", err)
	gap := insight.Little{Rate: 200, Residence: 0.05, Concurrency: 14}.Gap()
	fmt.Printf("%.0f %% off\n", 100*gap)
	// Output:
	// 10 at once <nil>
	// 40 % off
}

// How long requests wait for one of eight workers.
func ExampleErlangC() {
	q, err := insight.ErlangC(120, 0.05, 8)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.0f %% wait; all together %.1f ms on average\n", 100*q.Waiting, 1000*q.Wait)
	// Output: 36 % wait; all together 8.9 ms on average
}
