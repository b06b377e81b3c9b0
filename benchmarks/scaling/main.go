// Command scaling judges autoscaling policies on real traces and writes the
// section "Autoscaling" of a file of results.
//
//	go run ./scaling -data ../../shared/data -out results/2026-11-21-scaling.md
//
// The folder of data holds nasa-http-per-minute.csv.gz, requests per minute to
// NASA's web server in July and August 1995 (Internet Traffic Archive), and
// nyc-taxi-30min.csv, taxi passengers in New York per half hour (Numenta
// Anomaly Benchmark).
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/headroom"
	"github.com/scicore-go/scicore/scaling/horizontal"
	"github.com/scicore-go/scicore/scaling/simulate"

	"github.com/scicore-go/scicore/benchmarks/scaling/section"
)

const (
	warmUp = 14 * 24 * time.Hour
	seeds  = 5
)

func main() {
	data := flag.String("data", "../../shared/data", "folder with the traces")
	out := flag.String("out", "", "file whose section is replaced; none: only print")
	flag.Parse()
	if err := run(*data, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(data, out string) error {
	traces, err := read(data)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n`go run ./scaling` in benchmarks/: mean (least to most) of %d seeds of the noise, after 14 days of\nwarm-up; steps of a minute, decisions at each. %s, %s/%s. The same seeds give the same figures on any machine.\n",
		heading, seeds, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, t := range traces {
		fmt.Fprintf(&b, "\n**%s**: start-up %v. %s\n\n%s\n|---|---:|---:|---:|---:|\n", t.name, t.startup, t.about, titles)
		for _, c := range t.candidates {
			row, err := judge(t, c)
			if err != nil {
				return err
			}
			fmt.Fprintln(&b, row)
		}
	}
	b.WriteString(notes)
	after, err := outage(traces[0])
	if err != nil {
		return err
	}
	b.WriteString(after)
	fmt.Print(b.String())
	if out == "" {
		return nil
	}
	return section.Put(out, heading, b.String())
}

const (
	heading = "## Autoscaling"
	titles  = "| policy | out of objective % | lost % | cost/oracle | actions/day |"
	notes   = `
Rows marked † are figures reported for this model elsewhere. The rows "ratio" are the policy they call HPA, run here, which
shows that the model is the same; the rows "HPA" count replicas that are still starting as Kubernetes does. Lost: work that arrived beyond what was ready;
oracle: the least number that serves all, at every minute. Without its event the last trace loses what one hour brings that
holds two: the night the clock goes back is counted twice.
`
)

type trace struct {
	name, about string
	startup     time.Duration
	of          func(seed uint64) simulate.Trace
	candidates  []candidate
}

type candidate struct {
	name   string
	policy interface {
		Build() (scaling.Policy, error)
	}
	reported string // instead of a policy
}

func hpa(target float64) candidate {
	return candidate{name: fmt.Sprintf("HPA %.1f", target),
		policy: horizontal.HPA().WithReplicas(1, 1000).WithUtilization(scaling.CPU, target).
			WithScaleUp(0, scaling.Rates{}).WithScaleDown(5*time.Minute, scaling.Rates{})}
}

// ratio is the model of the reports: like the autoscaler, but replicas that are
// still starting are not counted as idle ones where the others ask for more.
func ratio(target float64) candidate {
	p := scaling.PolicyFunc(func(s scaling.Signals) scaling.Decision {
		of := s.Load.AvgCPU() / target
		want := int(math.Ceil(of*float64(s.Ready) - 1e-9))
		if math.IsNaN(of) || math.Abs(of-1) <= horizontal.DefaultTolerance || of > 1 && want < s.Current {
			return scaling.Stay(s, "%.3g of the target", of)
		}
		return scaling.Scale(want, "%.3g of the target", of)
	})
	return candidate{name: fmt.Sprintf("ratio %.1f", target), policy: scaling.From(p).WithStabilization(0, 5*time.Minute).WithLimits(1, 1000)}
}

func room(name string, p headroom.Policy, startup time.Duration) candidate {
	return candidate{name: "**" + name + "**", policy: p.WithCapacity(1).WithStartup(startup).Compose().WithLimits(1, 1000)}
}

func reported(name, figures string) candidate {
	return candidate{name: name + " †", reported: figures}
}

func read(data string) ([]trace, error) {
	nasa, err := simulate.ReadFile(filepath.Join(data, "nasa-http-per-minute.csv.gz"), "NASA", time.Date(1995, 7, 1, 0, 0, 0, 0, time.UTC), time.Minute)
	if err != nil {
		return nil, err
	}
	taxi, err := simulate.ReadFile(filepath.Join(data, "nyc-taxi-30min.csv"), "taxi", time.Time{}, 30*time.Minute)
	if err != nil {
		return nil, err
	}
	fine, err := taxi.Interpolate(time.Minute)
	if err != nil {
		return nil, err
	}
	head, err := taxi.Head(4800).Interpolate(time.Minute)
	if err != nil {
		return nil, err
	}
	nasa = nasa.Smooth(5).Times(20)
	const three, fifteen = 3 * time.Minute, 15 * time.Minute
	safe := headroom.NewPolicy().WithQuantile(0.999995).WithMemory(8 * time.Minute)
	clock := headroom.Event{Name: "the clock goes back", From: time.Date(2014, 11, 2, 0, 30, 0, 0, time.UTC),
		To: time.Date(2014, 11, 2, 2, 30, 0, 0, time.UTC), Times: 2}
	poisson := func(t simulate.Trace) func(uint64) simulate.Trace {
		return func(seed uint64) simulate.Trace {
			return t.Noise(seed, func(n float64) float64 { return n })
		}
	}
	return []trace{
		{"NASA web server, 20 times as busy", "Wanted: lost ≤ 0.25 (0.20) at ≤ 1.6 with ≤ 200 actions.", three,
			func(seed uint64) simulate.Trace {
				return nasa.Noise(seed, func(n float64) float64 { return n + 1 })
			},
			[]candidate{hpa(.8), hpa(.7), hpa(.5), ratio(.8), ratio(.7), ratio(.5), reported("HPA 0.8", "8.18 | 1.170 | 1.355 | 320-369"), reported("HPA 0.7", "2.72 | 0.463 | 1.565 | 320-369"),
				reported("HPA 0.5", "0.42 | 0.183 | 2.189 | 320-369"), reported("quantile 0.97", "1.54 | 0.217 | 1.819 | 661-703"),
				room("headroom 0.96", headroom.NewPolicy().WithQuantile(.96), three), room("headroom 0.97", headroom.NewPolicy(), three),
				room("headroom 0.99", headroom.NewPolicy().WithQuantile(.99), three)}},
		{"New York taxis, first 100 days", "Wanted: lost 0 at ≤ 1.30.", fifteen, poisson(head.Times(3)),
			[]candidate{hpa(.9), hpa(.8), hpa(.7), ratio(.9), ratio(.8), ratio(.7), reported("HPA 0.9", "13.9 | 2.35 | 1.105 | 42-60"), reported("HPA 0.8", "1.55 | 0.037 | 1.278 | 42-60"),
				reported("HPA 0.7", "0.057 | 0.0005 | 1.458 | 42-60"), reported("HPA 0.8 and prediction", "0.000 | 0.0000 | 1.357 | 116"),
				room("headroom 0.9999", headroom.NewPolicy().WithQuantile(.9999), fifteen), room("headroom 0.999995", safe, fifteen)}},
		{"New York taxis, all 215 days", "Holidays, the marathon and the blizzard among them. Wanted: lost 0 at ≤ 1.30.", fifteen, poisson(fine.Times(3)),
			[]candidate{hpa(.8), hpa(.7), room("headroom 0.999995", safe, fifteen), room("headroom 0.999995, clock told", safe.WithEvents(clock), fifteen)}},
	}, nil
}

// judge is a row: the mean over seeds, and the range.
func judge(t trace, c candidate) (string, error) {
	if c.policy == nil {
		return fmt.Sprintf("| %s | %s |", c.name, c.reported), nil
	}
	p, err := c.policy.Build()
	if err != nil {
		return "", err
	}
	var columns [4]span
	for seed := range uint64(seeds) {
		r, err := simulate.Run(context.Background(), p, t.of(seed), &simulate.Options{Startup: t.startup, WarmUp: warmUp})
		if err != nil {
			return "", err
		}
		for i, v := range []float64{r.Violation, r.Lost, r.Cost, r.ActionsPerDay} {
			columns[i].add(v)
		}
	}
	row := "| " + c.name
	for i, format := range []string{"%.3f", "%.4f", "%.3f", "%.0f"} {
		row += " | " + columns[i].text(format)
	}
	return row + " |", nil
}

// outage tells what the week cost that begins with NASA's outage.
func outage(t trace) (string, error) {
	var cost span
	from := time.Date(1995, 7, 29, 4, 0, 0, 0, time.UTC)
	p, err := room("", headroom.NewPolicy(), t.startup).policy.Build()
	if err != nil {
		return "", err
	}
	for seed := range uint64(seeds) {
		r, err := simulate.Run(context.Background(), p, t.of(seed), &simulate.Options{Startup: t.startup, WarmUp: warmUp})
		if err != nil {
			return "", err
		}
		cost.add(r.Between(from, from.Add(7*24*time.Hour)).Cost)
	}
	return fmt.Sprintf("NASA's outage is 38 hours of nothing: the week that begins with it costs headroom 0.97\n%s of the oracle (wanted: ≤ 2.5).\n", cost.text("%.3f")), nil
}

type span struct {
	least, most, sum float64
	n                int
}

func (s *span) add(v float64) {
	if s.n == 0 {
		s.least, s.most = v, v
	}
	s.least, s.most, s.sum, s.n = min(s.least, v), max(s.most, v), s.sum+v, s.n+1
}

func (s *span) text(format string) string {
	mean, least, most := fmt.Sprintf(format, s.sum/float64(s.n)), fmt.Sprintf(format, s.least), fmt.Sprintf(format, s.most)
	if least == most {
		return mean
	}
	return fmt.Sprintf("%s (%s to %s)", mean, least, most)
}
