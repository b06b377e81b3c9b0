package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/scicore-go/scicore/observability/metrics/system"
)

func TestCollectorOptions(t *testing.T) {
	send := func(context.Context, Metrics) error { return nil }
	_, err := NewCollector(CollectorOptions{Interval: -1, Sinks: []Sink{{"", send}, {"a", send}, {"a", send}, {"b", nil}}})
	for _, text := range []string{"nothing to collect", "interval -1ns", `sink 0, ""`, `sink 2, "a"`, `sink 3, "b"`} {
		if err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("%v, want %q", err, text)
		}
	}
	c, err := NewCollector(CollectorOptions{Application: NewApplication()})
	if err != nil || c.o.Interval != time.Minute || c.o.SinkTimeout != 30*time.Second {
		t.Errorf("%+v, %v", c.o, err)
	}
}

// watched is a collector that a sink tells of.
func watched(t *testing.T, o CollectorOptions) *Collector {
	t.Helper()
	o.Business = NewBusiness(patient)
	if err := o.Business.Gauge(BusinessMetric{Name: "churn"}, constant(.5)); err != nil {
		t.Fatal(err)
	}
	c, err := NewCollector(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The clock of a bubble: every time is exact.
func TestCollectorRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		c := watched(t, CollectorOptions{Sinks: []Sink{{"memory", func(_ context.Context, m Metrics) error {
			at = append(at, m.Time.Sub(start))
			return nil
		}}}})
		why := errors.New("shutting down")
		ctx, cancel := context.WithCancelCause(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		time.Sleep(3*time.Minute + time.Second)
		synctest.Wait()
		if err := c.Run(ctx); err != ErrRunning {
			t.Errorf("a second Run: %v", err)
		}
		before := time.Now()
		cancel(why)
		if err := <-ended; err != why || time.Since(before) != 0 {
			t.Errorf("%v after %v", err, time.Since(before))
		}
		if len(at) != 4 || at[0] != 0 || at[3] != 3*time.Minute {
			t.Errorf("collected at %v", at)
		}
		if s := c.Stats(); s.Collections != 4 || s.Missed != 0 || s.Incomplete != 0 || s.Sinks["memory"] != (SinkStats{Sent: 4}) {
			t.Errorf("%+v", s)
		}
	})
}

func TestCollectorSinks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		c := watched(t, CollectorOptions{Interval: 10 * time.Second, SinkTimeout: 2 * time.Second, Sinks: []Sink{
			{"fails", func(context.Context, Metrics) error { return errors.New("full") }},
			{"panics", func(context.Context, Metrics) error { panic("oh") }},
			{"waits", func(ctx context.Context, _ Metrics) error { <-ctx.Done(); return ctx.Err() }},
			{"slow", func(context.Context, Metrics) error {
				if n++; n == 2 {
					time.Sleep(30 * time.Second) // does not look at its context
				}
				return nil
			}},
		}})
		ctx, cancel := context.WithTimeout(t.Context(), 55*time.Second)
		defer cancel()
		if err := c.Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		// At 0 and 10; the second takes until 42, so 20, 30 and 40 are missed; then at 50.
		s := c.Stats()
		if s.Collections != 3 || s.Missed != 3 {
			t.Errorf("%+v", s)
		}
		for name, want := range map[string]SinkStats{
			"fails": {Failed: 3, LastError: "full"}, "panics": {Failed: 3, LastError: "panic: oh"},
			"waits": {Failed: 3, Slow: 3, LastError: "context deadline exceeded"}, "slow": {Sent: 3, Slow: 1},
		} {
			if s.Sinks[name] != want {
				t.Errorf("%s: %+v, want %+v", name, s.Sinks[name], want)
			}
		}
	})
}

// leaps is a clock that a test sets; whoever waits is told for how long.
type leaps struct {
	now   time.Time
	waits chan time.Duration
	fire  chan time.Time
}

func (l *leaps) Now() time.Time { return l.now }

func (l *leaps) After(d time.Duration) (<-chan time.Time, func()) {
	l.waits <- d
	return l.fire, func() {}
}

func TestCollectorClockLeaps(t *testing.T) {
	l := &leaps{now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), waits: make(chan time.Duration), fire: make(chan time.Time)}
	c := watched(t, CollectorOptions{Clock: l})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	step := func(leap, want time.Duration) {
		t.Helper()
		l.now = l.now.Add(leap)
		l.fire <- l.now
		if d := <-l.waits; d != want {
			t.Errorf("after a leap of %v it waits for %v, want %v", leap, d, want)
		}
	}
	if d := <-l.waits; d != time.Minute {
		t.Errorf("first: %v", d)
	}
	step(time.Minute, time.Minute)
	step(61*time.Second, 59*time.Second)
	step(10*time.Hour, 59*time.Second) // 599 intervals are not made up for
	step(-5*time.Hour, time.Minute)
	step(time.Minute, time.Minute)
	cancel()
	if err := <-ended; err != context.Canceled {
		t.Error(err)
	}
	if s := c.Stats(); s.Collections != 6 || s.Missed < 598 || s.Missed > 600 {
		t.Errorf("%+v", s)
	}
}

func TestCollectorHandler(t *testing.T) {
	sys, err := system.New(&system.Options{Sections: []system.Section{system.SectionGo}})
	if err != nil {
		t.Fatal(err)
	}
	app := NewApplication()
	c := watched(t, CollectorOptions{System: sys, Application: app})
	get := func(method string) *http.Response {
		w := httptest.NewRecorder()
		c.Handler().ServeHTTP(w, httptest.NewRequest(method, "/", nil))
		return w.Result()
	}
	if r := get("GET"); r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") != "60" {
		t.Errorf("%+v", r)
	}
	if r := get("POST"); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != "GET, HEAD" {
		t.Errorf("%+v", r)
	}
	if _, ok := c.Latest(); ok {
		t.Error("the latest of none")
	}
	app.Record(APIMetrics{User: "a", Status: 500})
	m, err := c.Collect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r := get("GET")
	var got Metrics
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.StatusCode != 200 || r.Header.Get("Content-Type") != "application/json" {
		t.Fatalf("%+v, %v", r, err)
	}
	if !got.Time.Equal(m.Time) || got.System.Go.Goroutines != m.System.Go.Goroutines || got.Application.ActiveUsers != 1 || got.Application.ErrorRate != 1 {
		t.Errorf("%+v", got)
	}
	if v, _ := got.Business.Value("churn"); v != .5 {
		t.Errorf("%+v", got.Business)
	}
}

func TestCollectorCancelled(t *testing.T) {
	c := watched(t, CollectorOptions{})
	why := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := c.Collect(ctx); err != why {
		t.Error(err)
	}
	if _, ok := c.Latest(); ok || c.Stats().Collections != 0 {
		t.Error("half a collection is shown")
	}
}

// What cannot be read is counted and does not hide the rest.
func TestCollectorIncomplete(t *testing.T) {
	b := NewBusiness(patient)
	_ = b.Gauge(BusinessMetric{Name: "a"}, constant(1))
	_ = b.Gauge(BusinessMetric{Name: "b"}, func(context.Context) (float64, error) { panic(1) })
	c, err := NewCollector(CollectorOptions{Business: b})
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.Collect(t.Context())
	if v, ok := m.Business.Value("a"); v != 1 || !ok || !errors.As(err, new(*PanicError)) || c.Stats().Incomplete != 1 {
		t.Errorf("%+v, %v", m, err)
	}
}

// Everything at once, for the race detector.
func TestCollectorConcurrent(t *testing.T) {
	c := watched(t, CollectorOptions{Application: NewApplication(), Interval: time.Millisecond, Sinks: []Sink{{"a", func(context.Context, Metrics) error { return nil }}}})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if _, err := c.Collect(ctx); err != nil {
					t.Error(err)
				}
				w := httptest.NewRecorder()
				c.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/", nil))
				if w.Code != http.StatusOK {
					t.Errorf("status %d", w.Code)
				}
				c.Stats()
			}
		})
	}
	wg.Wait()
	cancel()
	if err := <-ended; err != context.Canceled {
		t.Error(err)
	}
}
