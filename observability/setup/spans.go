package setup

import (
	"context"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/embedded"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/tracing"
	"github.com/scicore-go/scicore/observability/tracing/otlp"
)

// outlet is the span processor of the providers: it hands what ends to the
// sender of the moment. A span that began under one sender may end under
// another and is lost by neither.
type outlet struct {
	mu  sync.RWMutex // between OnEnd and swap: what OnEnd has handed over is in the old sender's queue before that shuts down
	now *otlp.Processor
}

// OnStart implements sdktrace.SpanProcessor.
func (o *outlet) OnStart(context.Context, sdktrace.ReadWriteSpan) {}

// OnEnd implements sdktrace.SpanProcessor.
func (o *outlet) OnEnd(s sdktrace.ReadOnlySpan) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	if o.now != nil {
		o.now.OnEnd(s)
	}
}

// swap puts another sender in place and returns the one before.
func (o *outlet) swap(next *otlp.Processor) (before *otlp.Processor) {
	o.mu.Lock()
	defer o.mu.Unlock()
	before, o.now = o.now, next
	return before
}

func (o *outlet) current() *otlp.Processor {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.now
}

// ForceFlush implements sdktrace.SpanProcessor.
func (o *outlet) ForceFlush(ctx context.Context) error {
	if p := o.current(); p != nil {
		return p.ForceFlush(ctx)
	}
	return nil
}

// Shutdown implements sdktrace.SpanProcessor; the Telemetry shuts the sender
// down itself, for two providers share it.
func (o *outlet) Shutdown(context.Context) error { return nil }

// sampler decides about traces that begin here, by the ratio of the moment.
type sampler struct {
	root atomic.Pointer[sdktrace.Sampler]
}

func (s *sampler) set(ratio float64) {
	root := sdktrace.TraceIDRatioBased(ratio)
	s.root.Store(&root)
}

// ShouldSample implements sdktrace.Sampler.
func (s *sampler) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	return (*s.root.Load()).ShouldSample(p)
}

// Description implements sdktrace.Sampler.
func (s *sampler) Description() string { return "scicore: by the ratio of the settings" }

// provider is the host's. While no spans are made it is as if there were no
// SDK: a trace that passes through stays as it is, where a sampler that drops
// would tell the next service not to keep it either.
type provider struct {
	embedded.TracerProvider
	sdk *sdktrace.TracerProvider
	off *atomic.Bool
}

// Tracer implements trace.TracerProvider.
func (p *provider) Tracer(name string, options ...trace.TracerOption) trace.Tracer {
	return &tracer{sdk: p.sdk.Tracer(name, options...), off: p.off}
}

type tracer struct {
	embedded.Tracer
	sdk trace.Tracer
	off *atomic.Bool
}

// Start implements trace.Tracer.
func (t *tracer) Start(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, trace.Span) {
	if t.off.Load() {
		return noop.Tracer{}.Start(ctx, name, options...)
	}
	return t.sdk.Start(ctx, name, options...)
}

// changing is an observer with another behind it, or none: what nobody gets to
// see is not measured.
type changing struct {
	now atomic.Pointer[watching]
}

type watching struct{ observability.DirectObserver }

func (c *changing) set(o observability.Observer) {
	if o == nil {
		c.now.Store(nil)
		return
	}
	c.now.Store(&watching{observability.AsDirect(o)})
}

// Begin implements observability.Observer.
func (c *changing) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	if o := c.now.Load(); o != nil {
		return o.Begin(ctx, door)
	}
	return ctx, nil
}

// BeginDirect implements observability.DirectObserver.
func (c *changing) BeginDirect(ctx context.Context, door string) (context.Context, observability.Listener, observability.Attention) {
	if o := c.now.Load(); o != nil {
		return o.BeginDirect(ctx, door)
	}
	return ctx, nil, observability.Nothing
}

// spans is everything about spans that stays while settings change.
//
// There are two providers, for evaluations and for everything else: the
// observer of evaluations leaves out what the ratio leaves out before it asks
// the SDK, which is ten times cheaper, and the sampler must not do so again.
type spans struct {
	outlet    outlet
	sampler   sampler // of everything else
	off       atomic.Bool
	own, host *sdktrace.TracerProvider
	observer  observability.Observer // nil: spans are off
}

func (s *spans) open(about *resource.Resource) {
	with := func(root sdktrace.Sampler) *sdktrace.TracerProvider {
		return sdktrace.NewTracerProvider(sdktrace.WithResource(about), sdktrace.WithSpanProcessor(&s.outlet),
			sdktrace.WithSampler(sdktrace.ParentBased(root)))
	}
	s.keep(0, true)
	s.own, s.host = with(sdktrace.AlwaysSample()), with(&s.sampler)
}

// keep sets the ratio; off makes no spans at all.
func (s *spans) keep(ratio float64, off bool) {
	s.off.Store(off)
	s.sampler.set(ratio)
	if off {
		s.observer = nil
		return
	}
	var p trace.TracerProvider = s.own
	if ratio == 0 { // an observer takes 0 for all: here the sampler leaves out
		p = s.host
	}
	s.observer = tracing.New(&tracing.Options{TracerProvider: p, Ratio: ratio})
}
