package loadbalancing

import (
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// NodeMetrics is what the balancer knows about a node.
type NodeMetrics struct {
	Node
	State       string          `json:"state"`         // "in use", or why it is not
	InUse       bool            `json:"in_use"`        // may be chosen now, if only for panic
	WeightInUse float64         `json:"weight_in_use"` // smaller than Weight during slow start
	InFlight    int64           `json:"in_flight"`     // picked and not done
	Picks       int64           `json:"picks"`         // since the node was added
	Share       float64         `json:"share"`         // of all picks of the nodes there are, in [0, 1]
	Successes   int64           `json:"successes"`
	Failures    int64           `json:"failures"`
	RateLimited int64           `json:"rate_limited"`
	Canceled    int64           `json:"canceled"`
	Leaked      int64           `json:"leaked"`   // given up: their end was not told in time
	Late        int64           `json:"late"`     // ends told of requests given up before, or by a copy of a ticket
	Repeated    int64           `json:"repeated"` // ends told twice through the same ticket
	Latency     time.Duration   `json:"latency"`  // peak-sensitive moving average, in ns; 0: none told
	Breaker     *breaker.Status `json:"breaker,omitempty"`
}

// Metrics is a balancer at one moment. Numbers of different nodes may be some
// requests apart.
type Metrics struct {
	Time      time.Time     `json:"time"`
	Algorithm string        `json:"algorithm"`
	Nodes     []NodeMetrics `json:"nodes"`
	InUse     int           `json:"in_use"`    // nodes that may be chosen
	Panic     bool          `json:"panic"`     // so few are fit that all are used
	InFlight  int64         `json:"in_flight"` // sums over the nodes there are
	Picks     int64         `json:"picks"`
	Failures  int64         `json:"failures"`
	// Fairness is Jain's index of picks by weight over the nodes in use, in
	// (0, 1]: 1 where each had its exact share. It is 1 before the first pick.
	Fairness float64 `json:"fairness"`
}

// Metrics returns what the balancer knows.
func (b *Balancer) Metrics() Metrics {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.snap.Load()
	m := Metrics{Time: b.clock.Wall(), Algorithm: b.cfg.strategy.Name(), Panic: s.panicking, InUse: len(s.endpoints)}
	used := make(map[*Endpoint]bool, len(s.endpoints))
	for _, e := range s.endpoints {
		used[e] = true
	}
	m.Nodes = make([]NodeMetrics, len(b.nodes))
	for i, e := range b.nodes {
		n := &m.Nodes[i]
		*n = e.metrics(used[e])
		m.InFlight += n.InFlight
		m.Picks += n.Picks
		m.Failures += n.Failures
	}
	m.finish()
	return m
}

// finish fills in what depends on sums.
func (m *Metrics) finish() {
	var shares []float64
	for i := range m.Nodes {
		n := &m.Nodes[i]
		if m.Picks > 0 {
			n.Share = float64(n.Picks) / float64(m.Picks)
		}
		if n.InUse {
			shares = append(shares, float64(n.Picks)/float64(max(1, n.Weight)))
		}
	}
	m.Fairness = jain(shares)
}

// jain is the fairness index (Σx)² / (n·Σx²) of Jain, Chiu and Hawe.
func jain(x []float64) float64 {
	var sum, squares float64
	for _, v := range x {
		sum += v
		squares += float64(v * v)
	}
	if squares == 0 {
		return 1
	}
	return sum * sum / (float64(len(x)) * squares)
}

func (e *Endpoint) metrics(used bool) NodeMetrics {
	c := &e.counts
	n := NodeMetrics{
		Node: e.Node(), InUse: used, WeightInUse: e.Weight(), InFlight: e.InFlight(),
		Successes: c.success.Load(), Failures: c.failure.Load(), RateLimited: c.limited.Load(), Canceled: c.canceled.Load(),
		Leaked: c.leaked.Load(), Late: c.late.Load(), Repeated: c.repeated.Load(), Latency: e.Latency(),
	}
	// Every pick is in flight, completed or given up; ends that came late are
	// completed and not in flight, so they would count twice.
	n.Picks = max(0, n.InFlight+c.completed()+n.Leaked-n.Late)
	n.State = e.state.excluded
	if n.State == "" {
		n.State = "in use"
		if !used {
			n.State = "standby"
		}
	}
	if e.breaker != nil {
		s := e.breaker.Status()
		n.Breaker = &s
	}
	return n
}
