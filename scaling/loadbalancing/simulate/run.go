package simulate

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Run takes a fleet through its loads, one after the other without a pause.
func Run(ctx context.Context, c Client, o *Options) (Report, error) {
	set := o.normal()
	if err := set.check(c); err != nil {
		return Report{}, err
	}
	f := &fleet{Options: set, client: c, ids: make(map[string]int), agenda: newAgenda(set.Servers)}
	if err := f.build(); err != nil {
		return Report{}, err
	}
	for n := 0; ; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return Report{}, context.Cause(ctx)
		}
		e := f.agenda.next()
		if f.now = e.at; f.now >= f.end() && f.under == 0 {
			break
		}
		if err := f.handle(e); err != nil {
			return Report{}, err
		}
	}
	return f.report(), nil
}

// fleet is everything that is simulated.
type fleet struct {
	Options
	client Client

	now      time.Duration
	agenda   agenda
	servers  []*server
	ids      map[string]int // of servers, by what balancers call them
	names    []string
	clients  []*loadbalancing.Balancer
	arrivals *rand.Rand
	mu       float64 // of the normal distribution of work, in seconds
	under    int     // queries under way
	weighed  float64 // seconds that reports are about
	steps    []record
}

// record is what became of the queries of one load.
type record struct {
	took   []time.Duration
	errors int
}

// Streams of random numbers: what one part of the simulation draws has no
// effect on another.
const (
	machines = iota
	arriving
	choosing
)

func (f *fleet) random(stream, i int) *rand.PCG {
	return rand.NewPCG(f.Seed, uint64(stream)<<32|uint64(i))
}

func (f *fleet) clock() time.Time { return time.Unix(0, int64(f.now)) }
func (f *fleet) end() time.Duration {
	return time.Duration(len(f.Loads)) * f.Step
}

func (f *fleet) build() error {
	nodes := make([]loadbalancing.Node, f.Servers)
	for i := range f.Servers {
		nodes[i] = loadbalancing.Node{ID: fmt.Sprintf("s%d", i), Weight: evenly}
		f.ids[nodes[i].ID] = i
		f.names = append(f.names, nodes[i].ID)
		s := &server{m: &f.Machine, others: newAntagonist(f.Machine, rand.New(f.random(machines, i))), gauge: loadbalancing.NewGauge(f.clock)}
		f.servers = append(f.servers, s)
		f.agenda.add(event{at: exponential(s.others.r, f.Machine.Stays), kind: level, i: i})
		f.agenda.add(event{at: exponential(s.others.r, f.Machine.Quiet), kind: burst, i: i})
	}
	for i := range f.Clients {
		source := f.random(choosing, i)
		// Each client has heard of the servers in an order of its own.
		rand.New(source).Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		lb, err := loadbalancing.New().WithAlgorithm(f.client.Strategy).WithNodes(nodes...).
			WithClock(f.clock).WithRandom(source.Uint64).Build()
		if err != nil {
			return err
		}
		f.clients = append(f.clients, lb)
	}
	f.arrivals = rand.New(f.random(arriving, 0))
	f.mu = f.Work.Seconds() / cutMean
	f.steps = make([]record, len(f.Loads))
	f.agenda.add(event{kind: arrive})
	if f.client.Weigh > 0 {
		f.agenda.add(event{at: f.client.Weigh, kind: weigh})
	}
	return nil
}

// cutMean is the mean of a normal distribution of mean and standard deviation
// 1 that is cut off at zero: 1 + φ(1)/Φ(1).
var cutMean = 1 + math.Exp(-0.5)/math.Sqrt(2*math.Pi)/(0.5*math.Erfc(-1/math.Sqrt2))

// work draws the work of a query.
func (f *fleet) work() float64 {
	for {
		if w := f.mu * (1 + f.arrivals.NormFloat64()); w > 0 {
			return w
		}
	}
}

func (f *fleet) handle(e event) error {
	switch e.kind {
	case arrive:
		return f.arrive()
	case reach:
		f.reach(e.query)
	case finish:
		f.serve(e.i, func() {})
	case respond:
		f.respond(e.query)
	case expire:
		f.expire(e.query)
	case ask:
		e.probe.told = f.servers[e.probe.server].gauge.Reading()
		f.agenda.send(event{at: f.now + f.Delay, kind: tell, probe: e.probe})
	case tell:
		return f.clients[e.probe.client].Observe(f.names[e.probe.server], e.probe.told)
	case level, burst:
		f.disturb(e)
	case weigh:
		f.agenda.add(event{at: f.now + f.client.Weigh, kind: weigh})
		return f.weigh()
	}
	return nil
}

// arrive sends the query that arrives now, and foresees the next one.
func (f *fleet) arrive() error {
	step := int(f.now / f.Step)
	if step >= len(f.Loads) {
		return nil
	}
	if f.now > 0 || step > 0 {
		if err := f.send(step); err != nil {
			return err
		}
	}
	at := f.now
	for ; step < len(f.Loads); step++ {
		perSecond := f.Loads[step] * float64(f.Servers) * f.Machine.Allocation / f.Work.Seconds()
		if at += exponential(f.arrivals, time.Duration(1e9/perSecond)); at < time.Duration(step+1)*f.Step {
			break
		}
		// A Poisson process has no memory: from the next load on it begins anew.
		at = time.Duration(step+1) * f.Step
	}
	f.agenda.add(event{at: at, kind: arrive})
	return nil
}

// send has a client place a query, and probe.
func (f *fleet) send(step int) error {
	c := f.arrivals.IntN(f.Clients)
	q := &query{client: c, step: step, sent: f.now, work: f.work()}
	var err error
	if q.ticket, err = f.clients[c].Pick(loadbalancing.Request{}); err != nil {
		return err
	}
	q.server = f.ids[q.ticket.Endpoint().ID()]
	f.under++
	f.agenda.send(event{at: f.now + f.Delay, kind: reach, query: q})
	f.agenda.deadline(event{at: f.now + f.Deadline, kind: expire, query: q})
	if f.client.Probes > 0 {
		for _, n := range f.clients[c].Sample(f.client.Probes) {
			f.agenda.send(event{at: f.now + f.Delay, kind: ask, probe: &inquiry{client: c, server: f.ids[n.ID]}})
		}
	}
	return nil
}

// serve brings a server up to date, changes it, and foresees when a query ends
// there next.
func (f *fleet) serve(i int, change func()) {
	s := f.servers[i]
	s.advance(f.now)
	s.ended(f.answer)
	change()
	if in, ok := s.next(); ok {
		f.agenda.end(i, f.now+in)
	} else {
		f.agenda.endless(i)
	}
}

func (f *fleet) reach(q *query) {
	if q.state == over {
		return
	}
	f.serve(q.server, func() {
		q.state = running
		q.arrival = f.servers[q.server].gauge.Begin()
		f.servers[q.server].add(q)
	})
}

// answer is called for a query that has had its work.
func (f *fleet) answer(q *query) {
	q.state = answered
	q.arrival.End()
	if f.servers[q.server].answered++; f.client.Tell {
		q.told = f.servers[q.server].gauge.Reading().InFlight
	}
	f.agenda.send(event{at: f.now + f.Delay, kind: respond, query: q})
}

func (f *fleet) respond(q *query) {
	if q.state == over {
		return
	}
	f.close(q, loadbalancing.Success)
}

// expire ends a query whose deadline has come; the server drops it.
func (f *fleet) expire(q *query) {
	switch q.state {
	case over:
		return
	case running:
		f.serve(q.server, func() {
			if q.state == running { // not in the very last moment
				f.servers[q.server].remove(q)
				f.servers[q.server].failed++
				q.arrival.End()
			}
		})
	}
	f.steps[q.step].errors++
	f.close(q, loadbalancing.Failure)
}

func (f *fleet) close(q *query, r loadbalancing.Result) {
	took := f.now - q.sent
	q.state = over
	q.ticket.Done(loadbalancing.Outcome{Result: r, Latency: took, InFlight: q.told})
	f.steps[q.step].took = append(f.steps[q.step].took, took)
	f.under--
}

// disturb lets the antagonists of a machine use more or less.
func (f *fleet) disturb(e event) {
	var stays time.Duration
	f.serve(e.i, func() {
		if a := f.servers[e.i].others; e.kind == level {
			stays = a.step()
		} else {
			stays = a.turn()
		}
	})
	f.agenda.add(event{at: f.now + stays, kind: e.kind, i: e.i})
}

// evenly is the weight of servers of which nothing is known, and the mean of
// those that reports give.
const evenly = 50

// memory is what is left of reports when the next ones come. Weights of a few
// hundred queries alone would be noise.
const memory = 0.8

// weigh sets weights from what servers report: queries answered a second over
// utilisation, and a deadline missed is a query that used a whole one.
func (f *fleet) weigh() error {
	f.weighed = f.weighed*memory + f.client.Weigh.Seconds()
	sum, known := 0.0, 0
	found := make([]float64, len(f.servers))
	for i, s := range f.servers {
		f.serve(i, func() {})
		if s.answered > 0 && s.used > 0 {
			utilization := s.used / f.weighed / f.Machine.Allocation
			found[i] = s.answered / f.weighed / (utilization + s.failed/s.answered)
			sum += found[i]
			known++
		}
		s.used, s.answered, s.failed = s.used*memory, s.answered*memory, s.failed*memory
	}
	weights := make(map[string]int, len(found))
	for i, w := range found {
		weights[f.names[i]] = evenly
		if w > 0 {
			weights[f.names[i]] = max(1, int(math.Round(evenly*w*float64(known)/sum)))
		}
	}
	for _, lb := range f.clients {
		if err := lb.SetWeights(weights); err != nil {
			return err
		}
	}
	return nil
}
