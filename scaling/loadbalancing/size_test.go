package loadbalancing

import (
	"errors"
	"fmt"
	"runtime"
	"testing"
	"time"
)

// many is a hundred thousand nodes, as a large fleet has, and in short tests
// enough to outgrow the smallest tables.
func many() int {
	if testing.Short() {
		return 7000
	}
	return 100_000
}

// Every strategy takes a hundred thousand nodes, and batches of them that come,
// go and weigh more, and goes on choosing all that are there and nobody else.
func TestBatchesAmongManyNodes(t *testing.T) {
	for _, s := range append(benchmarked[:len(benchmarked):len(benchmarked)], ZoneAware{Local: "z0", Strategy: LeastConnections}) {
		t.Run(s.Name(), func(t *testing.T) {
			n := many()
			list := nodes(n)
			for i := range list {
				list[i].Zone = fmt.Sprint("z", i%3)
			}
			lb := build(t, New().WithAlgorithm(s).WithNodes(list...))
			more := make([]Node, 100)
			weights := make(map[string]int)
			var ids []string
			for i := range more {
				more[i] = Node{ID: fmt.Sprint("b", i), Weight: 1 + i%3, Zone: "z1"}
				weights[fmt.Sprint("a", 7*i)] = 1 + i%5
				ids = append(ids, fmt.Sprint("a", 7*i+3))
			}
			if err := errors.Join(lb.AddNode(more...), lb.SetWeights(weights), lb.RemoveNode(ids...)); err != nil {
				t.Fatal(err)
			}
			gone := make(map[string]bool)
			for _, id := range ids {
				gone[id] = true
			}
			for i := range 2000 {
				ticket, err := lb.Pick(Request{Key: HashKey(fmt.Sprint(i))})
				if err != nil {
					t.Fatal(err)
				}
				if id := ticket.Node().ID; gone[id] {
					t.Fatalf("%s was chosen after it left", id)
				}
				ticket.Done(Outcome{Latency: time.Millisecond})
			}
			if err := lb.ValidateIntegrity(); err != nil {
				t.Error(err)
			}
			if m := lb.Metrics(); len(m.Nodes) != n || m.InFlight != 0 {
				t.Errorf("%d nodes, %d in flight", len(m.Nodes), m.InFlight)
			}
		})
	}
}

// BenchmarkFleet is what changes cost among many nodes: to build the balancer,
// to add one node, to add, remove or reweigh a hundred in one call; and the
// memory that a node takes. Unequal: weights are 1…3.
func BenchmarkFleet(b *testing.B) {
	for _, s := range benchmarked {
		for _, unequal := range []bool{false, true} {
			for _, n := range []int{10_000, 100_000} {
				b.Run(fmt.Sprintf("%s/unequal=%v/%d", s.Name(), unequal, n), func(b *testing.B) {
					list := nodes(n)
					for i := range list {
						if unequal {
							list[i].Weight = 1 + i%3
						}
					}
					for range b.N {
						measureFleet(b, s, list)
					}
				})
			}
		}
	}
}

func measureFleet(b *testing.B, s Strategy, list []Node) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var lb *Balancer
	took := func(what string, f func() error) {
		began := time.Now()
		if err := f(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Microseconds())/1000, what+"-ms")
	}
	took("build", func() (err error) { lb, err = New().WithAlgorithm(s).WithNodes(list...).Build(); return err })
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(list)), "B/node")
	batch := make([]Node, 100)
	ids, weights := make([]string, 100), make(map[string]int)
	for i := range batch {
		ids[i] = fmt.Sprint("b", i)
		batch[i], weights[ids[i]] = Node{ID: ids[i]}, 1+i%3
	}
	took("add-1", func() error { return lb.AddNode(Node{ID: "one"}) })
	took("add-100", func() error { return lb.AddNode(batch...) })
	took("reweigh-100", func() error { return lb.SetWeights(weights) })
	took("remove-100", func() error { return lb.RemoveNode(ids...) })
}
