package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/metrics"
	"github.com/scicore-go/scicore/observability/metrics/prometheus"
)

// ErrClosed is the error of changing what was shut down.
var ErrClosed = errors.New("scicore: telemetry is shut down")

// Telemetry is what a service is watched with. It is safe for concurrent use.
type Telemetry struct {
	exports  *prometheus.Exporter
	metrics  *metrics.Observer
	spans    spans
	level    slog.LevelVar
	observer changing
	path     atomic.Pointer[string]

	mu       sync.Mutex // one change at a time
	settings Settings
	status   Status
	trusted  trust
	pusher   *pusher
	mounted  bool // the host serves MetricsHandler
	closed   bool
	retiring retiring
}

// Build makes what the settings say, or an error, a *config.Error with every
// fault of theirs at once. It waits for no collector: one that is not there
// yet is tried again.
func Build(ctx context.Context, s Settings) (*Telemetry, error) {
	if err := config.Validate("settings", &s); err != nil {
		return nil, err
	}
	about, err := s.resource()
	if err != nil {
		return nil, err
	}
	t := &Telemetry{}
	t.retiring.open()
	if t.exports, err = prometheus.New(&prometheus.Options{Resource: about, MaxSeries: s.MetricsMaxSeries}); err != nil {
		return nil, err
	}
	if t.metrics, err = metrics.New(&metrics.Options{MeterProvider: t.exports.MeterProvider()}); err != nil {
		return nil, err
	}
	t.spans.open(about)
	if err := t.apply(ctx, s); err != nil {
		return nil, err
	}
	return t, nil
}

// resource describes the service: what the environment says by OpenTelemetry's
// own variables, and over it the settings.
func (s *Settings) resource() (*resource.Resource, error) {
	var about []attribute.KeyValue
	for _, a := range s.ResourceAttributes {
		key, value, _ := strings.Cut(a, "=")
		about = append(about, attribute.String(strings.TrimSpace(key), strings.TrimSpace(value)))
	}
	if s.ServiceName != "" {
		about = append(about, attribute.String("service.name", s.ServiceName))
	}
	if s.ServiceVersion != "" {
		about = append(about, attribute.String("service.version", s.ServiceVersion))
	}
	r, err := resource.Merge(resource.Default(), resource.NewSchemaless(about...))
	if err != nil {
		return nil, fmt.Errorf("scicore: telemetry: resource: %w", err)
	}
	return r, nil
}

// Observer makes spans and measures, as the settings of the moment say; it is
// for scicore's WithObserver.
func (t *Telemetry) Observer() observability.Observer { return &t.observer }

// watch puts in place what Observer tells of evaluations. Metrics that are
// neither sent nor scraped are not measured: they cost as much as a small
// evaluation.
func (t *Telemetry) watch() {
	var measures observability.Observer
	if t.pusher != nil || t.settings.MetricsPath != "" || t.mounted {
		measures = t.metrics
	}
	t.observer.set(observability.Join(t.spans.observer, measures)) // spans first: metrics link to them
}

// Metrics measures evaluations, as a part of Observer while metrics are sent
// or scraped: for its totals, and to register runtimes with.
func (t *Telemetry) Metrics() *metrics.Observer { return t.metrics }

// MeterProvider is for instruments of the host and for other packages.
func (t *Telemetry) MeterProvider() metric.MeterProvider { return t.exports.MeterProvider() }

// TracerProvider is for spans of the host and for other packages.
func (t *Telemetry) TracerProvider() trace.TracerProvider {
	return &provider{sdk: t.spans.host, off: &t.spans.off}
}

// LogLevel is what log_level says at the moment, for slog.HandlerOptions.
func (t *Telemetry) LogLevel() slog.Leveler { return &t.level }

// MetricsHandler answers scrapes wherever the host mounts it, whatever
// metrics_path says. Who may scrape is for the host to check.
func (t *Telemetry) MetricsHandler() http.Handler {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.mounted = true; !t.closed {
		t.watch()
	}
	return t.exports.Handler()
}

// Route answers scrapes on metrics_path and leaves everything else to next.
func (t *Telemetry) Route(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if path := *t.path.Load(); path != "" && r.URL.Path == path && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
			t.exports.Handler().ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ForceFlush sends what waits, and returns when it was sent or ctx ends.
func (t *Telemetry) ForceFlush(ctx context.Context) error {
	t.mu.Lock()
	push := t.pusher
	t.mu.Unlock()
	err := t.spans.outlet.ForceFlush(ctx)
	if push != nil {
		err = errors.Join(err, push.ForceFlush(ctx))
	}
	return err
}

// Shutdown sends what waits, spans and metrics at the same time, and ends
// everything. When ctx ends first, what was not sent is given up, and the
// error says so. Observers go on to be called without harm.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil
	}
	t.closed = true
	t.spans.keep(0, true)
	t.observer.set(nil)
	t.replace(nil, nil, forAsLongAsItTakes)
	t.mu.Unlock()
	err := t.retiring.wait(ctx)
	return errors.Join(err, t.exports.Shutdown(context.WithoutCancel(ctx)))
}
