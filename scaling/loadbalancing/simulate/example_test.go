package simulate_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/simulate"
)

// Beyond what is theirs, servers live on what others leave: round robin keeps
// sending to those who are left nothing.
func Example() {
	fleet := &simulate.Options{Servers: 20, Clients: 10, Loads: []float64{0.8, 1.5}, Step: 10 * time.Second, Work: 80 * time.Millisecond}
	for _, s := range []loadbalancing.Strategy{loadbalancing.RoundRobin, loadbalancing.Adaptive} {
		r, err := simulate.Run(context.Background(), simulate.Client{Strategy: s}, fleet)
		if err != nil {
			panic(err)
		}
		for _, step := range r.Steps {
			fmt.Printf("%s at %.0f %%: errors %v\n", r.Name, 100*step.Load, step.Errors > 0)
		}
	}
	// Output:
	// round robin at 80 %: errors false
	// round robin at 150 %: errors true
	// adaptive at 80 %: errors false
	// adaptive at 150 %: errors false
}
