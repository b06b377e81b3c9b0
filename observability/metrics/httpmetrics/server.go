package httpmetrics

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/felixge/httpsnoop"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/scicore-go/scicore/observability/metrics"
)

// Middleware measures requests to next and makes them part of the caller's
// trace. The writer that next sees can do what the one below can: flush,
// hijack, read from.
func (h *Instrumentation) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := h.begin(r)
		defer s.end()
		next.ServeHTTP(s.watch(w), s.request)
		s.returned = true
	})
}

// serving is one request being served.
type serving struct {
	h        *Instrumentation
	ctx      context.Context
	request  *http.Request
	span     trace.Span
	start    time.Time
	scheme   string
	leave    func()
	status   int
	read     int64
	wrote    int64
	returned bool // and did not panic
}

func (h *Instrumentation) begin(r *http.Request) *serving {
	s := &serving{h: h, start: time.Now(), scheme: "http", leave: func() {}}
	active := h.inst.activeHTTP
	if r.TLS != nil {
		s.scheme, active = "https", h.inst.activeHTTPS
	}
	ctx := h.o.Propagator.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	s.ctx, s.span = h.tracer.Start(ctx, method(r.Method), trace.WithSpanKind(trace.SpanKindServer))
	s.request = r.WithContext(s.ctx)
	if r.Body != nil && r.Body != http.NoBody {
		s.request.Body = &countedBody{r.Body, &s.read}
	}
	h.inst.activeRequests.Add(s.ctx, 1, active)
	end := func() {}
	if h.o.Application != nil {
		end = h.o.Application.Begin()
	}
	s.leave = func() {
		h.inst.activeRequests.Add(s.ctx, -1, active)
		end()
	}
	return s
}

// watch notes status and size of what is written.
func (s *serving) watch(w http.ResponseWriter) http.ResponseWriter {
	return httpsnoop.Wrap(w, httpsnoop.Hooks{
		WriteHeader: func(next httpsnoop.WriteHeaderFunc) httpsnoop.WriteHeaderFunc {
			return func(code int) {
				if s.status == 0 && code >= 200 || code == http.StatusSwitchingProtocols { // others below 200 only announce
					s.status = code
				}
				next(code)
			}
		},
		Write: func(next httpsnoop.WriteFunc) httpsnoop.WriteFunc {
			return func(b []byte) (int, error) {
				if s.status == 0 {
					s.status = http.StatusOK
				}
				n, err := next(b)
				s.wrote += int64(n)
				return n, err
			}
		},
		ReadFrom: func(next httpsnoop.ReadFromFunc) httpsnoop.ReadFromFunc {
			return func(src io.Reader) (int64, error) {
				if s.status == 0 {
					s.status = http.StatusOK
				}
				n, err := next(src)
				s.wrote += n
				return n, err
			}
		},
	})
}

// end records the request, also where the handler panics: then it is a 500,
// whatever was written before.
func (s *serving) end() {
	took := time.Since(s.start)
	s.leave()
	switch {
	case !s.returned:
		s.status = http.StatusInternalServerError
	case s.status == 0:
		s.status = http.StatusOK
	}
	h, r := s.h, s.request
	route := h.route(r)
	k := key{method(r.Method), route, s.scheme, protocol(r), status(s.status), faultOf(s.status)}
	series := h.of(k)
	h.inst.server.Record(s.ctx, took.Seconds(), series.record...)
	h.inst.requestSize.Record(s.ctx, s.read, series.record...)
	h.inst.responseSize.Record(s.ctx, s.wrote, series.record...)
	s.endSpan(k)
	if h.o.Application != nil {
		a := metrics.APIMetrics{Endpoint: route, Method: k.method, ResponseTime: took, Status: s.status, Timestamp: s.start}
		if h.o.User != nil {
			a.User = h.o.User(r)
		}
		h.o.Application.Record(a)
	}
}

func (s *serving) endSpan(k key) {
	if s.span.IsRecording() {
		if k.route != "" {
			s.span.SetName(k.method + " " + k.route)
		}
		s.span.SetAttributes(k.attributes()...)
		s.span.SetAttributes(attribute.Int64("http.response.body.size", s.wrote))
		if s.status >= 500 {
			s.span.SetStatus(codes.Error, "")
		}
	}
	s.span.End()
}

// countedBody counts what a handler reads.
type countedBody struct {
	io.ReadCloser
	n *int64
}

func (b *countedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	*b.n += int64(n)
	return n, err
}
