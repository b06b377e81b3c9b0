package scicore

import (
	"context"
	"fmt"
	"strings"

	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/memory"
)

// Explanation tells how the runtime would run something, without running it:
// the plan's stages with their work, what each engine expects, the engine
// chosen and why. Its String is made for people.
type Explanation struct {
	Plan     *execution.Plan
	Decision execution.Decision
	Limit    int64 // the memory limit in bytes, 0 for none
	Measured bool  // whether estimates rest on measurements of this machine
	Err      error // why it cannot run; then Decision may be empty
}

// Explain describes how e would run on the runtime of the context.
func Explain(ctx context.Context, e interface{ Node() *graph.Node }) Explanation {
	rt, err := RuntimeOf(ctx)
	if err != nil {
		return Explanation{Err: err}
	}
	p, err := execution.NewPlan(e.Node())
	if err != nil {
		return Explanation{Err: err}
	}
	return rt.explain(p)
}

func (r *Runtime) explain(p *execution.Plan) Explanation {
	d, err := r.selector.Select(execution.Consider(p, r.engines))
	_, measured := r.costs.Calibration()
	return Explanation{Plan: p, Decision: d, Limit: r.set.memory, Measured: measured, Err: err}
}

// String prints the explanation.
func (x Explanation) String() string {
	var b strings.Builder
	if x.Plan != nil {
		b.WriteString(x.Plan.String())
	}
	if x.Err != nil {
		fmt.Fprintf(&b, "cannot run: %v\n", x.Err)
		return b.String()
	}
	basis := "assumed speeds"
	if x.Measured {
		basis = "speeds measured on this machine"
	}
	fmt.Fprintf(&b, "engines, by %s:\n", basis)
	for _, c := range x.Decision.Candidates {
		mark := " "
		if c.Engine == x.Decision.Engine {
			mark = "*"
		}
		if c.Err != nil {
			fmt.Fprintf(&b, "%s %-10s cannot: %v\n", mark, c.Engine.Name(), c.Err)
			continue
		}
		fmt.Fprintf(&b, "%s %-10s %10v  peak %s  (%s)\n", mark, c.Engine.Name(),
			execution.Round(c.Estimate.Duration), memory.Bytes(c.Estimate.Peak), c.Estimate.Basis)
	}
	fmt.Fprintf(&b, "chosen: %s: %s\n", x.Decision.Engine.Name(), x.Decision.Reason)
	if peak := x.Decision.Estimate.Peak; x.Limit > 0 && peak > x.Limit {
		fmt.Fprintf(&b, "would be refused: peak %s over the limit of %s\n", memory.Bytes(peak), memory.Bytes(x.Limit))
	}
	return b.String()
}
