package simulate

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Client is how the clients of a fleet balance.
type Client struct {
	Name     string // in reports; "" is the strategy's
	Strategy loadbalancing.Strategy
	// Probes is how many servers a client asks for their load with each query;
	// their answers go to [loadbalancing.Balancer.Observe].
	Probes int
	// Tell has answers tell how many queries the server has under way, as
	// [loadbalancing.Outcome] has it.
	Tell bool
	// Weigh is how often weights are set from what servers report: queries
	// answered a second over utilisation, errors counted as utilisation, as
	// gRPC's client-side weighted round robin has it; 0 is never.
	Weigh time.Duration
}

func (c Client) name() string {
	if c.Name != "" || c.Strategy == nil {
		return c.Name
	}
	return c.Strategy.Name()
}

// Options describe the fleet; zero fields, and nil, are the defaults.
type Options struct {
	Seed     uint64
	Servers  int           // 100
	Clients  int           // 100
	Loads    []float64     // one after the other, in units of the allocation; nil is [Ramp]
	Step     time.Duration // how long each load lasts; 60 s
	Work     time.Duration // mean work of a query, on one core; 40 ms
	Deadline time.Duration // 5 s
	Delay    time.Duration // of the network, one way; 250 µs
	Machine  Machine
}

// Machine is what all machines have in common.
type Machine struct {
	Cores      float64 // 40
	Allocation float64 // cores that are the server's own; 4
	// Hobble is the share of its allocation that a server loses while it is
	// held to it; 0 is 0.03.
	Hobble float64
	// Antagonists use between Low and High of a machine's cores in the mean,
	// differing from machine to machine, spread evenly; 0 and 0 are 0.5 and
	// 0.92.
	Low, High float64
	Stays     time.Duration // mean time at a level; 20 s
	Quiet     time.Duration // mean time between bursts; 15 s
	Burst     time.Duration // the shortest burst; half are over in 1.7 times that, one in 200 lasts more than a minute; 1 s
}

// Ramp is the loads of the paper: from three quarters of the allocation in nine
// steps, each 10/9 of the one before, to 1.74 of it.
func Ramp() []float64 {
	loads := make([]float64, 9)
	load := 0.75
	for i := range loads {
		loads[i] = load
		load *= 10.0 / 9
	}
	return loads
}

func (o *Options) normal() Options {
	var n Options
	if o != nil {
		n = *o
	}
	n.Servers, n.Clients = cmp.Or(n.Servers, 100), cmp.Or(n.Clients, 100)
	if n.Loads == nil {
		n.Loads = Ramp()
	}
	n.Step, n.Work = cmp.Or(n.Step, time.Minute), cmp.Or(n.Work, 40*time.Millisecond)
	n.Deadline, n.Delay = cmp.Or(n.Deadline, 5*time.Second), cmp.Or(n.Delay, 250*time.Microsecond)
	n.Machine = n.Machine.normal()
	return n
}

func (m Machine) normal() Machine {
	m.Cores, m.Allocation, m.Hobble = cmp.Or(m.Cores, 40), cmp.Or(m.Allocation, 4), cmp.Or(m.Hobble, 0.03)
	if m.Low == 0 && m.High == 0 {
		m.Low, m.High = 0.5, 0.92
	}
	m.Stays, m.Quiet, m.Burst = cmp.Or(m.Stays, 20*time.Second), cmp.Or(m.Quiet, 15*time.Second), cmp.Or(m.Burst, time.Second)
	return m
}

// check tells every fault at once.
func (o Options) check(c Client) error {
	var errs []error
	refuse := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("simulate: "+format, values...))
		}
	}
	refuse(c.Strategy == nil, "strategy: must not be nil")
	refuse(c.Probes < 0 || c.Weigh < 0, "probes %d, weigh %v: must be >= 0", c.Probes, c.Weigh)
	refuse(o.Servers < 1 || o.Clients < 1, "%d servers, %d clients: must be >= 1", o.Servers, o.Clients)
	for i, l := range o.Loads {
		refuse(!(l > 0 && l <= 100), "load %d is %v: must be in (0, 100]", i, l)
	}
	refuse(o.Step <= 0 || o.Work <= 0 || o.Deadline <= 0 || o.Delay < 0, "step %v, work %v, deadline %v: must be > 0; delay %v: must be >= 0", o.Step, o.Work, o.Deadline, o.Delay)
	m := o.Machine
	refuse(!(m.Allocation > 0 && m.Allocation <= m.Cores && m.Cores <= 1<<20), "allocation %v of %v cores: must be > 0 and in order", m.Allocation, m.Cores)
	refuse(!(m.Hobble >= 0 && m.Hobble < 1), "hobble %v: must be in [0, 1)", m.Hobble)
	refuse(!(m.Low >= 0 && m.Low <= m.High && m.High <= 1), "antagonists from %v to %v: must be in [0, 1] and in order", m.Low, m.High)
	refuse(m.Stays <= 0 || m.Quiet <= 0 || m.Burst <= 0, "stays %v, quiet %v, burst %v: must be > 0", m.Stays, m.Quiet, m.Burst)
	return errors.Join(errs...)
}
