package progresshttp

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/scicore-go/scicore/observability/progress"
)

// client reads a stream.
type client struct {
	t    *testing.T
	body io.ReadCloser
	in   *bufio.Scanner
}

func connect(t *testing.T, url string) *client {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	if resp.StatusCode != 200 || resp.Header.Get("Content-Type") != "text/event-stream" || resp.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v", resp.StatusCode, resp.Header)
	}
	return &client{t, resp.Body, bufio.NewScanner(resp.Body)}
}

// block returns the lines up to the next empty one, as the standard has it;
// ok is false at the end of the stream.
func (c *client) block() (lines []string, ok bool) {
	for c.in.Scan() {
		if c.in.Text() == "" {
			return lines, true
		}
		lines = append(lines, c.in.Text())
	}
	return lines, false
}

// next returns the next event, or false at the end of the stream.
func (c *client) next() (e event, ok bool) {
	for {
		lines, ok := c.block()
		if !ok {
			return e, false
		}
		if len(lines) == 2 && lines[0] == "event: progress" {
			data, found := strings.CutPrefix(lines[1], "data: ")
			if err := json.Unmarshal([]byte(data), (*wire)(&e)); !found || err != nil {
				c.t.Errorf("%q: %v", lines, err)
			}
			return e, true
		}
	}
}

// wire is an event without the state, which has no way back from text.
type wire event

func (w *wire) UnmarshalJSON(b []byte) error {
	var m struct {
		ID    uint64
		Name  string
		State string
		Done  int64
		Total *int64
		Error string
	}
	err := json.Unmarshal(b, &m)
	*w = wire{ID: m.ID, Name: m.Name, Done: m.Done, Total: m.Total, Error: m.Error, Note: m.State}
	return err
}

func (c *client) state(e event) string { return e.Note }

func eventually(t *testing.T, what string, f func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !f(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal(what)
		}
	}
}

func start(t *testing.T, l *progress.Latest, o *Options) (*handler, string) {
	t.Helper()
	h := Handler(l, o).(*handler)
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return h, srv.URL
}

func work(t *testing.T, l *progress.Latest) (context.Context, *progress.Task) {
	ctx := progress.Options{Interval: time.Millisecond}.With(t.Context(), l)
	return ctx, progress.Start(ctx, "a\nname: with \"signs\"", 100, "rows")
}

func TestManyClients(t *testing.T) {
	var l progress.Latest
	h, url := start(t, &l, nil)
	_, p := work(t, &l)
	var wg sync.WaitGroup
	clients := make([]*client, 10)
	for i := range clients {
		clients[i] = connect(t, url)
	}
	for _, c := range clients {
		wg.Go(func() {
			last := int64(-1)
			for {
				e, ok := c.next()
				if !ok || e.Done < last || *e.Total != 100 || e.Name != "a\nname: with \"signs\"" {
					t.Errorf("%v after %d: %+v", ok, last, e)
					return
				}
				last = e.Done
				if c.state(e) == "finished" {
					if e.Done != 100 {
						t.Errorf("finished at %d", e.Done)
					}
					return
				}
			}
		})
	}
	for range 100 {
		p.Add(1)
		time.Sleep(time.Millisecond)
	}
	p.Done(nil)
	wg.Wait()
	for _, c := range clients {
		c.body.Close()
	}
	eventually(t, "clients that left are still counted", func() bool { return h.clients.Load() == 0 })
}

// Who comes late finds how things stand, ended tasks included.
func TestLateClient(t *testing.T) {
	var l progress.Latest
	_, url := start(t, &l, nil)
	_, p := work(t, &l)
	p.Add(30)
	p.Done(errors.New("password wrong"))
	c := connect(t, url)
	if e, ok := c.next(); !ok || c.state(e) != "failed" || e.Done != 30 || e.Error != "failed" {
		t.Errorf("%+v", e)
	}
}

// A client that reads nothing must not hold up the work or others, and is
// dropped.
func TestClientThatDoesNotRead(t *testing.T) {
	var l progress.Latest
	quick, url := start(t, &l, &Options{WriteTimeout: 100 * time.Millisecond})
	silent(t, quick, url)
	patient, url := start(t, &l, &Options{WriteTimeout: time.Minute})
	silent(t, patient, url)
	note := strings.Repeat("x", 1<<20)
	begin := time.Now()
	for i := range 100 { // 100 MB, more than any socket buffers
		l.Report(progress.Update{ID: uint64(i + 1), Note: note, State: progress.Finished})
	}
	if took := time.Since(begin); took > 30*time.Second { // less than the patient one waits
		t.Errorf("reports took %v", took)
	}
	id := uint64(1000)
	eventually(t, "a client that does not read was kept", func() bool {
		id++ // on and on: what was reported in one go may have been left out, and the rest fit some buffer
		l.Report(progress.Update{ID: id, Note: note, State: progress.Finished})
		return quick.clients.Load() == 0
	})
}

// silent connects a client that asks and never reads.
func silent(t *testing.T, h *handler, url string) {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.(*net.TCPConn).SetReadBuffer(4096)
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	eventually(t, "never connected", func() bool { return h.clients.Load() == 1 })
}

func TestHeartbeat(t *testing.T) {
	var l progress.Latest
	_, url := start(t, &l, &Options{Heartbeat: 5 * time.Millisecond})
	c := connect(t, url)
	if b, ok := c.block(); !ok || len(b) != 1 || b[0] != "retry: 2000" {
		t.Errorf("%q", b)
	}
	for range 3 {
		if b, ok := c.block(); !ok || len(b) != 1 || b[0] != ":" {
			t.Errorf("%q", b)
		}
	}
}

func TestTooManyClientsAndTheEnd(t *testing.T) {
	var l progress.Latest
	until, cancel := context.WithCancel(t.Context())
	h, url := start(t, &l, &Options{MaxClients: 1, Until: until})
	c := connect(t, url)
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 503 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("%d", resp.StatusCode)
	}
	cancel()
	for _, ok := c.block(); ok; _, ok = c.block() {
	}
	if err := c.in.Err(); err != nil {
		t.Errorf("the stream broke off: %v", err)
	}
	eventually(t, "a stream goes on", func() bool { return h.clients.Load() == 0 })
}

func TestOnceAndMethods(t *testing.T) {
	var l progress.Latest
	ctx, p := work(t, &l)
	defer p.Done(nil)
	progress.Start(p.Context(ctx), "child", progress.Unknown, "").Done(errors.New("no space"))
	guarded := Handler(&l, &Options{Errors: true, Middleware: func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") == "" {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			next.ServeHTTP(w, r)
		})
	}})
	ask := func(method, auth string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/?format=json", nil)
		r.Header.Set("Authorization", auth)
		w := httptest.NewRecorder()
		guarded.ServeHTTP(w, r)
		return w
	}
	if w := ask("GET", ""); w.Code != 401 {
		t.Errorf("a stranger got %d", w.Code)
	}
	if w := ask("POST", "x"); w.Code != 405 || w.Header().Get("Allow") != "GET" {
		t.Errorf("POST got %d", w.Code)
	}
	var us []map[string]any
	if err := json.Unmarshal(ask("GET", "x").Body.Bytes(), &us); err != nil || len(us) != 2 {
		t.Fatalf("%v: %v", err, us)
	}
	if us[0]["total"] != 100.0 || us[0]["fraction"] != 0.0 || us[0]["state"] != "running" {
		t.Errorf("%v", us[0])
	}
	if c := us[1]; c["total"] != nil || c["fraction"] != nil || c["parent"] != 1.0 || c["error"] != "no space" {
		t.Errorf("%v", c)
	}
}
