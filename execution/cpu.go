package execution

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/internal/nd"
	"github.com/scicore-go/scicore/internal/sched"
)

// CPU is an engine on this machine's cores. Packages simd and parallel make
// the two every runtime has; they differ only in their workers.
type CPU struct {
	name  string
	costs *Costs
	pool  *sched.Pool // nil: the calling goroutine alone
}

// NewCPU returns an engine of the given name: on one core, or on all the
// workers of costs.
func NewCPU(name string, costs *Costs, allWorkers bool) *CPU {
	e := &CPU{name: name, costs: costs}
	if allWorkers {
		e.pool = sched.New(costs.workers)
	}
	return e
}

var _ Engine = (*CPU)(nil)

// Name implements [Engine].
func (e *CPU) Name() string { return e.name }

// Workers returns the number of goroutines a computation uses at most.
func (e *CPU) Workers() int { return e.pool.Workers() }

// Estimate implements [Engine].
func (e *CPU) Estimate(p *Plan) (Estimate, error) {
	c := e.costs.speeds(p)
	w := e.Workers()
	d := float64(p.duration(&c, w)) * e.costs.factor(w)
	bandwidth := c.Memory
	if w > 1 {
		bandwidth = c.MemoryAll
	}
	return Estimate{Duration: time.Duration(d), Peak: p.peak,
		Basis: fmt.Sprintf("%d × %s, memory %.1f GB/s, matrix product %.1f GFLOP/s, correction %.2f",
			w, e.costs.tier, bandwidth/1e9, c.GEMM*float64(w)/1e9, e.costs.factor(w))}, nil
}

// Run implements [Engine].
func (e *CPU) Run(ctx context.Context, p *Plan, in Inputs) ([]array.Any, error) {
	if err := checkInputs(p, in); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("execution: %s: %w", e.name, err)
	}
	start := time.Now()
	out, err := p.host().Run(ctx, nd.Env{Tier: e.costs.tier, Pool: e.pool}, in)
	if err != nil {
		return nil, err
	}
	c, _ := e.costs.Calibration()
	e.costs.learn(e.Workers(), p.duration(&c, e.Workers()), time.Since(start))
	return out, nil
}
