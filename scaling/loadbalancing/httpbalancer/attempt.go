package httpbalancer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/scicore-go/scicore/scaling/loadbalancing"
)

// attempt is how one try ended.
type attempt struct {
	resp  *http.Response
	err   error
	hedge bool
}

// unsent reports whether no node has seen the request.
func (a attempt) unsent() bool {
	var op *net.OpError
	return errors.As(a.err, &op) && op.Op == "dial" || errors.Is(a.err, ErrNodeURL)
}

// good reports whether the answer ends the race of a hedge.
func (x *exchange) good(a attempt) bool {
	return a.err == nil && !contains(x.t.set.statuses, a.resp.StatusCode)
}

// maxDrain is how much of an answer that nobody wants is read, to keep its
// connection.
const maxDrain = 64 << 10

// discard reads and closes an answer that nobody wants.
func (a attempt) discard() {
	if a.resp != nil {
		io.CopyN(io.Discard, a.resp.Body, maxDrain)
		a.resp.Body.Close()
	}
}

// attempt sends the request once, and beside it once more where it is to be
// hedged.
func (x *exchange) attempt() attempt {
	if x.t.set.hedge == 0 || !x.repeat || !x.body.again() {
		first, err := x.prepare()
		if err != nil {
			return attempt{err: err}
		}
		return first.send()
	}
	return x.race()
}

// race sends the request, and again to another node when the first is late.
// The first good answer wins; the other is called off.
func (x *exchange) race() attempt {
	results := make(chan attempt, 2)
	var running []*flight
	start := func(hedge bool) error {
		f, err := x.prepare()
		if err != nil {
			return err
		}
		f.hedge = hedge
		running = append(running, f)
		go func() { results <- f.send() }()
		return nil
	}
	if err := start(false); err != nil {
		return attempt{err: err}
	}
	late := time.NewTimer(x.t.set.hedge)
	defer late.Stop()
	var last attempt
	for pending := 1; pending > 0; {
		select {
		case <-late.C:
			if !x.t.set.budget.repeat() {
				x.t.count.denied.Add(1)
			} else if start(true) == nil {
				x.t.count.hedges.Add(1)
				pending++
			}
		case a := <-results:
			pending--
			if x.good(a) || pending == 0 && last.err == nil && last.resp == nil {
				x.callOff(running, a, results, pending)
				return a
			}
			last.discard()
			last = a
			if pending == 0 {
				return last
			}
		}
	}
	return last
}

// callOff ends all flights but the one whose answer is taken.
func (x *exchange) callOff(running []*flight, taken attempt, results <-chan attempt, pending int) {
	if taken.hedge {
		x.t.count.hedgesWon.Add(1)
	}
	for _, f := range running {
		if f.hedge != taken.hedge {
			f.cancel(errOvertaken)
		}
	}
	if pending > 0 {
		go func() { (<-results).discard() }() // it ends soon: it was cancelled
	}
}

var errOvertaken = fmt.Errorf("httpbalancer: another node was faster: %w", context.Canceled)

// flight is one request to one node.
type flight struct {
	x      *exchange
	ticket loadbalancing.Ticket
	req    *http.Request
	cancel context.CancelCauseFunc
	hedge  bool
	began  time.Time
}

// prepare picks a node and addresses the request to it.
func (x *exchange) prepare() (*flight, error) {
	ticket, err := x.t.set.balancer.Pick(loadbalancing.Request{Key: x.key, Avoid: x.avoid})
	if err != nil {
		return nil, err
	}
	node := ticket.Node()
	x.avoid = append(x.avoid, node.ID)
	base, err := url.Parse(node.URL)
	if err == nil && (base.Scheme == "" || base.Host == "") {
		err = errors.New("scheme or host is missing")
	}
	if err != nil {
		ticket.Done(loadbalancing.Outcome{Result: loadbalancing.Failure})
		return nil, fmt.Errorf("%w: node %q, %q: %w", ErrNodeURL, node.ID, node.URL, err)
	}
	ctx, cancel := context.WithCancelCause(x.ctx)
	req := x.req.Clone(ctx)
	req.URL.Scheme, req.URL.Host = base.Scheme, base.Host
	if base.User != nil {
		req.URL.User = base.User
	}
	below(req.URL, base)
	if x.t.set.nodeHost {
		req.Host = base.Host
	} else if req.Host == "" {
		req.Host = x.req.URL.Host
	}
	if req.Body, req.ContentLength, err = x.body.next(); err != nil {
		cancel(nil)
		ticket.Done(loadbalancing.Outcome{Result: loadbalancing.Canceled})
		return nil, err
	}
	return &flight{x: x, ticket: ticket, req: req, cancel: cancel}, nil
}

// below puts the path of a URL below that of a base. It cleans nothing: what
// is asked for is the caller's business.
func below(u, base *url.URL) {
	prefix, escaped := strings.TrimSuffix(base.Path, "/"), strings.TrimSuffix(base.EscapedPath(), "/")
	if prefix == "" {
		return
	}
	path, raw := u.Path, u.EscapedPath()
	if !strings.HasPrefix(path, "/") {
		path, raw = "/"+path, "/"+raw
	}
	u.Path, u.RawPath = prefix+path, escaped+raw
}

// send does the round trip and tells the balancer about it.
func (f *flight) send() attempt {
	f.x.t.count.attempts.Add(1)
	f.began = time.Now()
	timer := f.timeout()
	resp, err := f.x.t.set.inner.RoundTrip(f.req)
	if timer != nil && !timer.Stop() && err == nil { // too late, by a hair
		resp.Body.Close()
		err = ErrAttemptTimeout
	}
	latency := time.Since(f.began)
	if err != nil {
		if cause := context.Cause(f.req.Context()); errors.Is(cause, ErrAttemptTimeout) {
			err = fmt.Errorf("%w: node %q within %v", ErrAttemptTimeout, f.ticket.Node().ID, f.x.t.set.attempt)
		}
		f.ticket.Done(loadbalancing.Outcome{Result: f.judge(err), Latency: latency})
		f.cancel(nil)
		return attempt{err: err, hedge: f.hedge}
	}
	outcome := loadbalancing.Outcome{Result: judged(resp.StatusCode), Latency: latency, InFlight: f.told(resp)}
	release(resp, f.finish(outcome))
	return attempt{resp: resp, hedge: f.hedge}
}

func (f *flight) timeout() *time.Timer {
	d := f.x.t.set.attempt
	if d == 0 {
		return nil
	}
	return time.AfterFunc(d, func() { f.cancel(ErrAttemptTimeout) })
}

// judge says what an error tells about the node: nothing, where it was the
// caller who gave up.
func (f *flight) judge(err error) loadbalancing.Result {
	cause := context.Cause(f.req.Context())
	if cause != nil && !errors.Is(cause, ErrAttemptTimeout) && !errors.Is(err, ErrAttemptTimeout) {
		if errors.Is(cause, ErrDeadline) || errors.Is(cause, context.DeadlineExceeded) {
			return loadbalancing.Failure // it had all the time there was
		}
		return loadbalancing.Canceled
	}
	return loadbalancing.Failure
}

func judged(status int) loadbalancing.Result {
	switch {
	case status == http.StatusTooManyRequests:
		return loadbalancing.RateLimited
	case status >= 500 && status != http.StatusNotImplemented:
		return loadbalancing.Failure
	}
	return loadbalancing.Success
}

// told is how many requests the node says it has under way.
func (f *flight) told(resp *http.Response) int {
	if f.x.t.set.inFlight == "" {
		return 0
	}
	n, err := strconv.Atoi(resp.Header.Get(f.x.t.set.inFlight))
	if err != nil {
		return 0
	}
	return n
}

// finish returns what ends the flight once its answer has been read: until
// then it counts as under way.
func (f *flight) finish(o loadbalancing.Outcome) func() {
	return func() {
		f.ticket.Done(o)
		f.cancel(nil)
	}
}

// release has f called once, when the answer's body is at its end or closed.
func release(resp *http.Response, f func()) {
	once := sync.OnceFunc(f)
	if resp.Body == http.NoBody {
		once()
		return
	}
	if w, ok := resp.Body.(io.ReadWriteCloser); ok { // a connection after 101
		resp.Body = &conn{w, once}
		return
	}
	resp.Body = &reader{resp.Body, once}
}

type reader struct {
	io.ReadCloser
	done func()
}

func (r *reader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	if err != nil {
		r.done()
	}
	return n, err
}

func (r *reader) Close() error {
	defer r.done()
	return r.ReadCloser.Close()
}

type conn struct {
	io.ReadWriteCloser
	done func()
}

func (c *conn) Close() error {
	defer c.done()
	return c.ReadWriteCloser.Close()
}
