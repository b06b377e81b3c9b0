// Command loadbalancer runs ten real HTTP servers, spoils three of them (one
// is ten times slower, one fails at once, one comes and goes), and shows what
// callers see of it under each strategy.
//
//	go run ./examples/loadbalancer            # about half a minute
//	go run ./examples/loadbalancer -for 10s   # longer at each strategy
//	go run ./examples/loadbalancer -report    # and what the balancer says of it
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/breaker"
	"github.com/scicore-go/scicore/scaling/loadbalancing/httpbalancer"
)

const (
	nodes = 10
	work  = 10 * time.Millisecond // of a healthy node for a request
	rate  = 250                   // requests a second, whatever becomes of them

	slow, failing, flapping = 0, 1, 2
)

func main() {
	each := flag.Duration("for", 4*time.Second, "how long to run each strategy")
	report := flag.Bool("report", false, "print the report of the last balancer")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *each, *report); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "loadbalancer:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, each time.Duration, report bool) error {
	f, err := start()
	if err != nil {
		return err
	}
	defer f.stop()
	fmt.Fprintf(out, "%d servers of %v a request, %d requests a second, %v each. Spoiled: one is ten times slower,\n", nodes, work, rate, each)
	fmt.Fprintf(out, "one answers errors in a millisecond, one does so half of the time, for 700 ms at a stretch.\n\n")
	fmt.Fprintf(out, "%-28s %39s %30s\n", "", "seen by callers", "share of the node that is")
	fmt.Fprintf(out, "%-28s %9s %9s %9s %8s %8s %8s %8s %8s\n", "", "p50", "p99", "p99.9", "errors", "retries", "slow", "failing", "flapping")
	// Whatever is slow only once is over before anything is measured.
	if _, err := f.measure(ctx, io.Discard, "", loadbalancing.RoundRobin, true, min(each, time.Second)); err != nil {
		return err
	}
	healthy, err := f.measure(ctx, out, "all healthy, adaptive", loadbalancing.Adaptive, true, each)
	if err != nil {
		return err
	}
	f.spoil(true)
	for _, a := range []loadbalancing.Algorithm{loadbalancing.RoundRobin, loadbalancing.LeastConnections, loadbalancing.ProbePool, loadbalancing.Adaptive} {
		if _, err := f.measure(ctx, out, string(a)+", alone", a, false, each); err != nil {
			return err
		}
	}
	adaptive, err := f.measure(ctx, out, "adaptive, retries, breaker", loadbalancing.Adaptive, true, each)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nwith three of ten nodes spoiled the 99th percentile is %.2f times that of healthy ones, the failing node has %.1f %% of the traffic, and %d of %d requests failed\n",
		float64(adaptive.quantile(0.99))/float64(healthy.quantile(0.99)), 100*adaptive.share[failing], adaptive.errors, len(adaptive.took))
	if report {
		fmt.Fprintln(out)
		return adaptive.report.WriteText(out)
	}
	return nil
}

// fleet is the servers.
type fleet struct {
	servers []*http.Server
	nodes   []loadbalancing.Node
	spoiled atomic.Bool
	wg      sync.WaitGroup
}

func start() (*fleet, error) {
	f := &fleet{}
	for i := range nodes {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			f.stop()
			return nil, err
		}
		s := &http.Server{Handler: f.handler(i)}
		f.servers = append(f.servers, s)
		f.nodes = append(f.nodes, loadbalancing.Node{ID: fmt.Sprintf("node%d", i), URL: "http://" + l.Addr().String()})
		f.wg.Go(func() { s.Serve(l) })
	}
	return f, nil
}

func (f *fleet) stop() {
	for _, s := range f.servers {
		s.Close()
	}
	f.wg.Wait()
}

func (f *fleet) spoil(yes bool) { f.spoiled.Store(yes) }

// handler is what a node does. The one that flaps fails half of the time, for
// 700 ms at a time.
func (f *fleet) handler(i int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		took := work/2 + rand.N(work)
		if f.spoiled.Load() {
			switch i {
			case slow:
				took *= 10
			case failing:
				time.Sleep(time.Millisecond)
				http.Error(w, "failing", http.StatusInternalServerError)
				return
			case flapping:
				if time.Now().UnixMilli()/700%2 == 0 {
					http.Error(w, "flapping", http.StatusServiceUnavailable)
					return
				}
			}
		}
		select {
		case <-time.After(took):
		case <-r.Context().Done():
		}
	}
}

// result is what callers saw.
type result struct {
	took   []time.Duration
	errors int
	stats  httpbalancer.Stats
	share  []float64 // of each node in the attempts after the first second
	report loadbalancing.Report
}

func (r result) quantile(q float64) time.Duration {
	if len(r.took) == 0 {
		return 0
	}
	return r.took[min(int(q*float64(len(r.took))), len(r.took)-1)]
}

// measure sends requests at a steady rate, whether or not those before were
// answered, and prints a line.
func (f *fleet) measure(ctx context.Context, out io.Writer, name string, a loadbalancing.Algorithm, all bool, each time.Duration) (result, error) {
	lb, t, err := f.balancer(a, all)
	if err != nil {
		return result{}, err
	}
	defer t.CloseIdleConnections()
	client := &http.Client{Transport: t}
	var (
		mu sync.Mutex
		wg sync.WaitGroup
		r  result
	)
	began, sent := time.Now(), 0
	var first []int64 // picks of each node in the first second
	for tick := time.NewTicker(5 * time.Millisecond); time.Since(began) < each && ctx.Err() == nil; {
		<-tick.C
		if first == nil && time.Since(began) > time.Second {
			first = picks(lb)
		}
		for ; sent < int(rate*time.Since(began).Seconds()); sent++ {
			wg.Go(func() {
				at := time.Now()
				ok := ask(ctx, client)
				mu.Lock()
				defer mu.Unlock()
				r.took = append(r.took, time.Since(at))
				if !ok {
					r.errors++
				}
			})
		}
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return r, err
	}
	slices.Sort(r.took)
	r.stats, r.share, r.report = t.Stats(), shares(picks(lb), first), lb.Report()
	fmt.Fprintf(out, "%-28s %9s %9s %9s %8d %8d %6.1f %% %6.1f %% %6.1f %%\n", name, ms(r.quantile(0.5)), ms(r.quantile(0.99)), ms(r.quantile(0.999)),
		r.errors, r.stats.Retries, 100*r.share[slow], 100*r.share[failing], 100*r.share[flapping])
	return r, lb.ValidateIntegrity()
}

func (f *fleet) balancer(a loadbalancing.Algorithm, all bool) (*loadbalancing.Balancer, *httpbalancer.Transport, error) {
	b := loadbalancing.New().WithAlgorithm(a).WithNodes(f.nodes...)
	retries := 0
	if all {
		b, retries = b.WithCircuitBreaker(breaker.New()), 2
	}
	lb, err := b.Build()
	if err != nil {
		return nil, nil, err
	}
	inner := http.DefaultTransport.(*http.Transport).Clone()
	inner.MaxIdleConnsPerHost = 100
	t, err := httpbalancer.New(lb).WithTransport(inner).WithRetries(retries).WithBackoff(time.Millisecond, 4*time.Millisecond).Build()
	return lb, t, err
}

func ask(ctx context.Context, client *http.Client) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://service/", nil)
	if err != nil {
		return false
	}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	defer resp.Body.Close()
	_, err = io.Copy(io.Discard, resp.Body)
	return err == nil && resp.StatusCode == http.StatusOK
}

func picks(lb *loadbalancing.Balancer) (out []int64) {
	for _, n := range lb.Metrics().Nodes {
		out = append(out, n.Picks)
	}
	return out
}

func shares(all, before []int64) []float64 {
	out := make([]float64, len(all))
	total := 0.0
	for i := range all {
		if i < len(before) {
			out[i] = float64(all[i] - before[i])
		} else {
			out[i] = float64(all[i])
		}
		total += out[i]
	}
	for i := range out {
		out[i] /= max(total, 1)
	}
	return out
}

func ms(d time.Duration) string {
	return fmt.Sprintf("%.1f ms", d.Seconds()*1000)
}
