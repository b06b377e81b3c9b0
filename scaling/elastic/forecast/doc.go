// Package forecast predicts a load from its past: the next hours of a series
// of equal steps, with intervals that say how far to trust them.
//
// No single method is good at all loads, and a badly chosen one is worse than
// repeating yesterday. So an [Ensemble] runs many: repetitions and means of
// days and weeks, Holt and Winters's and Taylor's exponential smoothing, an
// autoregression with daily and weekly terms, Theta, a spectrum, Doornik's
// calibrated averages. It asks each what it would have said at earlier times
// (rolling origins), weighs them by how wrong they were, and never does worse
// there than repeating a season. What the weighted forecast missed at the same
// origins, each judged by weights that did not know it, becomes its quantiles;
// the share of values inside them is the measured coverage, which is what
// confidence means here.
//
// Loads have gaps, outages and holidays. NaN is a gap. A run of nearly nothing
// where there is otherwise something is taken for an outage and treated as a gap,
// so that it does not drag the level down; single values far outside what their
// place in the day has seen are drawn in.
//
// Everything is a pure function of its arguments: no clock, no state, and the
// same forecast for any number of workers. Last digits may differ between
// architectures.
package forecast
