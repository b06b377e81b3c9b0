package browsertest

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/scicore-go/scicore/observability/audit"
	"github.com/scicore-go/scicore/observability/audit/auditpage"
	"github.com/scicore-go/scicore/observability/dashboard"
)

// held is a log's source whose verification waits half way for the test.
type held struct {
	dashboard.AuditSource
	release chan struct{}
}

func (h *held) AuditVerify(ctx context.Context, progress func(done, total uint64)) (dashboard.AuditReport, error) {
	progress(1250, 2500)
	select {
	case <-h.release:
	case <-ctx.Done():
		return dashboard.AuditReport{}, ctx.Err()
	}
	return h.AuditSource.AuditVerify(ctx, progress)
}

// auditService is a page with a log of 2500 entries.
func auditService(t *testing.T) (url, dir string, source *held) {
	t.Helper()
	ctx := context.Background()
	secret, _, err := audit.NewKey("example.com/solver/audit")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := audit.ParseSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	log, err := audit.Open(ctx, dir, &audit.Options{Signer: signer})
	if err != nil {
		t.Fatal(err)
	}
	events := make([]audit.Event, 2500)
	for i := range events {
		events[i] = audit.Event{Actor: "ann", Action: "compute", Resource: fmt.Sprint("request <i>", i, "</i>")}
	}
	if _, err := log.AppendBatch(ctx, events); err != nil {
		t.Fatal(err)
	}
	if err := log.Flush(ctx); err != nil {
		t.Fatal(err)
	}
	source = &held{auditpage.Source(log), make(chan struct{})}
	d, err := dashboard.New(dashboard.Options{Title: "audited", Audit: source})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/page/", http.StripPrefix("/page", d.Handler()))
	server := httptest.NewServer(mux)
	t.Cleanup(func() {
		_ = d.Close()
		server.Close()
		_ = log.Close()
	})
	return server.URL + "/page/", dir, source
}

const text = `document.getElementById('audit').textContent`

// The log is shown, verified by button and by key, stopped, and what was done
// to its files is found.
func TestAuditPanel(t *testing.T) {
	url, dir, source := auditService(t)
	ctx := browser(t)
	run(t, ctx, "the panel is there", chromedp.EmulateViewport(1280, 1000), chromedp.Navigate(url+"#theme=light"),
		until(`!document.getElementById('audit').hidden`), until(text+`.includes('example.com/solver/audit')`))
	for _, want := range []string{"2,500", "tree head", "last checkpoint", "not verified yet"} {
		if got := value[string](t, ctx, text); !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	run(t, ctx, "verify by the button", chromedp.Focus("#verify"), chromedp.KeyEvent(kb.Enter), until(`document.getElementById('verify').textContent === 'Stop'`),
		until(`Math.abs(document.getElementById('audit-progress').value - 0.5) < 1e-9`), until(text+`.includes('1,250 of 2,500 entries')`))
	if id := value[string](t, ctx, `document.activeElement.id`); id != "verify" {
		t.Errorf("the button lost the focus to %q", id)
	}
	shoot(t, ctx, "audit-verifying")
	run(t, ctx, "stop by the button", chromedp.KeyEvent(" "), until(`document.getElementById('audit-result').textContent === 'stopped'`))
	close(source.release)
	run(t, ctx, "verify by the key", chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`), chromedp.KeyEvent("v"),
		until(`document.getElementById('audit-result').textContent === '2,500 entries are what was signed'`),
		until(`document.getElementById('audit-progress').hidden`))
	shoot(t, ctx, "audit-good")
	tamper(t, dir)
	run(t, ctx, "find what was altered", chromedp.Click("#verify"), until(`document.querySelectorAll('#audit-findings li').length > 0`))
	if got := value[string](t, ctx, text); !strings.Contains(got, "altered: entry 2499") || !strings.Contains(got, "not what was signed: one finding") {
		t.Error(got)
	}
	if n := value[int](t, ctx, `document.querySelectorAll('#audit i').length`); n != 0 {
		t.Error("text of an entry became markup")
	}
	for _, c := range []struct {
		name, hash string
		w, h       int64
	}{{"audit-bad", "#theme=dark", 1280, 1000}, {"audit-narrow", "#theme=light", 390, 844}} {
		run(t, ctx, c.name, chromedp.EmulateViewport(c.w, c.h), chromedp.Navigate("about:blank"), chromedp.Navigate(url+c.hash),
			until(`document.querySelectorAll('#audit-findings li').length > 0`))
		if over := value[float64](t, ctx, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
			t.Errorf("%s: the page is %g pixels wider than its window", c.name, over)
		}
		shoot(t, ctx, c.name)
	}
}

// tamper changes a byte of the last entry.
func tamper(t *testing.T, dir string) {
	t.Helper()
	seg := filepath.Join(dir, "segments", strings.Repeat("0", 20)+".seg")
	data, err := os.ReadFile(seg)
	if err != nil {
		t.Fatal(err)
	}
	data[bytes.LastIndex(data, []byte("compute"))] ^= 1
	if err := os.WriteFile(seg, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// Without a log there is no panel, and the key does nothing.
func TestNoAuditPanel(t *testing.T) {
	d, err := dashboard.New(dashboard.Options{})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/page/", http.StripPrefix("/page", d.Handler()))
	server := httptest.NewServer(mux)
	defer server.Close()
	defer d.Close()
	ctx := browser(t)
	run(t, ctx, "the page comes alive", chromedp.Navigate(server.URL+"/page/"), until(`document.getElementById('state').textContent === 'live'`),
		chromedp.KeyEvent("v"), until(`document.querySelectorAll('.tile').length > 3`))
	if !value[bool](t, ctx, `getComputedStyle(document.getElementById('audit')).display === 'none'`) {
		t.Error("a panel without a log")
	}
}
