package system

import (
	"errors"
	"fmt"
	"math"
	"runtime/metrics"

	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
)

var errRefused = errors.New("refused")

// refusing is a meter that makes no counters with fractions.
type refusing struct{ noop.Meter }

func (refusing) Float64ObservableCounter(name string, _ ...metric.Float64ObservableCounterOption) (metric.Float64ObservableCounter, error) {
	return noop.Float64ObservableCounter{}, fmt.Errorf("%s: %w", name, errRefused)
}

func histogram(counts ...uint64) *metrics.Float64Histogram {
	h := &metrics.Float64Histogram{Counts: counts, Buckets: []float64{0}}
	for i := range counts {
		h.Buckets = append(h.Buckets, float64(i+1))
	}
	h.Buckets[len(counts)] = math.Inf(1)
	return h
}
