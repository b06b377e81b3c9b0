package loadbalancing

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestScheduleSpreadsTurns(t *testing.T) {
	var b strings.Builder
	for _, i := range schedule([]int64{5, 1, 1}) {
		b.WriteByte("abc"[i])
	}
	if s := b.String(); strings.Count(s, "a") != 5 || strings.Contains(s+s, "aaaa") || strings.Contains(s+s, "bc") {
		t.Errorf("the round of 5, 1, 1 is %s", s)
	}
}

// After any number of turns every node has had its exact share to within one
// turn.
func TestScheduleIsNeverOffByATurn(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		weights := make([]int64, 1+r.IntN(12))
		var sum int64
		for i := range weights {
			weights[i] = 1 + r.Int64N(40)
			if r.IntN(8) == 0 {
				weights[i] += 200
			}
			sum += weights[i]
		}
		had := make([]int64, len(weights))
		order := schedule(weights)
		if int64(len(order)) != sum {
			t.Fatalf("%v: %d turns", weights, len(order))
		}
		for turn, i := range order {
			had[i]++
			for k, w := range weights {
				if off := had[k]*sum - w*int64(turn+1); off >= sum || off <= -sum {
					t.Fatalf("%v: after %d turns node %d had %d", weights, turn+1, k, had[k])
				}
			}
		}
		if !slices.Equal(had, weights) {
			t.Fatalf("%v: a round gave %v", weights, had)
		}
	}
}

func TestLongRoundsAreRounded(t *testing.T) {
	weights := []int64{MaxWeight, MaxWeight - 1, 3, 1}
	got := reduce(slices.Clone(weights))
	var sum int64
	for _, w := range got {
		sum += w
	}
	if sum > longestRound+4 {
		t.Errorf("a round of %d turns", sum)
	}
	for i, w := range weights {
		want := float64(w) / (2*MaxWeight + 3)
		if off := float64(got[i])/float64(sum) - want; off > 2.0/longestRound || off < -2.0/longestRound {
			t.Errorf("weight %d has a share of %g, want %g", w, float64(got[i])/float64(sum), want)
		}
	}
	if got := reduce([]int64{64, 32, 16}); !slices.Equal(got, []int64{4, 2, 1}) {
		t.Errorf("64, 32, 16 is %v", got)
	}
}

func TestWeightedShares(t *testing.T) {
	lb := build(t, New().WithAlgorithm(WeightedRoundRobin).WithNodes(
		Node{ID: "a", Weight: 5}, Node{ID: "b", Weight: 3}, Node{ID: "c"}))
	for n := 1; n <= 900; n++ {
		serve(t, lb, 1, Request{}, fine)
		for _, m := range lb.Metrics().Nodes {
			if off := m.Share - float64(m.Weight)/9; n >= 9 && (off > 1.0/9 || off < -1.0/9) {
				t.Fatalf("after %d picks %s has a share of %g", n, m.ID, m.Share)
			}
		}
	}
	if m := lb.Metrics(); m.Nodes[0].Picks != 500 || m.Nodes[1].Picks != 300 || m.Fairness != 1 {
		t.Errorf("after 100 rounds: %+v", m.Nodes)
	}
}
