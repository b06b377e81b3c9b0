package observability

import "context"

type listenerKey struct{}

// WithListener returns a context that carries the listener of the evaluation
// running in it: the runtime sets it, engines ask for it.
func WithListener(ctx context.Context, l Listener) context.Context {
	return context.WithValue(ctx, listenerKey{}, l)
}

// ListenerOf returns the listener of the evaluation running in ctx, or nil.
func ListenerOf(ctx context.Context) Listener {
	l, _ := ctx.Value(listenerKey{}).(Listener)
	return l
}

// Carrier holds what must cross a boundary between processes so that traces
// go on behind it: the W3C headers traceparent, tracestate and baggage, or
// others that host and observers agree on. Requests carry one.
type Carrier map[string]string

// Get returns the value of a key, "" if there is none.
func (c Carrier) Get(key string) string { return c[key] }

// Set sets a value.
func (c Carrier) Set(key, value string) { c[key] = value }

// Keys returns the keys, in no order.
func (c Carrier) Keys() []string {
	keys := make([]string, 0, len(c))
	for k := range c {
		keys = append(keys, k)
	}
	return keys
}

type carrierKey struct{}

// WithCarrier returns a context in which evaluations belong to what c tells:
// an observer that knows its keys makes them children of the remote span.
func WithCarrier(ctx context.Context, c Carrier) context.Context {
	if len(c) == 0 {
		return ctx
	}
	return context.WithValue(ctx, carrierKey{}, c)
}

// CarrierOf returns what came with the context from another process, or nil.
func CarrierOf(ctx context.Context) Carrier {
	c, _ := ctx.Value(carrierKey{}).(Carrier)
	return c
}
