package loadbalancing

import (
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
)

// Endpoint is a node in use: what a [Picker] may ask about it while it
// chooses. All methods are safe for concurrent use.
type Endpoint struct {
	*hot // what picks read and write

	node   atomic.Pointer[Node]
	owner  *Balancer
	weight atomic.Int64 // in use, in units of weightUnit of the configured weight

	counts   counts
	draining atomic.Bool
	breaker  *breaker.Breaker // nil without circuit breakers

	// Below what only the holder of the balancer's lock touches.
	state standing
}

// weightUnit is the resolution of weights that grow during slow start.
const weightUnit = 16

// counts is what was told about requests, since the node was added.
type counts struct {
	success, failure, limited, canceled atomic.Int64
	leaked                              atomic.Int64 // given up: their end was not told in time
	late                                atomic.Int64 // ends told of requests given up before, or by a copy of a ticket
	repeated                            atomic.Int64 // ends told twice through the same ticket
	consecutive                         atomic.Int64 // failures since the last success
	_                                   [64]byte
}

func (c *counts) completed() int64 {
	return c.success.Load() + c.failure.Load() + c.limited.Load() + c.canceled.Load()
}

// standing is what the balancer holds for and against a node.
type standing struct {
	drain    *drainage // nil unless draining
	outlier  outlierState
	health   healthState
	probing  bool          // its breaker is due to be tried
	excluded string        // why it may not be chosen; "" if it may
	ramping  bool          // its weight grows
	rampFrom time.Duration // since when
}

// Node returns the node as it is configured now.
func (e *Endpoint) Node() Node { return *e.node.Load() }

// ID returns the node's ID.
func (e *Endpoint) ID() string { return e.node.Load().ID }

// Zone returns the node's zone.
func (e *Endpoint) Zone() string { return e.node.Load().Zone }

// Weight returns the weight in use, which is lower than the configured one
// during slow start. It is positive, for a standby node too.
func (e *Endpoint) Weight() float64 { return float64(e.weight.Load()) / weightUnit }

// InFlight returns the number of requests under way.
func (e *Endpoint) InFlight() int64 { return e.inflight.load() }

// Pressure returns the requests in flight, counting the next one, for each
// unit of weight, as a logarithm in fixed point: of two endpoints the one with
// the smaller value has more room.
func (e *Endpoint) Pressure() int64 { return e.hot.pressure() }

// Load returns latency × (requests in flight + 1) ÷ weight, as a logarithm in
// fixed point that is comparable between endpoints of one balancer: the
// smaller, the sooner a request is likely to be answered. An endpoint of which
// nothing is known is below all others while it is idle, above all others
// otherwise.
func (e *Endpoint) Load() int64 { return e.hot.load() }

// Latency returns the moving average of latency that Load is made of, decayed
// to the present; 0 where none was told.
func (e *Endpoint) Latency() time.Duration {
	return e.cost.at(int64(e.owner.clock.Now()), e.owner.decay)
}

// use sets the weight in use, in weightUnits.
func (e *Endpoint) use(weight int64) {
	e.weight.Store(weight)
	e.bias.Store(-fixedLog2(float64(weight) / weightUnit))
}

// account counts a request in the balancer's total as well.
func (e *Endpoint) account() uint8 {
	t := e.owner.total
	if t == nil {
		return e.hot.begin()
	}
	t.Add(1)
	w := e.inflight.begin()
	if w&detached != 0 {
		t.Add(-1)
	}
	return generationOf(w)
}

// end takes a request back.
func (e *Endpoint) end(generation uint8) bool {
	counted, attached := e.inflight.end(generation)
	if t := e.owner.total; t != nil && attached {
		t.Add(-1)
	}
	return counted
}

// rotate gives up what has been in flight for a whole period.
func (e *Endpoint) rotate() {
	n, attached := e.inflight.rotate()
	if n == 0 {
		return
	}
	e.counts.leaked.Add(n)
	if t := e.owner.total; t != nil && attached {
		t.Add(-n)
	}
}
