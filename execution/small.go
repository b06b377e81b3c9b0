package execution

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution/internal/host"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/memory"
)

// SmallCost returns the work of a graph that RunSmall took on.
func SmallCost(out *graph.Node) graph.Cost { return host.SmallCost(out) }

// RunSmall computes a graph so small that planning it would take longer than
// running it, on the calling goroutine, and reports whether it was one. The
// result has the bits every CPU engine gives. Its memory is reserved in b.
func RunSmall(c *Costs, b *memory.Budget, out *graph.Node) (a array.Any, small bool, err error) {
	if out == nil {
		return nil, false, nil
	}
	bytes, ok := host.SmallBytes(out)
	if !ok {
		return nil, false, nil
	}
	if err := b.Reserve("eval", bytes); err != nil {
		return nil, true, err
	}
	defer b.Release(bytes)
	return host.Small(nd.Env{Tier: c.tier}, out), true, nil
}
