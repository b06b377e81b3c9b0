package setup_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/internal/collector"
	"github.com/scicore-go/scicore/observability/setup"
)

func TestMain(m *testing.M) { leak.Main(m) }

// limit is how long anything may take on a busy machine.
const limit = time.Minute

func within(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	t.Cleanup(cancel)
	return ctx
}

func build(t *testing.T, change func(*setup.Settings)) *setup.Telemetry {
	t.Helper()
	s := setup.Defaults()
	s.ExportTimeout = limit
	change(&s)
	tel, err := setup.Build(within(t), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
		defer cancel()
		tel.Shutdown(ctx)
	})
	return tel
}

// runtime returns a context whose evaluations tel sees.
func watched(t *testing.T, tel *setup.Telemetry) context.Context {
	t.Helper()
	rt, err := scicore.NewRuntime().WithObserver(tel.Observer()).Build()
	if err != nil {
		t.Fatal(err)
	}
	return scicore.WithRuntime(context.Background(), rt)
}

var small = graph.Of(array.Ones[float64](10)).AddScalar(1).Sum()

func evaluate(ctx context.Context, t *testing.T) {
	if v, err := scicore.Eval(ctx, small); err != nil || v.Item() != 20 {
		t.Error(v, err)
	}
}

func evaluations(cs ...*collector.Collector) (n int) {
	for _, c := range cs {
		for _, s := range c.Spans() {
			if s.Name == "scicore.eval" {
				n++
			}
		}
	}
	return n
}

func measured(c *collector.Collector) (highest int64) {
	for _, m := range c.Metrics() {
		if m.Name == "scicore.evaluations" {
			var sum int64
			for _, p := range m.GetSum().DataPoints {
				sum += p.GetAsInt()
			}
			highest = max(highest, sum)
		}
	}
	return highest
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Spans and metrics arrive, with the headers of the file and with what the
// service says of itself.
func TestWhatArrives(t *testing.T) {
	c := collector.Start(t)
	token := filepath.Join(t.TempDir(), "headers")
	write(t, token, "Authorization: Bearer one\n")
	tel := build(t, func(s *setup.Settings) {
		s.ServiceName, s.ServiceVersion, s.ResourceAttributes = "solver", "1.2", []string{"deployment.environment.name = test"}
		s.MetricsEndpoint, s.TracingEndpoint = c.URL, c.URL+"/v1/traces"
		s.MetricsHeadersFile, s.TracingHeadersFile = token, token
	})
	ctx := watched(t, tel)
	for range 3 {
		evaluate(ctx, t)
	}
	if err := tel.ForceFlush(within(t)); err != nil {
		t.Fatal(err)
	}
	if s := tel.Stats(); s.Spans.Sent != 3 || s.Metrics.Sent != 1 { // of metrics, what was collected first
		t.Errorf("%+v", s)
	}
	evaluate(ctx, t) // counted from the first collection on
	if err := tel.Shutdown(within(t)); err != nil {
		t.Fatal(err)
	}
	if n := evaluations(c); n != 4 {
		t.Errorf("%d spans", n)
	}
	if measured(c) < 1 {
		t.Error("no evaluation was counted")
	}
	for _, h := range c.Headers() {
		if h.Get("Authorization") != "Bearer one" {
			t.Errorf("headers %v", h)
		}
	}
	for _, r := range c.Resources() {
		said := map[string]string{}
		for _, a := range r.Attributes {
			said[a.Key] = a.Value.GetStringValue()
		}
		if said["service.name"] != "solver" || said["service.version"] != "1.2" || said["deployment.environment.name"] != "test" {
			t.Errorf("resource %v", said)
		}
	}
	if s := tel.Stats(); s.Spans.Sent != 4 || s.Spans.Waiting != 0 || s.Metrics.Failed != 0 {
		t.Errorf("after the end %+v", s)
	}
}

// While evaluations run, collectors and ratios are exchanged; every span is
// sent once, to whichever collector.
func TestChangesUnderLoad(t *testing.T) {
	a, b := collector.Start(t), collector.Start(t)
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) {
		d.TracingEndpoint, d.MetricsEndpoint = a.URL, a.URL
		d.TracingQueue, d.TracingPeriod, d.MetricsPeriod = 1<<17, 10*time.Millisecond, 10*time.Millisecond
		s = *d
	})
	ctx := watched(t, tel)
	var done atomic.Int64
	var stop atomic.Bool
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for !stop.Load() && done.Load() < 1<<16 {
				evaluate(ctx, t)
				done.Add(1)
			}
		})
	}
	for i := range 20 {
		s.TracingEndpoint, s.MetricsEndpoint = a.URL, b.URL
		if i%2 == 0 {
			s.TracingEndpoint, s.MetricsEndpoint = b.URL, a.URL
		}
		s.TracingBatch = 100 + i
		if err := tel.Apply(within(t), s); err != nil {
			t.Fatal(err)
		}
		for before := done.Load(); done.Load() < before+50 && done.Load() < 1<<16; {
			time.Sleep(time.Millisecond)
		}
	}
	stop.Store(true)
	wg.Wait()
	if err := tel.Shutdown(within(t)); err != nil {
		t.Fatal(err)
	}
	if got := evaluations(a, b); got != int(done.Load()) || evaluations(a) == 0 || evaluations(b) == 0 {
		t.Errorf("%d spans at one, %d at the other, of %d evaluations", evaluations(a), evaluations(b), done.Load())
	}
	if st := tel.Stats(); st.Spans.Sent != done.Load() || st.Spans.Dropped+st.Spans.Failed+st.Spans.Waiting != 0 {
		t.Errorf("%+v", st)
	}
	if measured(a) == 0 || measured(b) == 0 {
		t.Errorf("counted %d and %d", measured(a), measured(b))
	}
}

// A span that began under one collector ends under the next.
func TestSpanInFlight(t *testing.T) {
	a, b := collector.Start(t), collector.Start(t)
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) { d.TracingEndpoint = a.URL; s = *d })
	_, span := tel.TracerProvider().Tracer("t").Start(context.Background(), "long")
	s.TracingEndpoint = b.URL
	if err := tel.Apply(within(t), s); err != nil {
		t.Fatal(err)
	}
	span.End()
	if err := tel.Shutdown(within(t)); err != nil {
		t.Fatal(err)
	}
	if len(a.Spans()) != 0 || len(b.Spans()) != 1 {
		t.Errorf("%d and %d", len(a.Spans()), len(b.Spans()))
	}
}

func TestRatio(t *testing.T) {
	c := collector.Start(t)
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) { d.TracingEndpoint, d.TracingRatio = c.URL, 0.1; s = *d })
	ctx := watched(t, tel)
	for range 2000 {
		evaluate(ctx, t)
	}
	if err := tel.ForceFlush(within(t)); err != nil {
		t.Fatal(err)
	}
	kept := evaluations(c)
	if kept < 100 || kept > 300 { // 200, seven standard deviations
		t.Errorf("%d of 2000 at a ratio of 0.1", kept)
	}
	s.TracingRatio = 0
	if err := tel.Apply(within(t), s); err != nil {
		t.Fatal(err)
	}
	for range 200 {
		evaluate(ctx, t)
	}
	flags := trace.FlagsSampled
	parent := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}, TraceFlags: flags, Remote: true})
	evaluate(trace.ContextWithRemoteSpanContext(ctx, parent), t) // was decided about elsewhere
	if err := tel.Shutdown(within(t)); err != nil {
		t.Fatal(err)
	}
	if n := evaluations(c); n != kept+1 {
		t.Errorf("%d at a ratio of 0, and not the one of a parent", n-kept)
	}
}

// With no endpoint there are no spans, and a trace passes through unchanged.
func TestOffPassesTracesThrough(t *testing.T) {
	tel := build(t, func(*setup.Settings) {})
	parent := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}, TraceFlags: trace.FlagsSampled, Remote: true})
	ctx, span := tel.TracerProvider().Tracer("t").Start(trace.ContextWithRemoteSpanContext(context.Background(), parent), "s")
	defer span.End()
	if got := trace.SpanContextFromContext(ctx); span.IsRecording() || got.SpanID() != parent.SpanID() || !got.IsSampled() {
		t.Errorf("%v", got)
	}
	evaluate(watched(t, tel), t)
	if s := tel.Stats(); s != (setup.Stats{}) {
		t.Errorf("%+v", s)
	}
}

func TestRoute(t *testing.T) {
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) { d.MetricsPath = "/metrics"; s = *d })
	h := tel.Route(http.NotFoundHandler())
	get := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		return w
	}
	get("/metrics") // from here on evaluations are counted
	evaluate(watched(t, tel), t)
	if w := get("/metrics"); w.Code != 200 || !strings.Contains(w.Body.String(), `scicore_evaluations_total{`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := get("/metrics/"); w.Code != 404 {
		t.Error(w.Code)
	}
	s.MetricsPath = ""
	if err := tel.Apply(within(t), s); err != nil {
		t.Fatal(err)
	}
	if w := get("/metrics"); w.Code != 404 {
		t.Errorf("switched off, but %d", w.Code)
	}
	w := httptest.NewRecorder()
	tel.MetricsHandler().ServeHTTP(w, httptest.NewRequest("GET", "/anywhere", nil))
	if w.Code != 200 {
		t.Error(w.Code)
	}
}

// What nobody gets to see is not measured.
func TestNothingIsMeasuredForNobody(t *testing.T) {
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) { s = *d })
	if _, l := tel.Observer().Begin(context.Background(), "eval"); l != nil {
		t.Errorf("%T listens", l)
	}
	s.MetricsPath = "/metrics"
	if err := tel.Apply(within(t), s); err != nil {
		t.Fatal(err)
	}
	if _, l := tel.Observer().Begin(context.Background(), "eval"); l == nil {
		t.Error("nobody listens though there are scrapes")
	} else {
		l.End(observability.Outcome{})
	}
	s.MetricsPath = ""
	if err := tel.Apply(within(t), s); err != nil {
		t.Fatal(err)
	}
	if _, l := tel.Observer().Begin(context.Background(), "eval"); l != nil {
		t.Errorf("%T listens again", l)
	}
	tel.MetricsHandler()
	if _, l := tel.Observer().Begin(context.Background(), "eval"); l == nil {
		t.Error("nobody listens though the host serves the handler")
	}
}

// A collector that hangs holds neither changes up nor the end for longer than
// it may.
func TestHangingCollector(t *testing.T) {
	c := collector.Start(t)
	release := make(chan struct{})
	c.Before(func(http.ResponseWriter) bool { <-release; return true })
	defer close(release)
	var s setup.Settings
	tel := build(t, func(d *setup.Settings) {
		d.TracingEndpoint, d.MetricsEndpoint, d.ExportTimeout = c.URL, c.URL, time.Hour
		s = *d
	})
	ctx := watched(t, tel)
	evaluate(ctx, t)
	s.TracingEndpoint, s.MetricsEndpoint = "", ""
	if err := tel.Apply(within(t), s); err != nil { // waits for nobody: the test would time out
		t.Fatal(err)
	}
	evaluate(ctx, t)
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if err := tel.Shutdown(over); err != nil { // nothing of the present is left; the past gives up
		t.Error(err)
	}
	if st := tel.Stats(); st.Spans.Failed != 1 || st.Spans.Waiting != 0 || st.Metrics.Sent != 0 {
		t.Errorf("%+v", st)
	}
	if err := tel.Apply(within(t), s); !errors.Is(err, setup.ErrClosed) {
		t.Error(err)
	}
	if err := tel.Shutdown(over); err != nil {
		t.Error(err)
	}
}

// host is how a service composes its settings.
type host struct {
	Observability setup.Settings `toml:"observability"`
}

func section(h host) setup.Settings { return h.Observability }

// A broken file, and one with what cannot change, leave everything as it was.
func TestLastGoodStays(t *testing.T) {
	a, b := collector.Start(t), collector.Start(t)
	file := filepath.Join(t.TempDir(), "service.toml")
	with := func(lines ...string) { write(t, file, "[observability]\n"+strings.Join(lines, "\n")) }
	endpoint := func(c *collector.Collector) string { return fmt.Sprintf("tracing_endpoint = %q", c.URL) }
	with(endpoint(a), `log_level = "warn"`)
	live, err := config.Open(config.Source{File: file, Getenv: func(string) string { return "" }}, host{setup.Defaults()})
	if err != nil {
		t.Fatal(err)
	}
	tel, err := setup.Build(within(t), live.Current().Observability)
	if err != nil {
		t.Fatal(err)
	}
	defer tel.Shutdown(within(t))
	setup.Follow(live, tel, section)
	if st := tel.Status(); st.Generation != 1 || st.Err != nil || tel.LogLevel().Level() != slog.LevelWarn {
		t.Errorf("%+v %v", st, tel.LogLevel())
	}
	ctx := watched(t, tel)
	evaluate(ctx, t)

	with(endpoint(b), `tracing_ratio = 2`, `metrics_path = "metrics"`, `unknown = 1`)
	var faults *config.Error
	if err := live.Reload(); !errors.As(err, &faults) || len(faults.Faults) != 3 {
		t.Fatal(err)
	}
	if st := tel.Status(); st.Generation != 1 || tel.Settings().TracingEndpoint != a.URL {
		t.Errorf("%+v", st)
	}

	with(endpoint(b), `service_name = "another"`, `metrics_max_series = 3`)
	if err := live.Reload(); err != nil {
		t.Fatal(err) // good settings, for a service that starts
	}
	st := tel.Status()
	if !errors.As(st.Err, &faults) || len(faults.Faults) != 2 || st.Failed.IsZero() || tel.Settings().TracingEndpoint != a.URL {
		t.Fatalf("%+v", st)
	}
	if f := faults.Faults[0]; f.Field != "service_name" || f.Value != `"another"` || !strings.Contains(f.Rule, "restart") {
		t.Errorf("%+v", f)
	}
	evaluate(ctx, t)

	with(endpoint(b))
	if err := live.Reload(); err != nil {
		t.Fatal(err)
	}
	if st := tel.Status(); st.Generation != 2 || st.Err != nil || tel.LogLevel().Level() != slog.LevelInfo {
		t.Errorf("%+v", st)
	}
	evaluate(ctx, t)
	if err := tel.Shutdown(within(t)); err != nil {
		t.Fatal(err)
	}
	if evaluations(a) != 2 || evaluations(b) != 1 {
		t.Errorf("%d and %d", evaluations(a), evaluations(b))
	}
}

// Follow takes over what was loaded between the building and its call.
func TestFollowCatchesUp(t *testing.T) {
	file := filepath.Join(t.TempDir(), "service.toml")
	write(t, file, "")
	live, err := config.Open(config.Source{File: file, Getenv: func(string) string { return "" }}, host{setup.Defaults()})
	if err != nil {
		t.Fatal(err)
	}
	tel := build(t, func(*setup.Settings) {})
	write(t, file, "[observability]\nlog_level = \"debug\"")
	if err := live.Reload(); err != nil {
		t.Fatal(err)
	}
	setup.Follow(live, tel, section)
	if tel.LogLevel().Level() != slog.LevelDebug {
		t.Error(tel.LogLevel())
	}
}
