package setup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/observability/setup"
)

func load(t *testing.T, toml string, env map[string]string) (setup.Settings, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "service.toml")
	write(t, file, toml)
	h, err := config.Load(config.Source{File: file, Getenv: func(k string) string { return env[k] }}, host{setup.Defaults()})
	return h.Observability, err
}

func TestFileAndEnvironment(t *testing.T) {
	s, err := load(t, `[observability]
metrics_endpoint = "http://prometheus.monitoring.svc.cluster.local:9090/api/v1/otlp/v1/metrics"
tracing_endpoint = "http://jaeger.monitoring.svc.cluster.local:4318"
tracing_ratio = 0.5
metrics_period = "1m"
resource_attributes = ["a=b"]
`, map[string]string{"SCICORE_OBSERVABILITY_TRACING_RATIO": "0.25", "SCICORE_OBSERVABILITY_LOG_LEVEL": "debug"})
	if err != nil {
		t.Fatal(err)
	}
	if s.TracingRatio != 0.25 || s.MetricsPeriod != time.Minute || s.LogLevel.String() != "DEBUG" || s.TracingQueue == 0 ||
		len(s.ResourceAttributes) != 1 || !strings.HasPrefix(s.MetricsEndpoint, "http://prometheus") {
		t.Errorf("%+v", s)
	}
}

// Every fault is named at once, each with its key, value and rule, and nothing
// that could be a secret.
func TestFaults(t *testing.T) {
	dir := t.TempDir()
	bad, notPEM := filepath.Join(dir, "headers"), filepath.Join(dir, "ca.pem")
	write(t, bad, "hunter2 without a name")
	write(t, notPEM, "no certificate")
	for _, c := range []struct{ line, key, rule string }{
		{`metrics_endpoint = "collector:4318"`, "metrics_endpoint", "http://host:port"},
		{`metrics_endpoint = "http://u:hunter2@collector:4318"`, "metrics_endpoint", "no password"},
		{`metrics_endpoint = "http://collector:4318?token=x"`, "metrics_endpoint", "query"},
		{`metrics_endpoint = "http://u:hunter2@co\u0000"`, "metrics_endpoint", "http://host:port"},
		{`tracing_endpoint = "ftp://collector"`, "tracing_endpoint", "http://host:port"},
		{`tracing_endpoint = "http://"`, "tracing_endpoint", "http://host:port"},
		{`tracing_ratio = 1.5`, "tracing_ratio", "between 0 and 1"},
		{`tracing_ratio = nan`, "tracing_ratio", "between 0 and 1"},
		{`tracing_queue = 0`, "tracing_queue", "between 1 and"},
		{`tracing_queue = 9999999`, "tracing_queue", "between 1 and"},
		{`tracing_batch = 5000`, "tracing_batch", "at most tracing_queue"},
		{`tracing_period = "0s"`, "tracing_period", "> 0"},
		{`metrics_period = "-1s"`, "metrics_period", "> 0"},
		{`export_timeout = "48h"`, "export_timeout", "at most 24h"},
		{`metrics_max_series = -1`, "metrics_max_series", "between 1 and"},
		{`metrics_path = "metrics"`, "metrics_path", "a path"},
		{`metrics_path = "/"`, "metrics_path", "a path"},
		{`resource_attributes = ["novalue"]`, "resource_attributes", "key=value"},
		{`tracing_headers_file = "` + bad + `"`, "tracing_headers_file", "line 1"},
		{`metrics_headers_file = "` + dir + `"`, "metrics_headers_file", "not a file"},
		{`tls_ca_file = "` + notPEM + `"`, "tls_ca_file", "PEM"},
		{`tls_ca_file = "/nowhere/ca.pem"`, "tls_ca_file", "no such file"},
		{`log_level = "info+9"`, "log_level", "debug, info"},
	} {
		s, err := load(t, "[observability]\n"+c.line, nil)
		var e *config.Error
		if !errors.As(err, &e) || len(e.Faults) != 1 {
			t.Errorf("%s: %v", c.line, err)
			continue
		}
		f := e.Faults[0]
		if f.Field != "observability."+c.key || !strings.Contains(f.Rule, c.rule) || f.Value == "" || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %+v", c.line, f)
		}
		if s.TracingQueue != setup.Defaults().TracingQueue {
			t.Errorf("%s: not the defaults: %+v", c.line, s)
		}
	}
	_, err := load(t, "[observability]\ntracing_ratio = 2\nmetrics_path = \"x\"\ntracing_queue = -1\n", nil)
	var e *config.Error
	if !errors.As(err, &e) || len(e.Faults) != 3 {
		t.Errorf("not all at once: %v", err)
	}
}

func TestBuildRefuses(t *testing.T) {
	if tel, err := setup.Build(t.Context(), setup.Settings{}); tel != nil || err == nil {
		t.Error(tel, err)
	}
}

// A new content of the file of certificates is another collector.
func TestCAFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	pem, err := os.ReadFile("testdata/ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	write(t, file, string(pem))
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) {
		d.TLSCAFile, d.TracingEndpoint = file, "https://collector.invalid:4318"
		s = *d
	})
	if err := tel.Apply(t.Context(), s); err != nil || tel.Status().Generation != 1 {
		t.Errorf("the same again: %v %+v", err, tel.Status())
	}
	write(t, file, string(pem)+"\n")
	if err := tel.Apply(t.Context(), s); err != nil || tel.Status().Generation != 2 {
		t.Errorf("rotated: %v %+v", err, tel.Status())
	}
}

// Whoever watches the settings watches the certificates: new ones are in force
// without a change of the settings, broken ones never.
func TestCAFileIsWatched(t *testing.T) {
	dir := t.TempDir()
	ca, file := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "service.toml")
	pem, err := os.ReadFile("testdata/ca.pem")
	if err != nil {
		t.Fatal(err)
	}
	write(t, ca, string(pem))
	write(t, file, "[observability]\ntracing_endpoint = \"https://collector.invalid:4318\"\ntls_ca_file = \""+ca+"\"\n")
	live, err := config.Open(config.Source{File: file, Getenv: func(string) string { return "" }}, host{setup.Defaults()})
	if err != nil {
		t.Fatal(err)
	}
	tel := build(t, func(s *setup.Settings) { *s = live.Current().Observability })
	setup.Follow(live, tel, func(h host) setup.Settings { return h.Observability })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- live.Watch(ctx, time.Millisecond, nil) }()
	defer func() { stop(); <-done }()
	until := func(what string, ok func() bool) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: %+v %+v", what, live.Status(), tel.Status())
			}
		}
	}
	write(t, ca, "no certificate")
	until("a broken file is not noticed", func() bool { return live.Status().Err != nil })
	if tel.Status().Generation != 1 {
		t.Errorf("a broken file changed something: %+v", tel.Status())
	}
	write(t, ca, string(pem)+"\n")
	until("a new file is not noticed", func() bool { return live.Status().Err == nil && tel.Status().Generation == 2 })
}
