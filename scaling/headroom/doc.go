// Package headroom sizes a service for the demand there will be once what is
// asked for now is ready, with as much in reserve as its own errors call for.
//
//	p, err := headroom.NewPolicy().
//		WithCapacity(50).               // requests per second of one replica
//		WithStartup(3 * time.Minute).
//		WithQuantile(0.97).
//		Compose().
//		WithLimits(2, 60).
//		Build()
//
// At every step the policy forecasts demand at the time a replica asked for
// now would be ready: the present level, times what demand grows or shrinks by
// at this time of the week (season.go). Forecasts that fall due are held
// against what came (reserve.go): their variance, and in units of it the
// quantile of the errors, tracked online, so that the share of minutes without
// enough is what was asked for whatever the distribution and its drift
// (adaptive conformal inference, Gibbs and Candès 2021). Quantiles too far out
// to have been seen are those of an exponential tail, as for peaks over a
// threshold.
//
// An outage is no fall in demand (absence.go): for a while the level is held,
// then the service shrinks as any reactive policy would; when demand comes
// back it is expected at what this time of the week is used to, and neither
// the season nor the errors learn from what was no demand.
//
// The policy is pure: what it has learnt stands in the memo of its decision.
package headroom
