package httpprobe_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/httpprobe"
)

func TestProbe(t *testing.T) {
	var last atomic.Pointer[http.Request]
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		last.Store(r)
		switch r.URL.Path {
		case "/bad":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "/moved":
			http.Redirect(w, r, "/ok", http.StatusFound)
		case "/hang":
			<-r.Context().Done()
		}
	}))
	defer s.Close()
	dead := httptest.NewServer(nil)
	dead.Close()
	p := httpprobe.New(&httpprobe.Options{Header: http.Header{"X-Probe": {"1"}}})
	for name, c := range map[string]struct {
		node loadbalancing.Node
		want string // in the error; "" for none
	}{
		"healthy":       {loadbalancing.Node{ID: "a", URL: s.URL + "/bad", HealthURL: s.URL + "/ok"}, ""},
		"by its URL":    {loadbalancing.Node{ID: "a", URL: s.URL}, ""},
		"unhealthy":     {loadbalancing.Node{ID: "a", URL: s.URL + "/bad"}, "503"},
		"redirected":    {loadbalancing.Node{ID: "a", URL: s.URL + "/moved"}, "302"},
		"hangs":         {loadbalancing.Node{ID: "a", URL: s.URL + "/hang"}, "deadline"},
		"dead":          {loadbalancing.Node{ID: "a", URL: dead.URL}, "refused"},
		"no URL":        {loadbalancing.Node{ID: "a"}, "has no URL"},
		"a URL of none": {loadbalancing.Node{ID: "a", URL: "::"}, "missing protocol scheme"},
	} {
		limit := 20 * time.Second
		if name == "hangs" {
			limit = 20 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		err := p.Probe(ctx, c.node)
		cancel()
		if (err == nil) != (c.want == "") || err != nil && (!strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), `"a"`)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if r := last.Load(); r.Method != http.MethodGet || r.Header.Get("X-Probe") != "1" {
		t.Errorf("asked by %s with %v", r.Method, r.Header)
	}
	lenient := httpprobe.New(&httpprobe.Options{Method: http.MethodHead, Status: func(code int) bool { return code < 600 }})
	if err := lenient.Probe(t.Context(), loadbalancing.Node{ID: "a", URL: s.URL + "/bad"}); err != nil || last.Load().Method != http.MethodHead {
		t.Errorf("lenient: %v by %s", err, last.Load().Method)
	}
}

func Example() {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "" || r.URL.Path != "/health" {
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer s.Close()
	lb, err := loadbalancing.New().
		WithNodes(
			loadbalancing.Node{ID: "good", URL: s.URL, HealthURL: s.URL + "/health"},
			loadbalancing.Node{ID: "bad", URL: s.URL, HealthURL: s.URL + "/nowhere"},
		).
		WithHealthChecks(loadbalancing.HealthChecks{Probe: httpprobe.New(nil), Timeout: 20 * time.Second, Fall: 1}).
		Build()
	if err != nil {
		panic(err)
	}
	lb.CheckHealth(context.Background())
	for _, n := range lb.Metrics().Nodes {
		fmt.Println(n.ID, n.InUse)
	}
	// Output:
	// good true
	// bad false
}
