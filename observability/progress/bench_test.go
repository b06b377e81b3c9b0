package progress

import (
	"context"
	"testing"
)

var never SinkFunc = func(Update) {}

// batch is how many additions are timed together: one alone costs less than
// the loop around it.
const batch = 1000

func BenchmarkAddWithoutSink(b *testing.B) {
	p := Start(b.Context(), "w", 1, "")
	for b.Loop() {
		for range batch {
			p.Add(1)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/batch, "ns/Add")
}

func BenchmarkAddWithSink(b *testing.B) {
	p := Start(With(b.Context(), never), "w", 1<<40, "")
	defer p.Done(nil)
	for b.Loop() {
		p.Add(1)
	}
}

func BenchmarkAddShared(b *testing.B) {
	p := Start(With(b.Context(), never), "w", 1<<40, "")
	defer p.Done(nil)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			p.Add(1)
		}
	})
}

func BenchmarkStartDone(b *testing.B) {
	for _, c := range []struct {
		name string
		ctx  context.Context
	}{{"without", b.Context()}, {"with", With(b.Context(), never)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Start(c.ctx, "w", 1, "").Done(nil)
			}
		})
	}
}
