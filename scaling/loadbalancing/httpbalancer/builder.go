package httpbalancer

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/failsafe-go/failsafe-go/adaptivelimiter"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Where a [Builder] is told nothing.
const (
	DefaultRetries     = 2
	DefaultBackoff     = 25 * time.Millisecond
	DefaultMaxBackoff  = time.Second
	DefaultBufferBytes = 64 << 10
)

// Builder describes a [Transport]. It is an immutable value: each With method
// returns a changed copy.
type Builder struct {
	balancer   *loadbalancing.Balancer
	inner      http.RoundTripper
	retries    int
	budget     *Budget
	backoff    time.Duration
	maxBackoff time.Duration
	statuses   []int
	hedge      time.Duration
	attempt    time.Duration
	deadline   time.Duration
	buffer     int64
	limit      [2]uint
	key        func(*http.Request) string
	nodeHost   bool
	inFlight   string
}

// New describes a transport to the nodes of a balancer.
func New(b *loadbalancing.Balancer) Builder {
	return Builder{balancer: b, retries: DefaultRetries, backoff: DefaultBackoff, maxBackoff: DefaultMaxBackoff, buffer: DefaultBufferBytes,
		statuses: []int{http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}}
}

// WithTransport sets what sends single requests; the default is a copy of
// http.DefaultTransport.
func (b Builder) WithTransport(rt http.RoundTripper) Builder { b.inner = rt; return b }

// WithRetries sets how often a request is tried again, >= 0; the default is 2.
func (b Builder) WithRetries(n int) Builder { b.retries = n; return b }

// WithRetryStatuses sets which answers are tried again; the default is 429,
// 500, 502, 503 and 504.
func (b Builder) WithRetryStatuses(s ...int) Builder { b.statuses = slices.Clone(s); return b }

// WithBudget sets what retries and hedges draw on; the default is a budget of
// its own with a fifth of the requests and ten a second.
func (b Builder) WithBudget(budget *Budget) Builder { b.budget = budget; return b }

// WithBackoff sets the wait before a retry: a random time up to base, twice
// that at each further one, at most most. An answer's Retry-After is heeded up
// to most; one that asks for more is returned as it is.
func (b Builder) WithBackoff(base, most time.Duration) Builder {
	b.backoff, b.maxBackoff = base, most
	return b
}

// WithHedge sends a request that may be repeated to a second node as well
// when the first has not answered within d, and takes the first good answer;
// 0, the default, does not. Good values are near the 95th percentile.
func (b Builder) WithHedge(d time.Duration) Builder { b.hedge = d; return b }

// WithAttemptTimeout sets how long a node has until the head of its answer;
// 0, the default, is without end. A node that is late has failed.
func (b Builder) WithAttemptTimeout(d time.Duration) Builder { b.attempt = d; return b }

// WithDeadline sets how long all attempts and the reading of the answer may
// take together; 0, the default, is as long as the request's context lets.
func (b Builder) WithDeadline(d time.Duration) Builder { b.deadline = d; return b }

// WithBuffer sets up to how many bytes of a body without GetBody are kept to
// send it again; the default is 64 KiB. One that is longer, or of unknown
// length, is sent once.
func (b Builder) WithBuffer(bytes int64) Builder { b.buffer = bytes; return b }

// WithConcurrencyLimit bounds requests under way by a limit that follows the
// latency, between min and max: what is over it ends in [ErrLimited] at once.
func (b Builder) WithConcurrencyLimit(min, max uint) Builder { b.limit = [2]uint{min, max}; return b }

// WithHashKey sets the key that hashing strategies place a request by, such as
// a user; nil, the default, and "" are none.
func (b Builder) WithHashKey(f func(*http.Request) string) Builder { b.key = f; return b }

// WithNodeHost sends the node's host as Host header; by default it is that of
// the request, so that all nodes see the same.
func (b Builder) WithNodeHost() Builder { b.nodeHost = true; return b }

// WithInFlightHeader names an answer's header by which a node tells how many
// requests it has under way; the Prequal strategy uses it.
func (b Builder) WithInFlightHeader(name string) Builder { b.inFlight = name; return b }

// Build returns the transport, or an error that tells every fault at once.
func (b Builder) Build() (*Transport, error) {
	var errs []error
	refuse := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("httpbalancer: "+format, values...))
		}
	}
	refuse(b.balancer == nil, "balancer: must not be nil")
	refuse(b.retries < 0, "retries %d: must be >= 0", b.retries)
	refuse(b.backoff < 0 || b.maxBackoff < b.backoff, "backoff %v to %v: must be >= 0 and in order", b.backoff, b.maxBackoff)
	refuse(b.hedge < 0 || b.attempt < 0 || b.deadline < 0, "hedge %v, attempt timeout %v, deadline %v: must be >= 0", b.hedge, b.attempt, b.deadline)
	refuse(b.buffer < 0, "buffer of %d bytes: must be >= 0", b.buffer)
	refuse(b.limit[1] < b.limit[0] || b.limit[0] == 0 && b.limit[1] > 0, "concurrency limit %d to %d: must be >= 1 and in order", b.limit[0], b.limit[1])
	for _, s := range b.statuses {
		refuse(s < 300 || s > 599, "retry status %d: must be 300 to 599", s)
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	if b.inner == nil {
		b.inner = http.DefaultTransport
		if t, ok := b.inner.(*http.Transport); ok {
			b.inner = t.Clone()
		}
	}
	if b.budget == nil {
		var err error
		if b.budget, err = NewBudget(DefaultBudgetRatio, DefaultBudgetMinute); err != nil {
			return nil, err
		}
	}
	t := &Transport{set: b}
	if b.limit[1] > 0 {
		first := min(max(20, b.limit[0]), b.limit[1])
		t.limiter = adaptivelimiter.NewBuilder[any]().WithLimits(b.limit[0], b.limit[1], first).Build()
	}
	return t, nil
}
