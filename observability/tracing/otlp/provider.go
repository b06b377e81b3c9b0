package otlp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/scicore-go/scicore/observability/internal/headers"
	"github.com/scicore-go/scicore/observability/tracing/headsampling"
)

// Where Options say nothing.
const (
	DefaultQueue   = 4096
	DefaultBatch   = 512
	DefaultPeriod  = 2 * time.Second
	DefaultTimeout = 10 * time.Second
)

// ErrOptions is the sentinel of options that cannot be used.
var ErrOptions = errors.New("otlp: bad options")

// Options of a Provider.
type Options struct {
	// Endpoint is the collector's address, "http://host:4318" or https. An
	// empty path means /v1/traces.
	Endpoint string
	// HeadersFile holds headers to send, such as a token, one "name: value"
	// a line. It is read again when it changes; while it cannot be read, what
	// was read last is sent.
	HeadersFile string
	TLS         *tls.Config
	Resource    *resource.Resource // describes the service; nil: the SDK's default
	// Ratio is the part of traces that is kept, by the number of the trace, where
	// no parent has decided; 0 keeps all.
	Ratio   float64
	Sampler sdktrace.Sampler // instead of Ratio
	Queue   int              // spans that wait at most
	Batch   int              // spans sent in one request at most
	Period  time.Duration    // how long a span waits for others at most
	Timeout time.Duration    // of one request, retries included
}

func (o Options) withDefaults() (Options, error) {
	var errs []error
	u, err := url.Parse(o.Endpoint)
	switch {
	case err != nil:
		errs = append(errs, fmt.Errorf("%w: endpoint: %w", ErrOptions, err))
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		errs = append(errs, fmt.Errorf("%w: endpoint %q: want http://host:port or https://host:port", ErrOptions, o.Endpoint))
	case u.Path == "" || u.Path == "/":
		o.Endpoint = u.JoinPath("/v1/traces").String()
	}
	if !(o.Ratio >= 0 && o.Ratio <= 1) {
		errs = append(errs, fmt.Errorf("%w: ratio %v: want 0 to 1", ErrOptions, o.Ratio))
	}
	for _, f := range []struct {
		name  string
		value *int
		def   int
	}{{"queue", &o.Queue, DefaultQueue}, {"batch", &o.Batch, DefaultBatch}} {
		if *f.value < 0 {
			errs = append(errs, fmt.Errorf("%w: %s %d: want none below 0", ErrOptions, f.name, *f.value))
		}
		if *f.value == 0 {
			*f.value = f.def
		}
	}
	if o.Period <= 0 {
		o.Period = DefaultPeriod
	}
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.Sampler == nil {
		o.Sampler = sdktrace.ParentBased(sdktrace.AlwaysSample())
		if o.Ratio > 0 {
			o.Sampler = sdktrace.ParentBased(sdktrace.TraceIDRatioBased(o.Ratio))
		}
	}
	return o, errors.Join(errs...)
}

// Provider is a TracerProvider of the SDK whose spans go to a collector. It
// decides about small evaluations before there is a span, see package
// headsampling.
type Provider struct {
	*headsampling.Provider
	queue *Processor
}

// New returns a Provider. It does not wait for the collector: one that is not
// there yet is tried again with every batch.
func New(ctx context.Context, o *Options) (*Provider, error) {
	set, q, err := start(ctx, o)
	if err != nil {
		return nil, err
	}
	options := []sdktrace.TracerProviderOption{sdktrace.WithSpanProcessor(q)}
	if set.Resource != nil {
		options = append(options, sdktrace.WithResource(set.Resource))
	}
	return &Provider{headsampling.New(&headsampling.Options{Sampler: set.Sampler}, options...), q}, nil
}

// NewProcessor returns what a Provider sends with, for a TracerProvider of the
// host's own; Resource, Ratio and Sampler are that one's.
func NewProcessor(ctx context.Context, o *Options) (*Processor, error) {
	_, q, err := start(ctx, o)
	return q, err
}

func start(ctx context.Context, o *Options) (Options, *Processor, error) {
	if o == nil {
		o = &Options{}
	}
	set, err := o.withDefaults()
	if err != nil {
		return set, nil, err
	}
	client, err := headers.Client(set.HeadersFile, set.TLS)
	if err != nil {
		return set, nil, fmt.Errorf("%w: %w", ErrOptions, err)
	}
	exporter, err := otlptracehttp.New(ctx,
		otlptracehttp.WithEndpointURL(set.Endpoint),
		otlptracehttp.WithHTTPClient(client),
		otlptracehttp.WithTimeout(set.Timeout),
		otlptracehttp.WithCompression(otlptracehttp.GzipCompression),
		otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: true, InitialInterval: 500 * time.Millisecond,
			MaxInterval: 5 * time.Second, MaxElapsedTime: set.Timeout}))
	if err != nil {
		return set, nil, err
	}
	return set, newProcessor(exporter, client, set), nil
}

// Stats are counts of spans since the Provider was made. What was ended is the
// sum of the others.
type Stats struct {
	Sent    int64 // taken by the collector
	Dropped int64 // the queue was full, or the Provider shut down
	Failed  int64 // not taken, after retries
	Waiting int64 // in the queue or on their way
}

// Stats returns the counts.
func (p *Provider) Stats() Stats { return p.queue.Stats() }
