package producer_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/producer"
)

// sdk is an SDK with an observer, by a producer or not.
type sdk struct {
	t        testing.TB
	reader   *sdkmetric.ManualReader
	provider *producer.MeterProvider
	observer *metrics.Observer
}

func with(t testing.TB, maxSeries int) *sdk {
	p := producer.New()
	r := sdkmetric.NewManualReader(sdkmetric.WithProducer(p))
	s := &sdk{t: t, reader: r, provider: p.Wrap(sdkmetric.NewMeterProvider(sdkmetric.WithReader(r))).WithMaxSeries(maxSeries)}
	var err error
	if s.observer, err = metrics.New(&metrics.Options{MeterProvider: s.provider}); err != nil {
		t.Fatal(err)
	}
	return s
}

func without(t testing.TB) *sdk {
	r := sdkmetric.NewManualReader()
	m, err := metrics.New(&metrics.Options{MeterProvider: sdkmetric.NewMeterProvider(sdkmetric.WithReader(r))})
	if err != nil {
		t.Fatal(err)
	}
	return &sdk{t: t, reader: r, observer: m}
}

// collect returns the instruments by name. A name that comes twice is an error.
func (s *sdk) collect() map[string]metricdata.Metrics {
	s.t.Helper()
	var rm metricdata.ResourceMetrics
	if err := s.reader.Collect(context.Background(), &rm); err != nil {
		s.t.Fatal(err)
	}
	out := map[string]metricdata.Metrics{}
	for _, scope := range rm.ScopeMetrics {
		for _, m := range scope.Metrics {
			if _, twice := out[m.Name]; twice {
				s.t.Errorf("%s comes twice", m.Name)
			}
			out[m.Name] = m
		}
	}
	return out
}

func points(m metricdata.Metrics) map[attribute.Distinct]metricdata.HistogramDataPoint[float64] {
	out := map[attribute.Distinct]metricdata.HistogramDataPoint[float64]{}
	h, _ := m.Data.(metricdata.Histogram[float64])
	for _, p := range h.DataPoints {
		out[p.Attributes.Equivalent()] = p
	}
	return out
}

// outcomes are of all kinds, and of durations on both sides of every bound.
func outcomes() []observability.Outcome {
	plan := &observability.Plan{Engine: "simd", Candidates: []observability.Candidate{{Engine: "simd", Duration: 1500}, {Engine: "parallel", Duration: 3000}}}
	var out []observability.Outcome
	add := func(d time.Duration) {
		out = append(out, observability.Outcome{Engine: observability.Direct, Duration: d, FLOPs: 1, Bytes: 8},
			observability.Outcome{Engine: "simd", Plan: plan, Duration: d},
			observability.Outcome{Engine: "simd", Fault: observability.FaultInput, Err: errors.New("e"), Duration: d})
	}
	for _, mantissa := range []time.Duration{1, 10, 25, 50} {
		for scale := time.Duration(1); scale <= 1e11; scale *= 10 {
			for d := mantissa*scale - 1; d <= mantissa*scale+1; d++ {
				add(d)
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		add(time.Duration(math.Exp(r.Float64() * 27)))
	}
	return out
}

// What is kept outside the SDK is what the SDK would have made of it.
func TestHistogramsAreThoseOfTheSDK(t *testing.T) {
	ours, theirs := with(t, 0), without(t)
	exact := map[string]*exactSum{}
	for _, o := range outcomes() {
		for _, s := range []*sdk{ours, theirs} {
			_, l := s.observer.Begin(context.Background(), "eval")
			l.End(o)
		}
		key := o.Engine + string(o.Fault)
		if exact[key] == nil {
			exact[key] = &exactSum{}
		}
		exact[key].add(o.Duration)
	}
	got, want := ours.collect(), theirs.collect()
	if len(got) != len(want) {
		t.Errorf("%d instruments, want %d", len(got), len(want))
	}
	for _, name := range []string{"scicore.evaluation.duration", "scicore.estimate.ratio"} {
		if got[name].Unit != want[name].Unit || got[name].Description != want[name].Description {
			t.Errorf("%s: %q %q, want %q %q", name, got[name].Unit, got[name].Description, want[name].Unit, want[name].Description)
		}
		if temporality := got[name].Data.(metricdata.Histogram[float64]).Temporality; temporality != metricdata.CumulativeTemporality {
			t.Errorf("%s: %v", name, temporality)
		}
		a, b := points(got[name]), points(want[name])
		if len(a) != len(b) || len(a) == 0 {
			t.Errorf("%s: %d series, want %d", name, len(a), len(b))
		}
		for k, w := range b {
			g := a[k]
			low, _ := g.Min.Value()
			high, _ := g.Max.Value()
			wantLow, _ := w.Min.Value()
			wantHigh, _ := w.Max.Value()
			if g.Count != w.Count || !slices.Equal(g.BucketCounts, w.BucketCounts) || !slices.Equal(g.Bounds, w.Bounds) || low != wantLow || high != wantHigh {
				t.Errorf("%s %v: %+v\nwant %+v", name, w.Attributes.ToSlice(), g, w)
			}
			if math.Abs(g.Sum-w.Sum) > 1e-12*w.Sum {
				t.Errorf("%s %v: sum %v, want %v", name, w.Attributes.ToSlice(), g.Sum, w.Sum)
			}
			if g.StartTime.IsZero() || g.Time.Before(g.StartTime) {
				t.Errorf("%s: from %v to %v", name, g.StartTime, g.Time)
			}
		}
	}
	for _, p := range points(got["scicore.evaluation.duration"]) {
		engine, _ := p.Attributes.Value("scicore.engine.name")
		fault, _ := p.Attributes.Value("error.type")
		if want := exact[engine.AsString()+fault.AsString()].seconds(); p.Sum != want {
			t.Errorf("%s %s: sum %v, of whole nanoseconds %v", engine.AsString(), fault.AsString(), p.Sum, want)
		}
	}
}

// exactSum is a sum of nanoseconds that never overflows.
type exactSum struct{ whole, nanos int64 }

func (b *exactSum) add(d time.Duration) {
	b.whole += int64(d / time.Second)
	b.nanos += int64(d % time.Second)
	b.whole += b.nanos / 1e9
	b.nanos %= 1e9
}

func (b *exactSum) seconds() float64 { return float64(b.whole) + float64(b.nanos)/1e9 }

// Durations that add up to more than an int64 of nanoseconds.
func TestSumsDoNotOverflow(t *testing.T) {
	s := with(t, 0)
	const n, year = 1000, 365 * 24 * time.Hour
	for range n {
		_, l := s.observer.Begin(context.Background(), "eval")
		l.End(observability.Outcome{Engine: observability.Direct, Duration: year})
	}
	for _, p := range points(s.collect()["scicore.evaluation.duration"]) {
		if want := n * year.Seconds(); p.Sum != want {
			t.Errorf("sum %v, want %v", p.Sum, want)
		}
	}
}

// Counts are exact whoever evaluates and however often somebody collects.
func TestManyAtOnce(t *testing.T) {
	s := with(t, 0)
	const goroutines, each = 20, 1000
	var wg sync.WaitGroup
	for i := range goroutines {
		wg.Go(func() {
			for range each {
				_, l := s.observer.Begin(context.Background(), "eval")
				l.End(observability.Outcome{Engine: observability.Direct, Duration: time.Duration(i) * time.Microsecond, FLOPs: 1, Bytes: 2})
			}
		})
	}
	last := uint64(0)
	for range 50 {
		for _, p := range points(s.collect()["scicore.evaluation.duration"]) {
			sum := uint64(0)
			for _, n := range p.BucketCounts {
				sum += n
			}
			if p.Count < last || sum != p.Count {
				t.Errorf("count %d after %d, in buckets %d", p.Count, last, sum)
			}
			last = p.Count
		}
	}
	wg.Wait()
	got := s.collect()
	for _, p := range points(got["scicore.evaluation.duration"]) {
		if p.Count != goroutines*each || math.Abs(p.Sum-goroutines*(goroutines-1)/2*each*1e-6) > 1e-12 {
			t.Errorf("%d values, sum %v", p.Count, p.Sum)
		}
	}
	if n := got["scicore.evaluations"].Data.(metricdata.Sum[int64]).DataPoints[0].Value; n != goroutines*each {
		t.Errorf("%d evaluations", n)
	}
	if n := got["scicore.evaluation.active"].Data.(metricdata.Sum[int64]).DataPoints[0].Value; n != 0 {
		t.Errorf("%d active", n)
	}
	if n := got["scicore.work.operations"].Data.(metricdata.Sum[float64]).DataPoints[0].Value; n != goroutines*each {
		t.Errorf("%v operations", n)
	}
}

// Several observers of one program are one histogram.
func TestSeveralObservers(t *testing.T) {
	s := with(t, 0)
	again, err := metrics.New(&metrics.Options{MeterProvider: s.provider})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range []*metrics.Observer{s.observer, again, again} {
		_, l := m.Begin(context.Background(), "eval")
		l.End(observability.Outcome{Engine: observability.Direct, Duration: time.Duration(i+1) * time.Second})
	}
	all := points(s.collect()["scicore.evaluation.duration"])
	for _, p := range all {
		low, _ := p.Min.Value()
		high, _ := p.Max.Value()
		if p.Count != 3 || p.Sum != 6 || low != 1 || high != 3 {
			t.Errorf("%+v", p)
		}
	}
	if len(all) != 1 {
		t.Errorf("%d series", len(all))
	}
}

// A provider's bound holds for what does not pass the SDK.
func TestSeriesAreBounded(t *testing.T) {
	s := with(t, 10)
	for i := range 100 {
		_, l := s.observer.Begin(context.Background(), fmt.Sprint("made up ", i))
		l.End(observability.Outcome{Engine: fmt.Sprint(i), Duration: 1})
	}
	all, sum := points(s.collect()["scicore.evaluation.duration"]), uint64(0)
	for _, p := range all {
		sum += p.Count
	}
	if len(all) != 10 || sum != 100 {
		t.Errorf("%d series of %d values", len(all), sum)
	}
}

// Exemplars lead from each bucket to a trace, as those of the SDK do.
func TestExemplars(t *testing.T) {
	s := with(t, 0)
	tracer := sdktrace.NewTracerProvider().Tracer("t")
	ids := map[string]float64{}
	for _, d := range []time.Duration{time.Microsecond, time.Microsecond, time.Second} {
		ctx, span := tracer.Start(context.Background(), "s")
		_, l := s.observer.Begin(ctx, "eval")
		l.End(observability.Outcome{Engine: observability.Direct, Duration: d})
		id := span.SpanContext().TraceID()
		ids[string(id[:])] = d.Seconds()
	}
	_, l := s.observer.Begin(context.Background(), "eval") // in no span
	l.End(observability.Outcome{Engine: observability.Direct, Duration: time.Minute})
	for range 2 { // they stay until others come
		for _, p := range points(s.collect()["scicore.evaluation.duration"]) {
			if len(p.Exemplars) != 2 {
				t.Errorf("%d exemplars", len(p.Exemplars))
			}
			for _, e := range p.Exemplars {
				if want, known := ids[string(e.TraceID)]; !known || e.Value != want || e.Time.IsZero() || len(e.SpanID) != 8 {
					t.Errorf("%+v", e)
				}
			}
		}
	}
}

// Where the environment asks for other exemplars, the SDK keeps the histogram.
func TestExemplarFilter(t *testing.T) {
	t.Setenv("OTEL_METRICS_EXEMPLAR_FILTER", "always_on")
	s := with(t, 0)
	_, l := s.observer.Begin(context.Background(), "eval")
	l.End(observability.Outcome{Engine: observability.Direct, Duration: time.Microsecond})
	for _, p := range points(s.collect()["scicore.evaluation.duration"]) {
		if p.Count != 1 || len(p.Exemplars) != 1 {
			t.Errorf("%+v", p)
		}
	}
}

func ExampleProducer() {
	p := producer.New()
	reader := sdkmetric.NewManualReader(sdkmetric.WithProducer(p)) // a host has an exporter here
	provider := p.Wrap(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
	m, err := metrics.New(&metrics.Options{MeterProvider: provider})
	if err != nil {
		panic(err)
	}
	_, l := m.Begin(context.Background(), "eval") // a runtime does this
	l.End(observability.Outcome{Engine: observability.Direct, Duration: 3 * time.Microsecond})
	var rm metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &rm); err != nil {
		panic(err)
	}
	for _, s := range rm.ScopeMetrics {
		for _, x := range s.Metrics {
			if h, ok := x.Data.(metricdata.Histogram[float64]); ok {
				fmt.Println(x.Name, h.DataPoints[0].Count, h.DataPoints[0].Sum)
			}
		}
	}
	// Output: scicore.evaluation.duration 1 3e-06
}
