package httpmetrics

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability/metrics"
)

const scope = "github.com/scicore-go/scicore/observability/metrics/httpmetrics"

// Bounds where Options say nothing.
const (
	DefaultMaxRoutes = 200
	DefaultMaxSeries = 2000
)

// Options of an Instrumentation; the zero value is good.
type Options struct {
	MeterProvider  metric.MeterProvider          // nil: the global one
	TracerProvider trace.TracerProvider          // nil: the global one
	Propagator     propagation.TextMapPropagator // nil: W3C trace context and baggage
	// Application is told of every request that a server ends; may be nil.
	Application *metrics.ApplicationCollector
	// User tells who asks, for the number of active users; may be nil.
	User func(*http.Request) string
	// Route tells the route of a request that has been served; nil means
	// the pattern of http.ServeMux. It must not return what a client makes
	// up; if it does, MaxRoutes bounds the harm.
	Route     func(*http.Request) string
	MaxRoutes int // 0: DefaultMaxRoutes
	MaxSeries int // combinations of route, method and status; 0: DefaultMaxSeries
}

// Instrumentation measures what passes through its Middleware and Transport.
// It is safe for concurrent use.
type Instrumentation struct {
	o        Options
	tracer   trace.Tracer
	routes   *metrics.Limiter
	series   sync.Map // key to *series
	count    atomic.Int64
	overflow *series
	inst     struct {
		server, client            metric.Float64Histogram
		requestSize, responseSize metric.Int64Histogram
		activeRequests            metric.Int64UpDownCounter
		activeHTTP, activeHTTPS   metric.AddOption
	}
}

// durations are the bucket boundaries that the semantic conventions advise,
// and finer ones below: services here answer in microseconds.
var durations = []float64{1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4, 5e-4, .001, .0025, .005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10}

var sizes = []float64{0, 64, 256, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24, 1 << 26, 1 << 28}

// New returns an Instrumentation; nil means the defaults.
func New(o *Options) (*Instrumentation, error) {
	h := &Instrumentation{}
	if o != nil {
		h.o = *o
	}
	h.defaults()
	h.tracer = h.o.TracerProvider.Tracer(scope)
	h.routes = metrics.NewLimiter(h.o.MaxRoutes)
	h.overflow = newSeries(attribute.Bool("otel.metric.overflow", true))
	m := h.o.MeterProvider.Meter(scope)
	var errs [5]error
	h.inst.server, errs[0] = m.Float64Histogram("http.server.request.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of HTTP server requests."), metric.WithExplicitBucketBoundaries(durations...))
	h.inst.client, errs[1] = m.Float64Histogram("http.client.request.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of HTTP client requests, until the header of the answer."), metric.WithExplicitBucketBoundaries(durations...))
	h.inst.requestSize, errs[2] = m.Int64Histogram("http.server.request.body.size", metric.WithUnit("By"),
		metric.WithDescription("Size of HTTP server request bodies."), metric.WithExplicitBucketBoundaries(sizes...))
	h.inst.responseSize, errs[3] = m.Int64Histogram("http.server.response.body.size", metric.WithUnit("By"),
		metric.WithDescription("Size of HTTP server response bodies."), metric.WithExplicitBucketBoundaries(sizes...))
	h.inst.activeRequests, errs[4] = m.Int64UpDownCounter("http.server.active_requests", metric.WithUnit("{request}"),
		metric.WithDescription("Number of HTTP server requests being served."))
	h.inst.activeHTTP = metric.WithAttributeSet(attribute.NewSet(attribute.String("url.scheme", "http")))
	h.inst.activeHTTPS = metric.WithAttributeSet(attribute.NewSet(attribute.String("url.scheme", "https")))
	return h, errors.Join(errs[:]...)
}

func (h *Instrumentation) defaults() {
	o := &h.o
	if o.MeterProvider == nil {
		o.MeterProvider = otel.GetMeterProvider()
	}
	if o.TracerProvider == nil {
		o.TracerProvider = otel.GetTracerProvider()
	}
	if o.Propagator == nil {
		o.Propagator = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})
	}
	if o.Route == nil {
		o.Route = func(r *http.Request) string { return r.Pattern }
	}
	if o.MaxRoutes <= 0 {
		o.MaxRoutes = DefaultMaxRoutes
	}
	if o.MaxSeries <= 0 {
		o.MaxSeries = DefaultMaxSeries
	}
}

// key is what requests are told apart by.
type key struct {
	method, route, scheme, protocol string
	status                          int
	fault                           string
}

// series is a set of attributes, made once.
type series struct{ record []metric.RecordOption }

func newSeries(kv ...attribute.KeyValue) *series {
	return &series{[]metric.RecordOption{metric.WithAttributeSet(attribute.NewSet(kv...))}}
}

func (k key) attributes() []attribute.KeyValue {
	kv := []attribute.KeyValue{attribute.String("http.request.method", k.method)}
	for _, s := range [][2]string{{"http.route", k.route}, {"url.scheme", k.scheme}, {"network.protocol.version", k.protocol}, {"error.type", k.fault}} {
		if s[1] != "" {
			kv = append(kv, attribute.String(s[0], s[1]))
		}
	}
	if k.status != 0 {
		kv = append(kv, attribute.Int("http.response.status_code", k.status))
	}
	return kv
}

// of returns the series of a key, or that of all that is too much.
func (h *Instrumentation) of(k key) *series {
	if s, ok := h.series.Load(k); ok {
		return s.(*series)
	}
	if h.count.Load() >= int64(h.o.MaxSeries) {
		return h.overflow
	}
	s, loaded := h.series.LoadOrStore(k, newSeries(k.attributes()...))
	if !loaded {
		h.count.Add(1)
	}
	return s.(*series)
}

// overflowRoute stands for routes over the limit.
const overflowRoute = "_OTHER"

// route returns the route of a served request without the method that
// patterns of ServeMux may begin with.
func (h *Instrumentation) route(r *http.Request) string {
	p := h.o.Route(r)
	if i := strings.IndexByte(p, ' '); i >= 0 {
		p = strings.TrimLeft(p[i:], " \t")
	}
	if p == "" || h.routes.Allow(p) {
		return strings.ToValidUTF8(p, "\uFFFD")
	}
	return overflowRoute
}

// method returns a method of the known set.
func method(m string) string {
	switch m {
	case "":
		return http.MethodGet
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodConnect, http.MethodOptions, http.MethodTrace, "QUERY":
		return m
	}
	return "_OTHER"
}

func protocol(r *http.Request) string {
	switch {
	case r.ProtoMajor == 2:
		return "2"
	case r.ProtoMajor == 3:
		return "3"
	case r.ProtoMajor == 1 && r.ProtoMinor == 0:
		return "1.0"
	case r.ProtoMajor == 1:
		return "1.1"
	}
	return ""
}

// status bounds a status to what can be one.
func status(code int) int {
	if code < 100 || code > 599 {
		return 0
	}
	return code
}

func faultOf(code int) string {
	if code >= 500 {
		return strconv.Itoa(code)
	}
	return ""
}
