package metrics

import (
	"context"
	"errors"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/scicore-go/scicore/observability"
)

// Buckets of durations, in seconds: three a decade, from the microsecond of a
// small evaluation to the minute of a large one.
var durationBuckets = [...]float64{
	1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3,
	.01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25, 50, 100,
}

// Buckets of actual over estimated time, even on both sides of 1.
var ratioBuckets = [...]float64{.1, .2, .33, .5, .67, .8, .9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10}

// instruments are those written as evaluations end, nil where a collector
// reads the histograms; the rest is read by a callback.
type instruments struct {
	duration metric.Float64Histogram
	estimate metric.Float64Histogram
}

// maker makes instruments of one meter and keeps the errors.
type maker struct {
	meter metric.Meter
	errs  []error
	all   []metric.Observable
}

func (k *maker) histogram(name, unit, what string, buckets []float64) metric.Float64Histogram {
	h, err := k.meter.Float64Histogram(name, metric.WithUnit(unit), metric.WithDescription(what), metric.WithExplicitBucketBoundaries(buckets...))
	k.errs = append(k.errs, err)
	return h
}

func (k *maker) counter(name, unit, what string) metric.Int64ObservableCounter {
	c, err := k.meter.Int64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(what))
	k.errs, k.all = append(k.errs, err), append(k.all, c)
	return c
}

func (k *maker) counterFloat(name, unit, what string) metric.Float64ObservableCounter {
	c, err := k.meter.Float64ObservableCounter(name, metric.WithUnit(unit), metric.WithDescription(what))
	k.errs, k.all = append(k.errs, err), append(k.all, c)
	return c
}

func (k *maker) level(name, unit, what string) metric.Int64ObservableUpDownCounter {
	c, err := k.meter.Int64ObservableUpDownCounter(name, metric.WithUnit(unit), metric.WithDescription(what))
	k.errs, k.all = append(k.errs, err), append(k.all, c)
	return c
}

// read registers what the SDK calls when it collects.
func (k *maker) read(f metric.Callback) error {
	if err := errors.Join(k.errs...); err != nil {
		return err
	}
	_, err := k.meter.RegisterCallback(f, k.all...)
	return err
}

func (m *Observer) instrument(meter metric.Meter) error {
	k := &maker{meter: meter}
	if !m.read {
		m.inst = instruments{k.histogram(durationName, "s", durationText, durationBuckets[:]),
			k.histogram(ratioName, "1", ratioText, ratioBuckets[:])}
	}
	count := k.counter("scicore.evaluations", "{evaluation}", "Evaluations that have ended.")
	operations := k.counterFloat("scicore.work.operations", "{operation}", "Floating-point operations of evaluations, as estimated.")
	bytes := k.counterFloat("scicore.work.io", "By", "Bytes read and written by evaluations, as estimated.")
	candidates := k.counter("scicore.engine.candidates", "{candidate}", "Engines asked about a plan.")
	active := k.level("scicore.evaluation.active", "{evaluation}", "Evaluations running now.")
	usage := k.level("scicore.runtime.memory.usage", "By", "Memory reserved by evaluations of a runtime.")
	limit := k.level("scicore.runtime.memory.limit", "By", "Most memory that evaluations of a runtime may reserve.")
	threads := k.level("scicore.runtime.threads", "{thread}", "Workers a computation may use at most.")
	return k.read(func(_ context.Context, to metric.Observer) error {
		m.awake.Store(true)
		ended := int64(0) // read before what has begun: there are never more of them
		m.each(func(s *series) {
			if w := s.tally.load(); w.count > 0 {
				ended += int64(w.count)
				to.ObserveInt64(count, int64(w.count), s.observe...)
				to.ObserveFloat64(operations, w.operations, s.observe...)
				to.ObserveFloat64(bytes, w.bytes, s.observe...)
			}
		})
		to.ObserveInt64(active, m.begun.Load()-ended)
		m.engines(func(c *candidateSeries) {
			if n := c.count.Load(); n > 0 {
				to.ObserveInt64(candidates, n, c.observe...)
			}
		})
		m.runtimes.each(func(r *registered) {
			to.ObserveInt64(usage, r.source.MemoryInUse(), r.observe...)
			to.ObserveInt64(threads, int64(r.source.Threads()), r.observe...)
			if n := r.source.MemoryLimit(); n > 0 {
				to.ObserveInt64(limit, n, r.observe...)
			}
		})
		return nil
	})
}

// candidateSeries counts how often an engine was asked, with one verdict, and
// how far it was off.
type candidateSeries struct {
	observe []metric.ObserveOption
	count   striped

	engine    attribute.Set // the engine alone
	record    []metric.RecordOption
	start     time.Time
	ratios    ratios
	exemplars exemplars
}

type candidateKey struct{ engine, verdict string }

func newCandidates(asked, engine attribute.Set) *candidateSeries {
	return &candidateSeries{observe: []metric.ObserveOption{metric.WithAttributeSet(asked)},
		engine: engine, record: []metric.RecordOption{metric.WithAttributeSet(engine)}, start: time.Now()}
}

// engines calls f with all there is of engines asked.
func (m *Observer) engines(f func(*candidateSeries)) {
	for _, c := range *m.candidates.Load() {
		f(c)
	}
	f(m.unknown)
}

func (m *Observer) candidate(k candidateKey) *candidateSeries {
	if s := (*m.candidates.Load())[k]; s != nil {
		return s
	}
	engine := attribute.String("scicore.engine.name", k.engine)
	return grow(m, &m.candidates, k, func() *candidateSeries {
		return newCandidates(attribute.NewSet(engine, attribute.String("scicore.engine.verdict", k.verdict)), attribute.NewSet(engine))
	}, m.unknown)
}

func (m *Observer) planned(p *observability.Plan) {
	for i := range p.Candidates {
		c := &p.Candidates[i]
		verdict := "lost"
		switch {
		case c.Engine == p.Engine:
			verdict = "chosen"
		case c.Err != nil:
			verdict = "refused"
		}
		m.candidate(candidateKey{c.Engine, verdict}).count.Add(1)
	}
}

// ratio records how far the estimate was off: what running took, without
// planning, over what the engine had said.
func (m *Observer) ratio(ctx context.Context, o *observability.Outcome) {
	estimate := o.Plan.Estimate()
	if estimate <= 0 {
		return
	}
	off := (o.Duration - o.Plan.Planning).Seconds() / estimate.Seconds()
	c := m.candidate(candidateKey{o.Engine, "chosen"})
	if !m.read {
		m.inst.estimate.Record(ctx, off, c.record...)
		return
	}
	c.exemplars.offer(ctx, c.ratios.add(off), len(ratioBuckets)+1, off)
}
