package elastic

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"

	"github.com/scicore-go/scicore/scaling"
)

// DefaultBusCapacity is how many events a [Bus] holds that nobody has asked
// for, where it is not told.
const DefaultBusCapacity = 65_536

// ErrDropped: a bus was full, and events were lost.
var ErrDropped = errors.New("elastic: events were dropped")

// Bus is events within this process: who publishes does not wait, and a
// controller that reads is woken. It is safe for concurrent use. Its readers
// share what comes: each event goes to one of them.
type Bus struct {
	capacity int
	wake     chan struct{}

	mu      sync.Mutex
	events  []scaling.Event
	keyed   map[[2]string]int
	dropped int64
}

// NewBus returns a bus that holds up to capacity events; 0 means
// [DefaultBusCapacity].
func NewBus(capacity int) *Bus {
	if capacity <= 0 {
		capacity = DefaultBusCapacity
	}
	return &Bus{capacity: capacity, wake: make(chan struct{}, 1), keyed: make(map[[2]string]int)}
}

// Publish hands over events. Those of one name and key are one, the later
// taking the place of the earlier. Where the bus is full the event is dropped,
// which the next reader is told.
func (b *Bus) Publish(events ...scaling.Event) {
	b.mu.Lock()
	for _, e := range events {
		b.put(e)
	}
	b.mu.Unlock()
	select {
	case b.wake <- struct{}{}:
	default: // the reader has not yet come for those before
	}
}

func (b *Bus) put(e scaling.Event) {
	id := [2]string{e.Name, e.Key}
	at, known := b.keyed[id]
	switch {
	case e.Key != "" && known:
		if !e.At.Before(b.events[at].At) {
			b.events[at] = e
		}
	case len(b.events) >= b.capacity:
		b.dropped++
	default:
		if e.Key != "" {
			b.keyed[id] = len(b.events)
		}
		b.events = append(b.events, e)
	}
}

// Events returns what was published since the call before. Where events were
// dropped it returns the others and [ErrDropped].
func (b *Bus) Events(ctx context.Context) ([]scaling.Event, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	events, dropped := b.events, b.dropped
	b.events, b.dropped = nil, 0
	clear(b.keyed)
	if dropped > 0 {
		return events, fmt.Errorf("%w: %d, of more than %d that were waiting", ErrDropped, dropped, b.capacity)
	}
	return events, nil
}

// Wake receives when something was published.
func (b *Bus) Wake() <-chan struct{} { return b.wake }

// Driver is the bus as the driver of a scheme, such as "memory".
func (b *Bus) Driver() Driver {
	return func(context.Context, *url.URL) (scaling.EventSource, error) { return b, nil }
}
