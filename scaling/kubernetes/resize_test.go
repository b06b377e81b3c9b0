package kubernetes_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/kubernetes"
	"github.com/scicore-go/scicore/scaling/vertical"
)

var large = vertical.NewResourceProfile("large").WithCPUCores(1.5).WithMemoryBytes(2 << 30)

// resources of the container of a pod.
func resources(requests, limits map[string]any) func(map[string]any) {
	return func(p map[string]any) {
		p["spec"].(map[string]any)["containers"].([]any)[0].(map[string]any)["resources"] = map[string]any{"requests": requests, "limits": limits}
	}
}

// written is what the last request with that beginning wrote, of "requests" and
// "limits".
func (s *server) written(t *testing.T, request string, dig func(any) any) map[string]map[string]any {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := len(s.requests) - 1; i >= 0; i-- {
		if strings.HasPrefix(s.requests[i], request) {
			var body any
			if err := json.Unmarshal([]byte(s.bodies[i]), &body); err != nil {
				t.Fatal(err)
			}
			b, err := json.Marshal(dig(body))
			if err != nil {
				t.Fatal(err)
			}
			var out map[string]map[string]any
			if err := json.Unmarshal(b, &out); err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	t.Fatalf("no %s in %q", request, s.requests)
	return nil
}

func TestResizeInPlace(t *testing.T) {
	for _, test := range []struct {
		name             string
		requests, limits map[string]any
		cpu, memory      any // the limits afterwards
	}{
		{"no limits", map[string]any{"cpu": "1"}, nil, nil, nil},
		{"guaranteed", map[string]any{"cpu": "1", "memory": "1Gi"}, map[string]any{"cpu": "1", "memory": "1Gi"}, "1500m", "2Gi"},
		{"limits above", map[string]any{"cpu": "1", "memory": "1Gi"}, map[string]any{"cpu": "4", "memory": "8Gi"}, "4", "8Gi"},
		{"limits below", map[string]any{"cpu": "100m", "memory": "1Mi"}, map[string]any{"cpu": "1", "memory": "1Gi"}, "1500m", "2Gi"},
	} {
		s := newServer(t)
		s.set(podsPath, podList(pod("a", resources(test.requests, test.limits))))
		s.set("PATCH "+podsPath+"/a/resize", map[string]any{"kind": "Pod", "apiVersion": "v1"})
		r, err := kubernetes.NewResize(s.client(t), web, &kubernetes.ResizeOptions{Container: "app"})
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Apply(t.Context(), large); err != nil {
			t.Fatal(err)
		}
		got := s.written(t, "PATCH "+podsPath+"/a/resize", func(body any) any {
			return body.(map[string]any)["spec"].(map[string]any)["containers"].([]any)[0].(map[string]any)["resources"]
		})
		if got["requests"]["cpu"] != "1500m" || got["requests"]["memory"] != "2Gi" || got["limits"]["cpu"] != test.cpu || got["limits"]["memory"] != test.memory {
			t.Errorf("%s: %+v", test.name, got)
		}
	}
}

// Where the second pod refuses, the first has its old size again.
func TestResizeGoesBack(t *testing.T) {
	s := newServer(t)
	s.set(podsPath, podList(pod("a"), pod("b")))
	s.set("PATCH "+podsPath+"/a/resize", map[string]any{"kind": "Pod", "apiVersion": "v1"})
	s.set("PATCH "+podsPath+"/b/resize", status{422, "Invalid", "no room"})
	r, err := kubernetes.NewResize(s.client(t), web, &kubernetes.ResizeOptions{Container: "app"})
	if err != nil {
		t.Fatal(err)
	}
	err = r.Apply(t.Context(), large)
	if !errors.Is(err, kubernetes.ErrRefused) || !strings.Contains(err.Error(), "Pod shop/b") {
		t.Error(err)
	}
	got := s.written(t, "PATCH "+podsPath+"/a/resize", func(body any) any {
		return body.(map[string]any)["spec"].(map[string]any)["containers"].([]any)[0].(map[string]any)["resources"]
	})
	if got["requests"]["cpu"] != "100m" || got["requests"]["memory"] != "1Gi" {
		t.Errorf("%+v", got)
	}
}

func TestResizeTemplate(t *testing.T) {
	s := newServer(t)
	const path = "/apis/apps/v1/namespaces/shop/deployments/web"
	s.set(path, map[string]any{"metadata": map[string]any{"resourceVersion": "41"}, "spec": map[string]any{"template": map[string]any{"spec": map[string]any{
		"containers": []any{map[string]any{"name": "proxy"}, map[string]any{"name": "app", "resources": map[string]any{"requests": map[string]any{"cpu": "1", "example.com/gpu": "1"}}}}}}}})
	s.set("PATCH "+path, map[string]any{"kind": "Status", "apiVersion": "v1", "status": "Success"})
	r, err := kubernetes.NewResize(s.client(t), web, &kubernetes.ResizeOptions{Container: "app", Mode: kubernetes.Template})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Apply(t.Context(), large); err != nil {
		t.Fatal(err)
	}
	got := s.written(t, "PATCH "+path, func(body any) any {
		ops := body.([]any)
		if v := ops[0].(map[string]any); v["path"] != "/metadata/resourceVersion" || v["value"] != "41" {
			t.Errorf("no version: %+v", v)
		}
		if p := ops[1].(map[string]any)["path"]; p != "/spec/template/spec/containers/1/resources" {
			t.Errorf("path %v", p)
		}
		return ops[1].(map[string]any)["value"]
	})
	if got["requests"]["cpu"] != "1500m" || got["requests"]["example.com/gpu"] != "1" {
		t.Errorf("%+v", got)
	}
	s.set("PATCH "+path, status{409, "Conflict", "the object has been modified"})
	if err := r.Apply(t.Context(), large); !errors.Is(err, kubernetes.ErrConflict) {
		t.Error(err)
	}
	if err := r.Apply(t.Context(), vertical.NewResourceProfile("none")); !errors.Is(err, kubernetes.ErrRefused) {
		t.Error(err)
	}
}

func TestRecorder(t *testing.T) {
	s := newServer(t)
	const path = "/apis/events.k8s.io/v1/namespaces/shop/events"
	s.set("POST "+path, map[string]any{"kind": "Event", "apiVersion": "events.k8s.io/v1"})
	var told error
	r, err := kubernetes.NewRecorder(s.client(t), web, &kubernetes.RecorderOptions{OnError: func(err error) { told = err }})
	if err != nil {
		t.Fatal(err)
	}
	wanted := scaling.Scale(5, "cpu %.1f of 0.7 %s", 0.9, strings.Repeat("é", 1000))
	for _, test := range []struct {
		step   scaling.Step
		reason string
		note   string
	}{
		{scaling.Step{At: now, Current: 2, Asked: 5, Decision: wanted}, "Scaled", "2 to 5: cpu 0.9 of 0.7 é"},
		{scaling.Step{At: now, Current: 2, Asked: 2, Decision: wanted, Err: kubernetes.ErrForbidden}, "ScaleFailed", "2 to 5: forbidden"},
		{scaling.Step{At: now, Current: 2, Asked: 2, Decision: scaling.Scale(2, "as it is")}, "", ""},
		{scaling.Step{At: now, Current: 2, Asked: 2, Decision: scaling.Unknown(scaling.Signals{Current: 2}, "who knows"), Err: kubernetes.ErrUnavailable}, "", ""},
	} {
		s.asked()
		s.mu.Lock()
		s.bodies = nil
		s.mu.Unlock()
		r.Listen(test.step)
		if told != nil {
			t.Fatal(told)
		}
		asked := s.asked()
		if test.reason == "" {
			if len(asked) != 0 {
				t.Errorf("%+v: %q", test.step, asked)
			}
			continue
		}
		var e struct {
			Metadata                                                           struct{ Name, Namespace string }
			Reason, Note, Type, Action, ReportingController, ReportingInstance string
			EventTime                                                          string
			Regarding                                                          struct{ Kind, Name, UID string }
		}
		if err := json.Unmarshal([]byte(s.bodies[len(s.bodies)-1]), &e); err != nil {
			t.Fatal(err)
		}
		if e.Reason != test.reason || !strings.HasPrefix(e.Note, test.note) || len(e.Note) > 1024 || e.Regarding.UID != "u-1" || !strings.HasPrefix(e.Metadata.Name, "web.") || e.Metadata.Namespace != "shop" || e.Action == "" || e.ReportingController != "scicore" || e.ReportingInstance == "" {
			t.Errorf("%+v", e)
		}
	}
	s.set("POST "+path, status{403, "Forbidden", "no events"})
	if r.Listen(scaling.Step{At: now, Current: 2, Asked: 5, Decision: wanted}); !errors.Is(told, kubernetes.ErrForbidden) {
		t.Error(told)
	}
}
