package health

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Change is told to listeners when the state of a check changes, or that of
// readiness as a whole.
type Change struct {
	Check  string // "" for readiness
	From   State
	To     State
	Result Result // what caused it; for readiness the message only
	Time   time.Time
	Missed int // older changes that slow listeners were not told, since the last one
}

// maxNews bounds the changes that wait for slow listeners.
const maxNews = 256

// news tells changes in order on one goroutine, which lives while there are
// any.
type news struct {
	logger    *slog.Logger
	listeners []func(Change)

	mu        sync.Mutex
	readiness State
	shut      bool // the registry is closed: what is queued is told, no more
	queue     []Change
	missed    int
	busy      chan struct{} // closed when the queue is empty; nil while it is
}

func newNews(l *slog.Logger, listeners []func(Change)) *news {
	return &news{logger: l, listeners: listeners}
}

// tell queues a change. It never waits.
func (n *news) tell(c Change) {
	if n.logger == nil && len(n.listeners) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.push(c)
}

// push queues a change and starts the goroutine if there is none. When
// listeners are too slow the oldest change goes: the last ones tell how things
// stand. The lock is held.
func (n *news) push(c Change) {
	if n.shut {
		return
	}
	if len(n.queue) >= maxNews {
		n.queue = n.queue[1:]
		n.missed++
	}
	n.queue = append(n.queue, c)
	if n.busy == nil {
		n.busy = make(chan struct{})
		go n.deliver(n.busy)
	}
}

// ready tells readiness when it differs from what was told last.
func (n *news) ready(rep Report) {
	if n.logger == nil && len(n.listeners) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if rep.State == n.readiness {
		return
	}
	c := Change{From: n.readiness, To: rep.State, Time: rep.Time, Result: Result{State: rep.State, Message: reason(rep)}}
	n.readiness = rep.State
	n.push(c)
}

// reason names what made a report what it is.
func reason(rep Report) string {
	if len(rep.Notes) > 0 {
		return rep.Notes[0]
	}
	for i := range rep.Checks {
		if c := &rep.Checks[i]; rep.State != Healthy && c.weight() == rep.State {
			return fmt.Sprintf("check %s is %v", c.Name, c.State)
		}
	}
	return ""
}

// deliver tells what is queued. A listener that ends the goroutine
// (runtime.Goexit) loses only itself.
func (n *news) deliver(done chan struct{}) {
	emptied := false
	defer func() {
		if !emptied {
			go n.deliver(done)
		}
	}()
	for {
		c, ok := n.pop(done)
		if !ok {
			emptied = true
			return
		}
		n.call(n.log, c)
		for _, f := range n.listeners {
			n.call(f, c)
		}
	}
}

// pop takes the oldest change, or closes done if there is none.
func (n *news) pop(done chan struct{}) (c Change, ok bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.queue) == 0 {
		n.busy = nil
		close(done)
		return c, false
	}
	c, n.queue = n.queue[0], n.queue[1:]
	c.Missed, n.missed = n.missed, 0
	return c, true
}

// call keeps a listener's panic from the service.
func (n *news) call(f func(Change), c Change) {
	defer func() {
		if p := recover(); p != nil {
			n.complain(c, p)
		}
	}()
	f(c)
}

// complain logs a listener's panic; if it is the logger that panics, nobody is
// left to tell.
func (n *news) complain(c Change, p any) {
	defer func() { _ = recover() }()
	if n.logger != nil {
		n.logger.Error("health listener panicked", "check", c.Check, "panic", panicText(p))
	}
}

func (n *news) log(c Change) {
	if n.logger == nil {
		return
	}
	level := slog.LevelInfo
	switch c.To {
	case Degraded, Unknown:
		level = slog.LevelWarn
	case Unhealthy:
		level = slog.LevelError
	}
	subject := slog.String("check", c.Check)
	if c.Check == "" {
		subject = slog.String("probe", Readiness.String())
	}
	n.logger.LogAttrs(context.Background(), level, "health changed", subject,
		slog.String("from", c.From.String()), slog.String("to", c.To.String()),
		slog.String("message", c.Result.Message), slog.GroupAttrs("details", c.Result.Details...))
}

// close lets nothing new in and returns a channel that is closed when all is
// told.
func (n *news) close() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.shut = true
	if n.busy != nil {
		return n.busy
	}
	c := make(chan struct{})
	close(c)
	return c
}
