package producer

import (
	"context"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/scicore-go/scicore/observability/metrics"
)

// Producer hands histograms to the readers that it is given to. It is safe for
// concurrent use.
type Producer struct {
	mu     sync.Mutex
	scopes []string // in the order they came
	reads  map[string][]func() []metrics.Histogram
}

// New returns a Producer of nothing yet.
func New() *Producer { return &Producer{reads: map[string][]func() []metrics.Histogram{}} }

// MeterProvider is a provider of the SDK that hands histograms to a Producer.
type MeterProvider struct {
	*sdkmetric.MeterProvider
	producer  *Producer
	maxSeries int
}

// Wrap returns a provider, all of whose readers must have the producer, as one
// whose users may leave histograms to it.
func (p *Producer) Wrap(provider *sdkmetric.MeterProvider) *MeterProvider {
	return &MeterProvider{MeterProvider: provider, producer: p}
}

// WithMaxSeries returns a copy that asks for no more series of a histogram
// than n; 0 means no limit. The SDK does not hold producers to its own limit.
func (m *MeterProvider) WithMaxSeries(n int) *MeterProvider {
	c := *m
	c.maxSeries = n
	return &c
}

// CollectHistograms implements metrics.HistogramCollector. It refuses where the
// environment asks for exemplars of other values than those within spans.
func (m *MeterProvider) CollectHistograms(scope string, read func() []metrics.Histogram) (maxSeries int, ok bool) {
	if f := os.Getenv("OTEL_METRICS_EXEMPLAR_FILTER"); f != "" && f != "trace_based" {
		return 0, false
	}
	p := m.producer
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.reads[scope] == nil {
		p.scopes = append(p.scopes, scope)
	}
	p.reads[scope] = append(p.reads[scope], read)
	return m.maxSeries, true
}

// Produce implements sdkmetric.Producer.
func (p *Producer) Produce(context.Context) ([]metricdata.ScopeMetrics, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []metricdata.ScopeMetrics
	for _, scope := range p.scopes {
		sum := newMerger()
		for _, read := range p.reads[scope] {
			for _, h := range read() {
				sum.add(h)
			}
		}
		if m := sum.metrics(); len(m) > 0 {
			out = append(out, metricdata.ScopeMetrics{Scope: instrumentation.Scope{Name: scope}, Metrics: m})
		}
	}
	return out, nil
}

// merger adds up what several observers of one program tell: one histogram
// must not come twice.
type merger struct {
	now    time.Time
	all    []metricdata.Metrics
	points []map[attribute.Distinct]*metricdata.HistogramDataPoint[float64] // of all
	index  map[string]int
}

func newMerger() *merger { return &merger{now: time.Now(), index: map[string]int{}} }

func (m *merger) add(h metrics.Histogram) {
	if len(h.Series) == 0 {
		return
	}
	i, known := m.index[h.Name]
	if !known {
		i = len(m.all)
		m.index[h.Name] = i
		m.all = append(m.all, metricdata.Metrics{Name: h.Name, Unit: h.Unit, Description: h.Description})
		m.points = append(m.points, map[attribute.Distinct]*metricdata.HistogramDataPoint[float64]{})
	}
	for _, s := range h.Series {
		k := s.Attributes.Equivalent()
		if p := m.points[i][k]; p != nil {
			merge(p, &s)
			continue
		}
		m.points[i][k] = &metricdata.HistogramDataPoint[float64]{
			Attributes: s.Attributes, StartTime: s.Start, Time: m.now, Count: s.Count, Sum: s.Sum,
			Bounds: h.Bounds, BucketCounts: s.Counts, Min: metricdata.NewExtrema(s.Min), Max: metricdata.NewExtrema(s.Max),
			Exemplars: exemplars(s.Exemplars),
		}
	}
}

func merge(p *metricdata.HistogramDataPoint[float64], s *metrics.HistogramSeries) {
	if s.Start.Before(p.StartTime) {
		p.StartTime = s.Start
	}
	p.Count += s.Count
	p.Sum += s.Sum
	for i, n := range s.Counts {
		p.BucketCounts[i] += n
	}
	low, _ := p.Min.Value()
	high, _ := p.Max.Value()
	p.Min, p.Max = metricdata.NewExtrema(min(low, s.Min)), metricdata.NewExtrema(max(high, s.Max))
	p.Exemplars = append(p.Exemplars, exemplars(s.Exemplars)...)
}

func exemplars(in []metrics.Exemplar) []metricdata.Exemplar[float64] {
	out := make([]metricdata.Exemplar[float64], len(in))
	for i, e := range in {
		trace, span := e.Span.TraceID(), e.Span.SpanID()
		out[i] = metricdata.Exemplar[float64]{Time: e.Time, Value: e.Value, TraceID: trace[:], SpanID: span[:]}
	}
	return out
}

func (m *merger) metrics() []metricdata.Metrics {
	for i := range m.all {
		h := metricdata.Histogram[float64]{Temporality: metricdata.CumulativeTemporality}
		for _, p := range m.points[i] {
			h.DataPoints = append(h.DataPoints, *p)
		}
		m.all[i].Data = h
	}
	return m.all
}
