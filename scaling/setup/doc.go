// Package setup makes policies of scaling and balancers of a file of settings,
// and exchanges them when the file changes. A host puts the sections beside
// its own and loads them with package config, which refuses keys that nobody
// knows:
//
//	type Settings struct {
//		Scaling       setup.Scaling       `toml:"scaling"`
//		LoadBalancing setup.LoadBalancing `toml:"load_balancing"`
//	}
//	live, err := config.Open(config.Source{File: "service.toml"},
//		Settings{setup.DefaultScaling(), setup.DefaultLoadBalancing()})
//
// In the file stand the names of the builders:
//
//	[scaling]
//	min_replicas = 3
//	max_replicas = 50
//	target_cpu_utilization = 70
//	scale_up_threshold = 2
//
//	[[scaling.rules]]
//	event = "batch_job_submitted"
//	scale_up = 5
//	timeout = "1h"
//
//	[load_balancing]
//	algorithm = "weighted round robin"
//	health_checks = true
//
//	[[load_balancing.nodes]]
//	id = "node1"
//	url = "http://node1:8000"
//	weight = 2
//
// [NewPolicy] and [NewBalancer] are what is made of the sections; [Follow]
// keeps either as the file says.
package setup
