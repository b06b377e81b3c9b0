package httpbalancer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/scicore-go/scicore/internal/leak"
	"github.com/scicore-go/scicore/scaling/loadbalancing"
	"github.com/scicore-go/scicore/scaling/loadbalancing/httpbalancer"
)

func TestMain(m *testing.M) { leak.Main(m) }

// fleet is real servers with a balancer over them.
type fleet struct {
	lb    *loadbalancing.Balancer
	hits  []atomic.Int64
	nodes []loadbalancing.Node
}

func newFleet(t testing.TB, b loadbalancing.Builder, handlers ...http.HandlerFunc) *fleet {
	t.Helper()
	f := &fleet{hits: make([]atomic.Int64, len(handlers))}
	for i, h := range handlers {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			f.hits[i].Add(1)
			h(w, r)
		}))
		t.Cleanup(s.Close)
		f.nodes = append(f.nodes, loadbalancing.Node{ID: fmt.Sprintf("n%d", i), URL: s.URL})
	}
	lb, err := b.WithNodes(f.nodes...).Build()
	if err != nil {
		t.Fatal(err)
	}
	f.lb = lb
	return f
}

func (f *fleet) client(t testing.TB, with func(httpbalancer.Builder) httpbalancer.Builder) (*http.Client, *httpbalancer.Transport) {
	t.Helper()
	inner := http.DefaultTransport.(*http.Transport).Clone()
	inner.MaxIdleConnsPerHost = 64
	b := httpbalancer.New(f.lb).WithBackoff(0, 0).WithTransport(inner)
	if with != nil {
		b = with(b)
	}
	tr, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(tr.CloseIdleConnections)
	return &http.Client{Transport: tr}, tr
}

// settled checks that nothing is under way any more.
func (f *fleet) settled(t testing.TB) {
	t.Helper()
	eventually(t, "nothing in flight", func() bool { return f.lb.Metrics().InFlight == 0 })
}

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not within 20 s: %s", what)
		}
	}
}

func say(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		io.WriteString(w, text)
	}
}

func echo(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	fmt.Fprintf(w, "%s %s %s %s", r.Method, r.Host, r.URL.RequestURI(), b)
}

func read(t testing.TB, resp *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func TestRequestsReachNodesUnchanged(t *testing.T) {
	f := newFleet(t, loadbalancing.New(), echo)
	client, _ := f.client(t, nil)
	resp, err := client.Post("http://orders/a%2Fb/c?x=1&y=%20", "text/plain", strings.NewReader("hello"))
	if _, got := read(t, resp, err); got != "POST orders /a%2Fb/c?x=1&y=%20 hello" {
		t.Error(got)
	}
	// A node below a path of its own, and with its own host.
	node := f.nodes[0]
	node.ID, node.URL = "below", node.URL+"/api%2F1/"
	lb, err := loadbalancing.New().WithNodes(node).Build()
	if err != nil {
		t.Fatal(err)
	}
	g := &fleet{lb: lb, hits: f.hits}
	client, _ = g.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithNodeHost() })
	resp, err = client.Get("http://orders/x//y%2F?z")
	if _, got := read(t, resp, err); got != "GET "+strings.TrimPrefix(f.nodes[0].URL, "http://")+" /api%2F1/x//y%2F?z " {
		t.Error(got)
	}
	f.settled(t)
	g.settled(t)
}

func TestWhatIsTriedAgain(t *testing.T) {
	once := struct{ io.Reader }{} // hides the type, so that there is no GetBody
	for _, tc := range []struct {
		name    string
		status  int
		request func(ctx context.Context) *http.Request
		again   bool
	}{
		{"GET 503", 503, func(ctx context.Context) *http.Request { return request(ctx, "GET", nil) }, true},
		{"GET 500", 500, func(ctx context.Context) *http.Request { return request(ctx, "GET", nil) }, true},
		{"GET 429", 429, func(ctx context.Context) *http.Request { return request(ctx, "GET", nil) }, true},
		{"GET 404", 404, func(ctx context.Context) *http.Request { return request(ctx, "GET", nil) }, false},
		{"PUT 503", 503, func(ctx context.Context) *http.Request { return request(ctx, "PUT", strings.NewReader("body")) }, true},
		{"PUT 503, short body of a plain reader", 503, func(ctx context.Context) *http.Request {
			r := request(ctx, "PUT", once)
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("body")), 4
			return r
		}, true},
		{"PUT 503, body of unknown length", 503, func(ctx context.Context) *http.Request {
			r := request(ctx, "PUT", nil)
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader("body")), -1
			return r
		}, false},
		{"POST 503", 503, func(ctx context.Context) *http.Request { return request(ctx, "POST", strings.NewReader("body")) }, false},
		{"POST 503 with a key", 503, func(ctx context.Context) *http.Request {
			r := request(ctx, "POST", strings.NewReader("body"))
			r.Header.Set("Idempotency-Key", "1")
			return r
		}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var first atomic.Bool
			handler := func(w http.ResponseWriter, r *http.Request) {
				b, _ := io.ReadAll(r.Body)
				if first.CompareAndSwap(false, true) {
					w.WriteHeader(tc.status)
				}
				w.Write(b)
			}
			f := newFleet(t, loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin), handler, handler)
			client, tr := f.client(t, nil)
			req := tc.request(context.Background())
			hasBody := req.Body != nil
			resp, err := client.Do(req)
			status, body := read(t, resp, err)
			want := map[bool]int{true: 200, false: tc.status}[tc.again]
			if status != want || hasBody && body != "body" {
				t.Errorf("%d %q, want %d", status, body, want)
			}
			if s := tr.Stats(); (s.Retries == 1) != tc.again || s.Attempts != s.Retries+1 {
				t.Errorf("%+v", s)
			}
			if tc.again && (f.hits[0].Load() != 1 || f.hits[1].Load() != 1) {
				t.Error("the second attempt went to the same node")
			}
			f.settled(t)
		})
	}
}

func request(ctx context.Context, method string, body io.Reader) *http.Request {
	if body == (struct{ io.Reader }{}) {
		body = nil
	}
	r, err := http.NewRequestWithContext(ctx, method, "http://service/", body)
	if err != nil {
		panic(err)
	}
	return r
}

// What never left this machine may be tried again whatever it is.
func TestRefusedConnections(t *testing.T) {
	gone, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	gone.Close()
	f := newFleet(t, loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin), echo)
	if err := f.lb.AddNode(loadbalancing.Node{ID: "gone", URL: "http://" + gone.Addr().String()}, loadbalancing.Node{ID: "no url", URL: "orders:80"}); err != nil {
		t.Fatal(err)
	}
	client, tr := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithRetries(3) })
	for range 6 {
		resp, err := client.Post("http://service/", "text/plain", strings.NewReader("x"))
		if status, _ := read(t, resp, err); status != 200 {
			t.Error(status)
		}
	}
	if s := tr.Stats(); s.Retries < 4 || s.Failed != 0 {
		t.Errorf("%+v", s)
	}
	f.settled(t)
}

// A service that is down is not asked five times as much.
func TestBudget(t *testing.T) {
	now := time.Now()
	budget, err := httpbalancer.NewBudgetAt(0.2, 60, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	f := newFleet(t, loadbalancing.New(), say(503, "no"), say(503, "no"))
	client, tr := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithRetries(5).WithBudget(budget) })
	for range 200 {
		resp, err := client.Get("http://service/")
		if status, body := read(t, resp, err); status != 503 || body != "no" {
			t.Errorf("%d %q: the last answer should come back", status, body)
		}
	}
	// A fifth of 200 and ten seconds of one a second.
	if s := tr.Stats(); s.Retries != 50 || s.Denied == 0 || budget.Left() >= 1 {
		t.Errorf("%+v, %v left", s, budget.Left())
	}
	now = now.Add(time.Minute)
	if left := budget.Left(); left != 10 {
		t.Errorf("%v left a minute later", left)
	}
	f.settled(t)
}

func TestRetryAfter(t *testing.T) {
	var asked atomic.Int64
	for _, tc := range []struct {
		header string
		tries  int64
	}{{"0", 2}, {"3600", 1}, {time.Now().Add(time.Hour).UTC().Format(http.TimeFormat), 1}, {time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat), 2}, {"soon", 2}} {
		asked.Store(0)
		f := newFleet(t, loadbalancing.New(), func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Retry-After", tc.header)
			w.WriteHeader(503)
		})
		client, _ := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder {
			return b.WithRetries(1).WithBackoff(time.Millisecond, 2*time.Millisecond)
		})
		resp, err := client.Get("http://service/")
		if status, _ := read(t, resp, err); status != 503 || asked.Load() != tc.tries {
			t.Errorf("Retry-After %q: %d, %d tries, want %d", tc.header, status, asked.Load(), tc.tries)
		}
	}
}

// hang answers when the request is given up or released.
func hang(release <-chan struct{}) http.HandlerFunc {
	return func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-release:
		}
	}
}

func TestHedge(t *testing.T) {
	release := make(chan struct{})
	f := newFleet(t, loadbalancing.New().WithAlgorithm(loadbalancing.RoundRobin), hang(release), say(200, "quick"))
	client, tr := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithHedge(time.Millisecond) })
	for range 20 {
		resp, err := client.Get("http://service/")
		if _, body := read(t, resp, err); body != "quick" {
			t.Errorf("%q", body)
		}
	}
	close(release)
	s := tr.Stats()
	if s.Hedges < 10 || s.HedgesWon < 10 || s.Retries != 0 {
		t.Errorf("%+v", s)
	}
	f.settled(t)
	for _, n := range f.lb.Metrics().Nodes {
		if n.Failures != 0 {
			t.Errorf("node %s is blamed for being overtaken: %+v", n.ID, n)
		}
	}
	// What must not be repeated is not hedged.
	slow := newFleet(t, loadbalancing.New(), func(w http.ResponseWriter, _ *http.Request) { time.Sleep(20 * time.Millisecond) })
	client, tr = slow.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithHedge(time.Millisecond) })
	resp, err := client.Post("http://service/", "text/plain", strings.NewReader("x"))
	if status, _ := read(t, resp, err); status != 200 || tr.Stats().Hedges != 0 {
		t.Errorf("%d, %+v", status, tr.Stats())
	}
}

func TestTimeouts(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	f := newFleet(t, loadbalancing.New(), hang(release))
	client, _ := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder {
		return b.WithAttemptTimeout(20 * time.Millisecond).WithRetries(1)
	})
	if _, err := client.Get("http://service/"); !errors.Is(err, httpbalancer.ErrAttemptTimeout) {
		t.Error(err)
	}
	if n := f.lb.Metrics().Nodes[0]; n.Failures != 2 {
		t.Errorf("%+v", n)
	}
	client, _ = f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithDeadline(20 * time.Millisecond) })
	if _, err := client.Get("http://service/"); !errors.Is(err, httpbalancer.ErrDeadline) || !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	// The caller who gives up says nothing about the node.
	f.settled(t)
	client, _ = f.client(t, nil)
	ctx, cancel := context.WithCancel(context.Background())
	before, hits := f.lb.Metrics().Nodes[0], f.hits[0].Load()
	done := make(chan error)
	go func() {
		_, err := client.Do(request(ctx, "GET", nil))
		done <- err
	}()
	eventually(t, "the node is asked", func() bool { return f.hits[0].Load() > hits })
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	f.settled(t)
	if after := f.lb.Metrics().Nodes[0]; after.Failures != before.Failures || after.Canceled != before.Canceled+1 {
		t.Errorf("%+v, before %+v", after, before)
	}
}

// The deadline holds while the answer is read.
func TestDeadlineOfTheBody(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	f := newFleet(t, loadbalancing.New(), func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "begin")
		w.(http.Flusher).Flush()
		hang(release)(w, r)
	})
	var resp *http.Response
	for _, d := range []time.Duration{50 * time.Millisecond, time.Second, 20 * time.Second} { // a busy machine may need longer to begin
		client, _ := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithDeadline(d) })
		var err error
		if resp, err = client.Get("http://service/"); err == nil {
			break
		}
		if !errors.Is(err, httpbalancer.ErrDeadline) {
			t.Fatal(err)
		}
	}
	if resp == nil {
		t.Fatal("no answer began within 20 s")
	}
	defer resp.Body.Close()
	if b, err := io.ReadAll(resp.Body); err == nil || string(b) != "begin" {
		t.Errorf("%q, %v", b, err)
	}
	f.settled(t)
}

func TestConcurrencyLimit(t *testing.T) {
	release := make(chan struct{})
	f := newFleet(t, loadbalancing.New(), hang(release))
	client, tr := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder { return b.WithConcurrencyLimit(2, 2) })
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			if resp, err := client.Get("http://service/"); err != nil {
				t.Error(err)
			} else {
				resp.Body.Close()
			}
		})
	}
	eventually(t, "two under way", func() bool { return f.hits[0].Load() == 2 })
	if _, err := client.Get("http://service/"); !errors.Is(err, httpbalancer.ErrLimited) {
		t.Error(err)
	}
	close(release)
	wg.Wait()
	if s := tr.Stats(); s.Limited != 1 || s.Failed != 1 {
		t.Errorf("%+v", s)
	}
	resp, err := client.Get("http://service/")
	if status, _ := read(t, resp, err); status != 200 {
		t.Error("the places were not given back")
	}
}

func TestHashKey(t *testing.T) {
	f := newFleet(t, loadbalancing.New().WithAlgorithm(keyed{}), say(200, "a"), say(200, "b"), say(200, "c"))
	client, _ := f.client(t, func(b httpbalancer.Builder) httpbalancer.Builder {
		return b.WithHashKey(func(r *http.Request) string { return r.Header.Get("User") })
	})
	for _, user := range []string{"ann", "bob", "cid", "dan"} {
		seen := make(map[string]bool)
		for range 10 {
			r := request(context.Background(), "GET", nil)
			r.Header.Set("User", user)
			resp, err := client.Do(r)
			_, body := read(t, resp, err)
			seen[body] = true
		}
		if len(seen) != 1 {
			t.Errorf("%s went to %v", user, seen)
		}
	}
}

// keyed places by the key alone.
type keyed struct{}

func (keyed) Name() string { return "keyed" }
func (keyed) NewPicker(v loadbalancing.View, _ loadbalancing.Picker) loadbalancing.Picker {
	return keyedPicker(v.Endpoints)
}

type keyedPicker []*loadbalancing.Endpoint

func (k keyedPicker) Pick(r loadbalancing.Request) *loadbalancing.Endpoint {
	return k[r.Key%uint64(len(k))]
}

func TestNoNodes(t *testing.T) {
	lb, err := loadbalancing.New().Build()
	if err != nil {
		t.Fatal(err)
	}
	client, tr := (&fleet{lb: lb}).client(t, nil)
	if _, err := client.Post("http://service/", "text/plain", strings.NewReader("x")); !errors.Is(err, loadbalancing.ErrNoNodes) || tr.Stats().Retries != 0 {
		t.Errorf("%v, %+v", err, tr.Stats())
	}
}

func TestBodiesAreClosed(t *testing.T) {
	f := newFleet(t, loadbalancing.New(), say(503, "no"))
	client, _ := f.client(t, nil)
	for _, length := range []int64{3, -1} {
		c := &closer{Reader: strings.NewReader("abc")}
		r := request(context.Background(), "PUT", nil)
		r.Body, r.ContentLength = c, length
		resp, err := client.Do(r)
		read(t, resp, err)
		eventually(t, "closed", func() bool { return c.closed.Load() > 0 })
	}
	// A body that is not as long as it says.
	r := request(context.Background(), "PUT", nil)
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader("abc")), 5
	if _, err := client.Do(r); err == nil || !strings.Contains(err.Error(), "Content-Length says 5") {
		t.Error(err)
	}
}

type closer struct {
	io.Reader
	closed atomic.Int64
}

func (c *closer) Close() error { c.closed.Add(1); return nil }

func TestUpgrade(t *testing.T) {
	f := newFleet(t, loadbalancing.New(), func(w http.ResponseWriter, _ *http.Request) {
		c, rw, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		defer c.Close()
		io.WriteString(c, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
		line, _ := rw.ReadString('\n')
		io.WriteString(c, line)
	})
	client, _ := f.client(t, nil)
	r := request(context.Background(), "GET", nil)
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "echo")
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	rw, ok := resp.Body.(io.ReadWriteCloser)
	if !ok {
		t.Fatal("the connection cannot be written to")
	}
	io.WriteString(rw, "hello\n")
	b := make([]byte, 6)
	if _, err := io.ReadFull(rw, b); err != nil || string(b) != "hello\n" {
		t.Errorf("%q, %v", b, err)
	}
	rw.Close()
	f.settled(t)
}

func TestFaultsAreAllTold(t *testing.T) {
	_, err := httpbalancer.New(nil).WithRetries(-1).WithBackoff(2, 1).WithHedge(-1).WithBuffer(-1).WithConcurrencyLimit(5, 2).WithRetryStatuses(200).Build()
	for _, want := range []string{"balancer", "retries -1", "backoff", "hedge", "buffer", "concurrency limit 5 to 2", "retry status 200"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
	if _, err := httpbalancer.NewBudget(-1, -1); err == nil || !strings.Contains(err.Error(), "ratio") || !strings.Contains(err.Error(), "a minute") {
		t.Error(err)
	}
}
