// Package simulate runs balancers against a simulated fleet and tells what its
// callers see, load by load: latencies, and queries that ended in their
// deadline.
//
//	report, err := simulate.Run(ctx, simulate.Client{Strategy: loadbalancing.Adaptive}, nil)
//
// The balancers are the real ones of package loadbalancing, one for each
// client, on a clock and random numbers of the simulation: what is simulated is
// the fleet, the network and time. The same client and options give the same
// report. Antagonists, arrivals and the work of queries depend on the seed
// alone, so that strategies are compared on the same day.
//
// # The model
//
// It is that of the load ramp by Wydrowski et al., Load is not what you should
// balance (NSDI 2024). Each server stands on a machine of its own among
// antagonists, processes of others, and has an allocation of cores there. What
// the antagonists leave it may use, beyond its allocation too; what they do not
// leave is its allocation all the same, but then it is held to that, and loses
// a little more to being throttled (Hobble) while it wants more. What the
// antagonists of a machine use stays at a level for some time, then goes to
// another one around a mean that differs from machine to machine; on top come
// bursts whose lengths have a heavy tail (Pareto).
//
// Queries arrive as a Poisson process, whatever becomes of them, each at any
// client. Their work has a normal distribution whose standard deviation is its
// mean, cut off at zero. A query runs on one core at most; those at a server
// share what it has equally. One that has not been answered by its deadline is
// an error, and the server drops it. Load is in units of the allocation of all
// servers together: above 1 the fleet lives on what antagonists leave.
package simulate
