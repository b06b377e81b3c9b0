package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// AuditSource is an audit log as the page shows it and has it checked. Package
// auditpage makes one of a log of this module.
type AuditSource interface {
	// AuditHead tells how long the log is. It is called about once a second
	// while somebody looks, and must not wait.
	AuditHead() AuditHead
	// AuditVerify checks the log, and tells how far it is now and then. The
	// error is why it could not be checked; what is wrong with it is in the
	// report.
	AuditVerify(ctx context.Context, progress func(done, total uint64)) (AuditReport, error)
}

// AuditHead is the state of a log.
type AuditHead struct {
	Origin string
	Size   uint64 // entries
	First  uint64 // first entry whose data is kept
	Root   string // of the tree over them
	// What the last checkpoint that was written covers, and when that was;
	// zero where there is none.
	CheckpointSize uint64
	CheckpointTime time.Time
	Err            error // why the log takes no entries; nil: it does
}

// AuditReport is what checking a log found.
type AuditReport struct {
	OK       bool
	Entries  uint64 // checked
	Findings []string
}

// auditView is the panel as the page gets it.
type auditView struct {
	Origin         string       `json:"origin"`
	Size           uint64       `json:"size"`
	First          uint64       `json:"first"`
	Root           string       `json:"root"`
	CheckpointSize uint64       `json:"checkpoint"`
	CheckpointAt   int64        `json:"checkpoint_at"` // 0: none
	Error          string       `json:"error,omitempty"`
	Verifying      bool         `json:"verifying"`
	Done           uint64       `json:"done"`
	Total          uint64       `json:"total"`
	Result         *auditResult `json:"result,omitempty"`
}

type auditResult struct {
	At       int64    `json:"at"`
	Took     int64    `json:"took"`
	OK       bool     `json:"ok"`
	Entries  uint64   `json:"entries"`
	Error    string   `json:"error,omitempty"`
	Findings []string `json:"findings,omitempty"`
	More     int      `json:"more,omitempty"` // findings that are not listed
}

// maxFindings is how many the page lists.
const maxFindings = 20

// auditing runs verifications, one at a time, for whoever asks; all pages see
// the same.
type auditing struct {
	mu          sync.Mutex
	stop        context.CancelFunc // of the one that runs; nil: none does
	result      *auditResult
	ended       sync.WaitGroup
	done, total atomic.Uint64
}

func (d *Dashboard) auditView() *auditView {
	h := d.opts.Audit.AuditHead()
	v := &auditView{Origin: clip(h.Origin, 200), Size: h.Size, First: h.First, Root: clip(h.Root, 100), CheckpointSize: h.CheckpointSize}
	if !h.CheckpointTime.IsZero() {
		v.CheckpointAt = d.since(h.CheckpointTime)
	}
	if h.Err != nil {
		v.Error = clip(h.Err.Error(), 300)
	}
	a := &d.auditing
	a.mu.Lock()
	defer a.mu.Unlock()
	v.Verifying, v.Done, v.Total, v.Result = a.stop != nil, a.done.Load(), a.total.Load(), a.result
	return v
}

// startVerifying begins a verification unless one runs.
func (d *Dashboard) startVerifying(w http.ResponseWriter, _ *http.Request) {
	a := &d.auditing
	a.mu.Lock()
	defer a.mu.Unlock()
	select {
	case <-d.closed:
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"error": "the dashboard is closed"})
		return
	default:
	}
	if a.stop != nil {
		writeJSON(w, http.StatusConflict, map[string]string{"error": "the log is being verified"})
		return
	}
	ctx, stop := context.WithCancel(context.Background())
	a.stop, a.result = stop, nil
	a.done.Store(0)
	a.total.Store(0)
	a.ended.Go(func() { d.verify(ctx) })
	writeJSON(w, http.StatusAccepted, map[string]bool{"verifying": true})
}

// stopVerifying ends the one that runs.
func (d *Dashboard) stopVerifying(w http.ResponseWriter, _ *http.Request) {
	d.auditing.cancel()
	writeJSON(w, http.StatusAccepted, map[string]bool{"verifying": false})
}

func (a *auditing) busy() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.stop != nil
}

func (a *auditing) cancel() {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.stop != nil {
		a.stop()
	}
}

func (d *Dashboard) verify(ctx context.Context) {
	begun := time.Now()
	a := &d.auditing
	report, err := d.report(ctx, func(done, total uint64) {
		a.done.Store(done)
		a.total.Store(total)
	})
	r := &auditResult{At: d.since(time.Now()), Took: int64(time.Since(begun)), OK: err == nil && report.OK, Entries: report.Entries}
	switch {
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		r.Error = "stopped"
	case err != nil:
		r.Error = clip(err.Error(), 300)
	}
	r.More = max(0, len(report.Findings)-maxFindings)
	for _, f := range report.Findings[:len(report.Findings)-r.More] {
		r.Findings = append(r.Findings, clip(f, 300))
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.stop()
	a.stop, a.result = nil, r
}

// report calls the source. What a host's code panics with is a result, too.
func (d *Dashboard) report(ctx context.Context, progress func(done, total uint64)) (r AuditReport, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("verifying panicked: %v", p)
		}
	}()
	return d.opts.Audit.AuditVerify(ctx, progress)
}
