// Package metrics counts and times evaluations through the OpenTelemetry API,
// and keeps the rates of the application around them.
//
//	m, err := metrics.New(nil)
//	rt, err := scicore.NewRuntime().WithObserver(m).Build()
//	err = m.Register("main", rt) // its memory budget and threads
//
// An [Observer] keeps counts of its own in striped cells, which the SDK reads
// when it collects. So it does with histograms where the provider is a
// [HistogramCollector], as those of packages prometheus, otlp and producer are;
// others are told of each value as it happens, which takes longer than the rest. Without an SDK nothing is measured, unless [Options] ask for it.
//
//	scicore.evaluations            {evaluation}  by door, engine and, where it failed, error.type
//	scicore.evaluation.duration    s             histogram from 1 µs, same attributes
//	scicore.evaluation.active      {evaluation}  running now
//	scicore.engine.candidates      {candidate}   engines asked, by verdict: chosen, lost, refused
//	scicore.estimate.ratio         1             histogram of actual over estimated time, by engine
//	scicore.work.operations        {operation}   floating-point operations, by engine
//	scicore.work.io                By            bytes read and written, by engine
//	scicore.runtime.memory.usage   By            by registered runtime; also .limit and scicore.runtime.threads
//
// An [ApplicationCollector] counts requests, errors and active users over a
// sliding window, without an SDK; package httpmetrics feeds it. A
// [BusinessCollector] keeps the values that the host registers, and package
// system reads the machine. A [Collector] takes all three at intervals, as
// [Metrics], hands them to sinks and shows the latest as JSON.
//
// Attribute values that come from outside never become series without bound:
// what is over a limit is counted in one series with the attribute
// otel.metric.overflow.
package metrics
