package audit

import (
	"context"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/scicore-go/scicore/observability"
)

// Outcome says how an action ended.
type Outcome uint8

// The outcomes an event may have.
const (
	Unknown Outcome = iota // not known, or not said
	Success                // done
	Failure                // tried, and failed
	Denied                 // not allowed
)

var outcomeNames = [...]string{Unknown: "unknown", Success: "success", Failure: "failure", Denied: "denied"}

// String returns the outcome's name.
func (o Outcome) String() string {
	if int(o) < len(outcomeNames) {
		return outcomeNames[o]
	}
	return fmt.Sprintf("Outcome(%d)", uint8(o))
}

// Event is what a host records: who did what to which data, and how it ended.
// Every field may be empty.
type Event struct {
	Time     time.Time // when it happened, if the host knows; zero: not said
	Actor    string    // who
	Action   string    // what
	Resource string    // on which data
	Outcome  Outcome
	Trace    string // trace identifier; empty: taken from the context
	Attrs    []slog.Attr
}

// Entry is an event as the log holds it.
//
// Index is the order of events, and nothing else is: clocks jump. Recorded is
// what the log's clock said when the event was made durable, as it was seen;
// Monotone is the latest Recorded so far and never falls; ClockBack marks an
// entry whose Recorded lies before that of an earlier one.
type Entry struct {
	Event
	Index     uint64
	Recorded  time.Time
	Monotone  time.Time
	ClockBack bool
	Internal  bool   // written by the log itself: its action begins with "audit."
	Raw       []byte // the canonical encoding, which the tree's leaf is the hash of
}

// Actions of the entries that a log writes about itself.
const (
	ActionRecovered = "audit.recovered" // a torn tail was cut back after a crash
	ActionGap       = "audit.gap"       // events were dropped while the disk was full
	ActionRetention = "audit.retention" // data of old entries was deleted; their hashes stay
	ActionErased    = "audit.erased"    // openings of commitments were erased
)

// Attr returns the value of the first attribute called key.
func (e *Event) Attr(key string) (slog.Value, bool) {
	for _, a := range e.Attrs {
		if a.Key == key {
			return a.Value, true
		}
	}
	return slog.Value{}, false
}

type traceKey struct{}

// WithTrace returns a context whose events carry the trace identifier id.
func WithTrace(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, traceKey{}, id)
}

// TraceFrom returns the identifier that [WithTrace] put into ctx, else that of
// the W3C traceparent which came with ctx from another process, else "".
func TraceFrom(ctx context.Context) string {
	if id, _ := ctx.Value(traceKey{}).(string); id != "" {
		return id
	}
	if parts := strings.Split(observability.CarrierOf(ctx).Get("traceparent"), "-"); len(parts) >= 4 && len(parts[1]) == 32 {
		return parts[1]
	}
	return ""
}
