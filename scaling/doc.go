// Package scaling decides how large a service should be, and makes it so.
//
// A [Policy] is pure: it is given [Signals] (the time, the size, the load and
// what was seen and decided before) and returns a [Decision] with its reason.
// It has no clock, no goroutine and no state, so one policy can be asked
// about last month's traffic (package simulate) and then be switched on.
//
//	p, err := scaling.Max(cpu, queue).
//		WithTolerance(0.1).
//		WithStabilization(0, 5*time.Minute).
//		WithLimits(3, 50).
//		Build()
//
// Policies compose: [Max], [Min], [All] and [Any] of several, then layers
// around them, applied in the order in which they are written. Each keeps
// the decisions below it, so that a decision is a tree which tells why.
//
// A [Controller] asks a [Source] for the load and an [Actuator] for the size,
// then the policy, and tells the actuator. Sources and actuators of real
// systems are packages of their own, which a host imports as it needs them.
//
// A metric that is missing is never read as zero: the policy that wants it
// answers [Unknown], and what is unknown never shrinks anything.
package scaling
