package workers_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/workers"
)

// A pool that follows its queue: one worker for each ten jobs that wait, one to
// eight of them. In a program the last lines are err = c.Run(ctx).
func Example() {
	queue := make(chan int, 100)
	pool, err := workers.NewPool(func(ctx context.Context, _ int) {
		for {
			select {
			case <-ctx.Done(): // asked to end
				return
			case job := <-queue:
				_ = job
			}
		}
	})
	if err != nil {
		panic(err)
	}
	defer pool.Close(context.Background())

	waiting := 35.0 // float64(len(queue)), but that the example is the same each time
	load := scaling.SourceFunc(func(context.Context) (scaling.LoadMetrics, error) {
		return scaling.LoadMetrics{{Name: scaling.QueueDepth, Kind: scaling.Total, Value: waiting}}, nil
	})
	policy, err := scaling.From(horizontal.MetricTarget{Metric: scaling.QueueDepth, Kind: horizontal.Average, Target: 10}).
		WithLimits(1, 8).Build()
	if err != nil {
		panic(err)
	}
	c, err := scaling.NewController(policy).WithSource(load).WithActuator(pool).WithPeriod(time.Second).Build()
	if err != nil {
		panic(err)
	}
	for range 2 {
		step := c.Step(context.Background())
		fmt.Println(step.Current, "to", step.Asked, "as", step.Decision.Reason)
		waiting = 250
	}
	// Output:
	// 0 to 4 as queue_depth 35 in all, 10 each: 0 to 4
	// 4 to 8 as queue_depth 250 in all, 10 each: 4 to 25 (at most 8, not 25)
}

func ExamplePool() {
	jobs, done := make(chan int), make(chan int)
	p, err := workers.NewPool(func(ctx context.Context, _ int) {
		for {
			select {
			case <-ctx.Done():
				return
			case n := <-jobs:
				done <- n * n
			}
		}
	})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if err := p.Scale(ctx, 3); err != nil {
		panic(err)
	}
	go func() {
		for n := range 5 {
			jobs <- n
		}
	}()
	sum := 0
	for range 5 {
		sum += <-done
	}
	fmt.Println(sum)
	fmt.Println(p.Close(ctx))
	// Output:
	// 30
	// <nil>
}
