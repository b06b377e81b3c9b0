package setup

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/scicore-go/scicore/config"
	"github.com/scicore-go/scicore/observability/internal/headers"
	metricsotlp "github.com/scicore-go/scicore/observability/metrics/otlp"
	"github.com/scicore-go/scicore/observability/metrics/prometheus"
	tracingotlp "github.com/scicore-go/scicore/observability/tracing/otlp"
)

// Settings are the section [observability].
type Settings struct {
	// ServiceName, ServiceVersion and ResourceAttributes, "key=value" each,
	// describe the service with everything that is sent. They are what they
	// were when it started.
	ServiceName        string   `toml:"service_name"`
	ServiceVersion     string   `toml:"service_version"`
	ResourceAttributes []string `toml:"resource_attributes"`

	// MetricsPath is where Telemetry.Route answers scrapes of Prometheus; ""
	// answers none.
	MetricsPath string `toml:"metrics_path"`
	// MetricsEndpoint is a collector that metrics are sent to by OTLP over HTTP,
	// "http://host:4318"; "" sends none. An empty path means /v1/metrics; that
	// of a Prometheus is /api/v1/otlp/v1/metrics.
	MetricsEndpoint    string        `toml:"metrics_endpoint"`
	MetricsHeadersFile string        `toml:"metrics_headers_file"` // "name: value" a line, such as a token
	MetricsPeriod      time.Duration `toml:"metrics_period"`
	MetricsMaxSeries   int           `toml:"metrics_max_series"` // of one instrument; as when the service started

	// TracingEndpoint is a collector that spans are sent to, as above; "" makes
	// none. An empty path means /v1/traces.
	TracingEndpoint    string        `toml:"tracing_endpoint"`
	TracingHeadersFile string        `toml:"tracing_headers_file"`
	TracingRatio       float64       `toml:"tracing_ratio"` // of traces that begin here, 0 to 1
	TracingQueue       int           `toml:"tracing_queue"` // spans that wait at most
	TracingBatch       int           `toml:"tracing_batch"` // spans sent in one request at most
	TracingPeriod      time.Duration `toml:"tracing_period"`

	// ExportTimeout bounds each request to a collector, retries included, and
	// how long one that is given up may take for what it still gets.
	ExportTimeout time.Duration `toml:"export_timeout"`
	// TLSCAFile holds the certificates that collectors are trusted by, in PEM;
	// "" trusts what the system does.
	TLSCAFile string `toml:"tls_ca_file"`

	LogLevel slog.Level `toml:"log_level"` // debug, info, warn or error
}

// Defaults returns settings that send nothing, to load over.
func Defaults() Settings {
	return Settings{
		MetricsPeriod:    metricsotlp.DefaultPeriod,
		MetricsMaxSeries: prometheus.DefaultMaxSeries,
		TracingRatio:     1,
		TracingQueue:     tracingotlp.DefaultQueue,
		TracingBatch:     tracingotlp.DefaultBatch,
		TracingPeriod:    tracingotlp.DefaultPeriod,
		ExportTimeout:    tracingotlp.DefaultTimeout,
	}
}

// The largest that settings may be: above them they are mistakes.
const (
	maxQueue  = 1 << 20
	maxSeries = 1 << 20
	maxPeriod = 24 * time.Hour
)

// Check implements [config.Checker].
func (s *Settings) Check(f *config.Faults) {
	s.checkService(f)
	for _, e := range []struct{ key, endpoint, file string }{
		{"metrics", s.MetricsEndpoint, s.MetricsHeadersFile},
		{"tracing", s.TracingEndpoint, s.TracingHeadersFile},
	} {
		checkEndpoint(f, e.key+"_endpoint", e.endpoint)
		if err := headers.Check(e.file); err != nil {
			f.Add(e.key+"_headers_file", e.file, err.Error())
		}
	}
	if p := s.MetricsPath; p != "" && (p[0] != '/' || p == "/" || strings.ContainsAny(p, "?#{} ")) {
		f.Add("metrics_path", p, `must be a path such as "/metrics"`)
	}
	if !(s.TracingRatio >= 0 && s.TracingRatio <= 1) {
		f.Add("tracing_ratio", s.TracingRatio, "must be between 0 and 1")
	}
	s.checkBounds(f)
	if _, err := s.trust(); err != nil {
		f.Add("tls_ca_file", s.TLSCAFile, err.Error())
	}
}

func (s *Settings) checkService(f *config.Faults) {
	for _, a := range s.ResourceAttributes {
		if key, _, ok := strings.Cut(a, "="); !ok || strings.TrimSpace(key) == "" {
			f.Add("resource_attributes", a, `must be "key=value"`)
		}
	}
	if l := s.LogLevel; l < slog.LevelDebug || l > slog.LevelError {
		f.Add("log_level", l, "must be debug, info, warn or error")
	}
}

func (s *Settings) checkBounds(f *config.Faults) {
	for _, c := range []struct {
		key        string
		value, max int
	}{{"metrics_max_series", s.MetricsMaxSeries, maxSeries}, {"tracing_queue", s.TracingQueue, maxQueue},
		{"tracing_batch", s.TracingBatch, maxQueue}} {
		if c.value < 1 || c.value > c.max {
			f.Add(c.key, c.value, fmt.Sprintf("must be between 1 and %d", c.max))
		}
	}
	if s.TracingBatch > s.TracingQueue && s.TracingQueue >= 1 {
		f.Add("tracing_batch", s.TracingBatch, fmt.Sprintf("must be at most tracing_queue, which is %d", s.TracingQueue))
	}
	for _, d := range []struct {
		key   string
		value time.Duration
	}{{"metrics_period", s.MetricsPeriod}, {"tracing_period", s.TracingPeriod}, {"export_timeout", s.ExportTimeout}} {
		if d.value <= 0 || d.value > maxPeriod {
			f.Add(d.key, d.value, "must be > 0 and at most 24h")
		}
	}
}

// checkEndpoint never shows what could be a password.
func checkEndpoint(f *config.Faults, key, endpoint string) {
	if endpoint == "" {
		return
	}
	u, err := url.Parse(endpoint)
	switch {
	case err != nil: // it may be anything, and cannot be told apart
		f.Add(key, "(not a URL)", "must be http://host:port or https://host:port")
	case u.User != nil:
		f.Add(key, u.Redacted(), "must hold no user and no password: a file of headers does")
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		f.Add(key, endpoint, "must be http://host:port or https://host:port")
	case u.RawQuery != "" || u.Fragment != "":
		f.Add(key, endpoint, "must have neither query nor fragment")
	}
}

// Files implements [config.FileUser]. Files of headers are not among them: they
// are read again whenever something is sent.
func (s *Settings) Files() []string { return []string{s.TLSCAFile} }

// maxCA bounds a file of certificates.
const maxCA = 1 << 20

// trust is the text of the certificates that collectors are trusted by; ""
// trusts what the system does.
type trust string

func (t trust) config() *tls.Config {
	if t == "" {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM([]byte(t))
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}
}

// trust reads the certificates.
func (s *Settings) trust() (trust, error) {
	if s.TLSCAFile == "" {
		return "", nil
	}
	info, err := os.Stat(s.TLSCAFile)
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() || info.Size() > maxCA { // opening a pipe would block
		return "", fmt.Errorf("must be a file of at most %d bytes", maxCA)
	}
	pem, err := os.ReadFile(s.TLSCAFile)
	if err != nil {
		return "", err
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		return "", errors.New("must hold certificates in PEM")
	}
	return trust(pem), nil
}
