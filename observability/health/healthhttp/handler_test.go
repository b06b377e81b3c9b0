package healthhttp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

var update = flag.Bool("update", false, "write the golden files")

func build(t testing.TB, b health.RegistryBuilder) *health.Registry {
	t.Helper()
	r, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return r
}

func pass(context.Context) health.Result { return health.Pass() }

// sample has a check of every kind, on a clock that stands still.
func sample(t testing.TB) *health.Registry {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.FixedZone("", 7200))
	r := build(t, health.NewRegistry().WithClock(func() time.Time { return noon }).WithCheck(
		health.NewCheck("memory", func(context.Context) health.Result {
			return health.Pass(slog.Int64("in_use", 512), slog.Float64("ratio", 0.5), slog.Float64("nan", math.NaN()), slog.Bool("limited", true),
				slog.Duration("window", time.Minute), slog.Time("since", noon), slog.Uint64("limit", 1024), slog.Group("gc", slog.Int("cycles", 3)))
		}).WithProbes(health.Readiness|health.Liveness),
		health.NewCheck("cache", func(context.Context) health.Result { return health.Degrade("hit rate 12 %") }).WithOptional(),
		health.NewCheck("database", func(context.Context) health.Result {
			return health.Fail(errors.New("dial user:hunter2@db\n[+]forged ok"))
		}).WithDependency(),
		health.NewCheck("boot", pass).WithProbes(health.Startup),
	))
	r.Probe(t.Context(), health.Startup)
	return r
}

func get(h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	return do(h, http.MethodGet, target, header...)
}

func do(h http.Handler, method, target string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestGolden(t *testing.T) {
	open := Handler(sample(t), &Options{OpenDetails: true})
	shut := Handler(sample(t), nil)
	for _, c := range []struct {
		file   string
		h      http.Handler
		target string
		header []string
		code   int
	}{
		{"ready.json", open, "/readyz", []string{"Accept", "application/json"}, 503},
		{"ready-withheld.json", shut, "/readyz?format=json&exclude=nobody", nil, 503},
		{"ready.txt", open, "/ready?verbose", nil, 503},
		{"ready-withheld.txt", shut, "/ready?verbose&exclude=memory&exclude=no%0Aone", nil, 503},
		{"startup.txt", shut, "/startupz?verbose", nil, 200},
		{"live.txt", shut, "/livez?verbose", nil, 200},
		{"degraded.txt", open, "/readyz?verbose&exclude=database", nil, 200},
		{"one.txt", open, "/readyz/cache", nil, 200},
		{"one.json", open, "/readyz/memory?format=json", nil, 200},
	} {
		t.Run(c.file, func(t *testing.T) {
			w := get(c.h, c.target, c.header...)
			if w.Code != c.code {
				t.Errorf("status %d, want %d", w.Code, c.code)
			}
			golden(t, c.file, pretty(t, w))
		})
	}
}

// What a healthy service never shows.
func TestGoldenTroubles(t *testing.T) {
	noon := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	rep := health.Report{
		Probe: health.Readiness, State: health.Unhealthy, Time: noon, Notes: []string{"draining"},
		Checks: []health.CheckReport{
			{Name: "never", Last: health.Result{Message: "has never run"}},
			{Name: "old", Stale: true, Last: health.Pass(), Time: noon.Add(-time.Hour), Age: time.Hour, Runs: 7},
			{Name: "hung", State: health.Unhealthy, Last: health.Fail(&health.TimeoutError{Timeout: time.Second, Waited: 90 * time.Second}),
				Time: noon.Add(-500 * time.Millisecond), Age: 500 * time.Millisecond, Took: 89500 * time.Millisecond, HungSince: noon.Add(-90 * time.Second), Runs: 80, Failures: 79},
			{Name: "flaps", State: health.Healthy, Last: health.Fail(errors.New("refused")), Time: noon, Took: 1500 * time.Microsecond, Runs: 9, Failures: 2, Pending: 2},
		},
	}
	golden(t, "troubles.txt", appendText(nil, &rep, nil, "readyz", true))
	var b bytes.Buffer
	if err := json.Indent(&b, appendJSON(nil, &rep, true), "", "  "); err != nil {
		t.Fatal(err)
	}
	golden(t, "troubles.json", b.Bytes())
}

// pretty spreads JSON out for those who read the golden files.
func pretty(t *testing.T, w *httptest.ResponseRecorder) []byte {
	if !strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		return w.Body.Bytes()
	}
	var b bytes.Buffer
	if err := json.Indent(&b, w.Body.Bytes(), "", "  "); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func golden(t *testing.T, file string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestTerseAnswers(t *testing.T) {
	h := Handler(sample(t), nil)
	for target, want := range map[string]struct {
		code int
		body string
	}{
		"/livez":                                 {200, "ok\n"},
		"/livez/memory":                          {200, "[+]memory ok\nlivez check passed\n"},
		"/livez/database":                        {404, "no such check\n"},
		"/readyz":                                {503, "unhealthy\n"},
		"/ready":                                 {503, "unhealthy\n"},
		"/readyz?exclude=database":               {200, "degraded\n"},
		"/readyz?exclude=database&exclude=cache": {200, "ok\n"},
		"/health":                                {503, "unhealthy\n"},
		"/readyz?format=xml":                     {400, "format: must be json or text\n"},
		"/readyz?" + strings.Repeat("exclude=a&", 101): {400, "exclude: 101 names: at most 100\n"},
		"/nowhere": {404, "404 page not found\n"},
	} {
		w := get(h, target)
		if w.Code != want.code || w.Body.String() != want.body {
			t.Errorf("%s: %d %q, want %d %q", target, w.Code, w.Body.String(), want.code, want.body)
		}
		if strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s tells a secret", target)
		}
	}
}

func TestMethodsAndHeaders(t *testing.T) {
	h := Handler(sample(t), nil)
	g := get(h, "/livez")
	w := do(h, http.MethodHead, "/livez")
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") != g.Header().Get("Content-Length") {
		t.Errorf("HEAD: %d, %q, length %s", w.Code, w.Body, w.Header().Get("Content-Length"))
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"} {
		for _, target := range []string{"/livez", "/readyz?verbose", "/health/memory"} {
			if w := do(h, method, target); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q", method, target, w.Code, w.Header().Get("Allow"))
			}
		}
	}
	for _, target := range []string{"/livez", "/readyz", "/readyz?verbose", "/readyz?format=json", "/readyz?format=no", "/readyz/none"} {
		head := get(h, target).Header()
		if head.Get("Cache-Control") != "no-store" || head.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %v", target, head)
		}
	}
}

func TestWantsJSON(t *testing.T) {
	for accept, want := range map[string]bool{
		"":                                false,
		"application/json":                true,
		"Application/JSON; charset=utf-8": true,
		"text/html,application/xhtml+xml,*/*;q=0.8": false,
		"text/plain, application/json;q=0.5":        false,
		"text/plain;q=0.1, application/json":        true,
		"application/json;q=0":                      false,
		"application/json;q=nan":                    false,
		"application/json;q=7":                      false,
		"*/*":                                       false,
		",,;;q=,":                                   false,
	} {
		if got := wantsJSON(accept); got != want {
			t.Errorf("%q: %v", accept, got)
		}
	}
}

// Details go behind their middleware, the word does not.
func TestDetailMiddleware(t *testing.T) {
	var seen atomic.Int64
	h := Handler(sample(t), &Options{
		Middleware: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { seen.Add(1); next.ServeHTTP(w, r) })
		},
		DetailMiddleware: func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != "Bearer let-me-in" {
					w.WriteHeader(http.StatusUnauthorized)
					return
				}
				next.ServeHTTP(w, r)
			})
		},
	})
	if w := get(h, "/readyz"); w.Code != 503 || w.Body.String() != "unhealthy\n" {
		t.Errorf("terse: %d %q", w.Code, w.Body)
	}
	for _, target := range []string{"/readyz?verbose", "/readyz?format=json", "/readyz/database"} {
		if w := get(h, target); w.Code != 401 || w.Body.Len() != 0 {
			t.Errorf("%s for a stranger: %d %q", target, w.Code, w.Body)
		}
		if w := get(h, target, "Authorization", "Bearer let-me-in"); w.Code != 503 || !strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s for a friend: %d %q", target, w.Code, w.Body)
		}
	}
	if seen.Load() != 7 {
		t.Errorf("the middleware saw %d of 7 requests", seen.Load())
	}
}

func TestProbeHandlerMounts(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("/up", ProbeHandler(sample(t), health.Liveness, nil))
	mux.Handle("/up/{check}", ProbeHandler(sample(t), health.Liveness, nil))
	mux.Handle("/probes/", http.StripPrefix("/probes", Handler(sample(t), nil)))
	for target, want := range map[string]int{"/up": 200, "/up/memory": 200, "/up/cache": 404, "/probes/livez": 200, "/probes/readyz": 503} {
		if w := get(mux, target); w.Code != want {
			t.Errorf("%s: %d", target, w.Code)
		}
	}
}

// A real server on loopback: a crowd of probes while the check runs, then the
// drain.
func TestOverTheWire(t *testing.T) {
	var runs atomic.Int64
	slow := func(context.Context) health.Result {
		runs.Add(1)
		time.Sleep(100 * time.Millisecond)
		return health.Pass()
	}
	reg := build(t, health.NewRegistry().WithCheck(health.NewCheck("slow", slow).WithMaxAge(time.Hour).WithTimeout(time.Minute)))
	srv := httptest.NewServer(Handler(reg, &Options{Timeout: time.Minute}))
	defer srv.Close()
	crowd := 200
	if testing.Short() {
		crowd = 50
	}
	var wg sync.WaitGroup
	for range crowd {
		wg.Go(func() {
			if code, body := fetch(t, srv.URL+"/readyz"); code != 200 || body != "ok\n" {
				t.Errorf("%d %q", code, body)
			}
		})
	}
	wg.Wait()
	if runs.Load() != 1 {
		t.Errorf("%d runs for %d probes", runs.Load(), crowd)
	}
	if err := reg.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if code, body := fetch(t, srv.URL+"/readyz?verbose"); code != 503 || !strings.Contains(body, "note: draining\n") {
		t.Errorf("draining: %d %q", code, body)
	}
	if code, _ := fetch(t, srv.URL+"/livez"); code != 200 {
		t.Errorf("draining and not alive: %d", code)
	}
}

func fetch(t *testing.T, url string) (int, string) {
	resp, err := http.Get(url)
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, string(body)
}

// The answer does not wait longer than the handler may.
func TestAnswerTimeout(t *testing.T) {
	release := make(chan struct{})
	reg := build(t, health.NewRegistry().WithCheck(health.NewCheck("deaf", func(context.Context) health.Result { <-release; return health.Pass() }).WithTimeout(time.Hour)))
	defer close(release)
	begun := time.Now()
	w := get(Handler(reg, &Options{Timeout: 20 * time.Millisecond, OpenDetails: true}), "/readyz?verbose")
	if w.Code != 503 || w.Body.String() != "[?]deaf unknown: has not answered yet\nreadyz check failed\n" {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("took %v", took)
	}
}

func TestClockGoneMad(t *testing.T) {
	reg := build(t, health.NewRegistry().WithClock(func() time.Time { return time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC) }).WithCheck(health.NewCheck("a", pass)))
	w := get(Handler(reg, nil), "/readyz?format=json")
	if !json.Valid(w.Body.Bytes()) || !strings.Contains(w.Body.String(), `"status":"healthy"`) {
		t.Errorf("%q", w.Body)
	}
}

func FuzzQuery(f *testing.F) {
	f.Add("verbose&exclude=a", "application/json")
	f.Add("format=json&exclude=%zz;", "text/*;q=0.3, application/json;q=.9")
	h := Handler(sample(f), nil)
	f.Fuzz(func(t *testing.T, query, accept string) {
		r := httptest.NewRequest(http.MethodGet, "/readyz", nil)
		r.URL.RawQuery = query
		r.Header.Set("Accept", accept)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != 200 && w.Code != 503 && w.Code != 400 {
			t.Errorf("status %d", w.Code)
		}
		isJSON := w.Header().Get("Content-Type") == "application/json"
		if isJSON != json.Valid(w.Body.Bytes()) && w.Body.String() != "" {
			t.Errorf("type %q and body %q", w.Header().Get("Content-Type"), w.Body)
		}
		if !isJSON && strings.ContainsFunc(w.Body.String(), func(r rune) bool { return r < ' ' && r != '\n' || r > '~' }) {
			t.Errorf("body %q", w.Body)
		}
	})
}

type discard struct{ h http.Header }

func (d discard) Header() http.Header         { return d.h }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

func BenchmarkCached50(b *testing.B) {
	rb := health.NewRegistry()
	for i := range 50 {
		rb = rb.WithCheck(health.NewCheck(fmt.Sprintf("check-%d", i), func(context.Context) health.Result {
			return health.Pass(slog.Int("value", i), slog.String("unit", "bytes"))
		}).WithMaxAge(time.Hour))
	}
	h := Handler(build(b, rb), &Options{OpenDetails: true})
	for name, target := range map[string]string{"terse": "/readyz", "verbose": "/readyz?verbose", "json": "/readyz?format=json"} {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, target, nil)
			w := discard{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				h.ServeHTTP(w, r)
			}
		})
	}
}
