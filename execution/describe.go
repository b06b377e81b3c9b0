package execution

import (
	"github.com/scicore-go/scicore/observability"
)

// Describe tells observers of the plan and of the decision about it.
func (p *Plan) Describe(d Decision) *observability.Plan {
	o := &observability.Plan{Engine: d.Engine.Name(), Reason: d.Reason, Stages: p.described(),
		FLOPs: p.cost.FLOPs, Bytes: p.cost.Bytes, Peak: p.peak, Text: p.String}
	for _, c := range d.Candidates {
		o.Candidates = append(o.Candidates, observability.Candidate{Engine: c.Engine.Name(),
			Duration: c.Estimate.Duration, Basis: c.Estimate.Basis, Err: c.Err})
	}
	return o
}

// describeStages is what observers are told of the stages; they keep it.
func (p *Plan) describeStages() []observability.Stage {
	out := make([]observability.Stage, len(p.stages))
	for i := range p.stages {
		s := &p.stages[i]
		cost, ops := s.Cost(), make([]string, len(s.Nodes))
		for j, n := range s.Nodes {
			ops[j] = n.Op().Name()
		}
		out[i] = observability.Stage{Kind: s.Kind.String(), Operations: ops, Type: s.Output.Type().String(),
			FLOPs: cost.FLOPs, Bytes: cost.Bytes}
	}
	return out
}
