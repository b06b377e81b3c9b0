package metrics_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric/noop"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/execution"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/metrics"
)

// sdk returns a provider and a function that collects from it.
func sdk(t testing.TB) (*sdkmetric.MeterProvider, func() map[string]metricdata.Metrics) {
	reader := sdkmetric.NewManualReader()
	p := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	return p, func() map[string]metricdata.Metrics {
		var rm metricdata.ResourceMetrics
		if err := reader.Collect(context.Background(), &rm); err != nil {
			t.Fatal(err)
		}
		out := map[string]metricdata.Metrics{}
		for _, s := range rm.ScopeMetrics {
			for _, m := range s.Metrics {
				out[m.Name] = m
			}
		}
		return out
	}
}

func is(set attribute.Set, kv ...string) bool {
	for i := 0; i < len(kv); i += 2 {
		if v, ok := set.Value(attribute.Key(kv[i])); !ok && kv[i+1] != "" || ok && v.String() != kv[i+1] {
			return false
		}
	}
	return true
}

// number sums the points that have the attributes.
func number(m metricdata.Metrics, kv ...string) float64 {
	sum := math.NaN()
	add := func(x float64, set attribute.Set) {
		if is(set, kv...) {
			if math.IsNaN(sum) {
				sum = 0
			}
			sum += x
		}
	}
	switch d := m.Data.(type) {
	case metricdata.Sum[int64]:
		for _, p := range d.DataPoints {
			add(float64(p.Value), p.Attributes)
		}
	case metricdata.Sum[float64]:
		for _, p := range d.DataPoints {
			add(p.Value, p.Attributes)
		}
	case metricdata.Gauge[float64]:
		for _, p := range d.DataPoints {
			add(p.Value, p.Attributes)
		}
	case metricdata.Histogram[float64]:
		for _, p := range d.DataPoints {
			add(float64(p.Count), p.Attributes)
		}
	}
	return sum
}

func runtimeWith(t testing.TB, o observability.Observer, limit int64) (context.Context, *scicore.Runtime) {
	t.Helper()
	rt, err := scicore.NewRuntime().WithThreads(2).WithSelector(execution.Fixed("simd")).WithObserver(o).WithMemoryLimit(limit).
		WithCalibration(execution.Calibration{FLOPNanos: 0.15, GEMM: 2e10, Memory: 8e9, MemoryAll: 16e9, Region: 8 * time.Microsecond}).Build()
	if err != nil {
		t.Fatal(err)
	}
	return scicore.WithRuntime(context.Background(), rt), rt
}

func large() graph.Expr[float64] {
	x := graph.Of(array.Ones[float64](300, 300))
	return x.MatMul(x).AddScalar(1).Mean()
}

func small() graph.Expr[float64] { return graph.Of(array.Ones[float64](10)).AddScalar(1).Sum() }

func TestEvaluationsAreMeasured(t *testing.T) {
	p, collect := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	ctx, rt := runtimeWith(t, m, 1<<24)
	if err := m.Register("main", rt); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := scicore.Eval(ctx, small()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := scicore.Eval(ctx, large()); err != nil {
		t.Fatal(err)
	}
	if _, err := scicore.Eval(ctx, graph.Of(array.Ones[float64](1<<22)).Neg()); err == nil {
		t.Fatal("no error over the limit")
	}
	got := collect()
	cost := graph.Estimate(small().Node())
	for _, c := range []struct {
		metric string
		want   float64
		kv     []string
	}{
		{"scicore.evaluations", 3, []string{"scicore.door", "eval", "scicore.engine.name", "direct"}},
		{"scicore.evaluations", 1, []string{"scicore.engine.name", "simd", "error.type", ""}},
		{"scicore.evaluations", 1, []string{"error.type", "memory_limit"}},
		{"scicore.evaluation.duration", 3, []string{"scicore.engine.name", "direct"}},
		{"scicore.evaluation.duration", 1, []string{"error.type", "memory_limit"}},
		{"scicore.evaluation.active", 0, nil},
		{"scicore.engine.candidates", 1, []string{"scicore.engine.name", "simd", "scicore.engine.verdict", "chosen"}},
		{"scicore.engine.candidates", 1, []string{"scicore.engine.name", "parallel", "scicore.engine.verdict", "lost"}},
		{"scicore.estimate.ratio", 1, []string{"scicore.engine.name", "simd"}},
		{"scicore.work.operations", 3 * cost.FLOPs, []string{"scicore.engine.name", "direct"}},
		{"scicore.work.io", 3 * cost.Bytes, []string{"scicore.engine.name", "direct"}},
		{"scicore.runtime.memory.limit", 1 << 24, []string{"scicore.runtime.name", "main"}},
		{"scicore.runtime.memory.usage", 0, []string{"scicore.runtime.name", "main"}},
		{"scicore.runtime.threads", 2, []string{"scicore.runtime.name", "main"}},
	} {
		if v := number(got[c.metric], c.kv...); v != c.want {
			t.Errorf("%s%v = %v, want %v", c.metric, c.kv, v, c.want)
		}
	}
	units := map[string]string{"scicore.evaluations": "{evaluation}", "scicore.evaluation.duration": "s", "scicore.work.io": "By"}
	for name, unit := range units {
		if got[name].Unit != unit {
			t.Errorf("%s in %q", name, got[name].Unit)
		}
	}
	total := m.Totals()
	if total.Evaluations != 5 || total.Engines["direct"] != 3 || total.Errors[observability.FaultMemory] != 1 || total.Active != 0 || total.Operations < 2*300*300*300 {
		t.Errorf("totals %+v", total)
	}
}

// The histogram is checked against durations told, not measured.
func TestDurationBuckets(t *testing.T) {
	p, collect := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []time.Duration{500 * time.Nanosecond, 3 * time.Microsecond, 200 * time.Second} {
		_, l := m.Begin(context.Background(), "run")
		l.End(observability.Outcome{Engine: "e", Duration: d})
	}
	h := collect()["scicore.evaluation.duration"].Data.(metricdata.Histogram[float64]).DataPoints[0]
	if h.Bounds[0] != 1e-6 || h.BucketCounts[0] != 1 || h.BucketCounts[2] != 1 || h.BucketCounts[len(h.BucketCounts)-1] != 1 || math.Abs(h.Sum-200.0000035) > 1e-9 {
		t.Errorf("%+v", h)
	}
}

func TestInFlight(t *testing.T) {
	p, collect := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var listeners [5]observability.Listener
	for i := range listeners {
		wg.Go(func() { _, listeners[i] = m.Begin(context.Background(), "eval") })
	}
	wg.Wait()
	if v := number(collect()["scicore.evaluation.active"]); v != 5 {
		t.Errorf("%v in flight, want 5", v)
	}
	for _, l := range listeners {
		wg.Go(func() { l.End(observability.Outcome{Engine: observability.Direct}) })
	}
	wg.Wait()
	if got := collect(); number(got["scicore.evaluation.active"]) != 0 || number(got["scicore.evaluations"]) != 5 {
		t.Errorf("after the end: %v in flight, %v counted", number(got["scicore.evaluation.active"]), number(got["scicore.evaluations"]))
	}
}

// Doors, engines and faults that somebody makes up end in one series; nothing
// is lost from the sum.
func TestSeriesAreBounded(t *testing.T) {
	p, collect := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p, MaxSeries: 20})
	if err != nil {
		t.Fatal(err)
	}
	const n = 100_000
	for i := range n {
		name := fmt.Sprint("made up ", i)
		_, l := m.Begin(context.Background(), name)
		l.Planned(&observability.Plan{Engine: name, Candidates: []observability.Candidate{{Engine: name, Duration: 1}}})
		l.End(observability.Outcome{Engine: name, Plan: &observability.Plan{Engine: name, Candidates: []observability.Candidate{{Engine: name, Duration: 1}}}})
	}
	got := collect()
	if s := got["scicore.evaluations"].Data.(metricdata.Sum[int64]).DataPoints; len(s) != 21 || number(got["scicore.evaluations"]) != n {
		t.Errorf("%d series, sum %v", len(s), number(got["scicore.evaluations"]))
	}
	if v := number(got["scicore.evaluations"], "otel.metric.overflow", "true"); v != n-20 {
		t.Errorf("overflow %v", v)
	}
	for _, name := range []string{"scicore.evaluation.duration", "scicore.estimate.ratio"} {
		if h := got[name].Data.(metricdata.Histogram[float64]).DataPoints; len(h) != 21 || number(got[name]) != n {
			t.Errorf("%s: %d series, %v values", name, len(h), number(got[name]))
		}
	}
	if c := got["scicore.engine.candidates"].Data.(metricdata.Sum[int64]).DataPoints; len(c) != 21 || number(got["scicore.engine.candidates"]) != n {
		t.Errorf("%d series of candidates", len(c))
	}
	if total := m.Totals(); total.Evaluations != n || total.Engines["overflow"] != n-20 {
		t.Errorf("totals %d, overflow %d", total.Evaluations, total.Engines["overflow"])
	}
}

func TestWithoutSDKNothingListens(t *testing.T) {
	m, err := metrics.New(&metrics.Options{MeterProvider: noop.NewMeterProvider()})
	if err != nil {
		t.Fatal(err)
	}
	if _, l := m.Begin(context.Background(), "eval"); l != nil {
		t.Error("listens though nobody collects")
	}
	if m, err = metrics.New(&metrics.Options{MeterProvider: noop.NewMeterProvider(), Always: true}); err != nil {
		t.Fatal(err)
	}
	ctx, _ := runtimeWith(t, m, 0)
	if _, err := scicore.Eval(ctx, small()); err != nil || m.Totals().Evaluations != 1 {
		t.Errorf("%v, totals %+v", err, m.Totals())
	}
}

// A histogram dropped by a view does not silence the counters.
func TestDroppedHistogram(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	drop := sdkmetric.NewView(sdkmetric.Instrument{Name: "scicore.*.*"}, sdkmetric.Stream{Aggregation: sdkmetric.AggregationDrop{}})
	p := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader), sdkmetric.WithView(drop))
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	var rm metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &rm); err != nil {
		t.Fatal(err)
	}
	if _, l := m.Begin(context.Background(), "eval"); l == nil {
		t.Error("nothing listens, though an SDK collects")
	}
}

// Exemplars lead from a histogram to the trace.
func TestExemplars(t *testing.T) {
	p, collect := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := sdktrace.NewTracerProvider().Tracer("t").Start(context.Background(), "s")
	_, l := m.Begin(ctx, "eval")
	l.End(observability.Outcome{Engine: observability.Direct, Duration: time.Millisecond})
	h := collect()["scicore.evaluation.duration"].Data.(metricdata.Histogram[float64]).DataPoints[0]
	id := span.SpanContext().TraceID()
	if len(h.Exemplars) != 1 || string(h.Exemplars[0].TraceID) != string(id[:]) {
		t.Errorf("exemplars %+v", h.Exemplars)
	}
}

type fixedRuntime struct{}

func (fixedRuntime) MemoryInUse() int64 { return 1 }
func (fixedRuntime) MemoryLimit() int64 { return 0 }
func (fixedRuntime) Threads() int       { return 7 }

func TestRuntimesAreBounded(t *testing.T) {
	p, collect := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
	for i := range metrics.MaxRuntimes {
		if err := m.Register(fmt.Sprint(i), fixedRuntime{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := m.Register("one more", fixedRuntime{}); !errors.Is(err, metrics.ErrLimit) {
		t.Errorf("error %v", err)
	}
	if err := m.Register("0", fixedRuntime{}); err != nil {
		t.Errorf("replacing: %v", err)
	}
	if err := m.Register("1", nil); err != nil {
		t.Errorf("ending: %v", err)
	}
	if v := number(collect()["scicore.runtime.threads"]); v != 7*(metrics.MaxRuntimes-1) {
		t.Errorf("threads %v", v)
	}
}

func ExampleNew() {
	reader := sdkmetric.NewManualReader() // a host has an exporter here
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	m, err := metrics.New(&metrics.Options{MeterProvider: provider})
	if err != nil {
		fmt.Println(err)
		return
	}
	rt, err := scicore.NewRuntime().WithObserver(m).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := scicore.WithRuntime(context.Background(), rt)
	for range 3 {
		if _, err := scicore.Eval(ctx, graph.Of(array.Ones[float64](10)).AddScalar(1).Sum()); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(m.Totals().Engines)
	// Output: map[direct:3]
}
