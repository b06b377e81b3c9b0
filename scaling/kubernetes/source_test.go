package kubernetes_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

const (
	podMetricsPath = "/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods"
	customPath     = "/apis/custom.metrics.k8s.io/v1beta2"
	externalPath   = "/apis/external.metrics.k8s.io/v1beta1"
)

func newSource(t *testing.T, s *server, q ...kubernetes.Query) *kubernetes.Source {
	t.Helper()
	source, err := kubernetes.NewSource(s.client(t), web, &kubernetes.SourceOptions{Queries: q, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// usage is what metrics.k8s.io says of a pod.
func usage(name, cpu string, change ...func(map[string]any)) map[string]any {
	m := map[string]any{"metadata": map[string]any{"name": name, "namespace": "shop"}, "timestamp": stamp(-0.5), "window": "30s",
		"containers": []any{map[string]any{"name": "app", "usage": map[string]any{"cpu": cpu, "memory": "512Mi"}}}}
	for _, f := range change {
		f(m)
	}
	return m
}

func usages(all ...any) map[string]any {
	return map[string]any{"kind": "PodMetricsList", "apiVersion": "metrics.k8s.io/v1beta1", "items": all}
}

var (
	ofCPU    = kubernetes.Query{Kind: kubernetes.Utilization, Resource: "cpu"}
	ofMemory = kubernetes.Query{Kind: kubernetes.Utilization, Resource: "memory"}
)

func only(t *testing.T, s scaling.Source) scaling.Metric {
	t.Helper()
	load, err := s.Load(t.Context())
	if err != nil || len(load) != 1 {
		t.Fatalf("%+v, %v", load, err)
	}
	return load[0]
}

func TestUtilization(t *testing.T) {
	s := newServer(t)
	big := func(p map[string]any) {
		c := p["spec"].(map[string]any)["containers"].([]any)[0].(map[string]any)
		c["resources"] = map[string]any{"requests": map[string]any{"cpu": "300m", "memory": "1Gi"}}
	}
	s.set(podsPath, podList(pod("a"), pod("b", big)))
	s.set(podMetricsPath, usages(usage("a", "80m"), usage("b", "120000000n"), usage("stranger", "9")))
	m := only(t, newSource(t, s, ofCPU))
	// 80m and 120m of 100m and 300m: half, not the mean of 0.8 and 0.4.
	if m.Err != nil || m.Name != scaling.CPU || math.Abs(m.Value-0.5) > 1e-12 || len(m.Replicas) != 2 || !m.At.Equal(now.Add(-30*time.Second)) {
		t.Errorf("%+v", m)
	}
	d := horizontal.MetricTarget{Metric: scaling.CPU, Target: 0.25}.Decide(scaling.Signals{Now: now, Current: 2, Ready: 2, Load: scaling.LoadMetrics{m}})
	if d.Target != 4 {
		t.Errorf("%+v", d)
	}
	if m := only(t, newSource(t, s, ofMemory)); math.Abs(m.Value-0.5) > 1e-12 {
		t.Errorf("memory: %+v", m)
	}
	amount := only(t, newSource(t, s, kubernetes.Query{Name: "cores", Kind: kubernetes.Usage, Resource: "cpu"}))
	if math.Abs(amount.Value-0.1) > 1e-12 {
		t.Errorf("cores: %+v", amount)
	}
}

// Each state of a pod, and what the autoscaler's rules call it.
func TestStatesOfPods(t *testing.T) {
	status := func(key string, value any) func(map[string]any) {
		return func(p map[string]any) { p["status"].(map[string]any)[key] = value }
	}
	condition := func(is string, minutes float64) func(map[string]any) {
		return status("conditions", []any{map[string]any{"type": "Ready", "status": is, "lastTransitionTime": stamp(minutes)}})
	}
	gone := func(p map[string]any) { p["metadata"].(map[string]any)["deletionTimestamp"] = stamp(-1) }
	noStart := func(p map[string]any) { delete(p["status"].(map[string]any), "startTime") }
	for _, test := range []struct {
		name       string
		pod        map[string]any
		unmeasured bool
		of         kubernetes.Query
		counts     float64 // the pod in a mean with one at 0; NaN: not at all
	}{
		{"ready", pod("x"), false, ofCPU, 0.5},
		{"deleted", pod("x", gone), false, ofCPU, math.NaN()},
		{"failed", pod("x", status("phase", "Failed")), false, ofCPU, math.NaN()},
		{"pending", pod("x", status("phase", "Pending")), false, ofCPU, math.NaN()},
		{"pending, memory", pod("x", status("phase", "Pending")), false, ofMemory, math.NaN()},
		{"missing", pod("x"), true, ofCPU, math.NaN()},
		{"no condition", pod("x", status("conditions", []any{})), false, ofCPU, math.NaN()},
		{"no start", pod("x", noStart), false, ofCPU, math.NaN()},
		{"starts, not ready", pod("x", status("startTime", stamp(-2)), condition("False", -1)), false, ofCPU, math.NaN()},
		{"starts, measured before it was ready", pod("x", status("startTime", stamp(-2)), condition("True", -0.6)), false, ofCPU, math.NaN()},
		{"starts, measured since", pod("x", status("startTime", stamp(-2)), condition("True", -1.1)), false, ofCPU, 0.5},
		{"never ready", pod("x", condition("False", -59.9)), false, ofCPU, math.NaN()},
		{"ready no more", pod("x", condition("False", -10)), false, ofCPU, 0.5},
		{"not ready, memory", pod("x", condition("False", -59.9)), false, ofMemory, 0.5},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t)
			s.set(podsPath, podList(pod("idle"), test.pod))
			all := usages(usage("idle", "0", func(m map[string]any) {
				m["containers"].([]any)[0].(map[string]any)["usage"] = map[string]any{"cpu": "0", "memory": "0"}
			}))
			if !test.unmeasured {
				all["items"] = append(all["items"].([]any), usage("x", "100m", func(m map[string]any) {
					m["containers"].([]any)[0].(map[string]any)["usage"] = map[string]any{"cpu": "100m", "memory": "1Gi"}
				}))
			}
			s.set(podMetricsPath, all)
			m := only(t, newSource(t, s, test.of))
			signals := scaling.Signals{Now: now, Current: 2, Ready: 2, Load: scaling.LoadMetrics{m}}
			target := horizontal.MetricTarget{Metric: m.Name, Target: 0.25, CPUInitialization: horizontal.DefaultCPUInitialization, InitialReadiness: horizontal.DefaultInitialReadiness}
			// At 0 of 0.25 the idle one alone asks for none; with the other, for 4.
			want := 4
			if math.IsNaN(test.counts) {
				want = 0
			}
			if test.unmeasured {
				want = 2 // taken to use all that it requests: the other way
			}
			if d := target.Decide(signals); d.Unknown || d.Target != want {
				t.Errorf("%+v, of %+v", d, m)
			}
		})
	}
}

func TestWhatIsNotMeasured(t *testing.T) {
	noRequest := func(p map[string]any) {
		p["spec"].(map[string]any)["containers"].([]any)[0].(map[string]any)["resources"] = map[string]any{}
	}
	half := func(m map[string]any) {
		m["containers"] = append(m["containers"].([]any), map[string]any{"name": "side", "usage": map[string]any{}})
	}
	old := func(m map[string]any) { m["timestamp"] = stamp(-6) }
	for _, test := range []struct {
		name   string
		answer map[string]any
		pods   map[string]any
		query  kubernetes.Query
		kind   error
	}{
		{"nothing", usages(), podList(pod("a")), ofCPU, kubernetes.ErrNoData},
		{"no pods", usages(usage("a", "1")), podList(), ofCPU, kubernetes.ErrNoData},
		{"no request", usages(usage("a", "1")), podList(pod("a", noRequest)), ofCPU, kubernetes.ErrNoData},
		{"no such container", usages(usage("a", "1")), podList(pod("a")), kubernetes.Query{Resource: "cpu", Container: "none"}, kubernetes.ErrNoData},
		{"one container of two", usages(usage("a", "1", half)), podList(pod("a")), ofCPU, kubernetes.ErrNoData},
		{"too old", usages(usage("a", "1", old)), podList(pod("a")), ofCPU, kubernetes.ErrNoData},
	} {
		s := newServer(t)
		s.set(podMetricsPath, test.answer)
		s.set(podsPath, test.pods)
		m := only(t, newSource(t, s, test.query))
		if !errors.Is(m.Err, test.kind) || !math.IsNaN(m.Value) || m.Replicas != nil {
			t.Errorf("%s: %+v", test.name, m)
		}
	}
}

// An API that is not there, or fails, is no load at all.
func TestMetricsUnavailable(t *testing.T) {
	for name, answer := range map[string]any{
		"not installed": nil,
		"down":          status{503, "ServiceUnavailable", "the server is currently unable to handle the request"},
	} {
		s := newServer(t)
		s.set(podsPath, podList(pod("a")))
		if answer != nil {
			s.set(podMetricsPath, answer)
		}
		load, err := newSource(t, s, ofCPU).Load(t.Context())
		if !errors.Is(err, kubernetes.ErrUnavailable) || load != nil {
			t.Errorf("%s: %+v, %v", name, load, err)
		}
		load, err = newSource(t, s, ofCPU, kubernetes.Query{Kind: kubernetes.PodsReady}).Load(t.Context())
		if err != nil || !errors.Is(load[0].Err, kubernetes.ErrUnavailable) || load.Value("pods_ready") != 1 || !math.IsNaN(load.AvgCPU()) {
			t.Errorf("%s beside another: %+v, %v", name, load, err)
		}
	}
}

func TestCustomAndExternal(t *testing.T) {
	s := newServer(t)
	value := func(pod, value string, minutes float64) map[string]any {
		return map[string]any{"describedObject": map[string]any{"kind": "Pod", "namespace": "shop", "name": pod}, "metric": map[string]any{"name": "rps"}, "timestamp": stamp(minutes), "value": value}
	}
	list := func(items ...any) map[string]any {
		return map[string]any{"kind": "MetricValueList", "apiVersion": "custom.metrics.k8s.io/v1beta2", "items": items}
	}
	s.set(podsPath, podList(pod("a"), pod("b"), pod("c")))
	s.set(customPath, map[string]any{"kind": "APIResourceList", "resources": []any{}})
	s.set(customPath+"/namespaces/shop/pods/*/rps", list(value("a", "10", -1), value("b", "30500m", -1)))
	s.set(customPath+"/namespaces/shop/deployments.apps/web/hits", list(value("web", "7k", -1)))
	s.set(customPath+"/namespaces/shop/deployments.apps/web/stale", list(value("web", "7k", -10)))
	external := func(v string, minutes float64) map[string]any {
		return map[string]any{"metricName": "depth", "metricLabels": map[string]any{"q": "x"}, "timestamp": stamp(minutes), "value": v}
	}
	s.set(externalPath+"/namespaces/shop/depth", map[string]any{"kind": "ExternalMetricValueList", "items": []any{external("40", -1), external("2500m", -2)}})
	s.set(externalPath+"/namespaces/shop/empty", map[string]any{"kind": "ExternalMetricValueList", "items": []any{}})
	source := newSource(t, s,
		kubernetes.Query{Kind: kubernetes.PodMetric, Metric: "rps", Selector: "verb=GET"},
		kubernetes.Query{Kind: kubernetes.PodMetric, Metric: "none"},
		kubernetes.Query{Kind: kubernetes.ObjectMetric, Metric: "hits", Object: web},
		kubernetes.Query{Kind: kubernetes.ObjectMetric, Metric: "stale", Object: web},
		kubernetes.Query{Kind: kubernetes.ExternalMetric, Metric: "depth", Name: scaling.QueueDepth, Selector: "q in (x,y)"},
		kubernetes.Query{Kind: kubernetes.ExternalMetric, Metric: "empty"})
	load, err := source.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		value float64
		err   error
	}{{20.25, nil}, {0, kubernetes.ErrNotFound}, {7000, nil}, {0, kubernetes.ErrNoData}, {42.5, nil}, {0, kubernetes.ErrNoData}} {
		m := load[i]
		if want.err != nil && (!errors.Is(m.Err, want.err) || !math.IsNaN(m.Value)) || want.err == nil && (m.Err != nil || m.Value != want.value) {
			t.Errorf("%+v; want %+v", m, want)
		}
	}
	if r := load[0].Replicas; len(r) != 3 || !math.IsNaN(r[2].Value) || r[2].State != scaling.Ready {
		t.Errorf("a pod that is not measured is missing: %+v", r)
	}
	if load[2].Kind != scaling.Total || load[4].Kind != scaling.Total || !load[4].At.Equal(now.Add(-2*time.Minute)) {
		t.Errorf("%+v", load)
	}
	want := "GET " + customPath + "/namespaces/shop/pods/%2A/rps?labelSelector=app%3Dweb&metricLabelSelector=verb%3DGET"
	wantStar := "GET " + customPath + "/namespaces/shop/pods/*/rps?labelSelector=app%3Dweb&metricLabelSelector=verb%3DGET"
	found := false
	for _, r := range s.asked() {
		found = found || r == want || r == wantStar
	}
	if !found {
		t.Error("selectors were not asked for")
	}
}

func TestSourceSuite(t *testing.T) {
	s := newServer(t)
	s.set(podsPath, podList(pod("a")))
	s.set(podMetricsPath, usages(usage("a", "50m")))
	scalingtest.TestSource(t, newSource(t, s, ofCPU, kubernetes.Query{Kind: kubernetes.PodsReady}, kubernetes.Query{Kind: kubernetes.PodsNotReady}))
}

// One Load looks at the pods once, whatever it asks of them.
func TestOneLook(t *testing.T) {
	s := newServer(t)
	s.set(podsPath, podList(pod("a")))
	s.set(podMetricsPath, usages(usage("a", "50m")))
	source := newSource(t, s, ofCPU, ofMemory, kubernetes.Query{Kind: kubernetes.PodsReady})
	if _, err := source.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := s.asked(); len(got) != 5 { // discovery, scale, pods, two measurements
		t.Errorf("%q", got)
	}
}
