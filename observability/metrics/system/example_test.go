package system_test

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel"

	"github.com/scicore-go/scicore/observability/metrics/system"
)

func Example() {
	c, err := system.New(&system.Options{Sections: []system.Section{system.SectionGo, system.SectionGPU}})
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := c.Collect(context.Background())
	fmt.Println("goroutines:", s.Go.Goroutines > 0)
	if errors.Is(err, system.ErrUnavailable) {
		// s.Missing says which section is not there, and what was looked for.
		fmt.Println(len(s.GPUs) == 0 && s.Missing[0].Section == system.SectionGPU)
	} else {
		fmt.Println(err == nil)
	}
	// Output:
	// goroutines: true
	// true
}

func ExampleCollector_Register() {
	c, err := system.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := c.Register(otel.Meter("example.com/service"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Unregister())
	// Output: <nil>
}
