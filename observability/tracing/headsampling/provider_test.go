package headsampling_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/tracing"
	"github.com/scicore-go/scicore/observability/tracing/headsampling"
)

func recording(t testing.TB, o *headsampling.Options) (*headsampling.Provider, *tracetest.SpanRecorder) {
	r := tracetest.NewSpanRecorder()
	p := headsampling.New(o, sdktrace.WithSpanProcessor(r))
	t.Cleanup(func() { p.Shutdown(context.Background()) })
	return p, r
}

// direct evaluates n times something that runs without a plan.
func direct(o *tracing.Observer, ctx context.Context, n int) {
	for range n {
		if _, l, _ := o.BeginDirect(ctx, "eval"); l != nil {
			l.End(observability.Outcome{Door: "eval", Engine: observability.Direct})
		}
	}
}

// odd is a sampler that is none of the SDK's and keeps one trace of four, by
// bits that the SDK's do not look at.
type odd struct{ asked atomic.Int64 }

func (o *odd) ShouldSample(p sdktrace.SamplingParameters) sdktrace.SamplingResult {
	o.asked.Add(1)
	r := sdktrace.SamplingResult{Tracestate: trace.SpanContextFromContext(p.ParentContext).TraceState()}
	if p.TraceID[7]&6 == 0 {
		r.Decision = sdktrace.RecordAndSample
	}
	return r
}

func (o *odd) Description() string { return "ParentBased{root:TraceIDRatioBased{0.25}" }

// The part that is kept is the part asked for, and each trace kept is one that
// the sampler keeps by its number: services behind decide alike.
func TestKeepsWhatTheSamplerKeeps(t *testing.T) {
	const n = 40_000
	for _, ratio := range []float64{0.01, 0.25, 0.75} {
		for name, s := range map[string]sdktrace.Sampler{
			"ratio":       sdktrace.TraceIDRatioBased(ratio),
			"parentbased": sdktrace.ParentBased(sdktrace.TraceIDRatioBased(ratio)),
			"other": sdktrace.ParentBased(sdktrace.TraceIDRatioBased(ratio),
				sdktrace.WithRemoteParentNotSampled(sdktrace.AlwaysSample())),
		} {
			p, spans := recording(t, &headsampling.Options{Sampler: s})
			direct(tracing.New(&tracing.Options{TracerProvider: p}), context.Background(), n)
			kept := spans.Ended()
			if sigma := math.Sqrt(n * ratio * (1 - ratio)); math.Abs(float64(len(kept))-n*ratio) > 6*sigma {
				t.Errorf("%s: %d of %d kept, want %v", name, len(kept), n, n*ratio)
			}
			seen := map[trace.TraceID]bool{}
			for _, span := range kept {
				c := span.SpanContext()
				if id := c.TraceID(); seen[id] || !c.IsSampled() || s.ShouldSample(sdktrace.SamplingParameters{TraceID: id}).Decision != sdktrace.RecordAndSample ||
					float64(binary.BigEndian.Uint64(id[8:])>>1) >= ratio*(1<<63) {
					t.Fatalf("%s: trace %v was kept", name, id)
				}
				seen[c.TraceID()] = true
			}
		}
	}
}

// Any sampler is asked once for each span, and its verdict holds.
func TestOtherSamplers(t *testing.T) {
	s := &odd{}
	p, spans := recording(t, &headsampling.Options{Sampler: s})
	direct(tracing.New(&tracing.Options{TracerProvider: p}), context.Background(), 1000)
	if n := s.asked.Load(); n != 1000 {
		t.Errorf("asked %d times", n)
	}
	if n := len(spans.Ended()); n < 150 || n > 350 {
		t.Errorf("%d of 1000 kept, want about 250", n)
	}
	for _, span := range spans.Ended() {
		if id := span.SpanContext().TraceID(); id[7]&6 != 0 {
			t.Errorf("trace %v was kept", id)
		}
	}
}

// counted makes numbers that one can tell.
type counted struct{ n atomic.Uint64 }

func (c *counted) NewIDs(ctx context.Context) (id trace.TraceID, _ trace.SpanID) {
	binary.BigEndian.PutUint64(id[:], c.n.Add(1))
	return id, c.NewSpanID(ctx, id)
}

func (c *counted) NewSpanID(_ context.Context, id trace.TraceID) (span trace.SpanID) {
	copy(span[:], id[:8])
	span[0] = 0xAA
	return span
}

func TestNumbersOfTheHost(t *testing.T) {
	p, spans := recording(t, &headsampling.Options{IDs: &counted{}, Sampler: sdktrace.AlwaysSample()})
	direct(tracing.New(&tracing.Options{TracerProvider: p}), context.Background(), 3)
	_, span := p.Tracer("t").Start(context.Background(), "another")
	span.End()
	for i, s := range spans.Ended() {
		id, own := s.SpanContext().TraceID(), s.SpanContext().SpanID()
		if binary.BigEndian.Uint64(id[:]) != uint64(i+1) || own[0] != 0xAA || own[7] != byte(i+1) {
			t.Errorf("span %d: %v %v", i, id, own)
		}
	}
}

// Whoever has a parent follows it, here and from afar.
func TestParentsAreFollowed(t *testing.T) {
	p, spans := recording(t, &headsampling.Options{Sampler: sdktrace.ParentBased(sdktrace.TraceIDRatioBased(1e-9))})
	o := tracing.New(&tracing.Options{TracerProvider: p})
	remote := func(flags string) context.Context {
		return observability.WithCarrier(context.Background(), observability.Carrier{"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-" + flags})
	}
	direct(o, remote("01"), 5)
	if got := spans.Ended(); len(got) != 5 || got[0].SpanContext().TraceID().String() != "0af7651916cd43dd8448eb211c80319c" || got[0].Parent().SpanID().String() != "b7ad6b7169203331" {
		t.Errorf("%d spans of a remote parent that is kept", len(got))
	}
	direct(o, remote("00"), 5)
	if n := len(spans.Ended()); n != 5 {
		t.Errorf("%d spans of a remote parent that is not kept", n-5)
	}
	local, _ := sdktrace.NewTracerProvider().Tracer("t").Start(context.Background(), "kept")
	direct(o, local, 5)
	if n := len(spans.Ended()); n != 10 {
		t.Errorf("%d spans of a local parent that is kept", n-5)
	}
}

// An evaluation that is planned may send something: what is dropped of it has
// a context, so that those who are sent it drop it too.
func TestPlannedEvaluationsAreInContext(t *testing.T) {
	p, spans := recording(t, &headsampling.Options{Sampler: sdktrace.ParentBased(sdktrace.TraceIDRatioBased(1e-9))})
	ctx, l := tracing.New(&tracing.Options{TracerProvider: p}).Begin(context.Background(), "eval")
	c := trace.SpanContextFromContext(ctx)
	if l != nil || !c.IsValid() || c.IsSampled() || len(spans.Started()) != 0 {
		t.Errorf("listener %v, context %+v", l, c)
	}
}

// A decision is for one span: another root inside has a number of its own.
func TestRootsInside(t *testing.T) {
	p, _ := recording(t, &headsampling.Options{Sampler: sdktrace.AlwaysSample()})
	ctx, kept := p.StartsRoot(context.Background(), "outer")
	if !kept {
		t.Fatal("not kept")
	}
	tracer := p.Tracer("t")
	inside, outer := tracer.Start(ctx, "outer")
	_, child := tracer.Start(inside, "child")
	_, root := tracer.Start(inside, "root", trace.WithNewRoot())
	_, again := tracer.Start(ctx, "again")
	id := func(s trace.Span) trace.TraceID { return s.SpanContext().TraceID() }
	if id(child) != id(outer) || id(root) == id(outer) || id(again) == id(outer) || !id(root).IsValid() {
		t.Errorf("traces %v %v %v %v", id(outer), id(child), id(root), id(again))
	}
}

func TestDefaults(t *testing.T) {
	p, spans := recording(t, nil)
	direct(tracing.New(&tracing.Options{TracerProvider: p}), context.Background(), 7)
	if n := len(spans.Ended()); n != 7 {
		t.Errorf("%d of 7 kept", n)
	}
}

func TestManyAtOnce(t *testing.T) {
	p, spans := recording(t, &headsampling.Options{Sampler: &odd{}})
	o := tracing.New(&tracing.Options{TracerProvider: p})
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { direct(o, context.Background(), 500) })
	}
	wg.Wait()
	seen := map[trace.TraceID]bool{}
	for _, s := range spans.Ended() {
		id := s.SpanContext().TraceID()
		if seen[id] || id[7]&6 != 0 {
			t.Errorf("trace %v", id)
		}
		seen[id] = true
	}
	if len(seen) < 700 || len(seen) > 1300 {
		t.Errorf("%d of 4000 kept", len(seen))
	}
}

func ExampleNew() {
	recorder := tracetest.NewSpanRecorder() // a host has an exporter here
	p := headsampling.New(&headsampling.Options{Sampler: sdktrace.ParentBased(sdktrace.TraceIDRatioBased(0.01))},
		sdktrace.WithSpanProcessor(recorder))
	o := tracing.New(&tracing.Options{TracerProvider: p})
	for range 10_000 { // a runtime does this
		if _, l, _ := o.BeginDirect(context.Background(), "eval"); l != nil {
			l.End(observability.Outcome{Engine: observability.Direct})
		}
	}
	n := len(recorder.Ended())
	fmt.Println(n > 20 && n < 180)
	// Output: true
}
