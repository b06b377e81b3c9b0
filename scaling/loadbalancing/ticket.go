package loadbalancing

import (
	"slices"
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
	hot        *hot
	permit     breaker.Permit
	generation uint8
	used       bool
}

// Endpoint returns the picked endpoint, nil for the zero Ticket.
func (t *Ticket) Endpoint() *Endpoint {
	if t.hot == nil {
		return nil
	}
	return t.hot.endpoint
}

// among reports whether the ticket is of one of these nodes.
func (t *Ticket) among(ids []string) bool {
	return t.hot != nil && slices.Contains(ids, t.hot.endpoint.ID())
}

// Node returns the picked node, the zero Node for the zero Ticket.
func (t *Ticket) Node() Node {
	if t.hot == nil {
		return Node{}
	}
	return t.hot.endpoint.Node()
}

// Done tells how the request went. It returns false where the ticket was used
// already, is the zero Ticket, or was given up before; in the last case the
// outcome is still taken in.
func (t *Ticket) Done(o Outcome) bool {
	if t.hot == nil {
		return false
	}
	e := t.hot.endpoint
	if t.used {
		e.counts.repeated.Add(1)
		return false
	}
	t.used = true
	return e.owner.done(t, o)
}
