package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling"
	"github.com/scicore-go/scicore/scaling/elastic"
)

// Bounds of a message.
const (
	MaxBody   = 1 << 20
	MaxEvents = 1000
	maxName   = 256
)

// maxIDs is how many ids of messages are remembered at most, to know one that
// comes again.
const maxIDs = 100_000

// ReceiverOptions of a [Receiver].
type ReceiverOptions struct {
	// Secrets are those a message may be signed with: more than one while
	// they change.
	Secrets []string
	// Capacity is how many events wait for a controller at most; 0: that of
	// elastic.NewBus.
	Capacity int
	Now      func() time.Time // nil: time.Now
}

// Receiver is an http.Handler that takes events, and a scaling.EventSource and
// Waker that hands them on. It is safe for concurrent use.
//
// A message is an event as JSON, {"name": ..., "key": ..., "at": ..., "attrs":
// {...}}, or a list of them. One without a time is of now; one without a key
// has that of its message, so that it counts once.
type Receiver struct {
	*elastic.Bus
	keys [][]byte
	now  func() time.Time

	mu   sync.Mutex
	seen map[string]time.Time
}

// NewReceiver returns a receiver, or an error that tells every fault at once.
func NewReceiver(o *ReceiverOptions) (*Receiver, error) {
	set := ReceiverOptions{}
	if o != nil {
		set = *o
	}
	k, err := keys(set.Secrets)
	if err != nil {
		return nil, err
	}
	if set.Now == nil {
		set.Now = time.Now
	}
	return &Receiver{Bus: elastic.NewBus(set.Capacity), keys: k, now: set.Now, seen: make(map[string]time.Time)}, nil
}

// Events returns what came since the call before.
func (r *Receiver) Events(ctx context.Context) ([]scaling.Event, error) { return r.Bus.Events(ctx) }

// ServeHTTP answers 202 to a message that was taken in, now or before.
func (r *Receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxBody))
	if err != nil {
		refuse(w, err)
		return
	}
	id, err := verify(req.Header, r.keys, r.now(), body)
	if err != nil {
		refuse(w, err)
		return
	}
	events, err := r.parse(id, body)
	if err != nil {
		refuse(w, err)
		return
	}
	if r.first(id) {
		r.Publish(events...)
	}
	w.WriteHeader(http.StatusAccepted)
}

func refuse(w http.ResponseWriter, err error) {
	status := http.StatusBadRequest
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		status = http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrSignature):
		status = http.StatusUnauthorized
	}
	http.Error(w, err.Error(), status)
}

func (r *Receiver) parse(id string, body []byte) (events []scaling.Event, err error) {
	if trimmed := bytes.TrimSpace(body); len(trimmed) > 0 && trimmed[0] == '[' {
		err = json.Unmarshal(body, &events)
	} else {
		events = make([]scaling.Event, 1)
		err = json.Unmarshal(body, &events[0])
	}
	if err != nil {
		return nil, fmt.Errorf("webhook: events: %w", err)
	}
	if len(events) > MaxEvents {
		return nil, fmt.Errorf("webhook: %d events in a message: at most %d", len(events), MaxEvents)
	}
	for i := range events {
		e := &events[i]
		if e.Name == "" || len(e.Name) > maxName || len(e.Key) > maxName {
			return nil, fmt.Errorf("webhook: event %d: a name must be given, name and key have %d bytes at most", i, maxName)
		}
		if e.At.IsZero() {
			e.At = r.now()
		}
		if e.Key == "" {
			e.Key = fmt.Sprintf("%s/%d", id, i)
		}
	}
	return events, nil
}

// first reports whether a message comes for the first time. Ids are kept for
// as long as the same message could be verified again.
func (r *Receiver) first(id string) bool {
	now := r.now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.seen[id]; ok && now.Sub(at) <= 2*Tolerance {
		return false
	}
	if len(r.seen) >= maxIDs {
		for old, at := range r.seen {
			if now.Sub(at) > 2*Tolerance {
				delete(r.seen, old)
			}
		}
	}
	if len(r.seen) < maxIDs { // beyond, the events' own keys must do
		r.seen[id] = now
	}
	return true
}
