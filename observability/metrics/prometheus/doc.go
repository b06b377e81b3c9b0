// Package prometheus offers metrics to a Prometheus server.
//
//	e, err := prometheus.New(nil)
//	m, err := metrics.New(&metrics.Options{MeterProvider: e.MeterProvider()})
//	mux.Handle("GET /metrics", e.Handler())
//
// Nothing is bound to an address: the host mounts the handler where it wants
// it, behind what checks who asks. Names follow OpenTelemetry's translation:
// scicore.evaluation.duration in seconds is scicore_evaluation_duration_seconds.
// Those who accept it get OpenMetrics, with exemplars that lead to traces.
package prometheus
