// Package parallel is the engine on all cores.
//
// It runs a plan with the kernels of package simd, shared out over workers in
// pieces whose size depends on the shapes alone, so that its results have the
// same bits for any number of workers. Workers live as long as a computation:
// an engine holds no goroutine and needs no closing.
package parallel

import "github.com/scicore-go/scicore/execution"

// New returns the engine with the tier, workers and speeds of costs.
func New(costs *execution.Costs) *execution.CPU {
	return execution.NewCPU("parallel", costs, true)
}
