package health_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

func Example() {
	ping := func(ctx context.Context) error { return nil } // such as db.PingContext
	queue := func(ctx context.Context) health.Result {
		return health.Degrade("consumers are behind", slog.Int("lag", 1200))
	}
	reg, err := health.NewRegistry().
		WithCheck(
			health.NewCheck("database", health.FromError(ping)).WithDependency().WithTimeout(30*time.Second),
			health.NewCheck("queue", queue).WithOptional().WithMaxAge(10*time.Second),
		).
		WithDrainDelay(10 * time.Millisecond).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer reg.Close(context.Background())

	ctx := context.Background()
	rep := reg.Probe(ctx, health.Readiness)
	fmt.Println("ready:", rep.State)
	for _, c := range rep.Checks {
		fmt.Printf("  %s is %v: %q\n", c.Name, c.State, c.Last.Message)
	}
	fmt.Println("live:", reg.Probe(ctx, health.Liveness).State)

	reg.Drain(ctx) // then shut the server down
	rep = reg.Probe(ctx, health.Readiness)
	fmt.Println("ready:", rep.State, rep.Notes)
	// Output:
	// ready: degraded
	//   database is healthy: ""
	//   queue is degraded: "consumers are behind"
	// live: healthy
	// ready: unhealthy [draining]
}

func ExampleRegistryBuilder_WithListener() {
	up := true
	disk := func(ctx context.Context) health.Result {
		if up {
			return health.Pass()
		}
		return health.Fail(errors.New("read-only file system"))
	}
	reg, err := health.NewRegistry().
		WithCheck(health.NewCheck("disk", disk).WithMaxAge(0)).
		WithListener(func(c health.Change) {
			if c.Check != "" {
				fmt.Printf("%s: %v to %v %q\n", c.Check, c.From, c.To, c.Result.Message)
			}
		}).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	reg.Probe(ctx, health.Readiness)
	up = false
	reg.Probe(ctx, health.Readiness)
	reg.Close(ctx) // waits for the listeners
	// Output:
	// disk: unknown to healthy ""
	// disk: healthy to unhealthy "read-only file system"
}

func ExampleRegistryBuilder_Build() {
	_, err := health.NewRegistry().WithCheck(
		health.NewCheck("database", nil).WithTimeout(-time.Second),
		health.NewCheck("cache", func(context.Context) health.Result { return health.Pass() }).WithThresholds(3, 0),
	).Build()
	fmt.Println(err)
	// Output:
	// health: check "database": function: must not be nil
	// health: check "database": timeout -1s: must be > 0
	// health: check "cache": thresholds 3 and 0: must be >= 1
}
