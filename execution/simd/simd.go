// Package simd is the engine on one core: vector kernels on AVX-512, AVX2 or
// NEON, or the Go they are defined by, with the same bits from each.
//
// Beside the engine it offers the kernels themselves on plain slices, for
// programs that hold no arrays: [Add], [Dot], [Exp], [Sum] and others.
package simd

import "github.com/scicore-go/scicore/execution"

// New returns the engine with the tier and speeds of costs.
func New(costs *execution.Costs) *execution.CPU {
	return execution.NewCPU("simd", costs, false)
}
