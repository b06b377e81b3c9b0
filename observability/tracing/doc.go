// Package tracing makes spans of evaluations through the OpenTelemetry API.
//
//	rt, err := scicore.NewRuntime().WithObserver(tracing.New(nil)).Build()
//
// An evaluation is one span, and one that is planned has the tree
//
//	scicore.eval            or scicore.compute, scicore.run: the door it came through
//	├─ scicore.plan         the engine chosen and why; an event for each engine asked, with its estimate
//	└─ scicore.execution
//	   ├─ scicore.stage     operations, element type and shape, operations and bytes
//	   └─ …
//
// Attribute names begin with "scicore."; durations are in seconds. Errors are
// recorded and set the status of the span they happened in and of the
// evaluation's.
//
// The package links the trace API only. Which spans are kept and where they go
// is the host's choice: a TracerProvider of the SDK, given in [Options] or set
// by otel.SetTracerProvider. As long as there is none, an evaluation costs a
// few nanoseconds more than without an observer. Spans that the sampler
// leaves out cost what their start costs; their stages cost nothing. Of small
// evaluations the providers of packages otlp and headsampling start only those
// that are kept.
//
// Traces cross processes in an observability.Carrier: a request that came with
// one continues the caller's trace, and [Observer.Inject] makes one for the way
// out. Baggage goes along.
package tracing
