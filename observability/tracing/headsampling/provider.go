package headsampling

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync/atomic"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Options of a Provider; the zero value is good.
type Options struct {
	// Sampler decides which traces are kept; nil keeps those without a
	// parent, and follows the parent of others.
	Sampler sdktrace.Sampler
	// IDs makes the numbers of traces and spans; nil: random ones.
	IDs sdktrace.IDGenerator
}

// Provider is a TracerProvider of the SDK that can tell what its sampler makes
// of a root span.
type Provider struct {
	*sdktrace.TracerProvider
	sampler sdktrace.Sampler
	ids     sdktrace.IDGenerator // nil: random ones
	bound   uint64               // traces numbered below are kept
	known   bool                 // bound is all that the sampler goes by
}

// New returns a Provider. The options are those of the SDK; of a sampler or a
// generator of numbers among them nothing remains.
func New(o *Options, options ...sdktrace.TracerProviderOption) *Provider {
	p := &Provider{sampler: sdktrace.ParentBased(sdktrace.AlwaysSample())}
	if o != nil && o.Sampler != nil {
		p.sampler = o.Sampler
	}
	if o != nil {
		p.ids = o.IDs
	}
	p.bound, p.known = boundOf(p.sampler)
	options = append(options[:len(options):len(options)], sdktrace.WithSampler(sampler{p.sampler}), sdktrace.WithIDGenerator(ids{p.ids}))
	p.TracerProvider = sdktrace.NewTracerProvider(options...)
	return p
}

// decision is what was found out about a root span before it is made. It is
// for one span: the SDK asks for its numbers, then for the sampler's verdict.
type decision struct {
	context.Context
	trace  trace.TraceID
	span   trace.SpanID // 0: not drawn yet
	result sdktrace.SamplingResult
	asked  atomic.Int32
}

type decisionKey struct{}

// Value implements context.Context.
func (d *decision) Value(key any) any {
	if key == (decisionKey{}) {
		return d
	}
	return d.Context.Value(key)
}

// decided returns what was decided about the root span that starts in ctx, if
// it was asked for as often as given.
func decided(ctx context.Context, asked int32) *decision {
	d, _ := ctx.Value(decisionKey{}).(*decision)
	if d == nil || trace.SpanContextFromContext(ctx).IsValid() || !d.asked.CompareAndSwap(asked, asked+1) {
		return nil
	}
	return d
}

// StartsRoot reports whether the sampler keeps a span with this name and no
// parent. Where it does, a root span started in the context that is returned
// is the one that was decided about.
func (p *Provider) StartsRoot(ctx context.Context, name string) (context.Context, bool) {
	if p.known && p.ids == nil {
		low := rand.Uint64()
		if low>>1 >= p.bound {
			return ctx, false
		}
		return &decision{Context: ctx, trace: random(low), result: sdktrace.SamplingResult{Decision: sdktrace.RecordAndSample}}, true
	}
	d := &decision{Context: ctx}
	if p.ids == nil {
		d.trace = random(rand.Uint64())
	} else {
		d.trace, d.span = p.ids.NewIDs(ctx)
	}
	d.result = p.sampler.ShouldSample(sdktrace.SamplingParameters{ParentContext: ctx, TraceID: d.trace, Name: name})
	return d, d.result.Decision != sdktrace.Drop
}

// random returns the number of a trace that ends in low, and is not 0.
func random(low uint64) (id trace.TraceID) {
	binary.NativeEndian.PutUint64(id[:8], rand.Uint64()|1)
	binary.BigEndian.PutUint64(id[8:], low)
	return id
}

// sampler keeps to what was decided.
type sampler struct{ sdktrace.Sampler }

func (s sampler) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	if d := decided(p.ParentContext, 1); d != nil {
		return d.result
	}
	return s.Sampler.ShouldSample(p)
}

// ids keeps to the numbers that were drawn.
type ids struct{ from sdktrace.IDGenerator }

func (g ids) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	d := decided(ctx, 0)
	switch {
	case d != nil && d.span.IsValid():
		return d.trace, d.span
	case d != nil:
		return d.trace, g.NewSpanID(ctx, d.trace)
	case g.from != nil:
		return g.from.NewIDs(ctx)
	}
	id := random(rand.Uint64())
	return id, g.NewSpanID(ctx, id)
}

func (g ids) NewSpanID(ctx context.Context, id trace.TraceID) (span trace.SpanID) {
	if g.from != nil {
		return g.from.NewSpanID(ctx, id)
	}
	for !span.IsValid() {
		binary.NativeEndian.PutUint64(span[:], rand.Uint64())
	}
	return span
}

// boundOf returns the bound of a sampler that keeps a part of the traces by
// their number: one of the SDK's own, by itself or where there is no parent.
// Others may look at more, or count.
func boundOf(s sdktrace.Sampler) (bound uint64, known bool) {
	var ratio float64
	text := strings.TrimPrefix(s.Description(), "ParentBased{root:")
	if _, err := fmt.Sscanf(text, "TraceIDRatioBased{%g}", &ratio); err != nil || !(ratio > 0 && ratio < 1) {
		return 0, false
	}
	plain := sdktrace.TraceIDRatioBased(ratio)
	if !reflect.DeepEqual(s, plain) && !reflect.DeepEqual(s, sdktrace.ParentBased(plain)) {
		return 0, false // only its description is alike
	}
	return uint64(ratio * (1 << 63)), true
}
