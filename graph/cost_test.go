package graph_test

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"unsafe"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
)

// sum adds up a graph node by node, each once.
func sum(n *graph.Node) (c graph.Cost) {
	for _, m := range graph.Topological(n) {
		c = c.Plus(m.Cost())
	}
	return c
}

// What is remembered of a graph is what it costs: of graphs of few nodes and
// many, small numbers and large ones, changed by the optimiser or not.
func TestEstimateRemembers(t *testing.T) {
	x := graph.Of(array.Ones[float64](100, 50))
	long, shared := x, x
	for range 40 {
		long = long.AddScalar(1).Exp()
		shared = shared.Mul(shared)
	}
	huge := graph.Param[float64]("p", 1<<20, 1<<20)
	type test struct {
		name string
		n    *graph.Node
	}
	tests := []test{
		{"leaf", x.Node()},
		{"view", x.T().Node()},
		{"few", x.Add(x).Mul(x).Sum().Node()},
		{"shared", shared.Node()},
		{"many", long.Node()},
		{"over 32 bits", huge.Mul(huge).Sum().Node()},
		{"nothing to do", graph.Of(array.Ones[float64](0)).Exp().Node()},
		{"as many as are counted without a list", chain(x, 16).Node()},
		{"one more", chain(x, 17).Node()},
	}
	for _, tt := range tests[:len(tests):len(tests)] {
		graph.Estimate(tt.n) // the copies that the optimiser makes know nothing of this
		tests = append(tests, test{tt.name + ", optimised", graph.Optimize(tt.n)[0]})
	}
	for _, tt := range tests {
		want := sum(tt.n)
		for range 3 {
			if got := graph.Estimate(tt.n); got != want {
				t.Errorf("%s: %+v, want %+v", tt.name, got, want)
			}
		}
		if got := graph.Estimate(tt.n, nil, tt.n); got != want {
			t.Errorf("%s twice: %+v, want %+v", tt.name, got, want)
		}
	}
	if c := graph.Estimate(tests[5].n); c.FLOPs < math.MaxUint32 || c.Bytes < math.MaxUint32 {
		t.Errorf("%+v is no test of large numbers", c)
	}
}

func chain(x graph.Expr[float64], n int) graph.Expr[float64] {
	for range n {
		x = x.AddScalar(1)
	}
	return x
}

// Many may ask at once, the first time too.
func TestEstimateAtOnce(t *testing.T) {
	x := graph.Of(array.Ones[float64](100))
	n := x.Mul(x).AddScalar(1).Sum().Node()
	want := sum(n)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if got := graph.Estimate(n); got != want {
					t.Errorf("%+v, want %+v", got, want)
				}
			}
		})
	}
	wg.Wait()
}

// Nodes are many: what one remembers has room in what it was allocated.
func TestNodeSize(t *testing.T) {
	if n := unsafe.Sizeof(graph.Node{}); n > 112 {
		t.Errorf("a node takes %d bytes, an allocation of 112 bytes is the next below", n)
	}
}

func ExampleEstimate() {
	x := graph.Of(array.Ones[float64](1000))
	c := graph.Estimate(x.Mul(x).Sum().Node())
	fmt.Printf("%.0f operations, %.0f bytes\n", c.FLOPs, c.Bytes)
	// Output: 2000 operations, 32008 bytes
}
