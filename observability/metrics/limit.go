package metrics

import "sync"

// Limiter lets a bounded number of values through, the first that come, so
// that values from outside may label series. It is safe for concurrent use.
type Limiter struct {
	max  int
	mu   sync.RWMutex
	seen map[string]struct{}
}

// NewLimiter returns a Limiter of at most max values.
func NewLimiter(max int) *Limiter { return &Limiter{max: max, seen: map[string]struct{}{}} }

// Allow reports whether v may be used: it was let through before, or there is
// room.
func (l *Limiter) Allow(v string) bool {
	l.mu.RLock()
	_, known := l.seen[v]
	full := len(l.seen) >= l.max
	l.mu.RUnlock()
	if known || full {
		return known
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) < l.max {
		l.seen[v] = struct{}{}
	}
	_, known = l.seen[v]
	return known
}
