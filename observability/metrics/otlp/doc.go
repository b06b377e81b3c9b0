// Package otlp sends metrics to an OpenTelemetry collector, by OTLP over HTTP,
// once a period.
//
//	p, err := otlp.New(ctx, &otlp.Options{Endpoint: "http://collector:4318"})
//	defer p.Shutdown(ctx)
//	m, err := metrics.New(&metrics.Options{MeterProvider: p})
//
// Metrics are totals, so nothing queues up while a collector is down: what it
// missed is in the next that arrives. Sending happens on a goroutine of its
// own; whoever records never waits.
package otlp
