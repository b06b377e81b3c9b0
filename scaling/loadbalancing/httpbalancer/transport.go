package httpbalancer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go/adaptivelimiter"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// Sentinels of what a caller may handle. http.Client wraps them in *url.Error.
var (
	ErrLimited        = errors.New("httpbalancer: more requests under way than the limit")
	ErrAttemptTimeout = errors.New("httpbalancer: the node did not answer in time")
	ErrDeadline       = fmt.Errorf("httpbalancer: deadline: %w", context.DeadlineExceeded)
	ErrNodeURL        = errors.New("httpbalancer: the node has no URL that a request can go to")
)

// Stats count since the transport was built.
type Stats struct {
	Requests  int64 `json:"requests"`
	Attempts  int64 `json:"attempts"`  // all that were sent
	Retries   int64 `json:"retries"`   // of them, after another had failed
	Hedges    int64 `json:"hedges"`    // of them, beside another
	HedgesWon int64 `json:"hedgesWon"` // hedges whose answer was taken
	Denied    int64 `json:"denied"`    // retries and hedges for which no budget was left
	Limited   int64 `json:"limited"`   // requests refused by the limit of concurrency
	Failed    int64 `json:"failed"`    // requests that ended in an error
}

type counters struct {
	requests, attempts, retries, hedges, hedgesWon, denied, limited, failed atomic.Int64
}

// Transport is an http.RoundTripper over the nodes of a balancer. It is safe
// for concurrent use.
type Transport struct {
	set     Builder
	limiter adaptivelimiter.AdaptiveLimiter[any]
	count   counters
}

// Stats returns the counts.
func (t *Transport) Stats() Stats {
	c := &t.count
	return Stats{c.requests.Load(), c.attempts.Load(), c.retries.Load(), c.hedges.Load(), c.hedgesWon.Load(), c.denied.Load(), c.limited.Load(), c.failed.Load()}
}

// Budget returns what retries and hedges draw on.
func (t *Transport) Budget() *Budget { return t.set.budget }

// CloseIdleConnections closes those of the transport beneath.
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.set.inner.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// RoundTrip sends a request to one node after another until one answers well,
// or no more may be tried. It returns the last answer, which may be a bad one,
// or the last error.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	t.count.requests.Add(1)
	t.set.budget.request()
	permit, err := t.admit()
	if err != nil {
		closeBody(req)
		return nil, t.failed(err)
	}
	x, err := t.exchange(req)
	if err != nil {
		permit.drop()
		return nil, t.failed(err)
	}
	resp, err := x.run()
	if err != nil {
		x.end()
		permit.drop()
		return nil, t.failed(err)
	}
	release(resp, func() {
		x.end()
		permit.record()
	})
	return resp, nil
}

func (t *Transport) failed(err error) error {
	t.count.failed.Add(1)
	return err
}

// permit is a place within the limit of concurrency, if there is one.
type permit struct{ adaptivelimiter.Permit }

func (p permit) record() {
	if p.Permit != nil {
		p.Record()
	}
}

func (p permit) drop() {
	if p.Permit != nil {
		p.Drop()
	}
}

func (t *Transport) admit() (permit, error) {
	if t.limiter == nil {
		return permit{}, nil
	}
	p, ok := t.limiter.TryAcquirePermit()
	if !ok {
		t.count.limited.Add(1)
		return permit{}, fmt.Errorf("%w of %d", ErrLimited, t.limiter.Limit())
	}
	return permit{p}, nil
}

// exchange is one request with all its attempts.
type exchange struct {
	t      *Transport
	req    *http.Request
	body   *body
	ctx    context.Context
	end    context.CancelFunc
	repeat bool // it may be sent again though a node may have seen it
	key    uint64
	avoid  []string
}

func (t *Transport) exchange(req *http.Request) (*exchange, error) {
	b, err := replayable(req, t.set.buffer)
	if err != nil {
		return nil, err
	}
	x := &exchange{t: t, req: req, body: b, ctx: req.Context(), end: func() {}, repeat: repeatable(req)}
	if t.set.deadline > 0 {
		x.ctx, x.end = context.WithTimeoutCause(x.ctx, t.set.deadline, ErrDeadline)
	}
	if t.set.key != nil {
		if k := t.set.key(req); k != "" {
			x.key = loadbalancing.HashKey(k)
		}
	}
	return x, nil
}

// repeatable reports whether a request may be handled twice.
func repeatable(req *http.Request) bool {
	switch req.Method {
	case "", http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace, http.MethodPut, http.MethodDelete:
		return true
	}
	return req.Header.Get("Idempotency-Key") != "" || req.Header.Get("X-Idempotency-Key") != ""
}

// run makes attempts one after the other.
func (x *exchange) run() (*http.Response, error) {
	set := &x.t.set
	for n := 0; ; n++ {
		a := x.attempt()
		wait, again := x.again(a, n)
		if !again {
			x.body.close()
			return a.resp, x.explained(a.err)
		}
		if !set.budget.repeat() {
			x.t.count.denied.Add(1)
			x.body.close()
			return a.resp, x.explained(a.err)
		}
		a.discard()
		if err := pause(x.ctx, wait); err != nil {
			x.body.close()
			return nil, x.explained(err)
		}
		x.t.count.retries.Add(1)
	}
}

// explained is the deadline's own error in place of the context's.
func (x *exchange) explained(err error) error {
	if err != nil && x.ctx.Err() != nil && errors.Is(context.Cause(x.ctx), ErrDeadline) {
		return ErrDeadline
	}
	return err
}

// again decides whether the request is sent once more, and after how long.
func (x *exchange) again(a attempt, n int) (time.Duration, bool) {
	set := &x.t.set
	if n >= set.retries || x.ctx.Err() != nil || !x.body.again() {
		return 0, false
	}
	switch {
	case a.err != nil:
		if errors.Is(a.err, loadbalancing.ErrNoNodes) || !x.repeat && !a.unsent() {
			return 0, false
		}
	case !x.repeat || !contains(set.statuses, a.resp.StatusCode):
		return 0, false
	default:
		if after, asked := retryAfter(a.resp); asked {
			return after, after <= set.maxBackoff
		}
	}
	return jitter(set.backoff, set.maxBackoff, n), true
}
