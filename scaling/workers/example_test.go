package workers_test

import (
	"context"
	"fmt"

	"github.com/scicore-go/scicore/scaling/workers"
)

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
