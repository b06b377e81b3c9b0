package execution

import (
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution/internal/host"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/memory"
)

// RunSmall computes a graph so small that planning it would take longer than
// running it, on the calling goroutine, and reports whether it was one. The
// result has the bits every CPU engine gives. Its memory is reserved in b.
func RunSmall(c *Costs, b *memory.Budget, in Inputs, nodes []*graph.Node) (out []array.Any, small bool, err error) {
	if len(nodes) != 1 || len(in) > 0 || nodes[0] == nil {
		return nil, false, nil
	}
	bytes, ok := host.SmallBytes(nodes[0])
	if !ok {
		return nil, false, nil
	}
	if err := b.Reserve("eval", bytes); err != nil {
		return nil, true, err
	}
	defer b.Release(bytes)
	return []array.Any{host.Small(nd.Env{Tier: c.tier}, nodes[0], nil)}, true, nil
}
