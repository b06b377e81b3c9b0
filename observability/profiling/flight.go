package profiling

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/trace"
	"sync"
	"sync/atomic"
	"time"

	"github.com/scicore-go/scicore/observability"
)

// Dump is what the flight recorder kept when an evaluation was slow.
type Dump struct {
	Trace   []byte // for go tool trace
	Plan    *observability.Plan
	Outcome observability.Outcome
}

// FlightOptions say when a dump is taken and where it goes.
type FlightOptions struct {
	// Slow is how long an evaluation takes at least that is dumped, > 0.
	Slow time.Duration
	// Sink gets the dumps, one at a time, on a goroutine of the recorder's.
	Sink func(Dump)
	// MinAge is how much of the past the trace holds at least, if MaxBytes
	// lets it; 0 is 10 s.
	MinAge time.Duration
	// MaxBytes bounds the memory for the trace; 0 is 10 MiB.
	MaxBytes uint64
	// Every is the shortest time between two dumps; 0 is a minute. Slow
	// evaluations in between are counted, not dumped.
	Every time.Duration
}

// FlightRecorder keeps the execution trace of the last seconds, and is an
// observer that hands it out when an evaluation was slow. The process can have
// one at a time. It is safe for concurrent use.
type FlightRecorder struct {
	opts FlightOptions
	rec  *trace.FlightRecorder

	asked   chan Dump // without its trace yet
	done    chan struct{}
	closing sync.Once
	gate    sync.RWMutex // closed while writers of asked may be in
	closed  bool

	last    atomic.Int64 // of the last dump asked for, in ns since begin
	begin   time.Time
	dumped  atomic.Int64
	skipped atomic.Int64
	failed  atomic.Int64
}

// StartFlightRecorder turns the execution tracer on. It costs about a percent
// of speed in most programs. Close turns it off. The error lists what is wrong
// with the options, or says that another flight recorder is running.
func StartFlightRecorder(opts FlightOptions) (*FlightRecorder, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	f := &FlightRecorder{opts: opts, asked: make(chan Dump, 1), done: make(chan struct{}), begin: time.Now(),
		rec: trace.NewFlightRecorder(trace.FlightRecorderConfig{MinAge: opts.MinAge, MaxBytes: opts.MaxBytes})}
	f.last.Store(int64(-opts.Every))
	if err := f.rec.Start(); err != nil {
		return nil, fmt.Errorf("profiling: flight recorder: %w", err)
	}
	go f.serve()
	return f, nil
}

func (o *FlightOptions) check() error {
	var errs []error
	if o.Slow <= 0 {
		errs = append(errs, fmt.Errorf("slow %v: must be > 0", o.Slow))
	}
	if o.Sink == nil {
		errs = append(errs, errors.New("sink: must not be nil"))
	}
	for name, d := range map[string]*time.Duration{"min age": &o.MinAge, "every": &o.Every} {
		if *d < 0 {
			errs = append(errs, fmt.Errorf("%s %v: must be >= 0", name, *d))
		}
	}
	if len(errs) > 0 {
		return fmt.Errorf("profiling: flight recorder: %w", errors.Join(errs...))
	}
	if o.MinAge == 0 {
		o.MinAge = 10 * time.Second
	}
	if o.MaxBytes == 0 {
		o.MaxBytes = 10 << 20
	}
	if o.Every == 0 {
		o.Every = time.Minute
	}
	return nil
}

// serve takes the dumps, so that no evaluation waits for one.
func (f *FlightRecorder) serve() {
	defer close(f.done)
	for d := range f.asked {
		var b bytes.Buffer
		if _, err := f.rec.WriteTo(&b); err != nil {
			f.failed.Add(1)
			continue
		}
		d.Trace = b.Bytes()
		f.dumped.Add(1)
		f.opts.Sink(d)
	}
}

// Close hands out the dumps asked for, turns the tracer off and waits for the
// sink.
func (f *FlightRecorder) Close() error {
	f.closing.Do(func() {
		f.gate.Lock()
		f.closed = true
		close(f.asked)
		f.gate.Unlock()
		<-f.done
		f.rec.Stop()
	})
	return nil
}

// FlightStats counts what became of slow evaluations.
type FlightStats struct {
	Dumped  int64 // handed to the sink
	Skipped int64 // too soon after another, or while one was being taken
	Failed  int64 // the tracer could not write
}

// Stats counts what became of slow evaluations so far.
func (f *FlightRecorder) Stats() FlightStats {
	return FlightStats{f.dumped.Load(), f.skipped.Load(), f.failed.Load()}
}

// Begin implements [observability.Observer].
func (f *FlightRecorder) Begin(ctx context.Context, door string) (context.Context, observability.Listener) {
	ctx, task := trace.NewTask(ctx, "scicore."+door)
	return ctx, &flight{f: f, task: task, ctx: ctx}
}

// ask asks for a dump unless there was one just now.
func (f *FlightRecorder) ask(d Dump) {
	now, last := int64(time.Since(f.begin)), f.last.Load()
	if now-last < int64(f.opts.Every) || !f.last.CompareAndSwap(last, now) {
		f.skipped.Add(1)
		return
	}
	f.gate.RLock()
	defer f.gate.RUnlock()
	if f.closed {
		return
	}
	select {
	case f.asked <- d:
	default:
		f.skipped.Add(1)
	}
}

// flight is one evaluation. The work on its stages are regions of the trace,
// on the goroutines that do it.
type flight struct {
	f    *FlightRecorder
	ctx  context.Context
	task *trace.Task
	plan *observability.Plan
}

func (l *flight) Planned(p *observability.Plan) {
	l.plan = p
	trace.Log(l.ctx, "engine", p.Engine+": "+p.Reason)
}

func (l *flight) BeginStage(ctx context.Context, _ int) context.Context { return ctx }

func (l *flight) EndStage(_ int, err error) {
	if err != nil {
		trace.Log(l.ctx, "error", err.Error())
	}
}

// Work implements [observability.WorkListener].
func (l *flight) Work(i, _ int) (end func()) {
	return trace.StartRegion(l.ctx, operations(l.plan, i)).End
}

func (l *flight) End(o observability.Outcome) {
	l.task.End()
	if o.Duration >= l.f.opts.Slow {
		l.f.ask(Dump{Plan: l.plan, Outcome: o})
	}
}
