package health

import (
	"fmt"
	"testing"
	"time"
)

func BenchmarkProbeCached50(b *testing.B) {
	rb := NewRegistry()
	for i := range 50 {
		rb = rb.WithCheck(NewCheck(fmt.Sprintf("check-%d", i), ok).WithMaxAge(time.Hour))
	}
	r, err := rb.Build()
	if err != nil {
		b.Fatal(err)
	}
	r.Probe(b.Context(), Readiness)
	b.ReportAllocs()
	for b.Loop() {
		if rep := r.Probe(b.Context(), Readiness); rep.State != Healthy {
			b.Fatal(rep.State)
		}
	}
}
