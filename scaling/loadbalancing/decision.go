package loadbalancing

import (
	"sync"
	"time"
)

// Kind names what was decided.
type Kind string

// What a [Decision] may be about.
const (
	Added      Kind = "added"
	Removed    Kind = "removed"
	Reweighted Kind = "reweighted"
	Draining   Kind = "draining"
	Drained    Kind = "drained" // nothing is in flight any more
	Undrained  Kind = "undrained"
	Ejected    Kind = "ejected"    // as an outlier
	Spared     Kind = "spared"     // an outlier that stays, since too many are ejected
	Readmitted Kind = "readmitted" // after an ejection
	Unhealthy  Kind = "unhealthy"  // by active checks
	Healthy    Kind = "healthy"    // by active checks
	Breaker    Kind = "breaker"    // a circuit breaker changed its state
	PanicOn    Kind = "panic on"   // too few nodes are fit: all are used
	PanicOff   Kind = "panic off"
)

// Decision is something that the balancer, or its host, decided about a node.
type Decision struct {
	Time   time.Time `json:"time"`
	Kind   Kind      `json:"kind"`
	Node   string    `json:"node,omitempty"` // "" where it is about all
	Reason string    `json:"reason"`
}

// remembered is how many decisions a report shows.
const remembered = 128

// journal remembers decisions and hands them to a listener, in order and one
// at a time, without any lock held.
type journal struct {
	listener func(Decision)

	mu      sync.Mutex
	last    []Decision // a ring once it is full
	at      int
	total   int64
	queue   []Decision
	telling bool
}

func (j *journal) add(d Decision) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.total++
	if len(j.last) < remembered {
		j.last = append(j.last, d)
	} else {
		j.last[j.at] = d
		j.at = (j.at + 1) % remembered
	}
	if j.listener != nil {
		j.queue = append(j.queue, d)
	}
}

// recent returns what is remembered, oldest first.
func (j *journal) recent() []Decision {
	j.mu.Lock()
	defer j.mu.Unlock()
	return append(append([]Decision(nil), j.last[j.at:]...), j.last[:j.at]...)
}

// tell hands out what is queued, unless another goroutine is at it: that one
// then hands out the rest.
func (j *journal) tell() {
	if j.listener == nil {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.telling {
		return
	}
	j.telling = true
	defer func() { j.telling = false }()
	for len(j.queue) > 0 {
		d := j.queue[0]
		j.queue = j.queue[1:]
		j.hand(d)
	}
}

func (j *journal) hand(d Decision) {
	j.mu.Unlock()
	defer j.mu.Lock()
	j.listener(d)
}
