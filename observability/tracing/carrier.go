package tracing

import (
	"context"
	"maps"
	"reflect"

	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability"
)

// joinedKey marks in a context the carrier whose trace the spans in it belong
// to already.
type joinedKey struct{}

// remote returns the context in which an evaluation's span starts: a child of
// what the carrier tells, unless the local span is part of that trace already.
// Where both tell of different traces, the remote one is the parent, since it
// came with this very request, and the local one is linked.
func (o *Observer) remote(ctx context.Context) (context.Context, []trace.SpanStartOption) {
	c := observability.CarrierOf(ctx)
	if len(c) == 0 {
		return ctx, nil
	}
	id := reflect.ValueOf(c).Pointer() // maps are compared by identity
	if done, _ := ctx.Value(joinedKey{}).(uintptr); done == id {
		return ctx, nil // an evaluation inside the one that the carrier came to
	}
	local := trace.SpanContextFromContext(ctx)
	joined := context.WithValue(o.propagator.Extract(ctx, c), joinedKey{}, id)
	far := trace.SpanContextFromContext(joined)
	switch {
	case !local.IsValid() || local.Equal(far):
		return joined, nil
	case local.TraceID() == far.TraceID():
		return trace.ContextWithSpan(joined, trace.SpanFromContext(ctx)), nil
	}
	return joined, []trace.SpanStartOption{trace.WithLinks(trace.Link{SpanContext: local})}
}

// Inject returns the carrier that makes work elsewhere a part of the trace in
// ctx. Where no span is in ctx, because there is no SDK, what came with ctx
// from outside is handed on.
func (o *Observer) Inject(ctx context.Context) observability.Carrier {
	out := observability.Carrier{}
	if !trace.SpanContextFromContext(ctx).IsValid() {
		maps.Copy(out, observability.CarrierOf(ctx))
	}
	o.propagator.Inject(ctx, out)
	return out
}
