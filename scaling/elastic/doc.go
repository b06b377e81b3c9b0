// Package elastic scales ahead of the load.
//
// A [PredictiveScaler] is a policy that remembers the load, forecasts it (package
// forecast) and asks for what will be needed once new replicas have started:
//
//	p, err := elastic.NewPredictiveScaler(elastic.NewWorkloadPredictor().
//			WithHistoricalDataDays(30).
//			WithPredictionHorizonHours(24).
//			WithConfidenceThreshold(0.85)).
//		WithCapacity(100).
//		WithReactive(cpu).
//		WithStartup(3*time.Minute).
//		WithForecastOnly(false).
//		Build()
//
// It only raises what its reactive policy wants, and never scales in by
// itself. Where the backtest shows that the forecasts are not to be trusted, or
// there is too little history, the reactive policy decides alone, and the
// reason says so. At first it is forecast-only: it tells what it would do.
//
// An [EventDrivenScaler] grants replicas on lease: a rule says how many more an
// event is worth and for how long, and a lease ends by itself.
package elastic
