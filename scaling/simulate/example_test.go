package simulate_test

import (
	"context"
	"fmt"
	"os"
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
