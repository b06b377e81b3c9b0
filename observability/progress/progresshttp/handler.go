package progresshttp

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/observability/progress"
)

// Options are a handler's settings. Nil means defaults.
type Options struct {
	// Middleware stands before every answer: authenticate there.
	Middleware func(http.Handler) http.Handler

	// Heartbeat is the time after which a comment is sent when there is nothing
	// to tell, so that proxies keep the connection and dead clients are
	// noticed; <= 0: 15 seconds.
	Heartbeat time.Duration

	// WriteTimeout is how long a client may take to accept what is written
	// before it is dropped; <= 0: 10 seconds.
	WriteTimeout time.Duration

	// MaxClients is how many may listen at once; further ones get status 503;
	// <= 0: 256.
	MaxClients int

	// Errors tells clients the text of errors; otherwise only that there was
	// one.
	Errors bool

	// Until ends all streams when it ends; nil: never. A server's Shutdown
	// waits for streams: end them with RegisterOnShutdown.
	Until context.Context
}

// Handler streams what l keeps. With "?format=json" it answers once, with the
// last update of each task as a JSON array.
func Handler(l *progress.Latest, o *Options) http.Handler {
	h := &handler{latest: l}
	if o != nil {
		h.Options = *o
	}
	if h.Heartbeat <= 0 {
		h.Heartbeat = 15 * time.Second
	}
	if h.WriteTimeout <= 0 {
		h.WriteTimeout = 10 * time.Second
	}
	if h.MaxClients <= 0 {
		h.MaxClients = 256
	}
	if h.Until == nil {
		h.Until = context.Background()
	}
	if h.Middleware != nil {
		return h.Middleware(h)
	}
	return h
}

type handler struct {
	Options
	latest  *progress.Latest
	clients atomic.Int64
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET")
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	if r.URL.Query().Get("format") == "json" {
		h.once(w)
		return
	}
	if h.clients.Add(1) > int64(h.MaxClients) {
		h.clients.Add(-1)
		w.Header().Set("Retry-After", "5")
		http.Error(w, "too many clients", http.StatusServiceUnavailable)
		return
	}
	defer h.clients.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // nginx would wait for a full buffer
	h.stream(r.Context(), w)
}

func (h *handler) once(w http.ResponseWriter) {
	us := h.latest.Snapshot()
	out := make([]event, len(us))
	for i := range us {
		out[i] = h.eventOf(&us[i])
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(out) // the client may have gone; there is nobody to tell
}

// stream writes until the client leaves, does not accept in time, or all
// streams end.
func (h *handler) stream(ctx context.Context, w http.ResponseWriter) {
	sub := h.latest.Subscribe()
	defer sub.Close()
	out := http.NewResponseController(w)
	defer out.SetWriteDeadline(time.Time{}) // what the server writes after is not ours
	if h.send(w, out, []byte("retry: 2000\n\n")) != nil {
		return
	}
	beat := time.NewTimer(h.Heartbeat)
	defer beat.Stop()
	var b bytes.Buffer
	for {
		b.Reset()
		select {
		case <-ctx.Done():
			return
		case <-h.Until.Done():
			return
		case <-sub.Ready():
			h.appendEvents(&b, sub.Take())
		case <-beat.C:
			b.WriteString(":\n\n")
		}
		if h.send(w, out, b.Bytes()) != nil {
			return
		}
		beat.Reset(h.Heartbeat)
	}
}

// send writes and flushes within the time a client has.
func (h *handler) send(w http.ResponseWriter, out *http.ResponseController, b []byte) error {
	out.SetWriteDeadline(time.Now().Add(h.WriteTimeout)) // not every writer has one; Write tells what matters
	if _, err := w.Write(b); err != nil {
		return err
	}
	return out.Flush()
}

func (h *handler) appendEvents(b *bytes.Buffer, us []progress.Update) {
	enc := json.NewEncoder(b) // ends each value with a newline, and puts none into it
	for i := range us {
		b.WriteString("event: progress\ndata: ")
		if enc.Encode(h.eventOf(&us[i])) != nil { // a time that JSON has no text for
			b.WriteString("{}\n")
		}
		b.WriteByte('\n')
	}
}

// event is an update as JSON; what is not known is null.
type event struct {
	ID        uint64         `json:"id"`
	Parent    uint64         `json:"parent,omitempty"`
	Name      string         `json:"name"`
	Unit      string         `json:"unit,omitempty"`
	Note      string         `json:"note,omitempty"`
	State     progress.State `json:"state"`
	Done      int64          `json:"done"`
	Total     *int64         `json:"total"`
	Fraction  *float64       `json:"fraction"`
	Rate      float64        `json:"rate"`
	Elapsed   float64        `json:"elapsed_seconds"`
	Remaining *float64       `json:"remaining_seconds"`
	Time      time.Time      `json:"time"`
	Error     string         `json:"error,omitempty"`
}

func (h *handler) eventOf(u *progress.Update) event {
	e := event{
		ID: u.ID, Parent: u.Parent, Name: u.Name, Unit: u.Unit, Note: u.Note, State: u.State,
		Done: u.Done, Rate: u.Rate, Elapsed: u.Elapsed.Seconds(), Time: u.Time.UTC(),
	}
	if part, ok := u.Fraction(); ok {
		e.Fraction, e.Total = &part, &u.Total
	}
	if u.Remaining >= 0 {
		s := u.Remaining.Seconds()
		e.Remaining = &s
	}
	if u.Err != nil {
		e.Error = "failed"
		if h.Errors {
			e.Error = u.Err.Error()
		}
	}
	return e
}
