package httpmetrics

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// Transport measures requests through base, nil meaning
// http.DefaultTransport, and sends the trace along in W3C headers. Addresses
// are no attributes: a client may be told to call any.
func (h *Instrumentation) Transport(base http.RoundTripper) http.RoundTripper {
	if base == nil {
		base = http.DefaultTransport
	}
	return &transport{h, base}
}

type transport struct {
	h    *Instrumentation
	base http.RoundTripper
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	ctx, span := t.h.tracer.Start(r.Context(), method(r.Method), trace.WithSpanKind(trace.SpanKindClient))
	defer span.End()
	r = r.Clone(ctx) // a RoundTripper must not change its request
	t.h.o.Propagator.Inject(ctx, propagation.HeaderCarrier(r.Header))
	resp, err := t.base.RoundTrip(r)
	k := key{method: method(r.Method)}
	if u := r.URL; u != nil && (u.Scheme == "http" || u.Scheme == "https") {
		k.scheme = u.Scheme
	}
	if err != nil {
		k.fault = transportFault(err)
	} else {
		k.status = status(resp.StatusCode)
		k.protocol = protocol(&http.Request{ProtoMajor: resp.ProtoMajor, ProtoMinor: resp.ProtoMinor})
		if resp.StatusCode >= 400 {
			k.fault = strconv.Itoa(k.status)
		}
	}
	t.h.inst.client.Record(ctx, time.Since(start).Seconds(), t.h.of(k).record...)
	if span.IsRecording() {
		span.SetAttributes(k.attributes()...)
		if k.fault != "" {
			span.SetStatus(codes.Error, "")
		}
	}
	return resp, err
}

// transportFault names why there is no answer, in few words.
func transportFault(err error) string {
	var timeout interface{ Timeout() bool }
	switch {
	case errors.Is(err, context.Canceled):
		return "canceled"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	}
	return "_OTHER"
}
