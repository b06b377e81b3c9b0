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
func (o *Observer) leaveOut(ctx context.Context) bool {
	keep := rand.Float64() < o.ratio
	if keep && ctx.Value(leftOutKey{}) == nil {
		return false
	}
	return !trace.SpanContextFromContext(ctx).IsValid() && observability.CarrierOf(ctx) == nil
}
