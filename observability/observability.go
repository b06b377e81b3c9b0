// Package observability is how evaluations are seen from outside.
//
// A runtime tells its [Observer] of each evaluation: that it begins, what was
// planned and which engine was chosen against which others, every stage, and
// how it ended. Observers are what a host composes: spans, metrics, labels of
// the profiler, a page to look at; see the packages below this one. A runtime
// without an observer spends one comparison an evaluation on all of it.
//
// This package knows neither arrays nor graphs, so that everything above them
// can report to it, and links no telemetry library.
package observability

import (
	"context"
	"time"
)

// An Observer is told of evaluations. It is called on the goroutine that
// evaluates, from many at once, and must be quick: what takes long belongs on
// a goroutine of its own.
type Observer interface {
	// Begin is called when an evaluation begins, before it is planned. door
	// is the function it came through: "eval", "compute" or "run". The
	// evaluation goes on with the context that is returned, and tells the
	// listener of the rest. A nil listener wants to hear nothing; then
	// nothing is measured.
	Begin(ctx context.Context, door string) (context.Context, Listener)
}

// A Listener hears the rest of one evaluation. The calls of one evaluation
// come one after another, except that stages may overlap where an engine runs
// them so: then BeginStage and EndStage are called from several goroutines.
type Listener interface {
	// Planned is called once the engine is chosen. Graphs so small that they
	// run without a plan have no such call.
	Planned(p *Plan)
	// BeginStage is called before stage i of the plan; the stage runs with
	// the context that is returned.
	BeginStage(ctx context.Context, i int) context.Context
	// EndStage is called after stage i; err is nil or why it failed.
	EndStage(i int, err error)
	// End is called last, and always.
	End(o Outcome)
}

// A BriefListener is a Listener that wants to hear of the end alone, and of
// that only the engine and the error: nothing is timed or described for it,
// so that it costs a few nanoseconds. Where others listen to the same
// evaluation it hears all that they do.
type BriefListener interface {
	Listener
	Brief()
}

// A DirectObserver is an Observer that does less for an evaluation known to run
// at once, without a plan. Nothing is evaluated and nothing sent inside it, so
// nothing has to stand in its context.
type DirectObserver interface {
	Observer
	// BeginDirect is called instead of Begin for such an evaluation. Its
	// listener hears of the end alone, as much of it as it says, or more where
	// others listen; it is nil where that is Nothing. The context that is
	// returned is for the observers after this one.
	BeginDirect(ctx context.Context, door string) (context.Context, Listener, Attention)
}

// Attention is how much a listener wants to hear of a direct evaluation: each
// value adds to those before.
type Attention uint8

// What costs nothing, then some nanoseconds, then a look at the clock.
const (
	Nothing    Attention = iota
	Faults               // End where the evaluation fails; door, engine and error
	Ends                 // End always
	Timed                // how long it took and how much work it was
	Everything           // when it began
)

// A SharedListener is a Listener that is the same for many evaluations and
// lives as long as its observer, so that it may be kept and compared.
type SharedListener interface {
	Listener
	Shared()
}

// A WorkListener is a Listener that also hears which workers do a stage.
type WorkListener interface {
	Listener
	// Work is called on a goroutine that starts to work on stage i, and what
	// it returns on the same goroutine when it stops. Worker 0 is the one that
	// evaluates; others come and go, several times in a stage perhaps, and at
	// the same time as each other. Where regions of work nest, two may have
	// the same number.
	Work(i, worker int) (end func())
}

// Plan is what an evaluation is going to do, for people and for records. It
// must not be changed.
type Plan struct {
	Engine     string        // the engine chosen
	Reason     string        // why
	Candidates []Candidate   // all that were asked, the chosen one too
	Stages     []Stage       // in the order they run
	FLOPs      float64       // floating-point operations of all stages
	Bytes      float64       // bytes read and written by all stages
	Peak       int64         // bytes held at one time at most, inputs apart
	Planning   time.Duration // what it took to get here; 0 for a plan made before
	// Text prints the plan as Explain does; it is made when asked for.
	Text func() string
}

// Candidate is an engine with what it said of the plan.
type Candidate struct {
	Engine   string
	Duration time.Duration // estimated
	Basis    string        // what the estimate rests on
	Err      error         // why it cannot run the plan, or nil
}

// Estimate returns what the chosen engine expected to take.
func (p *Plan) Estimate() time.Duration {
	for _, c := range p.Candidates {
		if c.Engine == p.Engine {
			return c.Duration
		}
	}
	return 0
}

// Stage is one step of a plan.
type Stage struct {
	Kind       string   // "fused", "single" or "view"
	Operations []string // what it computes, first to last
	Type       string   // element type and shape of the result
	FLOPs      float64
	Bytes      float64
}

// Direct is the name that stands for an engine where a graph was so small that
// it ran at once, without a plan, on the calling goroutine.
const Direct = "direct"

// Outcome is how an evaluation ended.
type Outcome struct {
	Door     string // as Begin was told
	Engine   string // Direct, or that of the plan; "" if none was chosen
	Plan     *Plan  // as Planned was told; nil where there was none
	Start    time.Time
	Duration time.Duration // of everything, planning too
	FLOPs    float64       // floating-point operations, as estimated
	Bytes    float64       // bytes read and written, as estimated
	Err      error
	Fault    Fault // which kind of error Err is; "" without one
}

// Fault is a kind of error: few values, so that they may label a series.
type Fault string

// What evaluations fail of.
const (
	FaultCanceled    Fault = "canceled"          // the caller gave up
	FaultDeadline    Fault = "deadline_exceeded" // the caller's time was over
	FaultMemory      Fault = "memory_limit"      // the budget was too small
	FaultInput       Fault = "input"             // inputs missing, unknown or of another type
	FaultRequest     Fault = "request"           // a request that cannot be understood
	FaultUnavailable Fault = "unavailable"       // something asked for is not there
	FaultOther       Fault = "other"
)
