package promsource_test

import (
	"fmt"
	"strings"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/promsource"
)

func ExampleNew() {
	_, err := promsource.New(&promsource.Options{
		Address: "http://prometheus:9090",
		Queries: []promsource.Query{
			{Name: scaling.QueueDepth, Kind: scaling.Total, Expr: `sum(jobs_waiting)`},
			{Name: scaling.CPU, Expr: `rate(container_cpu_usage_seconds_total{pod=~"api-.*"}[1m])`, Replica: "pod"},
		},
	})
	fmt.Println(err)
	_, err = promsource.New(&promsource.Options{Address: "prometheus:9090"})
	fmt.Println(strings.Count(err.Error(), "promsource:"), "faults")
	// Output:
	// <nil>
	// 2 faults
}
