package otlp_test

import (
	"context"
	"encoding/hex"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	commonpb "go.opentelemetry.io/proto/otlp/common/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/internal/collector"
	"github.com/scicore-go/scicore/observability/tracing"
	"github.com/scicore-go/scicore/observability/tracing/otlp"
)

// provider has a minute for each request where the test does not say otherwise:
// a busy machine may need a while.
func provider(t *testing.T, o otlp.Options) *otlp.Provider {
	t.Helper()
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	p, err := otlp.New(context.Background(), &o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
		defer cancel()
		p.Shutdown(ctx)
	})
	return p
}

func attr(kvs []*commonpb.KeyValue, key string) *commonpb.AnyValue {
	for _, kv := range kvs {
		if kv.Key == key {
			return kv.Value
		}
	}
	return nil
}

// What arrives, by the protocol's own definitions, is the tree of the
// evaluation within the caller's trace.
func TestSpansArrive(t *testing.T) {
	c := collector.Start(t)
	p := provider(t, otlp.Options{Endpoint: c.URL})
	rt, err := scicore.NewRuntime().WithObserver(tracing.New(&tracing.Options{TracerProvider: p})).WithSelector(execution.Fixed("simd")).
		WithCalibration(execution.Calibration{FLOPNanos: 0.15, GEMM: 2e10, Memory: 8e9, MemoryAll: 16e9, Region: 8 * time.Microsecond}).Build()
	if err != nil {
		t.Fatal(err)
	}
	ctx := observability.WithCarrier(scicore.WithRuntime(context.Background(), rt),
		observability.Carrier{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
	x := graph.Of(array.Ones[float64](300, 300))
	if _, err := scicore.Eval(ctx, x.MatMul(x).AddScalar(1).Mean()); err != nil {
		t.Fatal(err)
	}
	if err := p.ForceFlush(context.Background()); err != nil {
		t.Fatal(err)
	}
	byName := map[string][]*trace.Span{}
	for _, s := range c.Spans() {
		byName[s.Name] = append(byName[s.Name], s)
		if hex.EncodeToString(s.TraceId) != "0af7651916cd43dd8448eb211c80319c" {
			t.Errorf("%s in trace %x", s.Name, s.TraceId)
		}
	}
	if len(byName["scicore.eval"]) != 1 || len(byName["scicore.plan"]) != 1 || len(byName["scicore.execution"]) != 1 || len(byName["scicore.stage"]) != 2 {
		t.Fatalf("spans %v", byName)
	}
	root, run := byName["scicore.eval"][0], byName["scicore.execution"][0]
	if hex.EncodeToString(root.ParentSpanId) != "b7ad6b7169203331" || string(run.ParentSpanId) != string(root.SpanId) {
		t.Errorf("parents %x and %x", root.ParentSpanId, run.ParentSpanId)
	}
	stage := byName["scicore.stage"][0]
	if string(stage.ParentSpanId) != string(run.SpanId) || attr(stage.Attributes, "scicore.stage.flops").GetDoubleValue() < 2*300*300*300 {
		t.Errorf("stage %v", stage)
	}
	if n := len(byName["scicore.plan"][0].Events); n != 2 {
		t.Errorf("%d candidates", n)
	}
	if s := p.Stats(); s != (otlp.Stats{Sent: 5}) {
		t.Errorf("%+v", s)
	}
}

func TestHeadersFromFile(t *testing.T) {
	c := collector.Start(t)
	file := filepath.Join(t.TempDir(), "headers")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("# a token\nAuthorization: Bearer one\n")
	p := provider(t, otlp.Options{Endpoint: c.URL, HeadersFile: file})
	send := func() string {
		_, s := p.Tracer("t").Start(context.Background(), "s")
		s.End()
		if err := p.ForceFlush(context.Background()); err != nil {
			t.Fatal(err)
		}
		h := c.Headers()
		return h[len(h)-1].Get("Authorization")
	}
	if got := send(); got != "Bearer one" {
		t.Errorf("sent %q", got)
	}
	write("Authorization: Bearer another\n")
	if got := send(); got != "Bearer another" {
		t.Errorf("after rotation %q", got)
	}
	write("no header at all: \x00 secret")
	if got := send(); got != "Bearer another" {
		t.Errorf("after a bad write %q", got)
	}
	os.Remove(file)
	if got := send(); got != "Bearer another" {
		t.Errorf("after removal %q", got)
	}
}

func TestBadOptions(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "h")
	if err := os.WriteFile(bad, []byte("secret-without-name"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []otlp.Options{
		{}, {Endpoint: "collector:4318"}, {Endpoint: "ftp://x"}, {Endpoint: "http://"}, {Endpoint: "http://x\x00"},
		{Endpoint: "http://x", Ratio: 2}, {Endpoint: "http://x", Queue: -1}, {Endpoint: "http://x", Batch: -1},
		{Endpoint: "http://x", HeadersFile: "/nowhere/at/all"}, {Endpoint: "http://x", HeadersFile: bad},
	} {
		p, err := otlp.New(context.Background(), &o)
		if !errors.Is(err, otlp.ErrOptions) || p != nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// patience is less than a request may take, and more than a busy machine needs
// for anything that waits for none.
const patience = 30 * time.Second

// floods ends n spans, which must wait for no request.
func floods(t *testing.T, p *otlp.Provider, n int) {
	t.Helper()
	tracer, start := p.Tracer("t"), time.Now()
	for range n {
		_, s := tracer.Start(context.Background(), "s")
		s.End()
	}
	if took := time.Since(start); took > patience {
		t.Errorf("%d spans took %v to end", n, took)
	}
}

// Nobody listens at the address: spans are dropped and counted, no one waits,
// and ending takes no longer than it may.
func TestCollectorDown(t *testing.T) {
	c := collector.Start(t)
	c.Close()
	p := provider(t, otlp.Options{Endpoint: c.URL, Queue: 100, Batch: 10})
	floods(t, p, 10_000)
	if s := p.Stats(); s.Sent != 0 || s.Waiting > 110 {
		t.Errorf("%+v", s)
	}
	start := time.Now()
	if err := p.Shutdown(context.Background()); err != nil || time.Since(start) > patience {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	if s := p.Stats(); s.Sent != 0 || s.Waiting != 0 || s.Dropped+s.Failed != 10_000 {
		t.Errorf("after shutdown %+v", s)
	}
}

// A collector that hangs holds nobody's shutdown up for longer than it may.
func TestShutdownGivesUp(t *testing.T) {
	c := collector.Start(t)
	release := make(chan struct{})
	c.Before(func(http.ResponseWriter) bool { <-release; return true })
	defer close(release)
	p := provider(t, otlp.Options{Endpoint: c.URL, Batch: 10})
	floods(t, p, 100)
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if err := p.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > patience {
		t.Errorf("%v after %v", err, time.Since(start))
	}
	if s := p.Stats(); s != (otlp.Stats{Failed: 100}) {
		t.Errorf("%+v", s)
	}
	floods(t, p, 10) // after the end: no span records any more
	if s := p.Stats(); s != (otlp.Stats{Failed: 100}) {
		t.Errorf("after the end %+v", s)
	}
}

// A collector that takes its time fills the queue, but holds nobody up; one
// that comes back is sent to again.
func TestCollectorSlowAndBusy(t *testing.T) {
	c := collector.Start(t)
	release := make(chan struct{})
	c.Before(func(http.ResponseWriter) bool { <-release; return false })
	p := provider(t, otlp.Options{Endpoint: c.URL, Queue: 50, Batch: 10})
	floods(t, p, 1000)
	if s := p.Stats(); s.Dropped < 900 || s.Waiting+s.Dropped != 1000 {
		t.Errorf("%+v", s)
	}
	close(release)
	if err := p.ForceFlush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s := p.Stats(); s.Sent+s.Dropped != 1000 || s.Sent != int64(len(c.Spans())) || s.Sent < 50 {
		t.Errorf("%+v, %d arrived", s, len(c.Spans()))
	}
	busy := 0
	c.Before(func(w http.ResponseWriter) bool { // asks to try again, once
		if busy++; busy == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return busy == 1
	})
	before := p.Stats()
	floods(t, p, 1)
	if err := p.ForceFlush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if s := p.Stats(); s.Sent != before.Sent+1 {
		t.Errorf("not tried again: %+v", s)
	}
	c.Before(func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusUnauthorized); return true })
	floods(t, p, 1)
	p.ForceFlush(context.Background())
	if s := p.Stats(); s.Failed != before.Failed+1 {
		t.Errorf("refused, but %+v", s)
	}
}

func TestRatio(t *testing.T) {
	c := collector.Start(t)
	p := provider(t, otlp.Options{Endpoint: c.URL, Ratio: 0.1})
	floods(t, p, 2000)
	if err := p.Shutdown(context.Background()); err != nil {
		t.Fatal(err)
	}
	if n := len(c.Spans()); n < 120 || n > 280 { // 200, six standard deviations
		t.Errorf("%d of 2000 at a ratio of 0.1", n)
	}
}

func ExampleNew() {
	ctx := context.Background()
	p, err := otlp.New(ctx, &otlp.Options{Endpoint: "http://localhost:4318", Ratio: 0.01})
	if err != nil {
		panic(err)
	}
	defer p.Shutdown(ctx)
	_, err = scicore.NewRuntime().WithObserver(tracing.New(&tracing.Options{TracerProvider: p})).Build()
	if err != nil {
		panic(err)
	}
	// Output:
}
