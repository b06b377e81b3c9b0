package metrics

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability"
)

// scope names the instrumentation to the SDK.
const scope = "github.com/scicore-go/scicore/observability/metrics"

// DefaultMaxSeries is how many series of evaluations there are at most, where
// Options do not say otherwise.
const DefaultMaxSeries = 256

// Options of an Observer; the zero value is good.
type Options struct {
	// MeterProvider has the instruments; nil means the global one, also where
	// that gets its SDK later.
	MeterProvider metric.MeterProvider
	// MaxSeries bounds the combinations of door, engine and error; 0 means
	// DefaultMaxSeries.
	MaxSeries int
	// Always counts even where no SDK collects, for Totals.
	Always bool
}

// Observer measures evaluations. It is safe for concurrent use.
type Observer struct {
	inst     instruments
	read     bool // a HistogramCollector reads the histograms
	always   bool
	max      int
	awake    atomic.Bool // an SDK has collected
	begun    striped
	doors    [3]door // eval, compute, run
	other    sync.Map
	others   atomic.Int64
	overflow *series
	unknown  *candidateSeries // engines over the limit

	mu         sync.Mutex // adds to the tables
	series     atomic.Pointer[map[seriesKey]*series]
	candidates atomic.Pointer[map[candidateKey]*candidateSeries]
	runtimes   runtimes
}

// New returns an Observer; nil means the defaults. The error is that of a
// MeterProvider that refuses instruments.
func New(o *Options) (*Observer, error) {
	if o == nil {
		o = &Options{}
	}
	m := &Observer{always: o.Always, max: o.MaxSeries}
	if m.max <= 0 {
		m.max = DefaultMaxSeries
	}
	m.series.Store(&map[seriesKey]*series{})
	m.candidates.Store(&map[candidateKey]*candidateSeries{})
	m.overflow = newSeries(overflowed)
	m.unknown = newCandidates(overflowed, overflowed)
	for i, name := range []string{"eval", "compute", "run"} {
		m.doors[i] = door{observer: m, name: name}
	}
	p := o.MeterProvider
	if p == nil {
		p = otel.GetMeterProvider()
	}
	if c, ok := p.(HistogramCollector); ok {
		limit, ok := c.CollectHistograms(scope, m.histograms)
		if m.read = ok; ok && limit > 0 { // the one of all that is too much is in the limit
			m.max = min(m.max, max(limit-1, 1))
		}
	}
	return m, m.instrument(p.Meter(scope))
}

// overflowed is the attribute of everything over a limit.
var overflowed = attribute.NewSet(attribute.Bool("otel.metric.overflow", true))

// series is what is counted under one set of attributes.
type series struct {
	attributes attribute.Set
	observe    []metric.ObserveOption
	record     []metric.RecordOption
	start      time.Time
	tally      tally
	exemplars  exemplars
}

// each calls f with all series.
func (m *Observer) each(f func(*series)) {
	for _, s := range *m.series.Load() {
		f(s)
	}
	f(m.overflow)
}

type seriesKey struct {
	door, engine string
	fault        observability.Fault
}

func newSeries(a attribute.Set) *series {
	return &series{attributes: a, observe: []metric.ObserveOption{metric.WithAttributeSet(a)},
		record: []metric.RecordOption{metric.WithAttributeSet(a)}, start: time.Now()}
}

func (k seriesKey) attributes() attribute.Set {
	kv := []attribute.KeyValue{attribute.String("scicore.door", k.door), attribute.String("scicore.engine.name", k.engine)}
	if k.fault != "" {
		kv = append(kv, attribute.String("error.type", string(k.fault)))
	}
	return attribute.NewSet(kv...)
}

// of returns the series of a key, or the one of all that is too much.
func (m *Observer) of(k seriesKey) *series {
	if s := (*m.series.Load())[k]; s != nil {
		return s
	}
	return grow(m, &m.series, k, func() *series { return newSeries(k.attributes()) }, m.overflow)
}

// grow adds an entry to a table that is copied whenever it changes, so that
// reading it takes no lock. Tables are small and soon stop growing.
func grow[K comparable, V any](m *Observer, table *atomic.Pointer[map[K]*V], k K, made func() *V, full *V) *V {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := *table.Load()
	if v := old[k]; v != nil {
		return v
	}
	if len(old) >= m.max {
		return full
	}
	next := make(map[K]*V, len(old)+1)
	for key, v := range old {
		next[key] = v
	}
	v := made()
	next[k] = v
	table.Store(&next)
	return v
}

// listening reports whether anybody would read what is measured.
func (m *Observer) listening(ctx context.Context) bool {
	return m.always || m.read || m.inst.duration.Enabled(ctx) || m.awake.Load()
}

// Begin implements observability.Observer.
func (m *Observer) Begin(ctx context.Context, name string) (context.Context, observability.Listener) {
	if !m.listening(ctx) {
		return ctx, nil
	}
	m.begun.Add(1)
	d := m.door(name)
	if trace.SpanContextFromContext(ctx).IsSampled() {
		return ctx, &sampled{d, ctx}
	}
	return ctx, d
}

// BeginDirect implements observability.DirectObserver.
func (m *Observer) BeginDirect(ctx context.Context, name string) (context.Context, observability.Listener, observability.Attention) {
	ctx, l := m.Begin(ctx, name)
	if l == nil {
		return ctx, nil, observability.Nothing
	}
	return ctx, l, observability.Timed
}

// door is the listener of all evaluations that came through one door: what
// ends tells enough that none is needed for each.
type door struct {
	observer *Observer
	name     string
	direct   atomic.Pointer[series] // of direct evaluations without error, which are many
}

func (m *Observer) door(name string) *door {
	switch name {
	case "eval":
		return &m.doors[0]
	case "compute":
		return &m.doors[1]
	case "run":
		return &m.doors[2]
	}
	if d, ok := m.other.Load(name); ok {
		return d.(*door)
	}
	if m.others.Add(1) > int64(m.max) {
		name = "other"
	}
	d, _ := m.other.LoadOrStore(name, &door{observer: m, name: name})
	return d.(*door)
}

// Shared implements observability.SharedListener.
func (*door) Shared() {}

// Planned counts the engines that were asked.
func (d *door) Planned(p *observability.Plan) { d.observer.planned(p) }

// BeginStage does nothing: stages are for spans.
func (*door) BeginStage(ctx context.Context, _ int) context.Context { return ctx }

// EndStage does nothing.
func (*door) EndStage(int, error) {}

// End counts the evaluation.
func (d *door) End(o observability.Outcome) { d.end(context.Background(), &o) }

// sampled is an evaluation within a span that is kept: its context lets the
// SDK note the span beside the histogram, as an exemplar.
type sampled struct {
	*door
	ctx context.Context
}

// End counts the evaluation.
func (s *sampled) End(o observability.Outcome) { s.end(s.ctx, &o) }

func (d *door) end(ctx context.Context, o *observability.Outcome) {
	m, s := d.observer, d.series(o)
	bucket := s.tally.add(o.Duration, o.FLOPs, o.Bytes)
	switch {
	case !m.read:
		m.inst.duration.Record(ctx, o.Duration.Seconds(), s.record...)
	case ctx != context.Background():
		s.exemplars.offer(ctx, bucket, len(durationBuckets)+1, o.Duration.Seconds())
	}
	if o.Plan != nil && o.Err == nil {
		m.ratio(ctx, o)
	}
}

func (d *door) series(o *observability.Outcome) *series {
	key := seriesKey{d.name, o.Engine, o.Fault}
	if o.Engine != observability.Direct || o.Fault != "" {
		return d.observer.of(key)
	}
	s := d.direct.Load()
	if s == nil {
		s = d.observer.of(key)
		d.direct.Store(s)
	}
	return s
}

// Totals are counts since the Observer was made.
type Totals struct {
	Evaluations int64                         `json:"evaluations"`
	Active      int64                         `json:"active"`
	Engines     map[string]int64              `json:"engines"`          // evaluations by engine
	Errors      map[observability.Fault]int64 `json:"errors,omitempty"` // evaluations that failed, by kind
	Operations  float64                       `json:"operations"`       // floating-point operations
	Bytes       float64                       `json:"bytes"`
}

// Totals returns what was counted, for those who have no SDK.
func (m *Observer) Totals() Totals {
	t := Totals{Engines: map[string]int64{}, Errors: map[observability.Fault]int64{}}
	add := func(k seriesKey, s *series) {
		w := s.tally.load()
		n := int64(w.count)
		if n == 0 {
			return
		}
		t.Evaluations += n
		t.Operations += w.operations
		t.Bytes += w.bytes
		t.Engines[k.engine] += n
		if k.fault != "" {
			t.Errors[k.fault] += n
		}
	}
	for k, s := range *m.series.Load() {
		add(k, s)
	}
	add(seriesKey{engine: "overflow"}, m.overflow)
	t.Active = m.begun.Load() - t.Evaluations // begun is read last: never below 0
	return t
}
