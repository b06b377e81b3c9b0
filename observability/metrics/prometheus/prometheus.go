package prometheus

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	otelprom "go.opentelemetry.io/otel/exporters/prometheus"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"

	"github.com/scicore-go/scicore/observability/metrics/producer"
)

// Bounds where Options say nothing.
const (
	DefaultMaxSeries   = 2000 // of one instrument
	DefaultMaxScrapes  = 4    // at one time
	DefaultMaxDuration = 10 * time.Second
)

// Options of an Exporter; the zero value is good.
type Options struct {
	// Middleware goes around the handler; it is where a host checks who
	// scrapes. May be nil.
	Middleware func(http.Handler) http.Handler
	// Resource describes the service, as series target_info; nil: the
	// default of the SDK, which reads OTEL_RESOURCE_ATTRIBUTES.
	Resource *resource.Resource
	// Registerer is where the exporter is registered beside collectors of
	// the host; nil: a registry of its own. Gatherer belongs to it.
	Registerer client.Registerer
	Gatherer   client.Gatherer
	// MaxSeries bounds the series of each instrument, the host's own too;
	// what is over it is one series with otel_metric_overflow="true".
	MaxSeries int
	// MaxScrapes bounds how many scrapes are answered at one time; others
	// get status 503.
	MaxScrapes int
	// Logger is told of scrapes that failed; nil: slog.Default.
	Logger *slog.Logger
}

// Exporter is an SDK for metrics with a handler that Prometheus scrapes.
type Exporter struct {
	provider *producer.MeterProvider
	reader   sdkmetric.Reader
	handler  http.Handler
}

// New returns an Exporter; nil means the defaults.
func New(o *Options) (*Exporter, error) {
	var set Options
	if o != nil {
		set = *o
	}
	set.defaults()
	histograms := producer.New()
	reader, err := otelprom.New(otelprom.WithRegisterer(set.Registerer), otelprom.WithoutScopeInfo(), otelprom.WithProducer(histograms))
	if err != nil {
		return nil, err
	}
	options := []sdkmetric.Option{sdkmetric.WithReader(reader), sdkmetric.WithCardinalityLimit(set.MaxSeries)}
	if set.Resource != nil {
		options = append(options, sdkmetric.WithResource(set.Resource))
	}
	var h http.Handler = promhttp.HandlerFor(set.Gatherer, promhttp.HandlerOpts{
		EnableOpenMetrics:   true,
		MaxRequestsInFlight: set.MaxScrapes,
		Timeout:             DefaultMaxDuration,
		ErrorLog:            slog.NewLogLogger(set.Logger.Handler(), slog.LevelError),
		ErrorHandling:       promhttp.ContinueOnError,
	})
	if set.Middleware != nil {
		h = set.Middleware(h)
	}
	return &Exporter{histograms.Wrap(sdkmetric.NewMeterProvider(options...)).WithMaxSeries(set.MaxSeries), reader, h}, nil
}

func (o *Options) defaults() {
	if o.Registerer == nil || o.Gatherer == nil {
		r := client.NewRegistry()
		o.Registerer, o.Gatherer = r, r
	}
	if o.MaxSeries <= 0 {
		o.MaxSeries = DefaultMaxSeries
	}
	if o.MaxScrapes <= 0 {
		o.MaxScrapes = DefaultMaxScrapes
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
}

// MeterProvider is where instruments are made that the handler shows: a
// provider of the SDK that takes the histograms of package metrics as they are.
func (e *Exporter) MeterProvider() *producer.MeterProvider { return e.provider }

// Handler answers scrapes.
func (e *Exporter) Handler() http.Handler { return e.handler }

// Collect reads what a scrape would show, totals all of it, for a host that
// sends it somewhere besides.
func (e *Exporter) Collect(ctx context.Context, into *metricdata.ResourceMetrics) error {
	return e.reader.Collect(ctx, into)
}

// Shutdown ends collecting; scrapes after it show nothing.
func (e *Exporter) Shutdown(ctx context.Context) error { return e.provider.Shutdown(ctx) }
