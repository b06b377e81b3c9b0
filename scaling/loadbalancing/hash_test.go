package loadbalancing

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// owners places keys and tells where each went.
func owners(t *testing.T, lb *Balancer, keys int) []string {
	t.Helper()
	list := make([]string, keys)
	for k := range list {
		ticket, err := lb.Pick(Request{Key: HashKey(fmt.Sprintf("key %d", k))})
		if err != nil {
			t.Fatal(err)
		}
		list[k] = ticket.Node().ID
		ticket.Done(Outcome{})
	}
	return list
}

func TestEqualKeysStayTogether(t *testing.T) {
	for _, a := range []Strategy{Maglev, ConsistentHash} {
		forward := nodes(20)
		backward := slices.Clone(forward)
		slices.Reverse(backward)
		first := owners(t, build(t, New().WithAlgorithm(a).WithNodes(forward...)), 2000)
		again := owners(t, build(t, New().WithAlgorithm(a).WithNodes(backward...)), 2000)
		if !slices.Equal(first, again) {
			t.Errorf("%s: placement depends on the order in which nodes were added", a.Name())
		}
	}
}

func TestFewKeysMove(t *testing.T) {
	const n, keys = 50, 20000
	for a, most := range map[Strategy]float64{Maglev: 2.0, ConsistentHash: 1.5} {
		lb := build(t, New().WithAlgorithm(a).WithNodes(nodes(n)...))
		before := owners(t, lb, keys)
		if err := lb.RemoveNode("a7"); err != nil {
			t.Fatal(err)
		}
		after := owners(t, lb, keys)
		moved := 0
		for k := range before {
			if before[k] != after[k] {
				moved++
			} else if after[k] == "a7" {
				t.Fatal("a key is at a node that is gone")
			}
			if a == Strategy(ConsistentHash) && before[k] != after[k] && before[k] != "a7" {
				t.Fatal("on a ring only keys of the node that left may move")
			}
		}
		if share := float64(moved) / keys; share > most/n {
			t.Errorf("%s: %.4f of the keys moved, more than %g/n", a.Name(), share, most)
		}
		if err := lb.AddNode(Node{ID: "a7"}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(before, owners(t, lb, keys)) {
			t.Errorf("%s: keys do not come back with the node", a.Name())
		}
	}
}

func TestMaglevSharesByWeight(t *testing.T) {
	ids, weights := make([]uint64, 64), make([]int64, 64)
	var sum int64
	for i := range ids {
		ids[i], weights[i] = HashKey(fmt.Sprint(i)), int64(1+i%4)*weightUnit
		sum += weights[i]
	}
	table := maglevTable(ids, weights, 65537)
	got := make([]int64, 64)
	for _, i := range table {
		got[i]++
	}
	for i, w := range weights {
		want := float64(w) / float64(sum) * 65537
		if off := float64(got[i]) - want; off > 2 || off < -2 {
			t.Errorf("node %d has %d slots, want %.1f", i, got[i], want)
		}
	}
}

func TestTableSizesArePrime(t *testing.T) {
	for _, n := range []int{1, 6553, 6554, 65537, 65538, 100000} {
		if size := tableSize(n); !big.NewInt(int64(size)).ProbablyPrime(20) || size < 10*n {
			t.Errorf("%d nodes: %d slots", n, size)
		}
	}
}

func TestHashKey(t *testing.T) {
	seen := make(map[uint64]bool)
	for i := range 100000 {
		h := HashKey(fmt.Sprint(i))
		if h == 0 || seen[h] {
			t.Fatalf("key %d: %x is there twice, or 0", i, h)
		}
		seen[h] = true
	}
	// The same in every process and release, or placements would move; the
	// value is FNV-1a and SplitMix64's finaliser worked out in Python.
	if h := HashKey("user-1"); h != 0xc499b5f8a721df58 {
		t.Errorf("HashKey(\"user-1\") = %#x", h)
	}
}

// bounded is a balancer whose load is bounded, and the exact bound.
type bounded struct {
	*Balancer
	factor *big.Rat
	nodes  []Node
	sum    int64
}

func newBounded(t *testing.T, factor float64, list []Node) *bounded {
	b := &bounded{factor: new(big.Rat).SetFloat64(factor), nodes: list}
	b.Balancer = build(t, New().WithAlgorithm(BoundedLoad{Factor: factor}).WithNodes(list...))
	for _, n := range list {
		b.sum += int64(n.Weight)
	}
	return b
}

// bound is ⌈factor·m·w/W⌉ in exact arithmetic.
func (b *bounded) bound(m, weight int64) int64 {
	r := new(big.Rat).Mul(b.factor, big.NewRat(m*weight, b.sum))
	q, rest := new(big.Int).QuoRem(r.Num(), r.Denom(), new(big.Int))
	if rest.Sign() > 0 {
		return q.Int64() + 1
	}
	return q.Int64()
}

// However keys, weights and ends fall, a request is never placed above the
// bound.
func TestBoundedLoadIsNeverExceeded(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for round := range 40 {
		list := nodes(1 + r.IntN(20))
		for i := range list {
			list[i].Weight = 1
			if round%2 == 1 {
				list[i].Weight += r.IntN(7)
			}
		}
		lb := newBounded(t, []float64{1.25, 1.0625, 2}[round%3], list)
		var open []Ticket
		for range 2000 {
			if len(open) > 0 && r.IntN(3) == 0 {
				i := r.IntN(len(open))
				open[i].Done(Outcome{})
				open = slices.Delete(open, i, i+1)
				continue
			}
			key := uint64(1 + r.IntN(3)) // few keys: most of the load wants the same nodes
			ticket, err := lb.Pick(Request{Key: key})
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, ticket)
			n := ticket.Node()
			if load, most := ticket.Endpoint().InFlight(), lb.bound(int64(len(open)), int64(n.Weight)); load > most {
				t.Fatalf("round %d: %d in flight at a node of weight %d of %d, with %d at all: the bound is %d", round, load, n.Weight, lb.sum, len(open), most)
			}
		}
		if total := lb.total.Load(); total != int64(len(open)) {
			t.Fatalf("round %d: total is %d, %d are in flight", round, total, len(open))
		}
	}
}

// With many picking at once and nobody ending, the bound of what is in flight
// in the end holds for every node.
func TestBoundedLoadHoldsInParallel(t *testing.T) {
	const workers, each = 8, 500
	lb := newBounded(t, 1.25, append(nodes(9), Node{ID: "x", Weight: 1})[:10])
	for i := range lb.nodes {
		lb.nodes[i].Weight = 1
	}
	lb.sum = 10
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for range each {
				if _, err := lb.Pick(Request{Key: 1}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	most := lb.bound(workers*each, 1)
	for _, n := range lb.Metrics().Nodes {
		if n.InFlight > most {
			t.Errorf("%s has %d in flight, the bound is %d", n.ID, n.InFlight, most)
		}
	}
}

func TestBoundedLoadForgetsNodesThatLeave(t *testing.T) {
	lb := newBounded(t, 1.25, []Node{{ID: "a", Weight: 1}, {ID: "b", Weight: 1}})
	var tickets []Ticket
	for range 100 {
		ticket, _ := lb.Pick(Request{})
		tickets = append(tickets, ticket)
	}
	lb.RemoveNode("a")
	if total, b := lb.total.Load(), lb.Metrics().Nodes[0].InFlight; total != b {
		t.Errorf("total %d, %d in flight at the node that stays", total, b)
	}
	for i := range tickets {
		if !tickets[i].Done(Outcome{}) {
			t.Error("a request at the node that left did not count")
		}
	}
	if total := lb.total.Load(); total != 0 {
		t.Errorf("in the end the total is %d", total)
	}
}
