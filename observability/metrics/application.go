package metrics

import (
	"hash/maphash"
	"sync"
	"time"
)

// Window is what rates of an [ApplicationCollector] are taken over, and how
// long a user counts as active after a request.
const Window = time.Minute

// Application is what an application's users see of it.
type Application struct {
	ActiveUsers       int64   `json:"activeUsers"`       // within the window; above some thousands to 1 %
	RequestsPerSecond float64 `json:"requestsPerSecond"` // within the window
	ErrorRate         float64 `json:"errorRate"`         // failed requests of all in the window, 0 to 1
	ActiveRequests    int64   `json:"activeRequests"`    // right now
}

// APIMetrics is one request as it ended.
type APIMetrics struct {
	Endpoint     string        `json:"endpoint"` // the route's pattern, never the path asked for
	Method       string        `json:"method"`
	ResponseTime time.Duration `json:"responseTime"`
	Status       int           `json:"status"`
	Timestamp    time.Time     `json:"timestamp"`
	User         string        `json:"-"` // whoever asked, if known: only counted, never kept
}

const slots = 12 // of five seconds each

// ApplicationCollector counts requests and users over a sliding window, in
// memory that does not depend on how many there are. It is safe for
// concurrent use.
type ApplicationCollector struct {
	now    func() time.Time
	seed   maphash.Seed
	active striped

	mu    sync.Mutex
	start time.Time
	slots [slots + 1]slot // one more than the window: the current one is not over
}

type slot struct {
	period   int64 // which of all periods since start this slot holds now
	requests int64
	failures int64
	users    *sketch
}

// NewApplication returns a collector that has seen nothing.
func NewApplication() *ApplicationCollector { return newApplication(time.Now) }

func newApplication(now func() time.Time) *ApplicationCollector {
	return &ApplicationCollector{now: now, seed: maphash.MakeSeed(), start: now()}
}

const period = Window / slots

// slot returns the slot of now, emptied if it held an older period. A clock
// that went back counts into the latest one.
func (a *ApplicationCollector) slot() (*slot, int64) {
	n := max(int64(a.now().Sub(a.start)/period), 0)
	s := &a.slots[n%int64(len(a.slots))]
	if s.period < n {
		*s = slot{period: n}
	}
	return s, n
}

// Begin counts a request as active until the function returned is called.
func (a *ApplicationCollector) Begin() (end func()) {
	a.active.Add(1)
	return func() { a.active.Add(-1) }
}

// Record counts a request that ended. Statuses from 500 on are failures.
func (a *ApplicationCollector) Record(r APIMetrics) {
	var h uint64
	if r.User != "" {
		h = maphash.String(a.seed, r.User) // before the lock; users may be long
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	s, _ := a.slot()
	s.requests++
	if r.Status >= 500 {
		s.failures++
	}
	if r.User == "" {
		return
	}
	if s.users == nil {
		s.users = &sketch{}
	}
	s.users.add(h)
}

// Snapshot returns the state of the window that ends now.
func (a *ApplicationCollector) Snapshot() Application {
	a.mu.Lock()
	defer a.mu.Unlock()
	_, now := a.slot()
	var out Application
	var failures, requests int64
	var users sketch
	for i := range a.slots {
		s := &a.slots[i]
		if s.period <= now-int64(len(a.slots)) {
			continue
		}
		requests += s.requests
		failures += s.failures
		if s.users != nil {
			users.merge(s.users)
		}
	}
	passed := a.now().Sub(a.start)
	covered := min(passed, time.Duration(slots)*period+passed%period)
	out.ActiveUsers, out.ActiveRequests = users.count(), a.active.Load()
	if requests > 0 {
		out.ErrorRate = float64(failures) / float64(requests)
		out.RequestsPerSecond = float64(requests) / max(covered, time.Second).Seconds()
	}
	return out
}
