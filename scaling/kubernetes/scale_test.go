package kubernetes_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"k8s.io/client-go/rest"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/scalingtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func copyTo(w io.Writer, r *http.Request) (int64, error) { return io.Copy(w, r.Body) }

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// stamp is a time as the server writes it, some minutes from now.
func stamp(minutes float64) string {
	return now.Add(time.Duration(minutes * float64(time.Minute))).Format(time.RFC3339)
}

func newScale(t *testing.T, s *server, o *kubernetes.ScaleOptions) *kubernetes.Scale {
	t.Helper()
	a, err := kubernetes.NewScale(s.client(t), web, o)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestActuatorSuite(t *testing.T) {
	s := newServer(t)
	scalingtest.TestActuator(t, newScale(t, s, &kubernetes.ScaleOptions{CountReplicas: true}), 20*time.Second)
}

func TestStatusCountsReadyPods(t *testing.T) {
	s := newServer(t)
	s.replicas = 6
	state := func(path string, value any) func(map[string]any) {
		return func(p map[string]any) { p["status"].(map[string]any)[path] = value }
	}
	s.set(podsPath, podList(pod("a"), pod("b"),
		pod("c", state("phase", "Pending")), pod("d", state("conditions", []any{})), pod("e", state("phase", "Failed")),
		pod("f", func(p map[string]any) { p["metadata"].(map[string]any)["deletionTimestamp"] = stamp(-1) })))
	got, err := newScale(t, s, nil).Status(t.Context())
	if want := (scaling.Status{Desired: 6, Ready: 2}); err != nil || got != want {
		t.Errorf("%+v, %v; want %+v", got, err, want)
	}
	if asked := s.asked(); !slices.ContainsFunc(asked, func(r string) bool { return strings.Contains(r, "labelSelector=app%3Dweb") }) {
		t.Errorf("pods were asked for without the selector: %q", asked)
	}
	got, err = newScale(t, s, &kubernetes.ScaleOptions{CountReplicas: true}).Status(t.Context())
	if want := (scaling.Status{Desired: 6, Ready: 6}); err != nil || got != want {
		t.Errorf("counted by the status: %+v, %v", got, err)
	}
}

func TestManyPagesOfPods(t *testing.T) {
	s := newServer(t)
	page := podList(pod("a"))
	page["metadata"] = map[string]any{"continue": "next"}
	s.set(podsPath, page)
	turns := 0
	h := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == podsPath {
			if want := map[bool]string{true: "next"}[turns > 0]; r.URL.Query().Get("continue") != want {
				t.Errorf("page %d: %s", turns, r.URL)
			}
			if turns++; turns == 3 {
				s.set(podsPath, podList(pod("c")))
			}
		}
		h.ServeHTTP(w, r)
	})
	if got, err := newScale(t, s, nil).Status(t.Context()); err != nil || got.Ready != 3 {
		t.Errorf("%+v, %v", got, err)
	}
}

// What is written is the size alone, over the version that was read.
func TestPatch(t *testing.T) {
	s := newServer(t)
	a := newScale(t, s, &kubernetes.ScaleOptions{FieldManager: "judge"})
	if err := a.Scale(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	last, body := s.requests[len(s.requests)-1], s.bodies[len(s.bodies)-1]
	s.mu.Unlock()
	if last != "PATCH "+scalePath+"?fieldManager=judge" || body != `{"metadata":{"resourceVersion":"7"},"spec":{"replicas":5}}` {
		t.Errorf("%s: %s", last, body)
	}
	s.asked()
	if err := a.Scale(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	if got := s.asked(); len(got) != 1 {
		t.Errorf("nothing to do: %q", got)
	}
}

func TestConflicts(t *testing.T) {
	s := newServer(t)
	a := newScale(t, s, nil)
	left := 2
	s.before = func() { // another field changes
		if left--; left >= 0 {
			s.version++
		}
	}
	if err := a.Scale(t.Context(), 4); err != nil || s.replicas != 4 {
		t.Errorf("%v, %d replicas", err, s.replicas)
	}
	s.before = func() { s.version++; s.replicas = 9 }
	if err := a.Scale(t.Context(), 5); !errors.Is(err, kubernetes.ErrConflict) || s.replicas != 9 {
		t.Errorf("another size: %v, %d replicas", err, s.replicas)
	}
	s.before = func() { s.version++ }
	if err := a.Scale(t.Context(), 5); !errors.Is(err, kubernetes.ErrConflict) || s.replicas != 9 {
		t.Errorf("without end: %v, %d replicas", err, s.replicas)
	}
}

func TestErrorsTellTheirKind(t *testing.T) {
	for _, test := range []struct {
		name   string
		path   string
		answer any
		kind   error
	}{
		{"role", scalePath, status{403, "Forbidden", `deployments.apps "web" is forbidden`}, kubernetes.ErrForbidden},
		{"token", scalePath, status{401, "Unauthorized", "Unauthorized"}, kubernetes.ErrForbidden},
		{"object", scalePath, status{404, "NotFound", `deployments.apps "web" not found`}, kubernetes.ErrNotFound},
		{"group", appsPath, status{404, "NotFound", "the server could not find the requested resource"}, kubernetes.ErrNotFound},
		{"kind", appsPath, map[string]any{"kind": "APIResourceList", "resources": []any{}}, kubernetes.ErrNotFound},
		{"no scale", appsPath, map[string]any{"kind": "APIResourceList", "resources": []any{map[string]any{"name": "deployments", "kind": "Deployment"}}}, kubernetes.ErrNoScale},
		{"down", scalePath, status{503, "ServiceUnavailable", "the server is currently unable to handle the request"}, kubernetes.ErrUnavailable},
		{"broken", scalePath, status{500, "InternalError", "etcdserver: no leader"}, kubernetes.ErrUnavailable},
		{"too late", scalePath, status{504, "Timeout", "request timed out"}, kubernetes.ErrUnavailable},
		{"webhook", "PATCH " + scalePath, status{422, "Invalid", "spec.replicas: too many"}, kubernetes.ErrRefused},
		{"who else", hpaPath, status{403, "Forbidden", "no list"}, kubernetes.ErrForbidden},
		{"not this", scalePath, map[string]any{"kind": "Nothing", "apiVersion": "v1"}, kubernetes.ErrUnavailable},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t)
			s.set(test.path, test.answer)
			err := newScale(t, s, nil).Scale(t.Context(), 3)
			var told *kubernetes.Error
			if !errors.Is(err, test.kind) || !errors.As(err, &told) || !strings.Contains(err.Error(), "Deployment shop/web") {
				t.Errorf("%v", err)
			}
			if s.replicas != 2 {
				t.Errorf("%d replicas", s.replicas)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	s := newServer(t)
	a := newScale(t, s, nil)
	s.Close()
	if _, err := a.Status(t.Context()); !errors.Is(err, kubernetes.ErrUnavailable) {
		t.Error(err)
	}
}

// A server that stalls holds nobody longer than the context.
func TestStalled(t *testing.T) {
	release := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer s.Close()
	defer close(release)
	c, err := kubernetes.NewClient(&rest.Config{Host: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	a, err := kubernetes.NewScale(c, web, nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if got, err := a.Status(ctx); !errors.Is(err, context.DeadlineExceeded) || got != (scaling.Status{}) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAutoscaler(t *testing.T) {
	s := newServer(t)
	target := map[string]any{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}
	s.set(hpaPath, map[string]any{"kind": "HorizontalPodAutoscalerList", "apiVersion": "autoscaling/v2", "items": []any{
		map[string]any{"metadata": map[string]any{"name": "auto", "namespace": "shop"}, "spec": map[string]any{"maxReplicas": 4, "scaleTargetRef": target}}}})
	err := newScale(t, s, nil).Scale(t.Context(), 3)
	if !errors.Is(err, kubernetes.ErrAutoscaled) || !strings.Contains(err.Error(), "shop/auto") || s.replicas != 2 {
		t.Errorf("%v, %d replicas", err, s.replicas)
	}
	if err := newScale(t, s, &kubernetes.ScaleOptions{AllowAutoscaler: true}).Scale(t.Context(), 3); err != nil || s.replicas != 3 {
		t.Errorf("%v, %d replicas", err, s.replicas)
	}
	target["kind"] = "StatefulSet" // of the same name
	s.asked()
	if err := newScale(t, s, nil).Scale(t.Context(), 4); err != nil || s.replicas != 4 {
		t.Errorf("%v, %d replicas", err, s.replicas)
	}
}

func TestZeroAndDryRun(t *testing.T) {
	s := newServer(t)
	if err := newScale(t, s, nil).Scale(t.Context(), 0); !errors.Is(err, kubernetes.ErrZero) || len(s.asked()) != 0 {
		t.Error(err)
	}
	if err := newScale(t, s, &kubernetes.ScaleOptions{DryRun: true}).Scale(t.Context(), 8); err != nil || s.replicas != 2 {
		t.Errorf("dry run: %v, %d replicas", err, s.replicas)
	}
	a := newScale(t, s, &kubernetes.ScaleOptions{AllowZero: true})
	if err := a.Scale(t.Context(), 0); err != nil || s.replicas != 0 {
		t.Errorf("%v, %d replicas", err, s.replicas)
	}
	if got, err := a.Status(t.Context()); err != nil || got.Desired != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, n := range []int{-1, 1 << 31} {
		if err := a.Scale(t.Context(), n); !errors.Is(err, kubernetes.ErrRefused) {
			t.Errorf("%d: %v", n, err)
		}
	}
}

func TestEveryFaultOfOptions(t *testing.T) {
	bad := kubernetes.Ref{APIVersion: "a/b/c", Namespace: "shop", Name: "../../secrets"}
	_, scale := kubernetes.NewScale(nil, bad, &kubernetes.ScaleOptions{FieldManager: strings.Repeat("x", 129)})
	_, source := kubernetes.NewSource(nil, web, &kubernetes.SourceOptions{MaxAge: -1, Queries: []kubernetes.Query{
		{Kind: 200}, {Kind: kubernetes.PodMetric, Metric: "a/../b", Selector: "=="}, {Kind: kubernetes.Usage},
		{Kind: kubernetes.PodsReady}, {Kind: kubernetes.PodsReady}, {Kind: kubernetes.ObjectMetric, Metric: "m"}}})
	_, empty := kubernetes.NewSource(nil, web, nil)
	_, resize := kubernetes.NewResize(nil, bad, &kubernetes.ResizeOptions{Mode: 9})
	_, record := kubernetes.NewRecorder(nil, bad, nil)
	_, client := kubernetes.NewClient(nil)
	_, wrong := kubernetes.NewClient(&rest.Config{Host: "::not a host"})
	for name, test := range map[string]struct {
		err    error
		faults int
	}{"scale": {scale, 5}, "source": {source, 11}, "no queries": {empty, 2}, "resize": {resize, 6}, "recorder": {record, 4}, "client": {client, 1}, "host": {wrong, 1}} {
		if !errors.Is(test.err, kubernetes.ErrOptions) || strings.Count(test.err.Error(), "bad options") != test.faults {
			t.Errorf("%s: want %d faults: %v", name, test.faults, test.err)
		}
	}
}

func TestConfigurationsThatAreNotThere(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	if _, err := kubernetes.InCluster(); !errors.Is(err, kubernetes.ErrUnavailable) {
		t.Error(err)
	}
	if _, err := kubernetes.FromKubeconfig(t.TempDir()+"/none", ""); !errors.Is(err, kubernetes.ErrUnavailable) {
		t.Error(err)
	}
}
