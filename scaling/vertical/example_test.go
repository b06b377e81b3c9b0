package vertical_test

import (
	"context"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/vertical"
)

func ExampleScaler_RecommendProfile() {
	s, err := vertical.NewScaler(
		vertical.NewResourceProfile("small").WithCPUCores(4).WithMemoryGB(8).WithCostPerHour(0.20),
		vertical.NewResourceProfile("medium").WithCPUCores(8).WithMemoryGB(16).WithCostPerHour(0.40),
		vertical.NewResourceProfile("large").WithCPUCores(16).WithMemoryGB(32).WithCostPerHour(0.80),
	).Build()
	if err != nil {
		panic(err)
	}
	a, err := vertical.NewWorkloadAnalyzer(nil)
	if err != nil {
		panic(err)
	}
	noon := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for i := range 24 * 60 { // a day of samples, one a minute
		if err := a.Observe(vertical.Sample{At: noon.Add(time.Duration(i) * time.Minute), CPUCores: 5, MemoryBytes: 6 << 30}); err != nil {
			panic(err)
		}
	}
	w, err := a.Workload()
	if err != nil {
		panic(err)
	}
	r := s.RecommendProfile(w)
	fmt.Println(r.Profile)
	fmt.Println(r.Reason)
	if err := s.ApplyProfile(context.Background(), r.Profile); err != nil {
		panic(err)
	}
	fmt.Println(s.Current().Name())
	// Output:
	// medium (8 cores, 16 GiB)
	// at least 5.8 cores, 6.96 GiB is needed, more than small (4 cores, 8 GiB) has
	// medium
}
