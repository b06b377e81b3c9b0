package progress_test

import (
	"context"
	"fmt"

	"github.com/scicore-go/scicore/observability/progress"
)

// factorise stands for long work. It reports whether or not anyone looks.
func factorise(ctx context.Context, n int) error {
	p := progress.Start(ctx, "factorise", int64(n), "rows")
	for range n {
		// ... a row ...
		p.Add(1)
	}
	p.Done(nil)
	return nil
}

func Example() {
	factorise(context.Background(), 1000) // nobody looks

	ctx := progress.With(context.Background(), progress.SinkFunc(func(u progress.Update) {
		fmt.Println(u.Name, u.State, u.Done, "of", u.Total, u.Unit)
	}))
	factorise(ctx, 1000) // too fast for an update in between
	// Output:
	// factorise running 0 of 1000 rows
	// factorise finished 1000 of 1000 rows
}

func ExampleTask_Context() {
	var latest progress.Latest
	ctx := progress.With(context.Background(), &latest)
	p := progress.Start(ctx, "solve", 3, "systems")
	for range 3 {
		factorise(p.Context(ctx), 500)
		p.Add(1)
	}
	p.Done(nil)
	for _, u := range latest.Snapshot() {
		fmt.Printf("%d below %d: %s %d/%d %v\n", u.ID, u.Parent, u.Name, u.Done, u.Total, u.State)
	}
	// Output:
	// 1 below 0: solve 3/3 finished
	// 2 below 1: factorise 500/500 finished
	// 3 below 1: factorise 500/500 finished
	// 4 below 1: factorise 500/500 finished
}

func ExampleLatest_Updates() {
	var latest progress.Latest
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go factorise(progress.With(ctx, &latest), 1000)
	for u := range latest.Updates(ctx) {
		if u.State.Over() {
			fmt.Println(u.Name, u.State)
			break
		}
	}
	// Output: factorise finished
}
