package loadbalancing

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestOwnRandomSourceRepeats: with a clock and random numbers of its own, a
// balancer does the same each time, whatever the strategy.
func TestOwnRandomSourceRepeats(t *testing.T) {
	for _, s := range append(slices.Clone(benchmarked), ZoneAware{Local: "a"}, ZoneAware{Local: "a", Traffic: 1, Strategy: LeastConnections}) {
		t.Run(s.Name(), func(t *testing.T) {
			one, two := sequence(t, s, 7), sequence(t, s, 7)
			if !slices.Equal(one, two) {
				t.Error("the same seed, other picks")
			}
			if s == RoundRobin || s == WeightedRoundRobin {
				return
			}
			if slices.Equal(one, sequence(t, s, 8)) {
				t.Error("another seed, the same picks")
			}
		})
	}
}

// sequence picks from goroutines of their own, whose stacks lie elsewhere each
// time.
func sequence(t *testing.T, s Strategy, seed uint64) []string {
	c := newClock()
	list := nodes(12)
	for i := range list {
		list[i].Zone, list[i].Weight = string(rune('a'+i%3)), 1+i%2
	}
	lb := build(t, New().WithAlgorithm(s).WithNodes(list...).WithClock(c.now).WithRandom(rand.NewPCG(seed, 1).Uint64))
	var got []string
	for i := range 300 {
		done := make(chan struct{})
		go func() {
			defer close(done)
			ticket, err := lb.Pick(Request{})
			if err != nil {
				t.Error(err)
				return
			}
			got = append(got, ticket.Node().ID)
			c.advance(time.Millisecond)
			ticket.Done(Outcome{Latency: time.Duration(1+i%7) * time.Millisecond})
		}()
		<-done
		if i == 150 {
			lb.RemoveNode("a5")
		}
	}
	return got
}

// Two of many are different, and all are drawn about as often.
func TestPairsAreDifferentAndEven(t *testing.T) {
	for _, n := range []int{2, 3, 10, 63, 64, 65, 1000} {
		const draws = 100_000
		counts := make([]float64, n)
		for range draws {
			i, j := pair(random(nil).next(), n)
			if i == j {
				t.Fatalf("of %d: %d twice", n, i)
			}
			counts[i]++
			counts[j]++
		}
		want := 2.0 * draws / float64(n)
		for i, c := range counts {
			if off := c - want; off*off > 36*want {
				t.Errorf("of %d: %d was drawn %g times, expected %g", n, i, c, want)
			}
		}
	}
}

func TestAllOfManyAreDrawn(t *testing.T) {
	const n = 100_000
	seen := make([]bool, n)
	left := n
	for draws := 0; left > 0; draws++ {
		i, j := pair(random(nil).next(), n)
		for _, k := range []int{i, j, random(nil).anywhere(n)} {
			if !seen[k] {
				seen[k] = true
				left--
			}
		}
		if draws > 20*n { // 60 draws of each are expected
			t.Fatalf("%d of %d were never drawn", left, n)
		}
	}
}
