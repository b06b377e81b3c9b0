package dashboard_test

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability/dashboard"
	"github.com/scicore-go/scicore/observability/health"
)

// message is what the test reads of an event.
type message struct {
	Title  string
	Now    int64
	Counts struct{ Evaluations, Errors, Followed int64 }
	Gauges struct {
		Memory, Limit, Heap int64
		Goroutines          int
	}
	Names       []string
	Evaluations []evaluation
	Tasks       [][6]int64
	Errors      []struct{ Door, Engine, Fault, Message string }
	Health      *struct {
		State  string
		Checks []struct{ Name, State, Message string }
	}
	Missed uint64
}

type evaluation struct {
	ID                               uint64
	Door, Engine, Work, Error        string
	At, Duration, Planning, Estimate int64
	FLOPs, Bytes                     float64
	Plan                             *struct{ Candidates []struct{ Engine string } }
	Stages                           []stage
}

type stage struct {
	Kind, Work, Type string
	At, Duration     int64
}

// serve starts a dashboard on loopback and a runtime that it watches.
func serve(t *testing.T, opts dashboard.Options) (*dashboard.Dashboard, context.Context, string) {
	t.Helper()
	d, err := dashboard.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	rt, err := scicore.NewRuntime().WithThreads(2).WithSelector(execution.Fixed("parallel")).WithMemoryLimit(64 << 20).WithObserver(d).Build()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/scicore/", http.StripPrefix("/scicore", d.Handler()))
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = d.Close()
		server.Close()
	})
	return d, scicore.WithRuntime(context.Background(), rt), server.URL + "/scicore/"
}

func get(t *testing.T, url string) (*http.Response, []byte) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, b
}

func snapshot(t *testing.T, url string) (m message) {
	t.Helper()
	_, b := get(t, url+"snapshot")
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatalf("%v in %s", err, b)
	}
	return m
}

// open reads the stream of a page until the test ends or stop is called.
func open(t *testing.T, url string) (events <-chan message, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", url+"stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != 200 || res.Header.Get("Content-Type") != "text/event-stream" {
		t.Fatalf("stream: %v, %v", res, err)
	}
	c := make(chan message, 1000)
	go func() {
		defer close(c)
		defer res.Body.Close()
		lines := bufio.NewScanner(res.Body)
		lines.Buffer(nil, 1<<24)
		for data := ""; lines.Scan(); {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				data = text
			}
			if lines.Text() != "" || data == "" { // an empty line ends an event; one that breaks off is none
				continue
			}
			var m message
			if err := json.Unmarshal([]byte(data), &m); err != nil {
				t.Errorf("%v in %s", err, data)
			}
			data = ""
			c <- m
		}
	}()
	t.Cleanup(cancel)
	return c, cancel
}

func next(t *testing.T, events <-chan message) message {
	t.Helper()
	select {
	case m, ok := <-events:
		if !ok {
			t.Fatal("the stream ended")
		}
		return m
	case <-time.After(20 * time.Second):
		t.Fatal("no event")
	}
	panic("unreachable")
}

func large() graph.Expr[float64] {
	x := graph.Of(array.Ones[float64](400, 400))
	return x.MatMul(x).AddScalar(1).Mean()
}

func eval(t *testing.T, ctx context.Context, e graph.Expr[float64]) {
	t.Helper()
	if _, err := scicore.Eval(ctx, e); err != nil {
		t.Fatal(err)
	}
}

func TestStreamShowsEvaluations(t *testing.T) {
	_, ctx, url := serve(t, dashboard.Options{Title: "the title", Memory: func() (int64, int64) { return 5, 10 }})
	events, stop := open(t, url)
	m := next(t, events)
	if m.Title != "the title" || m.Gauges.Memory != 5 || m.Gauges.Limit != 10 || m.Gauges.Goroutines < 1 || m.Gauges.Heap < 1 || m.Health != nil {
		t.Errorf("first event %+v", m)
	}
	eval(t, ctx, large())
	eval(t, ctx, graph.Of(array.Ones[float64](3)).Neg())
	var all message
	names := m.Names
	for len(all.Evaluations) < 2 || len(all.Tasks) < 3 {
		m := next(t, events)
		names = append(names, m.Names...)
		all.Evaluations, all.Tasks, all.Counts = append(all.Evaluations, m.Evaluations...), append(all.Tasks, m.Tasks...), m.Counts
	}
	planned, direct := all.Evaluations[0], all.Evaluations[1]
	if planned.Engine != "parallel" || planned.Door != "eval" || planned.Duration <= 0 || planned.Estimate <= 0 ||
		planned.Planning <= 0 || planned.FLOPs < 2*400*400*400 || planned.Error != "" {
		t.Errorf("planned %+v", planned)
	}
	if direct.Engine != "direct" || direct.Estimate != 0 || direct.FLOPs != 3 {
		t.Errorf("direct %+v", direct)
	}
	if all.Counts.Evaluations != 2 || all.Counts.Followed != 2 || all.Counts.Errors != 0 {
		t.Errorf("counts %+v", all.Counts)
	}
	work := map[string]bool{}
	for _, k := range all.Tasks {
		work[names[k[2]]] = true
		if k[5] < k[4] || k[3] < 0 || k[4] < planned.At {
			t.Errorf("task %v of an evaluation at %d", k, planned.At)
		}
	}
	if !work["matmul"] || !work["direct"] || len(work) != 3 {
		t.Errorf("tasks of %v", work)
	}
	stop()
	_, b := get(t, fmt.Sprint(url, "evaluation/", planned.ID))
	var detail evaluation
	if err := json.Unmarshal(b, &detail); err != nil {
		t.Fatal(err)
	}
	if len(detail.Stages) != 2 {
		t.Fatalf("detail %s", b)
	}
	if longest := slices.MaxFunc(detail.Stages, func(a, b stage) int { return cmp.Compare(a.Duration, b.Duration) }); planned.Work != longest.Work {
		t.Errorf("named %s, though %s took longest: %s", planned.Work, longest.Work, b)
	}
	if detail.Stages[0].Work != "matmul" || detail.Stages[0].Duration <= 0 || detail.Stages[1].At < detail.Stages[0].At ||
		detail.Plan == nil || len(detail.Plan.Candidates) != 2 {
		t.Errorf("detail %s", b)
	}
	for path, want := range map[string]int{"evaluation/999": 404, "evaluation/x": 400, "nothing": 404} {
		if res, _ := get(t, url+path); res.StatusCode != want {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
}

// With nobody looking nothing is counted or followed, but errors are kept.
func TestNobodyLooks(t *testing.T) {
	_, ctx, url := serve(t, dashboard.Options{})
	eval(t, ctx, large())
	if _, err := scicore.Eval(ctx, graph.Of(array.Ones[float64](4000, 4000)).Neg()); err == nil {
		t.Fatal("64 MiB were enough")
	}
	m := snapshot(t, url)
	if m.Counts.Evaluations != 0 || m.Counts.Followed != 0 || m.Counts.Errors != 1 || len(m.Evaluations) != 0 || len(m.Tasks) != 0 {
		t.Errorf("snapshot %+v", m)
	}
	if len(m.Errors) != 1 || m.Errors[0].Fault != "memory_limit" || m.Errors[0].Door != "eval" || !strings.Contains(m.Errors[0].Message, "limit") {
		t.Errorf("errors %+v", m.Errors)
	}
	_, stop := open(t, url)
	stop()
	for deadline := time.Now().Add(20 * time.Second); ; { // until the server sees that the page is gone
		before := snapshot(t, url).Counts.Followed
		eval(t, ctx, large())
		if snapshot(t, url).Counts.Followed == before {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("followed with no page open")
		}
	}
}

func TestErrorsOfFollowedEvaluations(t *testing.T) {
	_, ctx, url := serve(t, dashboard.Options{})
	events, _ := open(t, url)
	next(t, events)
	long := strings.Repeat("x", 2000)
	_, err := scicore.Compute(ctx, scicore.Request{Operation: "nothing(" + long + ")"})
	if err == nil {
		t.Fatal("no error")
	}
	for {
		m := next(t, events)
		if len(m.Evaluations) == 0 {
			continue
		}
		if e := m.Evaluations[0]; e.Door != "compute" || e.Error == "" || len(e.Error) > 310 || len(m.Errors) != 1 || m.Errors[0].Fault != "request" {
			t.Errorf("event %+v", m)
		}
		return
	}
}

func TestRateBoundsWhatIsFollowed(t *testing.T) {
	_, ctx, url := serve(t, dashboard.Options{Rate: 50, Evaluations: 20, Tasks: 20})
	events, _ := open(t, url)
	next(t, events)
	start := time.Now()
	e := graph.Of(array.Ones[float64](3)).Neg()
	for range 2000 {
		eval(t, ctx, e)
	}
	slots := int64(time.Since(start)/(100*time.Millisecond)) + 2
	if m := snapshot(t, url); m.Counts.Evaluations != 2000 || m.Counts.Followed < 1 || m.Counts.Followed > 5*slots || len(m.Evaluations) > 20 {
		t.Errorf("%+v in %d slots", m.Counts, slots)
	}
}

func TestPageGuardsItself(t *testing.T) {
	_, _, url := serve(t, dashboard.Options{})
	res, b := get(t, url)
	policy := res.Header.Get("Content-Security-Policy")
	if res.StatusCode != 200 || !bytes.Contains(b, []byte("<!doctype html>")) || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("%d, %s", res.StatusCode, policy)
	}
	for _, bad := range []string{"http://", "https://", "src=", "@import", "url("} {
		if bytes.Contains(b, []byte(bad)) {
			t.Errorf("the page has %s", bad)
		}
	}
	if res, err := http.Post(url, "text/plain", nil); err != nil || res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("POST: %v, %v", res, err)
	}
}

func TestProtectCoversEverything(t *testing.T) {
	_, _, url := serve(t, dashboard.Options{Protect: func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if _, password, _ := r.BasicAuth(); password != "open" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			h.ServeHTTP(w, r)
		})
	}})
	for _, path := range []string{"", "stream", "snapshot", "evaluation/1"} {
		if res, b := get(t, url+path); res.StatusCode != http.StatusUnauthorized || len(b) > 0 {
			t.Errorf("%q: %d, %q", path, res.StatusCode, b)
		}
	}
	if res, _ := get(t, strings.Replace(url, "http://", "http://me:open@", 1)); res.StatusCode != 200 {
		t.Errorf("with the password: %d", res.StatusCode)
	}
}

func TestViewersAreBoundedAndEnd(t *testing.T) {
	before := runtime.NumGoroutine()
	d, _, url := serve(t, dashboard.Options{Viewers: 2})
	a, _ := open(t, url)
	b, _ := open(t, url)
	next(t, a)
	next(t, b)
	if res, _ := get(t, url+"stream"); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a third page: %d", res.StatusCode)
	}
	for range 2 {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	for range a {
	}
	for range b {
	}
	http.DefaultClient.CloseIdleConnections()
	for deadline := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before+4; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
	}
}

func TestHealthIsShown(t *testing.T) {
	calls := 0
	_, _, url := serve(t, dashboard.Options{Health: func() health.Report {
		calls++
		return health.Report{State: health.Degraded, Checks: []health.CheckReport{{Name: "disk", State: health.Degraded, Last: health.Result{Message: "91 % full"}}}}
	}})
	m := snapshot(t, url)
	if m.Health == nil || m.Health.State != "degraded" || len(m.Health.Checks) != 1 || m.Health.Checks[0].Message != "91 % full" || calls != 1 {
		t.Errorf("%+v after %d calls", m.Health, calls)
	}
}

func TestOptions(t *testing.T) {
	_, err := dashboard.New(dashboard.Options{Rate: -1, Evaluations: -1, Tasks: 2e6, Viewers: -3})
	for _, want := range []string{"rate -1", "evaluations -1", "tasks 2000000", "viewers -3"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}

func TestManyAtOnce(t *testing.T) {
	_, ctx, url := serve(t, dashboard.Options{Rate: 100000, Tasks: 50})
	events, stop := open(t, url)
	next(t, events)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			for i := range 30 {
				x := graph.Of(array.Ones[float64](200, 200+i))
				if _, err := scicore.Eval(ctx, x.Exp().Sum()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	stop()
	for range events {
	}
	if m := snapshot(t, url); m.Counts.Evaluations != 180 || m.Counts.Followed < 10 || len(m.Tasks) != 50 {
		t.Errorf("%+v, %d tasks, %d missed", m.Counts, len(m.Tasks), m.Missed)
	}
}

func BenchmarkOverhead(b *testing.B) {
	small, big := graph.Of(array.Ones[float64](256)).MulScalar(2).AddScalar(1).Sum(), graph.Of(array.Ones[float64](64<<10)).Exp().Sum()
	for name, e := range map[string]graph.Expr[float64]{"1µs": small, "40µs": big} {
		for _, mode := range []string{"none", "closed", "open"} {
			b.Run(name+"/"+mode, func(b *testing.B) {
				d, err := dashboard.New(dashboard.Options{})
				if err != nil {
					b.Fatal(err)
				}
				rb := scicore.NewRuntime()
				if mode != "none" {
					rb = rb.WithObserver(d)
				}
				rt, err := rb.Build()
				if err != nil {
					b.Fatal(err)
				}
				if mode == "open" {
					ctx, cancel := context.WithCancel(context.Background())
					defer cancel()
					go d.Handler().ServeHTTP(nowhere{}, httptest.NewRequestWithContext(ctx, "GET", "/stream", nil))
				}
				ctx := scicore.WithRuntime(context.Background(), rt)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := scicore.Eval(ctx, e); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// nowhere is a connection whose viewer never sees a thing.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) WriteHeader(int)             {}
func (nowhere) FlushError() error           { return nil }

func ExampleDashboard() {
	d, err := dashboard.New(dashboard.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	rt, err := scicore.NewRuntime().WithObserver(d).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/scicore/", http.StripPrefix("/scicore", d.Handler()))
	server := httptest.NewServer(mux) // or an http.Server on an address of the host's choice
	defer server.Close()

	_, _ = scicore.Eval(scicore.WithRuntime(context.Background(), rt), graph.Of(array.Ones[float64](10)).Sum())
	res, err := http.Get(server.URL + "/scicore/")
	fmt.Println(res.Status, err)
	// Output: 200 OK <nil>
}
