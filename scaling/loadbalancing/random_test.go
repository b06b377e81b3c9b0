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
