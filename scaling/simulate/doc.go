// Package simulate replays a trace of demand through a scaling policy and
// tells what would have come of it: work lost, minutes out of the objective,
// cost beside that of an oracle, actions a day, elasticity, and a plot.
//
//	report, err := simulate.Run(ctx, policy, trace, &simulate.Options{
//		Capacity: 1, Startup: 3 * time.Minute,
//	})
//
// The policy is run by the very [scaling.Controller] that would run it in
// earnest, on a clock, a source and an actuator of the simulation. The same
// policy, trace and options give the same report.
//
// The model: demand arrives in steps; a replica serves up to its capacity and
// what exceeds that of all who are ready is lost, not queued. Utilisation
// saturates at 1, as measured utilisation does, so that a policy which sees
// nothing else cannot know by how much it is short. A replica takes the
// start-up time from being asked for to serving; stopping takes none. Replicas
// cost from when they are asked for. The oracle has, at every step, the least
// number that serves all.
//
// What a policy is told is scaling.CPU, of the replicas that are ready, and
// scaling.Requests, all that arrive. A policy that wants another metric answers
// that it is unknown, and shrinks nothing.
package simulate
