package simulate_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/simulate"
)

func ExampleCompare() {
	trace := simulate.Synthetic(1, start, 7, 20) // or simulate.ReadFile of last month's
	var of []simulate.Candidate
	for _, target := range []float64{0.5, 0.9} {
		p, err := horizontal.HPA().WithReplicas(1, 100).WithUtilization(scaling.CPU, target).Build()
		if err != nil {
			fmt.Println(err)
			return
		}
		of = append(of, simulate.Candidate{Name: fmt.Sprint("HPA ", target), Policy: p})
	}
	table, err := simulate.Compare(context.Background(), trace, &simulate.Options{Startup: 3 * time.Minute}, of...)
	if err != nil {
		fmt.Println(err)
		return
	}
	table.WriteText(os.Stderr)
	fmt.Println(table[0].Lost < table[1].Lost, table[0].Cost > table[1].Cost)
	// Output: true true
}

// A policy on a morning that is made up: what it did, and what came of it.
func ExampleRun() {
	policy, err := horizontal.HPA().WithReplicas(1, 40).WithUtilization(scaling.CPU, 0.7).Build()
	if err != nil {
		panic(err)
	}
	morning := simulate.Trace{Name: "morning", Start: start, Step: time.Minute}
	for minute := range 120 {
		morning.Demand = append(morning.Demand, 10+float64(minute)/2) // requests per second
	}
	report, err := simulate.Run(context.Background(), policy, morning,
		&simulate.Options{Capacity: 10, Startup: 2 * time.Minute, Initial: 2})
	if err != nil {
		panic(err)
	}
	fmt.Printf("nothing was lost: %v; %.1f times what it took at least, %d changes\n", report.Lost == 0, report.Cost, report.Actions)
	first := report.Changes[0]
	fmt.Printf("%s %d to %d: %s\n", first.At.Format(time.TimeOnly), first.From, first.To, first.Reason)
	var svg strings.Builder
	err = report.WriteSVG(&svg) // demand, capacity and decisions over time
	fmt.Println(strings.HasPrefix(svg.String(), "<svg"), err)
	// Output:
	// nothing was lost: true; 1.3 times what it took at least, 8 changes
	// 00:11:00 2 to 3: cpu 0.775 of 0.7: 2 to 3
	// true <nil>
}

// Last month's requests come from a table: the last column, in order.
func ExampleReadCSV() {
	table := "time,requests\n2026-03-02 00:00:00,600\n2026-03-02 00:01:00,660\n2026-03-02 00:02:00,1800\n"
	trace, err := simulate.ReadCSV(strings.NewReader(table), "monday", time.Time{}, time.Minute)
	if err != nil {
		panic(err)
	}
	fmt.Println(trace.Demand, "a second from", trace.At(0).Format(time.DateTime), "for", trace.Duration())
	fmt.Println(trace.Times(2).Head(2).Demand)
	_, err = simulate.ReadCSV(strings.NewReader("requests\n600\nmany\n"), "broken", start, time.Minute)
	fmt.Println(err)
	// Output:
	// [10 11 30] a second from 2026-03-02 00:00:00 for 3m0s
	// [20 22]
	// simulate: trace "broken": line 3: strconv.ParseFloat: parsing "many": invalid syntax
}
