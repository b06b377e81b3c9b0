package loadbalancing

import (
	"errors"
	"testing"
	"time"
)

func TestGauge(t *testing.T) {
	c := newClock()
	g := NewGauge(c.now)
	if r := g.Reading(); r != (Reading{}) {
		t.Errorf("a gauge that has seen nothing says %v", r)
	}
	// Three requests that find none, of 10, 30 and 20 ms; then one that finds
	// one and takes 100 ms.
	for _, ms := range []time.Duration{10, 30, 20} {
		a := g.Begin()
		c.advance(ms * time.Millisecond)
		a.End()
	}
	first, second := g.Begin(), g.Begin()
	if r := g.Reading(); r != (Reading{2, 20 * time.Millisecond}) {
		t.Errorf("two under way: %v", r)
	}
	c.advance(100 * time.Millisecond)
	second.End()
	if r := g.Reading(); r != (Reading{1, 100 * time.Millisecond}) {
		t.Errorf("one under way: %v", r)
	}
	first.End() // it found none
	if r := g.Reading(); r != (Reading{0, 30 * time.Millisecond}) {
		t.Errorf("none under way: %v", r)
	}
	c.advance(gaugeForgets + 1)
	if r := g.Reading(); r != (Reading{}) {
		t.Errorf("after a while: %v", r)
	}
}

func TestGaugeLevelsAreInOrder(t *testing.T) {
	last := 0
	for n := range 1 << 16 {
		l := gaugeLevelOf(n)
		if l != last && l != last+1 {
			t.Fatalf("level of %d is %d, of %d %d", n, l, n-1, last)
		}
		last = l
	}
	for _, n := range []int{-1, 1<<31 - 1} {
		if l := gaugeLevelOf(n); l < 0 || l >= gaugeLevels {
			t.Errorf("level of %d: %d", n, l)
		}
	}
}

func TestSampleIsEvenAndDifferent(t *testing.T) {
	lb := build(t, New().WithNodes(nodes(10)...))
	counts := make(map[string]int)
	for range 3000 {
		seen := make(map[string]bool)
		for _, n := range lb.Sample(3) {
			seen[n.ID] = true
			counts[n.ID]++
		}
		if len(seen) != 3 {
			t.Fatalf("a sample of %d", len(seen))
		}
	}
	for id, n := range counts { // 900 each; the standard deviation is 25
		if n < 750 || n > 1050 {
			t.Errorf("%s: %d of 9000", id, n)
		}
	}
	if n := len(lb.Sample(20)); n != 10 {
		t.Errorf("a sample of 20 of 10 has %d", n)
	}
	if lb.Sample(0) != nil || lb.Sample(-1) != nil {
		t.Error("a sample of nobody has somebody")
	}
	if empty := build(t, New()); empty.Sample(3) != nil {
		t.Error("a sample of no nodes has some")
	}
}

func TestSetWeights(t *testing.T) {
	lb := build(t, New().WithAlgorithm(WeightedRoundRobin).WithNodes(nodes(3)...))
	err := lb.SetWeights(map[string]int{"a0": 5, "x": 1, "a1": MaxWeight + 1})
	if !errors.Is(err, ErrUnknownNode) {
		t.Error(err)
	}
	if lb.Nodes()[0].Weight != 1 {
		t.Error("changed although another was wrong")
	}
	if err := lb.SetWeights(map[string]int{"a0": 5, "a2": 0}); err != nil {
		t.Fatal(err)
	}
	got := serve(t, lb, 600, Request{}, fine)
	if got["a0"] != 500 || got["a1"] != 100 || got["a2"] != 0 {
		t.Errorf("by weights of 5, 1 and standby: %v", got)
	}
}
