package setup

import (
	"fmt"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
	"github.com/scicore-go/scicore/scaling/loadbalancing/httpprobe"
)

// LoadBalancing is the section [load_balancing]: how requests are shared out
// among which nodes.
type LoadBalancing struct {
	Algorithm string `toml:"algorithm"` // of package loadbalancing, by name; adaptive
	// Zone is where this client stands: nodes of the same zone go first. "" is
	// nowhere.
	Zone string `toml:"zone"`

	// HealthChecks asks nodes over HTTP, while the host has StartMonitoring running.
	HealthChecks        bool          `toml:"health_checks"`
	HealthCheckInterval time.Duration `toml:"health_check_interval"`
	HealthCheckTimeout  time.Duration `toml:"health_check_timeout"`

	CircuitBreaker         bool          `toml:"circuit_breaker"`
	CircuitBreakerFailures int           `toml:"circuit_breaker_failures"` // in a row
	CircuitBreakerBackoff  time.Duration `toml:"circuit_breaker_backoff"`  // until the first probe

	OutlierDetection bool          `toml:"outlier_detection"`
	PanicThreshold   float64       `toml:"panic_threshold"`
	SlowStart        time.Duration `toml:"slow_start"`
	LeakTimeout      time.Duration `toml:"leak_timeout"`

	Nodes []Node `toml:"nodes"`
}

// Node is one of [[load_balancing.nodes]].
type Node struct {
	ID        string `toml:"id"`
	URL       string `toml:"url"`
	HealthURL string `toml:"health_url"`
	Zone      string `toml:"zone"`
	Weight    int    `toml:"weight"` // 0 is 1; -1 stands by
}

// DefaultLoadBalancing returns the section as it is where nothing is set, to
// load over.
func DefaultLoadBalancing() LoadBalancing {
	return LoadBalancing{
		Algorithm: string(loadbalancing.Adaptive), HealthCheckInterval: 10 * time.Second, HealthCheckTimeout: time.Second,
		CircuitBreakerFailures: 5, CircuitBreakerBackoff: time.Second, PanicThreshold: 0.5, LeakTimeout: 5 * time.Minute,
	}
}

// algorithms are those that a file may name.
var algorithms = []loadbalancing.Algorithm{
	loadbalancing.Adaptive, loadbalancing.RoundRobin, loadbalancing.WeightedRoundRobin, loadbalancing.LeastConnections,
	loadbalancing.ProbePool, loadbalancing.Maglev, loadbalancing.ConsistentHash,
}

// Check implements [config.Checker].
func (l *LoadBalancing) Check(f *config.Faults) {
	known := false
	for _, a := range algorithms {
		known = known || string(a) == l.Algorithm
	}
	if !known {
		f.Add("algorithm", l.Algorithm, fmt.Sprintf("must be one of %q", algorithms))
	}
	for _, c := range []struct {
		key          string
		value, least time.Duration
	}{{"health_check_interval", l.HealthCheckInterval, time.Millisecond}, {"health_check_timeout", l.HealthCheckTimeout, time.Millisecond},
		{"circuit_breaker_backoff", l.CircuitBreakerBackoff, time.Millisecond}, {"slow_start", l.SlowStart, 0},
		{"leak_timeout", l.LeakTimeout, time.Second}} {
		checkDuration(f, c.key, c.value, c.least)
	}
	if l.CircuitBreakerFailures < 1 {
		f.Add("circuit_breaker_failures", l.CircuitBreakerFailures, "must be >= 1; circuit_breaker = false switches breakers off")
	}
	if !(l.PanicThreshold >= 0 && l.PanicThreshold <= 1) {
		f.Add("panic_threshold", l.PanicThreshold, "must be between 0 and 1")
	}
	l.checkNodes(f)
}

func (l *LoadBalancing) checkNodes(f *config.Faults) {
	seen := map[string]bool{}
	for i, n := range l.Nodes {
		fault := func(key string, value any, rule string) {
			f.Add("nodes", fmt.Sprintf("%s %v of node %d (%q)", key, value, i+1, n.ID), rule)
		}
		if n.ID == "" || seen[n.ID] {
			fault("id", fmt.Sprintf("%q", n.ID), "must be given, and once")
		}
		seen[n.ID] = true
		if n.Weight < loadbalancing.Standby || n.Weight > loadbalancing.MaxWeight {
			fault("weight", n.Weight, fmt.Sprintf("must be between 1 and %d, or -1 to stand by", loadbalancing.MaxWeight))
		}
		if l.HealthChecks && n.URL == "" && n.HealthURL == "" {
			fault("health_url", `""`, "health_checks needs it, or url")
		}
	}
}

func (n Node) node() loadbalancing.Node {
	return loadbalancing.Node{ID: n.ID, URL: n.URL, HealthURL: n.HealthURL, Zone: n.Zone, Weight: n.Weight}
}

// Builder describes the balancer of the section, for what else a host wants to
// set.
func (l LoadBalancing) Builder() loadbalancing.Builder {
	var strategy loadbalancing.Strategy = loadbalancing.Algorithm(l.Algorithm)
	if l.Zone != "" {
		strategy = loadbalancing.ZoneAware{Local: l.Zone, Strategy: strategy}
	}
	b := loadbalancing.New().WithAlgorithm(strategy).WithPanicThreshold(l.PanicThreshold).
		WithSlowStart(l.SlowStart).WithLeakTimeout(l.LeakTimeout)
	for _, n := range l.Nodes {
		b = b.WithNodes(n.node())
	}
	if l.HealthChecks {
		b = b.WithHealthChecks(loadbalancing.HealthChecks{Interval: l.HealthCheckInterval, Timeout: l.HealthCheckTimeout, Probe: httpprobe.New(nil)})
	}
	if l.CircuitBreaker {
		b = b.WithCircuitBreaker(breaker.New().WithConsecutiveFailures(l.CircuitBreakerFailures).
			WithBackoff(l.CircuitBreakerBackoff, max(time.Minute, l.CircuitBreakerBackoff), 0.2))
	}
	if l.OutlierDetection {
		b = b.WithOutlierDetection(loadbalancing.OutlierDetection{})
	}
	return b
}
