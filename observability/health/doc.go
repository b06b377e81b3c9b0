// Package health tells whether a service works: a registry of named checks,
// run with timeouts, remembered, and summed up for the three probes of
// Kubernetes.
//
// A [Check] is a function with a name. It runs when a probe asks and its last
// result is older than its maximum age, or in the background once in a period;
// either way at most one run is under way, however many ask. A check that does
// not answer in time is reported and not started again before it returns; one
// that panics is reported with its first frames.
//
// There are four states. Healthy and Degraded pass a probe, Unhealthy and
// Unknown do not: a check that has never run, or whose result is stale, is
// Unknown and never green. A check that is optional degrades the whole and no
// more.
//
// Liveness asks whether a restart would help, so checks of other systems do not
// take part in it unless the host insists. Readiness asks whether to send
// work; [Registry.Drain] turns it off before the service stops. Startup asks
// once, until the answer is yes.
//
// This package links no network code. Package healthhttp answers probes over
// HTTP, hostcheck looks at this process and its machine, netcheck at the
// systems it depends on.
package health
