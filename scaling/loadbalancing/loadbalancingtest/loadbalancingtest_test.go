package loadbalancingtest_test

import (
	"testing"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/loadbalancingtest"
)

func TestStrategies(t *testing.T) {
	for _, s := range []loadbalancing.Strategy{
		loadbalancing.RoundRobin,
		loadbalancing.WeightedRoundRobin,
		loadbalancing.LeastConnections,
		loadbalancing.Adaptive,
		loadbalancing.ProbePool,
		loadbalancing.Maglev,
		loadbalancing.ConsistentHash,
		loadbalancing.ZoneAware{Local: "a"},
		loadbalancing.ZoneAware{Local: "b", Strategy: loadbalancing.WeightedRoundRobin, MinNodes: 4},
		leastLoaded{},
	} {
		t.Run(s.Name(), func(t *testing.T) { loadbalancingtest.Run(t, s) })
	}
}

// leastLoaded is a strategy from outside: of all nodes the least loaded, the
// first by key where several are.
type leastLoaded struct{}

func (leastLoaded) Name() string { return "of the user" }

func (leastLoaded) NewPicker(v loadbalancing.View, _ loadbalancing.Picker) loadbalancing.Picker {
	return picker(v.Endpoints)
}

type picker []*loadbalancing.Endpoint

func (p picker) Pick(r loadbalancing.Request) *loadbalancing.Endpoint {
	best := p[int(r.Key%uint64(len(p)))]
	for _, e := range p {
		if e.Load() < best.Load() {
			best = e
		}
	}
	return best
}
