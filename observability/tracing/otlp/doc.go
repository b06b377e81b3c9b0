// Package otlp sends spans to an OpenTelemetry collector, by OTLP over HTTP.
//
//	p, err := otlp.New(ctx, &otlp.Options{Endpoint: "http://collector:4318", Ratio: 0.01})
//	defer p.Shutdown(ctx)
//	rt, err := scicore.NewRuntime().WithObserver(tracing.New(&tracing.Options{TracerProvider: p})).Build()
//
// Spans wait in a bounded queue. Where the collector is down or slow, the queue
// fills and further spans are dropped and counted; whoever ends a span never
// waits.
package otlp
