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
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"time"

	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore"
	"github.com/scicore-go/scicore/array"
	"github.com/scicore-go/scicore/graph"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/dashboard"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/producer"
	"github.com/scicore-go/scicore/observability/tracing"
	"github.com/scicore-go/scicore/observability/tracing/headsampling"
)

// row is one way of watching.
type row struct {
	name   string
	limit  float64 // of the ratio; 0: none is set
	ctx    context.Context
	open   func() (shut func()) // what must be there during a round; nil: nothing
	best   time.Duration        // of one evaluation
	allocs uint64
}

// discard is where sampled spans end: what sending them costs is the
// exporter's, on another goroutine.
type discard struct{}

func (discard) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (discard) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (discard) Shutdown(context.Context) error                  { return nil }
func (discard) ForceFlush(context.Context) error                { return nil }

// spans are kept by the sampler of an SDK.
func spans(ratio float64) observability.Observer {
	p := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(discard{}), sdktrace.WithSampler(sdktrace.TraceIDRatioBased(ratio)))
	return tracing.New(&tracing.Options{TracerProvider: p})
}

// ahead has the SDK that tracing/otlp has: the same sampler, asked before there
// is a span.
func ahead(ratio float64) observability.Observer {
	p := headsampling.New(&headsampling.Options{Sampler: sdktrace.ParentBased(sdktrace.TraceIDRatioBased(ratio))}, sdktrace.WithSpanProcessor(discard{}))
	return tracing.New(&tracing.Options{TracerProvider: p})
}

// drawn has the plain SDK of a host that leaves the choice to Options.Ratio.
func drawn(ratio float64) observability.Observer {
	p := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(discard{}))
	return tracing.New(&tracing.Options{TracerProvider: p, Ratio: ratio})
}

// counting has no SDK.
func counting() observability.Observer { return measures(nil) }

// instruments are all those of an SDK, histograms too.
func instruments() observability.Observer {
	return measures(sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader())))
}

// produced has the SDK that metrics/otlp and metrics/prometheus have.
func produced() observability.Observer {
	p := producer.New()
	return measures(p.Wrap(sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewManualReader(sdkmetric.WithProducer(p))))))
}

func measures(p metric.MeterProvider) observability.Observer {
	m, err := metrics.New(&metrics.Options{MeterProvider: p})
	if err != nil {
		fatal(err)
	}
	return m
}

// page returns a dashboard and what opens a page of it.
func page() (d *dashboard.Dashboard, open func() (shut func())) {
	d, err := dashboard.New(dashboard.Options{})
	if err != nil {
		fatal(err)
	}
	server := httptest.NewServer(d.Handler())
	return d, func() func() {
		res, err := http.Get(server.URL + "/stream")
		if err != nil {
			fatal(err)
		}
		if _, err := res.Body.Read(make([]byte, 1)); err != nil { // the stream has begun
			fatal(err)
		}
		return func() { res.Body.Close() }
	}
}

func rows() []*row {
	shut, _ := page()
	seen, open := page()
	opened := watched("dashboard, a page open", 1.01, seen)
	opened.open = open
	return []*row{
		watched("no observer", 0),
		watched("spans, no SDK", 1.05, tracing.New(nil)),
		watched("metrics, no SDK", 1.05, counting()),
		watched("spans and metrics, no SDK", 1.05, tracing.New(nil), counting()),
		watched("spans of 1 %, tracing/otlp", 1.30, ahead(0.01)),
		watched("metrics, metrics/otlp or prometheus", 1.30, produced()),
		watched("spans of 1 % and metrics, the same", 1.30, ahead(0.01), produced()),
		watched("spans of 1 %, an SDK of the host's", 1.30, spans(0.01)),
		watched("the same, chosen by tracing.Options.Ratio", 1.30, drawn(0.01)),
		watched("metrics, an SDK of the host's", 0, instruments()),
		watched("spans, SDK keeps all", 0, spans(1)),
		watched("package setup, no collector named", 1.05, settled(unsent)),
		watched("dashboard, no page open", 1.01, shut),
		opened,
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

// evaluations of a round: few, so that on a machine with other work there are
// rounds without any.
const evaluations = 1000

func (r *row) round(e graph.Expr[float64]) {
	if r.open != nil {
		defer r.open()()
	}
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
	rounds := flag.Int("rounds", 1000, "rounds through all rows")
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
