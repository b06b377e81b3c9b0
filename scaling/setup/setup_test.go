package setup_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/setup"
)

type settings struct {
	Scaling       setup.Scaling       `toml:"scaling"`
	LoadBalancing setup.LoadBalancing `toml:"load_balancing"`
}

var defaults = settings{setup.DefaultScaling(), setup.DefaultLoadBalancing()}

func source(t *testing.T, text string) config.Source {
	t.Helper()
	path := filepath.Join(t.TempDir(), "service.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return config.Source{File: path, Getenv: func(string) string { return "" }}
}

func load(t *testing.T, text string) settings {
	t.Helper()
	s, err := config.Load(source(t, text), defaults)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// documented is the configuration of the documents as a file.
const documented = `
[scaling]
min_replicas = 3
max_replicas = 50
target_cpu_utilization = 70.0
target_memory_utilization = 80
scale_up_threshold = 2
scale_down_threshold = 5
scale_up_increment = 2
scale_down_increment = 1

[[scaling.rules]]
event = "batch_job_submitted"
scale_up = 5
timeout = "1h"

[[scaling.rules]]
event = "emergency_computation"
scale_up = 10
priority = "high"

[[scaling.profiles]]
name = "small"
cpu_cores = 4
memory_gb = 8
cost_per_hour = 0.2

[[scaling.profiles]]
name = "medium"
cpu_cores = 8
memory_gb = 16
cost_per_hour = 0.4

[load_balancing]
algorithm = "weighted round robin"
health_checks = true
health_check_timeout = "2s"
circuit_breaker = true

[[load_balancing.nodes]]
id = "node1"
url = "http://node1:8000"
health_url = "http://node1:8000/health"
weight = 3

[[load_balancing.nodes]]
id = "node2"
url = "http://node2:8000"
`

func cpu(v float64) scaling.LoadMetrics {
	return scaling.LoadMetrics{{Name: scaling.CPU, Value: v}, {Name: scaling.Memory, Value: 0.8}}
}

func waiting(n float64) scaling.LoadMetrics {
	return scaling.LoadMetrics{{Name: scaling.QueueDepth, Kind: scaling.Total, Value: n}}
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// run plays a policy, one step a minute, and returns the sizes.
type run struct {
	t     *testing.T
	p     scaling.Policy
	size  int
	steps []scaling.Step
}

func (r *run) step(l scaling.LoadMetrics, events ...scaling.Event) scaling.Decision {
	r.t.Helper()
	s := scaling.Signals{Now: noon.Add(time.Duration(len(r.steps)) * time.Minute), Current: r.size, Ready: r.size,
		Load: l, Events: events, Past: scaling.NewPast(r.steps)}
	d := r.p.Decide(s)
	r.steps = append(r.steps, scaling.Step{At: s.Now, Current: s.Current, Ready: s.Ready, Load: l, Decision: d, Asked: d.Target})
	r.size = d.Target
	return d
}

func (r *run) want(n int, l scaling.LoadMetrics, events ...scaling.Event) {
	r.t.Helper()
	if d := r.step(l, events...); d.Target != n {
		r.t.Errorf("step %d: %d (%s), want %d", len(r.steps), d.Target, d.Reason, n)
	}
}

func policy(t *testing.T, s setup.Scaling) *setup.Policy {
	t.Helper()
	p, err := setup.NewPolicy(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestDocumentedSettings(t *testing.T) {
	s := load(t, documented)
	r := run{t: t, p: policy(t, s.Scaling), size: 4}
	r.want(4, cpu(.95)) // 4 of .95 at .7 are 6: once is not enough
	r.want(6, cpu(.95))
	r.want(8, cpu(.95))
	r.want(13, cpu(.7), scaling.Event{Name: "batch_job_submitted", Key: "a", At: noon})
	r.want(13, nil) // unknown: what is on lease stays, and nothing shrinks
	for range 56 {
		r.step(cpu(.7))
	}
	r.want(8, cpu(.7)) // the lease is over after its hour

	v, err := s.Scaling.Vertical().WithCurrent("medium").Build()
	if err != nil || len(v.Profiles()) != 2 || v.Current().CPUCores() != 8 || v.Profiles()[0].CostPerHour() != 0.2 {
		t.Errorf("%v, %v", v, err)
	}

	b, err := setup.NewBalancer(s.LoadBalancing, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for range 40 {
		ticket, err := b.Pick(loadbalancing.Request{})
		if err != nil {
			t.Fatal(err)
		}
		got[ticket.Node().ID]++
		ticket.Done(loadbalancing.Outcome{})
	}
	if got["node1"] != 30 || got["node2"] != 10 || b.Metrics().Nodes[0].Breaker == nil || b.Nodes()[0].HealthURL != "http://node1:8000/health" {
		t.Errorf("%v, %+v", got, b.Metrics())
	}
}

func TestHPASettings(t *testing.T) {
	s := load(t, "[scaling]\npolicy = \"hpa\"\nmin_replicas = 0\ntarget_queue_depth = 10\nscale_down_stabilization = \"2m\"\n")
	r := run{t: t, p: policy(t, s.Scaling), size: 0}
	r.want(1, waiting(5))
	r.want(5, waiting(60)) // four more at once, as Kubernetes has it
	r.want(6, waiting(60))
	r.want(6, waiting(0))
	r.want(0, waiting(0)) // two minutes after it was last wanted
}

func TestQueueAndForecastOnly(t *testing.T) {
	s := load(t, "[scaling]\nqueue_depth_low = 100\nqueue_depth_high = 1000\nscale_up_increment = 2\nscale_down_threshold = 1\n")
	r := run{t: t, p: policy(t, s.Scaling), size: 4}
	r.want(6, waiting(1001))
	r.want(6, waiting(500))
	r.want(5, waiting(99))
	s.Scaling.ForecastOnly = true
	r = run{t: t, p: policy(t, s.Scaling), size: 4}
	if d := r.step(waiting(1001)); d.Target != 4 || !strings.Contains(d.Reason, "forecast only: would be 6") {
		t.Errorf("%+v", d)
	}
}

func TestPredictiveSettings(t *testing.T) {
	s := load(t, "[scaling]\ntarget_cpu_utilization = 70\nmax_replicas = 20\n[scaling.predictive]\ncapacity = 100\nforecast_only = false\n")
	r := run{t: t, p: policy(t, s.Scaling), size: 4}
	if d := r.step(cpu(.9)); d.Target != 6 || !strings.Contains(d.Reason, "no forecast") {
		t.Errorf("%+v", d)
	}
	limited := s.Scaling
	limited.MaxReplicas = 5
	r = run{t: t, p: policy(t, limited), size: 4}
	r.want(5, cpu(.9))
}

// Every fault names its key, its value and its rule, all at once.
func TestFaults(t *testing.T) {
	for want, text := range map[string]string{
		"scaling.min_replica = (set): unknown key":                        "[scaling]\nmin_replica = 3\n",
		"load_balancing.nodes.wieght = (set): unknown key":                "[[load_balancing.nodes]]\nid = \"a\"\nwieght = 3\n",
		"scaling.rules.after = (set): unknown key":                        "[[scaling.rules]]\nevent = \"a\"\nscale_up = 1\nafter = \"1h\"\n",
		"scaling.predictive.horizon = (set): unknown key":                 "[scaling.predictive]\nhorizon = 3\n",
		"autoscaling = (set): unknown key":                                "[autoscaling]\nmin_replicas = 3\n",
		"scaling.max_replicas = 2: must be >= min_replicas, which is 3":   "[scaling]\nmin_replicas = 3\nmax_replicas = 2\n",
		"scaling.min_replicas = -1":                                       "[scaling]\nmin_replicas = -1\n",
		"scaling.min_replicas = 0: must be >= 1: nothing":                 "[scaling]\nmin_replicas = 0\ntarget_cpu_utilization = 70\n",
		"scaling.target_cpu_utilization = 0.7: must be between 1 and 100": "[scaling]\ntarget_cpu_utilization = 0.7\n",
		"scaling.target_memory_utilization = NaN":                         "[scaling]\ntarget_memory_utilization = nan\n",
		"scaling.target_cpu_utilization = 101":                            "[scaling]\ntarget_cpu_utilization = 101\n",
		"scaling.target_queue_depth = -1":                                 "[scaling]\ntarget_queue_depth = -1\n",
		"scaling.queue_depth_low = 9: must be >= 0 and less than":         "[scaling]\nqueue_depth_low = 9\nqueue_depth_high = 3\n",
		"scaling.queue_depth_high = 3: is for policy \"steps\"":           "[scaling]\npolicy = \"hpa\"\nqueue_depth_high = 3\n",
		"scaling.policy = \"magic\": must be \"steps\" or \"hpa\"":        "[scaling]\npolicy = \"magic\"\n",
		"scaling.scale_up_threshold = 0":                                  "[scaling]\nscale_up_threshold = 0\n",
		"scaling.scale_down_increment = -1":                               "[scaling]\nscale_down_increment = -1\n",
		"scaling.tolerance = 2":                                           "[scaling]\ntolerance = 2.0\n",
		"scaling.period = 0s":                                             "[scaling]\nperiod = \"0s\"\n",
		"scaling.scale_down_stabilization = -1s":                          "[scaling]\nscale_down_stabilization = \"-1s\"\n",
		"scaling.predictive.capacity = -1":                                "[scaling.predictive]\ncapacity = -1.0\n",
		"scaling.predictive.confidence_threshold = 2":                     "[scaling.predictive]\nconfidence_threshold = 2.0\n",
		"scaling.predictive.historical_data_days = 0":                     "[scaling.predictive]\nhistorical_data_days = 0\n",
		"scaling.predictive.prediction_horizon_hours = 0":                 "[scaling.predictive]\nprediction_horizon_hours = 0\n",
		"scaling.predictive.startup = 25h0m0s":                            "[scaling.predictive]\nstartup = \"25h\"\n",
		"scaling.predictive.metric = \"\"":                                "[scaling.predictive]\nmetric = \"\"\n",
		"scaling.rules = \"event \\\"a\\\" of rule 2":                     "[[scaling.rules]]\nevent = \"a\"\nscale_up = 1\n[[scaling.rules]]\nevent = \"a\"\nscale_up = 1\n",
		"scale_up 0 of rule 1":                                            "[[scaling.rules]]\nevent = \"a\"\n",
		"must be low, normal or high":                                     "[[scaling.rules]]\nevent = \"a\"\nscale_up = 1\npriority = \"urgent\"\n",
		"timeout -1s of rule 1":                                           "[[scaling.rules]]\nevent = \"a\"\nscale_up = 1\ntimeout = \"-1s\"\n",
		"cores 0: must be > 0":                                            "[[scaling.profiles]]\nname = \"a\"\nmemory_gb = 1\n",
		"load_balancing.algorithm = \"round_robin\": must be one of":      "[load_balancing]\nalgorithm = \"round_robin\"\n",
		"load_balancing.panic_threshold = NaN":                            "[load_balancing]\npanic_threshold = nan\n",
		"load_balancing.circuit_breaker_failures = 0":                     "[load_balancing]\ncircuit_breaker_failures = 0\n",
		"load_balancing.health_check_timeout = 0s":                        "[load_balancing]\nhealth_check_timeout = \"0s\"\n",
		"weight -2 of node 1":                                             "[[load_balancing.nodes]]\nid = \"a\"\nweight = -2\n",
		"id \\\"\\\" of node 1":                                           "[[load_balancing.nodes]]\nurl = \"http://a\"\n",
		"health_checks needs it, or url":                                  "[load_balancing]\nhealth_checks = true\n[[load_balancing.nodes]]\nid = \"a\"\n",
		"min_replicas = \"three\"":                                        "",
		"must be a whole number":                                          "",
	} {
		src := source(t, text)
		if text == "" { // the environment's names, too
			src.Getenv = func(name string) string {
				return map[string]string{"SCICORE_SCALING_MIN_REPLICAS": "three"}[name]
			}
			want = strings.ReplaceAll(want, "min_replicas", "SCICORE_SCALING_MIN_REPLICAS")
		}
		_, err := config.Load(src, defaults)
		var faults *config.Error
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q\ntells %v\nand not %q", text, err, want)
		}
	}
	_, err := config.Load(source(t, "[scaling]\nmin_replicas = 9\nmax_replicas = 4\ntolerance = 7.0\ntyop = 1\n"), defaults)
	var faults *config.Error
	if !errors.As(err, &faults) || len(faults.Faults) != 3 {
		t.Errorf("three faults: %v", err)
	}
}

func TestNothingToScaleBy(t *testing.T) {
	if _, err := setup.NewPolicy(setup.DefaultScaling()); err == nil || !strings.Contains(err.Error(), "neither a target, nor a rule, nor a forecast") {
		t.Error(err)
	}
	if _, err := setup.NewPolicy(setup.Scaling{}); err == nil {
		t.Error("the zero section was built")
	}
	if _, err := setup.NewBalancer(setup.LoadBalancing{}, nil); err == nil {
		t.Error("the zero section was built")
	}
}

// Settings that change while a policy is asked: of the same shape they go on
// with the past there is, of another they begin anew and hold still.
func TestPolicyChanges(t *testing.T) {
	s := load(t, "[scaling]\npolicy = \"hpa\"\nmax_replicas = 50\ntarget_queue_depth = 10\nscale_down_stabilization = \"3m\"\n").Scaling
	p := policy(t, s)
	r := run{t: t, p: p, size: 8}
	for range 3 {
		r.want(8, waiting(80))
	}
	s.MaxReplicas = 6 // at once, whatever was wanted
	if err := p.Apply(s); err != nil {
		t.Fatal(err)
	}
	r.want(6, waiting(80))
	s.MaxReplicas = 50
	if err := p.Apply(s); err != nil {
		t.Fatal(err)
	}
	r.want(6, waiting(20)) // within three minutes more were wanted
	s.TargetCPUUtilization = 70
	if err := p.Apply(s); err != nil {
		t.Fatal(err)
	}
	both := slices.Concat(waiting(10), scaling.LoadMetrics{{Name: scaling.CPU, Value: 0.1}})
	if d := r.step(both); d.Target != 6 || !strings.Contains(d.Reason, "another shape") {
		t.Errorf("%+v", d)
	}
	r.want(6, both)
	r.want(6, both)
	if d := r.step(both); d.Target != 1 || strings.Contains(d.Reason, "another shape") { // 6 of .1 at .7 are 1
		t.Errorf("%+v", d)
	}
	bad := s
	bad.MaxReplicas = 0
	if err := p.Apply(bad); err == nil || p.Settings().MaxReplicas != 50 || p.Status().Err == nil || p.Status().Generation != 4 {
		t.Errorf("%v, %+v", err, p.Status())
	}
	if l := p.Lookback(); l.Time != 3*time.Minute {
		t.Errorf("looks back %v", l)
	}
}

func TestBalancerChanges(t *testing.T) {
	l := setup.DefaultLoadBalancing()
	l.Algorithm = "round robin"
	l.Nodes = []setup.Node{{ID: "a", URL: "http://a", Weight: 3}, {ID: "b", URL: "http://b"}, {ID: "c", URL: "http://c"}}
	var told []string
	b, err := setup.NewBalancer(l, func(x loadbalancing.Builder) loadbalancing.Builder {
		return x.WithListener(func(d loadbalancing.Decision) { told = append(told, string(d.Kind)+" "+d.Node) })
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.AddNode(loadbalancing.Node{ID: "host's"}); err != nil {
		t.Fatal(err)
	}
	told = nil
	next := l
	next.Nodes = []setup.Node{{ID: "a", URL: "http://a"}, {ID: "b", URL: "http://elsewhere"}, {ID: "d", URL: "http://d", Weight: -1}}
	if err := b.Apply(next); err != nil {
		t.Fatal(err)
	}
	if want := []string{"added d", "removed b", "added b", "reweighted a", "removed c"}; !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
	weights := map[string]int{}
	for _, n := range b.Nodes() {
		weights[n.ID] = n.Weight
	}
	if len(weights) != 4 || weights["a"] != 1 || weights["b"] != 1 || weights["d"] != loadbalancing.Standby || weights["host's"] != 1 {
		t.Errorf("%v", weights)
	}
	if s := b.Status(); s.Generation != 2 || s.Err != nil {
		t.Errorf("%+v", s)
	}

	told = nil
	for want, change := range map[string]func(*setup.LoadBalancing){
		`algorithm = "maglev": cannot change while the balancer is in use, from "round robin"`: func(l *setup.LoadBalancing) { l.Algorithm = "maglev" },
		"slow_start = 1s: cannot change": func(l *setup.LoadBalancing) { l.SlowStart = time.Second },
		"panic_threshold = 7: must be":   func(l *setup.LoadBalancing) { l.PanicThreshold = 7 },
		`node exists: "host's"`:          func(l *setup.LoadBalancing) { l.Nodes = []setup.Node{{ID: "host's"}} },
		`must be given, and once`:        func(l *setup.LoadBalancing) { l.Nodes = []setup.Node{{ID: "x"}, {ID: "x"}} },
	} {
		bad := next
		change(&bad)
		if err := b.Apply(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not tell %q", err, want)
		}
	}
	if s := b.Status(); len(told) != 0 || s.Generation != 2 || s.Err == nil || s.Failed.IsZero() || len(b.Settings().Nodes) != 3 {
		t.Errorf("what was refused did %q; %+v", told, s)
	}
	if err := b.RemoveNode("d"); err != nil { // the host was first
		t.Fatal(err)
	}
	if err := b.Apply(l); err != nil {
		t.Error(err)
	}
}

// From the file to what runs, and back to the last good when the file breaks.
func TestFollow(t *testing.T) {
	src := source(t, documented)
	live, err := config.Open(src, defaults)
	if err != nil {
		t.Fatal(err)
	}
	p := policy(t, live.Current().Scaling)
	b, err := setup.NewBalancer(live.Current().LoadBalancing, nil)
	if err != nil {
		t.Fatal(err)
	}
	setup.Follow(live, p, func(s settings) setup.Scaling { return s.Scaling })
	setup.Follow(live, b, func(s settings) setup.LoadBalancing { return s.LoadBalancing })
	change := func(from, to string) error {
		text, err := os.ReadFile(src.File)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(src.File, []byte(strings.ReplaceAll(string(text), from, to)), 0o600); err != nil {
			t.Fatal(err)
		}
		return live.Reload()
	}
	if err := change("max_replicas = 50", "max_replicas = 60"); err != nil || p.Settings().MaxReplicas != 60 {
		t.Errorf("%v, %+v", err, p.Settings())
	}
	if err := change("weight = 3", "weight = 5"); err != nil || b.Nodes()[0].Weight != 5 {
		t.Errorf("%v, %+v", err, b.Nodes())
	}
	if err := change("max_replicas = 60", "max_replica = 70"); err == nil || p.Settings().MaxReplicas != 60 || !strings.Contains(err.Error(), "scaling.max_replica") {
		t.Errorf("%v, %+v", err, p.Settings())
	}
}

// Who asks and who changes need not know of each other.
func TestChangesWhileInUse(t *testing.T) {
	s := load(t, documented)
	p := policy(t, s.Scaling)
	b, err := setup.NewBalancer(s.LoadBalancing, nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			r := run{t: t, p: p, size: 4}
			for range 200 {
				if d := r.step(cpu(.8)); d.Target < 3 || d.Target > 50 || d.Unknown {
					t.Errorf("%+v", d)
				}
				ticket, err := b.Pick(loadbalancing.Request{})
				if err != nil {
					t.Error(err)
					return
				}
				ticket.Done(loadbalancing.Outcome{})
			}
		})
	}
	for i := range 50 {
		next, nodes := s.Scaling, s.LoadBalancing
		next.TargetMemoryUtilization = float64(i % 2 * 80)
		nodes.Nodes = slices.Clone(nodes.Nodes[:1+i%2])
		if err := errors.Join(p.Apply(next), b.Apply(nodes)); err != nil {
			t.Error(err)
		}
	}
	wg.Wait()
	if p.Status().Generation != 51 || b.Status().Generation != 51 {
		t.Errorf("%+v, %+v", p.Status(), b.Status())
	}
}

// What the page shows is a file that loads.
func TestPage(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "scaling.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```toml\n")
	text, _, found := strings.Cut(text, "```")
	s := load(t, text)
	if !found || s.Scaling.MaxReplicas != 50 || s.Scaling.Rules[0].Timeout != time.Hour || s.LoadBalancing.Nodes[0].Weight != 3 {
		t.Errorf("%+v", s)
	}
	p := policy(t, s.Scaling)
	r := run{t: t, p: p, size: 4}
	r.want(4, cpu(.95))
	if d := r.step(cpu(.95)); d.Target != 4 || !strings.Contains(d.Reason, "forecast only") {
		t.Errorf("%+v", d)
	}
}
