package hostload_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/hostload"
)

func ExampleCollect() {
	load, err := hostload.Collect(context.Background()) // takes a second
	if err != nil {
		panic(err)
	}
	used := load.AvgCPU() // of what may be used; NaN where the system does not tell
	fmt.Println(used < 0 || used > 1.5)
	fmt.Println(load.QueueDepth()) // a machine has none, which is not zero
	// Output:
	// false
	// NaN
}

// A source that a controller asks again and again: utilisations are over the
// time between.
func ExampleNew() {
	source, err := hostload.New(&hostload.Options{MinInterval: 100 * time.Millisecond})
	if err != nil {
		panic(err)
	}
	load, err := source.Load(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Println(load.Value(hostload.Goroutines) > 0)
	m, ok := load.Metric(hostload.IOPressure) // not every system tells
	fmt.Println(ok, m.Err == nil || errors.Is(m.Err, hostload.ErrUnavailable))
	// Output:
	// true
	// true true
}
