// Package loadbalancing chooses, for each request, the node that should serve
// it.
//
// A [Balancer] holds nodes and one [Strategy]. [Balancer.Pick] returns a
// [Ticket]: a node, and the place to tell by [Ticket.Done] how it went. What
// tickets tell is all the balancer learns about latency and failures; it opens
// no connection and needs no goroutine, so it balances HTTP requests, queries,
// jobs or anything else that has somewhere to go.
//
//	lb, err := loadbalancing.New().
//		WithAlgorithm(loadbalancing.Adaptive).
//		WithNodes(loadbalancing.Node{ID: "a", URL: "http://a:8000"}).
//		Build()
//	ticket, err := lb.Pick(loadbalancing.Request{})
//	…
//	ticket.Done(loadbalancing.Outcome{Latency: took})
//
// # How a pick works
//
// The nodes that may be chosen, and the [Picker] that the strategy made for
// them, are one immutable snapshot behind an atomic pointer. Whoever changes
// something (adds, removes, drains, ejects) builds a new snapshot. A pick loads
// the snapshot, asks the picker, and counts one request in flight at the node:
// no lock, no allocation, no clock.
//
// # Choosing a strategy
//
//   - [Adaptive], the default: the better of two random nodes by latency and
//     requests in flight. Slow and failing nodes lose traffic within a few
//     requests.
//   - [LeastConnections]: the better of two by requests in flight alone, for
//     requests that all cost about the same.
//   - [RoundRobin], [WeightedRoundRobin]: fixed shares, whatever happens.
//   - [Maglev], [ConsistentHash]: equal keys to the same node, for caches; the
//     second ([BoundedLoad]) never gives a node more than a bound of requests.
//   - [ProbePool] ([Prequal]): by what nodes say of themselves, where many
//     clients or others load them too.
//   - [ZoneAware]: one of these within the caller's zone while it has room.
//
// A strategy of one's own is a type with two methods; package
// loadbalancingtest holds it against the rules, and package simulate shows what
// callers of a whole fleet see of it.
//
// # Which nodes may be chosen
//
// All that are not draining, whose circuit breaker is closed, that active
// checks find healthy and that are not ejected as outliers. Where fewer than
// half of the nodes pass, more likely the judgement is wrong than the nodes
// are: all are used again, which is called panic routing.
package loadbalancing
