package enginetest

import (
	"bytes"
	"context"
	"fmt"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
)

// Loopback returns an engine that writes every plan's graph and inputs to the
// wire format, reads them back, and has inner run what came out.
func Loopback(inner execution.Engine) execution.Engine { return loopback{inner} }

type loopback struct{ inner execution.Engine }

func (l loopback) Name() string { return "loopback" }

func (l loopback) Estimate(p *execution.Plan) (execution.Estimate, error) { return l.inner.Estimate(p) }

// Run implements [execution.Engine].
func (l loopback) Run(ctx context.Context, p *execution.Plan, in execution.Inputs) ([]array.Any, error) {
	if err := p.CheckInputs(in); err != nil {
		return nil, err
	}
	nodes, err := overWire(p.Outputs())
	if err != nil {
		return nil, err
	}
	far, err := execution.NewPlan(nodes...)
	if err != nil {
		return nil, err
	}
	inputs := execution.Inputs{}
	for name, a := range in {
		sent, err := overWire([]*graph.Node{graph.ConstantOf(a)})
		if err != nil {
			return nil, err
		}
		inputs[name] = sent[0].Array()
	}
	return l.inner.Run(ctx, far, inputs)
}

func overWire(nodes []*graph.Node) ([]*graph.Node, error) {
	var b bytes.Buffer
	if err := graph.Encode(&b, nodes...); err != nil {
		return nil, fmt.Errorf("loopback: %w", err)
	}
	back, err := graph.Decode(&b, nil)
	if err != nil {
		return nil, fmt.Errorf("loopback: %w", err)
	}
	if len(back) != len(nodes) {
		return nil, fmt.Errorf("loopback: sent %d outputs, %d came back", len(nodes), len(back))
	}
	return back, nil
}
