package prometheus_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/internal/need"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/httpmetrics"
	"github.com/scicore-go/scicore/observability/metrics/prometheus"
	"github.com/scicore-go/scicore/observability/metrics/system"
	"github.com/scicore-go/scicore/observability/tracing"
)

// tool returns the path of a program of Debian's package prometheus.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		need.Missing(t, name+": apt-get install prometheus")
	}
	return path
}

// service evaluates and answers requests with all instruments on, and returns
// a server with its metrics.
func service(t *testing.T, o *prometheus.Options) *httptest.Server {
	t.Helper()
	e, err := prometheus.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Shutdown(context.Background()) })
	m, err := metrics.New(&metrics.Options{MeterProvider: e.MeterProvider()})
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpmetrics.New(&httpmetrics.Options{MeterProvider: e.MeterProvider()})
	if err != nil {
		t.Fatal(err)
	}
	spans := tracing.New(&tracing.Options{TracerProvider: sdktrace.NewTracerProvider()})
	rt, err := scicore.NewRuntime().WithObserver(spans).WithObserver(m).WithSelector(execution.Fixed("simd")).WithMemoryLimit(1 << 24).
		WithCalibration(execution.Calibration{FLOPNanos: 0.15, GEMM: 2e10, Memory: 8e9, MemoryAll: 16e9, Region: 8 * time.Microsecond}).Build()
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Register("main", rt); err != nil {
		t.Fatal(err)
	}
	watch(t, e)
	ctx := scicore.WithRuntime(context.Background(), rt)
	x := graph.Of(array.Ones[float64](200, 200))
	for range 5 {
		if _, err := scicore.Eval(ctx, x.MatMul(x).Sum()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := scicore.Eval(ctx, graph.Of(array.Ones[float64](1<<22)).Neg()); err == nil {
		t.Fatal("no error over the limit")
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", e.Handler())
	mux.HandleFunc("GET /hello/{name}", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "hello") })
	s := httptest.NewServer(h.Middleware(mux))
	t.Cleanup(s.Close)
	resp, err := http.Get(s.URL + "/hello/you")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	return s
}

// watch has the machine in the scrape, with a collection of garbage between
// two readings.
func watch(t *testing.T, e *prometheus.Exporter) {
	t.Helper()
	c, err := system.New(&system.Options{MinInterval: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Register(e.MeterProvider().Meter("test")); err != nil {
		t.Fatal(err)
	}
	_, _ = c.Collect(t.Context()) // what is not there is in the scrape
	runtime.GC()
}

func get(t *testing.T, address, accept string) (string, *http.Response) {
	t.Helper()
	req, _ := http.NewRequest("GET", address, nil)
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body), resp
}

func TestExposition(t *testing.T) {
	s := service(t, nil)
	text, _ := get(t, s.URL+"/metrics", "")
	for _, want := range []string{
		`scicore_evaluations_total{scicore_door="eval",scicore_engine_name="simd"} 5`,
		`error_type="memory_limit"`,
		`scicore_runtime_memory_limit_bytes{scicore_runtime_name="main"} 1.6777216e+07`,
		`http_server_request_duration_seconds_count{http_request_method="GET",http_response_status_code="200",http_route="/hello/{name}"`,
		`scicore_evaluation_duration_seconds_bucket{scicore_door="eval",scicore_engine_name="simd",le="1e-06"} 0`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	open, resp := get(t, s.URL+"/metrics", "application/openmetrics-text;version=1.0.0")
	if !strings.HasPrefix(resp.Header.Get("Content-Type"), "application/openmetrics-text") || !strings.HasSuffix(open, "# EOF\n") {
		t.Errorf("OpenMetrics: %s", resp.Header.Get("Content-Type"))
	}
	if !strings.Contains(open, `trace_id="`) {
		t.Error("no exemplar leads to a trace")
	}
}

func TestPromtoolLikesTheExposition(t *testing.T) {
	promtool := tool(t, "promtool")
	text, _ := get(t, service(t, nil).URL+"/metrics", "")
	cmd := exec.Command(promtool, "check", "metrics")
	cmd.Stdin = strings.NewReader(text)
	out, err := cmd.CombinedOutput()
	for line := range strings.Lines(string(out)) {
		name, _, _ := strings.Cut(line, " ")
		// The conventions end names in .count; the tool would keep that for
		// histograms.
		if !strings.Contains(line, `should not have "_count" suffix`) || !countNames[name] {
			t.Errorf("promtool check metrics: %v: %s", err, line)
		}
	}
}

// countNames are names that the conventions give.
var countNames = map[string]bool{"system_cpu_logical_count": true, "go_goroutine_count": true, "process_thread_count": true, "process_unix_file_descriptor_count": true}

const examples = "../../../examples/observability"

func TestAlertRules(t *testing.T) {
	promtool := tool(t, "promtool")
	for _, args := range [][]string{{"check", "rules", "alerts.yml"}, {"test", "rules", "alerts_test.yml"}} {
		cmd := exec.Command(promtool, args...)
		cmd.Dir = examples
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %v: %v\n%s", args, err, out)
		}
	}
}

// dashboard is what is checked of Grafana's model.
type dashboard struct {
	UID, Title    string
	SchemaVersion int
	Panels        []struct {
		ID      int
		Title   string
		Type    string
		GridPos struct{ X, Y, W, H int }
		Targets []struct{ Expr, RefID string }
	}
}

func readDashboard(t *testing.T) dashboard {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(examples, "grafana.json"))
	if err != nil {
		t.Fatal(err)
	}
	var d dashboard
	if err := json.Unmarshal(data, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

var metricName = regexp.MustCompile(`\b(scicore|http|go|system|process)_[a-z0-9_]+\b`)

// elsewhere are metrics that only Linux has.
var elsewhere = regexp.MustCompile(`^(system|scicore_system|scicore_cgroup|process_memory)_`)

// Every metric that dashboard and alerts name is one that a scrape shows.
func TestDashboardAndAlertsNameRealMetrics(t *testing.T) {
	text, _ := get(t, service(t, nil).URL+"/metrics", "")
	d := readDashboard(t)
	if d.UID == "" || d.SchemaVersion < 30 || len(d.Panels) < 10 {
		t.Fatalf("no dashboard: %+v", d)
	}
	ids, exprs := map[int]bool{}, []string{}
	for i, p := range d.Panels {
		if ids[p.ID] || p.Title == "" || len(p.Targets) == 0 || p.GridPos.X+p.GridPos.W > 24 {
			t.Errorf("panel %d: %+v", i, p)
		}
		ids[p.ID] = true
		for _, q := range p.Targets {
			exprs = append(exprs, q.Expr)
		}
	}
	alerts, err := os.ReadFile(filepath.Join(examples, "alerts.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range append(exprs, string(alerts)) {
		for _, name := range metricName.FindAllString(e, -1) {
			if isLabel := regexp.MustCompile(name+`\s*(=|!|,|\)|\})`).MatchString(e) && !strings.Contains(text, "\n"+name); isLabel && strings.Contains(text, name+`="`) {
				continue
			}
			if runtime.GOOS != "linux" && elsewhere.MatchString(name) {
				continue
			}
			if !strings.Contains(text, "\n"+name+"{") && !strings.Contains(text, "\n"+name+" ") {
				t.Errorf("%s is not in the scrape", name)
			}
		}
	}
}

// server starts a real Prometheus that scrapes target, and returns its address.
func server(t *testing.T, target string) string {
	t.Helper()
	return need.Prometheus(t, fmt.Sprintf("global: {scrape_interval: 1s, scrape_timeout: 1s}\nrule_files: [%s]\nscrape_configs: [{job_name: svc, static_configs: [{targets: [%q]}]}]\n",
		mustAbs(t, filepath.Join(examples, "alerts.yml")), strings.TrimPrefix(target, "http://")))
}

func mustAbs(t *testing.T, path string) string {
	t.Helper()
	abs, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

type answer struct {
	Status, Error string
	Data          struct {
		Result []struct {
			Metric map[string]string
			Value  [2]any
		}
	}
}

// query asks Prometheus; ok is false while it is not up.
func query(t *testing.T, server, expr string) (a answer, ok bool) {
	t.Helper()
	resp, err := http.Get(server + "/api/v1/query?query=" + url.QueryEscape(expr))
	if err != nil {
		return a, false
	}
	defer resp.Body.Close()
	if resp.StatusCode == http.StatusServiceUnavailable {
		return a, false
	}
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		t.Fatal(err)
	}
	return a, true
}

// eventually asks until there is one series and it is as it should be: a scrape
// that a busy machine was too slow for takes all series away until the next.
func eventually(t *testing.T, server, expr string, holds func(answer) bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		a, _ := query(t, server, expr)
		if len(a.Data.Result) == 1 && holds(a) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s: %+v", expr, a)
		}
	}
}

func TestRealPrometheusScrapes(t *testing.T) {
	p := server(t, service(t, nil).URL)
	eventually(t, p, `scicore_evaluations_total{scicore_engine_name="simd"}`, func(a answer) bool {
		return a.Data.Result[0].Value[1] == "5" && a.Data.Result[0].Metric["job"] == "svc"
	})
	if runtime.GOOS == "linux" {
		for _, expr := range []string{`system_cpu_time_seconds_total{cpu_mode="idle"} > 0`, `system_memory_limit_bytes > 0`, `go_goroutine_count > 0`} {
			eventually(t, p, expr, func(answer) bool { return true })
		}
	}
	for _, panel := range readDashboard(t).Panels { // every expression of the dashboard is one
		for _, q := range panel.Targets {
			expr := strings.NewReplacer("$__rate_interval", "1m", "$job", ".*").Replace(q.Expr)
			if a, ok := query(t, p, expr); !ok || a.Status != "success" {
				t.Errorf("%s: %s: %s", panel.Title, expr, a.Error)
			}
		}
	}
}

func TestMiddlewareGuardsTheHandler(t *testing.T) {
	guarded := service(t, &prometheus.Options{Middleware: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer token" {
				http.Error(w, "no", http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	if text, resp := get(t, guarded.URL+"/metrics", ""); resp.StatusCode != 401 || strings.Contains(text, "scicore") {
		t.Errorf("status %d", resp.StatusCode)
	}
}

// Instruments of the host are bounded too.
func TestHostSeriesAreBounded(t *testing.T) {
	e, err := prometheus.New(&prometheus.Options{MaxSeries: 50})
	if err != nil {
		t.Fatal(err)
	}
	h, err := httpmetrics.New(&httpmetrics.Options{MeterProvider: e.MeterProvider(), MaxSeries: 1 << 20, MaxRoutes: 1 << 20,
		Route: func(r *http.Request) string { return r.URL.Path }})
	if err != nil {
		t.Fatal(err)
	}
	handler := h.Middleware(http.NotFoundHandler())
	for i := range 2000 {
		r := httptest.NewRequest("GET", "/", nil)
		r.URL.Path = fmt.Sprint("/", i, []string{"\"", "\n", "\xff"}[i%3])
		handler.ServeHTTP(httptest.NewRecorder(), r)
	}
	w := httptest.NewRecorder()
	e.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if n := strings.Count(w.Body.String(), "http_server_request_duration_seconds_count{"); w.Code != 200 || n > 50 || !strings.Contains(w.Body.String(), `otel_metric_overflow="true"`) {
		t.Errorf("status %d, %d series", w.Code, n)
	}
}

func ExampleNew() {
	e, err := prometheus.New(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	m, err := metrics.New(&metrics.Options{MeterProvider: e.MeterProvider()})
	if err != nil {
		fmt.Println(err)
		return
	}
	rt, err := scicore.NewRuntime().WithObserver(m).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	if _, err := scicore.Eval(scicore.WithRuntime(context.Background(), rt), graph.Of(array.Ones[float64](8)).Sum()); err != nil {
		fmt.Println(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", e.Handler())

	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, line := range strings.Split(w.Body.String(), "\n") {
		if strings.HasPrefix(line, "scicore_evaluations_total") {
			fmt.Println(line)
		}
	}
	// Output: scicore_evaluations_total{scicore_door="eval",scicore_engine_name="direct"} 1
}
