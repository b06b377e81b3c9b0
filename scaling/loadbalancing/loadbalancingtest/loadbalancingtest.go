// Package loadbalancingtest holds a strategy against the rules of package
// loadbalancing.
package loadbalancingtest

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Run tests a strategy: that it has a name; that with a balancer it finds a
// node whenever there is one, whatever the key, for one node, many, and
// weights that differ widely; that it never chooses one that left, drains or
// stands by; that it takes outcomes of all kinds; and that all this holds
// while nodes come and go and many pick at once. Run it with the race
// detector too.
func Run(t *testing.T, s loadbalancing.Strategy) {
	t.Helper()
	t.Run("name", func(t *testing.T) {
		if s.Name() == "" {
			t.Error("Name is empty")
		}
	})
	t.Run("numbers of nodes", func(t *testing.T) { numbers(t, s) })
	t.Run("weights", func(t *testing.T) { weights(t, s) })
	t.Run("outcomes", func(t *testing.T) { outcomes(t, s) })
	t.Run("all are used", func(t *testing.T) { allUsed(t, s) })
	t.Run("nodes that leave", func(t *testing.T) { leaving(t, s) })
	t.Run("two balancers", func(t *testing.T) { twoBalancers(t, s) })
	t.Run("at once", func(t *testing.T) { atOnce(t, s) })
}

// Nodes returns n nodes of weight 1, called n0, n1, ….
func Nodes(n int) []loadbalancing.Node {
	list := make([]loadbalancing.Node, n)
	for i := range list {
		list[i] = loadbalancing.Node{ID: fmt.Sprintf("n%d", i), Zone: string(rune('a' + i%3))}
	}
	return list
}

func build(t *testing.T, s loadbalancing.Strategy, nodes ...loadbalancing.Node) *loadbalancing.Balancer {
	t.Helper()
	lb, err := loadbalancing.New().WithAlgorithm(s).WithNodes(nodes...).Build()
	if err != nil {
		t.Fatal(err)
	}
	return lb
}

// serve picks n times and counts by node. A key of 0 every other time.
func serve(t *testing.T, lb *loadbalancing.Balancer, n int) map[string]int {
	t.Helper()
	got := make(map[string]int)
	for i := range n {
		ticket, err := lb.Pick(loadbalancing.Request{Key: uint64(i) * uint64(i%2) * 0x9e3779b97f4a7c15})
		if err != nil {
			t.Fatalf("pick %d: %v", i, err)
		}
		got[ticket.Node().ID]++
		ticket.Done(loadbalancing.Outcome{Latency: time.Millisecond})
	}
	return got
}

func sound(t *testing.T, lb *loadbalancing.Balancer) {
	t.Helper()
	if err := lb.ValidateIntegrity(); err != nil {
		t.Error(err)
	}
	if n := lb.Metrics().InFlight; n != 0 {
		t.Errorf("%d in flight in the end", n)
	}
}

func numbers(t *testing.T, s loadbalancing.Strategy) {
	most := 20000
	if testing.Short() {
		most = 1000
	}
	for _, n := range []int{1, 2, 3, 4, 5, 10, 63, 64, 65, 1000, 20000} {
		if n > most {
			break
		}
		lb := build(t, s, Nodes(n)...)
		serve(t, lb, 200)
		sound(t, lb)
	}
}

func weights(t *testing.T, s loadbalancing.Strategy) {
	for _, w := range [][]int{{1, loadbalancing.MaxWeight}, {5, 1, 1}, {1, 0, loadbalancing.Standby}, {loadbalancing.Standby, loadbalancing.Standby}} {
		list := Nodes(len(w))
		standby := make(map[string]bool)
		for i := range list {
			list[i].Weight = w[i]
			standby[list[i].ID] = w[i] == loadbalancing.Standby
		}
		lb := build(t, s, list...)
		for id := range serve(t, lb, 300) {
			if standby[id] && w[0] != loadbalancing.Standby {
				t.Errorf("weights %v: %s stands by and was chosen", w, id)
			}
		}
		sound(t, lb)
	}
}

func outcomes(t *testing.T, s loadbalancing.Strategy) {
	lb := build(t, s, Nodes(5)...)
	for r := range loadbalancing.Result(6) { // some that there are not
		for _, latency := range []time.Duration{0, -1, 1, time.Millisecond, 1<<63 - 1, -1 << 63} {
			for _, inFlight := range []int{0, 1, -1, math.MaxInt} {
				for range 5 {
					ticket, err := lb.Pick(loadbalancing.Request{})
					if err != nil {
						t.Fatal(err)
					}
					ticket.Done(loadbalancing.Outcome{Result: r, Latency: latency, InFlight: inFlight})
				}
			}
		}
	}
	sound(t, lb)
}

// allUsed: with idle, equal nodes and keys of all kinds nobody is left out.
func allUsed(t *testing.T, s loadbalancing.Strategy) {
	lb := build(t, s, Nodes(3)...)
	if got := serve(t, lb, 3000); len(got) != 3 {
		t.Errorf("of three equal nodes %v are used", got)
	}
	sound(t, lb)
}

func leaving(t *testing.T, s loadbalancing.Strategy) {
	lb := build(t, s, Nodes(8)...)
	serve(t, lb, 100)
	if err := lb.Drain(t.Context(), "n1"); err != nil {
		t.Fatal(err)
	}
	if err := lb.RemoveNode("n2"); err != nil {
		t.Fatal(err)
	}
	if err := lb.SetWeight("n3", 0); err != nil {
		t.Fatal(err)
	}
	got := serve(t, lb, 500)
	if got["n1"]+got["n2"]+got["n3"] > 0 {
		t.Errorf("chosen although they drain, left or stand by: %v", got)
	}
	if err := lb.Undrain("n1"); err != nil {
		t.Fatal(err)
	}
	for _, n := range lb.Nodes() {
		if n.ID != "n1" {
			if err := lb.RemoveNode(n.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	if got := serve(t, lb, 10); got["n1"] != 10 {
		t.Errorf("the last node had %d of 10", got["n1"])
	}
	sound(t, lb)
}

// twoBalancers: a strategy is a description; balancers do not share its state.
func twoBalancers(t *testing.T, s loadbalancing.Strategy) {
	a := build(t, s, Nodes(3)...)
	b := build(t, s, loadbalancing.Node{ID: "other"})
	for range 20 {
		serve(t, a, 5)
		if got := serve(t, b, 5); got["other"] != 5 {
			t.Fatalf("a balancer of one node chose %v", got)
		}
	}
}

func atOnce(t *testing.T, s loadbalancing.Strategy) {
	lb := build(t, s, Nodes(6)...)
	var stop atomic.Bool
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := uint64(0); !stop.Load(); i++ {
				ticket, err := lb.Pick(loadbalancing.Request{Key: i})
				if err != nil {
					t.Error(err)
					return
				}
				ticket.Done(loadbalancing.Outcome{Latency: time.Millisecond, Result: loadbalancing.Result(i % 4)})
			}
		})
	}
	for range 10 {
		if err := lb.AddNode(loadbalancing.Node{ID: "guest"}); err != nil {
			t.Error(err)
		}
		if err := lb.RemoveNode("guest"); err != nil {
			t.Error(err)
		}
		lb.Maintain()
	}
	stop.Store(true)
	all.Wait()
	sound(t, lb)
}
