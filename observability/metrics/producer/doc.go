// Package producer lets the readers of an SDK fetch histograms that are kept
// outside it.
//
//	p := producer.New()
//	reader := sdkmetric.NewPeriodicReader(exporter, sdkmetric.WithProducer(p))
//	provider := p.Wrap(sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)))
//	m, err := metrics.New(&metrics.Options{MeterProvider: provider})
//
// An evaluation may take a microsecond, and telling an SDK of one value of a
// histogram a quarter of one. What packages prometheus and otlp make is wrapped
// already; this is for a host with an exporter of its own.
//
// What does not pass an SDK's instruments is not subject to its views. Whoever
// has views on scicore's histograms, or reads deltas, does without a producer:
// then they are instruments like others.
package producer
