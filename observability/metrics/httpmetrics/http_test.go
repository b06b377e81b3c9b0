package httpmetrics_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/httpmetrics"
)

type kit struct {
	*httpmetrics.Instrumentation
	reader *sdkmetric.ManualReader
	spans  *tracetest.SpanRecorder
	app    *metrics.ApplicationCollector
}

func newKit(t testing.TB, o httpmetrics.Options) *kit {
	t.Helper()
	k := &kit{reader: sdkmetric.NewManualReader(), spans: tracetest.NewSpanRecorder(), app: metrics.NewApplication()}
	o.MeterProvider = sdkmetric.NewMeterProvider(sdkmetric.WithReader(k.reader))
	o.TracerProvider = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(k.spans))
	o.Application = k.app
	o.User = func(r *http.Request) string { return r.Header.Get("X-User") }
	var err error
	if k.Instrumentation, err = httpmetrics.New(&o); err != nil {
		t.Fatal(err)
	}
	return k
}

func (k *kit) collect(t testing.TB) map[string]metricdata.Aggregation {
	t.Helper()
	var rm metricdata.ResourceMetrics
	if err := k.reader.Collect(context.Background(), &rm); err != nil {
		t.Fatal(err)
	}
	out := map[string]metricdata.Aggregation{}
	for _, s := range rm.ScopeMetrics {
		for _, m := range s.Metrics {
			out[m.Name] = m.Data
		}
	}
	return out
}

// points returns the number of requests by the attributes printed.
func points(a metricdata.Aggregation) map[string]uint64 {
	out := map[string]uint64{}
	if h, ok := a.(metricdata.Histogram[float64]); ok {
		for _, p := range h.DataPoints {
			out[p.Attributes.Encoded(attribute.DefaultEncoder())] += p.Count
		}
	}
	return out
}

func handler() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /compute/{id}", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body)
	})
	mux.HandleFunc("/fails", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) })
	mux.HandleFunc("/panics", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	mux.HandleFunc("/streams", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusAccepted)
		w.(http.Flusher).Flush()
		if _, ok := w.(http.Hijacker); !ok {
			panic("no Hijacker")
		}
	})
	return mux
}

func TestRequestsAreMeasured(t *testing.T) {
	k := newKit(t, httpmetrics.Options{})
	s := httptest.NewServer(k.Middleware(handler()))
	defer s.Close()
	c := &http.Client{Transport: k.Transport(s.Client().Transport)}
	resp, err := c.Post(s.URL+"/compute/17?secret=1", "text/plain", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	if string(body) != "hello" {
		t.Errorf("body %q", body)
	}
	for _, path := range []string{"/fails", "/streams", "/nowhere", "/panics"} {
		req, _ := http.NewRequest("GET", s.URL+path, nil)
		req.Header.Set("X-User", "u1")
		if resp, err := c.Do(req); err == nil {
			resp.Body.Close()
		}
	}
	s.Close() // waits for handlers that flushed before they ended
	data := k.collect(t)
	want := map[string]uint64{
		"http.request.method=POST,http.response.status_code=200,http.route=/compute/{id},network.protocol.version=1.1,url.scheme=http":         1,
		"error.type=503,http.request.method=GET,http.response.status_code=503,http.route=/fails,network.protocol.version=1.1,url.scheme=http":  1,
		"http.request.method=GET,http.response.status_code=202,http.route=/streams,network.protocol.version=1.1,url.scheme=http":               1,
		"http.request.method=GET,http.response.status_code=404,network.protocol.version=1.1,url.scheme=http":                                   1,
		"error.type=500,http.request.method=GET,http.response.status_code=500,http.route=/panics,network.protocol.version=1.1,url.scheme=http": 1,
	}
	got := points(data["http.server.request.duration"])
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	client := points(data["http.client.request.duration"])
	if client["error.type=503,http.request.method=GET,http.response.status_code=503,network.protocol.version=1.1,url.scheme=http"] != 1 ||
		client["error.type=_OTHER,http.request.method=GET,url.scheme=http"] != 1 {
		t.Errorf("client: %v", client)
	}
	for _, p := range data["http.server.response.body.size"].(metricdata.Histogram[int64]).DataPoints {
		if r, _ := p.Attributes.Value("http.route"); r.AsString() == "/compute/{id}" && p.Sum != 5 {
			t.Errorf("response size %d", p.Sum)
		}
	}
	for _, p := range data["http.server.active_requests"].(metricdata.Sum[int64]).DataPoints {
		if p.Value != 0 {
			t.Errorf("%d requests active", p.Value)
		}
	}
	if a := k.app.Snapshot(); a.ActiveUsers != 1 || a.ErrorRate != .4 || a.ActiveRequests != 0 {
		t.Errorf("application %+v", a)
	}
}

// The span of the client is the parent of the server's, by headers alone.
func TestTracesCrossHTTP(t *testing.T) {
	k := newKit(t, httpmetrics.Options{})
	s := httptest.NewServer(k.Middleware(handler()))
	defer s.Close()
	c := &http.Client{Transport: k.Transport(s.Client().Transport)}
	resp, err := c.Get(s.URL + "/fails")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	s.Close() // so that the server's span has ended
	var client, server sdktrace.ReadOnlySpan
	for _, span := range k.spans.Ended() {
		switch span.Name() {
		case "GET":
			client = span
		case "GET /fails":
			server = span
		}
	}
	if client == nil || server == nil || server.Parent().SpanID() != client.SpanContext().SpanID() || !server.Parent().IsRemote() {
		t.Errorf("client %v, server %v", client, server)
	}
}

// A hundred thousand paths, methods and headers of an attacker.
func TestAttackersCannotMakeSeries(t *testing.T) {
	k := newKit(t, httpmetrics.Options{})
	h := k.Middleware(handler())
	n := 100_000
	if testing.Short() {
		n = 10_000
	}
	for i := range n {
		r := httptest.NewRequest("GET", "/"+fmt.Sprint(i), nil)
		r.Method, r.Host = fmt.Sprint("M", i), fmt.Sprint("host", i)
		r.ProtoMajor = i
		r.Header.Set("traceparent", "\xff\x00")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if got := points(k.collect(t)["http.server.request.duration"]); len(got) > 8 {
		t.Errorf("%d series: %v", len(got), got)
	}

	k = newKit(t, httpmetrics.Options{Route: func(r *http.Request) string { return r.URL.Path }, MaxRoutes: 10})
	h = k.Middleware(handler())
	for i := range n {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/"+fmt.Sprint(i), nil))
	}
	got, sum := points(k.collect(t)["http.server.request.duration"]), uint64(0)
	for _, c := range got {
		sum += c
	}
	if len(got) != 11 || sum != uint64(n) {
		t.Errorf("%d series of %d requests", len(got), sum)
	}

	k = newKit(t, httpmetrics.Options{MaxSeries: 5})
	status := 0
	h = k.Middleware(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(status) }))
	for status = 200; status < 1000; status++ {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/", nil))
	}
	got = points(k.collect(t)["http.server.request.duration"])
	if len(got) != 6 || got["otel.metric.overflow=true"] != 795 {
		t.Errorf("%d series: %v", len(got), got)
	}
}

func ExampleInstrumentation_Middleware() {
	app := metrics.NewApplication()
	h, err := httpmetrics.New(&httpmetrics.Options{Application: app})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /double/{x}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.PathValue("x"), r.PathValue("x")) })
	server := httptest.NewServer(h.Middleware(mux))
	defer server.Close()
	resp, err := http.Get(server.URL + "/double/21")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer resp.Body.Close()
	var body bytes.Buffer
	body.ReadFrom(resp.Body)
	fmt.Println(body.String(), app.Snapshot().ErrorRate)
	// Output: 2121 0
}
