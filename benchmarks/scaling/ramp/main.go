// Command ramp takes balancers through the load ramp of the Prequal paper
// (Wydrowski et al., NSDI 2024, figure 6): from 75 to 174 % of what a fleet has
// been allocated, among antagonists that take what is not. It simulates the
// paper's fleet around the real balancers, runs a shorter ramp against real
// HTTP servers on this machine, and writes the sections "Balancer: a ramp
// through the allocation" and "Balancer: the ramp on real servers" of a file of
// results, and a picture.
//
//	go run ./scaling/ramp -out results/2026-11-21-scaling.md -svg results/2026-11-21-ramp.svg
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/simulate"

	"github.com/scicore-go/scicore/benchmarks/scaling/section"
)

func main() {
	out := flag.String("out", "", "file whose section is replaced; none: only print")
	svg := flag.String("svg", "", "file for the picture; none: no picture")
	seed := flag.Uint64("seed", 1, "of the simulation")
	step := flag.Duration("step", 12*time.Second, "of the simulation, at each load")
	simulated := flag.Bool("simulated", true, "run the simulation")
	real := flag.Bool("real", true, "run against real servers")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	if *simulated {
		err = paper(ctx, *out, *svg, &simulate.Options{Seed: *seed, Step: *step, Work: 80 * time.Millisecond})
	}
	if *real && err == nil {
		err = loopback(ctx, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "ramp:", err)
		os.Exit(1)
	}
}

// clients are the rows. A request without a key goes anywhere with Maglev:
// that is balancing at random.
var clients = []simulate.Client{
	{Name: "random", Strategy: loadbalancing.Maglev},
	{Strategy: loadbalancing.RoundRobin},
	{Strategy: loadbalancing.WeightedRoundRobin, Weigh: 10 * time.Second},
	{Strategy: loadbalancing.LeastConnections},
	{Name: "adaptive (default)", Strategy: loadbalancing.Adaptive},
	{Name: "prequal", Strategy: loadbalancing.ProbePool, Probes: 3},
	{Name: "prequal, told by answers", Strategy: loadbalancing.ProbePool, Tell: true},
	{Name: "prequal, told nothing", Strategy: loadbalancing.ProbePool},
}

// paper is the simulation.
func paper(ctx context.Context, out, svg string, o *simulate.Options) error {
	began := time.Now()
	reports, err := simulateAll(ctx, o)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, introduction, heading, o.Seed, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0), time.Since(began).Seconds(), o.Step)
	tables(&b, reports)
	fmt.Fprintf(&b, "\n%s\n", verdict(reports))
	if svg != "" {
		if err := draw(svg, reports); err != nil {
			return err
		}
		fmt.Fprintf(&b, "\n![p99.9 and errors against load](%s)\n", filepath.Base(svg))
	}
	return write(out, heading, b.String())
}

// loopback is the real servers.
func loopback(ctx context.Context, out string) error {
	reports, about, err := measured(ctx)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString(headingReal + "\n\n" + about + "\n")
	tables(&b, reports)
	return write(out, headingReal, b.String())
}

// simulateAll runs as many simulations at once as there are processors.
func simulateAll(ctx context.Context, o *simulate.Options) ([]simulate.Report, error) {
	reports, errs := make([]simulate.Report, len(clients)), make([]error, len(clients))
	room := make(chan struct{}, runtime.GOMAXPROCS(0))
	var all sync.WaitGroup
	for i := range clients {
		all.Go(func() {
			room <- struct{}{}
			defer func() { <-room }()
			reports[i], errs[i] = simulate.Run(ctx, clients[i], o)
		})
	}
	all.Wait()
	return reports, errors.Join(errs...)
}

const (
	heading      = "## Balancer: a ramp through the allocation"
	headingReal  = "## Balancer: the ramp on real servers"
	introduction = `%s

` + "`go run ./scaling/ramp`" + ` in benchmarks/, seed %d, %s, %s/%s, %d processors, %.0f s. The load ramp of the Prequal paper (NSDI 2024, figure 6),
simulated around the real balancers by ` + "`scaling/loadbalancing/simulate`" + `: 100 clients, each with a balancer of its own,
100 servers of 4 cores allocated on machines of 40, whose other processes use 50 to 92 %% in the mean, differing from machine to
machine, in steps and in bursts of heavy-tailed length. Beyond its allocation a server has what they leave; where they leave less it is
held to the allocation and loses 3 %% of it to throttling. Queries of 80 ms of one core in the mean (normal, standard deviation = mean,
cut off at 0), Poisson arrivals, deadline 5 s, %v at each load. Weights: queries a second over utilisation, every 10 s. Prequal: three
probes a query, or answers that tell how many queries the server has, or nothing. All rows have the same antagonists, arrivals and work. Load is in %% of the allocation.
`
)

// tables are one for each column of a step, strategies by loads.
func tables(b *strings.Builder, reports []simulate.Report) {
	ms := func(d func(simulate.Step) time.Duration) func(simulate.Step) string {
		return func(s simulate.Step) string { return fmt.Sprintf("%d", d(s).Round(time.Millisecond).Milliseconds()) }
	}
	for _, t := range []struct {
		title string
		cell  func(simulate.Step) string
	}{
		{"p50, ms", ms(func(s simulate.Step) time.Duration { return s.P50 })},
		{"p90, ms", ms(func(s simulate.Step) time.Duration { return s.P90 })},
		{"p99, ms", ms(func(s simulate.Step) time.Duration { return s.P99 })},
		{"p99.9, ms", ms(func(s simulate.Step) time.Duration { return s.P999 })},
		{"errors, %", func(s simulate.Step) string {
			if s.Errors == 0 {
				return "0"
			}
			return fmt.Sprintf("%.3f", 100*s.ErrorRate())
		}},
	} {
		fmt.Fprintf(b, "\n| %s |", t.title)
		for _, s := range reports[0].Steps {
			fmt.Fprintf(b, " %.0f %% |", 100*s.Load)
		}
		b.WriteString("\n|---|" + strings.Repeat("---:|", len(reports[0].Steps)) + "\n")
		for _, r := range reports {
			fmt.Fprintf(b, "| %s |", r.Name)
			for _, s := range r.Steps {
				b.WriteString(" " + t.cell(s) + " |")
			}
			b.WriteString("\n")
		}
	}
}

// verdict tells up to which load each strategy made no error.
func verdict(reports []simulate.Report) string {
	var parts []string
	for _, r := range reports {
		at := "at no load"
		if r.Safe() > 0 {
			at = fmt.Sprintf("%.0f %%", 100*r.Safe())
		}
		parts = append(parts, r.Name+" "+at)
	}
	return "No errors up to (wanted: 114 %): " + strings.Join(parts, ", ") + "."
}

// write prints a section and puts it into the file, if there is one.
func write(path, heading, text string) error {
	fmt.Println(text)
	if path == "" {
		return nil
	}
	return section.Put(path, heading, text)
}
