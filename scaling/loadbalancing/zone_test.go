package loadbalancing

import (
	"context"
	"fmt"
	"testing"
)

// zones makes nodes by zone, called a0, a1, b0, ….
func zonesOf(counts map[string]int) []Node {
	var list []Node
	for _, z := range []string{"a", "b", "c"} {
		for i := range counts[z] {
			list = append(list, Node{ID: fmt.Sprint(z, i), Zone: z})
		}
	}
	return list
}

// byZones counts requests by the first letter of the node.
func byZones(got map[string]int) map[string]float64 {
	shares, sum := make(map[string]float64), 0.0
	for id, n := range got {
		shares[id[:1]] += float64(n)
		sum += float64(n)
	}
	for z := range shares {
		shares[z] /= sum
	}
	return shares
}

func TestZones(t *testing.T) {
	for name, c := range map[string]struct {
		nodes   map[string]int
		s       ZoneAware
		a, b, c float64
	}{
		"all local":               {map[string]int{"a": 4, "b": 4, "c": 4}, ZoneAware{}, 1, 0, 0},
		"little room":             {map[string]int{"a": 2, "b": 6, "c": 4}, ZoneAware{}, 0.5, 0.5, 0}, // room: b 1/6, c 0
		"little room, little own": {map[string]int{"a": 2, "b": 5, "c": 5}, ZoneAware{}, 0.5, 0.25, 0.25},
		"much traffic":            {map[string]int{"a": 4, "b": 4}, ZoneAware{Traffic: 1}, 0.5, 0.5, 0},
		"too few nodes":           {map[string]int{"a": 2, "b": 3}, ZoneAware{}, 0.4, 0.6, 0},
		"few are enough":          {map[string]int{"a": 2, "b": 2}, ZoneAware{MinNodes: 4}, 1, 0, 0},
		"no local node":           {map[string]int{"b": 4, "c": 4}, ZoneAware{}, 0, 0.5, 0.5},
		"one zone":                {map[string]int{"a": 8}, ZoneAware{}, 1, 0, 0},
	} {
		c.s.Local, c.s.Strategy = "a", RoundRobin
		lb := build(t, New().WithAlgorithm(c.s).WithNodes(zonesOf(c.nodes)...))
		got := byZones(serve(t, lb, 20000, Request{}, fine))
		for z, want := range map[string]float64{"a": c.a, "b": c.b, "c": c.c} {
			if off := got[z] - want; off > 0.03 || off < -0.03 {
				t.Errorf("%s: zone %s has %.3f of the requests, want %g", name, z, got[z], want)
			}
		}
	}
}

func TestZonesWhoseNodesFail(t *testing.T) {
	fails := map[string]bool{}
	lb := build(t, New().
		WithAlgorithm(ZoneAware{Local: "a", Strategy: RoundRobin}).
		WithNodes(zonesOf(map[string]int{"a": 4, "b": 8, "c": 8})...).
		WithHealthChecks(HealthChecks{Fall: 1, Rise: 1, Probe: ProbeFunc(func(_ context.Context, n Node) error {
			if fails[n.ID] {
				return fmt.Errorf("down")
			}
			return nil
		})}))
	check := func(what string, low, high float64) {
		t.Helper()
		lb.CheckHealth(context.Background())
		if got := byZones(serve(t, lb, 5000, Request{}, fine))["a"]; got < low || got > high {
			t.Errorf("%s: the local zone has %.3f of the requests", what, got)
		}
	}
	check("4 of 20 nodes for a third of the traffic", 0.57, 0.63)
	fails["a0"], fails["a1"] = true, true
	check("half of the zone", 0.30, 0.37)
	fails["a2"] = true
	check("less than half: zones do not count", 0.04, 0.08)
	fails["a3"] = true
	check("none", 0, 0)
}

func TestZonesThatCannotBe(t *testing.T) {
	for _, s := range []ZoneAware{{}, {Local: "a", MinNodes: -1}, {Local: "a", Traffic: 2}, {Local: "a", Strategy: ConsistentHash},
		{Local: "a", Strategy: ZoneAware{Local: "b"}}, {Local: "a", Strategy: Algorithm("x")}} {
		if _, err := New().WithAlgorithm(s).Build(); err == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}
