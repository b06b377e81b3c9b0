package tracing

import (
	"context"
	"math/rand/v2"

	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability"
)

// leftOut is the context of an evaluation that Options.Ratio left out: what is
// evaluated inside it begins no trace of its own.
type leftOut struct{ context.Context }

type leftOutKey struct{}

// Value implements context.Context.
func (c leftOut) Value(key any) any {
	if key == (leftOutKey{}) {
		return true
	}
	return c.Context.Value(key)
}

// leaveOut decides about an evaluation. Where there is a parent, here or far
// away, its trace was decided about already, and the SDK follows that.
func (o *Observer) leaveOut(ctx context.Context) bool { return !o.keeps(ctx) && isRoot(ctx) }

// keeps draws whether an evaluation without a parent is kept.
func (o *Observer) keeps(ctx context.Context) bool {
	return rand.Float64() < o.ratio && ctx.Value(leftOutKey{}) == nil
}

// isRoot reports whether an evaluation has no parent.
func isRoot(ctx context.Context) bool {
	return !trace.SpanContextFromContext(ctx).IsValid() && observability.CarrierOf(ctx) == nil
}
