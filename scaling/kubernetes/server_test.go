package kubernetes_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"k8s.io/client-go/rest"

	"github.com/scicore-go/scicore/scaling/kubernetes"
)

// server answers as an API server does, from what it is told to: the shapes
// are those that a real one sends, which the module kubetest asks.
type server struct {
	*httptest.Server

	mu       sync.Mutex
	answers  map[string]any // by path; what begins with "POST " or "PATCH " by method too
	requests []string
	bodies   []string
	replicas int
	version  int
	before   func() // each write
}

// status is an answer that says no.
type status struct {
	code            int
	reason, message string
}

const (
	appsPath  = "/apis/apps/v1"
	scalePath = appsPath + "/namespaces/shop/deployments/web/scale"
	podsPath  = "/api/v1/namespaces/shop/pods"
	hpaPath   = "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers"
)

var web = kubernetes.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "shop", Name: "web"}

func newServer(t testing.TB) *server {
	s := &server{answers: make(map[string]any), replicas: 2, version: 7}
	s.answers[appsPath] = map[string]any{"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "apps/v1", "resources": []any{
		map[string]any{"name": "daemonsets", "kind": "DaemonSet", "namespaced": true},
		map[string]any{"name": "deployments", "kind": "Deployment", "namespaced": true},
		map[string]any{"name": "deployments/scale", "kind": "Scale", "group": "autoscaling", "version": "v1", "namespaced": true},
	}}
	s.answers[hpaPath] = map[string]any{"kind": "HorizontalPodAutoscalerList", "apiVersion": "autoscaling/v2", "items": []any{}}
	s.answers[podsPath] = podList()
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func podList(pods ...any) map[string]any {
	return map[string]any{"kind": "PodList", "apiVersion": "v1", "items": pods}
}

func (s *server) set(path string, answer any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[path] = answer
}

// asked are the requests since the call before.
func (s *server) asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.requests
	s.requests = nil
	return r
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body strings.Builder
	_, _ = copyTo(&body, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests, s.bodies = append(s.requests, r.Method+" "+r.URL.RequestURI()), append(s.bodies, body.String())
	w.Header().Set("Content-Type", "application/json")
	answer, ok := s.answers[r.Method+" "+r.URL.Path]
	if !ok && r.Method == http.MethodGet {
		answer, ok = s.answers[r.URL.Path]
	}
	switch no, isNo := answer.(status); {
	case isNo:
		refuse(w, no)
	case ok:
		_ = json.NewEncoder(w).Encode(answer)
	case r.URL.Path == scalePath:
		s.scale(w, r, body.String())
	default:
		refuse(w, status{404, "NotFound", "the server could not find the requested resource"})
	}
}

func refuse(w http.ResponseWriter, no status) {
	w.WriteHeader(no.code)
	_ = json.NewEncoder(w).Encode(map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": no.message, "reason": no.reason, "code": no.code})
}

// scale is the subresource, with the server's rule about versions.
func (s *server) scale(w http.ResponseWriter, r *http.Request, body string) {
	if r.Method == http.MethodPatch {
		if s.before != nil {
			s.before()
		}
		var p struct {
			Metadata struct{ ResourceVersion string }
			Spec     struct{ Replicas int }
		}
		if json.Unmarshal([]byte(body), &p) != nil || p.Metadata.ResourceVersion != version(s.version) {
			refuse(w, status{409, "Conflict", "the object has been modified"})
			return
		}
		if r.URL.Query().Get("dryRun") == "" {
			s.replicas, s.version = p.Spec.Replicas, s.version+1
		}
	}
	spec := map[string]any{"replicas": s.replicas}
	if s.replicas == 0 {
		delete(spec, "replicas") // as servers do
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"kind": "Scale", "apiVersion": "autoscaling/v1",
		"metadata": map[string]any{"name": "web", "namespace": "shop", "uid": "u-1", "resourceVersion": version(s.version)},
		"spec":     spec, "status": map[string]any{"replicas": s.replicas, "selector": "app=web"}})
}

func version(n int) string { b, _ := json.Marshal(n); return string(b) }

func (s *server) client(t testing.TB) *kubernetes.Client {
	t.Helper()
	c, err := kubernetes.NewClient(&rest.Config{Host: s.URL, QPS: -1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// pod is one that has run for an hour, ready, and requests a tenth of a core;
// change makes it another.
func pod(name string, change ...func(p map[string]any)) map[string]any {
	p := map[string]any{
		"metadata": map[string]any{"name": name, "namespace": "shop", "labels": map[string]any{"app": "web"}},
		"spec": map[string]any{"containers": []any{map[string]any{"name": "app",
			"resources": map[string]any{"requests": map[string]any{"cpu": "100m", "memory": "1Gi"}}}}},
		"status": map[string]any{"phase": "Running", "startTime": stamp(-60), "conditions": []any{
			map[string]any{"type": "Ready", "status": "True", "lastTransitionTime": stamp(-59)}}},
	}
	for _, f := range change {
		f(p)
	}
	return p
}
