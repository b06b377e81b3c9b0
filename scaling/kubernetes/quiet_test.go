package kubernetes_test

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"net/http/httptest"
	"testing"

	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"

	"github.com/scicore-go/scicore/scaling/kubernetes"
)

// A server that warns and a rate limit that must be waited for are what
// client-go tells standard error of, unless it is told not to.
func TestNothingIsPrinted(t *testing.T) {
	said := klogOutput(t)
	s := newServer(t)
	warning := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Warning", `299 - "this version is old"`)
		s.ServeHTTP(w, r)
	}))
	defer warning.Close()
	ask := func(config *rest.Config) {
		c, err := kubernetes.NewClient(config)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		scale, err := kubernetes.NewScale(c, web, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := scale.Status(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	ask(&rest.Config{Host: warning.URL, QPS: 0.9, Burst: 1})
	if klog.Flush(); said.Len() > 0 {
		t.Errorf("printed: %s", said)
	}
	ask(&rest.Config{Host: warning.URL, WarningHandler: rest.WarningLogger{}})
	if klog.Flush(); said.Len() == 0 {
		t.Error("a host that wants warnings got none, so the test above sees nothing")
	}
}

// klogOutput is what klog would print from here to the end of the test.
func klogOutput(t *testing.T) *bytes.Buffer {
	t.Helper()
	var flags flag.FlagSet
	klog.InitFlags(&flags)
	for name, value := range map[string]string{"logtostderr": "false", "stderrthreshold": "FATAL"} {
		if err := flags.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
	out := new(bytes.Buffer)
	klog.SetOutput(out)
	t.Cleanup(func() {
		klog.SetOutput(new(bytes.Buffer))
		klog.LogToStderr(true)
	})
	return out
}
