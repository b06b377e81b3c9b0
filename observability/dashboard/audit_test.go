package dashboard_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/scicore-go/scicore/observability/dashboard"
)

// auditLog is a source whose verification goes step by step.
type auditLog struct {
	head   dashboard.AuditHead
	steps  chan [2]uint64 // closed: ends
	report dashboard.AuditReport
	err    error
	panics bool
}

func (a *auditLog) AuditHead() dashboard.AuditHead { return a.head }

func (a *auditLog) AuditVerify(ctx context.Context, progress func(done, total uint64)) (dashboard.AuditReport, error) {
	for {
		select {
		case <-ctx.Done():
			return dashboard.AuditReport{}, fmt.Errorf("verify: %w", ctx.Err())
		case s, ok := <-a.steps:
			if ok {
				progress(s[0], s[1])
				continue
			}
			if a.panics {
				panic("no such disk")
			}
			return a.report, a.err
		}
	}
}

type auditMessage struct {
	Audit *struct {
		Origin, Root, Error string
		Size, Checkpoint    uint64
		CheckpointAt        int64 `json:"checkpoint_at"`
		Verifying           bool
		Done, Total         uint64
		Result              *struct {
			OK       bool
			Error    string
			Entries  uint64
			Findings []string
			More     int
		}
	}
}

func auditOf(t *testing.T, url string) (m auditMessage) {
	t.Helper()
	_, body := get(t, url+"snapshot")
	if err := json.Unmarshal(body, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// until asks for the panel until it is as it should be.
func until(t *testing.T, url, what string, holds func(auditMessage) bool) auditMessage {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		m := auditOf(t, url)
		if holds(m) {
			return m
		}
		if time.Now().After(deadline) {
			t.Fatalf("not %s: %+v %+v", what, m.Audit, m.Audit.Result)
		}
	}
}

func ask(t *testing.T, method, url string, header ...string) int {
	t.Helper()
	req, err := http.NewRequest(method, url+"audit/verify", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return res.StatusCode
}

func finished(m auditMessage) bool { return !m.Audit.Verifying && m.Audit.Result != nil }

func TestAuditIsShownAndVerified(t *testing.T) {
	log := &auditLog{steps: make(chan [2]uint64), report: dashboard.AuditReport{OK: true, Entries: 70},
		head: dashboard.AuditHead{Origin: "example.com/audit", Size: 70, Root: "abc=", CheckpointSize: 64, CheckpointTime: time.Now(), Err: errors.New("disk gone")}}
	_, _, url := serve(t, dashboard.Options{Audit: log})
	a := auditOf(t, url).Audit
	if a == nil || a.Origin != "example.com/audit" || a.Size != 70 || a.Root != "abc=" || a.Checkpoint != 64 || a.CheckpointAt == 0 || a.Error != "disk gone" ||
		a.Verifying || a.Result != nil {
		t.Fatalf("%+v", a)
	}
	events, stop := open(t, url)
	defer stop()
	next(t, events)
	if code := ask(t, "POST", url); code != http.StatusAccepted {
		t.Fatal(code)
	}
	if code := ask(t, "POST", url); code != http.StatusConflict {
		t.Errorf("a second one beside it: %d", code)
	}
	log.steps <- [2]uint64{35, 70}
	until(t, url, "half done", func(m auditMessage) bool { return m.Audit.Verifying && m.Audit.Done == 35 && m.Audit.Total == 70 })
	close(log.steps)
	m := until(t, url, "finished", finished)
	if r := m.Audit.Result; !r.OK || r.Entries != 70 || r.Error != "" || len(r.Findings) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestAuditFindingsAndFaults(t *testing.T) {
	done := make(chan [2]uint64)
	close(done)
	many := dashboard.AuditReport{Entries: 3}
	for i := range 30 {
		many.Findings = append(many.Findings, fmt.Sprint(i, strings.Repeat("x", 1000)))
	}
	log := &auditLog{steps: done, report: many}
	_, _, url := serve(t, dashboard.Options{Audit: log})
	verify := func() auditMessage {
		t.Helper()
		if code := ask(t, "POST", url); code != http.StatusAccepted {
			t.Fatal(code)
		}
		return until(t, url, "finished", finished)
	}
	if r := verify().Audit.Result; r.OK || len(r.Findings) != 20 || r.More != 10 || len(r.Findings[0]) > 310 {
		t.Errorf("%+v", r)
	}
	log.report, log.err = dashboard.AuditReport{OK: true}, errors.New("not readable")
	if r := verify().Audit.Result; r.OK || r.Error != "not readable" {
		t.Errorf("%+v", r)
	}
	log.panics = true
	if r := verify().Audit.Result; r.OK || !strings.Contains(r.Error, "no such disk") {
		t.Errorf("%+v", r)
	}
}

func TestAuditVerifyingStops(t *testing.T) {
	log := &auditLog{steps: make(chan [2]uint64)}
	d, _, url := serve(t, dashboard.Options{Audit: log})
	if code := ask(t, "DELETE", url); code != http.StatusAccepted { // nothing runs
		t.Error(code)
	}
	ask(t, "POST", url)
	ask(t, "DELETE", url)
	if r := until(t, url, "stopped", finished).Audit.Result; r.OK || r.Error != "stopped" {
		t.Errorf("%+v", r)
	}
	ask(t, "POST", url)
	if err := d.Close(); err != nil { // ends it, or the test does not
		t.Error(err)
	}
	if a := auditOf(t, url).Audit; a.Verifying {
		t.Errorf("%+v", a)
	}
	if code := ask(t, "POST", url); code != http.StatusServiceUnavailable {
		t.Error(code)
	}
}

// Pages of other sites cannot keep the service busy, and without a log there
// is nothing.
func TestAuditGuards(t *testing.T) {
	_, _, url := serve(t, dashboard.Options{Audit: &auditLog{steps: make(chan [2]uint64)}})
	for _, method := range []string{"POST", "DELETE"} {
		for _, h := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}} {
			if code := ask(t, method, url, h...); code != http.StatusForbidden {
				t.Errorf("%s with %v: %d", method, h, code)
			}
		}
	}
	if auditOf(t, url).Audit.Verifying {
		t.Error("began")
	}
	_, _, url = serve(t, dashboard.Options{})
	if auditOf(t, url).Audit != nil {
		t.Error("a log out of nowhere")
	}
	if code := ask(t, "POST", url); code != http.StatusNotFound {
		t.Error(code)
	}
}
