package dashboard

import (
	"encoding/json"
	"net/http"
	"runtime"
	"runtime/metrics"
	"strconv"
	"time"

	"github.com/scicore-go/scicore/observability/health"
)

// message is one event of the stream. What is empty did not change.
type message struct {
	Title       string        `json:"title,omitempty"` // in the first
	Now         int64         `json:"now"`
	Wall        string        `json:"wall"` // the same moment by the clock
	Counts      counts        `json:"counts"`
	Gauges      gauges        `json:"gauges"`
	Names       []string      `json:"names,omitempty"` // of operations, those that are new
	Evaluations []*evaluation `json:"evaluations,omitempty"`
	Tasks       [][6]int64    `json:"tasks,omitempty"` // evaluation, stage, name, lane, at, end
	Errors      []failure     `json:"errors,omitempty"`
	Health      *healthView   `json:"health,omitempty"`
	Audit       *auditView    `json:"audit,omitempty"`
	Missed      uint64        `json:"missed,omitempty"` // events gone before they could be sent
}

type counts struct {
	Evaluations int64  `json:"evaluations"` // all, while a page was open
	Errors      int64  `json:"errors"`
	Followed    uint64 `json:"followed"`
}

type gauges struct {
	MemoryInUse int64  `json:"memory"`
	MemoryLimit int64  `json:"limit"` // 0: none; -1: not known
	Heap        uint64 `json:"heap"`
	Goroutines  int    `json:"goroutines"`
	Processors  int    `json:"processors"`
	Collections uint64 `json:"collections"`
}

type healthView struct {
	State  string      `json:"state"`
	Notes  []string    `json:"notes"`
	Checks []checkView `json:"checks"`
}

type checkView struct {
	Name     string `json:"name"`
	State    string `json:"state"`
	Optional bool   `json:"optional"`
	Message  string `json:"message"`
	Age      int64  `json:"age"`
}

func viewOf(r health.Report) *healthView {
	v := &healthView{State: r.State.String(), Notes: append([]string{}, r.Notes...), Checks: []checkView{}}
	for _, c := range r.Checks {
		v.Checks = append(v.Checks, checkView{c.Name, c.State.String(), c.Optional, clip(c.Last.Message, 300), int64(c.Age)})
	}
	return v
}

func (d *Dashboard) gauges() gauges {
	g := gauges{MemoryLimit: -1, Goroutines: runtime.NumGoroutine(), Processors: runtime.GOMAXPROCS(0)}
	if d.opts.Memory != nil {
		g.MemoryInUse, g.MemoryLimit = d.opts.Memory()
	}
	samples := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}, {Name: "/gc/cycles/total:gc-cycles"}}
	metrics.Read(samples)
	g.Heap, g.Collections = samples[0].Value.Uint64(), samples[1].Value.Uint64()
	return g
}

// cursor is how far one viewer has seen. Viewers have no queues: who is slow
// misses what the rings no longer hold, and is told how much.
type cursor struct {
	evaluations, tasks, errors uint64
	names                      int
	health, audit              time.Time
	verifying                  bool // was so when last told
}

// most bounds one message.
const most = 2000

// present is the cursor of a viewer who begins with the latest, as much as
// goes into one message.
func (d *Dashboard) present() cursor {
	d.mu.Lock()
	defer d.mu.Unlock()
	latest := func(next uint64) uint64 { return next - min(next, most) }
	return cursor{evaluations: latest(d.evaluations.next), tasks: latest(d.tasks.next), errors: latest(d.errors.next)}
}

// next gathers what came since the cursor, and moves it.
func (d *Dashboard) next(c *cursor) *message {
	now := time.Now()
	m := &message{Now: d.since(now), Wall: now.Format(time.RFC3339Nano), Gauges: d.gauges(),
		Counts: counts{d.total.Load(), d.failed.Load(), d.id.Load()}}
	if d.opts.Health != nil && now.Sub(c.health) >= time.Second {
		c.health, m.Health = now, viewOf(d.opts.Health())
	}
	if busy := d.auditing.busy(); d.opts.Audit != nil && (busy || c.verifying || now.Sub(c.audit) >= time.Second) {
		c.audit, c.verifying, m.Audit = now, busy, d.auditView()
	}
	d.mu.Lock()
	var missed [3]uint64
	var tasks []task
	m.Evaluations, c.evaluations, missed[0] = d.evaluations.after(c.evaluations, most)
	tasks, c.tasks, missed[1] = d.tasks.after(c.tasks, most)
	m.Errors, c.errors, missed[2] = d.errors.after(c.errors, most)
	d.mu.Unlock()
	m.Names = d.names.from(c.names)
	c.names += len(m.Names)
	m.Missed = missed[0] + missed[1] + missed[2]
	for _, t := range tasks {
		m.Tasks = append(m.Tasks, [6]int64{int64(t.evaluation), int64(t.stage), int64(t.op), int64(t.lane), t.at, t.end})
	}
	return m
}

const (
	tick = time.Second / slotsPerSecond
	// patience is how long one message may take to reach a viewer.
	patience = 10 * time.Second
)

// stream sends events until the viewer goes, is too slow, or the dashboard is
// closed.
func (d *Dashboard) stream(w http.ResponseWriter, r *http.Request) {
	if d.viewers.Add(1) > int64(d.opts.Viewers) {
		d.viewers.Add(-1)
		http.Error(w, "too many pages are open", http.StatusServiceUnavailable)
		return
	}
	defer d.viewers.Add(-1)
	d.refill()
	c := d.present()
	w.Header().Set("Content-Type", "text/event-stream")
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	out := http.NewResponseController(w)
	for first := true; ; first = false {
		m := d.next(&c)
		if first {
			m.Title = d.opts.Title
		}
		if err := send(w, out, m); err != nil {
			return
		}
		for range 2 { // tokens each tick, a message every other
			select {
			case <-r.Context().Done():
				return
			case <-d.closed:
				return
			case <-ticker.C:
				d.refill()
			}
		}
	}
}

func send(w http.ResponseWriter, out *http.ResponseController, m *message) error {
	_ = out.SetWriteDeadline(time.Now().Add(patience)) // not every writer has deadlines
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	for _, part := range [][]byte{[]byte("data: "), b, []byte("\n\n")} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return out.Flush()
}

// snapshot answers once with the latest.
func (d *Dashboard) snapshot(w http.ResponseWriter, _ *http.Request) {
	c := d.present()
	m := d.next(&c)
	m.Title = d.opts.Title
	writeJSON(w, http.StatusOK, m)
}

// detail is one evaluation with its plan.
type detail struct {
	*evaluation
	Plan   *plan   `json:"plan"`
	Stages []stage `json:"stages"`
}

func (d *Dashboard) evaluation(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 64)
	if err != nil {
		writeJSON(w, http.StatusBadRequest, map[string]string{"error": "the id is not a number"})
		return
	}
	if e := d.find(id); e != nil {
		writeJSON(w, http.StatusOK, detail{e, e.plan, append([]stage{}, e.stages...)})
		return
	}
	writeJSON(w, http.StatusNotFound, map[string]string{"error": "no such evaluation is remembered"})
}

// find returns a remembered evaluation; those do not change any more.
func (d *Dashboard) find(id uint64) *evaluation {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.evaluations.values {
		if e.ID == id {
			return e
		}
	}
	return nil
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	b, err := json.Marshal(v)
	if err != nil { // a number that JSON has no text for
		status, b = http.StatusInternalServerError, []byte(`{"error":"cannot be written as JSON"}`)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(b)
}
