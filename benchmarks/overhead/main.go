// Command overhead measures what watching costs: an evaluation of about a
// microsecond without an observer, and with each of them. It prints a table;
// with -o it also writes it to a file.
//
// Rounds go through all rows in turn and the best time of each row counts, so
// that a disturbance of the machine meets all alike.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/tracing"
)

// row is one way of watching.
type row struct {
	name   string
	limit  float64 // of the ratio; 0: none is set
	ctx    context.Context
	best   time.Duration // of one evaluation
	allocs uint64
}

// discard is where sampled spans end: what sending them costs is the
// exporter's, on another goroutine.
type discard struct{}

func (discard) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (discard) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (discard) Shutdown(context.Context) error                  { return nil }
func (discard) ForceFlush(context.Context) error                { return nil }

func spans(ratio float64) observability.Observer {
	p := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(discard{}), sdktrace.WithSampler(sdktrace.TraceIDRatioBased(ratio)))
	return tracing.New(&tracing.Options{TracerProvider: p})
}

// chosen leaves evaluations out before the SDK sees them.
func chosen(ratio float64) observability.Observer {
	p := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(discard{}))
	return tracing.New(&tracing.Options{TracerProvider: p, Ratio: ratio})
}

func measures(collected bool) observability.Observer {
	var o metrics.Options
	if collected {
		o.MeterProvider = sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader()))
	}
	m, err := metrics.New(&o)
	if err != nil {
		fatal(err)
	}
	return m
}

func rows() []*row {
	return []*row{
		watched("no observer", 0),
		watched("spans, no SDK", 1.05, tracing.New(nil)),
		watched("metrics, no SDK", 1.05, measures(false)),
		watched("spans and metrics, no SDK", 1.05, tracing.New(nil), measures(false)),
		watched("spans of 1 % by Options.Ratio, SDK", 1.30, chosen(0.01)),
		watched("spans, sampler of the SDK keeps 1 %", 1.30, spans(0.01)),
		watched("metrics, SDK", 0, measures(true)),
		watched("spans of 1 % by Options.Ratio and metrics, SDK", 0, chosen(0.01), measures(true)),
		watched("spans, SDK keeps all", 0, spans(1)),
		watched("package setup, no collector named", 1.05, settled(unsent)),
	}
}

func watched(name string, limit float64, observers ...observability.Observer) *row {
	b := scicore.NewRuntime()
	for _, o := range observers {
		b = b.WithObserver(o)
	}
	rt, err := b.Build()
	if err != nil {
		fatal(err)
	}
	return &row{name: name, limit: limit, ctx: scicore.WithRuntime(context.Background(), rt), best: time.Hour}
}

const evaluations = 5000

func (r *row) round(e graph.Expr[float64]) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	for range evaluations {
		if _, err := scicore.Eval(r.ctx, e); err != nil {
			fatal(err)
		}
	}
	took := time.Since(start) / evaluations
	runtime.ReadMemStats(&after)
	r.best, r.allocs = min(r.best, took), (after.Mallocs-before.Mallocs)/evaluations
}

func main() {
	rounds := flag.Int("rounds", 200, "rounds through all rows")
	size := flag.Int("n", 1000, "elements of the expression")
	audits := flag.Int("audit", 20, "rounds through the rows of the audit log")
	out := flag.String("o", "", "file to write the table to, too")
	flag.Parse()
	x := graph.Of(array.Ones[float64](*size))
	e := x.MulScalar(2).AddScalar(1).Mul(x).Sum()
	all := rows()
	for range *rounds {
		for _, r := range all {
			r.round(e)
		}
	}
	var w io.Writer = os.Stdout
	if *out != "" {
		f, err := os.Create(*out)
		if err != nil {
			fatal(err)
		}
		defer f.Close()
		w = io.MultiWriter(os.Stdout, f)
	}
	table(w, all, *size, *rounds)
	auditTable(w, measureAudit(e, *audits), *audits)
}

func table(w io.Writer, all []*row, size, rounds int) {
	fmt.Fprintf(w, "# What watching costs\n\n`go run ./overhead` in benchmarks/: sum((2x+1)·x) of %d float64, evaluated directly; best of %d rounds\nof %d evaluations. %s, %s/%s, %d processors.\n\n",
		size, rounds, evaluations, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	fmt.Fprintf(w, "| watched by | ns | ratio | wanted | allocations |\n|---|---:|---:|---:|---:|\n")
	for _, r := range all {
		wanted := ""
		if r.limit > 0 {
			wanted = fmt.Sprintf("≤ %.2f", r.limit)
		}
		fmt.Fprintf(w, "| %s | %d | %.3f | %s | %d |\n", r.name, r.best.Nanoseconds(), float64(r.best)/float64(all[0].best), wanted, r.allocs)
	}
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, "overhead:", err)
	os.Exit(1)
}
