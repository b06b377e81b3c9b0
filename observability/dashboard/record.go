package dashboard

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/scicore-go/scicore/observability"
)

// evaluation is one that is followed, as its listener and as the page gets it.
// Times are nanoseconds, those named At since the dashboard began.
type evaluation struct {
	d  *Dashboard
	mu sync.Mutex // of what stages write; some engines overlap them

	ID       uint64  `json:"id"`
	Door     string  `json:"door"`
	Engine   string  `json:"engine"`
	Longest  string  `json:"work"` // what its longest stage computes
	At       int64   `json:"at"`
	Duration int64   `json:"duration"`
	Planning int64   `json:"planning"`
	Estimate int64   `json:"estimate"`
	FLOPs    float64 `json:"flops"`
	Bytes    float64 `json:"bytes"`
	Error    string  `json:"error,omitempty"`

	plan   *plan
	stages []stage
	ops    []int // numbers of the stages' names
}

// plan is an [observability.Plan] without its text, which would keep the
// caller's arrays.
type plan struct {
	Reason     string      `json:"reason"`
	Peak       int64       `json:"peak"`
	Candidates []candidate `json:"candidates"`
}

type candidate struct {
	Engine   string `json:"engine"`
	Duration int64  `json:"duration"`
	Basis    string `json:"basis"`
	Error    string `json:"error,omitempty"`
}

type stage struct {
	Kind     string  `json:"kind"`
	Work     string  `json:"work"`
	Type     string  `json:"type"`
	FLOPs    float64 `json:"flops"`
	Bytes    float64 `json:"bytes"`
	At       int64   `json:"at"`
	Duration int64   `json:"duration"`
	Error    string  `json:"error,omitempty"`
}

// task is what one worker did of a stage, in one go.
type task struct {
	evaluation uint64
	stage      int
	op         int
	lane       int
	at, end    int64
}

// failure is an evaluation that ended in an error.
type failure struct {
	At         int64  `json:"at"`
	Evaluation uint64 `json:"evaluation"` // 0: it was not followed
	Door       string `json:"door"`
	Engine     string `json:"engine"`
	Fault      string `json:"fault"`
	Message    string `json:"message"`
}

// Planned implements [observability.Listener].
func (e *evaluation) Planned(p *observability.Plan) {
	e.plan = &plan{Reason: p.Reason, Peak: p.Peak}
	for _, c := range p.Candidates {
		x := candidate{Engine: c.Engine, Duration: int64(c.Duration), Basis: c.Basis}
		if c.Err != nil {
			x.Error = clip(c.Err.Error(), 300)
		}
		e.plan.Candidates = append(e.plan.Candidates, x)
	}
	e.Planning, e.Estimate = int64(p.Planning), int64(p.Estimate())
	e.stages, e.ops = make([]stage, len(p.Stages)), make([]int, len(p.Stages))
	for i, s := range p.Stages {
		e.stages[i] = stage{Kind: s.Kind, Work: clip(strings.Join(s.Operations, " → "), 200), Type: s.Type, FLOPs: s.FLOPs, Bytes: s.Bytes}
		e.ops[i] = e.d.names.id(e.stages[i].Work)
	}
}

// BeginStage implements [observability.Listener].
func (e *evaluation) BeginStage(ctx context.Context, i int) context.Context {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.stages[i].At = e.d.since(time.Now())
	return ctx
}

// EndStage implements [observability.Listener].
func (e *evaluation) EndStage(i int, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := &e.stages[i]
	s.Duration = e.d.since(time.Now()) - s.At
	if err != nil {
		s.Error = clip(err.Error(), 300)
	}
}

// Work implements [observability.WorkListener].
func (e *evaluation) Work(i, _ int) (end func()) {
	d, lane, begin := e.d, e.d.lanes.take(), time.Now()
	return func() {
		d.lanes.give(lane)
		if lane < 0 { // more at once than there are rows
			return
		}
		t := task{e.ID, i, e.ops[i], lane, d.since(begin), d.since(time.Now())}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.tasks.put(t)
	}
}

// End implements [observability.Listener].
func (e *evaluation) End(o observability.Outcome) {
	d := e.d
	e.Door, e.Engine, e.At, e.Duration = o.Door, o.Engine, d.since(o.Start), int64(o.Duration)
	e.FLOPs, e.Bytes, e.Longest = o.FLOPs, o.Bytes, e.longest()
	if o.Err != nil {
		e.Error = clip(o.Err.Error(), 300)
		d.fail(e.ID, o)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if o.Engine == observability.Direct { // too short for a listener of workers
		if lane := d.lanes.take(); lane >= 0 {
			d.lanes.give(lane)
			d.tasks.put(task{e.ID, 0, d.names.id(observability.Direct), lane, e.At, e.At + e.Duration})
		}
	}
	d.evaluations.put(e)
}

// longest names the stage that took longest.
func (e *evaluation) longest() string {
	best := -1
	for i := range e.stages {
		if best < 0 || e.stages[i].Duration > e.stages[best].Duration {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return e.stages[best].Work
}
