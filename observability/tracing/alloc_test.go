//go:build !race

package tracing_test

import (
	"context"
	"testing"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/scicore-go/scicore/observability/tracing"
)

func TestAllocationsOfBegin(t *testing.T) {
	tp, _ := recording(sdktrace.NeverSample())
	for _, c := range []struct {
		name string
		o    *tracing.Options
		want float64
	}{
		{"no SDK", &tracing.Options{TracerProvider: noop.NewTracerProvider()}, 0},
		{"unsampled", &tracing.Options{TracerProvider: tp}, 2}, // the SDK's span and its context
	} {
		o, ctx := tracing.New(c.o), context.Background()
		if got := testing.AllocsPerRun(100, func() { o.Begin(ctx, "eval") }); got > c.want {
			t.Errorf("%s: %v allocations, want %v", c.name, got, c.want)
		}
	}
}
