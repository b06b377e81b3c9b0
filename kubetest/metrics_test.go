package kubetest

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/metrics/pkg/apis/custom_metrics/v1beta2"
	"k8s.io/metrics/pkg/apis/external_metrics/v1beta1"
	metricsv1beta1 "k8s.io/metrics/pkg/apis/metrics/v1beta1"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

// meter is an extension of the API server as metrics-server and the adapters
// of custom metrics are, behind the real aggregator. It measures what it is told
// to: load in all, in thousandths of a core, shared out among the pods.
type meter struct {
	*httptest.Server
	mu    sync.Mutex
	milli int64
	down  bool
}

var metricsAPIs = []string{"v1beta1.metrics.k8s.io", "v1beta2.custom.metrics.k8s.io", "v1beta1.external.metrics.k8s.io"}

// measure installs a meter in the cluster until the test ends.
func measure(t *testing.T) *meter {
	t.Helper()
	m := &meter{}
	m.Server = httptest.NewUnstartedServer(m)
	cert, err := tls.LoadX509KeyPair(here.file("cert.pem"), here.file("key.pem"))
	if err != nil {
		t.Fatal(err)
	}
	m.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	m.StartTLS()
	t.Cleanup(m.Close)
	_, port, err := net.SplitHostPort(m.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	ca, err := os.ReadFile(here.file("cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	const services = "/api/v1/namespaces/meters/services"
	create(t, services, `{"metadata":{"name":"meter"},"spec":{"type":"ExternalName","externalName":"localhost"}}`)
	t.Cleanup(func() { drop(t, services, "meter") })
	for _, name := range metricsAPIs {
		version, group, _ := strings.Cut(name, ".")
		path := "/apis/apiregistration.k8s.io/v1/apiservices"
		create(t, path, fmt.Sprintf(`{"metadata":{"name":%q},"spec":{"group":%q,"version":%q,"groupPriorityMinimum":100,"versionPriority":100,
			"caBundle":%q,"service":{"namespace":"meters","name":"meter","port":%s}}}`, name, group, version, base64.StdEncoding.EncodeToString(ca), port))
		t.Cleanup(func() { drop(t, path, name) })
		until(t, name+" served", func() bool {
			return here.client.Discovery().RESTClient().Get().AbsPath("/apis", group, version).Do(t.Context()).Error() == nil
		})
	}
	return m
}

func (m *meter) set(milli int64, down bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.milli, m.down = milli, down
}

func (m *meter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down {
		http.Error(w, "the meter is down", http.StatusServiceUnavailable)
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/") // apis, group, version, namespaces, …
	var answer any
	switch {
	case len(parts) == 3:
		answer = metav1.APIResourceList{TypeMeta: metav1.TypeMeta{Kind: "APIResourceList", APIVersion: "v1"}, GroupVersion: parts[1] + "/" + parts[2], APIResources: []metav1.APIResource{}}
	case len(parts) < 5:
		answer = nil
	case parts[1] == "metrics.k8s.io":
		answer = m.pods(r, parts[4])
	case parts[1] == "custom.metrics.k8s.io":
		answer = m.custom(r, parts)
	case parts[1] == "external.metrics.k8s.io":
		answer = m.external(parts)
	}
	w.Header().Set("Content-Type", "application/json")
	if answer == nil {
		w.WriteHeader(http.StatusNotFound)
		answer = metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure", Code: 404, Reason: metav1.StatusReasonNotFound, Message: "the meter has no such thing"}
	}
	_ = json.NewEncoder(w).Encode(answer)
}

// running are the pods that a selector finds, for a meter measures only those.
func (m *meter) running(r *http.Request, ns string) []corev1.Pod {
	list, err := here.client.CoreV1().Pods(ns).List(r.Context(), metav1.ListOptions{LabelSelector: r.URL.Query().Get("labelSelector")})
	if err != nil {
		return nil
	}
	var out []corev1.Pod
	for _, p := range list.Items {
		if p.Status.Phase == corev1.PodRunning {
			out = append(out, p)
		}
	}
	return out
}

func (m *meter) pods(r *http.Request, ns string) any {
	list := metricsv1beta1.PodMetricsList{TypeMeta: metav1.TypeMeta{Kind: "PodMetricsList", APIVersion: "metrics.k8s.io/v1beta1"}}
	pods := m.running(r, ns)
	for _, p := range pods {
		list.Items = append(list.Items, metricsv1beta1.PodMetrics{
			ObjectMeta: metav1.ObjectMeta{Name: p.Name, Namespace: ns}, Timestamp: metav1.Now(), Window: metav1.Duration{Duration: 15 * time.Second},
			Containers: []metricsv1beta1.ContainerMetrics{{Name: "app", Usage: corev1.ResourceList{
				corev1.ResourceCPU:    *resource.NewMilliQuantity(m.milli/int64(len(pods)), resource.DecimalSI),
				corev1.ResourceMemory: resource.MustParse("32Mi")}}}})
	}
	return list
}

func (m *meter) custom(r *http.Request, parts []string) any {
	if len(parts) != 8 || parts[7] != "rps" {
		return nil
	}
	list := v1beta2.MetricValueList{TypeMeta: metav1.TypeMeta{Kind: "MetricValueList", APIVersion: "custom.metrics.k8s.io/v1beta2"}}
	value := func(kind, name string) {
		list.Items = append(list.Items, v1beta2.MetricValue{DescribedObject: corev1.ObjectReference{Kind: kind, Name: name, Namespace: parts[4]},
			Metric: v1beta2.MetricIdentifier{Name: "rps"}, Timestamp: metav1.Now(), Value: resource.MustParse("12500m")})
	}
	if parts[5] != "pods" {
		value("Deployment", parts[6])
		return list
	}
	for _, p := range m.running(r, parts[4]) {
		value("Pod", p.Name)
	}
	return list
}

func (m *meter) external(parts []string) any {
	if len(parts) != 6 || parts[5] != "depth" {
		return nil
	}
	list := v1beta1.ExternalMetricValueList{TypeMeta: metav1.TypeMeta{Kind: "ExternalMetricValueList", APIVersion: "external.metrics.k8s.io/v1beta1"}}
	for _, v := range []string{"30", "12500m"} {
		list.Items = append(list.Items, v1beta1.ExternalMetricValue{MetricName: "depth", Timestamp: metav1.Now(), Value: resource.MustParse(v)})
	}
	return list
}

var ofCPU = kubernetes.Query{Kind: kubernetes.Utilization, Resource: "cpu"}

func source(t *testing.T, c *kubernetes.Client, ref kubernetes.Ref, q ...kubernetes.Query) *kubernetes.Source {
	t.Helper()
	s, err := kubernetes.NewSource(c, ref, &kubernetes.SourceOptions{Queries: q})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func settled(t *testing.T, a scaling.Actuator, n int) {
	t.Helper()
	until(t, fmt.Sprintf("%d ready", n), func() bool {
		s, err := a.Status(t.Context())
		return err == nil && s == scaling.Status{Desired: n, Ready: n}
	})
}

func TestSources(t *testing.T) {
	ns := namespace(t)
	kubelet(t, ns)
	ref, c := deploy(t, ns, "web", 2), client(t, adminToken)
	settled(t, actuator(t, c, ref, nil), 2)
	custom := kubernetes.Query{Kind: kubernetes.PodMetric, Metric: "rps"}
	external := kubernetes.Query{Kind: kubernetes.ExternalMetric, Metric: "depth"}

	// Before anything is installed.
	for _, q := range []kubernetes.Query{ofCPU, custom, external} {
		load, err := source(t, c, ref, q).Load(t.Context())
		if !errors.Is(err, kubernetes.ErrUnavailable) || load != nil {
			t.Errorf("%+v: %+v, %v", q, load, err)
		}
	}

	m := measure(t)
	m.set(100, false)
	all := source(t, c, ref, ofCPU, custom, external,
		kubernetes.Query{Name: scaling.Memory, Resource: "memory", Container: "app"},
		kubernetes.Query{Name: "cores", Kind: kubernetes.Usage, Resource: "cpu"},
		kubernetes.Query{Name: "of the whole", Kind: kubernetes.ObjectMetric, Metric: "rps", Object: ref},
		kubernetes.Query{Kind: kubernetes.PodsReady}, kubernetes.Query{Kind: kubernetes.PodsNotReady},
		kubernetes.Query{Kind: kubernetes.ExternalMetric, Metric: "none"})
	load, err := all.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"cpu": 0.5, "rps": 12.5, "depth": 42.5, "memory": 0.5, "cores": 0.05, "of the whole": 12.5, "pods_ready": 2, "pods_not_ready": 0} {
		if got := load.Value(name); math.Abs(got-want) > 1e-9 {
			m, _ := load.Metric(name)
			t.Errorf("%s is %v, want %v: %+v", name, got, want, m)
		}
	}
	if none, _ := load.Metric("none"); !errors.Is(none.Err, kubernetes.ErrNotFound) {
		t.Errorf("%+v", none)
	}
	scalingtest.TestSource(t, all)

	m.set(100, true)
	if load, err := source(t, c, ref, ofCPU).Load(t.Context()); !errors.Is(err, kubernetes.ErrUnavailable) || load != nil {
		t.Errorf("down: %+v, %v", load, err)
	}
}

// The autoscaler's policy moves a Deployment up and down for real.
func TestController(t *testing.T) {
	ns := namespace(t)
	kubelet(t, ns)
	ref, c := deploy(t, ns, "web", 2), client(t, adminToken)
	size := actuator(t, c, ref, nil)
	settled(t, size, 2)
	m := measure(t)
	policy, err := horizontal.HPA().WithReplicas(2, 20).WithUtilization(scaling.CPU, 0.5).
		WithScaleDown(0, horizontal.DefaultScaleDown()).Build()
	if err != nil {
		t.Fatal(err)
	}
	clock := scalingtest.NewClock(time.Now())
	events, err := kubernetes.NewRecorder(c, ref, &kubernetes.RecorderOptions{OnError: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	control, err := scaling.NewController(policy).WithSource(source(t, c, ref, ofCPU)).WithActuator(size).WithClock(clock).WithListener(events.Listen).Build()
	if err != nil {
		t.Fatal(err)
	}
	for _, turn := range []struct {
		milli int64
		want  int
	}{{100, 2}, {300, 6}, {310, 6}, {900, 12}, {900, 18}, {900, 18}, {200, 4}, {10, 2}} {
		m.set(turn.milli, false)
		step := control.Step(t.Context())
		if step.Err != nil || step.Asked != turn.want {
			t.Fatalf("at %dm: want %d: %+v", turn.milli, turn.want, step)
		}
		settled(t, size, turn.want)
		clock.Advance(15 * time.Second)
	}
	notes := make(map[string]bool)
	until(t, "all events written", func() bool {
		list, err := here.client.EventsV1().Events(ns).List(t.Context(), metav1.ListOptions{})
		if err != nil {
			return false
		}
		for _, e := range list.Items {
			if e.ReportingController == kubernetes.DefaultFieldManager && e.Regarding.Name == "web" && e.Regarding.UID != "" {
				head, _, _ := strings.Cut(e.Note, ":")
				notes[e.Reason+" "+head] = true
			}
		}
		return notes["Scaled 2 to 6"] && notes["Scaled 6 to 12"] && notes["Scaled 18 to 4"]
	})
}
