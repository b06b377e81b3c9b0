package otlp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"

	"github.com/scicore-go/scicore/observability/internal/headers"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/producer"
)

// Where Options say nothing.
const (
	DefaultPeriod    = 30 * time.Second
	DefaultTimeout   = 10 * time.Second
	DefaultMaxSeries = 2000
)

// ErrOptions is the sentinel of options that cannot be used.
var ErrOptions = errors.New("otlp: bad options")

// Options of a Provider.
type Options struct {
	// Endpoint is the collector's address, "http://host:4318" or https. An
	// empty path means /v1/metrics.
	Endpoint string
	// HeadersFile holds headers to send, such as a token, one "name: value"
	// a line. It is read again when it changes; while it cannot be read, what
	// was read last is sent.
	HeadersFile string
	TLS         *tls.Config
	Resource    *resource.Resource // describes the service; nil: the SDK's default
	Period      time.Duration
	Timeout     time.Duration // of one request, retries included
	MaxSeries   int           // of one instrument, the host's own too
}

// Provider is a MeterProvider of the SDK whose metrics go to a collector.
type Provider struct {
	*sdkmetric.MeterProvider
	histograms *producer.MeterProvider // nil: the environment asks for others
	sender     *Exporter
}

// New returns a Provider. It does not wait for the collector.
func New(ctx context.Context, o *Options) (*Provider, error) {
	set, sender, err := start(ctx, o)
	if err != nil {
		return nil, err
	}
	histograms := producer.New()
	options := []sdkmetric.Option{sdkmetric.WithCardinalityLimit(set.MaxSeries), sdkmetric.WithReader(sdkmetric.NewPeriodicReader(sender,
		sdkmetric.WithInterval(set.Period), sdkmetric.WithTimeout(set.Timeout), sdkmetric.WithProducer(histograms)))}
	if set.Resource != nil {
		options = append(options, sdkmetric.WithResource(set.Resource))
	}
	p := &Provider{MeterProvider: sdkmetric.NewMeterProvider(options...), sender: sender}
	if plain(sender) {
		p.histograms = histograms.Wrap(p.MeterProvider).WithMaxSeries(set.MaxSeries)
	}
	return p, nil
}

// NewExporter returns what a Provider sends with, for a reader of the host's
// own; Resource, Period and MaxSeries are that one's.
func NewExporter(ctx context.Context, o *Options) (*Exporter, error) {
	_, e, err := start(ctx, o)
	return e, err
}

func start(ctx context.Context, o *Options) (Options, *Exporter, error) {
	set := Options{}
	if o != nil {
		set = *o
	}
	if err := set.defaults(); err != nil {
		return set, nil, err
	}
	client, err := headers.Client(set.HeadersFile, set.TLS)
	if err != nil {
		return set, nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	exporter, err := otlpmetrichttp.New(ctx,
		otlpmetrichttp.WithEndpointURL(set.Endpoint),
		otlpmetrichttp.WithHTTPClient(client),
		otlpmetrichttp.WithTimeout(set.Timeout),
		otlpmetrichttp.WithCompression(otlpmetrichttp.GzipCompression),
		otlpmetrichttp.WithRetry(otlpmetrichttp.RetryConfig{Enabled: true, InitialInterval: 500 * time.Millisecond,
			MaxInterval: 5 * time.Second, MaxElapsedTime: set.Timeout}))
	if err != nil {
		return set, nil, err
	}
	return set, &Exporter{Exporter: exporter, client: client}, nil
}

// plain reports whether an exporter sends what a producer has: the variables
// OTEL_EXPORTER_OTLP_METRICS_… may ask for deltas or exponential buckets.
func plain(e sdkmetric.Exporter) bool {
	_, buckets := e.Aggregation(sdkmetric.InstrumentKindHistogram).(sdkmetric.AggregationExplicitBucketHistogram)
	return buckets && e.Temporality(sdkmetric.InstrumentKindHistogram) == metricdata.CumulativeTemporality
}

// CollectHistograms implements metrics.HistogramCollector.
func (p *Provider) CollectHistograms(scope string, read func() []metrics.Histogram) (maxSeries int, ok bool) {
	if p.histograms == nil {
		return 0, false
	}
	return p.histograms.CollectHistograms(scope, read)
}

func (o *Options) defaults() error {
	u, err := url.Parse(o.Endpoint)
	switch {
	case err != nil:
		return fmt.Errorf("%w: endpoint: %w", ErrOptions, err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return fmt.Errorf("%w: endpoint %q: want http://host:port or https://host:port", ErrOptions, o.Endpoint)
	case u.Path == "" || u.Path == "/":
		o.Endpoint = u.JoinPath("/v1/metrics").String()
	}
	if o.Period <= 0 {
		o.Period = DefaultPeriod
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.MaxSeries <= 0 {
		o.MaxSeries = DefaultMaxSeries
	}
	return nil
}

// Stats are counts of requests since the Provider was made.
type Stats struct {
	Sent   int64 // taken by the collector
	Failed int64 // not taken, after retries
}

// Stats returns the counts.
func (p *Provider) Stats() Stats { return p.sender.Stats() }

// An Exporter is the sending half of a Provider: an exporter that counts.
type Exporter struct {
	sdkmetric.Exporter
	client       *http.Client
	sent, failed atomic.Int64
}

// Export sends one collection.
func (e *Exporter) Export(ctx context.Context, rm *metricdata.ResourceMetrics) error {
	err := e.Exporter.Export(ctx, rm)
	if err != nil {
		e.failed.Add(1)
	} else {
		e.sent.Add(1)
	}
	return err
}

// Shutdown ends sending.
func (e *Exporter) Shutdown(ctx context.Context) error {
	defer e.client.CloseIdleConnections()
	return e.Exporter.Shutdown(ctx)
}

// Stats returns the counts.
func (e *Exporter) Stats() Stats { return Stats{e.sent.Load(), e.failed.Load()} }
