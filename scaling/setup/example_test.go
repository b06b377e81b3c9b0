package setup_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/scalingtest"
	"github.com/scicore-go/scicore/scaling/setup"
)

func write(path, text string) string {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		panic(err)
	}
	return path
}

// A service whose size and nodes stand in a file, which may change while it
// runs.
func Example() {
	dir, err := os.MkdirTemp("", "setup")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	file := write(filepath.Join(dir, "service.toml"), `
[scaling]
min_replicas = 2
max_replicas = 20
target_cpu_utilization = 70

[load_balancing]
algorithm = "round robin"
[[load_balancing.nodes]]
id = "node1"
url = "http://node1:8000"
`)
	type settings struct {
		Scaling       setup.Scaling       `toml:"scaling"`
		LoadBalancing setup.LoadBalancing `toml:"load_balancing"`
	}
	live, err := config.Open(config.Source{File: file}, settings{setup.DefaultScaling(), setup.DefaultLoadBalancing()})
	if err != nil {
		panic(err)
	}
	policy, err := setup.NewPolicy(live.Current().Scaling)
	if err != nil {
		panic(err)
	}
	balancer, err := setup.NewBalancer(live.Current().LoadBalancing, nil)
	if err != nil {
		panic(err)
	}
	setup.Follow(live, policy, func(s settings) setup.Scaling { return s.Scaling })
	setup.Follow(live, balancer, func(s settings) setup.LoadBalancing { return s.LoadBalancing })

	load := scalingtest.NewSource(scaling.Metric{Name: scaling.CPU, Value: 0.9})
	pool := scalingtest.NewActuator(scaling.SystemClock{}, 10, 0)
	c, err := policy.Controller().WithSource(load).WithActuator(pool).Build()
	if err != nil {
		panic(err)
	}
	fmt.Println(c.Step(context.Background()).Asked, len(balancer.Nodes()))

	write(file, `
[scaling]
min_replicas = 2
max_replicas = 12
target_cpu_utilization = 70

[load_balancing]
algorithm = "round robin"
[[load_balancing.nodes]]
id = "node1"
url = "http://node1:8000"
[[load_balancing.nodes]]
id = "node2"
url = "http://node2:8000"
`)
	fmt.Println(live.Reload()) // or: go live.Watch(ctx, 5*time.Second, report)
	fmt.Println(c.Step(context.Background()).Asked, len(balancer.Nodes()))

	write(file, "[scaling]\nmax_replica = 500\n")
	fmt.Println(live.Reload().(*config.Error).Faults[0].Field)
	fmt.Println(policy.Settings().MaxReplicas)
	// Output:
	// 13 1
	// <nil>
	// 12 2
	// scaling.max_replica
	// 12
}

// The builders of a section take what a file cannot say.
func ExampleLoadBalancing_Builder() {
	l := setup.DefaultLoadBalancing()
	l.Nodes = []setup.Node{{ID: "node1", URL: "http://node1:8000"}}
	b, err := l.Builder().WithListener(func(d loadbalancing.Decision) { fmt.Println(d.Kind, d.Node) }).Build()
	if err != nil {
		panic(err)
	}
	fmt.Println(b.Metrics().Algorithm)
	// Output:
	// added node1
	// adaptive
}

// Sizes of a machine, in the file as in the builders.
func ExampleScaling_Vertical() {
	s := setup.DefaultScaling()
	s.Profiles = []setup.Profile{
		{Name: "small", CPUCores: 4, MemoryGB: 8, CostPerHour: 0.20},
		{Name: "medium", CPUCores: 8, MemoryGB: 16, CostPerHour: 0.40},
	}
	v, err := s.Vertical().Build()
	if err != nil {
		panic(err)
	}
	fmt.Println(v.Profiles())
	// Output: [small (4 cores, 8 GiB) medium (8 cores, 16 GiB)]
}
