// Package workers scales workers of this machine: goroutines of this process,
// by a [Pool], and processes, by [Processes]. Both are scaling.Actuators.
//
//	p, err := workers.NewPool(func(ctx context.Context, id int) { consume(ctx, queue) })
//	c, err := scaling.NewController(policy).WithActuator(p) // ...
//	defer p.Close(ctx)
//
// A worker that is no longer wanted is asked to end and given time to finish
// what it is doing; one that ends by itself is started again, ever later while
// it keeps ending at once.
package workers
