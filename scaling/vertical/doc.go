// Package vertical decides how large one process or machine should be: which
// of several resource profiles, from what was used so far.
//
//	s, err := vertical.NewScaler(
//		vertical.NewResourceProfile("small").WithCPUCores(4).WithMemoryGB(8).WithCostPerHour(0.20),
//		vertical.NewResourceProfile("medium").WithCPUCores(8).WithMemoryGB(16).WithCostPerHour(0.40),
//	).WithApplier(vertical.ThisProcess()).Build()
//
// A [WorkloadAnalyzer] keeps histograms of usage in which old samples fade,
// with the parameters of the Kubernetes vertical pod autoscaler, and estimates
// what is needed with bounds that narrow as it learns. A [Scaler] recommends
// the cheapest profile that suffices: it grows at once when the present one is
// below the lower bound, and otherwise only after the same was wanted several
// times, shrinking to no less than the upper bound. Applying a profile is a
// real change: [ThisProcess] sets GOMAXPROCS, the memory limit and a pool of
// workers; other appliers are drivers.
//
// [Policy] makes the same decision in a scaling.Controller, where a target is
// the place of a profile among all, by cost.
package vertical
