// Package scicore is numerical computing for Go services: write a computation
// once, and it runs on the vector units of one core or on every core, with the
// same bits whichever ran it.
//
//	x := array.Linspace(0.0, 1.0, 10_000_000)
//	e := graph.Of(x).Mul(graph.Of(x)).AddScalar(1).Sqrt().Mean() // nothing has run
//	y, err := scicore.Eval(ctx, e)                               // planned, fused, run
//	fmt.Println(scicore.Explain(ctx, e))                         // what ran, where and why
//
// # The nouns
//
// An array.Array holds data. A graph.Expr is a computation not yet run: an
// immutable value that knows its shape, type and first error. An
// execution.Engine runs graphs. A [Runtime] picks the engine and keeps the
// memory budget.
//
// # Reading the source
//
// Start at [Eval] in eval.go, follow execution.NewPlan to graph.Fuse, and from
// CPU.Run to execution/internal/host, where a fused stage becomes kernel calls
// over tiles. internal/kernel holds the kernels, internal/nd what arrays and
// engines share. DESIGN.md has the map.
package scicore
