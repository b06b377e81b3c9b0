package insight

import (
	"fmt"
	"math"
)

// Little is Little's law: Concurrency = Rate × Residence, in any stable
// system. A field that is 0 is what is not known.
type Little struct {
	Rate        float64 `json:"rate"`        // arrivals a second
	Residence   float64 `json:"residence"`   // seconds from arrival to departure
	Concurrency float64 `json:"concurrency"` // how many are inside, on average
}

// Solve returns the law with its one unknown filled in.
func (l Little) Solve() (Little, error) {
	unknown := 0
	for _, v := range []float64{l.Rate, l.Residence, l.Concurrency} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return l, fmt.Errorf("%w: little: %+v: must be finite and >= 0", ErrData, l)
		}
		if v == 0 {
			unknown++
		}
	}
	if unknown != 1 {
		return l, fmt.Errorf("%w: little: %+v: exactly one must be unknown, which is 0", ErrData, l)
	}
	switch {
	case l.Rate == 0:
		l.Rate = l.Concurrency / l.Residence
	case l.Residence == 0:
		l.Residence = l.Concurrency / l.Rate
	default:
		l.Concurrency = l.Rate * l.Residence
	}
	return l, nil
}

// Gap is how far measurements of all three are from the law: 0 where it
// holds, 0.1 where one is 10 % off. A gap means that what was measured is not
// one system in a steady state.
func (l Little) Gap() float64 {
	if inside := l.Rate * l.Residence; inside > 0 && l.Concurrency > 0 {
		return math.Max(inside, l.Concurrency)/math.Min(inside, l.Concurrency) - 1
	}
	return math.NaN()
}

// Queue is what M/M/c gives: Poisson arrivals, c equal servers, exponential
// service. Real arrivals are burstier; take its waits as lower bounds.
type Queue struct {
	Servers     int     `json:"servers"`
	Utilization float64 `json:"utilization"`
	Waiting     float64 `json:"waiting"` // the probability that one must wait
	Wait        float64 `json:"wait"`    // seconds of waiting, on average over all
	Length      float64 `json:"length"`  // how many wait, on average
}

// ErlangC returns the queue of arrivals at a rate per second before servers
// that take service seconds each. At a utilisation of 1 and above all wait,
// without end.
func ErlangC(rate, service float64, servers int) (Queue, error) {
	load := rate * service
	if !(rate >= 0) || !(service > 0) || math.IsInf(load, 0) || servers < 1 {
		return Queue{}, fmt.Errorf("%w: queue: rate %v, service %v, servers %d", ErrData, rate, service, servers)
	}
	q := Queue{Servers: servers, Utilization: load / float64(servers)}
	if q.Utilization >= 1 {
		q.Waiting, q.Wait, q.Length = 1, math.Inf(1), math.Inf(1)
		return q, nil
	}
	// The inverse of Erlang's B by its recurrence, which neither overflows nor
	// cancels.
	inverse := 1.0
	if load == 0 {
		return q, nil
	}
	for k := 1; k <= servers; k++ {
		inverse = 1 + inverse*float64(k)/load
		if math.IsInf(inverse, 1) {
			return q, nil // nobody waits that could be told in float64
		}
	}
	b := 1 / inverse
	q.Waiting = b / (1 - q.Utilization*(1-b))
	q.Wait = q.Waiting * service / (float64(servers) - load)
	q.Length = rate * q.Wait
	return q, nil
}

// maxServers is where ServersFor gives up.
const maxServers = 1_000_000

// ServersFor returns the least number of servers with which the average wait
// is at most wait seconds, > 0.
func ServersFor(rate, service, wait float64) (Queue, error) {
	if !(wait > 0) {
		return Queue{}, fmt.Errorf("%w: queue: wait %v: must be > 0", ErrData, wait)
	}
	first, err := ErlangC(rate, service, 1)
	if err != nil {
		return first, err
	}
	if first.Utilization >= maxServers {
		return Queue{}, fmt.Errorf("%w: queue: %v busy servers are more than %d", ErrData, first.Utilization, maxServers)
	}
	// The wait falls with each server: the answer lies between the load and
	// wherever doubling first finds it.
	low := int(first.Utilization) // not enough
	high := low + 1
	for step := 1; ; step *= 2 {
		if q, err := ErlangC(rate, service, high); err != nil || q.Wait <= wait {
			break
		}
		low, high = high, high+step
	}
	for high-low > 1 {
		mid := low + (high-low)/2
		if q, _ := ErlangC(rate, service, mid); q.Wait <= wait {
			high = mid
		} else {
			low = mid
		}
	}
	return ErlangC(rate, service, high)
}
