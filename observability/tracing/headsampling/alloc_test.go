//go:build !race

package headsampling_test

import (
	"context"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore/observability/tracing"
	"github.com/scicore-go/scicore/observability/tracing/headsampling"
)

func TestWhatIsDroppedAllocatesNothing(t *testing.T) {
	p, _ := recording(t, &headsampling.Options{Sampler: sdktrace.ParentBased(sdktrace.TraceIDRatioBased(1e-12))})
	o, ctx := tracing.New(&tracing.Options{TracerProvider: p}), context.Background()
	if n := testing.AllocsPerRun(100, func() { o.BeginDirect(ctx, "eval") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
