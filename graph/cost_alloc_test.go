//go:build !race

package graph_test

import (
	"testing"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

func TestEstimateAllocatesNothing(t *testing.T) {
	x := graph.Of(array.Ones[float64](100))
	n := x.Mul(x).AddScalar(1).Sum().Node()
	if a := testing.AllocsPerRun(100, func() { graph.Estimate(n) }); a != 0 {
		t.Errorf("%v allocations", a)
	}
	fresh := make([]*graph.Node, 101)
	for i := range fresh {
		fresh[i] = x.Mul(x).AddScalar(1).Sum().Node()
	}
	if a := testing.AllocsPerRun(100, func() { graph.Estimate(fresh[0]); fresh = fresh[1:] }); a != 0 {
		t.Errorf("%v allocations the first time", a)
	}
}
