package otlp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/resource"

	"github.com/scicore-go/scicore/observability/internal/headers"
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
	sender *counted
}

// New returns a Provider. It does not wait for the collector.
func New(ctx context.Context, o *Options) (*Provider, error) {
	set := Options{}
	if o != nil {
		set = *o
	}
	if err := set.defaults(); err != nil {
		return nil, err
	}
	client, err := headers.Client(set.HeadersFile, set.TLS)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	exporter, err := otlpmetrichttp.New(ctx,
		otlpmetrichttp.WithEndpointURL(set.Endpoint),
		otlpmetrichttp.WithHTTPClient(client),
		otlpmetrichttp.WithTimeout(set.Timeout),
		otlpmetrichttp.WithCompression(otlpmetrichttp.GzipCompression),
		otlpmetrichttp.WithRetry(otlpmetrichttp.RetryConfig{Enabled: true, InitialInterval: 500 * time.Millisecond,
			MaxInterval: 5 * time.Second, MaxElapsedTime: set.Timeout}))
	if err != nil {
		return nil, err
	}
	sender := &counted{Exporter: exporter}
	options := []sdkmetric.Option{sdkmetric.WithCardinalityLimit(set.MaxSeries), sdkmetric.WithReader(
		sdkmetric.NewPeriodicReader(sender, sdkmetric.WithInterval(set.Period), sdkmetric.WithTimeout(set.Timeout)))}
	if set.Resource != nil {
		options = append(options, sdkmetric.WithResource(set.Resource))
	}
	return &Provider{sdkmetric.NewMeterProvider(options...), sender}, nil
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
func (p *Provider) Stats() Stats {
	return Stats{p.sender.sent.Load(), p.sender.failed.Load()}
}

// counted is an exporter that counts.
type counted struct {
	sdkmetric.Exporter
	sent, failed atomic.Int64
}

// Export sends one collection.
func (c *counted) Export(ctx context.Context, rm *metricdata.ResourceMetrics) error {
	err := c.Exporter.Export(ctx, rm)
	if err != nil {
		c.failed.Add(1)
	} else {
		c.sent.Add(1)
	}
	return err
}
