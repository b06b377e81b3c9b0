// Package headsampling is a TracerProvider of the SDK that decides about an
// evaluation before a span is made for it.
//
//	p := headsampling.New(&headsampling.Options{Sampler: sdktrace.ParentBased(sdktrace.TraceIDRatioBased(0.01))},
//		sdktrace.WithBatcher(exporter))
//	spans := tracing.New(&tracing.Options{TracerProvider: p})
//
// The SDK makes a span and a context of every evaluation, kept or not, which
// takes a third of the time of a small one. Nothing can be seen of a span that
// is dropped, has no parent and no children, and is never sent anywhere: such
// are those of evaluations that run without a plan. For them package tracing
// asks this provider first. The number of the trace is drawn and the sampler
// decides by it, as in the SDK, and a trace that is kept gets that number, so
// that services which sample by number agree. Everything else, spans with a
// parent above all, goes the way of the SDK.
//
// Package tracing/otlp has such a provider inside.
package headsampling
