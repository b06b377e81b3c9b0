// Command autoscale replays weeks of demand through scaling policies in
// seconds, prints what would have come of it, and draws one of them: demand,
// capacity and every decision with its reason.
//
//	go run ./examples/autoscale
//	go run ./examples/autoscale -show "HPA at 70 %"
//	go run ./examples/autoscale -trace requests.csv.gz -step 1m -capacity 10
//
// Without a trace the demand is synthetic: made up from a seed.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/headroom"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/simulate"
)

var (
	path     = flag.String("trace", "", "requests per step: the last column of a CSV file, gzip or not; none: synthetic demand")
	step     = flag.Duration("step", time.Minute, "of the trace")
	capacity = flag.Float64("capacity", 50, "requests per second that one replica serves")
	startup  = flag.Duration("startup", 3*time.Minute, "of a replica")
	quantile = flag.Float64("quantile", 0.999, "share of the time in which there shall be enough")
	show     = flag.String("show", "headroom", "the policy to tell more of and to draw, by its name in the table")
	seed     = flag.Uint64("seed", 1, "of synthetic demand")
	plot     = flag.String("plot", "autoscale.svg", "file for the picture")
)

func main() {
	flag.Parse()
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "autoscale:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	trace, err := demand()
	if err != nil {
		return err
	}
	policies, err := candidates()
	if err != nil {
		return err
	}
	shown := slices.IndexFunc(policies, func(c simulate.Candidate) bool { return c.Name == *show })
	if shown < 0 {
		return fmt.Errorf("there is no policy %q in the table", *show)
	}
	options := &simulate.Options{Capacity: *capacity, Startup: *startup, WarmUp: trace.Duration() / 3}
	began := time.Now()
	table, err := simulate.Compare(ctx, trace, options, policies...)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: %.1f days of demand through %d policies in %v; the first third is warm-up\n\n",
		trace.Name, trace.Duration().Hours()/24, len(policies), time.Since(began).Round(time.Millisecond))
	if err := table.WriteText(out); err != nil {
		return err
	}
	r := table[shown]
	fmt.Fprintf(out, "\n%s", r)
	if *show == "headroom" {
		fmt.Fprintf(out, "asked for enough in %.4g %% of the time, it had enough in %.4g %%: what nothing announces,\n"+
			"and comes faster than replicas start, is met late by every policy that does not idle for it\n", 100**quantile, 100-r.Violation)
	}
	return draw(out, r)
}

func demand() (simulate.Trace, error) {
	if *path == "" {
		return simulate.Synthetic(*seed, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), 21, 800), nil
	}
	trace, err := simulate.ReadFile(*path, *path, time.Unix(0, 0).UTC(), *step)
	if err != nil || *step%time.Minute != 0 {
		return trace, err
	}
	return trace.Interpolate(time.Minute)
}

// candidates are what most services have, steps by periods, and the policy
// that keeps what its own errors call for.
func candidates() ([]simulate.Candidate, error) {
	of := []struct {
		name   string
		policy horizontal.Builder
	}{
		{"HPA at 70 %", horizontal.HPA().WithReplicas(1, 1000).WithUtilization(scaling.CPU, 0.7)},
		{"HPA at 50 %", horizontal.HPA().WithReplicas(1, 1000).WithUtilization(scaling.CPU, 0.5)},
		{"two more, one fewer", horizontal.NewPolicy().WithMaxReplicas(1000).WithTargetCPUUtilization(70).
			WithScaleUpThreshold(2).WithScaleDownThreshold(5).WithScaleUpIncrement(2).WithScaleDownIncrement(1)},
		{"headroom", headroom.NewPolicy().WithCapacity(*capacity).WithStartup(*startup).WithQuantile(*quantile).Compose().WithLimits(1, 1000)},
	}
	var all []simulate.Candidate
	for _, c := range of {
		p, err := c.policy.Build()
		if err != nil {
			return nil, err
		}
		all = append(all, simulate.Candidate{Name: c.name, Policy: p})
	}
	return all, nil
}

// draw writes the picture of the last three days.
func draw(out io.Writer, r simulate.Report) error {
	f, err := os.Create(*plot)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := r.Between(r.To.Add(-72*time.Hour), r.To).WriteSVG(f); err != nil {
		return err
	}
	fmt.Fprintf(out, "\nthe last three days are drawn in %s: point at a mark to see why\n", *plot)
	return f.Close()
}
