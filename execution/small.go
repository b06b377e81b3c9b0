package execution

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution/internal/host"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/memory"
)

// Small is a graph so small that planning it would take longer than running
// it: one output, a few elementwise operations and reductions on small arrays.
type Small struct {
	out   *graph.Node
	bytes int64
}

// AsSmall reports whether the graph of out is small.
func AsSmall(out *graph.Node) (s Small, ok bool) {
	if out == nil {
		return Small{}, false
	}
	bytes, ok := host.SmallBytes(out)
	return Small{out, bytes}, ok
}

// Run computes the graph on the calling goroutine. The result has the bits
// every CPU engine gives. Its memory is reserved in b.
func (s Small) Run(c *Costs, b *memory.Budget) (array.Any, error) {
	if err := b.Reserve("eval", s.bytes); err != nil {
		return nil, err
	}
	defer b.Release(s.bytes)
	return host.Small(nd.Env{Tier: c.tier}, s.out), nil
}

// Cost returns the work of the graph.
func (s Small) Cost() graph.Cost { return graph.Estimate(s.out) }
