package metrics

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// A HistogramCollector is a MeterProvider whose readers fetch histograms when
// they collect, as package producer makes one. An Observer then keeps its
// histograms itself: telling an SDK of each value takes longer than all else
// that is done for an evaluation.
type HistogramCollector interface {
	metric.MeterProvider
	// CollectHistograms has read called at every collection, and returns how
	// many series of one histogram are wanted at most, 0 being no limit. Where
	// it returns false the readers want something else than cumulative
	// histograms with the bounds given, and read is not called.
	CollectHistograms(scope string, read func() []Histogram) (maxSeries int, ok bool)
}

// Histogram is the state of a histogram since its beginning.
type Histogram struct {
	Name, Unit, Description string
	Bounds                  []float64 // upper ones, included; above the last there is one bucket more
	Series                  []HistogramSeries
}

// HistogramSeries is the values recorded under one set of attributes.
type HistogramSeries struct {
	Attributes attribute.Set
	Start      time.Time // of counting
	Counts     []uint64  // by bucket
	Count      uint64
	Sum        float64
	Min, Max   float64
	Exemplars  []Exemplar
}

// Exemplar is a value with the span it was measured in.
type Exemplar struct {
	Value float64
	Time  time.Time
	Span  trace.SpanContext
}

// exemplars keeps one value of each bucket: any of those seen since the last
// collection, with equal chances, or an older one if there were none.
type exemplars struct {
	mu    sync.Mutex
	slots []struct {
		kept Exemplar
		seen int // since the last collection
	}
}

// offer has a look at a value recorded in the span of ctx.
func (e *exemplars) offer(ctx context.Context, bucket, buckets int, value float64) {
	span := trace.SpanContextFromContext(ctx)
	if !span.IsSampled() {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.slots == nil {
		e.slots = append(e.slots, make([]struct {
			kept Exemplar
			seen int
		}, buckets)...)
	}
	s := &e.slots[bucket]
	if s.seen++; rand.IntN(s.seen) == 0 {
		s.kept = Exemplar{value, time.Now(), span}
	}
}

func (e *exemplars) collect() []Exemplar {
	e.mu.Lock()
	defer e.mu.Unlock()
	var out []Exemplar
	for i := range e.slots {
		s := &e.slots[i]
		if s.seen = 0; s.kept.Span.IsValid() {
			out = append(out, s.kept)
		}
	}
	return out
}

// The histograms of an Observer.
const (
	durationName, durationText = "scicore.evaluation.duration", "How long evaluations take, planning included."
	ratioName, ratioText       = "scicore.estimate.ratio", "Actual over estimated time of planned evaluations."
)

// histograms is what a HistogramCollector reads.
func (m *Observer) histograms() []Histogram {
	m.awake.Store(true)
	durations := Histogram{Name: durationName, Unit: "s", Description: durationText, Bounds: durationBuckets[:]}
	m.each(func(s *series) {
		if w := s.tally.load(); w.count > 0 {
			durations.Series = append(durations.Series, HistogramSeries{s.attributes, s.start, w.buckets[:], w.count,
				w.total(), w.least.Seconds(), w.most.Seconds(), s.exemplars.collect()})
		}
	})
	estimates := Histogram{Name: ratioName, Unit: "1", Description: ratioText, Bounds: ratioBuckets[:]}
	m.engines(func(c *candidateSeries) {
		if w := c.ratios.load(); w.count > 0 {
			estimates.Series = append(estimates.Series, HistogramSeries{c.engine, c.start, w.buckets[:], w.count,
				w.sum, w.least, w.most, c.exemplars.collect()})
		}
	})
	return []Histogram{durations, estimates}
}
