package execution

import (
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/scicore-go/scicore/execution/internal/host"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/memory"
	"github.com/scicore-go/scicore/observability"
)

// Param is a parameter of a plan: an input bound when it runs.
type Param struct {
	Name string
	graph.Type
}

// Plan is a computation made ready: optimised, cut into fused stages, and
// measured up. It is immutable and safe for concurrent use, and may run any
// number of times.
type Plan struct {
	outputs []*graph.Node
	stages  []graph.Stage
	params  []Param
	cost    graph.Cost
	peak    int64

	host      func() *host.Schedule        // compiled at the first run on a CPU
	described func() []observability.Stage // made for the first observer
}

// NewPlan checks, optimises and fuses the computation of outputs. The error of
// a node that could not be built is returned with the part of the plan that
// leads to it.
func NewPlan(outputs ...*graph.Node) (*Plan, error) {
	if len(outputs) == 0 {
		return nil, fmt.Errorf("execution: plan: no outputs")
	}
	if err := graph.FirstError(outputs...); err != nil {
		return nil, err
	}
	p := &Plan{}
	if err := p.collectParams(outputs); err != nil {
		return nil, err
	}
	p.outputs = graph.Optimize(outputs...)
	var err error
	if p.stages, err = graph.Fuse(p.outputs, &graph.FuseOptions{Sink: host.CanSink}); err != nil {
		return nil, err
	}
	for i := range p.stages {
		p.cost = p.cost.Plus(p.stages[i].Cost())
	}
	p.peak = p.peakBytes()
	p.host = sync.OnceValue(func() *host.Schedule { return host.NewSchedule(p.stages, p.outputs) })
	p.described = sync.OnceValue(p.describeStages)
	return p, nil
}

// collectParams lists the parameters; those of one name must agree.
func (p *Plan) collectParams(outputs []*graph.Node) error {
	for _, n := range graph.Params(outputs...) {
		known := false
		for _, q := range p.params {
			if q.Name != n.Name() {
				continue
			}
			if q.DType != n.DType() || !equalShape(q.Shape, n.Shape()) {
				return fmt.Errorf("execution: plan: parameter %q is both %v and %v", q.Name, q.Type, n.Type())
			}
			known = true
		}
		if !known {
			p.params = append(p.params, Param{n.Name(), n.Type()})
		}
	}
	return nil
}

// peakBytes is what the values of the plan take at once: its stages, and
// copies of outputs that are leaves or views.
func (p *Plan) peakBytes() int64 {
	peak := graph.PeakBytes(p.stages, p.outputs)
	for _, o := range p.outputs {
		if o.Kind() != graph.KindOp || o.Op().Kind() == graph.View {
			peak += float64(o.Size() * o.DType().Size())
		}
	}
	return int64(peak)
}

// Outputs returns the optimised outputs. The slice must not be written.
func (p *Plan) Outputs() []*graph.Node { return p.outputs }

// Stages returns the stages, in the order they run. The slice must not be
// written.
func (p *Plan) Stages() []graph.Stage { return p.stages }

// Params returns the parameters. The slice must not be written.
func (p *Plan) Params() []Param { return p.params }

// Cost returns the work of the plan when fused: floating-point operations, and
// bytes read and written.
func (p *Plan) Cost() graph.Cost { return p.cost }

// PeakBytes returns the most memory its values take at one time, inputs and
// constants apart.
func (p *Plan) PeakBytes() int64 { return p.peak }

// CheckInputs reports every parameter that in does not bind, or binds to an
// array of another shape or type, and every name that is no parameter.
func (p *Plan) CheckInputs(in Inputs) error { return checkInputs(p, in) }

// duration predicts how long the plan takes with some workers at the speeds of
// c: for each stage the longer of computing and moving memory.
func (p *Plan) duration(c *Calibration, workers int) time.Duration {
	bandwidth, cores := c.Memory, 1.0
	if workers > 1 {
		bandwidth, cores = c.MemoryAll, float64(workers)
	}
	total := 0.0
	for i := range p.stages {
		s := &p.stages[i]
		cost := s.Cost()
		compute := cost.FLOPs * c.FLOPNanos
		if s.Kind == graph.StageSingle && s.Output.Op().Kind() == graph.Contraction {
			compute = cost.FLOPs / c.GEMM * 1e9
		}
		spread := 1.0
		if workers > 1 && divisible(s) {
			spread = cores
		}
		move := cost.Bytes / bandwidth * 1e9
		if cost.Bytes < cacheBytes {
			move = 0 // it is in a cache, whose speed the work itself was measured at
		}
		total += max(compute/spread, move) + stageNanos
		if spread > 1 {
			total += float64(c.Region)
		}
	}
	return time.Duration(total)
}

const (
	// stageNanos is what starting a stage takes.
	stageNanos = 300
	// cacheBytes is the traffic up to which a stage is taken to stay in cache.
	cacheBytes = 1 << 20
)

// divisible reports whether workers share a stage.
func divisible(s *graph.Stage) bool {
	if s.Kind == graph.StageView {
		return false
	}
	return s.Kind == graph.StageFused || s.Output.Op().Kind() != graph.Opaque
}

// String prints the plan for people: one line a stage, with what it computes,
// its work and its traffic.
func (p *Plan) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "plan: %d stages, %.3g FLOP, %s moved, peak %s\n", len(p.stages),
		p.cost.FLOPs, memory.Bytes(int64(p.cost.Bytes)), memory.Bytes(p.peak))
	names := map[*graph.Node]string{}
	for i := range p.stages {
		s := &p.stages[i]
		names[s.Output] = fmt.Sprintf("%%%d", i+1)
		cost := s.Cost()
		fmt.Fprintf(&b, "  %%%d %-6v %-24v %s  [%.3g FLOP, %s]\n", i+1, s.Kind, s.Output.Type(),
			stageText(s, names), cost.FLOPs, memory.Bytes(int64(cost.Bytes)))
	}
	return b.String()
}

// stageText lists the operations of a stage and what it reads.
func stageText(s *graph.Stage, names map[*graph.Node]string) string {
	ops := make([]string, len(s.Nodes))
	for i, n := range s.Nodes {
		ops[i] = n.Op().Name()
	}
	in := make([]string, len(s.Inputs))
	for i, n := range s.Inputs {
		switch {
		case names[n] != "":
			in[i] = names[n]
		case n.Kind() == graph.KindParam:
			in[i] = n.Name()
		default:
			in[i] = n.Type().String()
		}
	}
	return strings.Join(ops, " → ") + " of " + strings.Join(in, ", ")
}
