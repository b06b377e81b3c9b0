package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"github.com/scicore-go/scicore/observability"
	"github.com/scicore-go/scicore/observability/health"
	"github.com/scicore-go/scicore/observability/internal/stripe"
)

// Options of a dashboard; the zero value is good.
type Options struct {
	// Title stands above the page; "" is scicore.
	Title string
	// Memory returns the bytes that computations hold and may hold, 0 being
	// no limit, as a Runtime's MemoryInUse and MemoryLimit do; nil: not shown.
	Memory func() (inUse, limit int64)
	// Health returns the report to show, such as a registry's
	// Snapshot(health.All); nil: not shown. It is called about once a second
	// while somebody looks.
	Health func() health.Report
	// Audit is the audit log to show, which whoever sees the page may have
	// verified; nil: not shown.
	Audit AuditSource
	// Protect wraps the handler, as authentication does; nil: nothing does.
	Protect func(http.Handler) http.Handler
	// Rate is how many evaluations a second are followed at most while
	// somebody looks; 0 is 500.
	Rate int
	// Evaluations and Tasks are how many are remembered; 0 is 2000 and 20000.
	Evaluations, Tasks int
	// Viewers is how many pages may be open at once; 0 is 16.
	Viewers int
}

func (o *Options) check() error {
	var errs []error
	for _, f := range []struct {
		name   string
		value  *int
		normal int
	}{{"rate", &o.Rate, 500}, {"evaluations", &o.Evaluations, 2000}, {"tasks", &o.Tasks, 20000}, {"viewers", &o.Viewers, 16}} {
		if *f.value < 0 || *f.value > 1e6 {
			errs = append(errs, fmt.Errorf("%s %d: must be between 0 and 1000000", f.name, *f.value))
		}
		if *f.value == 0 {
			*f.value = f.normal
		}
	}
	if o.Title == "" {
		o.Title = "scicore"
	}
	if len(errs) > 0 {
		return fmt.Errorf("dashboard: %w", errors.Join(errs...))
	}
	return nil
}

// Dashboard is an observer and the handler of its page. It has no goroutine
// of its own but that of a verification, and is safe for concurrent use.
type Dashboard struct {
	opts  Options
	begin time.Time
	total stripe.Counter // evaluations begun while a page was open

	failed  atomic.Int64
	id      atomic.Uint64
	viewers atomic.Int64
	tokens  atomic.Int64 // evaluations that may still be followed in this slot
	slot    atomic.Int64 // the time slot that tokens were handed out for
	lanes   lanes
	names   names

	mu          sync.Mutex
	evaluations ring[*evaluation]
	tasks       ring[task]
	errors      ring[failure]

	auditing auditing

	closing sync.Once
	closed  chan struct{}
}

// New makes a dashboard. The error lists what is wrong with the options.
func New(opts Options) (*Dashboard, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	d := &Dashboard{opts: opts, begin: time.Now(), closed: make(chan struct{}), evaluations: newRing[*evaluation](opts.Evaluations),
		tasks: newRing[task](opts.Tasks), errors: newRing[failure](100)}
	d.slot.Store(-1)
	return d, nil
}

// Close ends the streams of all pages, for a server that shuts down, and stops
// a verification that runs. Pages opened later end at once.
func (d *Dashboard) Close() error {
	d.closing.Do(func() {
		d.auditing.mu.Lock() // nothing begins from here on
		close(d.closed)
		d.auditing.mu.Unlock()
	})
	d.auditing.cancel()
	d.auditing.ended.Wait()
	return nil
}

const slotsPerSecond = 10

// refill hands out the evaluations to follow in the present slot of time.
func (d *Dashboard) refill() {
	now := int64(time.Since(d.begin) / (time.Second / slotsPerSecond))
	if last := d.slot.Load(); last == now || !d.slot.CompareAndSwap(last, now) {
		return
	}
	d.tokens.Store(int64(max(1, d.opts.Rate/slotsPerSecond)))
}

// since is a time on the page's axis: nanoseconds since the dashboard began.
func (d *Dashboard) since(t time.Time) int64 { return int64(t.Sub(d.begin)) }

// Begin implements [observability.Observer].
func (d *Dashboard) Begin(ctx context.Context, _ string) (context.Context, observability.Listener) {
	if d.viewers.Load() > 0 && d.follows() {
		return ctx, &evaluation{d: d, ID: d.id.Add(1)}
	}
	return ctx, (*glance)(d)
}

// BeginDirect implements [observability.DirectObserver].
func (d *Dashboard) BeginDirect(ctx context.Context, _ string) (context.Context, observability.Listener, observability.Attention) {
	if d.viewers.Load() > 0 && d.follows() {
		return ctx, &evaluation{d: d, ID: d.id.Add(1)}, observability.Everything
	}
	return ctx, (*glance)(d), observability.Faults
}

// follows counts an evaluation and reports whether it is one to follow.
func (d *Dashboard) follows() bool {
	d.total.Add(1)
	return d.tokens.Load() > 0 && d.tokens.Add(-1) >= 0
}

// glance follows an evaluation for its error only.
type glance Dashboard

func (g *glance) Brief()                      {}
func (g *glance) Shared()                     {}
func (g *glance) Planned(*observability.Plan) {}
func (g *glance) EndStage(int, error)         {}

func (g *glance) BeginStage(ctx context.Context, _ int) context.Context { return ctx }

func (g *glance) End(o observability.Outcome) {
	if o.Err != nil {
		(*Dashboard)(g).fail(0, o)
	}
}

// fail remembers an error.
func (d *Dashboard) fail(id uint64, o observability.Outcome) {
	d.failed.Add(1)
	f := failure{At: d.since(time.Now()), Evaluation: id, Door: o.Door, Engine: o.Engine, Fault: string(o.Fault), Message: clip(o.Err.Error(), 600)}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.errors.put(f)
}

// clip shortens a text from outside.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most] + "…"
}
