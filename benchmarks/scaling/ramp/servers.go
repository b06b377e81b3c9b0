package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/httpbalancer"
	"github.com/scicore-go/scicore/scaling/loadbalancing/simulate"
)

// The real fleet. Its cores are turns to sleep, so that ten servers fit this
// machine; queues, connections, deadlines and the balancers are what they are.
const (
	servers    = 10
	callers    = 4 // each with a transport and a balancer of its own
	cores      = 12
	allocation = 4
	work       = 60 * time.Millisecond
	deadline   = time.Second
	each       = 2500 * time.Millisecond
	inFlight   = "X-In-Flight"
)

var loads = []float64{0.83, 1.03, 1.14, 1.41}

// machine is a server and the antagonist that takes its cores for some seconds.
type machine struct {
	cores  chan struct{} // holds one for each that is free
	gauge  *loadbalancing.Gauge
	server *http.Server
}

func (m *machine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := m.gauge.Begin()
	defer a.End()
	took, err := time.ParseDuration(r.URL.Query().Get("work"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	select {
	case <-m.cores:
	case <-r.Context().Done():
		return
	}
	defer func() { m.cores <- struct{}{} }()
	select {
	case <-time.After(took):
	case <-r.Context().Done():
		return
	}
	w.Header().Set(inFlight, strconv.Itoa(m.gauge.Reading().InFlight))
}

// disturb takes cores and gives them back, never those that are allocated: the
// loads of one strategy after the other meet the same antagonists.
func (m *machine) disturb(ctx context.Context, r *rand.Rand) {
	taken := 0
	defer func() {
		for range taken {
			m.cores <- struct{}{}
		}
	}()
	for {
		// Two in five levels leave nothing but the allocation.
		want := min(r.IntN(14), cores-allocation)
		stays := time.After(time.Duration(float64(each) * (0.4 + r.ExpFloat64())))
		for ; taken > want; taken-- {
			m.cores <- struct{}{}
		}
		for taken < want {
			select {
			case <-m.cores:
				taken++
			case <-ctx.Done():
				return
			}
		}
		select {
		case <-stays:
		case <-ctx.Done():
			return
		}
	}
}

// fleet starts the servers.
func fleet() (machines []*machine, nodes []loadbalancing.Node, stop func(), err error) {
	var all sync.WaitGroup
	stop = func() {
		for _, m := range machines {
			m.server.Close()
		}
		all.Wait()
	}
	for i := range servers {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			stop()
			return nil, nil, nil, err
		}
		m := &machine{cores: make(chan struct{}, cores), gauge: loadbalancing.NewGauge(nil)}
		for range cores {
			m.cores <- struct{}{}
		}
		m.server = &http.Server{Handler: m}
		machines = append(machines, m)
		nodes = append(nodes, loadbalancing.Node{ID: fmt.Sprintf("s%d", i), URL: "http://" + l.Addr().String()})
		all.Go(func() { m.server.Serve(l) })
	}
	return machines, nodes, stop, nil
}

// measured takes strategies through a shorter ramp against real servers.
func measured(ctx context.Context) (reports []simulate.Report, about string, err error) {
	for _, a := range []loadbalancing.Algorithm{loadbalancing.RoundRobin, loadbalancing.LeastConnections, loadbalancing.Adaptive, loadbalancing.ProbePool} {
		r, err := climb(ctx, a)
		if err != nil {
			return nil, "", err
		}
		reports = append(reports, r)
	}
	about = fmt.Sprintf("`go run ./scaling/ramp -simulated=false`"+` in benchmarks/: the same for real, shorter. %d HTTP servers on loopback, %d callers through `+"`httpbalancer`"+`, no retries, deadline %v, %v at each load,
work of %v in the mean. A core is a turn to sleep: a server has %d, of which antagonists take up to %d for some seconds, for real. Prequal has
the servers' own counts from a header of their answers. On %d processors of %s/%s, other work going on; another run has other figures.`,
		servers, callers, deadline, each, work, cores, cores-allocation, runtime.GOMAXPROCS(0), runtime.GOOS, runtime.GOARCH)
	return reports, about, nil
}

func climb(ctx context.Context, a loadbalancing.Algorithm) (simulate.Report, error) {
	machines, nodes, stop, err := fleet()
	if err != nil {
		return simulate.Report{}, err
	}
	defer stop()
	quiet, end := context.WithCancel(ctx)
	var antagonists sync.WaitGroup
	for i, m := range machines {
		antagonists.Go(func() { m.disturb(quiet, rand.New(rand.NewPCG(7, uint64(i)))) })
	}
	defer antagonists.Wait()
	defer end()
	clients, err := transports(a, nodes)
	if err != nil {
		return simulate.Report{}, err
	}
	report := simulate.Report{Name: a.Name()}
	r := rand.New(rand.NewPCG(11, 0))
	for _, load := range loads {
		s, err := hold(ctx, clients, r, load)
		if err != nil {
			return report, err
		}
		report.Steps = append(report.Steps, s)
	}
	return report, nil
}

func transports(a loadbalancing.Algorithm, nodes []loadbalancing.Node) ([]*http.Client, error) {
	var clients []*http.Client
	for range callers {
		rand.Shuffle(len(nodes), func(i, j int) { nodes[i], nodes[j] = nodes[j], nodes[i] })
		lb, err := loadbalancing.New().WithAlgorithm(a).WithNodes(nodes...).Build()
		if err != nil {
			return nil, err
		}
		pool := &http.Transport{MaxIdleConnsPerHost: 256}
		t, err := httpbalancer.New(lb).WithTransport(pool).WithRetries(0).WithDeadline(deadline).WithInFlightHeader(inFlight).Build()
		if err != nil {
			return nil, err
		}
		clients = append(clients, &http.Client{Transport: t})
	}
	return clients, nil
}

// hold keeps up a load: arrivals are Poisson, whatever becomes of them.
func hold(ctx context.Context, clients []*http.Client, r *rand.Rand, load float64) (simulate.Step, error) {
	perSecond := load * servers * allocation / work.Seconds()
	var mu sync.Mutex
	var took []time.Duration
	failed := 0
	var all sync.WaitGroup
	defer all.Wait()
	begin := time.Now()
	for at := time.Duration(0); ; {
		if at += time.Duration(r.ExpFloat64() / perSecond * 1e9); at >= each {
			break
		}
		select {
		case <-time.After(time.Until(begin.Add(at))):
		case <-ctx.Done():
			return simulate.Step{}, context.Cause(ctx)
		}
		c, w := clients[r.IntN(len(clients))], draws(r)
		all.Go(func() {
			since := time.Now()
			err := query(ctx, c, w)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(since))
			if err != nil {
				failed++
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	q := func(q float64) time.Duration { return took[min(int(q*float64(len(took))), len(took)-1)] }
	if len(took) == 0 {
		return simulate.Step{Load: load}, errors.New("no query arrived")
	}
	return simulate.Step{Load: load, Queries: len(took), Errors: failed, P50: q(.5), P90: q(.9), P99: q(.99), P999: q(.999)}, nil
}

// draws is the work of a query: normal, standard deviation = mean, cut off at
// zero, which makes the mean 1.2876 times what it was.
func draws(r *rand.Rand) time.Duration {
	for {
		if w := 1 + r.NormFloat64(); w > 0 {
			return time.Duration(w * float64(work) / 1.2876)
		}
	}
}

func query(ctx context.Context, c *http.Client, w time.Duration) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://fleet/?work="+w.String(), nil)
	if err != nil {
		return err
	}
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}
