package loadbalancing

import (
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// Result is how a request ended, as far as the node is concerned.
type Result uint8

const (
	// Success: the node answered as it should. An answer that tells the
	// caller of its own mistake (HTTP 404) is one.
	Success Result = iota
	// Failure: the node failed, or could not be reached.
	Failure
	// RateLimited: the node answered that it wants less traffic.
	RateLimited
	// Canceled: the caller gave up; this says nothing about the node.
	Canceled
)

// String returns the name of the result.
func (r Result) String() string {
	switch r {
	case Success:
		return "success"
	case Failure:
		return "failure"
	case RateLimited:
		return "rate limited"
	case Canceled:
		return "canceled"
	}
	return "unknown"
}

// Outcome is what a caller tells about a request. The zero Outcome is a
// success of unknown latency.
type Outcome struct {
	Result  Result
	Latency time.Duration // from pick to answer; not positive: unknown
	// InFlight is the number of requests that the node itself said were under
	// way there, from all its callers; not positive: it did not say. Prequal
	// uses it.
	InFlight int
}

// Ticket is a picked node and the right to tell how the request went. It is a
// value: nothing is allocated and nothing must be closed. A ticket belongs to
// one goroutine at a time.
//
// Done should be called once. Called again through the same variable it does
// nothing but count; called on a copy it can never bring the number of
// requests in flight below zero. Where it is never called, the request counts
// as in flight for one to two leak timeouts and is then given up. Both show in
// [NodeMetrics].
type Ticket struct {
	endpoint   *Endpoint
	permit     breaker.Permit
	generation uint8
	used       bool
}

// Endpoint returns the picked endpoint, nil for the zero Ticket.
func (t *Ticket) Endpoint() *Endpoint { return t.endpoint }

// Node returns the picked node, the zero Node for the zero Ticket.
func (t *Ticket) Node() Node {
	if t.endpoint == nil {
		return Node{}
	}
	return t.endpoint.Node()
}

// Done tells how the request went. It returns false where the ticket was used
// already, is the zero Ticket, or was given up before; in the last case the
// outcome is still taken in.
func (t *Ticket) Done(o Outcome) bool {
	if t.endpoint == nil {
		return false
	}
	if t.used {
		t.endpoint.counts.repeated.Add(1)
		return false
	}
	t.used = true
	return t.endpoint.owner.done(t, o)
}
