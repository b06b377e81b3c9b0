package hostload_test

import (
	"context"
	"fmt"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/hostload"
)

func ExampleCollect() {
	load, err := hostload.Collect(context.Background()) // takes a second
	if err != nil {
		panic(err)
	}
	if m, ok := load.Metric(scaling.CPU); ok && m.Err == nil {
		fmt.Printf("the processors are used to %.0f %%\n", 100*m.Value)
	}
	fmt.Println(load.QueueDepth()) // the system has none: not zero
}
