//go:build !race

package metrics_test

import (
	"context"
	"testing"

	"go.opentelemetry.io/otel/metric"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/producer"
)

func TestRecordingAllocatesNothing(t *testing.T) {
	p, _ := sdk(t)
	for name, p := range map[string]metric.MeterProvider{"instruments": p, "producer": producer.New().Wrap(p)} {
		m, err := metrics.New(&metrics.Options{MeterProvider: p})
		if err != nil {
			t.Fatal(err)
		}
		recordingAllocatesNothing(t, name, m)
	}
}

func recordingAllocatesNothing(t *testing.T, name string, m *metrics.Observer) {
	ctx := context.Background()
	plan := &observability.Plan{Engine: "simd", Candidates: []observability.Candidate{{Engine: "simd", Duration: 1000}, {Engine: "parallel"}}}
	for _, o := range []observability.Outcome{
		{Engine: observability.Direct, Duration: 1000, FLOPs: 10, Bytes: 80},
		{Engine: "simd", Plan: plan, Duration: 1000},
		{Engine: "simd", Fault: observability.FaultMemory, Err: context.Canceled, Duration: 1000},
	} {
		got := testing.AllocsPerRun(100, func() {
			_, l := m.Begin(ctx, "eval")
			if o.Plan != nil {
				l.Planned(o.Plan)
			}
			l.End(o)
		})
		if got != 0 {
			t.Errorf("%s: %s %s: %v allocations", name, o.Engine, o.Fault, got)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	p, _ := sdk(b)
	for name, p := range map[string]metric.MeterProvider{"instruments": p, "producer": producer.New().Wrap(p)} {
		b.Run(name, func(b *testing.B) {
			m, err := metrics.New(&metrics.Options{MeterProvider: p})
			if err != nil {
				b.Fatal(err)
			}
			ctx, o := context.Background(), observability.Outcome{Engine: observability.Direct, Duration: 1000, FLOPs: 10, Bytes: 80}
			for b.Loop() {
				_, l := m.Begin(ctx, "eval")
				l.End(o)
			}
		})
	}
}
