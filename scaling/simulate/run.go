package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/scicore-go/scicore/observability/progress"
	"github.com/scicore-go/scicore/scaling"
)

// Options describe what is scaled. The zero value of a field is its default.
type Options struct {
	Capacity float64       // requests per second that one replica serves; default 1
	Startup  time.Duration // from being asked for to serving
	Jitter   float64       // of the start-up time, as a fraction: 0.2 is 80 % to 120 %
	Period   time.Duration // between decisions, a multiple of the trace's step; default one step
	WarmUp   time.Duration // at the beginning, not in the report
	Initial  int           // replicas at the start; default: enough for the first demand
	Seed     uint64        // of the jitter
}

// patience is what the controller may wait for source and actuator, who
// answer at once: it must not end because a machine is slow.
const patience = 24 * time.Hour

func (o *Options) complete(t Trace) (Options, error) {
	var c Options
	if o != nil {
		c = *o
	}
	if c.Capacity == 0 {
		c.Capacity = 1
	}
	if c.Period == 0 {
		c.Period = t.Step
	}
	errs := []error{t.Validate()}
	fault := func(wrong bool, format string, values ...any) {
		if wrong {
			errs = append(errs, fmt.Errorf("simulate: "+format, values...))
		}
	}
	fault(!(c.Capacity > 0) || math.IsInf(c.Capacity, 0), "capacity %v: must be > 0", c.Capacity)
	fault(c.Startup < 0, "start-up %v: must be >= 0", c.Startup)
	fault(!(c.Jitter >= 0 && c.Jitter <= 1), "jitter %v: must be between 0 and 1", c.Jitter)
	fault(t.Step > 0 && (c.Period < t.Step || c.Period%t.Step != 0), "period %v: must be a multiple of the trace's step %v", c.Period, t.Step)
	fault(c.WarmUp < 0 || c.WarmUp >= t.Duration() && t.Duration() > 0, "warm-up %v: must be >= 0 and less than the trace's %v", c.WarmUp, t.Duration())
	fault(c.Initial < 0, "initial size %d: must be >= 0", c.Initial)
	if c.Initial == 0 && len(t.Demand) > 0 {
		c.Initial = max(1, oracle(t.Demand[0], c.Capacity))
	}
	return c, errors.Join(errs...)
}

// oracle is the least number of replicas that serves a demand.
func oracle(demand, capacity float64) int { return int(math.Ceil(demand/capacity - 1e-9)) }

// Run replays a trace through a policy. It ends early with the context's
// error, and tells the context how far it is.
func Run(ctx context.Context, p scaling.Policy, t Trace, o *Options) (report Report, err error) {
	set, err := o.complete(t)
	if err != nil {
		return Report{}, err
	}
	w := newWorld(t, set)
	controller, err := scaling.NewController(p).WithSource(w).WithActuator(w).WithClock(w).
		WithPeriod(set.Period).WithTimeout(patience).Build()
	if err != nil {
		return Report{}, err
	}
	task := progress.Start(ctx, "simulate "+t.Name, int64(len(t.Demand)), "steps")
	defer func() { task.Done(err) }()
	every := int(set.Period / t.Step)
	for i := range t.Demand {
		if err := ctx.Err(); err != nil {
			return Report{}, err
		}
		w.serve(i)
		if (i+1)%every == 0 {
			w.decided(controller.Step(ctx))
		}
		task.Add(1)
	}
	name := "policy"
	if n, ok := p.(fmt.Stringer); ok {
		name = n.String()
	}
	return w.report(name), nil
}

// world is what is scaled, and the source, actuator and clock of it.
type world struct {
	trace Trace
	set   Options
	rand  *rand.Rand

	step    int     // the one being served
	ready   int     // replicas that serve
	pending []batch // the others, by when they will

	seen   int     // steps since the load was last asked for
	demand float64 // in them, summed
	used   float64 // utilisation in them, summed

	points  []Point
	changes []Change
}

// batch is replicas that were asked for together.
type batch struct {
	at time.Time
	n  int
}

func newWorld(t Trace, o Options) *world {
	return &world{trace: t, set: o, ready: o.Initial, points: make([]Point, 0, len(t.Demand)),
		rand: rand.New(rand.NewPCG(o.Seed, 0x57a7))}
}

func (w *world) serve(i int) {
	w.step = i
	now, d := w.Now(), w.trace.Demand[i]
	for len(w.pending) > 0 && !w.pending[0].at.After(now) {
		w.ready += w.pending[0].n
		w.pending = w.pending[1:]
	}
	w.points = append(w.points, Point{now, d, w.ready, w.size()})
	w.seen++
	w.demand += d
	w.used += w.utilisation(d)
}

// utilisation is that of the replicas which serve; with none, 1 where there
// is demand.
func (w *world) utilisation(d float64) float64 {
	if d == 0 {
		return 0
	}
	return min(1, d/(float64(w.ready)*w.set.Capacity))
}

func (w *world) decided(s scaling.Step) {
	if s.Asked != s.Current {
		w.changes = append(w.changes, Change{s.At, s.Current, s.Asked, s.Decision.Reason})
	}
}

// Now is the beginning of the step that is being served.
func (w *world) Now() time.Time { return w.trace.At(w.step) }

// After is never waited for: the simulation takes the steps.
func (w *world) After(time.Duration) (<-chan time.Time, func()) { return nil, func() {} }

// Load is the mean since it was asked for before.
func (w *world) Load(context.Context) (scaling.LoadMetrics, error) {
	n := float64(max(w.seen, 1))
	load := scaling.LoadMetrics{
		{Name: scaling.Requests, Kind: scaling.Total, Value: w.demand / n},
		{Name: scaling.CPU, Kind: scaling.PerReplica, Value: w.used / n},
	}
	if w.ready == 0 { // nobody is there to be measured
		load = load[:1]
	}
	w.seen, w.demand, w.used = 0, 0, 0
	return load, nil
}

func (w *world) Status(context.Context) (scaling.Status, error) {
	return scaling.Status{Desired: w.size(), Ready: w.ready}, nil
}

func (w *world) size() int {
	n := w.ready
	for _, b := range w.pending {
		n += b.n
	}
	return n
}

// Scale starts replicas, or stops those who would serve last.
func (w *world) Scale(_ context.Context, target int) error {
	change := target - w.size()
	if change > 0 {
		at := w.Now().Add(w.startup())
		i := len(w.pending)
		for i > 0 && w.pending[i-1].at.After(at) {
			i--
		}
		w.pending = slices.Insert(w.pending, i, batch{at, change})
	}
	for ; change < 0 && len(w.pending) > 0; w.pending = w.pending[:len(w.pending)-1] {
		last := &w.pending[len(w.pending)-1]
		if last.n > -change {
			last.n += change
			return nil
		}
		change += last.n
	}
	w.ready += min(change, 0)
	return nil
}

func (w *world) startup() time.Duration {
	if w.set.Jitter == 0 {
		return w.set.Startup
	}
	return time.Duration(float64(w.set.Startup) * (1 + w.set.Jitter*(2*w.rand.Float64()-1)))
}
