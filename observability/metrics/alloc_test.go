//go:build !race

package metrics_test

import (
	"context"
	"testing"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/metrics"
)

func TestRecordingAllocatesNothing(t *testing.T) {
	p, _ := sdk(t)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		t.Fatal(err)
	}
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
			t.Errorf("%s %s: %v allocations", o.Engine, o.Fault, got)
		}
	}
}

func BenchmarkRecord(b *testing.B) {
	p, _ := sdk(b)
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		b.Fatal(err)
	}
	ctx, o := context.Background(), observability.Outcome{Engine: observability.Direct, Duration: 1000, FLOPs: 10, Bytes: 80}
	for b.Loop() {
		_, l := m.Begin(ctx, "eval")
		l.End(o)
	}
}
