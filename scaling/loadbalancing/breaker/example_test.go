package breaker_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

func Example() {
	now := time.Unix(0, 0)
	br, err := breaker.New().
		WithConsecutiveFailures(2).
		WithSuccessRate(0.9, 10*time.Second, 20).
		WithBackoff(time.Second, time.Minute, 0).
		WithClock(func() time.Time { return now }).
		WithListener(func(e breaker.Event) { fmt.Printf("%v → %v: %s\n", e.From, e.To, e.Reason) }).
		Build()
	if err != nil {
		panic(err)
	}
	down := true
	ask := func(context.Context) error {
		if down {
			return errors.New("connection refused")
		}
		return nil
	}
	ctx := context.Background()
	for range 3 {
		fmt.Println(br.Do(ctx, ask))
	}
	down, now = false, now.Add(time.Second)
	fmt.Println(br.Do(ctx, ask))
	// Output:
	// connection refused
	// closed → open: 2 failures in a row (limit 2); open for 1s
	// connection refused
	// breaker: open for another 1s (2 failures in a row (limit 2))
	// open → half-open: the time to wait is over: one probe is let through
	// half-open → closed: the probe succeeded
	// <nil>
}

// Where the request and its end are in different places: a permit for the one,
// and its result for the other.
func ExampleBreaker_Allow() {
	br, err := breaker.New().WithConsecutiveFailures(5).WithBackoff(time.Hour, time.Hour, 0).Build()
	if err != nil {
		panic(err)
	}
	for range 5 {
		permit, err := br.Allow()
		if err != nil {
			panic(err)
		}
		permit.Done(breaker.Failure)
	}
	_, err = br.Allow()
	var open *breaker.OpenError
	fmt.Println(br.State(), errors.Is(err, breaker.ErrOpen), errors.As(err, &open))
	fmt.Println(open.Reason, open.RetryAfter > 59*time.Minute)
	s := br.Status()
	fmt.Println(s.State, s.Trips, s.Last.From, "to", s.Last.To)
	// Output:
	// open true true
	// 5 failures in a row (limit 5) true
	// open 1 closed to open
}
