package vertical_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/scalingtest"
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

// From what this process uses now to a size for it. A source of one's own, or
// package promsource, does the same for something else.
func ExampleWorkloadAnalyzer_AnalyzeCurrentWorkload() {
	measured := scalingtest.NewSource( // hostload.New measures this process
		scaling.Metric{Name: vertical.CPUCores, Kind: scaling.Total, Value: 6.5},
		scaling.Metric{Name: vertical.MemoryBytes, Kind: scaling.Total, Value: 4 << 30},
	)
	analyzer, err := vertical.NewWorkloadAnalyzer(&vertical.AnalyzerOptions{TargetQuantile: 0.95})
	if err != nil {
		panic(err)
	}
	current, err := analyzer.AnalyzeCurrentWorkload(context.Background(), measured)
	if err != nil {
		panic(err)
	}
	scaler, err := vertical.NewScaler(
		vertical.NewResourceProfile("small").WithCPUCores(4).WithMemoryGB(8).WithCostPerHour(0.20),
		vertical.NewResourceProfile("medium").WithCPUCores(8).WithMemoryGB(16).WithCostPerHour(0.40),
		vertical.NewResourceProfile("large").WithCPUCores(16).WithMemoryGB(32).WithCostPerHour(0.80),
		vertical.NewResourceProfile("xlarge").WithCPUCores(32).WithMemoryGB(64).WithCostPerHour(1.60),
	).WithPatience(1).Build()
	if err != nil {
		panic(err)
	}
	fmt.Printf("%v from %d sample\n", current.Target, current.Samples)
	fmt.Println(scaler.RecommendProfile(current).Profile)
	// Output:
	// 7.49 cores, 4.65 GiB from 1 sample
	// medium (8 cores, 16 GiB)
}

// The scaler as a policy and an actuator, so that a controller, its layers and
// a simulation work as for replicas. The size is the place of a profile.
func ExampleScaler_Policy() {
	scaler, err := vertical.NewScaler(
		vertical.NewResourceProfile("small").WithCPUCores(4).WithMemoryGB(8).WithCostPerHour(0.20),
		vertical.NewResourceProfile("large").WithCPUCores(16).WithMemoryGB(32).WithCostPerHour(0.80),
	).WithApplier(vertical.ApplierFunc(func(_ context.Context, p vertical.ResourceProfile) error {
		fmt.Println("now", p)
		return nil
	})).Build()
	if err != nil {
		panic(err)
	}
	policy, err := scaler.Policy(nil)
	if err != nil {
		panic(err)
	}
	used := scalingtest.NewSource(
		scaling.Metric{Name: vertical.CPUCores, Kind: scaling.Total, Value: 9},
		scaling.Metric{Name: vertical.MemoryBytes, Kind: scaling.Total, Value: 2 << 30},
	)
	clock := scalingtest.NewClock(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	c, err := scaling.NewController(policy).WithSource(used).WithActuator(scaler.Actuator()).WithClock(clock).Build()
	if err != nil {
		panic(err)
	}
	for range 3 {
		fmt.Println(c.Step(context.Background()).Asked)
		clock.Advance(time.Minute)
	}
	// Output:
	// 0
	// 0
	// now large (16 cores, 32 GiB)
	// 1
}

// This process itself as what is sized: GOMAXPROCS, the memory limit of the Go
// runtime, and pools of workers.
func ExampleThisProcess() {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	process := vertical.ThisProcess().WithWorkerPool(func(_ context.Context, workers int) error {
		fmt.Println("workers:", workers)
		return nil
	})
	small := vertical.NewResourceProfile("small").WithCPUCores(1).WithMemoryGB(2)
	if err := process.Apply(context.Background(), small); err != nil {
		panic(err)
	}
	fmt.Println("processors:", runtime.GOMAXPROCS(0))
	fmt.Printf("memory: %.1f GiB\n", float64(debug.SetMemoryLimit(-1))/(1<<30))
	huge := vertical.NewResourceProfile("huge").WithCPUCores(1 << 20).WithMemoryGB(2)
	fmt.Println(errors.Is(process.Apply(context.Background(), huge), vertical.ErrUnavailable))
	// Output:
	// workers: 1
	// processors: 1
	// memory: 1.8 GiB
	// true
}

// A histogram of samples that lose half their weight in a day.
func ExampleNewHistogram() {
	h, err := vertical.NewHistogram(0.01, 1000, 1.05, 24*time.Hour)
	if err != nil {
		panic(err)
	}
	monday := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	for range 1000 {
		if err := h.Add(8, 1, monday); err != nil {
			panic(err)
		}
	}
	for range 1000 { // ten days after, a thousandth of that weight is left
		if err := h.Add(1, 1, monday.AddDate(0, 0, 10)); err != nil {
			panic(err)
		}
	}
	fmt.Printf("%.1f %.1f\n", h.Percentile(0.5), h.Percentile(0.99))
	// Output: 1.0 1.0
}
