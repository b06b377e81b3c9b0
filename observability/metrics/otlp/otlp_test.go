package otlp_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	metricpb "go.opentelemetry.io/proto/otlp/metrics/v1"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/internal/collector"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/otlp"
)

// observer has a minute for each request where the test does not say otherwise:
// a busy machine may need a while.
func observer(t *testing.T, o otlp.Options) (*otlp.Provider, *metrics.Observer) {
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
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	return p, m
}

func evaluate(m *metrics.Observer, n int) {
	for range n {
		_, l := m.Begin(context.Background(), "eval")
		l.End(observability.Outcome{Engine: observability.Direct, Duration: 3 * time.Microsecond, FLOPs: 10, Bytes: 80})
	}
}

func last(c *collector.Collector, name string) *metricpb.Metric {
	var out *metricpb.Metric
	for _, m := range c.Metrics() {
		if m.Name == name {
			out = m
		}
	}
	return out
}

func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

func TestMetricsArrive(t *testing.T) {
	c := collector.Start(t)
	p, m := observer(t, otlp.Options{Endpoint: c.URL})
	evaluate(m, 7)
	if err := p.ForceFlush(context.Background()); err != nil {
		t.Fatal(err)
	}
	count := last(c, "scicore.evaluations")
	if count == nil || count.Unit != "{evaluation}" || !count.GetSum().IsMonotonic ||
		count.GetSum().AggregationTemporality != metricpb.AggregationTemporality_AGGREGATION_TEMPORALITY_CUMULATIVE ||
		count.GetSum().DataPoints[0].GetAsInt() != 7 {
		t.Errorf("%v", count)
	}
	h := last(c, "scicore.evaluation.duration").GetHistogram().DataPoints[0]
	if h.Count != 7 || h.ExplicitBounds[0] != 1e-6 || h.BucketCounts[2] != 7 {
		t.Errorf("%v", h)
	}
	if s := p.Stats(); s != (otlp.Stats{Sent: 1}) {
		t.Errorf("%+v", s)
	}
}

// A host may ask for deltas by the environment; those are the SDK's to make.
func TestDeltas(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta")
	c := collector.Start(t)
	p, m := observer(t, otlp.Options{Endpoint: c.URL})
	for _, n := range []int{7, 2} {
		evaluate(m, n)
		if err := p.ForceFlush(context.Background()); err != nil {
			t.Fatal(err)
		}
		h := last(c, "scicore.evaluation.duration").GetHistogram()
		if h.AggregationTemporality != metricpb.AggregationTemporality_AGGREGATION_TEMPORALITY_DELTA || h.DataPoints[0].Count != uint64(n) {
			t.Errorf("%v", h)
		}
	}
}

// The same for exponential buckets.
func TestExponentialBuckets(t *testing.T) {
	t.Setenv("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram")
	c := collector.Start(t)
	p, m := observer(t, otlp.Options{Endpoint: c.URL})
	evaluate(m, 7)
	if err := p.ForceFlush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if h := last(c, "scicore.evaluation.duration").GetExponentialHistogram(); h == nil || h.DataPoints[0].Count != 7 {
		t.Errorf("%v", h)
	}
}

// What a collector missed is in the next that arrives.
func TestCollectorComesBack(t *testing.T) {
	c := collector.Start(t)
	p, m := observer(t, otlp.Options{Endpoint: c.URL, Timeout: 300 * time.Millisecond})
	c.Before(func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusServiceUnavailable); return true })
	evaluate(m, 5)
	// A flush gives up by its own clock, perhaps before its request is counted,
	// or made.
	eventually(t, "a request counted as failed", func() bool {
		if err := p.ForceFlush(context.Background()); err == nil {
			t.Error("no error from a collector that refuses")
		}
		return p.Stats().Failed > 0
	})
	if s := p.Stats(); s.Sent != 0 {
		t.Errorf("%+v", s)
	}
	c.Before(nil)
	evaluate(m, 2)
	eventually(t, "a collection of all 7 evaluations", func() bool { // one that was given up may arrive after it
		m := last(c, "scicore.evaluations")
		return p.ForceFlush(context.Background()) == nil && m != nil && m.GetSum().DataPoints[0].GetAsInt() == 7
	})
}

// Recording goes on at its pace while a collector hangs.
func TestCollectorHangs(t *testing.T) {
	c := collector.Start(t)
	release := make(chan struct{})
	c.Before(func(http.ResponseWriter) bool { <-release; return true })
	defer close(release)
	p, m := observer(t, otlp.Options{Endpoint: c.URL, Period: 10 * time.Millisecond})
	eventually(t, "a request that hangs", func() bool { return len(c.Headers()) > 0 })
	const patience = 30 * time.Second // less than the request may take, and more than a busy machine needs
	start := time.Now()
	evaluate(m, 10_000)
	if took := time.Since(start); took > patience {
		t.Errorf("10 000 evaluations took %v", took)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start = time.Now()
	if err := p.Shutdown(ctx); err == nil || time.Since(start) > patience {
		t.Errorf("%v after %v", err, time.Since(start))
	}
}

func TestBadOptions(t *testing.T) {
	for _, o := range []otlp.Options{{}, {Endpoint: "collector:4318"}, {Endpoint: "http://x\x00"}, {Endpoint: "http://x", HeadersFile: "/nowhere/at/all"}} {
		if p, err := otlp.New(context.Background(), &o); !errors.Is(err, otlp.ErrOptions) || p != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func ExampleNew() {
	ctx := context.Background()
	p, err := otlp.New(ctx, &otlp.Options{Endpoint: "http://localhost:4318", Period: time.Minute})
	if err != nil {
		panic(err)
	}
	if _, err := metrics.New(&metrics.Options{MeterProvider: p}); err != nil {
		panic(err)
	}
	// Output:
}
