// Package collector is an OpenTelemetry collector for tests: it takes OTLP
// over HTTP as protobuf, decodes it by the official definitions and keeps it.
package collector

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	metricspb "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	tracepb "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	metric "go.opentelemetry.io/proto/otlp/metrics/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Collector is one, with what it received.
type Collector struct {
	*httptest.Server
	t testing.TB

	mu      sync.Mutex
	spans   []*trace.Span
	metrics []*metric.Metric
	headers []http.Header
	sources []*resource.Resource
	before  func(w http.ResponseWriter) (answered bool)
}

// Start starts a collector that ends with the test.
func Start(t testing.TB) *Collector {
	c := &Collector{t: t}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", c.traces)
	mux.HandleFunc("POST /v1/metrics", c.measurements)
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	return c
}

// Before sets what is called first with every request; it may be slow, or
// answer itself. nil ends that.
func (c *Collector) Before(f func(w http.ResponseWriter) (answered bool)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.before = f
}

func (c *Collector) receive(w http.ResponseWriter, r *http.Request, into proto.Message) bool {
	c.mu.Lock()
	before := c.before
	c.headers = append(c.headers, r.Header.Clone())
	c.mu.Unlock()
	if before != nil && before(w) {
		return false
	}
	if got := r.Header.Get("Content-Type"); got != "application/x-protobuf" {
		c.t.Errorf("content type %q", got)
	}
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return false // the sender gave up
	}
	data, err := plain(r.Header.Get("Content-Encoding"), raw)
	if err == nil {
		err = proto.Unmarshal(data, into)
	}
	if err != nil {
		c.t.Errorf("%s: %v", r.URL.Path, err)
		http.Error(w, err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func plain(encoding string, raw []byte) ([]byte, error) {
	if encoding != "gzip" {
		return raw, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func (c *Collector) answer(w http.ResponseWriter, m proto.Message) {
	w.Header().Set("Content-Type", "application/x-protobuf")
	data, err := proto.Marshal(m)
	if err != nil {
		c.t.Error(err)
	}
	w.Write(data)
}

func (c *Collector) traces(w http.ResponseWriter, r *http.Request) {
	var req tracepb.ExportTraceServiceRequest
	if !c.receive(w, r, &req) {
		return
	}
	c.mu.Lock()
	for _, rs := range req.ResourceSpans {
		c.sources = append(c.sources, rs.Resource)
		for _, s := range rs.ScopeSpans {
			c.spans = append(c.spans, s.Spans...)
		}
	}
	c.mu.Unlock()
	c.answer(w, &tracepb.ExportTraceServiceResponse{})
}

func (c *Collector) measurements(w http.ResponseWriter, r *http.Request) {
	var req metricspb.ExportMetricsServiceRequest
	if !c.receive(w, r, &req) {
		return
	}
	c.mu.Lock()
	for _, rm := range req.ResourceMetrics {
		c.sources = append(c.sources, rm.Resource)
		for _, s := range rm.ScopeMetrics {
			c.metrics = append(c.metrics, s.Metrics...)
		}
	}
	c.mu.Unlock()
	c.answer(w, &metricspb.ExportMetricsServiceResponse{})
}

// Spans returns the spans received.
func (c *Collector) Spans() []*trace.Span {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*trace.Span(nil), c.spans...)
}

// Metrics returns the metrics received, oldest first.
func (c *Collector) Metrics() []*metric.Metric {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*metric.Metric(nil), c.metrics...)
}

// Headers returns the headers of all requests.
func (c *Collector) Headers() []http.Header {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]http.Header(nil), c.headers...)
}

// Resources returns what every request said of its sender.
func (c *Collector) Resources() []*resource.Resource {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*resource.Resource(nil), c.sources...)
}
