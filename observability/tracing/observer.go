package tracing

import (
	"context"
	"reflect"
	"sync/atomic"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/scicore-go/scicore/observability"
)

// scope names the instrumentation to the SDK.
const scope = "github.com/scicore-go/scicore/observability/tracing"

// DefaultMaxStages is how many stages of one evaluation have spans, where
// Options do not say otherwise.
const DefaultMaxStages = 128

// Options of an Observer; the zero value is good.
type Options struct {
	// TracerProvider makes the spans; nil means the global one, whatever it
	// is when an evaluation begins.
	//
	// The global provider is taken for absent until otel.SetTracerProvider
	// was called. Instrumentation that attaches to a process from outside
	// (eBPF) and sets none has to be given here.
	TracerProvider trace.TracerProvider
	// Propagator reads and writes carriers; nil means W3C trace context and
	// baggage.
	Propagator propagation.TextMapPropagator
	// Attributes are set on the span of each evaluation that is recorded.
	Attributes []attribute.KeyValue
	// Ratio is the part of evaluations that is kept where neither a span nor
	// a carrier is in the context, 0 < Ratio < 1; what is left out is not even
	// shown to the SDK, which would make each span before it drops it. It is for
	// SDKs that are not of package headsampling: those decide as cheaply, and by
	// the number of the trace. Everything else means all.
	Ratio float64
	// MaxStages bounds the spans of one evaluation; 0 means
	// DefaultMaxStages. What is left out is counted in an attribute.
	MaxStages int
}

// Observer makes spans of evaluations. It is safe for concurrent use.
type Observer struct {
	provider   trace.TracerProvider // nil: the global one
	propagator propagation.TextMapPropagator
	attributes []attribute.KeyValue
	maxStages  int
	ratio      float64
	cached     atomic.Pointer[source]
}

// New returns an Observer; nil means the defaults.
func New(o *Options) *Observer {
	if o == nil {
		o = &Options{}
	}
	t := &Observer{provider: o.TracerProvider, propagator: o.Propagator,
		attributes: append([]attribute.KeyValue(nil), o.Attributes...), maxStages: o.MaxStages}
	if t.propagator == nil {
		t.propagator = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
	}
	if t.ratio = o.Ratio; !(t.ratio > 0 && t.ratio < 1) {
		t.ratio = 1
	}
	if t.maxStages <= 0 {
		t.maxStages = DefaultMaxStages
	}
	return t
}

// A RootStarter is a TracerProvider that can tell whether it would keep a root
// span before one is made, as that of package headsampling.
type RootStarter interface {
	trace.TracerProvider
	// StartsRoot reports whether a span with this name and no parent would be
	// kept. If so, the context that is returned holds Start to it.
	StartsRoot(ctx context.Context, name string) (context.Context, bool)
}

// source is a provider with its tracer and what is known of it.
type source struct {
	provider trace.TracerProvider
	tracer   trace.Tracer
	roots    RootStarter  // the provider, if it is one
	state    atomic.Int32 // unknown, silent or alive
}

const (
	unknown = iota
	silent  // makes no spans: there is no SDK
	alive   // makes spans, kept or not
)

// source returns the provider of now. Asking a provider for a tracer takes
// locks, so the last one is kept.
func (o *Observer) source() *source {
	p := o.provider
	if p == nil {
		p = otel.GetTracerProvider()
	}
	if s := o.cached.Load(); s != nil && s.provider == p {
		return s
	}
	s := &source{provider: p, tracer: p.Tracer(scope)}
	s.roots, _ = p.(RootStarter)
	if reflect.ValueOf(p).Comparable() { // or the comparison above would panic
		o.cached.Store(s)
	}
	return s
}

// absent reports whether nothing would become of a span. The global provider
// is silent only until an SDK takes its place, even where a host keeps hold of
// the provider from before.
func (o *Observer) absent(s *source) bool {
	if s.state.Load() != silent {
		return false
	}
	if o.provider == nil { // s is of the one that is global now
		return true
	}
	if _, never := s.provider.(noop.TracerProvider); never {
		return true
	}
	return s.provider == otel.GetTracerProvider()
}

// learn looks at a span that is not recorded: an SDK gives each a number of
// its own, a provider without one hands on the parent's or none.
func (s *source) learn(parent trace.SpanContext, made trace.Span) {
	if c := made.SpanContext(); c.IsValid() && c.SpanID() != parent.SpanID() {
		s.state.Store(alive)
	} else if s.state.Load() == unknown {
		s.state.Store(silent)
	}
}

// Begin implements observability.Observer.
func (o *Observer) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	s := o.source()
	if o.absent(s) {
		return ctx, nil
	}
	if o.ratio < 1 && o.leaveOut(ctx) {
		return leftOut{ctx}, nil
	}
	return o.start(ctx, s, door)
}

// BeginDirect implements observability.DirectObserver. Nothing would be seen of
// a root span that is dropped, so none is made where that is known before.
func (o *Observer) BeginDirect(ctx context.Context, door string) (context.Context, observability.Listener, observability.Attention) {
	s := o.source()
	if o.absent(s) {
		return ctx, nil, observability.Nothing
	}
	if (o.ratio < 1 || s.roots != nil) && isRoot(ctx) {
		if o.ratio < 1 && !o.keeps(ctx) {
			return ctx, nil, observability.Nothing
		}
		if s.roots != nil {
			var kept bool
			if ctx, kept = s.roots.StartsRoot(ctx, nameOf(door)); !kept {
				return ctx, nil, observability.Nothing
			}
		}
	}
	ctx, l := o.start(ctx, s, door)
	if l == nil {
		return ctx, nil, observability.Nothing
	}
	return ctx, l, observability.Timed
}

// start begins the span of an evaluation.
func (o *Observer) start(ctx context.Context, s *source, door string) (context.Context, observability.Listener) {
	inner, options := o.remote(ctx)
	inner, span := s.tracer.Start(inner, nameOf(door), options...)
	if !span.IsRecording() {
		if s.state.Load() == alive { // for good
			return inner, nil
		}
		s.learn(trace.SpanContextFromContext(ctx), span)
		if s.state.Load() == silent {
			return ctx, nil
		}
		return inner, nil
	}
	if s.state.Load() != alive { // cores share the line to read it
		s.state.Store(alive)
	}
	return inner, o.evaluation(inner, s.tracer, span, door)
}

// nameOf returns the name of an evaluation's span.
func nameOf(door string) string {
	switch door { // joined by the compiler
	case "eval":
		return "scicore.eval"
	case "compute":
		return "scicore.compute"
	case "run":
		return "scicore.run"
	}
	return "scicore." + door
}
