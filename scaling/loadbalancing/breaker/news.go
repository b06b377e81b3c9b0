package breaker

import (
	"sync"
	"time"
)

// Event is a change of state.
type Event struct {
	Time   time.Time `json:"time"`
	From   State     `json:"from"`
	To     State     `json:"to"`
	Reason string    `json:"reason"`
}

// MarshalText writes the state by its name.
func (s State) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// news hands events to listeners, in order and one at a time, without any
// lock held: listeners may ask the breaker.
type news struct {
	listeners []func(Event)

	mu      sync.Mutex
	queue   []Event
	telling bool
}

func (n *news) add(e Event) {
	if len(n.listeners) == 0 {
		return
	}
	n.mu.Lock()
	n.queue = append(n.queue, e)
	n.mu.Unlock()
}

// tell hands out what is queued. Where another goroutine is at it, that one
// hands out what was added since, too.
func (n *news) tell() {
	if len(n.listeners) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.telling {
		return
	}
	n.telling = true
	defer func() { n.telling = false }()
	for len(n.queue) > 0 {
		e := n.queue[0]
		n.queue = n.queue[1:]
		n.hand(e)
	}
}

// hand calls the listeners without the lock, which it takes again even if the
// one panics.
func (n *news) hand(e Event) {
	n.mu.Unlock()
	defer n.mu.Lock()
	for _, f := range n.listeners {
		f(e)
	}
}
