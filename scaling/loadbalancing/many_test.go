package loadbalancing_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/loadbalancingtest"
)

// Up to a hundred thousand nodes: every strategy chooses among them, takes one more
// and does without one.
func TestManyNodes(t *testing.T) {
	for _, a := range []loadbalancing.Algorithm{loadbalancing.Adaptive, loadbalancing.RoundRobin, loadbalancing.WeightedRoundRobin,
		loadbalancing.LeastConnections, loadbalancing.ProbePool, loadbalancing.Maglev, loadbalancing.ConsistentHash} {
		t.Run(string(a), func(t *testing.T) {
			n := 100_000
			if testing.Short() {
				n = 3000
			}
			began := time.Now()
			lb, err := loadbalancing.New().WithAlgorithm(a).WithNodes(loadbalancingtest.Nodes(n)...).Build()
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("built in %v", time.Since(began))
			chosen := map[string]int{}
			for i := range 2000 {
				ticket, err := lb.Pick(loadbalancing.Request{Key: loadbalancing.HashKey(fmt.Sprint(i))})
				if err != nil {
					t.Fatal(err)
				}
				chosen[ticket.Node().ID]++
				ticket.Done(loadbalancing.Outcome{Latency: time.Millisecond})
			}
			// Of three thousand at random, 2000 picks hit some 1460.
			if len(chosen) < 1000 {
				t.Errorf("2000 picks hit only %d nodes", len(chosen))
			}
			if err := lb.AddNode(loadbalancing.Node{ID: "one more"}); err != nil {
				t.Error(err)
			}
			if err := lb.RemoveNode("one more"); err != nil {
				t.Error(err)
			}
			if err := lb.ValidateIntegrity(); err != nil || len(lb.Nodes()) != n {
				t.Errorf("%v, %d nodes", err, len(lb.Nodes()))
			}
		})
	}
}
